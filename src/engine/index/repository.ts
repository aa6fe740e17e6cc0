import type { IndexProgress } from '../events.ts';
import {
  type Clock,
  DamagedError,
  type Git,
  type Hash,
  type Log,
  type Parser,
  type Random,
  type Store,
  type StoredBlob,
  type Workspace,
  type WorkspaceListing,
} from '../ports.ts';
import type { FileStat, Problem, SkippedFile, SourceFile } from '../types.ts';
import { makeFile } from './fileEntry.ts';
import { HISTORY_KEY, StoredHistory } from './history/stored.ts';
import { runLanes } from './lanes.ts';
import { SegmentBuilder } from './segments/builder.ts';
import { FULL_SEGMENT, type Layer, Layers } from './segments/layers.ts';
import type { FileRow } from './segments/rowCodec.ts';
import { SharedWords } from './segments/sharedWords.ts';
import { compareListing } from './segments/states.ts';
import {
  decodeManifest,
  encodeManifest,
  type Manifest,
  type SkippedRow,
  SNAPSHOT_VERSION,
} from './snapshot.ts';
import { createView, ImportsOfPaths, type IndexView } from './view.ts';

export type { IndexView };

const MANIFEST = 'manifest';
/** Where the results of reviews are kept beside the segments. */
export const REVIEW_KEY = 'review';
/** Names what models said in reviews, which stands beside the index. */
export const JUDGED_KEY = 'judged';

export interface IndexPorts {
  readonly git?: Git | undefined;
  readonly workspace: Workspace;
  readonly parser: Parser;
  readonly store: Store;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface UpdateResult {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Files whose time changed but not their bytes, or that were read again to be sure. */
  readonly rechecked: number;
  readonly problems: readonly Problem[];
}

export interface RepositoryIndex {
  /** Makes the index equal to the workspace: reads what changed by size, time, then hash. Cancel keeps what is done. */
  update(options: {
    signal: AbortSignal;
    onProgress?: (progress: IndexProgress) => void;
  }): Promise<UpdateResult>;
  /** Rows of all indexed files, sorted by path; needs no loading. */
  rows(): readonly FileRow[];
  skipped(): readonly SkippedFile[];
  /** What made the last walk see less than there is. */
  problems(): readonly Problem[];
  /** The searchable view. Costs one pass over the rows after a change; what it holds is read when it is asked for. */
  view(): Promise<IndexView>;
  /**
   * Runs `work` on the view. Where it meets stored bytes that are damaged, the files they were of are read again, and
   * it runs once more.
   */
  look<T>(work: (view: IndexView) => T | Promise<T>): Promise<T>;
  /** Has the files read again whose stored bytes an error says are damaged; false when it says something else. */
  mend(error: unknown): boolean;
  /** Writes the index if it changed. False when another process held the store. */
  save(): Promise<boolean>;
  savedAtMs(): number | undefined;
}

/** Opens the stored index of a workspace; an absent, damaged or foreign one opens empty. */
export async function openRepositoryIndex(ports: IndexPorts, grammars: string): Promise<RepositoryIndex> {
  const index = new StoredIndex(ports, grammars);
  await index.open();
  return index;
}

/** So many files that are read are worth a segment of their own, when somebody asks before all are. */
const SHOWN_FILES = 64;

class StoredIndex implements RepositoryIndex {
  readonly #ports: IndexPorts;
  readonly #grammars: string;
  readonly #history: StoredHistory;
  readonly #words = new SharedWords();
  readonly #layers = new Layers(this.#words);
  readonly #imports = new ImportsOfPaths();
  /** Keys of segments whose bytes are in the store. */
  readonly #stored = new Set<string>();
  #generation: string | undefined;
  #savedAtMs: number | undefined;
  readonly #skipped = new Map<string, SkippedRow>();
  /** Skips that need no reading (links, sizes), as of the last walk. */
  #walkSkips: readonly SkippedFile[] = [];
  #problems: readonly Problem[] = [];
  #view: IndexView | undefined;
  /** The view is of an earlier state. */
  #isViewOld = false;
  /** The files differ from what is stored. */
  #isDirty = false;
  /** Only times or skips differ. */
  #isManifestDirty = false;
  /** An update ended: what is not known is not there. */
  #isWalked = false;
  /** Parts of what was stored are lost: only an update knows what the files hold. */
  #isIncomplete = false;
  /** The rows as they were last asked for, and what they are of. */
  #rows: { readonly slots: readonly unknown[]; readonly rows: readonly FileRow[] } | undefined;
  /** What is read and in no segment yet, and how many files wait to be read. */
  #building: { builder: SegmentBuilder } | undefined;
  #unread = 0;

