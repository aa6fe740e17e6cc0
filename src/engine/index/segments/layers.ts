import type { StoredBlob } from '../../ports.ts';
import { isManifest } from '../names/moduleNames.ts';
import { SegmentBuilder } from './builder.ts';
import type { FileRow } from './rowCodec.ts';
import { Segment } from './segment.ts';
import type { SharedWords } from './sharedWords.ts';
import { RecentFiles, StoredFile } from './storedFile.ts';

/** Entries of the text index that one segment takes; a full one is never merged. About 20 MB of source text. */
export const FULL_SEGMENT = 1_500_000;
/** So many segments of about one size become one. */
const MERGE_AT = 6;

/** A segment of the index, and what became of its files since. */
export interface Layer {
  readonly segment: Segment;
  /** Its name in the store; never used for other bytes. */
  readonly key: string;
  /** By number in the segment; undefined where the file is gone, or newer in another segment. */
  readonly files: (StoredFile | undefined)[];
  /** Numbers of files whose times were looked at again. */
  readonly refreshed: Set<number>;
}

/** A file and where it is kept. */
export interface Slot {
  readonly file: StoredFile;
  readonly layer: Layer;
  readonly number: number;
}

type Times = Pick<FileRow, 'mtimeMs' | 'readAtMs'>;

/**
 * The files of an index in segments, the way a log-structured store keeps them: a changed file goes into a new
 * segment and is taken out of the old one, and small segments are merged into larger ones. A file is in one at a time.
 */
export class Layers {
  readonly #recent = new RecentFiles();
  readonly #words: SharedWords;
  #layers: readonly Layer[] = [];
  readonly #slots = new Map<string, Slot>();
  /** By path; undefined when it must be sorted anew. */
  #sorted: readonly Slot[] | undefined = [];
  #paths = 0;

  constructor(words: SharedWords) {
    this.#words = words;
  }

  all(): readonly Layer[] {
    return this.#layers;
  }

  get(path: string): Slot | undefined {
    return this.#slots.get(path);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Changes whenever a path comes or goes, or a manifest changes: whatever decides what an import means. */
  get pathsVersion(): number {
    return this.#paths;
  }

  /** All files, sorted by path. */
  sorted(): readonly Slot[] {
    this.#sorted ??= [...this.#slots.values()].sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
    return this.#sorted;
  }

  /** Adds a segment. Files that are known already are replaced by those of it. Throws what reading its rows throws. */
  add(key: string, blob: StoredBlob, isGone: (number: number) => boolean = () => false): Layer {
    const segment = new Segment(blob);
    const tools = { recent: this.#recent, words: this.#words };
    const files = segment.rows.map((row, number) =>
      isGone(number) ? undefined : new StoredFile(segment, number, row, tools),
    );
    const layer: Layer = { segment, key, files, refreshed: new Set() };
    this.#layers = [...this.#layers, layer];
    const slots = files.flatMap((file, number) => (file ? [{ file, layer, number }] : []));
    for (const slot of slots) this.#place(slot);
    this.#patch(slots);
    this.#dropEmpty();
    return layer;
  }

  /** Segments of which no file is left go at once: edits without a pause leave one each, and storing may be far off. */
  #dropEmpty(): void {
    this.#layers = this.#layers.filter(({ files }) => files.some((file) => file !== undefined));
  }

  #place(slot: Slot): void {
    const { path } = slot.file;
    const known = this.#slots.get(path);
    if (known) {
      known.layer.files[known.number] = undefined;
      this.#recent.forget(known.file);
    }
    if (!known || isManifest(path)) this.#paths++;
    this.#slots.set(path, slot);
  }

