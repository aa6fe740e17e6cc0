import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from '../../storage/atomic.ts';
import { MAX_SMALL_BYTES, readOwnText } from '../../storage/ownFile.ts';

const NAME = 'measured.json';

const count = z.number().int().min(0);
const measurement = z.object({
  atMs: z.number(),
  how: z.enum(['done', 'stopped', 'failed']),
  cells: z.array(z.object({ length: count, depth: count, isFound: z.boolean() })).max(1_000),
  effectiveTokens: count.optional(),
});

/** What was measured of one model at one host, as it is kept. */
export type Measurement = z.infer<typeof measurement>;

/** Measurements of this user's models, by `host|model`. */
export interface MeasuredFile {
  /** All of them; none where the file is missing or damaged. */
  read(): Promise<Readonly<Record<string, Measurement>>>;
  /** Keeps one. @throws the system's error when it cannot be written */
  write(key: string, one: Measurement): Promise<void>;
}

/** The measurements in the state directory: they cost money, so they outlive the cache. */
export function createMeasuredFile(stateDir: string): MeasuredFile {
  const read = async (): Promise<Record<string, Measurement>> => {
    try {
      const text = await readOwnText(nodeFs, join(stateDir, NAME), { maxBytes: MAX_SMALL_BYTES });
      const all = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      const kept = Object.entries(all).flatMap(([key, value]) => {
        const parsed = measurement.safeParse(value);
        return parsed.success ? [[key, parsed.data] as const] : [];
      });
      return Object.fromEntries(kept);
    } catch {
      return {};
    }
  };
  return {
    read,
    async write(key, one) {
      await nodeFs.mkdir(stateDir, { recursive: true, mode: 0o700 });
      const bytes = Buffer.from(JSON.stringify({ ...(await read()), [key]: one }));
      await replaceFile(nodeFs, { dir: stateDir, name: NAME }, [bytes], { mode: 0o600 });
    },
  };
}

/** Names a model at a host. */
export const measuredKey = (host: string, model: string): string => `${host}|${model}`;
