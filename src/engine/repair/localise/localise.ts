import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { innermost } from '../../parse/innermost.ts';
import { analyseQuery } from '../../retrieve/query.ts';
import { rank } from '../../retrieve/rank.ts';
import { roleOf } from '../../retrieve/roles.ts';
import type { FixPlace, FixProblem, Located, LocatedFile, LocatedSymbol } from '../../types/repair.ts';
import type { Hit, HitReason, Span, SymbolDef } from '../../types.ts';
import { relatedTo } from './related.ts';

/** Files that a problem leads to at most. Source: Agentless (Xia et al. 2024). */
const MOST_FILES = 5;
/** Lines around a place that belong to it. Source: the same. */
const AROUND = 10;
/** Ranked ranges that are looked at. */
const RANKED = 200;
/** Ranges of one file at most. */
const MOST_RANGES = 4;
/** Definitions of one file that are told at most. */
const MOST_SYMBOLS = 8;

/**
 * Where a problem may lie: at most five files, the definitions in them, and their lines, each with what spoke for it; and
 * what uses, tests and documents these definitions. Stack frames, paths, quoted texts and names of the problem count as
 * exact evidence. What a person names takes the place of what would be found. Pure; costs no model calls.
 * Source: Agentless (Xia et al. 2024), its three levels.
 */
export function localise(problem: FixProblem, view: IndexView): Located {
  const { hits } = rank(view, analyseQuery(problem.text, view), { limit: RANKED, joinLines: 0 });
  const byFile = Map.groupBy(hits, ({ path }) => path);
  const named = problem.places.filter(({ path }) => view.numberOf(path) !== undefined);
  const unknown = problem.places.filter(({ path }) => view.numberOf(path) === undefined);
  const places = Map.groupBy(named, ({ path }) => path);
  const paths = problem.places.length > 0 ? [...places.keys()] : likeliest([...byFile.keys()]);
  const files = paths.map((path) =>
    locateFile(view.files[view.numberOf(path)!]!, {
      hits: byFile.get(path) ?? [],
      places: places.get(path) ?? [],
    }),
  );
  const more = problem.places.length > 0 ? 0 : byFile.size - files.length;
  return { files, more, unknown, ...relatedTo(files, view) };
}

/** Paths in their order, what can be mended before what only tells of it. */
function likeliest(paths: readonly string[]): string[] {
  const isMended = (path: string): boolean => {
    const role = roleOf(path);
    return role !== 'vendored' && role !== 'generated' && role !== 'data';
  };
  return [...paths.filter(isMended), ...paths.filter((path) => !isMended(path))].slice(0, MOST_FILES);
}

interface FileFacts {
  /** Ranked ranges of the file, best first. */
  readonly hits: readonly Hit[];
  /** What a person named of it. */
  readonly places: readonly FixPlace[];
}

function locateFile({ path, parsed }: FileEntry, { hits, places }: FileFacts): LocatedFile {
  const last = Math.max(1, parsed.lines);
  const spots = places.flatMap(({ lines }) => (lines ? [clamped(lines, last)] : []));
  const frames = hits
    .flatMap(({ why }) => why.evidence)
    .flatMap(({ kind, line }) => (kind === 'frame' && line !== undefined && line <= last ? [line] : []));
  const framed = [...new Set(frames)].map((line) => ({ startLine: line, endLine: line }));
  const exact = spots.length > 0 ? spots : framed;
  const ranked = hits.slice(0, MOST_RANGES).map(({ startLine, endLine }) => ({ startLine, endLine }));
  const chosen =
    spots.length > 0 ? spots : [...framed, ...ranked].slice(0, Math.max(MOST_RANGES, framed.length));
  const symbols = chosen.flatMap((range) => symbolsAt(parsed.symbols, range));
  const lines = exact.map((range) => widened(range, parsed.symbols, last));
  const rest = spots.length > 0 ? [] : ranked;
  return {
    path,
    why: reasonOf(path, hits, places),
    symbols: distinct(symbols).slice(0, MOST_SYMBOLS).map(toLocated),
    lines: joined([...lines, ...rest]),
    isNamed: places.length > 0,
  };
}

const clamped = ({ startLine, endLine }: Span, last: number): Span => {
  const from = Math.min(Math.max(1, startLine), last);
  return { startLine: from, endLine: Math.min(Math.max(from, endLine), last) };
};

/** A place with the lines around it, and with the whole of a short definition that holds it. */
function widened({ startLine, endLine }: Span, symbols: readonly SymbolDef[], last: number): Span {
  const around = {
    startLine: Math.max(1, startLine - AROUND),
    endLine: Math.min(last, endLine + AROUND),
  };
  const holding = innermost(symbols, startLine);
  if (!holding || holding.endLine - holding.startLine >= SHORT) return around;
  return {
    startLine: Math.min(around.startLine, holding.startLine),
    endLine: Math.max(around.endLine, holding.endLine),
  };
}

/** Lines of a definition that is taken whole. */
const SHORT = 120;

/** The definitions that a range lies in or holds: the innermost that holds it, else those that begin in it. */
function symbolsAt(symbols: readonly SymbolDef[], range: Span): SymbolDef[] {
  const holding = symbols.filter(
    ({ startLine, endLine }) => startLine <= range.startLine && endLine >= range.endLine,
  );
  const inside = symbols.filter(({ line }) => line >= range.startLine && line <= range.endLine);
  const closest = holding.sort(bySize)[0];
  const own = inside.filter((symbol) => symbol !== closest && symbol.kind !== 'section');
  return closest ? [closest, ...own] : own;
}

const bySize = (a: Span, b: Span): number => a.endLine - a.startLine - (b.endLine - b.startLine);

const distinct = (symbols: readonly SymbolDef[]): SymbolDef[] => [...new Set(symbols)];

const toLocated = ({ name, kind, container, startLine, endLine }: SymbolDef): LocatedSymbol => ({
  ...{ name, kind, container, startLine, endLine },
});

/** The reasons of the ranges of a file as one; what a person named comes first. */
function reasonOf(path: string, hits: readonly Hit[], places: readonly FixPlace[]): HitReason {
  const named = places.map(({ lines }) =>
    lines
      ? ({ kind: 'selection', of: path, line: lines.startLine } as const)
      : ({ kind: 'file', of: path } as const),
  );
  const all = hits.slice(0, MOST_RANGES).map(({ why }) => why);
  const evidence = new Map(
    [...named, ...all.flatMap((why) => why.evidence)].map((one) => [JSON.stringify(one), one]),
  );
  return {
    terms: [...new Set(all.flatMap(({ terms }) => terms))],
    fields: [...new Set(all.flatMap(({ fields }) => fields))],
    evidence: [...evidence.values()],
    groups: all[0]?.groups ?? [],
    role: roleOf(path),
  };
}

/** Ranges in the order of the file, those that touch as one. */
function joined(ranges: readonly Span[]): Span[] {
  const sorted = [...ranges].sort((a, b) => a.startLine - b.startLine);
  const found: Span[] = [];
  for (const { startLine, endLine } of sorted) {
    const last = found.at(-1);
    if (last && startLine <= last.endLine + 1)
      found[found.length - 1] = { startLine: last.startLine, endLine: Math.max(last.endLine, endLine) };
    else found.push({ startLine, endLine });
  }
  return found;
}
