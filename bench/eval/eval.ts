/**
 * Measures routes under the evidence oracle, offline, and prints the tables of docs/evaluation.md.
 *
 *   npm run eval
 *   npm run eval -- --cases FILE --mirror DIR
 *   npm run eval -- --set longcodeqa|longswe|sweqa --file FILE
 *
 * The oracle answers when the lines that an answer needs stand in what it is sent. It shows what prompts hold and cost,
 * never how well a model answers. A set of questions is asked of the endpoint that is configured. `--json FILE` also writes everything as JSON.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startPool } from '../../test/fakes/memory.ts';
import { ROOT } from '../command.ts';
import { type EvalCase, type Outcome, openFiles } from './ask.ts';
import { measureDepth } from './depth.ts';
import { measureLedger } from './ledger.ts';
import { measurePadded } from './padded.ts';
import { type Files, lookupsOf, questionsOf, readFiles } from './repository.ts';
import { askBoth, type RoutedCase, summarise } from './routed.ts';
import { runSet } from './runSet.ts';
import { SETS, type SetName } from './sets.ts';
import { readSnapshots } from './snapshots.ts';
import { depthTable, ledgerTable, paddedTable, routedTable, setTable } from './tables.ts';

const OPTIONS = {
  cases: { type: 'string' },
  mirror: { type: 'string' },
  seed: { type: 'string' },
  questions: { type: 'string' },
  largest: { type: 'string' },
  set: { type: 'string' },
  file: { type: 'string' },
  route: { type: 'string' },
  budget: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'string' },
} as const;

const USAGE = `Usage: npm run eval [-- OPTIONS]
  --seed N        what the questions about this repository are drawn from; default 1
  --questions N   how many of them; default 60
  --largest N     tokens of the largest padded repository; default 1000000
  --cases FILE    measure the routed runs on these cases instead: JSON lines with id, repo, commit, query, gold_ranges
  --mirror DIR    with --cases or --set: bare repositories owner+name/repo
  --set NAME      ask a public set of the configured model instead: longcodeqa, longswe, sweqa
  --file FILE     with --set: its questions, JSON lines or an array
  --route NAME    with --set: by this route
  --budget N      with --set: model tokens for each question
  --limit N       with --set: only the first N questions
  --json FILE     also write the numbers as JSON
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n\n`);

const SMALLEST = 32_000;
/** Where a model that is blind in the middle sees nothing. */
const BLIND = { between: [0.3, 0.7] } as const;
/** Files that the questions about the padded repository are asked of; small enough for the smallest size. */
const CORE = 'src/engine/answer';

interface Options {
  readonly seed: number;
  readonly questions: number;
  readonly largest: number;
}

const pool = startPool({ workers: 2 });

/** All tables about this repository. */
async function measureOwn({ seed, questions, largest }: Options): Promise<Record<string, unknown>> {
  const own = await readFiles(ROOT, 'src', ['.ts']);
  const cases = questionsOf(own, questions, seed);
  say(`${cases.length} questions about ${Object.keys(own).length} files of this repository`);
  // First, since it measures the largest memory of the process.
  const sizes = [];
  for (let size = SMALLEST; size < largest; size *= 2) sizes.push(size);
  const padded = await measurePadded({
    parser: pool,
    core: coreOf(own),
    padding: { ...own, ...(await readFiles(ROOT, 'node_modules/openai', ['.ts', '.js', '.mjs'])) },
    named: lookupsOf(coreOf(own), 12, seed),
    described: questionsOf(coreOf(own), 12, seed),
    sizes: [...sizes, largest],
    say,
  });
  print(paddedTable(padded));
  const routed = summarise(await askAll(own, cases));
  print(routedTable('Routed runs and full context', routed));
  const depth = await measureDepth(pool, coreOf(own), questionsOf(coreOf(own), questions, seed), BLIND);
  print(depthTable(depth));
  const part = partOf(own);
  const ledger = await measureLedger(pool, part, joined(questionsOf(part, 9, seed)));
  print(ledgerTable(ledger));
  return { routed, depth, ledger, padded };
}

const coreOf = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(CORE)));

/** Some hundred thousand tokens, so that a chain has many segments. */
const partOf = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('src/engine')));

/** Questions of three each, so that there is much to forget. */
function joined(cases: readonly EvalCase[]): EvalCase[] {
  const groups: EvalCase[] = [];
  for (let at = 0; at + 3 <= cases.length; at += 3) {
    const own = cases.slice(at, at + 3);
    groups.push({
      id: own.map(({ id }) => id).join('+'),
      question: own.map(({ question }) => question).join(' '),
      gold: own.flatMap(({ gold }) => gold),
    });
  }
  return groups;
}

async function askAll(files: Files, cases: readonly EvalCase[]): Promise<RoutedCase[]> {
  const repository = await openFiles(pool, files);
  const done: RoutedCase[] = [];
  for (const one of cases) {
    done.push(await askBoth(repository, one));
    const { routed } = done.at(-1)!;
    say(
      `${one.id}: ${routed.tried.join(', ')}; ${routed.tokensIn} tokens${routed.answered ? '' : '; not answered'}`,
    );
  }
  return done;
}

/** The routed runs on cases of other repositories. */
async function measureCases(file: string, mirror: string): Promise<Record<string, unknown>> {
  const all: RoutedCase[] = [];
  for await (const { name, files, cases, without } of readSnapshots(file, mirror)) {
    say(
      `${name}: ${cases.length} questions (${without} more name no line), ${Object.keys(files).length} files`,
    );
    all.push(...(await askAll(files, cases)));
  }
  const routed = summarise(all);
  print(routedTable('Routed runs and full context', routed));
  const runs = all.map(({ id, routed: own, full }) => ({ id, routed: shortOf(own), full: shortOf(full) }));
  return { routed, runs };
}

const shortOf = ({ answer: { status }, ...outcome }: Outcome): Record<string, unknown> => ({
  ...outcome,
  status,
});

/** A public set, asked of the model that is configured. */
async function measureSet(set: SetName, file: string, values: Values): Promise<Record<string, unknown>> {
  const { mirror, route, budget, limit } = values;
  const results = await runSet({
    ...{ set, file, say },
    ...(mirror ? { mirror } : {}),
    ...(route ? { route } : {}),
    ...(budget ? { budget } : {}),
    ...(limit ? { limit: Number(limit) } : {}),
  });
  const model = process.env.SIGHTLINE_MODEL ?? 'the model of the configuration';
  print(setTable(`${set}, ${model}`, results));
  return { set, model, results };
}

const readOptions = () => parseArgs({ options: OPTIONS }).values;
type Values = ReturnType<typeof readOptions>;

/** Undefined where the options do not go together. */
async function measure(values: Values): Promise<Record<string, unknown> | undefined> {
  const { cases, mirror, set, file, seed = '1', questions = '60', largest = '1000000' } = values;
  if (set !== undefined || file !== undefined) {
    const known = SETS.find((name) => name === set);
    return known && file ? measureSet(known, file, values) : undefined;
  }
  if (cases !== undefined) return mirror ? measureCases(cases, mirror) : undefined;
  return measureOwn({ seed: Number(seed), questions: Number(questions), largest: Number(largest) });
}

async function main(): Promise<void> {
  const values = readOptions();
  const measured = await measure(values);
  if (!measured) {
    say(USAGE);
    process.exitCode = 2;
  } else if (values.json) {
    const all = { model: 'evidence oracle', ...measured };
    await writeFile(values.json, `${JSON.stringify(all, undefined, 1)}\n`);
  }
}

try {
  await main();
} finally {
  await pool.dispose();
}
