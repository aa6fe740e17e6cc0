/** The paths that git tracks, asked for as they are spelled or in any letter case. */
import { foldersOf } from '../paths.ts';
import { foldCase } from './pattern.ts';

/** Files and the folders above them. */
interface Paths {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

/** What git tracks; nothing when git is not there. The sets are made when they are first asked for. */
export class TrackedPaths {
  readonly #files: ReadonlySet<string>;
  #spelled: Paths | undefined;
  #folded: Paths | undefined;

  constructor(files: ReadonlySet<string> = new Set()) {
    this.#files = files;
  }

  /** Whether a file is tracked; with `ignoresCase` under any spelling of its ASCII letters. */
  has(path: string, ignoresCase: boolean): boolean {
    return ignoresCase ? this.#inAnyCase().files.has(foldCase(path)) : this.#files.has(path);
  }

  /** Whether anything is tracked in a folder. */
  hasIn(folder: string, ignoresCase: boolean): boolean {
    if (ignoresCase) return this.#inAnyCase().folders.has(foldCase(folder));
    this.#spelled ??= withFolders(this.#files);
    return this.#spelled.folders.has(folder);
  }

  #inAnyCase(): Paths {
    this.#folded ??= withFolders(new Set([...this.#files].map(foldCase)));
    return this.#folded;
  }
}

function withFolders(files: ReadonlySet<string>): Paths {
  return { files, folders: new Set([...files].flatMap(foldersOf)) };
}
