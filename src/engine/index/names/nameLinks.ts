import type { ParsedFile, Span } from '../../types.ts';
import { chunkFinder } from '../fileEntry.ts';
import { type Changes, changesBetween } from './changes.ts';
import { broughtNames } from './fileNames.ts';
import { held } from './held.ts';
import { nameRules } from './languageRules.ts';
import type { NameSource, SymbolAt } from './nameSource.ts';

/** How sure a link is, by how far the place of a definition tells. */
const CONFIDENCE = {
  sameFile: 1,
  onlyOne: 0.8,
  sameFolder: 0.5,
  oneOfFew: 0.3,
} as const;
/** A name with more definitions than this elsewhere says nothing about which one is meant. */
const MAX_CANDIDATES = 6;
/** A name that more chunks mention leads nowhere: each of them would get next to nothing of a walk. */
const MOST_MENTIONS = 200;

/** Links of one chunk to others, both ways, by chunk number in index order. */
export interface Neighbours {
  readonly chunks: readonly number[];
  readonly weights: readonly number[];
}

/** How many uses something holds, and how many chunks mention what it defines. */
export interface Degrees {
  readonly uses: number;
  readonly usedBy: number;
}

interface FileDegrees extends Degrees {
  readonly chunks: readonly Degrees[];
}

/**
 * What mentions mean as far as the places of definitions tell; made once for a name, a chunk, a file. What was made for an
 * earlier state of the index is taken over where nothing that it rests on has changed.
 */
export class NameLinks {
  readonly #names: NameSource;
  readonly #meanings = new Map<string, Map<string, Meaning>>();
  readonly #neighbours = new Map<number, Neighbours>();
  readonly #users = new Map<number, Uint32Array>();
  readonly #degrees = new Map<number, FileDegrees>();
  /** By file, as far as they were asked for. */
  readonly #families: string[] = [];
  readonly #folders: Folders;

