import type { IndexView } from '../index/repository.ts';
import type { Focus, Hit } from '../types.ts';
import { roleOf } from './roles.ts';

/** Chunks taken of a file that is pointed at and holds no word of the question. */
const WORDLESS_CHUNKS = 12;

/**
 * Puts what a person points at first: named lines, then ranked hits in named files and folders, then the beginning of
 * named files that no word matches, then all else in its order. What is not in the index changes nothing. Pure.
 */
export function focusHits(view: IndexView, ranked: readonly Hit[], focus: readonly Focus[]): Hit[] {
  if (focus.length === 0) return [...ranked];
  const best = (ranked[0]?.score ?? 1) * 1.001;
  const lines = focus.flatMap((place) => lineHit(view, place, best));
  const isNamed = ({ path }: Hit): boolean =>
    focus.some((place) => path === place.path || place.path === '' || path.startsWith(`${place.path}/`));
  const matched = ranked.filter(isNamed);
  const seen = new Set([...lines, ...matched].map(({ path }) => path));
  const wordless = focus
    .filter((place) => place.startLine === undefined && !seen.has(place.path))
    .flatMap(({ path }) => firstChunks(view, path, best));
  return [...lines, ...matched, ...wordless, ...ranked.filter((hit) => !isNamed(hit))];
}

function lineHit(view: IndexView, { path, startLine, endLine }: Focus, score: number): Hit[] {
  const entry = view.files.find((file) => file.path === path);
  if (!entry || startLine === undefined || startLine > entry.parsed.lines) return [];
  const last = Math.min(Math.max(endLine ?? startLine, startLine), entry.parsed.lines);
  return [namedHit(path, { startLine, endLine: last, symbolPath: '', score, exact: 'selection' })];
}

function firstChunks(view: IndexView, path: string, score: number): Hit[] {
  const entry = view.files.find((file) => file.path === path);
  const chunks = entry?.parsed.chunks.slice(0, WORDLESS_CHUNKS) ?? [];
  return chunks.map((chunk) => namedHit(path, { ...chunk, score, exact: `path ${path}` }));
}

function namedHit(
  path: string,
  at: { startLine: number; endLine: number; symbolPath: string; score: number; exact: string },
): Hit {
  const { exact, ...place } = at;
  const why = { terms: [], fields: [], exact: [exact], graph: 0, role: roleOf(path) };
  return { path, ...place, kind: 'block', why };
}