  /** Puts a few slots in their places; many are sorted anew when they are asked for. */
  #patch(slots: readonly Slot[]): void {
    if (!this.#sorted || slots.length > 50) this.#sorted = undefined;
    else {
      const sorted = [...this.#sorted];
      for (const slot of slots) {
        const at = placeOf(sorted, slot.file.path);
        sorted.splice(at, sorted[at]?.file.path === slot.file.path ? 1 : 0, slot);
      }
      this.#sorted = sorted;
    }
  }

  /** Takes a file out; false when there is none. */
  remove(path: string): boolean {
    const slot = this.#slots.get(path);
    if (!slot) return false;
    slot.layer.files[slot.number] = undefined;
    this.#recent.forget(slot.file);
    this.#slots.delete(path);
    this.#paths++;
    const sorted = this.#sorted;
    this.#sorted = sorted?.toSpliced(placeOf(sorted, path), 1);
    return true;
  }

  /** Takes a segment and all files in it out. */
  drop(layer: Layer): void {
    for (const file of layer.files) {
      if (!file) continue;
      this.#slots.delete(file.path);
      this.#recent.forget(file);
    }
    this.#layers = this.#layers.filter((other) => other !== layer);
    this.#sorted = undefined;
    this.#paths++;
  }

  /** Notes that a file was looked at again and is the same. */
  refresh(path: string, times: Times): void {
    const slot = this.#slots.get(path);
    if (slot) this.refreshIn(slot.layer, slot.number, times);
  }

  /** The same for a file by its number in a segment. */
  refreshIn(layer: Layer, number: number, { mtimeMs, readAtMs }: Times): void {
    const known = layer.files[number];
    if (!known) return;
    this.#recent.forget(known);
    const tools = { recent: this.#recent, words: this.#words };
    const file = new StoredFile(layer.segment, number, { ...known.row, mtimeMs, readAtMs }, tools);
    layer.files[number] = file;
    layer.refreshed.add(number);
    this.#slots.set(file.path, { file, layer, number });
    this.#sorted = undefined;
  }

  /**
   * Merges segments of about one size where there are many, and those that have lost half of what they held; gives
   * the bytes of the new ones, which take their place when they are added. At most one full segment is made at a time.
   */
  *compact(): Generator<Uint8Array> {
    this.#dropEmpty();
    for (let group = this.#mergeable(); group; group = this.#mergeable()) yield mergeLayers(group);
  }

  #mergeable(): readonly Layer[] | undefined {
    const sizes = new Map(this.#layers.map((layer) => [layer, aliveEntries(layer)]));
    const hollow = this.#layers.find((layer) => sizes.get(layer)! * 2 < allEntries(layer));
    if (hollow) return [hollow];
    const tiers = Map.groupBy(this.#layers, (layer) => Math.floor(Math.log2(sizes.get(layer)! + 64) / 3));
    for (const tier of tiers.values()) {
      if (tier.length < MERGE_AT) continue;
      const group: Layer[] = [];
      let entries = 0;
      for (const layer of tier) {
        entries += sizes.get(layer)!;
        if (entries > FULL_SEGMENT) break;
        group.push(layer);
      }
      if (group.length > 1) return group;
    }
    return undefined;
  }
}

const entriesOf = ({ terms }: FileRow): number => terms.reduce((sum, count) => sum + count, 0);

function aliveEntries({ files }: Layer): number {
  return files.reduce((sum, file) => sum + (file ? entriesOf(file.row) : 0), 0);
}

function allEntries({ segment }: Layer): number {
  return segment.rows.reduce((sum, row) => sum + entriesOf(row), 0);
}

/** The files of several segments as one. */
function mergeLayers(layers: readonly Layer[]): Uint8Array {
  const builder = new SegmentBuilder();
  for (const { segment, files } of layers) {
    const numbers = new Int32Array(segment.wordCount).fill(-1);
    const termOf = (word: number): number => {
      if (numbers[word]! < 0) numbers[word] = builder.vocabulary.add(segment.word(word));
      return numbers[word]!;
    };
    for (const [number, file] of files.entries()) {
      if (!file) continue;
      const { bounds, entries } = segment.terms(number, termOf);
      builder.add({ row: file.row, record: segment.record(number), terms: { bounds, entries } });
    }
  }
  return builder.seal();
}

/** The first place whose path is not before the given one. */
function placeOf(sorted: readonly Slot[], path: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid]!.file.path < path) low = mid + 1;
    else high = mid;
  }
  return low;
}
