/** A file system of which any call can be made to fail. */
import * as realFs from 'node:fs/promises';

export interface Faults {
  readonly fs: typeof realFs;
  /** Calls made so far, in order. */
  readonly calls: string[];
}

/** A file system whose call number `at` fails; with `isDead`, every later one as well, as after a kill. */
export function failingFs(
  at: number,
  code: string,
  isDead: boolean,
  onCall?: (name: string, at: number) => void,
): Faults {
  const calls: string[] = [];
  const step = (name: string): void => {
    calls.push(name);
    onCall?.(name, calls.length);
    if (calls.length === at || (isDead && calls.length > at)) throw Object.assign(new Error(code), { code });
  };
  const handleOf = (handle: realFs.FileHandle) =>
    new Proxy(handle, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          // What is open is closed also where the close is said to have failed.
          if (name === 'close') await target.close();
          step(`handle.${String(name)}`);
          // Nor is the disk waited for: what it holds after a power cut is nothing that a test sees.
          if (name === 'close' || name === 'sync') return undefined;
          return Reflect.apply(value, target, args) as unknown;
        };
      },
    });
  const fs = new Proxy(realFs, {
    get(target, name) {
      const value = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        step(String(name));
        const result = await value(...args);
        return name === 'open' ? handleOf(result as realFs.FileHandle) : result;
      };
    },
  }) as unknown as typeof realFs;
  return { fs, calls };
}

/** The real file system, which does not wait for the disk. */
export const fastFs = (): typeof realFs => failingFs(0, '', false).fs;
