/** The baseline of a folder: `.sightline/baseline.json`, which a team keeps in git. */
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readBaseline, writeBaseline } from '../../engine/engine.ts';
import { replaceFile } from '../../node/storage/atomic.ts';
import type { KnownFinding } from '../types.ts';

const FOLDER = '.sightline';
const NAME = 'baseline.json';
const MAX_BYTES = 100_000_000;

/** Where the baseline of a folder is. `link` where one is on the way: a repository does not say where files are written. */
export async function baselinePath(root: string): Promise<string | 'link'> {
  const folder = join(root, FOLDER);
  for (const place of [folder, join(folder, NAME)]) {
    const stats = await fs.lstat(place).catch(() => undefined);
    if (stats?.isSymbolicLink()) return 'link';
  }
  return join(folder, NAME);
}

/** What a file says was known: a baseline, or the report of a run. `none` without a file, `bad` for another one. */
export async function readBaselineFile(path: string): Promise<readonly KnownFinding[] | 'none' | 'bad'> {
  let text: string;
  try {
    if ((await fs.stat(path)).size > MAX_BYTES) return 'bad';
    text = await fs.readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw error;
  }
  return readBaseline(text) ?? 'bad';
}

/** Writes a baseline as a whole, with its folder when it is not there. Rejects with the error of the file system. */
export async function writeBaselineFile(path: string, known: readonly KnownFinding[]): Promise<void> {
  const dir = dirname(path);
  await fs.mkdir(dir, { recursive: true });
  const bytes = new TextEncoder().encode(writeBaseline(known));
  await replaceFile(fs, { dir, name: path.slice(dir.length + 1) }, [bytes], { mode: 0o666, masked: true });
}
