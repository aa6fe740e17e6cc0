/** Files to ask about: this repository's own, sources of installed packages to pad it with, snapshots of others. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { STOP_WORDS } from '../../src/engine/index/stopWords.ts';
import { randomFrom } from '../random.ts';
import type { EvalCase } from './ask.ts';
import type { GoldLine } from './oracle.ts';

export type Files = Readonly<Record<string, string>>;

/** All files of these kinds below a folder, by POSIX path below `root`. */
export async function readFiles(root: string, folder: string, suffixes: readonly string[]): Promise<Files> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && suffixes.includes(extname(entry.name)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const files: Record<string, string> = {};
  for (const path of paths) files[path] = await readFile(join(root, path), 'utf8');
  return files;
}

/** A documented definition: what is said of it, and the line that defines it. */
interface Documented extends GoldLine {
  readonly said: string;
}

const DEFINITION = /^export (?:async )?function\*? (\w+)/;
const LEAST_WORDS = 6;
/** Words of a question that are more than its grammar, at least, as far as what is said has them. */
const LEAST_TELLING = 4;
const isTelling = (word: string): boolean => /\p{L}{4,}/u.test(word) && !STOP_WORDS.has(word.toLowerCase());

/** Exported functions of TypeScript files with the first sentence of their documentation. */
function documentedIn(path: string, text: string): Documented[] {
  const found: Documented[] = [];
  const lines = text.split('\n');
  let comment: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('/**')) comment = [];
    if (/^(?:\/\*\*| \*)/.test(line)) {
      comment.push(line.replace(/^(?:\/\*\*| \*\/?) ?/, '').replace(/ ?\*\/$/, ''));
      continue;
    }
    const name = DEFINITION.exec(line)?.[1];
    const said = comment
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim()
      .split(/[.:](?: |$)/)[0]!;
    if (name && said.split(' ').length >= LEAST_WORDS && !said.includes(name))
      found.push({ path, line: at + 1, text: line, said });
    comment = [];
  }
  return found;
}

/** The documented functions of files, in an order drawn from a seed. */
function drawnFrom(files: Files, seed: number): Documented[] {
  const all = Object.entries(files).flatMap(([path, text]) => documentedIn(path, text));
  const byHash = (one: Documented): string =>
    createHash('sha256').update(`${seed} ${one.path} ${one.said}`).digest('hex');
  return [...all].sort((a, b) => (byHash(a) < byHash(b) ? -1 : 1));
}

/** Questions that name a documented function, as a person does who has seen it somewhere. Its line is the evidence. */
export function lookupsOf(files: Files, count: number, seed: number): EvalCase[] {
  return drawnFrom(files, seed)
    .slice(0, count)
    .map((one, i) => {
      const name = DEFINITION.exec(one.text)![1]!;
      return {
        id: `named-${i + 1}`,
        question: `What does ${name} do, and what does it return?`,
        gold: [one],
      };
    });
}

/**
 * Questions about documented functions: half of the words of what is said of one, or of two, drawn from a seed. The
 * evidence is the lines that define them.
 */
export function questionsOf(files: Files, count: number, seed: number): EvalCase[] {
  const random = randomFrom(seed);
  const drawn = drawnFrom(files, seed);
  const halfOf = ({ said }: Documented): string => {
    const words = said.split(' ');
    const isDrawn = words.map((_word, at) => at === 0 || random() < 0.5);
    // Half of a sentence can be left without any word that says something: that would be no question.
    let telling = words.filter((word, at) => isDrawn[at] && isTelling(word)).length;
    for (const [at, word] of words.entries())
      if (telling < LEAST_TELLING && !isDrawn[at] && isTelling(word)) {
        isDrawn[at] = true;
        telling++;
      }
    return words.filter((_word, at) => isDrawn[at]).join(' ');
  };
  const cases: EvalCase[] = [];
  for (let at = 0; at + 1 < drawn.length && cases.length < count; at += 2) {
    const [one, two] = [drawn[at]!, drawn[at + 1]!];
    const gold = cases.length % 3 === 2 ? [one, two] : [one];
    const question = `Where in the code is this: ${gold.map(halfOf).join('; and ')}?`;
    cases.push({ id: `own-${cases.length + 1}`, question, gold });
  }
  return cases;
}
