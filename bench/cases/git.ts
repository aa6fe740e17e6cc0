import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAX_BYTES = 1 << 30;

/** What a commit did to one file: added, modified, deleted. */
export interface Change {
  readonly status: string;
  readonly path: string;
}

/** One commit of a history. */
export interface Commit {
  readonly id: string;
  /** Seconds since 1970. */
  readonly when: number;
  readonly message: string;
  readonly changes: readonly Change[];
}

/** Commits that touch more files say nothing about any one of them. */
const MAX_CHANGES = 60;

/** A bare repository `owner+name/repo` below a folder. */
export class BareRepository {
  readonly name: string;
  readonly #gitDir: string;

  constructor(mirror: string, name: string) {
    this.name = name;
    this.#gitDir = join(mirror, name.replace('/', '+'), 'repo');
  }

  /** The standard output of git; undefined when it fails. */
  run(...args: readonly string[]): string | undefined {
    try {
      return execFileSync('git', ['--git-dir', this.#gitDir, '-c', 'core.quotepath=off', ...args], {
        maxBuffer: MAX_BYTES,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString('utf8');
    } catch {
      return undefined;
    }
  }

  /** Commits of one parent since a day, oldest first. Throws without a history. */
  history(since: string): Commit[] {
    const format = '--format=%x1e%H%x1f%ct%x1f%B%x1d';
    const log = this.run(
      'log',
      '--no-merges',
      '--no-renames',
      '--name-status',
      `--since=${since}`,
      format,
      'HEAD',
    );
    if (log === undefined) throw new Error(`${this.name}: no history can be read`);
    return log
      .split('\x1e')
      .slice(1)
      .map(readCommit)
      .filter(({ changes }) => changes.length <= MAX_CHANGES)
      .reverse();
  }

  /**
   * The differences of some commits to their parents, as one text: each begins with a line that is its name. A commit
   * of which an object is missing is left out.
   */
  diffs(commits: readonly string[]): string {
    const args = ['diff-tree', '--stdin', '-r', '-p', '-U3', '--no-color', '--no-ext-diff', '--no-renames'];
    const { output, isWhole } = this.#feed(args, commits.join('\n'));
    const text = output.toString('utf8');
    if (isWhole || commits.length === 0) return text;
    const reached = commits.findLastIndex((id) => text.startsWith(`${id}\n`) || text.includes(`\n${id}\n`));
    const broken = Math.max(0, reached);
    return (
      text.slice(0, Math.max(0, text.lastIndexOf(commits[broken]!))) + this.diffs(commits.slice(broken + 1))
    );
  }

  /** The lines of some files in a commit; a file that is not there is left out. */
  files(commit: string, paths: readonly string[]): Map<string, string[]> {
    const found = new Map<string, string[]>();
    const { output } = this.#feed(
      ['cat-file', '--batch'],
      paths.map((path) => `${commit}:${path}`).join('\n'),
    );
    let at = 0;
    for (const path of paths) {
      const end = output.indexOf(10, at);
      const size = / blob (\d+)$/.exec(output.toString('utf8', at, end))?.[1];
      at = end + 1;
      if (size === undefined) continue;
      const text = output.toString('utf8', at, at + Number(size));
      found.set(
        path,
        text.split('\n').map((line) => line.replace(/\r$/, '')),
      );
      at += Number(size) + 1;
    }
    return found;
  }

  #feed(args: readonly string[], input: string): { output: Buffer; isWhole: boolean } {
    const all = ['--git-dir', this.#gitDir, '-c', 'core.quotepath=off', ...args];
    const done = spawnSync('git', all, { input: `${input}\n`, maxBuffer: MAX_BYTES });
    return { output: done.stdout, isWhole: done.status === 0 };
  }
}

function readCommit(record: string): Commit {
  const [head = '', files = ''] = record.split('\x1d');
  const [id = '', when = '', ...message] = head.split('\x1f');
  const rows = files.split('\n').filter((line) => line.includes('\t'));
  const changes = rows
    .map((line) => line.split('\t'))
    .map(([status, path]) => ({ status: status!, path: path! }));
  return { id, when: Number(when), message: message.join('\x1f'), changes };
}
