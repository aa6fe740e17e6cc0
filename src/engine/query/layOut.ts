import type { IndexView } from '../index/repository.ts';
import type { TableColumn } from '../types.ts';
import { numberOf } from './evaluate.ts';
import type { Facts } from './facts.ts';
import type { FindTools, Found, Matches } from './found.ts';
import type { Expression, GroupKey, Query, SortKey } from './language.ts';
import type { RowPlace } from './tableRows.ts';
import { kindsOf, type Unit } from './units.ts';

/** Columns that numbers have, in the order in which they stand. */
const NUMBERS = ['params', 'lines', 'tests', 'calledby', 'calls'] as const;
type NumberKey = (typeof NUMBERS)[number];

export interface LayOutTools extends Pick<FindTools, 'view' | 'mostRows'> {
  /** What a model said of a unit, where one judged: the line that shows it, and why. */
  said?(unit: Unit): { readonly line: number; readonly why: string };
}

/** The table of what fits: columns by what was listed and asked for, groups by size, rows in order, as many as may be. */
export function layOut(
  query: Query,
  { fitting, unknown, facts }: Matches,
  { view, mostRows, said }: LayOutTools,
): Found['table'] {
  const units = fitting.map(({ unit }) => unit);
  const columns = columnsOf(query, units);
  const names = { view, facts };
  const order = new Map(fitting.map((one, i) => [one, i]));
  const groups = query.group && groupsOf(units, query.group, names);
  const place = new Map(groups?.map(({ name }, i) => [name, i]));
  const sorted = [...fitting].sort(
    (a, b) =>
      (query.group
        ? place.get(groupOf(a.unit, query.group, names))! - place.get(groupOf(b.unit, query.group, names))!
        : 0) ||
      (query.sort ? bySort(a.unit, b.unit, query.sort, names) : 0) ||
      order.get(a)! - order.get(b)!,
  );
  const most = query.isCount ? 0 : Math.min(query.limit ?? mostRows, mostRows);
  const kinds = new Set([...kindsOf(query.where)]);
  return {
    query: query.text,
    columns: said ? [...columns, { key: 'why', kind: 'text' }] : columns,
    rows: sorted.slice(0, most).map(({ unit, hash }) => {
      const row = rowOf(unit, hash, columns, names);
      const told = said?.(unit);
      return told ? { ...row, line: told.line, cells: [...row.cells, told.why] } : row;
    }),
    total: units.length,
    unit: kinds.size === 1 ? [...kinds][0]! : 'symbol',
    ...(groups ? { groups } : {}),
    ...(unknown.length > 0 ? { unknown } : {}),
  };
}

interface Names {
  readonly view: Pick<IndexView, 'files'>;
  readonly facts: Facts;
}

function rowOf(unit: Unit, hash: string, columns: readonly TableColumn[], names: Names): RowPlace {
  const { path } = names.view.files[unit.file]!;
  const cells = columns.map(({ key }) => cellOf(key, unit, names));
  return { cells, path, line: unit.line, hash, ...(unit.symbol ? { symbol: unit.name } : {}) };
}

function columnsOf({ where, sort, group }: Query, units: readonly Unit[]): TableColumn[] {
  const kinds = new Set(units.map(({ kind }) => kind));
  const asked = new Set([...keysOf(where), ...(sort ? [sort.key] : [])]);
  const hasLines = units.some(({ symbol, kind }) => symbol !== undefined || kind === 'file');
  const isShown = (key: NumberKey): boolean => (asked.has(key) ? true : key === 'lines' && hasLines);
  const isNamed = units.some(({ kind }) => kind !== 'line' && kind !== 'file');
  const texts = [
    ...(isNamed ? ['name'] : []),
    ...(kinds.size > 1 ? ['kind'] : []),
    ...(units.some(({ container }) => container.length > 0) ? ['in'] : []),
    ...(kinds.has('line') ? ['text'] : []),
    ...(asked.has('signature') ? ['signature'] : []),
    ...(kinds.has('file') || group === 'language' || asked.has('language') ? ['language'] : []),
  ];
  return [
    ...texts.map((key) => ({ key, kind: 'text' as const })),
    ...NUMBERS.filter(isShown).map((key) => ({ key, kind: 'number' as const })),
  ];
}

function* keysOf(where: Expression): Generator<string> {
  if (where.type === 'number') yield where.key;
  else if (where.type === 'match') {
    if (where.key === 'signature' || where.key === 'language') yield where.key;
  } else if (where.type === 'not') yield* keysOf(where.of);
  else if (where.type !== 'flag') for (const part of where.of) yield* keysOf(part);
}

/** Characters of a line that a cell shows; the citation has all of it. */
const MOST_TEXT = 200;

function cellOf(key: string, unit: Unit, { view, facts }: Names): string | number {
  switch (key) {
    case 'name':
      return unit.name;
    case 'kind':
      return unit.kind;
    case 'in':
      return unit.container.join('.');
    case 'text':
      return (unit.text ?? '').trim().slice(0, MOST_TEXT);
    case 'signature':
      return unit.symbol?.signature ?? '';
    case 'language':
      return view.files[unit.file]!.row.language;
    default: {
      const value = numberOf(key, unit, facts);
      return typeof value === 'number' ? value : '';
    }
  }
}

/** Groups by name with how many there are, the largest first. */
function groupsOf(units: readonly Unit[], key: GroupKey, names: Names): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const unit of units) {
    const name = groupOf(unit, key, names);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function groupOf(unit: Unit, key: GroupKey, { view, facts }: Names): string {
  const { path, row } = view.files[unit.file]!;
  switch (key) {
    case 'kind':
      return unit.kind;
    case 'name':
      return unit.name;
    case 'path':
      return path;
    case 'folder':
      return path.slice(0, Math.max(0, path.lastIndexOf('/')));
    case 'language':
      return row.language;
    case 'role':
      return facts.role(unit.file);
    case 'in':
      return unit.container.join('.');
  }
}

/** Numbers from the largest, texts from A; turned round on request. What has no number comes last. */
function bySort(a: Unit, b: Unit, { key, isTurned }: NonNullable<Query['sort']>, names: Names): number {
  const [left, right] = [sortValue(a, key, names), sortValue(b, key, names)];
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  const order =
    typeof left === 'number' && typeof right === 'number'
      ? right - left
      : left < right
        ? -1
        : left > right
          ? 1
          : 0;
  return isTurned ? -order : order;
}

function sortValue(unit: Unit, key: SortKey, names: Names): string | number | undefined {
  if (key === 'path') return names.view.files[unit.file]!.path;
  const cell = cellOf(key, unit, names);
  return cell === '' && key !== 'name' ? undefined : cell;
}