  constructor(names: NameSource, before?: NameLinks) {
    this.#names = names;
    this.#folders = new Folders(names);
    const changes = before && changesBetween(before.#names, names);
    if (changes) this.#takeOver(before, changes);
  }

  #takeOver(before: NameLinks, { ofNames, ofLinks }: Changes): void {
    for (const [file, users] of before.#users) if (!ofNames.has(file)) this.#users.set(file, users);
    for (const [file, degrees] of before.#degrees) if (!ofNames.has(file)) this.#degrees.set(file, degrees);
    if (!ofLinks) return;
    for (const [chunk, links] of before.#neighbours)
      if (!ofLinks.has(this.#names.fileOf(chunk))) this.#neighbours.set(chunk, links);
  }

  /** What a name means in the languages that can name each other with that of a file. */
  #meaningOf(name: string, family: string): Meaning {
    let own = this.#meanings.get(family);
    if (!own) {
      own = new Map();
      this.#meanings.set(family, own);
    }
    return held(own, name, () => {
      const definitions = this.#names.definitions(name).filter(({ file }) => this.#familyOf(file) === family);
      return new Meaning(this.#names, this.#folders, definitions);
    });
  }

  #familyOf(file: number): string {
    this.#families[file] ??= nameRules(this.#names.files[file]!.row.language).family;
    return this.#families[file];
  }

  neighbours(chunk: number): Neighbours {
    return held(this.#neighbours, chunk, () => this.#neighboursOf(chunk));
  }

  /**
   * The links of a chunk: to the definitions of the names it mentions, and to the chunks that mention the names it
   * defines. A weight is how sure the name is, times the square root of how often it is used. Imports are not asked:
   * that would cost a look into every file that mentions a name.
   */
  #neighboursOf(chunk: number): Neighbours {
    const names = this.#names;
    const file = names.fileOf(chunk);
    const { parsed } = names.files[file]!;
    const range = parsed.chunks[chunk - names.starts[file]!]!;
    const family = this.#familyOf(file);
    const links = new Map<number, number>();
    const add = (to: number, weight: number): void => {
      if (to !== chunk) links.set(to, (links.get(to) ?? 0) + weight);
    };
    for (const [name, uses] of usesInside(parsed, range)) {
      if (names.counts(name).definitions === 0) continue;
      const meaning = this.#meaningOf(name, family);
      for (const { to, confidence } of meaning.targets(file))
        add(meaning.chunkOf(to), confidence * Math.sqrt(uses));
    }
    for (const symbol of parsed.symbols) {
      if (!isInside(range, symbol.line) || symbol.kind === 'section') continue;
      const { mentions } = names.counts(symbol.name);
      if (mentions === 0 || mentions > MOST_MENTIONS) continue;
      const { chunks, counts, files } = names.mentions(symbol.name);
      const meaning = this.#meaningOf(symbol.name, family);
      for (const [i, from] of chunks.entries()) {
        if (this.#familyOf(files[i]!) !== family) continue;
        for (const { to, confidence } of meaning.targets(files[i]!))
          if (to.file === file && to.symbol.line === symbol.line)
            add(from, confidence * Math.sqrt(counts[i]!));
      }
    }
    const sorted = [...links].sort(([a], [b]) => a - b);
    return { chunks: sorted.map(([to]) => to), weights: sorted.map(([, weight]) => weight) };
  }

  /** Files whose mentions of a name mean what a file defines, each once. */
  usersOf(file: number): Uint32Array {
    return held(this.#users, file, () => Uint32Array.from(this.#findUsers(file)));
  }

  #findUsers(file: number): Set<number> {
    const names = this.#names;
    const family = this.#familyOf(file);
    const users = new Set<number>();
    const defined = new Set<string>();
    for (const { name, kind } of names.files[file]!.parsed.symbols) if (kind !== 'section') defined.add(name);
    for (const name of defined) {
      // Counted first: to gather the places of a common name takes longer than all else here.
      const { mentions } = names.counts(name);
      if (mentions === 0 || mentions > MOST_MENTIONS) continue;
      const { files } = names.mentions(name);
      const meaning = this.#meaningOf(name, family);
      let last = -1;
      for (const from of files) {
        if (from === last || from === file) continue;
        last = from;
        if (this.#familyOf(from) === family && meaning.leadsTo(file, from)) users.add(from);
      }
    }
    return users;
  }

  degreesOf(file: number, chunk?: number): Degrees {
    const degrees = held(this.#degrees, file, () => countDegrees(this.#names, file));
    return chunk === undefined ? degrees : degrees.chunks[chunk]!;
  }
}

interface Target {
  readonly to: SymbolAt;
  readonly confidence: number;
}

/** Numbers for the folders of files, given when they are first asked for. */
class Folders {
  readonly #names: NameSource;
  readonly #numbers = new Map<string, number>();
  readonly #ofFile: number[] = [];

  constructor(names: NameSource) {
    this.#names = names;
  }

  of(file: number): number {
    this.#ofFile[file] ??= this.#numberOf(this.#names.files[file]!.path);
    return this.#ofFile[file];
  }

  #numberOf(path: string): number {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const known = this.#numbers.get(folder) ?? this.#numbers.size;
    this.#numbers.set(folder, known);
    return known;
  }
}

/** The definitions of one name, by where they lie. */
class Meaning {
  readonly #names: NameSource;
  readonly #folders: Folders;
  readonly #byFile: ReadonlyMap<number, readonly SymbolAt[]>;
  readonly #chunks = new Map<SymbolAt, number>();
  readonly #here = new Map<number, readonly Target[]>();
  #byFolder: Map<number, readonly Target[]> | undefined;
  /** What a file means that neither defines the name nor has a definition beside it. */
  readonly #elsewhere: readonly Target[];

  constructor(names: NameSource, folders: Folders, definitions: readonly SymbolAt[]) {
    this.#names = names;
    this.#folders = folders;
    this.#byFile = Map.groupBy(definitions, ({ file }) => file);
    const confidence = definitions.length === 1 ? CONFIDENCE.onlyOne : CONFIDENCE.oneOfFew;
    this.#elsewhere = definitions.length <= MAX_CANDIDATES ? share(definitions, confidence) : [];
  }

  /** Which of the definitions a file means, as far as their places tell. */
  targets(file: number): readonly Target[] {
    const here = this.#byFile.get(file);
    if (here) return held(this.#here, file, () => share(here, CONFIDENCE.sameFile));
    if (this.#byFile.size <= 1 && this.#elsewhere.length <= 1) return this.#elsewhere;
    this.#byFolder ??= this.#groupByFolder();
    return this.#byFolder.get(this.#folders.of(file)) ?? this.#elsewhere;
  }

  /** Whether what another file means lies in `file`. */
  leadsTo(file: number, from: number): boolean {
    // Of a name that only this file defines all mean it, save where it has so many that none is meant.
    if (this.#byFile.size === 1 && this.#byFile.has(file)) return this.#elsewhere.length > 0;
    return this.targets(from).some(({ to }) => to.file === file);
  }

  #groupByFolder(): Map<number, readonly Target[]> {
    const all = [...this.#byFile.values()].flat();
    const groups = Map.groupBy(all, ({ file }) => this.#folders.of(file));
    const near = [...groups].filter(([, group]) => group.length <= MAX_CANDIDATES);
    return new Map(near.map(([folder, group]) => [folder, share(group, CONFIDENCE.sameFolder)]));
  }

  chunkOf(definition: SymbolAt): number {
    const { starts, files } = this.#names;
    const { file } = definition;
    return held(
      this.#chunks,
      definition,
      () => starts[file]! + chunkFinder(files[file]!.parsed.chunks)(definition.symbol.line),
    );
  }
}

function share(candidates: readonly SymbolAt[], confidence: number): Target[] {
  const kept = candidates.slice(0, MAX_CANDIDATES);
  return kept.map((to) => ({ to, confidence: confidence / Math.sqrt(kept.length) }));
}

/** The degrees of a file and of all its chunks. Costs its uses and its definitions. */
function countDegrees(names: NameSource, file: number): FileDegrees {
  const { parsed, row } = names.files[file]!;
  const chunkAt = chunkFinder(parsed.chunks);
  const uses = new Float64Array(parsed.chunks.length);
  const usedBy = new Float64Array(parsed.chunks.length);
  for (const { lines } of parsed.references)
    for (const line of lines) {
      const chunk = chunkAt(line);
      if (chunk >= 0) uses[chunk]!++;
    }
  let all = 0;
  for (const { name, kind, line } of parsed.symbols) {
    if (kind === 'section') continue;
    const { mentions, definitions } = names.counts(name);
    const share = mentions / definitions;
    const chunk = chunkAt(line);
    all += share;
    if (chunk >= 0) usedBy[chunk]! += share;
  }
  const chunks = parsed.chunks.map((_, i) => ({ uses: uses[i]!, usedBy: usedBy[i]! }));
  return { uses: row.references, usedBy: all, chunks };
}

const isInside = ({ startLine, endLine }: Span, line: number): boolean =>
  line >= startLine && line <= endLine;

/** The names that some lines of a file mention, and how often. */
function usesInside({ references, inherits, imports }: ParsedFile, range: Span): Map<string, number> {
  const uses = new Map<string, number>();
  const note = (name: string, line: number): void => {
    if (isInside(range, line)) uses.set(name, (uses.get(name) ?? 0) + 1);
  };
  for (const { name, lines } of references) for (const line of lines) note(name, line);
  for (const { base, line } of inherits) note(base, line);
  for (const one of imports) for (const name of broughtNames(one)) note(name, one.line);
  return uses;
}
