/** The baselines of the open folders as one: their paths are the engine's. */

import type { PathMap } from '../paths.ts';
import { RefusedError } from '../refusals.ts';
import type { KnownFinding } from '../types.ts';
import { baselinePath, readBaselineFile, writeBaselineFile } from './baselineFile.ts';

/** A folder on the disk. */
interface DiskFolder {
  readonly name: string;
  readonly path: string;
}

/** What the baselines of some folders say. */
export interface KnownOfFolders {
  readonly known: readonly KnownFinding[];
  /** Whether one of them was there. */
  readonly isThere: boolean;
  /** Those that were not read, by the folder's path. */
  readonly notRead: readonly { readonly path: string; readonly why: 'bad' | 'link' }[];
}

const NAME = '.sightline/baseline.json';

/** The baselines of folders. A folder that is not on the disk has none. */
export class FolderBaselines {
  readonly #folders: readonly DiskFolder[];
  readonly #paths: PathMap;

  constructor(
    folders: readonly { readonly name: string; readonly path?: string | undefined }[],
    paths: PathMap,
  ) {
    this.#folders = folders.flatMap(({ name, path }) => (path === undefined ? [] : [{ name, path }]));
    this.#paths = paths;
  }

  /** Reads all. Rejects with the error of the file system. */
  async read(): Promise<KnownOfFolders> {
    const known: KnownFinding[] = [];
    const notRead: { path: string; why: 'bad' | 'link' }[] = [];
    let isThere = false;
    for (const folder of this.#folders) {
      const entries = await this.#entriesOf(folder);
      if (entries === 'bad' || entries === 'link')
        notRead.push({ path: this.#paths.inner(NAME, folder.name), why: entries });
      else if (entries !== 'none') {
        isThere = true;
        known.push(...entries.map((one) => ({ ...one, path: this.#paths.inner(one.path, folder.name) })));
      }
    }
    return { known, isThere, notRead };
  }

  /**
   * Puts an entry in the place of the one with its fingerprint. @throws RefusedError where the baseline cannot be changed
   */
  async keep(entry: KnownFinding): Promise<void> {
    const { path } = this.#paths.outer(entry.path);
    await this.#change(entry, (others) => [...others, { ...entry, path }]);
  }

  /** Takes an entry away: nothing is known of it. @throws RefusedError as `keep` */
  async forget(entry: Pick<KnownFinding, 'fingerprint' | 'path'>): Promise<void> {
    await this.#change(entry, (others) => others);
  }

  async #change(
    { fingerprint, path }: Pick<KnownFinding, 'fingerprint' | 'path'>,
    change: (others: readonly KnownFinding[]) => readonly KnownFinding[],
  ): Promise<void> {
    const folder = this.#folderOf(path);
    const entries = await this.#changeable(folder);
    await this.#write(folder, change(entries.filter((known) => known.fingerprint !== fingerprint)));
  }

  /** Writes what is known as it is from now on, and gives the paths of the files. @throws RefusedError as `keep` */
  async replace(known: readonly KnownFinding[]): Promise<string[]> {
    for (const folder of this.#folders) await this.#changeable(folder);
    const byFolder = Map.groupBy(known, ({ path }) => this.#folderOf(path));
    for (const folder of this.#folders) {
      const entries = byFolder.get(folder) ?? [];
      await this.#write(
        folder,
        entries.map((entry) => ({ ...entry, path: this.#paths.outer(entry.path).path })),
      );
    }
    return this.#folders.map(({ name }) => this.#paths.inner(NAME, name));
  }

  /** @throws RefusedError for a path of a folder that is not on the disk */
  #folderOf(path: string): DiskFolder {
    const { root } = this.#paths.outer(path);
    const found = root === undefined ? this.#folders[0] : this.#folders.find(({ name }) => name === root);
    if (!found) throw new RefusedError({ kind: 'folder', cause: 'notOnDisk' });
    return found;
  }

  async #entriesOf({ path }: DiskFolder): Promise<readonly KnownFinding[] | 'none' | 'bad' | 'link'> {
    const file = await baselinePath(path);
    return file === 'link' ? 'link' : readBaselineFile(file);
  }

  async #changeable(folder: DiskFolder): Promise<readonly KnownFinding[]> {
    const entries = await this.#entriesOf(folder);
    if (entries === 'none') return [];
    if (entries !== 'bad' && entries !== 'link') return entries;
    const cause = entries === 'bad' ? 'baselineBad' : 'baselineLink';
    throw new RefusedError({ kind: 'refused', cause, target: this.#paths.inner(NAME, folder.name) });
  }

  async #write(folder: DiskFolder, entries: readonly KnownFinding[]): Promise<void> {
    const file = await baselinePath(folder.path);
    if (file === 'link')
      throw new RefusedError({
        kind: 'refused',
        cause: 'baselineLink',
        target: this.#paths.inner(NAME, folder.name),
      });
    await writeBaselineFile(file, entries);
  }
}
