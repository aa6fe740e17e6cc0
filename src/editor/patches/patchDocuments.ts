import * as vscode from 'vscode';

/** The scheme of the texts of a patch; the keys and menus of the manifest name it. */
export const PATCH_SCHEME = 'sightline-patch';

interface Held {
  text: string;
  changedMs: number;
  readonly isReadonly: boolean;
}

/** The mark that says UTF-8, so that no setting has the editor read these bytes otherwise. */
const MARK = '\ufeff';

/**
 * The texts of patches as files in memory: what stands there, read-only, and what shall stand there, which can be edited.
 * Nothing of it reaches a disk. What the editor still shows of an earlier window is closed.
 */
export class PatchDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #files = new Map<string, Held>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #disposables: vscode.Disposable[];
  #number = 0;
  #clock = Date.now();

  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerFileSystemProvider(PATCH_SCHEME, this, { isCaseSensitive: true }),
    ];
    void closeTabs(() => true);
  }

  /** A name for a set of texts that no other set has. */
  newName(): string {
    return String(++this.#number);
  }

  /** Holds a text, or a new one in the place of that of the same address. */
  hold(uri: vscode.Uri, text: string, isReadonly: boolean): void {
    const isNew = !this.#files.has(uri.path);
    this.#files.set(uri.path, { text, isReadonly, changedMs: ++this.#clock });
    const { Created, Changed } = vscode.FileChangeType;
    this.#changed.fire([{ type: isNew ? Created : Changed, uri }]);
  }

  /** Forgets a set of texts and closes what shows them. */
  async forget(name: string): Promise<void> {
    const start = `/${name}/`;
    const dirty = vscode.workspace.textDocuments.filter(
      ({ uri, isDirty }) => uri.scheme === PATCH_SCHEME && uri.path.startsWith(start) && isDirty,
    );
    for (const document of dirty) await document.save();
    await closeTabs(({ path }) => path.startsWith(start));
    for (const path of [...this.#files.keys()]) if (path.startsWith(start)) this.#files.delete(path);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { text, isReadonly, changedMs } = this.#held(uri);
    return {
      ...{ type: vscode.FileType.File, ctime: 0, mtime: changedMs },
      size: Buffer.byteLength(text) + Buffer.byteLength(MARK),
      ...(isReadonly ? { permissions: vscode.FilePermission.Readonly } : {}),
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return Buffer.from(`${MARK}${this.#held(uri).text}`);
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    if (this.#held(uri).isReadonly) throw vscode.FileSystemError.NoPermissions(uri);
    const text = Buffer.from(bytes).toString('utf8');
    this.hold(uri, text.startsWith(MARK) ? text.slice(1) : text, false);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #held(uri: vscode.Uri): Held {
    const held = this.#files.get(uri.path);
    if (!held) throw vscode.FileSystemError.FileNotFound(uri);
    return held;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** The address of a text of a set. */
export function patchUri(name: string, side: 'before' | 'after', path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: PATCH_SCHEME, path: `/${name}/${side}/${path}` });
}

async function closeTabs(isWanted: (uri: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = tabs.filter(({ input }) => {
    const uris =
      input instanceof vscode.TabInputTextDiff
        ? [input.original, input.modified]
        : input instanceof vscode.TabInputText
          ? [input.uri]
          : [];
    return uris.some((uri) => uri.scheme === PATCH_SCHEME && isWanted(uri));
  });
  if (ours.length > 0) await vscode.window.tabGroups.close(ours, true);
}
