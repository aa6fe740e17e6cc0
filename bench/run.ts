/**
 * Measures Sightline and prints the numbers that docs/evaluation.md quotes.
 *
 *   npm run bench
 *   npm run bench -- --root DIR
 *   npm run bench -- --cases FILE --checkouts DIR [--repository TEXT]
 *   npm run bench -- --secrets DIR [--seed N] [--samples N] [--list]
 *
 * Times are ratios to another program or run on the same machine, because seconds of one machine mean little on
 * another. `--json FILE` also writes everything as JSON.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { COLUMNS } from './metrics.ts';
import { measureRetrieval, type Retrieval } from './retrieval.ts';
import { measureSecrets, type SecretsMeasure } from './secrets.ts';
import { measureSpeed, type Speed, seconds } from './speed.ts';
import { copyFolder, copyInstalledSources } from './tree.ts';

const OPTIONS = {
  root: { type: 'string' },
  cases: { type: 'string' },
  checkouts: { type: 'string' },
  repository: { type: 'string' },
  secrets: { type: 'string' },
  seed: { type: 'string' },
  samples: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'string' },
} as const;

const USAGE = `Usage: npm run bench [-- OPTIONS]
  --root DIR         measure on this folder (a copy of it is made); default: sources of the installed packages
  --cases FILE       measure retrieval instead: JSON lines with id, repo, commit, query, gold_files, gold_ranges
  --checkouts DIR    with --cases: folders owner+name@commit12, or bare repositories owner+name/repo
  --repository TEXT  with --cases: only repositories whose name holds this text
  --secrets DIR      measure the search for secrets instead: recall by kind, and what is taken of this folder
  --seed N           with --secrets: what the values are drawn from; default 1
  --samples N        with --secrets: values drawn for each shape; default 4
  --list             with --secrets: also print each line of which something was taken
  --json FILE        also write the numbers as JSON
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function ratio(value: number): string {
  return value.toFixed(2);
}

function speedTable(speed: Speed): string[] {
  const { tree, index, query } = speed;
  const ctags =
    speed.coldToCtags === undefined
      ? `${seconds(speed.coldMs)} (ctags is not installed)`
      : `${ratio(speed.coldToCtags)} times ctags (${seconds(speed.coldMs)} and ${seconds(speed.ctagsMs!)})`;
  const rows = [
    ['Tree', `${tree.name}: ${tree.files} files, ${tree.mb.toFixed(1)} MB`],
    ['Indexed', `${index.files} files, ${index.lines} lines, ${index.chunks} chunks`],
    ['Cold index, whole command', ctags],
    ['Second run, nothing changed', `${ratio(speed.warmToCold)} of the cold run (${seconds(speed.warmMs)})`],
    [
      'Run after one file changed',
      `${ratio(speed.oneFileMs / speed.coldMs)} of the cold run (${seconds(speed.oneFileMs)})`,
    ],
    ['Search after one file changed, whole command', seconds(speed.searchChangedMs)],
    ['Search after one file changed, inside the server', `${speed.server.changedMs.toFixed(0)} ms`],
    [
      'First index in the server',
      `${ratio(speed.server.firstIndexMs / speed.coldMs)} times the command's (${seconds(speed.server.firstIndexMs)})`,
    ],
    ['From nothing to the first ranking, index stored', seconds(speed.openMs)],
    ['The first question of a process', seconds(speed.firstMs)],
    [
      'The first question in a window, 5 s after it is ready',
      `${speed.server.firstQuestionMs.toFixed(0)} ms`,
    ],
    [
      'Ranking a question, warm',
      `p50 ${query.p50Ms.toFixed(1)} ms, p95 ${query.p95Ms.toFixed(1)} ms (${query.count} questions; p95 ${query.allP95Ms.toFixed(1)} ms with the ${query.cold} before them)`,
    ],
    ['Peak memory of the cold index, workers included', `${speed.peakMB} MB`],
    ['Peak memory of ranking the questions', `${speed.rankPeakMB} MB`],
    [
      'Peak memory of the server',
      speed.server.peakMB === undefined ? 'not known' : `${speed.server.peakMB} MB`,
    ],
    ['Index on disk', `${speed.sizeMB.toFixed(1)} MB, ${ratio(speed.sizeToText)} of the text`],
  ];
  return ['| Measure | Value |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)];
}

function retrievalTable({ all, byRepository, unanswered }: Retrieval): string[] {
  const row = (name: string, { cases, scores }: Retrieval['all']): string =>
    `| ${[name, cases, ...COLUMNS.map((column) => scores[column]?.toFixed(3) ?? '-')].join(' | ')} |`;
  return [
    `| repository | cases | ${COLUMNS.join(' | ')} |`,
    `|---|---|${COLUMNS.map(() => '---|').join('')}`,
    ...Object.entries(byRepository).map(([name, group]) => row(name, group)),
    row('all', all),
    ...(unanswered.length > 0
      ? ['', `Cases without a ranking, counted as 0 (${unanswered.length}): ${unanswered.join(', ')}`]
      : []),
  ];
}

function secretsTable({ kinds, recall, redacted }: SecretsMeasure): string[] {
  const missed = kinds.filter(({ tried, found }) => found < tried);
  const { files, lines, megabytes, redactedLines, perTenThousand, byKind, notSearched, listed } = redacted;
  const worst = [...missed].sort((a, b) => a.found / a.tried - b.found / b.tried);
  return [
    `Recall ${recall.toFixed(4)} over ${kinds.length} kinds, ${missed.length} of them not always found`,
    ...(worst.length > 0 ? ['', '| kind | found | tried |', '|---|---|---|'] : []),
    ...worst.map(({ kind, found, tried }) => `| ${kind} | ${found} | ${tried} |`),
    '',
    `Searched ${files} files, ${lines} lines, ${megabytes.toFixed(1)} MB; not searched: ${Object.entries(
      notSearched,
    )
      .map(([why, count]) => `${count} by ${why}`)
      .join(', ')}`,
    `Redacted ${redactedLines} lines, ${perTenThousand.toFixed(2)} of 10,000; ${redacted.cpuMsPerMegabyte.toFixed(0)} ms of CPU for each MB`,
    `  of these ${redacted.keyLines} in the armour of a private key; the others: ${redacted.othersPerTenThousand.toFixed(2)} of 10,000`,
    ...Object.entries(byKind)
      .sort((a, b) => b[1] - a[1])
      .map(([kind, count]) => `  ${kind}: ${count}`),
    ...listed,
  ];
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if ((values.cases === undefined) !== (values.checkouts === undefined))
    throw new Error('--cases and --checkouts go together.');
  const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
  try {
    const machine = `Node ${process.versions.node}, ${availableParallelism()} cores`;
    let result: Speed | Retrieval | SecretsMeasure;
    if (values.secrets !== undefined) {
      result = await measureSecrets({
        folder: resolve(values.secrets),
        seed: Number(values.seed ?? 1),
        samples: Number(values.samples ?? 4),
        list: values.list === true,
        say,
      });
      for (const line of secretsTable(result)) print(line);
    } else if (values.cases !== undefined) {
      result = await measureRetrieval({
        casesFile: values.cases,
        checkouts: values.checkouts!,
        ...(values.repository === undefined ? {} : { repository: values.repository }),
        folder,
        say,
      });
      for (const line of retrievalTable(result)) print(line);
    } else {
      say('Copying the files...');
      const tree = await (values.root === undefined
        ? copyInstalledSources(folder)
        : copyFolder(resolve(values.root), folder));
      result = await measureSpeed(tree, folder, say);
      for (const line of speedTable(result)) print(line);
    }
    print(`\n${machine}.`);
    if (values.json !== undefined)
      await writeFile(values.json, `${JSON.stringify({ machine, ...result })}\n`);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
      say(USAGE);
    process.exitCode = 1;
  },
);
