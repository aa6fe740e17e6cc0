import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInside } from '../node/workspace/paths.ts';
import type { OpenedFolder } from './window.ts';

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

/**
 * A folder under the paths by which its files may be named: as the editor spells it, and with links resolved. One
 * without a path is known by its address alone.
 */
export interface KnownFolder extends OpenedFolder {
  readonly uri: string;
  readonly path: string | undefined;
}

/** Where a document lies; undefined when it is in none of the folders. The innermost folder wins. */
function placeOf(uri: string, folders: readonly KnownFolder[]): FilePlace | undefined {
  let best: (FilePlace & { readonly length: number }) | undefined;
  for (const { name, base, path } of uri.startsWith('file:') ? onDisk(uri, folders) : byAddress(uri, folders))
    if (!best || best.length < base.length) best = { name, path, length: base.length };
  return best && best.path !== '' ? { name: best.name, path: best.path } : undefined;
}

/** Folders that hold a document, by one of their paths or addresses, and its path in them. */
type Holders = { readonly name: string; readonly base: string; readonly path: string }[];

function onDisk(uri: string, folders: readonly KnownFolder[]): Holders {
  let file: string;
  try {
    file = fileURLToPath(uri);
  } catch {
    return [];
  }
  return folders.flatMap(({ name, path, root }) =>
    (path === undefined ? [] : [...new Set([path, root])])
      .filter((base) => isInside(base, file))
      .map((base) => ({ name, base, path: relative(base, file).split(sep).join('/') })),
  );
}

function byAddress(uri: string, folders: readonly KnownFolder[]): Holders {
  const address = addressOf(uri);
  return folders.flatMap(({ name, path, uri: folder }) => {
    const own = path === undefined ? addressOf(folder) : undefined;
    if (!own || !address || own.place !== address.place) return [];
    const base = own.path.endsWith('/') ? own.path : `${own.path}/`;
    return address.path.startsWith(base) ? [{ name, base, path: address.path.slice(base.length) }] : [];
  });
}

/** An address as its path and all that is not path, in one spelling, whatever of it was escaped. */
function addressOf(uri: string): { readonly place: string; readonly path: string } | undefined {
  // RFC 3986, appendix B. No URL: schemes of editors are not all schemes of the web.
  const parts = /^([^:/?#]+):(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?/.exec(uri);
  try {
    const [, scheme, authority = '', path = '', query = ''] = parts!.map(
      (part) => part && decodeURIComponent(part),
    );
    return { place: `${scheme}:${authority}${query}`, path };
  } catch {
    return undefined;
  }
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
