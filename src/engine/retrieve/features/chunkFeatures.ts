import { FIELDS } from '../../index/textIndex.ts';
import type { ChunkKind, EvidenceKind } from '../../types.ts';
import { type ChunkEvidence, noEvidence } from '../evidence.ts';
import { type Asked, coverage, precision } from './asked.ts';
import type { FeaturedFile } from './fileFeatures.ts';
import { partsOfName } from './names.ts';

/** Features of a chunk among those of its file, by group. */
export const CHUNK_GROUPS = {
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

export type ChunkFeature = (typeof CHUNK_GROUPS)[keyof typeof CHUNK_GROUPS][number];
export type ChunkFeatures = Readonly<Record<ChunkFeature, number>>;

/** A chunk of a candidate with what is known of it as numbers. */
export interface FeaturedChunk {
  readonly evidence: ChunkEvidence;
  readonly features: ChunkFeatures;
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
    bestLexical: Math.max(1e-9, ...chosen.map(lexical)),
    bestCovered: counts.covered.reduce((most, one) => Math.max(most, one), 1e-9),
    fileCovers: ofFile.covered,
  };
  return chosen.map((i) => {
    const evidence = known.get(i) ?? noEvidence(start + i, candidate.file);
    return {
      evidence,
      features: {
        ...wordsOf({ counts, i, lexical: lexical(i), best: best || 1 }, shared),
        lexicalPlace: Math.log1p(places.get(i)!),
        ...exactOf(evidence, best || 1),
        ...shapeOf(asked, start + i, i),
        density: counts.weighed[BODY]![i]! / Math.log2(2 + chunks[i]!.endLine - chunks[i]!.startLine + 1),
        chunks: Math.log1p(chunks.length),
        position: i / Math.max(1, chunks.length - 1),
        place: Math.log1p(i),
        terms: Math.log1p(view.text.chunkLength(candidate.file, i)),
      },
    };
  });
}

function wordsOf(
  { counts, i, lexical, best }: { counts: FeaturedFile['counts']; i: number; lexical: number; best: number },
  shared: { bestLexical: number; bestCovered: number; fileCovers: number },
) {
  const covered = counts.covered[i]!;
  return {
    lexical: lexical / best,
    lexicalInFile: lexical / shared.bestLexical,
    covered,
    coveredOfFile: covered / Math.max(shared.fileCovers, 1e-9),
    coveredInFile: covered / shared.bestCovered,
    coveredSymbol: counts.coveredIn[SYMBOL]![i]!,
    coveredDoc: counts.coveredIn[DOC]![i]!,
    coveredBody: counts.coveredIn[BODY]![i]!,
    bmSymbol: counts.weighed[SYMBOL]![i]!,
    bmDoc: counts.weighed[DOC]![i]!,
    bmBody: counts.weighed[BODY]![i]!,
    matched: counts.matched[i]!,
    holdsBest: counts.best[i]!,
    holdsBestThree: counts.bestThree[i]!,
    beforeCovers: counts.covered[i - 1] ?? 0,
    afterCovers: counts.covered[i + 1] ?? 0,
    fileCovers: shared.fileCovers,
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

function shapeOf(asked: Asked, chunk: number, place: number) {
  const { view, fileOf } = asked.context;
  const file = fileOf(chunk);
  const { startLine, endLine, kind, symbolPath } = view.files[file]!.parsed.chunks[place]!;
  const { uses, usedBy } = view.graph.degreesOf(file, place);
  const is = (one: ChunkKind): number => (kind === one ? 1 : 0);
  const lines = endLine - startLine + 1;
  const covered = coverage(asked, partsOfName(view, symbolPath));
  return {
    pathCovered: covered,
    namePrecise: precision(asked, partsOfName(view, symbolPath.slice(symbolPath.lastIndexOf('.') + 1))),
    uses: Math.log1p(uses),
    usedBy: Math.log1p(usedBy),
    isSymbol: is('symbol'),
    isPart: is('part'),
    isBlock: is('block'),
    isSection: is('section'),
    isGap: is('gap'),
    lines: Math.min(lines, 200),
    linesLog: Math.log1p(lines),
  };
}
