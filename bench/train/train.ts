/**
 * Fits the ranker to training cases, and tells how well it does on repositories it was not fitted to.
 *
 *   npm run train -- --work WORK [--seed 1] [--folds 6]
 *
 * WORK holds the features that `extract.ts` made. Prints means over the cases of repositories left out, with 95 %
 * intervals (bootstrap over repositories), and writes the ranker.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HISTORY_FEATURES } from '../../src/engine/retrieve/features/history.ts';
import { leadOf, orderInFile } from '../../src/engine/retrieve/judge.ts';
import { type LinearModel, linearValue, logProbabilities } from '../../src/engine/retrieve/model/linear.ts';
import { joinTouching } from '../../src/engine/retrieve/order.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { WEIGHTS } from '../../src/engine/retrieve/score.ts';
import { ROOT } from '../command.ts';
import { COLUMNS, meanScores, type Scores, scoreCase } from '../metrics.ts';
import { randomFrom } from '../random.ts';
import { fitLinear, type Group } from './fit.ts';
import { readTrainingSet, type TrainingCase, type TrainingSet } from './rows.ts';

const TARGET = join(ROOT, 'src/engine/retrieve/model/ranker.json');
/** Candidates of a case that the fit compares. */
const COMPARED = 80;
/** Kinds whose gold is the source that somebody changed: those that the published figures count. */
const CHANGES = new Set(['commit', 'trace']);
/** Kinds that ask for a role. */
const ROLES = new Set(['test', 'docs', 'example', 'config']);
/** How files and chunks become one order; chosen on the cross-validated cases, to one digit. */
const ORDER = { chunk: 0.6, place: 0.4 };
const RESULTS = 200;
const ROUNDS = 2_000;

interface FileModels {
  readonly alone: LinearModel<string>;
  readonly withHistory: LinearModel<string>;
}

interface Models {
  readonly files: FileModels;
  readonly filesOfRole: FileModels;
  readonly chunks: LinearModel<string>;
}

/** Whether a question asks for a role, as the program reads it. */
const asksForRole = ({ one }: TrainingCase): boolean =>
  analyseQuery(one.query, { suffixes: [] }).roles.size > 0;

/** Cases that ask for a role in a way which the program does not read teach nothing. */
function fit({ fileNames, chunkNames }: TrainingSet, cases: readonly TrainingCase[]): Models {
  const fitFiles = (own: readonly TrainingCase[]): FileModels => {
    const groups = own
      .map((one) => fileGroup(one, fileNames.length))
      .filter(({ isRight }) => isRight.includes(true));
    return {
      alone: fitLinear(groups, fileNames, new Set(HISTORY_FEATURES)),
      withHistory: fitLinear(groups, fileNames),
    };
  };
  return {
    files: fitFiles(cases.filter((one) => !asksForRole(one) && !ROLES.has(one.one.kind))),
    filesOfRole: fitFiles(cases.filter((one) => asksForRole(one) && ROLES.has(one.one.kind))),
    chunks: fitLinear(
      cases.flatMap((one) => chunkGroups(one, chunkNames.length)),
      chunkNames,
    ),
  };
}

/** The first candidates of a case, and its gold. */
function fileGroup({ one, files, fileRows }: TrainingCase, width: number): Group {
  const gold = new Set(one.gold_files);
  const kept = [...files.keys()].filter((i) => i < COMPARED || gold.has(files[i]!));
  return { rows: pickRows(fileRows, kept, width), isRight: kept.map((i) => gold.has(files[i]!)) };
}

/** The chunks of each gold file of which some, and not all, overlap its gold ranges. */
function chunkGroups({ one, files, chunks, chunkRows }: TrainingCase, width: number): Group[] {
  return one.gold_files.flatMap((path) => {
    const file = files.indexOf(path);
    const own = [...chunks.keys()].filter((i) => chunks[i]![0] === file);
    const ranges = one.gold_ranges?.[path] ?? [];
    const isRight = own.map((i) => {
      const [, start, end] = chunks[i]!;
      return ranges.some(([from, to]) => from <= end && start <= to);
    });
    return isRight.includes(true) && own.length > 1
      ? [{ rows: pickRows(chunkRows, own, width), isRight }]
      : [];
  });
}

function pickRows(rows: Float32Array, kept: readonly number[], width: number): Float32Array {
  const picked = new Float32Array(kept.length * width);
  for (const [to, from] of kept.entries())
    picked.set(rows.subarray(from * width, (from + 1) * width), to * width);
  return picked;
}

/** Ranks the candidates of a case as the program does, and scores the order. */
function scoreOf(
  set: TrainingSet,
  one: TrainingCase,
  files: LinearModel<string>,
  chunks: LinearModel<string>,
): Scores {
  const rowAt = ({ length: width }: readonly string[], rows: Float32Array, row: number): Float32Array =>
    rows.subarray(row * width, (row + 1) * width);
  const { fileNames, fileColumns, chunkNames, chunkColumns } = set;
  const values = one.files.map((_, i) => linearValue(files, fileColumns, rowAt(fileNames, one.fileRows, i)));
  const probabilities = one.files.length === 0 ? [] : logProbabilities(values);
  const byFile = Map.groupBy(one.chunks.keys(), (i) => one.chunks[i]![0]);
  const results = one.files.flatMap((path, file) => {
    const own = byFile.get(file);
    const value = probabilities[file]!;
    if (!own) return [{ path, startLine: 1, endLine: 1, value: value - 6 }];
    const rows = own.map((i) => rowAt(chunkNames, one.chunkRows, i));
    const inFile = orderInFile(
      rows.map((row) => linearValue(chunks, chunkColumns, row)),
      ORDER,
    );
    return own.map((i, k) => {
      const [, startLine, endLine] = one.chunks[i]!;
      const lead = leadOf(chunkColumns, rows[k]!);
      return { path, startLine, endLine, value: value + inFile[k]! + lead };
    });
  });
  results.sort((a, b) => b.value - a.value);
  const { joinLines } = WEIGHTS.rank;
  return scoreCase(
    one.one,
    joinTouching(results, { limit: RESULTS, joinLines }, (a, b) => ({
      ...a,
      startLine: Math.min(a.startLine, b.startLine),
      endLine: Math.max(a.endLine, b.endLine),
    })),
  );
}

