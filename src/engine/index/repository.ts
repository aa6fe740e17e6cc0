import type { IndexProgress } from '../events.ts';
import type { Clock, Hash, Log, Parser, Random, Store, Workspace, WorkspaceListing } from '../ports.ts';
import type { FileStat, Problem, SkippedFile, SourceFile } from '../types.ts';
import { type FileEntry, makeEntry } from './fileEntry.ts';
import type { History } from './history.ts';
import {
  decodeEdges,
  decodeEntries,
  decodeManifest,
  decodeTerms,
  encodeEdges,
  encodeJson,
  encodeParsed,
  encodeTerms,
  type FileRow,
  type Manifest,
  partKeys,
  rowOf,
  type SkippedRow,
  SNAPSHOT_VERSION,
} from './snapshot.ts';
import { buildSymbolGraph, type ChunkEdges, chunkStarts, type SymbolGraph } from './symbolGraph.ts';
import { buildTextIndex, TermCounter, type TextIndex, Vocabulary } from './textIndex.ts';

const MANIFEST = 'manifest';
/** A file changed this shortly before it was read may change again without its size or time showing it. */
const RACY_MS = 2_000;

export interface IndexPorts {
  readonly workspace: Workspace;
  readonly parser: Parser;
  readonly store: Store;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Everything retrieval needs, consistent at one moment. Files are sorted by path. */
export interface IndexView {
  readonly files: readonly FileEntry[];
  /** Number of the first chunk of each file; chunks are numbered in file order. */
  readonly starts: Uint32Array;
  readonly text: TextIndex;
  readonly vocabulary: Vocabulary;
  readonly graph: SymbolGraph;
  /** What the commits say of the files; undefined without git. */
  readonly history?: History | undefined;
  readonly skipped: readonly SkippedFile[];
  /** Suffixes of the languages that the parser knows: what a question may name a file by. */
  readonly suffixes: readonly string[];
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
  /** Number of edges of the chunk graph. */
  edges(): Promise<number>;
  /** The searchable view. Loads the stored parts, or builds what changed, on demand. */
  view(): Promise<IndexView>;
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

class StoredIndex implements RepositoryIndex {
  readonly #ports: IndexPorts;
  readonly #grammars: string;
  #manifest: Manifest | undefined;
  /** Undefined while the stored parts need not be in memory. */
  #entries: Map<string, FileEntry> | undefined;
  #skipped = new Map<string, SkippedRow>();
  /** Skips that need no reading (links, sizes), as of the last walk. */
  #walkSkips: readonly SkippedFile[] = [];
  #vocabulary = new Vocabulary();
  #storedEdges: ChunkEdges | undefined;
  #view: IndexView | undefined;
  /** A loading under way: a search and an update that both need the parts must get the same ones. */
  #loading: Promise<void> | undefined;
  /** The parts differ from what is stored. */
  #isDirty = false;
  /** Only times or skips differ. */
  #isManifestDirty = false;

  constructor(ports: IndexPorts, grammars: string) {
    this.#ports = ports;
    this.#grammars = grammars;
  }

