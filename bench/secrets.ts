/** Measures the search for secrets: how many of those drawn at random it finds, and what it takes of ordinary files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findSecrets } from '../src/node/secrets/find.ts';
import { isSecretPath } from '../src/node/secrets/paths.ts';
import { CORPUS, HALVES } from '../test/fakes/secretCorpus/corpus.ts';
import { measureKinds } from '../test/fakes/secretCorpus/measure.ts';
import { measureRecall } from '../test/fakes/secretForms/measure.ts';

/** What was found of one kind. */
export interface KindOfSecret {
  readonly kind: string;
  readonly tried: number;
  readonly found: number;
}

/** What was taken of a folder. */
export interface Redacted {
  readonly files: number;
  readonly lines: number;
  readonly megabytes: number;
  /** Lines of which something was taken. */
  readonly redactedLines: number;
  readonly perTenThousand: number;
  /** Those of them that stand in the armour of a private key (RFC 7468): true by their form, whoever put them there. */
  readonly keyLines: number;
  /** The others, of 10,000: an upper bound of what is redacted falsely, since some of them are secrets too. */
  readonly othersPerTenThousand: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** Files that were not searched: secret by their name, binary, larger than the limit, unreadable. */
  readonly notSearched: Readonly<Record<'name' | 'binary' | 'size' | 'unreadable', number>>;
  readonly cpuMsPerMegabyte: number;
  /** `path:line: kind: text`, when they were asked for. */
  readonly listed: readonly string[];
}

export interface SecretsMeasure {
  readonly kinds: readonly KindOfSecret[];
  readonly recall: number;
  readonly redacted: Redacted;
}

export interface SecretsOptions {
  readonly folder: string;
  readonly seed: number;
  readonly samples: number;
  /** Whether each redacted line is listed. */
  readonly list: boolean;
  readonly say: (line: string) => void;
}

/** Files above this are not read: the program leaves them out as well. */
const MOST_BYTES = 1_500_000;
/** Letters of a redacted line that are listed. */
const LISTED_LETTERS = 240;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;
const ARMOUR = /-----(?:BEGIN|END) [A-Z0-9 ]+-----/g;

/** Draws secrets of all kinds, and searches a folder. About a second for each megabyte. */
export async function measureSecrets(options: SecretsOptions): Promise<SecretsMeasure> {
  const { samples, seed, say } = options;
  say('Drawing secrets...');
  const shapes = await measureRecall(samples, seed);
  const corpus = [];
  for (const half of HALVES) corpus.push(...(await measureKinds(CORPUS[half].themes, seed, samples)));
  const kinds = [
    ...shapes.map(({ kind, tried, found }) => ({ kind, tried, found })),
    ...corpus.map(({ kind, theme, tried, caught }) => ({ kind: `${theme}: ${kind}`, tried, found: caught })),
  ];
  const sum = (of: (kind: KindOfSecret) => number): number => kinds.reduce((all, kind) => all + of(kind), 0);
  say(`Searching ${options.folder}...`);
  return {
    kinds,
    recall: sum(({ found }) => found) / sum(({ tried }) => tried),
    redacted: await searchFolder(options),
  };
}

async function searchFolder({ folder, list }: SecretsOptions): Promise<Redacted> {
  const notSearched = { name: 0, binary: 0, size: 0, unreadable: 0 };
  const byKind: Record<string, number> = {};
  const listed: string[] = [];
  let [files, lines, letters, redactedLines, keyLines] = [0, 0, 0, 0, 0];
  const from = process.cpuUsage();
  for (const path of await pathsIn(folder)) {
    const text = await textOf(folder, path, notSearched);
    if (text === undefined) continue;
    files++;
    letters += text.length;
    lines += text.split('\n').length;
    const taken = new Map<number, string>();
    const isInKey = keysOf(text);
    for (const { start, kind } of await findSecrets(text)) {
      const line = text.lastIndexOf('\n', start - 1) + 1;
      if (taken.has(line)) continue;
      taken.set(line, kind);
      byKind[kind] = (byKind[kind] ?? 0) + 1;
      if (isInKey(start)) keyLines++;
      if (list) listed.push(described(path, text, line, kind));
    }
    redactedLines += taken.size;
  }
  const { user, system } = process.cpuUsage(from);
  return {
    files,
    lines,
    megabytes: letters / 1e6,
    redactedLines,
    perTenThousand: (redactedLines * 10_000) / Math.max(1, lines),
    keyLines,
    othersPerTenThousand: ((redactedLines - keyLines) * 10_000) / Math.max(1, lines),
    byKind,
    notSearched,
    cpuMsPerMegabyte: (user + system) / 1_000 / Math.max(0.001, letters / 1e6),
    listed,
  };
}

/** Whether a place of the text stands behind the head of a private key, and before the next other head or foot. */
function keysOf(text: string): (at: number) => boolean {
  const heads = [...text.matchAll(ARMOUR)];
  return (at) => {
    const last = heads.findLast(({ index }) => index <= at);
    return last !== undefined && PRIVATE_KEY.test(last[0]);
  };
}

function described(path: string, text: string, at: number, kind: string): string {
  const number = text.slice(0, at).split('\n').length;
  const line = text.slice(at, at + LISTED_LETTERS).split(/\r?\n/, 1)[0]!;
  return `${path}:${number}: ${kind}: ${line.trim()}`;
}

/** All files below a folder, links left out, in order. */
async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !/(^|\/)\.git\//.test(path))
    .sort();
}

async function textOf(
  folder: string,
  path: string,
  notSearched: Record<'name' | 'binary' | 'size' | 'unreadable', number>,
): Promise<string | undefined> {
  if (isSecretPath(path)) return void notSearched.name++;
  try {
    if ((await stat(join(folder, path))).size > MOST_BYTES) return void notSearched.size++;
    const bytes = await readFile(join(folder, path));
    if (bytes.includes(0)) return void notSearched.binary++;
    return bytes.toString('utf8');
  } catch {
    return void notSearched.unreadable++;
  }
}
