/** What the search for secrets finds of the corpus, and what it takes for a secret that is none. */
import { concealFile } from '../../../src/engine/run/conceal.ts';
import type { SourceFile } from '../../../src/engine/types.ts';
import { isSecretPath } from '../../../src/node/secrets/paths.ts';
import { hashText, never, secretsHere } from '../memory.ts';
import { CORPUS, type Half, type Themes } from './corpus.ts';
import { type Kind, leaksOf, sampleOf } from './kind.ts';
import { createRandom } from './random.ts';

/** How often a kind was tried, and how often nothing of it was left. */
export interface KindResult {
  readonly kind: string;
  readonly theme: string;
  readonly tried: number;
  readonly caught: number;
  /** Lines that hold a secret, and those of which something is left. */
  readonly lines: number;
  readonly leakingLines: number;
}

/** A text as the engine reads it, when its path says nothing. */
async function conceal(path: string, text: string): Promise<string> {
  const hash = hashText(text);
  const ranges = await secretsHere.find({ text, hash }, { signal: never });
  const file: SourceFile = { path, text, hash, size: text.length, mtimeMs: 0, encoding: 'utf8' };
  return (await concealFile(file, { find: async () => ranges }, never)).text;
}

/** Every kind of some themes, `samples` times, from seeds that begin at `seed`. About 1 ms a sample. */
export async function measureKinds(themes: Themes, seed: number, samples: number): Promise<KindResult[]> {
  const results: KindResult[] = [];
  for (const [theme, kinds] of Object.entries(themes))
    for (const [kind, written] of Object.entries(kinds)) {
      const result = { kind, theme, tried: 0, caught: 0, lines: 0, leakingLines: 0 };
      for (let at = 0; at < samples; at++) {
        // No two kinds get the same values.
        const sample = sampleOf(written, seed + at * 1_000_003 + results.length * 7_919);
        const leaks = leaksOf(sample, await conceal(sample.path, sample.text));
        result.tried++;
        if (leaks.length === 0) result.caught++;
        result.lines += sample.secrets.length;
        result.leakingLines += leaks.length;
      }
      results.push(result);
    }
  return results;
}

export function recallOf(results: readonly KindResult[]): number {
  const sum = (of: (result: KindResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return sum(({ caught }) => caught) / sum(({ tried }) => tried);
}

/** The ordinary lines of a half, and those that were not left as they are. */
export async function measureOrdinary(
  half: Half,
  seed: number,
): Promise<{ readonly lines: number; readonly changed: readonly string[] }> {
  let lines = 0;
  const changed: string[] = [];
  for (const [path, write] of Object.values<Kind>(CORPUS[half].ordinary)) {
    const before = write(createRandom(seed));
    const after = (await conceal(path, before)).split('\n');
    for (const [at, line] of before.split('\n').entries()) {
      if (line.trim() === '') continue;
      lines++;
      if (line !== after[at]) changed.push(`${path}: ${line.trim()}`);
    }
  }
  return { lines, changed };
}

/** The names of a half that the filter judges wrongly. */
export function measureNames(half: Half): { readonly shown: string[]; readonly withheld: string[] } {
  return {
    shown: CORPUS[half].secretNames.filter((name) => !isSecretPath(name)),
    withheld: CORPUS[half].ordinaryNames.filter((name) => isSecretPath(name)),
  };
}
