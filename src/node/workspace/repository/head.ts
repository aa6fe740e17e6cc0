/** What tells from the files of a repository alone whether another commit may be checked out: git is started then, and not before. */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { nodeDiskFs } from '../diskFs.ts';
import { readSmallText } from '../rules/ignoreFile.ts';

const MAX_BYTES = 4_096;
const HASH = /^[0-9a-f]{40,64}\n?$/;

/** The `.git` of the repository that a folder lies in, a folder or a file; undefined where there is none. */
export async function findRepository(root: string): Promise<string | undefined> {
  const start = await realpath(root).catch(() => root);
  for (let folder = start; ; folder = dirname(folder)) {
    const place = join(folder, '.git');
    const isHere = await lstat(place).then(
      () => true,
      () => false,
    );
    if (isHere) return place;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * A text that is another one whenever another commit is checked out; undefined where the files do not tell (no commit
 * yet, references kept in another form). Reads small files, follows no link, starts nothing. Never rejects.
 */
export async function headMark(dotGit: string): Promise<string | undefined> {
  const folder = await folderOf(dotGit);
  const head = folder && (await read(join(folder, 'HEAD')));
  if (!folder || head === undefined) return undefined;
  if (HASH.test(head)) return head;
  const reference = /^ref: (refs\/\S+)\n?$/.exec(head)?.[1];
  if (reference === undefined || reference.split('/').includes('..')) return undefined;
  const shared = resolve(folder, (await read(join(folder, 'commondir')))?.trim() ?? '.');
  const loose = await read(join(shared, reference));
  if (loose !== undefined) return HASH.test(loose) ? `${reference} ${loose}` : undefined;
  const packed = await lstat(join(shared, 'packed-refs'), { bigint: true }).catch(() => undefined);
  return packed && `${reference} ${packed.ino} ${packed.size} ${packed.mtimeNs}`;
}

/** The folder of a repository; of a worktree or a submodule `.git` is a file that names it. */
async function folderOf(dotGit: string): Promise<string | undefined> {
  const stats = await lstat(dotGit).catch(() => undefined);
  if (stats?.isDirectory()) return dotGit;
  const named = /^gitdir: (.+?)\r?\n?$/.exec((await read(dotGit)) ?? '')?.[1];
  return named === undefined ? undefined : resolve(dirname(dotGit), named);
}

async function read(file: string): Promise<string | undefined> {
  const text = await readSmallText(nodeDiskFs, file, MAX_BYTES).catch(() => undefined);
  return typeof text === 'string' ? text : undefined;
}
