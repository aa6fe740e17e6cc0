import type { IndexView } from '../index/repository.ts';
import type { ConcealedFile, NotRead, Table, TableUnknown } from '../types.ts';
import type { Facts } from './facts.ts';
import type { RowPlace } from './tableRows.ts';
import type { Unit } from './units.ts';

/** Where a query looks. */
export interface FindTools {
  readonly view: IndexView;
  /** Numbers of the files that it may look at. */
  readonly files: readonly number[];
  /** A file as it is now, without its secrets. */
  read(path: string): Promise<ConcealedFile | undefined>;
  readonly signal: AbortSignal;
  /** Rows that are listed at most; the count is of all. */
  readonly mostRows: number;
}

/** What a query finds, before the places of its rows are checked. */
export interface Found {
  readonly table: Omit<Table, 'rows'> & { readonly rows: readonly RowPlace[] };
  /** Paths of the files whose contents were looked at, in full. */
  readonly read: readonly string[];
  /** Files that could not be looked at. */
  readonly leftOut: readonly NotRead[];
}

/** A unit that fits, with the state of its file in which it was seen. */
export interface Fitting {
  readonly unit: Unit;
  readonly hash: string;
}

/** What fits a query, and what could not be told of it. */
export interface Matches {
  readonly fitting: readonly Fitting[];
  readonly unknown: readonly TableUnknown[];
  readonly facts: Facts;
  readonly read: readonly string[];
  readonly leftOut: readonly NotRead[];
}
