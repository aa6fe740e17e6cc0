/**
 * Text in the pager of a person: the program that `PAGER` names, or `less`. Started by its absolute path, without a shell,
 * from outside of the folder, and without our own variables.
 */
import { spawn } from 'node:child_process';
import { findProgram } from '../programs.ts';

export interface PagerOptions {
  /** The folder, with all links resolved: a program that lies in it is not started. */
  readonly realRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Shows a text and resolves when the person has left the pager. Gives false, having shown nothing, where `PAGER` is empty
 * or `cat`, or no pager is found. While it is open, Ctrl-C is the pager's.
 */
export async function showInPager(text: string, { realRoot, env }: PagerOptions): Promise<boolean> {
  const [name = '', ...args] = (env.PAGER ?? 'less').split(/\s+/).filter((part) => part !== '');
  if (name === '' || name === 'cat') return false;
  const program = await findProgram(name, { realRoot, env });
  if (typeof program !== 'string') return false;
  const own = Object.entries(env).filter(([key]) => !key.startsWith('SIGHTLINE_'));
  const others = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    return await new Promise<boolean>((resolve) => {
      const child = spawn(program, args, {
        stdio: ['pipe', 'inherit', 'inherit'],
        // Colours, and the end at once where it fits.
        env: { LESS: 'FRX', LV: '-c', ...Object.fromEntries(own) },
      });
      child.on('error', () => resolve(false));
      child.on('close', () => resolve(true));
      // Who leaves before the end closes the pipe.
      child.stdin.on('error', ignore);
      child.stdin.end(text);
    });
  } finally {
    process.removeListener('SIGINT', ignore);
    for (const other of others) process.on('SIGINT', other);
  }
}

function ignore(): void {}
