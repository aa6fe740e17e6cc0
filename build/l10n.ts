/**
 * Collects the texts of the interface for translators into l10n/bundle.l10n.json: those that the editor side passes to
 * `vscode.l10n.t` and the other rooms to `say`, under themselves, and those of the page, under `page.` and their key.
 * In English nothing reads this file: the texts in the source are the English ones. A translation is a file of the
 * same keys, `bundle.l10n.de.json`.
 *
 *   node build/l10n.ts
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STRINGS } from '../src/present/answer/strings.ts';
import { readTexts } from './sourceTexts.ts';

const ROOT = join(import.meta.dirname, '..');
const BUNDLE = join(ROOT, 'l10n', 'bundle.l10n.json');
/** As in src/editor/strings.ts. */
const PAGE = 'page.';

/** Rooms whose texts are translated under themselves. */
export const ROOMS = ['src/editor', 'src/present'] as const;

/** Content of the source files of all rooms. */
export function readRooms(): Record<string, string> {
  return Object.assign({}, ...ROOMS.map(readSources));
}

/** Content of the source files of a room, such as `src/editor`, by path. */
export function readSources(room: string): Record<string, string> {
  const names = globSync(`${room}/**/*.ts`, { cwd: ROOT }).map((name) => name.replaceAll('\\', '/'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(ROOT, name), 'utf8')]));
}

/** The English bundle as it follows from the sources. @throws Error where a text cannot be read from the source */
export function makeBundle(sources: Readonly<Record<string, string>>): Record<string, string> {
  const texts = readTexts(sources);
  const dynamic = texts.find(({ use }) => use === 'dynamic');
  if (dynamic) throw new Error(`${dynamic.file}:${dynamic.line}: the text must stand in the call itself`);
  const own = texts.filter(({ use }) => use === 'translated').map(({ text }) => text);
  return Object.fromEntries([
    ...[...new Set(own)].sort().map((text) => [text, text]),
    ...Object.entries(STRINGS).map(([key, text]) => [PAGE + key, text]),
  ]);
}

export function bundleText(bundle: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(bundle, undefined, 2)}\n`;
}

/** What a translation has otherwise than English: keys, and placeholders of a text. */
export function findDifferences(
  english: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): string[] {
  const names = (text: string): string => (text.match(/\{\w+\}/g) ?? []).sort().join(' ');
  return [
    ...Object.keys(english)
      .filter((key) => !other[key]?.trim())
      .map((key) => `${key}: is missing`),
    ...Object.keys(other)
      .filter((key) => english[key] === undefined)
      .map((key) => `${key}: is no text of ours any more`),
    ...Object.entries(english)
      .filter(([key, text]) => other[key] && names(text) !== names(other[key]))
      .map(([key, text]) => `${key}: must hold ${names(text) || 'no placeholder'}`),
  ];
}

/** Writes the English bundle, and tells what its translations lack now. */
function main(): void {
  const bundle = makeBundle(readRooms());
  writeFileSync(BUNDLE, bundleText(bundle));
  for (const name of globSync('l10n/bundle.l10n.*.json', { cwd: ROOT }).sort()) {
    const texts = JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Record<string, string>;
    for (const difference of findDifferences(bundle, texts)) process.stdout.write(`${name}: ${difference}\n`);
  }
}

if (import.meta.main) main();
