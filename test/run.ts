/**
 * Runs the compiler, the linter and every test file, and ends with one line `N passed, N failed`.
 *
 *   node test/run.ts [--soak] [part of a file name]...
 *
 * `--soak` runs the long property tests at full length. With a filter only the files are run whose path below `test`
 * begins with it, or holds it where none begins so: `engine` does not open an editor for `editor/engine`.
 *
 * Four things run at a time, each test file in a process of its own: editors, servers and processes mostly wait, and
 * with three at a time two cores were still idle for half of the run. Two workers open editors, two have the rest; a
 * worker whose own work is done takes from the other list.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { requireGit } from './fakes/tempTree.ts';

const ROOT = join(import.meta.dirname, '..');
const FILE_TIMEOUT_MS = 30 * 60_000;
const SOAK_TIMEOUT_MS = 120 * 60_000;
/** A file that drives a real VS Code; on a loaded machine a single window takes minutes to open. */
const EDITOR_TIMEOUT_MS = 60 * 60_000;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface FileTally extends Tally {
  ms: number;
  readonly failures: string[];
  readonly output: string[];
}

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A piece of work of a lane: a check, or a test file. */
type Job = () => Promise<Tally>;

/** Files that take longest, or that measure the editor: they come first, so that both lanes end together. */
const FIRST = [
  ...['editor/live', 'editor/pictures', 'editor/commands', 'editor/engine', 'editor/models'],
  ...['webview/page', 'cli/cli'],
];

const CHECKS: readonly Check[] = [
  { name: 'tsc --noEmit', command: 'tsc', args: ['--noEmit'] },
  { name: 'tsc --noEmit -p src/webview', command: 'tsc', args: ['--noEmit', '-p', 'src/webview'] },
  { name: 'tsc --noEmit -p test/editor', command: 'tsc', args: ['--noEmit', '-p', 'test/editor'] },
  { name: 'biome check .', command: 'biome', args: ['check', '.', '--max-diagnostics=20'] },
];

/** What failed, by file and name: told once more before the last line, where a shortened log still shows it. */
/** Lines of an error that the list at the end repeats. */
const REASON_LINES = 10;

const failed: string[] = [];

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One command as one counted check; its output is shown only when it fails. */
function runCheck({ name, command, args }: Check): Promise<Tally> {
  const started = performance.now();
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    const child = spawn(join(ROOT, 'node_modules', '.bin', command), args, { cwd: ROOT });
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => output.push(bytes));
    child.on('error', (error) => output.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      print(fileLine(name, code === 0, '', performance.now() - started));
      if (code !== 0) failed.push(name);
      if (code !== 0) print(indent(Buffer.concat(output).toString('utf8')));
      resolve({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
    });
  });
}

function fileLine(name: string, isGood: boolean, counts: string, ms: number): string {
  return `${isGood ? 'ok  ' : 'FAIL'} ${name}${counts === '' ? '' : `  ${counts}`}  ${(ms / 1000).toFixed(1)} s`;
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `     ${line}`)
    .join('\n');
}

