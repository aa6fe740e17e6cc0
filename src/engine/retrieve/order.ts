import type { IndexView } from '../index/repository.ts';
import { FIELDS } from '../index/textIndex.ts';
import type { Evidence, Hit, HitReason, IndexField, ReasonGroup, Span } from '../types.ts';
import type { RankContext } from './evidence.ts';
import { FILE_LAYOUT } from './features/fileFeatures.ts';
import type { JudgedChunk } from './judge.ts';
import { partsOf } from './model/linear.ts';

export interface OrderOptions {
  readonly limit: number;
  /** Touching chunks of a file become one hit of up to so many lines. */
  readonly joinLines: number;
}

/** Hits, best first; scores are shares of the best one's odds. */
export function orderHits(
  judged: readonly JudgedChunk[],
  { view, known }: Pick<RankContext, 'view' | 'known'>,
  options: OrderOptions,
): Hit[] {
  const words = new Map(known.map(({ term, word }) => [term, word]));
  const sorted = judged.toSorted((a, b) => b.value - a.value || a.evidence.chunk - b.evidence.chunk);
  const best = sorted[0]?.value ?? 0;
  const hits = function* (): Generator<Hit> {
    for (const one of sorted) yield toHit(one, { view, words, best });
  };
  return joinTouching(hits(), options, joinHits);
}

/**
 * The first ranges, in their order; one that touches a better one of its file joins it, while the two stay readable: up
 * to `joinLines` lines.
 */
export function joinTouching<One extends Span & { readonly path: string }>(
  sorted: Iterable<One>,
  { limit, joinLines }: OrderOptions,
  join: (better: One, other: One) => One,
): One[] {
  const kept: One[] = [];
  const byFile = new Map<string, number[]>();
  for (const one of sorted) {
    const places = byFile.get(one.path) ?? [];
    const touching = places.find((place) => touches(kept[place]!, one, joinLines));
    if (touching !== undefined) kept[touching] = join(kept[touching]!, one);
    else if (kept.length < limit) {
      byFile.set(one.path, [...places, kept.length]);
      kept.push(one);
    } else break;
  }
  return kept;
}

function touches(a: Span, b: Span, joinLines: number): boolean {
  const lines = Math.max(a.endLine, b.endLine) - Math.min(a.startLine, b.startLine) + 1;
  return lines <= joinLines && a.startLine <= b.endLine + 1 && b.startLine <= a.endLine + 1;
}

/** The better hit with the lines of both; its words and reasons are those of both. */
function joinHits(a: Hit, b: Hit): Hit {
  const union = <T>(x: readonly T[], y: readonly T[]): T[] => [...new Set([...x, ...y])];
  return {
    ...a,
    startLine: Math.min(a.startLine, b.startLine),
    endLine: Math.max(a.endLine, b.endLine),
    why: {
      ...a.why,
      terms: union(a.why.terms, b.why.terms),
      fields: union(a.why.fields, b.why.fields),
      evidence: distinct([...a.why.evidence, ...b.why.evidence]),
    },
  };
}

/** The same without repeats, in the same order. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  const keyed = evidence.map((one) => [JSON.stringify([one.kind, one.of, one.line]), one] as const);
  return [...new Map(keyed).values()];
}

/** A group is told when it gives at least this share of all that speaks for a file. */
const TOLD_SHARE = 0.1;

/** The groups that add most, the best first. */
function tellingGroups({ model, features }: JudgedChunk['judgedBy']): ReasonGroup[] {
  const parts = partsOf(model, FILE_LAYOUT, features);
  const gains = (Object.entries(parts) as [ReasonGroup, number][]).filter(([, part]) => part > 0);
  const whole = gains.reduce((sum, [, part]) => sum + part, 0);
  return gains
    .filter(([, part]) => part >= TOLD_SHARE * whole)
    .sort((a, b) => b[1] - a[1])
    .map(([group]) => group);
}

function toHit(
  { evidence, role, value, judgedBy, copies }: JudgedChunk,
  { view, words, best }: { view: IndexView; words: ReadonlyMap<string, string>; best: number },
): Hit {
  const entry = view.files[evidence.file]!;
  const chunk = entry.parsed.chunks[evidence.chunk - view.starts[evidence.file]!]!;
  const isReached = evidence.evidence.length === 0 && Object.keys(evidence.match).length === 0;
  const why: HitReason = {
    terms: [...new Set(Object.keys(evidence.match).map((term) => words.get(term) ?? term))],
    fields: FIELDS.filter((field) =>
      Object.values(evidence.match).some((fields) => fields.includes(field)),
    ) as IndexField[],
    evidence: distinct(evidence.evidence),
    // Only uses lead to what holds no word of the question.
    groups: isReached ? ['structure'] : tellingGroups(judgedBy),
    role,
    ...(copies > 0 ? { copies } : {}),
  };
  return {
    path: entry.path,
    startLine: chunk.startLine,
    endLine: chunk.endLine,
    score: Math.exp(value - best),
    symbolPath: chunk.symbolPath,
    kind: chunk.kind,
    why,
  };
}
