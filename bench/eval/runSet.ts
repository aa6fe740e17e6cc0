/** Asks the questions of a set through the command line, with the endpoint that its user configured. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Answer } from '../../src/engine/types.ts';
import { runSightline } from '../command.ts';
import { checkOut } from '../retrieval.ts';
import { citationScores, letterOf, readTask, type SetName, type Task } from './sets.ts';

/** How one question went; `failure` when there is no answer to judge. */
export interface TaskResult {
  readonly id: string;
  readonly failure?: string;
  readonly route?: string;
  readonly status?: string;
  readonly text?: string;
  readonly letter?: string;
  readonly isRight?: boolean;
  readonly precision?: number;
  readonly recall?: number;
  /** What people answered, for a judge who is not this program. */
  readonly reference?: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly cost?: number;
}

export interface SetOptions {
  readonly set: SetName;
  /** JSON lines, or one JSON array. */
  readonly file: string;
  /** Bare repositories `owner+name/repo`, for questions that name a commit. */
  readonly mirror?: string;
  readonly route?: string;
  /** Model tokens for each question. */
  readonly budget?: string;
  readonly limit?: number;
  readonly say: (line: string) => void;
}

/** Asks one question after the other. A question that fails counts, with why. */
export async function runSet(options: SetOptions): Promise<TaskResult[]> {
  const rows = readRows(await readFile(options.file, 'utf8')).slice(0, options.limit);
  const folder = await mkdtemp(join(tmpdir(), 'sightline-eval-'));
  const results: TaskResult[] = [];
  try {
    for (const [at, row] of rows.entries()) {
      const task = readTask(options.set, row, at);
      const result = await runTask(task, options, folder).catch(
        (error: unknown): TaskResult => ({
          ...{ id: task.id, tokensIn: 0, tokensOut: 0, calls: 0 },
          failure: error instanceof Error ? error.message : String(error),
        }),
      );
      results.push(result);
      options.say(`${at + 1} of ${rows.length}: ${result.failure ?? `${result.route}, ${result.status}`}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return results;
}

function readRows(text: string): Record<string, unknown>[] {
  if (text.trimStart().startsWith('[')) return JSON.parse(text) as Record<string, unknown>[];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function runTask(task: Task, options: SetOptions, folder: string): Promise<TaskResult> {
  const root = join(folder, 'tree');
  await rm(root, { recursive: true, force: true });
  await (task.files ? writeFiles(root, task.files) : checkOutTask(root, task, options));
  const { route, budget } = options;
  const args = ['ask', '--root', root, '--json'];
  if (route) args.push('--route', route);
  if (budget) args.push('--budget', budget);
  const { stdout } = await runSightline([...args, '--', task.question], join(folder, 'cache'));
  return judge(task, JSON.parse(stdout) as Answer);
}

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const target = resolve(root, path);
    // Paths come from a file that somebody else made.
    if (relative(root, target).startsWith('..')) throw new Error(`${path} is outside of the repository`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

async function checkOutTask(root: string, { repo, commit }: Task, { mirror }: SetOptions): Promise<void> {
  if (mirror === undefined) throw new Error(`--mirror is needed for ${repo} at ${commit}`);
  await checkOut(resolve(mirror, repo!.replace('/', '+'), 'repo'), commit!, root);
}

function judge(task: Task, answer: Answer): TaskResult {
  const { calls, tokensIn, tokensOut, cost } = answer.usage;
  const letter = task.letter === undefined ? undefined : letterOf(answer.text);
  return {
    ...{ id: task.id, route: answer.route.name, status: answer.status, text: answer.text },
    ...{ calls, tokensIn, tokensOut },
    ...(cost === undefined ? {} : { cost }),
    ...(task.letter === undefined ? {} : { isRight: letter === task.letter }),
    ...(letter === undefined ? {} : { letter }),
    ...citationScores(answer, task.gold),
    ...(task.reference === undefined ? {} : { reference: task.reference }),
  };
}