  constructor(ports: IndexPorts, grammars: string) {
    this.#ports = ports;
    this.#history = new StoredHistory(ports);
    this.#grammars = grammars;
  }

  async open(): Promise<void> {
    const { store } = this.#ports;
    const bytes = await store.read(MANIFEST);
    const manifest = bytes && decodeManifest(bytes, this.#grammars);
    if (!manifest) return;
    this.#generation = manifest.generation;
    this.#savedAtMs = manifest.savedAtMs;
    for (const row of manifest.skipped) this.#skipped.set(row.path, row);
    this.#walkSkips = manifest.walkSkips;
    this.#problems = manifest.problems;
    for (const { key, gone, refreshed } of manifest.segments) {
      const isGone = new Set(gone);
      try {
        const blob = await store.open(key);
        if (!blob) throw new DamagedError(key, 'it is missing or damaged');
        const layer = this.#layers.add(key, blob, (number) => isGone.has(number));
        for (const [number, mtimeMs, readAtMs] of refreshed)
          this.#layers.refreshIn(layer, number, { mtimeMs, readAtMs });
        this.#stored.add(key);
      } catch (error) {
        this.#isIncomplete = true;
        this.#isDirty = true;
        this.#warn(error);
      }
    }
  }

  #warn(error: unknown): void {
    this.#ports.log.warn(
      `A part of the stored index could not be read (${String(error)}); it is made again.`,
    );
  }

  /** The same list as long as the files are the same. */
  rows(): readonly FileRow[] {
    const slots = this.#layers.sorted();
    if (this.#rows?.slots !== slots) this.#rows = { slots, rows: slots.map(({ file }) => file.row) };
    return this.#rows.rows;
  }

  skipped(): readonly SkippedFile[] {
    const read = [...this.#skipped.values()].map(({ path, reason, detail }) => ({
      path,
      reason,
      ...(detail ? { detail } : {}),
    }));
    return [...read, ...this.#walkSkips].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  problems(): readonly Problem[] {
    return this.#problems;
  }

  savedAtMs(): number | undefined {
    return this.#savedAtMs;
  }

  // ------------------------------------------------------------------------------------------------------- update

  async update(options: {
    signal: AbortSignal;
    onProgress?: (progress: IndexProgress) => void;
  }): Promise<UpdateResult> {
    const { signal, onProgress } = options;
    onProgress?.({ phase: 'walk', done: 0, total: 0 });
    const listing = await this.#ports.workspace.list({ signal });
    signal.throwIfAborted();
    if ((await this.#history.refresh(signal)) && this.#view)
      this.#view = { ...this.#view, history: await this.#history.current() };
    const { suspects, known } = compareListing(listing.files, (path) => this.#known(path));
    const gone = known === this.#layers.size + this.#skipped.size ? [] : this.#goneSince(listing);
    this.#takeWalk(listing);
    const { toRead, rechecked } = await this.#recheck(suspects, signal);
    for (const path of gone) this.#forget(path);
    const counts = { added: 0, changed: 0, removed: gone.length, rechecked };
    if (toRead.length > 0) await this.#readAll(toRead, counts, options);
    this.#isIncomplete = false;
    this.#isWalked = true;
    return { ...counts, problems: listing.problems };
  }

  #takeWalk({ skipped, problems }: WorkspaceListing): void {
    const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
    if (isSame(skipped, this.#walkSkips) && isSame(problems, this.#problems)) return;
    this.#walkSkips = skipped;
    this.#problems = problems;
    this.#isManifestDirty = true;
    this.#isViewOld = true;
  }

  #known(path: string): FileRow | SkippedRow | undefined {
    return this.#layers.get(path)?.file.row ?? this.#skipped.get(path);
  }

  /**
   * Reads the suspects that may well be unchanged (same size, other time, or changed just before they were read) and
   * compares their hash: a branch switched back and forth costs no parsing.
   */
  async #recheck(
    suspects: readonly FileStat[],
    signal: AbortSignal,
  ): Promise<{ toRead: FileStat[]; rechecked: number }> {
    const toRead: FileStat[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < suspects.length) {
        const stat = suspects[next++]!;
        const row = this.#known(stat.path);
        const readAtMs = this.#ports.clock.now();
        const file =
          row && row.size === stat.size ? await this.#ports.workspace.read(stat.path, { signal }) : undefined;
        if (!row || !file) toRead.push(stat);
        else if ('hash' in row && 'hash' in file && row.hash === file.hash) {
          this.#layers.refresh(stat.path, { mtimeMs: file.mtimeMs, readAtMs });
          this.#isManifestDirty = true;
          this.#isViewOld = true;
        } else if ('reason' in row && 'reason' in file && row.reason === file.reason) {
          this.#skipped.set(stat.path, { ...row, mtimeMs: stat.mtimeMs, readAtMs });
          this.#isManifestDirty = true;
        } else toRead.push(stat);
      }
    };
    await runLanes(Math.min(suspects.length, 8), lane);
    return { toRead, rechecked: suspects.length - toRead.length };
  }

  #goneSince(listing: WorkspaceListing): string[] {
    const present = new Set(listing.files.map((stat) => stat.path));
    const isUnwalked = (path: string): boolean =>
      (listing.unwalked ?? []).some((folder) => folder === '' || path.startsWith(`${folder}/`));
    const known = [...this.#layers.sorted().map(({ file }) => file.path), ...this.#skipped.keys()];
    return known.filter((path) => !present.has(path) && !isUnwalked(path));
  }

  #forget(path: string): void {
    const wasSkipped = this.#skipped.delete(path);
    if (this.#layers.remove(path) || wasSkipped) this.#touch();
  }

  #touch(): void {
    this.#isDirty = true;
    this.#isViewOld = true;
  }

