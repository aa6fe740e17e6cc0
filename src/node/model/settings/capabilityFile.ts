import * as nodeFs from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../storage/atomic.ts';
import { MAX_SMALL_BYTES, readOwnText } from '../../storage/ownFile.ts';
import type { CapabilityStore } from './capabilities.ts';

const NAME = 'endpoints.json';
const fileIn = (cacheDir: string): string => join(cacheDir, NAME);

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
      const value: unknown = JSON.parse(await readOwnText(nodeFs, file, { maxBytes: MAX_SMALL_BYTES }));
      return typeof value === 'object' && value !== null ? { ...value } : {};
    } catch {
      return {};
    }
  };
  return {
    read: async (key) => (await readAll())[key],
    async write(key, capability) {
      const bytes = Buffer.from(JSON.stringify({ ...(await readAll()), [key]: capability }));
      try {
        await replaceFile(nodeFs, { dir: cacheDir, name: NAME }, [bytes], { mode: 0o600 });
      } catch {
        // The next run learns it again.
      }
    },
  };
}
