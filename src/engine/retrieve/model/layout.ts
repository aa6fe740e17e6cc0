/** Names of features by the group that a person is told. */
type Groups = Readonly<Record<string, readonly string[]>>;

/** The names of all groups. */
export type NameOf<Own extends Groups> = Own[keyof Own][number];

/** The column of each feature. */
export type Columns<Name extends string> = Readonly<Record<Name, number>>;

/** The features of one file or chunk, column by column. */
export type Row = Readonly<ArrayLike<number>>;

/** Which feature stands in which column of a row. */
export interface Layout<Own extends Groups> {
  readonly groups: Own;
  /** All names, group by group: the columns of a row. */
  readonly names: readonly NameOf<Own>[];
  readonly columns: Columns<NameOf<Own>>;
}

export function layoutOf<const Own extends Groups>(groups: Own): Layout<Own> {
  const names: readonly NameOf<Own>[] = Object.values(groups).flat();
  return { groups, names, columns: columnsOf(names) };
}

export function columnsOf<Name extends string>(names: readonly Name[]): Columns<Name> {
  return Object.fromEntries(names.map((name, column) => [name, column])) as Record<Name, number>;
}

/**
 * One row of numbers. Rows and no objects: a question has thousands of them, and objects with a hundred numbers each were
 * most of what had to be collected after it.
 */
export function rowOf<Own extends Groups>(
  { groups, names }: Layout<Own>,
  features: { readonly [Group in keyof Own]: Readonly<Record<Own[Group][number], number>> },
): Float64Array {
  const row = new Float64Array(names.length);
  let column = 0;
  for (const group in groups) {
    const values: Readonly<Record<string, number>> = features[group];
    for (const name of groups[group]!) row[column++] = values[name]!;
  }
  return row;
}
