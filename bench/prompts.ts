/**
 * Prints which share of the gold ranges of cases is in the first prompt, by its size.
 *
 *   node bench/prompts.ts --cases FILE --mirror DIR --work DIR
 *
 * DIR of `--mirror` holds bare repositories `owner+name/repo`; the work folder keeps checkouts and indexes. Costs no model
 * calls: tokens are estimated as they are without a model.
 */
import { parseArgs } from 'node:util';
import { ASK_DEFAULTS } from '../src/engine/run/context.ts';
import { firstLook, readQuestion } from '../src/engine/run/look.ts';
import { readScope } from '../src/engine/run/scope/scope.ts';
import type { ConcealedFile, Passage } from '../src/engine/types.ts';
import { BareRepository } from './cases/git.ts';
import type { Case } from './metrics.ts';
import { readCases } from './retrieval.ts';
import { loadLanguages } from './train/languages.ts';
import { openSnapshot } from './train/snapshots.ts';

/** What passages do not depend on. */
const NO_STAT = { size: 0, mtimeMs: 0, encoding: 'utf8', hash: '' } as const;
const SIZES = [4_000, 8_000, 16_000];

/** The share of the gold ranges of a case that some passages overlap; undefined when it names none. */
function shareIn({ gold_ranges = {} }: Case, passages: readonly Passage[]): number | undefined {
  const ranges = Object.entries(gold_ranges).flatMap(([path, list]) =>
    list.map((range) => ({ path, range })),
  );
  if (ranges.length === 0) return undefined;
  const found = ranges.filter(({ path, range: [start, end] }) =>
    passages.some((one) => one.path === path && one.startLine <= end && start <= one.endLine),
  );
  return found.length / ranges.length;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { cases: { type: 'string' }, mirror: { type: 'string' }, work: { type: 'string' } },
  });
  const { cases: file, mirror, work } = values;
  if (!file || !mirror || !work) throw new Error('--cases, --mirror and --work are needed');
  const cases = await readCases({ casesFile: file });
  const languages = loadLanguages({ info: () => undefined, warn: () => undefined, error: console.error });
  const shares = SIZES.map((): { share: number; files: number; tokens: number }[] => []);
  for (const own of Map.groupBy(cases, ({ repo, commit }) => `${repo}@${commit}`).values()) {
    const { repo, commit } = own[0]!;
    const view = await openSnapshot({ repo, commit, mirror, work }, languages);
    const bare = new BareRepository(mirror, repo);
    const read = async (path: string): Promise<ConcealedFile | undefined> => {
      const text = bare.files(commit, [path]).get(path)?.join('\n');
      return text === undefined ? undefined : { ...NO_STAT, path, text, secretLines: [] };
    };
    for (const one of own) {
      const question = { text: one.query, focus: [], history: [] };
      for (const [i, passageTokens] of SIZES.entries()) {
        const settings = { ...ASK_DEFAULTS, passageTokens };
        const tools = { view, scope: readScope(question, view), model: undefined, settings, read };
        const { passages } = await firstLook(readQuestion(question, view), question, tools);
        const share = shareIn(one, passages);
        const files = new Set(passages.map(({ path }) => path)).size;
        const tokens = passages.reduce((sum, passage) => sum + passage.tokens, 0);
        if (share !== undefined) shares[i]!.push({ share, files, tokens });
      }
    }
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  console.log(
    '| tokens wished | cases | gold ranges in the prompt | files | tokens |\n|---|---|---|---|---|',
  );
  for (const [i, size] of SIZES.entries()) {
    const own = shares[i]!;
    const row = [
      mean(own.map(({ share }) => share)).toFixed(3),
      mean(own.map(({ files }) => files)).toFixed(1),
      mean(own.map(({ tokens }) => tokens)).toFixed(0),
    ];
    console.log(`| ${[size, own.length, ...row].join(' | ')} |`);
  }
  await languages.pool.dispose();
}

await main();
