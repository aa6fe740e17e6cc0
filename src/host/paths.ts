import type {
  Answer,
  Claim,
  NotRead,
  RunEvent,
  Table,
  TrailNode,
  TrailStep,
  WrittenReport,
} from '../protocol/data.ts';
import type { CheckedNote } from '../protocol/kept/notes.ts';
import type { RunDetails } from '../protocol/runs.ts';
import type { UsesReport } from '../protocol/uses.ts';

/** How paths of the engine and places of the window belong together. */
export interface PathMap {
  /** The engine's path of a place. */
  inner(path: string, root?: string): string;
  /** The place of an engine's path. */
  outer(path: string): { readonly path: string; readonly root?: string };
}

/** One folder: paths are the same, and `root` is left out. Several: the engine's paths begin with the folder's name. */
export function pathMap(folderNames: readonly string[]): PathMap {
  if (folderNames.length < 2) return { inner: (path) => path, outer: (path) => ({ path }) };
  return {
    inner: (path, root) => (path === '' ? (root ?? '') : `${root ?? folderNames[0]!}/${path}`),
    outer: (path) => {
      const slash = path.indexOf('/');
      return slash < 0
        ? { root: path, path: '' }
        : { root: path.slice(0, slash), path: path.slice(slash + 1) };
    },
  };
}

type Placed = { readonly path: string; readonly root?: string };

/** A range of the engine as a range of the window. */
export function toOuter<T extends Placed>(map: PathMap, range: T): T {
  return { ...range, ...map.outer(range.path) };
}

/** A range of the window as a range of the engine. */
export function toInner<T extends Placed>(map: PathMap, range: T): T {
  const { root, ...rest } = range;
  return { ...rest, path: map.inner(range.path, root) } as T;
}

/** An event of the engine with the window's paths. */
export function eventToOuter(map: PathMap, event: RunEvent): RunEvent {
  switch (event.type) {
    case 'passages':
      return { ...event, passages: event.passages.map((passage) => toOuter(map, passage)) };
    case 'ledger':
      return { ...event, claims: event.claims.map((claim) => claimToOuter(map, claim)) };
    case 'done':
      return { ...event, answer: answerToOuter(map, event.answer) };
    case 'failed':
    case 'aborted':
      return event.answer ? { ...event, answer: answerToOuter(map, event.answer) } : event;
    default:
      return event;
  }
}

/** A run from the disk with the window's paths. */
export function detailsToOuter(map: PathMap, { claims, answer, ...rest }: RunDetails): RunDetails {
  return {
    ...rest,
    claims: claims.map((claim) => ({
      ...claim,
      citations: claim.citations.map((citation) => toOuter(map, citation)),
    })),
    ...(answer ? { answer: answerToOuter(map, answer) } : {}),
  };
}

/** A note with the window's paths. */
export function noteToOuter(map: PathMap, note: CheckedNote): CheckedNote {
  return { ...note, claims: note.claims.map((claim) => claimToOuter(map, claim)) };
}

/** Uses of a name with the window's paths. */
export function usesToOuter(map: PathMap, { definitions, named, ...rest }: UsesReport): UsesReport {
  return {
    ...rest,
    definitions: definitions.map(({ also, ...definition }) => ({
      ...toOuter(map, definition),
      ...(also ? { also: also.map((place) => toOuter(map, place)) } : {}),
      uses: definition.uses.map((use) => toOuter(map, use)),
    })),
    named: named.map((line) => toOuter(map, line)),
  };
}

function answerToOuter(map: PathMap, answer: Answer): Answer {
  return {
    ...answer,
    passages: answer.passages.map((passage) => toOuter(map, passage)),
    claims: answer.claims.map((claim) => claimToOuter(map, claim)),
    ...(answer.table ? { table: tableToOuter(map, answer.table) } : {}),
    coverage: { ...answer.coverage, notRead: answer.coverage.notRead.map((one) => notReadToOuter(map, one)) },
    ...(answer.report ? { report: reportToOuter(map, answer.report) } : {}),
    ...(answer.trail ? { trail: answer.trail.map((step) => stepToOuter(map, step)) } : {}),
  };
}

/** Places with the folder that they are in. */
function reportToOuter(map: PathMap, { missed, ...report }: WrittenReport): WrittenReport {
  return { ...report, missed: { ...missed, places: missed.places.map((place) => toOuter(map, place)) } };
}

function claimToOuter(map: PathMap, claim: Claim): Claim {
  return { ...claim, citations: claim.citations.map((citation) => toOuter(map, citation)) };
}

function tableToOuter(map: PathMap, table: Table): Table {
  const rows = table.rows.map((row) => ({ ...row, citation: toOuter(map, row.citation) }));
  return { ...table, rows };
}

/** The repository itself has no folder of its own. */
function stepToOuter(map: PathMap, { at, to, offered, ...step }: TrailStep): TrailStep {
  const outer = (node: TrailNode): TrailNode => (node.path === '' ? node : toOuter(map, node));
  return { ...step, at: outer(at), offered: offered.map(outer), ...(to ? { to: outer(to) } : {}) };
}

/** Written out with its folder: it is no place that can be opened. */
function notReadToOuter(map: PathMap, one: NotRead): NotRead {
  if (one.path === undefined) return one;
  const { root, path } = map.outer(one.path);
  return { ...one, path: root === undefined ? path : `${root}/${path}` };
}
