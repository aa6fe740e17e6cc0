import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CapabilityStore } from './capabilities.ts';

const fileIn = (cacheDir: string): string => join(cacheDir, 'endpoints.json');

/** Forgets what was learned of all endpoints. */
export async function removeCapabilityFile(cacheDir: string): Promise<void> {
  await rm(fileIn(cacheDir), { force: true });
}

/**
 * What endpoints turned out to take, kept in one small file of the cache directory. Losing it costs one refused
 * request; so a file that cannot be read is an empty one, and a failed write is passed over.
 */
export function createCapabilityFile(cacheDir: string): CapabilityStore {
  const file = fileIn(cacheDir);
  const readAll = async (): Promise<Record<string, unknown>> => {
    try {
      const value: unknown = JSON.parse(await readFile(file, 'utf8'));
      return typeof value === 'object' && value !== null ? { ...value } : {};
    } catch {
      return {};
    }
  };
  return {
    read: async (key) => (await readAll())[key],
    async write(key, capability) {
      const draft = `${file}.${process.pid}`;
      try {
        await writeFile(draft, JSON.stringify({ ...(await readAll()), [key]: capability }), { mode: 0o600 });
        await rename(draft, file);
      } catch {
        // The next run learns it again.
      }
    },
  };
}
