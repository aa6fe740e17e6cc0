/** What transactions are tried with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fullHash } from '../../src/node/patches/images.ts';
import type { FileTarget } from '../../src/node/patches/transactions.ts';
import type { TempSpec } from './tempTree.ts';

/** A file that shall hold `after` (null: be gone), based on what stands there now. */
export async function target(
  root: string,
  path: string,
  after: string | null,
  more: Partial<FileTarget> = {},
): Promise<FileTarget> {
  const bytes = await readFile(join(root, path)).catch(() => undefined);
  return {
    path,
    base: bytes ? fullHash(bytes) : null,
    after: after === null ? null : { bytes: Buffer.from(after) },
    ...more,
  };
}

/** Twenty files: edited, made in new folders, removed, moved. */
export const TWENTY: TempSpec = Object.fromEntries(
  Array.from({ length: 16 }, (_, at) => [`d${at % 3}/f${at}.txt`, `old ${at}\r\n`]),
);

/** The targets that change all of `TWENTY`, and make four files more. */
export async function twentyTargets(root: string): Promise<FileTarget[]> {
  const targets: FileTarget[] = [];
  for (const [at, path] of Object.keys(TWENTY).entries())
    targets.push(await target(root, path, at % 5 === 4 ? null : `new ${at}\n`));
  for (let at = 0; at < 4; at++)
    targets.push(await target(root, `new/sub${at % 2}/g${at}.txt`, `made ${at}`));
  return targets;
}