interface Scored {
  readonly repo: string;
  readonly kind: string;
  readonly without: Scores;
  readonly withHistory: Scores;
}

/** Scores each case by models fitted to the repositories of the other folds. */
function crossValidate(set: TrainingSet, folds: number, random: () => number): Scored[] {
  const repositories = [...new Set(set.cases.map(({ one }) => one.repo))].sort();
  const order = repositories.map((repo) => ({ repo, key: random() })).sort((a, b) => a.key - b.key);
  const foldOf = new Map(order.map(({ repo }, i) => [repo, i % folds]));
  return Array.from({ length: folds }, (_, fold) => {
    const models = fit(
      set,
      set.cases.filter(({ one }) => foldOf.get(one.repo) !== fold),
    );
    process.stderr.write(`fold ${fold + 1} of ${folds}\n`);
    return set.cases
      .filter(({ one }) => foldOf.get(one.repo) === fold)
      .map((one) => {
        const files = asksForRole(one) ? models.filesOfRole : models.files;
        return {
          repo: one.one.repo,
          kind: one.one.kind,
          without: scoreOf(set, one, files.alone, models.chunks),
          withHistory: scoreOf(set, one, files.withHistory, models.chunks),
        };
      });
  }).flat();
}

/** Mean of a column and its 95 % interval over repositories that are drawn again and again. */
function interval(
  scores: readonly { repo: string; scores: Scores }[],
  column: 'MRR' | 'R@10',
  random: () => number,
): string {
  const sums = [...Map.groupBy(scores, ({ repo }) => repo).values()].map((own) => ({
    sum: own.reduce((all, one) => all + (one.scores[column] ?? 0), 0),
    count: own.length,
  }));
  const means = Array.from({ length: ROUNDS }, () => {
    const drawn = sums.map(() => sums[Math.floor(random() * sums.length)]!);
    return drawn.reduce((all, { sum }) => all + sum, 0) / drawn.reduce((all, { count }) => all + count, 0);
  }).sort((a, b) => a - b);
  return `${means[Math.floor(0.025 * ROUNDS)]!.toFixed(3)} to ${means[Math.floor(0.975 * ROUNDS)]!.toFixed(3)}`;
}

/** The figures of the cases of some kinds, printed as rows of a table and given as data. */
function figures(name: string, scored: readonly Scored[], random: () => number): Record<string, unknown> {
  const of = (key: 'without' | 'withHistory') => {
    const scores = scored.map((one) => ({ repo: one.repo, scores: one[key] }));
    const means = meanScores(scores.map((one) => one.scores));
    const rounded = Object.fromEntries(
      COLUMNS.map((column) => [column, Number((means[column] ?? 0).toFixed(3))]),
    );
    const intervals = { MRR: interval(scores, 'MRR', random), 'R@10': interval(scores, 'R@10', random) };
    const title = `${name}, ${key === 'without' ? 'no history' : 'history'}`;
    process.stdout.write(
      `| ${[title, scored.length, ...COLUMNS.map((column) => rounded[column]!.toFixed(3)), intervals.MRR, intervals['R@10']].join(' | ')} |\n`,
    );
    return { ...rounded, intervals };
  };
  return { cases: scored.length, without: of('without'), withHistory: of('withHistory') };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      work: { type: 'string' },
      seed: { type: 'string', default: '1' },
      folds: { type: 'string', default: '6' },
    },
  });
  if (!values.work) throw new Error('--work is needed');
  const set = await readTrainingSet(values.work);
  const random = randomFrom(Number(values.seed));
  const scored = crossValidate(set, Number(values.folds), random);
  const head = ['cases of repositories left out', 'cases', ...COLUMNS, 'MRR, 95 %', 'R@10, 95 %'];
  process.stdout.write(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}\n`);
  const kinds = [...new Set(scored.map(({ kind }) => kind))].sort();
  const isChange = ({ kind }: Scored): boolean => CHANGES.has(kind);
  const crossValidated = {
    changes: figures('changes', scored.filter(isChange), random),
    ...Object.fromEntries(
      kinds.map((kind) => [
        kind,
        figures(
          kind,
          scored.filter((one) => one.kind === kind),
          random,
        ),
      ]),
    ),
  };
  const repositories = [...new Set(set.cases.map(({ one }) => one.repo))].sort();
  const made = {
    cases: set.cases.length,
    repositories,
    seed: Number(values.seed),
    folds: Number(values.folds),
    crossValidated,
  };
  await writeFile(TARGET, `${JSON.stringify({ made, ...fit(set, set.cases), order: ORDER })}\n`);
  process.stdout.write(`\n${set.cases.length} cases of ${repositories.length} repositories.\n`);
}

await main();
