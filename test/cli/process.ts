/** The command line of the build as a process, over a repository and an empty home. */
import { spawn } from 'node:child_process';
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

/** A repository, and the command line with a home of its own. Both are gone afterwards. What `--json` prints is held to
 * its schema. */
export function withRepository(
  spec: TempSpec,
  work: (run: Run, home: string, root: string) => Promise<void>,
): Promise<void> {
  return withTempTree(spec, (root) =>
    withTempTree({}, (home) =>
      work(
        (args, env = {}, input = '') =>
          new Promise((resolve, reject) => {
            const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...args], {
              cwd: root,
              env: { ...BARE, HOME: home, ...env },
            });
            const said = { out: '', err: '' };
            child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
            child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
            child.stdin.on('error', () => {});
            child.stdin.end(input);
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
          }),
        home,
        root,
      ),
    ),
  );
}