function describe({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The message of a failed test, with what caused it. */
function describeError(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

/** One test file in a process of its own. Its line is printed when it has ended. */
async function runFile(file: string, timeoutMs: number): Promise<Tally> {
  const tally: FileTally = { passed: 0, failed: 0, skipped: 0, ms: 0, failures: [], output: [] };
  const stream = run({ files: [file], concurrency: 1, isolation: 'process', timeout: timeoutMs, cwd: ROOT });
  for await (const { type, data } of stream) {
    if (type === 'test:pass' && data.details.type !== 'suite') {
      tally[data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed']++;
    } else if (type === 'test:fail' && data.details.type !== 'suite') {
      tally.failed++;
      tally.failures.push(`${data.name}\n${indent(describeError(data.details.error))}`);
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      tally.output.push(data.message);
    } else if (type === 'test:summary') {
      // Of the file, and after it of the run that holds nothing else.
      tally.ms = data.duration_ms;
    }
  }
  report(file, tally);
  return tally;
}

function report(file: string, tally: FileTally): void {
  const ran = tally.passed + tally.failed + tally.skipped;
  if (ran === 0) {
    tally.failed++;
    tally.failures.push('no test ran in this file');
  }
  print(fileLine(relative(ROOT, file), tally.failed === 0, describe(tally), tally.ms));
  for (const failure of tally.failures) {
    print(indent(failure));
    // Long output is often cut in its middle: what went wrong stands at its end once more.
    const [name, ...why] = failure.split('\n');
    failed.push([`${relative(ROOT, file)}: ${name}`, ...why.slice(0, REASON_LINES)].join('\n'));
  }
  if (tally.failed > 0 && tally.output.length > 0)
    print(indent(`output:\n${tally.output.join('').slice(-4_000)}`));
}

/** Test files that a part of a name means. */
function matching(files: readonly string[], filter: string): string[] {
  const wanted = filter.replace(/^test[/\\]/, '');
  const begin = files.filter((file) => relative('test', file).startsWith(wanted));
  return begin.length > 0 ? begin : files.filter((file) => file.includes(filter));
}

/** Whether a file drives a real VS Code: every one below `test/editor` is taken for one. */
function isEditorFile(file: string): boolean {
  return relative(ROOT, file).startsWith(join('test', 'editor'));
}

/** The place of a file in its lane: those of `FIRST` in that order, and the others as they are named. */
function rankOf(file: string): number {
  const name = relative(join(ROOT, 'test'), file).replaceAll('\\', '/');
  const found = FIRST.findIndex((start) => name.startsWith(`${start}.`));
  return found < 0 ? FIRST.length : found;
}

/** Runs all of both lists: two of each at a time, and four of one once the other is done. */
async function runLanes([plain, inEditor]: readonly [Job[], Job[]]): Promise<Tally> {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const work = async (own: Job[], other: Job[]): Promise<void> => {
    for (let job = own.shift() ?? other.shift(); job !== undefined; job = own.shift() ?? other.shift()) {
      const ran = await job();
      total.passed += ran.passed;
      total.failed += ran.failed;
      total.skipped += ran.skipped;
    }
  };
  await Promise.all([
    work(plain, inEditor),
    work(plain, inEditor),
    work(inEditor, plain),
    work(inEditor, plain),
  ]);
  return total;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const isSoak = args.includes('--soak');
  const unknown = args.filter((arg) => arg.startsWith('-') && arg !== '--soak');
  if (unknown.length > 0) {
    print(`Unknown option ${unknown.join(', ')}. Use: node test/run.ts [--soak] [part of a file name]...`);
    process.exitCode = 2;
    return;
  }
  try {
    requireGit();
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    print(describe({ passed: 0, failed: 1, skipped: 0 }));
    process.exitCode = 1;
    return;
  }
  if (isSoak) process.env.SOAK = '1';
  // Compiled code is kept from file to file: a third of what a short process takes is compiling.
  process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'compiled');
  const filters = args.filter((arg) => !arg.startsWith('-'));
  const all = globSync('test/**/*.test.ts', { cwd: ROOT }).sort();
  const files = (
    filters.length === 0 ? all : [...new Set(filters.flatMap((filter) => matching(all, filter)))]
  )
    .sort()
    .map((file) => join(ROOT, file));
  if (files.length === 0) print('No test file was found.');
  const timeoutMs = isSoak ? SOAK_TIMEOUT_MS : FILE_TIMEOUT_MS;
  const ranked = files.sort((a, b) => rankOf(a) - rankOf(b));
  const jobsOf = (list: readonly string[], limitMs: number): Job[] =>
    list.map((file) => () => runFile(file, limitMs));
  const checks: Job[] = filters.length === 0 ? CHECKS.map((check) => () => runCheck(check)) : [];
  const plain = ranked.filter((file) => !isEditorFile(file));
  const inEditor = ranked.filter(isEditorFile);
  const total = await runLanes([
    [...checks, ...jobsOf(plain, timeoutMs)],
    jobsOf(inEditor, Math.max(timeoutMs, EDITOR_TIMEOUT_MS)),
  ]);
  if (failed.length > 0) print(`Failed:\n${indent(failed.join('\n'))}`);
  process.exitCode = total.failed > 0 || total.passed === 0 || files.length === 0 ? 1 : 0;
  print(describe(total));
}

await main();
