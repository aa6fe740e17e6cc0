import * as vscode from 'vscode';
import { placeOf, type Root } from './roots.ts';

/** A changed file, as the engine names it. */
export interface ChangedPath {
  readonly root: string;
  readonly path: string;
}

export type Reconcile = (changes: { readonly paths: readonly ChangedPath[]; readonly full: boolean }) => void;

const QUIET_MS = 400;
/** Changes that never pause, as of a build, are looked at this often. */
const LONGEST_MS = 5_000;
/** More changes than this at once are looked at by a walk, which also finds what the watcher lost. */
const BURST = 200;
const PERIOD_MS = 5 * 60_000;

/**
 * Watches the files of the window and reports changes once it is quiet: the files by name, or "look at everything"
 * after a burst, when the window gets the focus, and every few minutes, since watchers lose events.
 */
export class FileWatcher implements vscode.Disposable {
  readonly #reconcile: Reconcile;
  readonly #roots: () => readonly Root[];
  readonly #disposables: vscode.Disposable[] = [];
  readonly #changed = new Map<string, ChangedPath>();
  readonly #period: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #isBurst = false;
  #waitingSince: number | undefined;

  constructor(roots: () => readonly Root[], reconcile: Reconcile) {
    this.#roots = roots;
    this.#reconcile = reconcile;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const note = (uri: vscode.Uri): void => this.#note(uri);
    this.#disposables.push(
      watcher,
      watcher.onDidChange(note),
      watcher.onDidCreate(note),
      watcher.onDidDelete(note),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#lookAtAll();
      }),
    );
    this.#period = setInterval(() => this.#lookAtAll(), PERIOD_MS);
  }

  #note(uri: vscode.Uri): void {
    const roots = this.#roots();
    const place = placeOf(roots, uri);
    if (!place || place.path === '' || /(^|\/)\.git(\/|$)/.test(place.path)) return;
    const root = place.root ?? roots[0]!.name;
    // Of a burst only its existence is kept: a branch switch names thousands of files.
    if (this.#changed.size < BURST) this.#changed.set(`${root}\n${place.path}`, { root, path: place.path });
    else this.#isBurst = true;
    this.#waitingSince ??= performance.now();
    const left = this.#waitingSince + LONGEST_MS - performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, Math.min(QUIET_MS, left)));
  }

  #lookAtAll(): void {
    this.#isBurst = true;
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const [paths, full] = [[...this.#changed.values()], this.#isBurst];
    this.#changed.clear();
    this.#isBurst = false;
    this.#waitingSince = undefined;
    if (full || paths.length > 0) this.#reconcile({ paths: full ? [] : paths, full });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#period);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