  async open(): Promise<void> {
    const bytes = await this.#ports.store.read(MANIFEST);
    this.#manifest = bytes && decodeManifest(bytes, this.#grammars);
    if (!this.#manifest) this.#entries = new Map();
    else {
      for (const row of this.#manifest.skipped) this.#skipped.set(row.path, row);
      this.#walkSkips = this.#manifest.walkSkips;
    }
  }

  rows(): readonly FileRow[] {
    if (!this.#entries) return this.#manifest!.files;
    return this.#sorted().map(rowOf);
  }

  skipped(): readonly SkippedFile[] {
    const read = [...this.#skipped.values()].map(({ path, reason, detail }) => ({
      path,
      reason,
      ...(detail ? { detail } : {}),
    }));
    return [...read, ...this.#walkSkips].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  savedAtMs(): number | undefined {
    return this.#manifest?.savedAtMs;
  }

  async edges(): Promise<number> {
    if (!this.#isDirty && !this.#view && this.#manifest) return this.#manifest.edges;
    return (await this.view()).graph.edges.targets.length;
  }

  #sorted(): FileEntry[] {
    return [...this.#entries!.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  // ------------------------------------------------------------------------------------------------------- update

  async update(options: {
    signal: AbortSignal;
    onProgress?: (progress: IndexProgress) => void;
  }): Promise<UpdateResult> {
    const { signal, onProgress } = options;
    const hadStored = this.#manifest !== undefined;
    onProgress?.({ phase: 'walk', done: 0, total: 0 });
    const listing = await this.#ports.workspace.list({ signal });
    signal.throwIfAborted();
    const known = new Map<string, FileRow | SkippedRow>(this.rows().map((row) => [row.path, row]));
    for (const [path, row] of this.#skipped) known.set(path, row);
    const suspects = listing.files.filter((stat) => isSuspect(stat, known.get(stat.path)));
    const gone = this.#goneSince(listing, known);
    if (JSON.stringify(listing.skipped) !== JSON.stringify(this.#walkSkips)) this.#isManifestDirty = true;
    this.#walkSkips = listing.skipped;
    const { toRead, rechecked } = await this.#recheck(suspects, known, signal);
    if (toRead.length === 0 && gone.length === 0) {
      return { added: 0, changed: 0, removed: 0, rechecked, problems: listing.problems };
    }
    await this.#load();
    // Another process replaced the stored parts: what was compared above is gone, so everything counts as unknown.
    if (hadStored && !this.#manifest) return this.update(options);
    for (const path of gone) this.#forget(path);
    const counts = { added: 0, changed: 0, removed: gone.length, rechecked };
    await this.#readAll(toRead, counts, options);
    this.#vocabulary.dropWordCache();
    return { ...counts, problems: listing.problems };
  }

  /**
   * Reads the suspects that may well be unchanged (same size, other time, or changed just before they were read) and
   * compares their hash: a branch switched back and forth costs no parsing, and no loading of the stored parts.
   */
  async #recheck(
    suspects: readonly FileStat[],
    known: ReadonlyMap<string, FileRow | SkippedRow>,
    signal: AbortSignal,
  ): Promise<{ toRead: FileStat[]; rechecked: number }> {
    const toRead: FileStat[] = [];
    const fresh = new Map<string, FileRow>();
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < suspects.length) {
        const stat = suspects[next++]!;
        const row = known.get(stat.path);
        const readAtMs = this.#ports.clock.now();
        const file =
          row && row.size === stat.size ? await this.#ports.workspace.read(stat.path, { signal }) : undefined;
        if (!row || !file) toRead.push(stat);
        else if ('hash' in row && 'hash' in file && row.hash === file.hash) {
          fresh.set(stat.path, { ...row, mtimeMs: file.mtimeMs, readAtMs });
        } else if ('reason' in row && 'reason' in file && row.reason === file.reason) {
          this.#skipped.set(stat.path, { ...row, mtimeMs: stat.mtimeMs, readAtMs });
          this.#isManifestDirty = true;
        } else toRead.push(stat);
      }
    };
    await runLanes(Math.min(suspects.length, 8), lane);
    this.#refresh(fresh);
    return { toRead, rechecked: suspects.length - toRead.length };
  }

  #refresh(fresh: ReadonlyMap<string, FileRow>): void {
    if (fresh.size === 0) return;
    this.#isManifestDirty = true;
    if (this.#manifest) {
      this.#manifest = {
        ...this.#manifest,
        files: this.#manifest.files.map((row) => fresh.get(row.path) ?? row),
      };
    }
    for (const [path, { mtimeMs, readAtMs }] of fresh) {
      const entry = this.#entries?.get(path);
      if (entry) this.#entries!.set(path, { ...entry, mtimeMs, readAtMs });
    }
    if (this.#entries) this.#view = undefined;
  }

  #goneSince(listing: WorkspaceListing, known: ReadonlyMap<string, unknown>): string[] {
    const present = new Set(listing.files.map((stat) => stat.path));
    const isUnwalked = (path: string): boolean =>
      (listing.unwalked ?? []).some((folder) => folder === '' || path.startsWith(`${folder}/`));
    return [...known.keys()].filter((path) => !present.has(path) && !isUnwalked(path));
  }

  #forget(path: string): void {
    if (this.#entries!.delete(path) || this.#skipped.delete(path)) this.#touch();
    this.#skipped.delete(path);
  }

  #touch(): void {
    this.#isDirty = true;
    this.#view = undefined;
    this.#storedEdges = undefined;
  }

  /** Reads and parses with as many files under way as the parser can use. */
  async #readAll(
    stats: readonly FileStat[],
    counts: { added: number; changed: number },
    { signal, onProgress }: { signal: AbortSignal; onProgress?: (progress: IndexProgress) => void },
  ): Promise<void> {
    const counter = new TermCounter();
    let next = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      while (next < stats.length) {
        signal.throwIfAborted();
        const stat = stats[next++]!;
        const change = await this.#readOne(stat, counter, signal);
        if (change) counts[change]++;
        onProgress?.({ phase: 'read', done: ++done, total: stats.length });
      }
    };
    await runLanes(Math.min(stats.length, this.#ports.parser.width + 2), lane);
  }

  async #readOne(
    stat: FileStat,
    counter: TermCounter,
    signal: AbortSignal,
  ): Promise<'added' | 'changed' | undefined> {
    const { workspace, parser, clock, hash } = this.#ports;
    const readAtMs = clock.now();
    const known = this.#entries!.get(stat.path);
    const file = await workspace.read(stat.path, { signal });
    // What is known of a file holds until it can be read again.
    if ('reason' in file && file.mayPass && known) return undefined;
    if ('reason' in file) {
      this.#entries!.delete(stat.path);
      this.#skipped.set(stat.path, { ...file, size: stat.size, mtimeMs: stat.mtimeMs, readAtMs });
      this.#touch();
      return known ? 'changed' : 'added';
    }
    const parsed = await parser.parse(file, { signal });
    this.#entries!.set(
      stat.path,
      makeEntry(file as SourceFile, parsed, readAtMs, { vocabulary: this.#vocabulary, counter, hash }),
    );
    this.#skipped.delete(stat.path);
    this.#touch();
    return known ? 'changed' : 'added';
  }

  // -------------------------------------------------------------------------------------------------- load and save

  /** Brings the stored parts into memory. Damaged parts mean an empty index: the next update reads everything. */
  async #load(): Promise<void> {
    if (this.#entries) return;
    this.#loading ??= this.#loadParts().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #loadParts(): Promise<void> {
    const manifest = this.#manifest!;
    const keys = partKeys(manifest.generation);
    try {
      const [parsed, terms, edges] = await Promise.all([
        this.#ports.store.read(keys.parsed),
        this.#ports.store.read(keys.terms),
        this.#ports.store.read(keys.edges),
      ]);
      if (!parsed || !terms || !edges) throw new Error('a part is missing');
      const { terms: words, segments } = decodeTerms(terms);
      const entries = decodeEntries(manifest.files, parsed, segments);
      const chunks = entries.reduce((sum, entry) => sum + entry.parsed.chunks.length, 0);
      this.#storedEdges = decodeEdges(edges, chunks);
      this.#vocabulary = new Vocabulary(words);
      this.#entries = new Map(entries.map((entry) => [entry.path, entry]));
    } catch (error) {
      this.#ports.log.warn(`The stored index could not be read (${String(error)}); it is built again.`);
      this.#entries = new Map();
      this.#skipped = new Map();
      this.#manifest = undefined;
    }
  }

  async view(): Promise<IndexView> {
    if (this.#view) return this.#view;
    const hadStored = this.#entries === undefined;
    await this.#load();
    const isRebuilt = hadStored && !this.#manifest;
    if (isRebuilt) await this.update({ signal: new AbortController().signal });
    const files = this.#sorted();
    this.#view = {
      files,
      starts: chunkStarts(files),
      text: buildTextIndex(
        files.map((entry) => entry.segment),
        this.#vocabulary,
      ),
      vocabulary: this.#vocabulary,
      graph: buildSymbolGraph(files, this.#storedEdges),
      skipped: this.skipped(),
      suffixes: this.#ports.parser.suffixes,
    };
    this.#storedEdges = this.#view.graph.edges;
    // Who asks must not wait in vain for a disk that is full: what is not stored now is dirty, and stored with the next change.
    if (isRebuilt)
      await this.save().catch((error: unknown) =>
        this.#ports.log.warn(`The index that was built again is not stored (${String(error)}).`),
      );
    return this.#view;
  }

  async save(): Promise<boolean> {
    const { store } = this.#ports;
    if (!this.#isDirty) {
      if (!this.#isManifestDirty || !this.#manifest) return true;
      const manifest = {
        ...this.#manifest,
        skipped: [...this.#skipped.values()],
        walkSkips: this.#walkSkips,
      };
      const written = await store.exclusive(async () => {
        const current = await store.read(MANIFEST);
        // Another process may have written a newer index meanwhile: refreshed times are not worth losing it.
        const isSame = current && decodeManifest(current, this.#grammars)?.generation === manifest.generation;
        if (isSame) await store.write(MANIFEST, encodeJson(manifest));
        return true;
      });
      this.#isManifestDirty = !written;
      return written ?? false;
    }
    const view = await this.view();
    const manifest = this.#nextManifest(view);
    // What an update changes during the writing makes the index dirty again.
    this.#isDirty = false;
    this.#isManifestDirty = false;
    let saved: true | undefined;
    try {
      saved = await store.exclusive(() => this.#writeAll(manifest, view));
    } finally {
      if (!saved) this.#isDirty = true;
    }
    if (!saved) return false;
    this.#manifest = manifest;
    return true;
  }

  #nextManifest({ files, graph }: IndexView): Manifest {
    return {
      version: SNAPSHOT_VERSION,
      grammars: this.#grammars,
      generation: this.#ports.random.hex(8),
      savedAtMs: this.#ports.clock.now(),
      edges: graph.edges.targets.length,
      files: files.map(rowOf),
      skipped: [...this.#skipped.values()],
      walkSkips: this.#walkSkips,
    };
  }

  /** Large parts first, the manifest that names them last: a reader sees one generation or the other. */
  async #writeAll(manifest: Manifest, { files, graph }: IndexView): Promise<true> {
    const { store } = this.#ports;
    const keys = partKeys(manifest.generation);
    const before = await store.read(MANIFEST);
    await store.write(keys.parsed, encodeParsed(files));
    await store.write(keys.terms, encodeTerms(files, this.#vocabulary));
    await store.write(keys.edges, encodeEdges(graph.edges));
    await store.write(MANIFEST, encodeJson(manifest));
    const old = before && decodeManifest(before, this.#grammars);
    if (old) for (const key of Object.values(partKeys(old.generation))) await store.delete(key);
    return true;
  }
}

/** Runs a lane `count` times at once, waits until each has ended, then passes on the first failure: nothing goes on behind it. */
async function runLanes(count: number, lane: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: count }, lane));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** True when a file must be read: unknown, of other size or time, or changed so shortly before it was last read. */
function isSuspect(stat: FileStat, known: FileRow | SkippedRow | undefined): boolean {
  if (!known || ('mayPass' in known && known.mayPass)) return true;
  if (known.size !== stat.size || known.mtimeMs !== stat.mtimeMs) return true;
  return known.mtimeMs > known.readAtMs - RACY_MS;
}
