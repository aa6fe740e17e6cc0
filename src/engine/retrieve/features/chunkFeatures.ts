import type { IndexView } from '../../index/repository.ts';
import { FIELDS } from '../../index/textIndex.ts';
import type { ChunkKind, ChunkRange, EvidenceKind } from '../../types.ts';
import { type ChunkEvidence, noEvidence } from '../evidence.ts';
import { layoutOf, rowOf } from '../model/layout.ts';
import { type Asked, coverage, precision } from './asked.ts';
import { type FeaturedFile, FILE_LAYOUT } from './fileFeatures.ts';
import { partsOfName } from './names.ts';

/** Features of a chunk among those of its file, by group. */
const CHUNK_GROUPS = {
  words: [
    'lexical',
    'lexicalInFile',
    'lexicalPlace',
    'covered',
    'coveredOfFile',
    'coveredInFile',
    'coveredSymbol',
    'coveredDoc',
    'coveredBody',
    'bmSymbol',
    'bmDoc',
    'bmBody',
    'density',
    'matched',
    'holdsBest',
    'holdsBestThree',
    'beforeCovers',
    'afterCovers',
    'fileCovers',
  ],
  exact: ['exactWorth', 'defines', 'namesCovered', 'isFrame', 'holdsQuoted'],
  names: ['pathCovered', 'namePrecise'],
  structure: ['uses', 'usedBy', 'isSymbol', 'isPart', 'isBlock', 'isSection', 'isGap'],
  size: ['lines', 'linesLog', 'terms', 'position', 'place', 'chunks'],
} as const;

/** The columns of a chunk's row. */
export const CHUNK_LAYOUT = layoutOf(CHUNK_GROUPS);

/** A chunk of a candidate with what is known of it as numbers: a row by `CHUNK_LAYOUT`. */
export interface FeaturedChunk {
  readonly evidence: ChunkEvidence;
  readonly features: Float64Array;
}

/** Chunks of one file that are looked at. */
const MOST_CHUNKS = 16;
const field = (name: (typeof FIELDS)[number]): number => FIELDS.indexOf(name);
const [SYMBOL, DOC, BODY] = [field('symbol'), field('doc'), field('body')];

/** Makes the features of the chunks of one file that say most. Costs the chunks of the file. */
export function chunkFeatures(
  asked: Asked,
  { candidate, counts, features: ofFile }: FeaturedFile,
): FeaturedChunk[] {
  const { view, best } = asked.context;
  const start = view.starts[candidate.file]!;
  const { chunks } = view.files[candidate.file]!.parsed;
  const known = new Map(candidate.chunks.map((one) => [one.chunk - start, one]));
  const worth = (i: number): number => {
    const one = known.get(i);
    return (one ? (one.lexical + one.exactScore) / (best || 1) : 0) + 0.3 * counts.covered[i]!;
  };
  const byWorth = chunks
    .map((_, i) => ({ i, worth: worth(i) }))
    .filter((one) => one.worth > 0)
    .sort((a, b) => b.worth - a.worth || a.i - b.i);
  const worthless = byWorth.length === 0 ? [candidate.chunks[0]!.chunk - start] : [];
  const chosen = [...worthless, ...byWorth.slice(0, MOST_CHUNKS).map(({ i }) => i)];
  const lexical = (i: number): number => known.get(i)?.lexical ?? 0;
  const places = new Map(chosen.toSorted((a, b) => lexical(b) - lexical(a)).map((i, place) => [i, place]));
  const shared = {
    best: best || 1,
    bestLexical: Math.max(1e-9, ...chosen.map(lexical)),
    bestCovered: counts.covered.reduce((most, one) => Math.max(most, one), 1e-9),
    fileCovers: ofFile[FILE_LAYOUT.columns.covered]!,
  };
  return chosen.map((i) => {
    const evidence = known.get(i) ?? noEvidence(start + i, candidate.file);
    const chunk = chunks[i]!;
    const lines = chunk.endLine - chunk.startLine + 1;
    return {
      evidence,
      features: rowOf(CHUNK_LAYOUT, {
        words: wordsOf(counts, i, { lexical: lexical(i), place: places.get(i)!, lines, ...shared }),
        exact: exactOf(evidence, best || 1),
        names: namesOf(asked, chunk),
        structure: structureOf(view, candidate.file, { i, chunk }),
        size: {
          lines: Math.min(lines, 200),
          linesLog: Math.log1p(lines),
          terms: Math.log1p(view.text.chunkLength(candidate.file, i)),
          position: i / Math.max(1, chunks.length - 1),
          place: Math.log1p(i),
          chunks: Math.log1p(chunks.length),
        },
      }),
    };
  });
}

/** What is known of one chunk, and of those that it stands among. */
interface Among {
  readonly lexical: number;
  /** By its lexical score, from 0. */
  readonly place: number;
  readonly lines: number;
  readonly best: number;
  readonly bestLexical: number;
  readonly bestCovered: number;
  readonly fileCovers: number;
}

function wordsOf(counts: FeaturedFile['counts'], i: number, among: Among) {
  const covered = counts.covered[i]!;
  const { lexical } = among;
  return {
    lexical: lexical / among.best,
    lexicalInFile: lexical / among.bestLexical,
    lexicalPlace: Math.log1p(among.place),
    covered,
    coveredOfFile: covered / Math.max(among.fileCovers, 1e-9),
    coveredInFile: covered / among.bestCovered,
    coveredSymbol: counts.coveredIn[SYMBOL]![i]!,
    coveredDoc: counts.coveredIn[DOC]![i]!,
    coveredBody: counts.coveredIn[BODY]![i]!,
    bmSymbol: counts.weighed[SYMBOL]![i]!,
    bmDoc: counts.weighed[DOC]![i]!,
    bmBody: counts.weighed[BODY]![i]!,
    density: counts.weighed[BODY]![i]! / Math.log2(2 + among.lines),
    matched: counts.matched[i]!,
    holdsBest: counts.best[i]!,
    holdsBestThree: counts.bestThree[i]!,
    beforeCovers: counts.covered[i - 1] ?? 0,
    afterCovers: counts.covered[i + 1] ?? 0,
    fileCovers: among.fileCovers,
  };
}

function exactOf({ evidence, exactScore }: ChunkEvidence, best: number) {
  const count = (kind: EvidenceKind): number => evidence.filter((one) => one.kind === kind).length;
  return {
    exactWorth: exactScore / best,
    defines: count('definition'),
    namesCovered: count('named'),
    isFrame: count('frame'),
    holdsQuoted: count('quoted'),
  };
}

function namesOf(asked: Asked, { symbolPath }: ChunkRange) {
  const { view } = asked.context;
  const own = symbolPath.slice(symbolPath.lastIndexOf('.') + 1);
  return {
    pathCovered: coverage(asked, partsOfName(view, symbolPath)),
    namePrecise: precision(asked, partsOfName(view, own)),
  };
}

function structureOf(
  { graph }: IndexView,
  file: number,
  { i, chunk: { kind } }: { readonly i: number; readonly chunk: ChunkRange },
) {
  const { uses, usedBy } = graph.degreesOf(file, i);
  const is = (one: ChunkKind): number => (kind === one ? 1 : 0);
  return {
    uses: Math.log1p(uses),
    usedBy: Math.log1p(usedBy),
    isSymbol: is('symbol'),
    isPart: is('part'),
    isBlock: is('block'),
    isSection: is('section'),
    isGap: is('gap'),
  };
}
