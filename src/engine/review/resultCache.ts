import { REVIEW_KEY } from '../index/repository.ts';
import type { Store } from '../ports.ts';
import type { Unnumbered } from './identity.ts';

/** Raised whenever the stored form, or the code that finds hits, changes; another version is never read. */
const VERSION = 16;

/** What the rules said of one state of a file. */
export interface FileResult {
  readonly found: readonly Unnumbered[];
  readonly unsure: number;
}

/** A state of a file. Rules look at paths as well, so the same bytes elsewhere are another state. */
export interface FileState {
  readonly path: string;
  readonly hash: string;
}

/** Results of files that have not changed since, by their content and the rules. */
export interface ResultCache {
  get(state: FileState): FileResult | undefined;
  set(state: FileState, result: FileResult): void;
}

interface Stored {
  readonly version: number;
  /** Hash of the rules that ran. */
  readonly rules: string;
  readonly files: Readonly<Record<string, readonly [hash: string, result: FileResult]>>;
}

/** Keeps the results of the last rules that ran beside the index. Holds no text but the lines of findings. */
export class StoredResults implements ResultCache {
  readonly #store: Store;
  readonly #rules: string;
  readonly #results: Map<string, readonly [hash: string, result: FileResult]>;
  #isDirty = false;

  private constructor(store: Store, rules: string, files: Stored['files']) {
    this.#store = store;
    this.#rules = rules;
    this.#results = new Map(Object.entries(files));
  }

  /** Opens what is kept for these rules; results of others are not taken. */
  static async open(store: Store, rules: string): Promise<StoredResults> {
    const bytes = await store.read(REVIEW_KEY);
    const stored = bytes && decode(bytes);
    return new StoredResults(store, rules, stored?.rules === rules ? stored.files : {});
  }

  get({ path, hash }: FileState): FileResult | undefined {
    const known = this.#results.get(path);
    return known?.[0] === hash ? known[1] : undefined;
  }

  set({ path, hash }: FileState, result: FileResult): void {
    this.#results.set(path, [hash, result]);
    this.#isDirty = true;
  }

  /** Writes the results of files that still are as they were; another process may keep that from happening. */
  async save(isCurrent: (state: FileState) => boolean): Promise<void> {
    if (!this.#isDirty) return;
    const files = Object.fromEntries(
      [...this.#results]
        .filter(([path, [hash]]) => isCurrent({ path, hash }))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const stored: Stored = { version: VERSION, rules: this.#rules, files };
    const bytes = new TextEncoder().encode(JSON.stringify(stored));
    await this.#store.exclusive(() => this.#store.write(REVIEW_KEY, bytes));
    this.#isDirty = false;
  }
}

function decode(bytes: Uint8Array): Stored | undefined {
  try {
    const stored = JSON.parse(new TextDecoder().decode(bytes)) as Stored;
    return stored.version === VERSION ? stored : undefined;
  } catch {
    // Results can be made again.
    return undefined;
  }
}
