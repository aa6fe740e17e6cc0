/** The licences of everything that is delivered: one text file, and a build that fails where a licence is not fit. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Permissive licences: they ask for their text to be kept, and for nothing else. */
const PERMISSIVE = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'Unlicense'],
]);
/** Packages under another licence, each with the reason why it is fit. */
const EXCEPTIONS: Readonly<Record<string, readonly [id: string, why: string]>> = {
  '@vscode/codicons': ['CC-BY-4.0', 'an icon font, delivered unchanged; this file is the credit'],
};
/** Packages that come without the text, and the one of the same repository that has it. */
const TEXT_FROM: Readonly<Record<string, string>> = { '@lit-labs/ssr-dom-shim': '@lit/reactive-element' };
const TEXT_FILE = /^(?:licen[cs]e|copying|notice|third-?party-?notices)/i;

/** One package and what it is delivered under. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** As the package names it: an SPDX id or an expression. */
  readonly id: string;
  readonly text: string;
}

export interface LicenceSources {
  /** The folder that holds `node_modules`. */
  readonly root: string;
  readonly metafiles: readonly Pick<Metafile, 'outputs'>[];
  /** Packages whose files are copied as they are. */
  readonly packages: Iterable<string>;
  readonly outfile: string;
}

/**
 * Writes the licences of the packages that went into the bundles (from esbuild's metafiles, whose paths start at
 * `root`) and of the packages named, which are copied. @throws Error when one has no licence, or one that is not fit.
 */
export async function writeLicences({
  root,
  metafiles,
  packages,
  outfile,
}: LicenceSources): Promise<Licence[]> {
  const folders = new Set([...packages].map((name) => `node_modules/${name}`));
  for (const { outputs } of metafiles) {
    // What tree shaking left out is not delivered.
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  const found = new Map<string, Licence>();
  for (const folder of folders) {
    const licence = await readLicence(root, folder);
    found.set(`${licence.name} ${licence.version}`, licence);
  }
  const all = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const rule = '='.repeat(80);
  const parts = all.map(
    ({ name, version, id, text }) => `${rule}\n${name} ${version}\nLicence: ${id}\n${rule}\n\n${text}\n`,
  );
  await writeFile(outfile, `Sightline is delivered with parts of these packages.\n\n${parts.join('\n')}`);
  return all;
}

async function readLicence(root: string, folder: string): Promise<Licence> {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: unknown;
  };
  const { name, version, license } = manifest;
  if (typeof license !== 'string') throw new Error(`${folder}: the package names no licence`);
  if (!isFit(license) && EXCEPTIONS[name]?.[0] !== license)
    throw new Error(`${folder}: ${license} is not among the permissive licences of build/licences.ts`);
  const from = TEXT_FROM[name] === undefined ? folder : `node_modules/${TEXT_FROM[name]}`;
  const files = (await readdir(join(root, from))).filter((file) => TEXT_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`${folder}: the package comes without the text of its licence`);
  const texts = await Promise.all(files.map((file) => readFile(join(root, from, file), 'utf8')));
  const text = texts.map((one) => one.replaceAll('\r\n', '\n').trim()).join('\n\n');
  return { name, version, id: license, text };
}

/** Of `A OR B` one must be fit, of `A AND B` both; nested expressions do not occur and are refused. */
function isFit(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' OR ')) return plain.split(' OR ').some((id) => PERMISSIVE.has(id));
  return plain.split(' AND ').every((id) => PERMISSIVE.has(id));
}
