import { chunkFinder } from '../index/fileEntry.ts';
import type { SymbolAt } from '../index/names/nameSource.ts';
import type { IndexView } from '../index/repository.ts';
import { foldName } from '../index/symbolGraph.ts';
import type { Evidence } from '../types.ts';
import type { Query, QueryTerm } from './query.ts';
import type { Weights } from './score.ts';
import { quotedWords, worthOf } from './terms.ts';

/** What is known of one chunk for one question. A stage never changes it, it gives another one. */
export interface ChunkEvidence {
  readonly chunk: number;
  readonly file: number;
  readonly lexical: number;
  /** Terms of the question that matched, with the fields they matched in. */
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly evidence: readonly Evidence[];
  /** What the evidence is worth. */
  readonly exactScore: number;
}

/** What all stages of ranking one question share. */
export interface RankContext {
  readonly view: IndexView;
  readonly query: Query;
  readonly weights: Weights;
  /** Terms of the question that the index holds. */
  readonly known: readonly QueryTerm[];
  /** The best lexical score: the measure of all that is added to it. */
  readonly best: number;
  /** The number of the file that a chunk lies in. */
  readonly fileOf: (chunk: number) => number;
}

/** A chunk of which nothing is known yet. */
export const noEvidence = (chunk: number, file: number): ChunkEvidence => ({
  ...{ chunk, file },
  lexical: 0,
  match: {},
  evidence: [],
  exactScore: 0,
});

export const total = (chunk: ChunkEvidence): number => chunk.lexical + chunk.exactScore;

/** Chunks that match words of the question, best first (BM25+, by MiniSearch). */
export function lexicalEvidence(
  view: IndexView,
  known: readonly QueryTerm[],
  weights: Weights,
  fileOf: (chunk: number) => number,
): ChunkEvidence[] {
  return view.text
    .search(
      known.map(({ term }) => term),
      known.map(({ weight }) => weight),
      { boost: weights.chunkBoost, bm25: weights.chunkBm25 },
    )
    .map(({ chunk, score, match }) => ({
      ...noEvidence(chunk, fileOf(chunk)),
      lexical: score,
      match,
    }));
}

/** One piece of exact evidence and the chunk it speaks for; `share` is of the best lexical score. */
interface Found {
  readonly chunk: number;
  readonly file: number;
  readonly evidence: Evidence;
  readonly share: number;
}

/** Names, stack frames and quoted strings of one question that are looked up. */
const MAX_NAMES = 24;
const MAX_QUOTED = 8;
/** A name with more definitions, or a path with more files, says nothing about which one is meant. */
const MAX_DEFINITIONS = 12;
const MAX_FILES = 8;

/** Adds what the question says exactly: named symbols, stack frames, paths, quoted strings. */
export function addExactEvidence(
  chunks: readonly ChunkEvidence[],
  context: RankContext,
): readonly ChunkEvidence[] {
  const found = [...definitions(context), ...places(context), ...quoted(context)];
  if (found.length === 0) return chunks;
  const best = context.best || 1;
  const changed = new Map<number, ChunkEvidence>();
  const wanted = new Set(found.map(({ chunk }) => chunk));
  for (const one of chunks) if (wanted.has(one.chunk)) changed.set(one.chunk, one);
  const before = new Set(changed.keys());
  for (const { chunk, file, evidence, share } of found) {
    const known = changed.get(chunk) ?? noEvidence(chunk, file);
    const exactScore = known.exactScore + share * best;
    changed.set(chunk, { ...known, evidence: [...known.evidence, evidence], exactScore });
  }
  const added = [...changed.values()].filter(({ chunk }) => !before.has(chunk));
  return [...chunks.map((one) => changed.get(one.chunk) ?? one), ...added];
}

function definitions({ view, query, weights: { rank } }: RankContext): Found[] {
  return query.identifiers.slice(0, MAX_NAMES).flatMap((identifier) => {
    const exact = view.graph.definitions(identifier);
    const at: readonly SymbolAt[] =
      exact.length > 0 ? exact : view.graph.definitionsFolded(foldName(identifier));
    if (at.length > MAX_DEFINITIONS) return [];
    const share = (exact.length > 0 ? rank.exactDefinition : rank.exactFolded) / Math.sqrt(at.length);
    return at.flatMap(({ file, symbol }) =>
      atLine(view, { file, line: symbol.line }, { kind: 'definition', of: symbol.name }, share),
    );
  });
}

function places({ view, query, weights: { rank } }: RankContext): Found[] {
  if (query.frames.length === 0 && query.paths.length === 0) return [];
  const filesOf = pathFinder(view);
  const frames = query.frames.flatMap(({ path, line }) =>
    filesOf(path).flatMap((file) =>
      atLine(view, { file, line }, { kind: 'frame', of: path, line }, rank.exactFrame),
    ),
  );
  const paths = query.paths.flatMap((path) => {
    const files = filesOf(path);
    const share = rank.exactPath / Math.sqrt(files.length);
    return files.flatMap((file) => atLine(view, { file, line: 1 }, { kind: 'path', of: path }, share));
  });
  return [...frames, ...paths];
}

function atLine(
  view: IndexView,
  { file, line }: { readonly file: number; readonly line: number },
  evidence: Evidence,
  share: number,
): Found[] {
  const local = chunkFinder(view.files[file]!.parsed.chunks)(line);
  return local < 0 ? [] : [{ chunk: view.starts[file]! + local, file, evidence, share }];
}

/** Gives the files whose path ends with a path as written, by whole segments; at most 8. */
function pathFinder(view: IndexView): (written: string) => readonly number[] {
  return (written) => {
    const parts = written
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    const named = view.filesNamed(parts.at(-1) ?? '');
    for (let from = 0; named.length > 0 && from < parts.length; from++) {
      const tail = parts.slice(from).join('/');
      const found = named.filter((file) => {
        const { path } = view.files[file]!;
        return path === tail || path.endsWith(`/${tail}`);
      });
      if (found.length > 0) return found.length <= MAX_FILES ? found : [];
    }
    return [];
  };
}

/**
 * Chunks that hold all words of a quoted string. The index holds words and no text, so that they stand together in
 * one chunk is what can be said: not that they stand in this order.
 */
function quoted({ view, query, weights: { rank }, fileOf }: RankContext): Found[] {
  const strings = query.quoted.filter((of) => !query.paths.includes(of)).slice(0, MAX_QUOTED);
  return strings.flatMap((of) => {
    const words = quotedWords(of);
    const surprise = surpriseOf(view, words);
    if (surprise <= 0) return [];
    const chunks = view.text.chunksWithAll([...new Set(words.flat())], rank.quotedPlaces + 1);
    if (chunks.length > rank.quotedPlaces) return [];
    const share = (rank.exactQuoted * surprise) / Math.sqrt(chunks.length);
    return chunks.map((chunk) => ({
      ...{ chunk, share },
      file: fileOf(chunk),
      evidence: { kind: 'quoted', of } as const,
    }));
  });
}

/**
 * What it says that words stand together, from 0 to 1: nothing where as many files as one would hold them by chance
 * (`run the tests` in a repository about tests), all where chance would need that repository squared.
 */
function surpriseOf(view: IndexView, words: readonly (readonly string[])[]): number {
  const rarity = words.map((terms) => Math.max(...terms.map((term) => worthOf(view, { term, weight: 1 }))));
  const sum = rarity.reduce((all, one) => all + one, 0);
  return Math.min(1, Math.max(0, sum / Math.log(view.files.length + 1) - 1));
}
