/**
 * Prints which share of the gold ranges of cases is in the first prompt, by its size.
 *
 *   node bench/prompts.ts --cases FILE --mirror DIR --work DIR
 *
 * DIR of `--mirror` holds bare repositories `owner+name/repo`; the work folder keeps checkouts and indexes. Costs no model
 * calls: tokens are estimated as they are without a model.
 */
import { parseArgs } from 'node:util';
import type { IndexView } from '../src/engine/index/repository.ts';
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

/** What the first prompt of one case held. */
interface Held {
  readonly share: number;
  readonly files: number;
  readonly tokens: number;
}

/** The first prompts of a case, one for each size; undefined when it names no range. */
async function firstPrompts(one: Case, view: IndexView, bare: BareRepository): Promise<Held[] | undefined> {
  const question = { text: one.query, focus: [], history: [] };
  const search = readQuestion(question, view);
  const look = (firstTokens: number, files: ReadonlyMap<string, string>) => {
    const read = async (path: string): Promise<ConcealedFile | undefined> => {
      const text = files.get(path);
      return text === undefined ? undefined : { ...NO_STAT, path, text, secretLines: [] };
    };
    const settings = { ...ASK_DEFAULTS, firstTokens };
    return firstLook(search, question, {
      view,
      scope: readScope(question, view),
      model: undefined,
      settings,
      read,
    });
  };
  // What is ranked first, so that its files are read in one go.
  const { hits } = await look(0, new Map());
  const paths = [...new Set(hits.map(({ path }) => path))];
  const texts = new Map([...bare.files(one.commit, paths)].map(([path, lines]) => [path, lines.join('\n')]));
  const held: Held[] = [];
  for (const size of SIZES) {
    const { passages } = await look(size, texts);
    const share = shareIn(one, passages);
    if (share === undefined) return undefined;
    const files = new Set(passages.map(({ path }) => path)).size;
    held.push({ share, files, tokens: passages.reduce((sum, { tokens }) => sum + tokens, 0) });
  }
  return held;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { cases: { type: 'string' }, mirror: { type: 'string' }, work: { type: 'string' } },
  });
  const { cases: file, mirror, work } = values;
  if (!file || !mirror || !work) throw new Error('--cases, --mirror and --work are needed');
  const cases = await readCases({ casesFile: file });
  const languages = loadLanguages({ info: () => undefined, warn: () => undefined, error: console.error });
  const all: Held[][] = [];
  for (const own of Map.groupBy(cases, ({ repo, commit }) => `${repo}@${commit}`).values()) {
    const { repo, commit } = own[0]!;
    const view = await openSnapshot({ repo, commit, mirror, work }, languages);
    const bare = new BareRepository(mirror, repo);
    for (const one of own) {
      const held = await firstPrompts(one, view, bare);
      if (held) all.push(held);
    }
  }
  console.log(
    '| tokens of passages | cases | share of the gold ranges | cases with all | files | tokens used |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [i, size] of SIZES.entries()) {
    const mean = (of: (held: Held) => number): number =>
      all.reduce((sum, held) => sum + of(held[i]!), 0) / all.length;
    const share = mean((held) => held.share).toFixed(3);
    const whole = mean((held) => Number(held.share === 1)).toFixed(3);
    const rest = [mean((held) => held.files).toFixed(1), mean((held) => held.tokens).toFixed(0)];
    console.log(`| ${[size, all.length, share, whole, ...rest].join(' | ')} |`);
  }
  await languages.pool.dispose();
}

await main();
