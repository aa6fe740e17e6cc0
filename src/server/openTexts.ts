import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenedFolder } from '../node/window.ts';
import { isInside } from '../node/workspace/paths.ts';

/** A document of the editor, as far as it matters here. */
export interface OpenDocument {
  readonly uri: string;
  getText(): string;
}

/** A file by its folder's name and its path in it. */
export interface FilePlace {
  readonly name: string;
  readonly path: string;
}

/** A folder under the paths by which its files may be named: as the editor spells it, and with links resolved. */
export interface KnownFolder extends OpenedFolder {
  readonly path: string;
}

/** Where a document lies; undefined when it is no file, or in none of the folders. The innermost folder wins. */
export function placeOf(uri: string, folders: readonly KnownFolder[]): FilePlace | undefined {
  if (!uri.startsWith('file:')) return undefined;
  let file: string;
  try {
    file = fileURLToPath(uri);
  } catch {
    return undefined;
  }
  let best: (FilePlace & { readonly length: number }) | undefined;
  for (const { name, path, root } of folders) {
    for (const base of new Set([path, root])) {
      if (!isInside(base, file) || (best && best.length >= base.length)) continue;
      best = { name, path: relative(base, file).split(sep).join('/'), length: base.length };
    }
  }
  return best && best.path !== '' ? { name: best.name, path: best.path } : undefined;
}

/** The texts of the open documents of each folder, by path. */
export class OpenTexts {
  readonly #documents: () => readonly OpenDocument[];
  #byFolder: Map<string, Map<string, string>> | undefined;
  #folders: readonly KnownFolder[] = [];

  constructor(documents: () => readonly OpenDocument[]) {
    this.#documents = documents;
  }

  /** Call when the folders are others. */
  setFolders(folders: readonly KnownFolder[]): void {
    this.#folders = folders;
    this.#byFolder = undefined;
  }

  /** Call after any change of a document; gives its place, when it is in a folder. */
  noteChange(uri: string): FilePlace | undefined {
    this.#byFolder = undefined;
    return placeOf(uri, this.#folders);
  }

  /** Texts of a folder, as of now. */
  of(folder: string): ReadonlyMap<string, string> {
    this.#byFolder ??= this.#collect();
    return this.#byFolder.get(folder) ?? new Map();
  }

  #collect(): Map<string, Map<string, string>> {
    const byFolder = new Map<string, Map<string, string>>();
    for (const document of this.#documents()) {
      const place = placeOf(document.uri, this.#folders);
      if (!place) continue;
      const texts = byFolder.get(place.name) ?? new Map<string, string>();
      texts.set(place.path, document.getText());
      byFolder.set(place.name, texts);
    }
    return byFolder;
  }
}
