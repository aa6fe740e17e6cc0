import type { IndexView } from '../index/repository.ts';
import type { Evidence, Focus, Hit } from '../types.ts';
import { roleIn, roleOf } from './roles.ts';

type Place = Exclude<Focus, { kind: 'symbol' }>;

/** Chunks taken of a file that is pointed at and holds no word of the question. */
const WORDLESS_CHUNKS = 12;

/**
 * Puts what a person points at first: named lines, then ranked hits in named files and folders, then the beginning of
 * named files that no word matches, then all else in its order. What is not in the index changes nothing. Pure.
 */
export function focusHits(view: IndexView, ranked: readonly Hit[], focus: readonly Focus[]): Hit[] {
  if (focus.length === 0) return [...ranked];
  const best = (ranked[0]?.score ?? 1) * 1.001;
  const places = focus.flatMap((place) => (place.kind === 'symbol' ? [] : [place]));
  const lines = focus.flatMap((place) => lineHit(view, place, best));
  const isNamed = ({ path }: Hit): boolean =>
    places.some((place) => path === place.path || place.path === '' || path.startsWith(`${place.path}/`));
  const matched = ranked.filter(isNamed);
  const seen = new Set([...lines, ...matched].map(({ path }) => path));
  const wordless = places
    .filter(({ path }) => !seen.has(path) && ![...seen].some((one) => isUnder(one, path)))
    .flatMap((place) => beginnings(view, place, best));
  return [...lines, ...matched, ...wordless, ...ranked.filter((hit) => !isNamed(hit))];
}

function lineHit(view: IndexView, place: Focus, score: number): Hit[] {
  if (place.kind === 'symbol')
    return view.graph
      .definitions(place.name)
      .slice(0, WORDLESS_CHUNKS)
      .flatMap(({ file, symbol }) => {
        const { path } = view.files[file]!;
        if (place.path !== undefined && place.path !== path) return [];
        const { startLine, endLine, name, container } = symbol;
        const symbolPath = [...container, name].join('.');
        return [
          namedHit(path, { startLine, endLine, symbolPath, score, evidence: { kind: 'symbol', of: name } }),
        ];
      });
  if (place.kind !== 'selection') return [];
  const { path, startLine, endLine } = place;
  const number = view.numberOf(path);
  const entry = number === undefined ? undefined : view.files[number];
  if (!entry || startLine > entry.parsed.lines) return [];
  const last = Math.min(Math.max(endLine, startLine), entry.parsed.lines);
  const evidence = { kind: 'selection', of: path, line: startLine } as const;
  return [namedHit(path, { startLine, endLine: last, symbolPath: '', score, evidence })];
}

/** The beginning of a file, or of the files in a folder: sources first. */
function beginnings(view: IndexView, { kind, path }: Place, score: number): Hit[] {
  if (kind === 'selection') return [];
  if (kind === 'file') return firstChunks(view, path, { score, count: WORDLESS_CHUNKS, kind, of: path });
  const inside = view.files.filter((file) => isUnder(file.path, path)).map((file) => file.path);
  const sources = inside.filter((file) => roleIn(view, file) === 'source');
  return [...sources, ...inside.filter((file) => roleIn(view, file) !== 'source')]
    .slice(0, WORDLESS_CHUNKS)
    .flatMap((file) => firstChunks(view, file, { score, count: 1, kind, of: path }));
}

function firstChunks(
  view: IndexView,
  path: string,
  { score, count, kind, of }: { score: number; count: number; kind: 'file' | 'folder'; of: string },
): Hit[] {
  const number = view.numberOf(path);
  const entry = number === undefined ? undefined : view.files[number];
  const chunks = entry?.parsed.chunks.slice(0, count) ?? [];
  return chunks.map((chunk) => namedHit(path, { ...chunk, score, evidence: { kind, of } }));
}

/** Whether a path lies below a folder; the empty one holds all. */
export const isUnder = (path: string, folder: string): boolean =>
  folder === '' || path.startsWith(`${folder}/`);

/** Lines that somebody named, as a hit. */
export function namedHit(
  path: string,
  at: { startLine: number; endLine: number; symbolPath: string; score: number; evidence: Evidence },
): Hit {
  const { evidence, ...place } = at;
  const why = { terms: [], fields: [], evidence: [evidence], groups: [], role: roleOf(path) };
  return { path, ...place, kind: 'block', why };
}
