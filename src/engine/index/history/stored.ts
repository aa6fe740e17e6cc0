import type { Git, HistoryCommit, Log, Store } from '../../ports.ts';
import { buildHistory, type History } from './history.ts';

/** Where it is kept beside the segments. */
export const HISTORY_KEY = 'history';
/** Raised whenever the stored form changes; another version is never read. */
const VERSION = 1;

interface Stored {
  readonly version: number;
  readonly head: string;
  readonly commits: readonly HistoryCommit[];
}

/** The history of the commit that is checked out, kept with the index. Git is asked for it once for each commit. */
export class StoredHistory {
  readonly #ports: { readonly git?: Git | undefined; readonly store: Store; readonly log: Log };
  /** Undefined until it is first needed; false when there is none. */
  #stored: Stored | false | undefined;
  #built: History | undefined;
  #isDirty = false;

  constructor(ports: { readonly git?: Git | undefined; readonly store: Store; readonly log: Log }) {
    this.#ports = ports;
  }

  /** Looks which commit is checked out, and reads its history when it is another one. Tells whether it was. */
  async refresh(signal: AbortSignal): Promise<boolean> {
    const { git } = this.#ports;
    const head = await git?.head();
    signal.throwIfAborted();
    const known = await this.#load();
    if (head === (known ? known.head : undefined)) return false;
    const commits = head === undefined ? undefined : await git!.history({ signal });
    this.#stored = commits ? { version: VERSION, head: head!, commits } : false;
    this.#built = undefined;
    this.#isDirty = this.#stored !== false;
    return true;
  }

  /** The history as it was last seen; undefined without one. Costs one pass over its words when it changed. */
  async current(): Promise<History | undefined> {
    const stored = this.#ports.git ? await this.#load() : false;
    if (stored && !this.#built) this.#built = buildHistory(stored.commits);
    return this.#built;
  }

  /** Writes what was read. What another process keeps from being written is read from git again next time. */
  async save(): Promise<void> {
    const stored = this.#stored;
    if (!this.#isDirty || !stored) return;
    const { store } = this.#ports;
    const bytes = new TextEncoder().encode(JSON.stringify(stored));
    const written = await store.exclusive(async () => {
      await store.write(HISTORY_KEY, bytes);
      return true;
    });
    this.#isDirty = written !== true;
  }

  async #load(): Promise<Stored | false> {
    if (this.#stored === undefined) {
      const bytes = await this.#ports.store.read(HISTORY_KEY);
      this.#stored ??= (bytes && this.#decode(bytes)) || false;
    }
    return this.#stored;
  }

  #decode(bytes: Uint8Array): Stored | undefined {
    try {
      const stored = JSON.parse(new TextDecoder().decode(bytes)) as Stored;
      return stored.version === VERSION && Array.isArray(stored.commits) ? stored : undefined;
    } catch (error) {
      this.#ports.log.warn(`The stored history could not be read (${String(error)}); git is asked again.`);
      return undefined;
    }
  }
}
