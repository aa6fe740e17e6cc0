import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { isInside } from './workspace/paths.ts';

/** Why no program is started under a name. */
export type NoProgram = { readonly why: 'notFound' | 'badName' | 'insideFolder' };

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The absolute path of a program: as it is given, or by its plain name from PATH. Entries of PATH that are relative, lie
 * in the folder or are a `node_modules/.bin` are passed over, and so is a program that lies in the folder, also by way of
 * a link: a repository must not bring its own.
 */
export async function findProgram(
  name: string,
  { realRoot, env }: { readonly realRoot: string; readonly env: Env },
): Promise<string | NoProgram> {
  if (isAbsolute(name)) {
    const real = await runnable(name);
    if (real === undefined) return { why: 'notFound' };
    return isBesideCode(name, realRoot) || isBesideCode(real, realRoot) ? { why: 'insideFolder' } : name;
  }
  if (!/^[\w.+-]{1,100}$/.test(name) || /^\.+$/.test(name)) return { why: 'badName' };
  for (const folder of (variable(env, 'PATH') ?? '').split(delimiter)) {
    if (!isAbsolute(folder) || isBesideCode(folder, realRoot)) continue;
    const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    const real = await runnable(program);
    if (real !== undefined && !isBesideCode(real, realRoot)) return program;
  }
  return { why: 'notFound' };
}

/** Whether a path lies in the folder, or among the programs that packages bring. */
export function isBesideCode(path: string, realRoot: string): boolean {
  return isInside(realRoot, path) || /[\\/]node_modules[\\/]\.bin(?:[\\/]|$)/.test(path);
}

async function runnable(program: string): Promise<string | undefined> {
  try {
    await access(program, constants.X_OK);
    return (await stat(program)).isFile() ? await realpath(program) : undefined;
  } catch {
    return undefined;
  }
}

/** A variable by name; in any letter case on Windows, where `PATH` is usually spelled `Path`. */
export function variable(env: Env, name: string): string | undefined {
  if (env[name] !== undefined || process.platform !== 'win32') return env[name];
  return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}