  /** Reads and parses with as many files under way as the parser can use; what is read when it ends early is kept. */
  async #readAll(
    stats: readonly FileStat[],
    counts: { added: number; changed: number },
    { signal, onProgress }: { signal: AbortSignal; onProgress?: (progress: IndexProgress) => void },
  ): Promise<void> {
    const building = { builder: new SegmentBuilder() };
    this.#building = building;
    this.#unread = stats.length;
    let next = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      while (next < stats.length) {
        signal.throwIfAborted();
        const stat = stats[next++]!;
        const change = await this.#readOne(stat, building, signal);
        if (change) counts[change]++;
        if (building.builder.entries >= FULL_SEGMENT) this.#seal(building);
        this.#unread--;
        onProgress?.({ phase: 'read', done: ++done, total: stats.length });
      }
    };
    try {
      await runLanes(Math.min(stats.length, this.#ports.parser.width + 2), lane);
    } finally {
      this.#seal(building);
      this.#building = undefined;
      if (this.#view?.unread !== this.#unread) this.#isViewOld = true;
    }
  }

  /** Makes a segment of what was built, and begins the next one. */
  #seal(building: { builder: SegmentBuilder }): void {
    if (building.builder.files === 0) return;
    this.#addSegment(building.builder.seal());
    building.builder = new SegmentBuilder();
  }

  #addSegment(bytes: Uint8Array): void {
    this.#layers.add(`segment-${this.#ports.random.hex(8)}`, inMemory(bytes));
    this.#touch();
  }

  async #readOne(
    stat: FileStat,
    building: { readonly builder: SegmentBuilder },
    signal: AbortSignal,
  ): Promise<'added' | 'changed' | undefined> {
    const { workspace, parser, clock, hash } = this.#ports;
    const readAtMs = clock.now();
    const known = this.#layers.get(stat.path);
    const file = await workspace.read(stat.path, { signal });
    // What is known of a file holds until it can be read again.
    if ('reason' in file && file.mayPass && known) return undefined;
    if ('reason' in file) {
      this.#layers.remove(stat.path);
      this.#skipped.set(stat.path, { ...file, size: stat.size, mtimeMs: stat.mtimeMs, readAtMs });
      this.#touch();
      return known ? 'changed' : 'added';
    }
    const parsed = await parser.parse(file, { signal });
    const { builder } = building;
    const { vocabulary, counter } = builder;
    builder.add(makeFile(file as SourceFile, parsed, readAtMs, { vocabulary, counter, hash }));
    this.#skipped.delete(stat.path);
    return known ? 'changed' : 'added';
  }

  // ------------------------------------------------------------------------------------------------- look and save

  async view(): Promise<IndexView> {
    if (this.#isIncomplete) {
      await this.update({ signal: new AbortController().signal });
      // Who asks must not wait in vain for a disk that is full: what is not stored now is stored with the next change.
      await this.save().catch((error: unknown) =>
        this.#ports.log.warn(`The index that was built again is not stored (${String(error)}).`),
      );
    }
    const history = await this.#history.current();
    // Who asks while the first index is being made sees what was read by then.
    if (!this.#isWalked && (this.#building?.builder.files ?? 0) >= SHOWN_FILES) this.#seal(this.#building!);
    if (this.#view && !this.#isViewOld) return this.#view;
    this.#isViewOld = false;
    this.#view = createView(this.#layers, {
      before: this.#view,
      history,
      vocabulary: this.#words,
      skipped: this.skipped(),
      problems: this.#problems,
      unread: this.#unread + (this.#building?.builder.files ?? 0),
      suffixes: this.#ports.parser.suffixes,
      imports: () => this.#imports.of(this.#layers),
    });
    return this.#view;
  }

  async look<T>(work: (view: IndexView) => T | Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(await this.view());
      } catch (error) {
        if (!this.mend(error)) throw error;
      }
    }
  }

  /** Takes the damaged segment out: its files are unknown until the next update. */
  mend(error: unknown): boolean {
    if (!(error instanceof DamagedError)) return false;
    const layer = this.#layers.all().find(({ key }) => key === error.key);
    if (!layer) return false;
    this.#warn(error);
    this.#layers.drop(layer);
    this.#stored.delete(layer.key);
    this.#view = undefined;
    this.#isIncomplete = true;
    this.#touch();
    return true;
  }

  async save(): Promise<boolean> {
    for (;;) {
      try {
        return await this.#saveOnce();
      } catch (error) {
        if (!this.mend(error)) throw error;
        await this.update({ signal: new AbortController().signal });
      }
    }
  }

  async #saveOnce(): Promise<boolean> {
    const { store } = this.#ports;
    await this.#history.save();
    // A folder that holds nothing has an index as well: it was looked at.
    const isDirty = this.#isDirty || (this.#isWalked && this.#generation === undefined);
    if (!isDirty && (!this.#isManifestDirty || this.#generation === undefined)) return true;
    if (isDirty) for (const bytes of this.#layers.compact()) this.#addSegment(bytes);
    const layers = this.#layers.all();
    const manifest = this.#nextManifest(isDirty ? this.#ports.random.hex(8) : this.#generation!);
    // What an update changes during the writing makes the index dirty again.
    this.#isDirty = false;
    this.#isManifestDirty = false;
    let written: boolean | undefined;
    try {
      written = await store.exclusive(() => this.#write(manifest, layers, isDirty));
    } finally {
      if (written === undefined) {
        this.#isDirty ||= isDirty;
        this.#isManifestDirty = true;
      }
    }
    if (written) {
      this.#generation = manifest.generation;
      this.#savedAtMs = manifest.savedAtMs;
      await this.#leaveMemory(layers);
    }
    return written !== undefined;
  }

  #nextManifest(generation: string): Manifest {
    return {
      version: SNAPSHOT_VERSION,
      grammars: this.#grammars,
      generation,
      savedAtMs: this.#ports.clock.now(),
      segments: this.#layers.all().map(({ key, files, refreshed }) => ({
        key,
        gone: [...files.keys()].filter((number) => !files[number]),
        refreshed: [...refreshed].flatMap((number) => {
          const row = files[number]?.row;
          return row ? [[number, row.mtimeMs, row.readAtMs] as const] : [];
        }),
      })),
      skipped: [...this.#skipped.values()],
      walkSkips: this.#walkSkips,
      problems: this.#problems,
    };
  }

  /**
   * Segments first, the manifest that names them last: a reader sees one generation or the other. A segment that
   * another process has removed meanwhile is written again. False when only times changed, and another process has
   * written a newer index: they are not worth losing it.
   */
  async #write(manifest: Manifest, layers: readonly Layer[], isDirty: boolean): Promise<boolean> {
    const { store } = this.#ports;
    const bytes = await store.read(MANIFEST);
    const current = bytes && decodeManifest(bytes, this.#grammars);
    if (!isDirty && current?.generation !== manifest.generation) return false;
    const there = new Set(current?.segments.map(({ key }) => key));
    for (const { key, segment } of layers) {
      if (this.#stored.has(key) && there.has(key)) continue;
      await store.write(key, segment.all());
    }
    await store.write(MANIFEST, encodeManifest(manifest));
    await store.retain([MANIFEST, HISTORY_KEY, REVIEW_KEY, JUDGED_KEY, ...layers.map(({ key }) => key)]);
    return true;
  }

  /** Has segments that were just written read from the store, so that their bytes leave the memory. */
  async #leaveMemory(layers: readonly Layer[]): Promise<void> {
    for (const { key, segment } of layers) {
      if (this.#stored.has(key)) continue;
      const blob = await this.#ports.store.open(key);
      if (blob) segment.moveTo(blob);
      this.#stored.add(key);
    }
  }
}

/** Bytes that are not in the store yet. */
function inMemory(bytes: Uint8Array): StoredBlob {
  return { length: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}
