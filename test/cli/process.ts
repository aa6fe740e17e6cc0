/** The command line of the build as a process, over a repository and an empty home. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { type TempSpec, withTempTree } from '../fakes/tempTree.ts';
import { holdPublished } from './published.ts';

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line with what is added to its environment, and with a text on standard input. */
export type Run = (
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
  input?: string,
) => Promise<Said>;

/** What a command says until it ends, held to its schema where it is JSON. */
export function saidBy(child: ChildProcessWithoutNullStreams, args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      try {
        // One that was killed may have been cut off in the middle of a line.
        if (signal === null) holdPublished(args, said.out);
        resolve({ code, ...said });
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** A repository, and the command line with a home of its own. Both are gone afterwards. What `--json` prints is held to
 * its schema. */
export function withRepository(
  spec: TempSpec,
  work: (run: Run, home: string, root: string) => Promise<void>,
): Promise<void> {
  return withTempTree(spec, (root) =>
    withTempTree({}, (home) =>
      work(
        (args, env = {}, input = '') => {
          const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...args], {
            cwd: root,
            env: { ...BARE, HOME: home, ...env },
          });
          child.stdin.on('error', () => {});
          child.stdin.end(input);
          return saidBy(child, args);
        },
        home,
        root,
      ),
    ),
  );
}
