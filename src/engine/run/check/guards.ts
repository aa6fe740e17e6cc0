import { parseQuery } from '../../query/parse.ts';
import type { Draft, RunContext, TableDraft } from '../context.ts';

/**
 * Holds a draft to what no route may do: give or name a file outside of the scope of its run, and count otherwise than
 * by its rows and groups. Checked before an Answer is made; costs no model calls.
 * @throws Error that names the breach: it is a fault of the route, not of what it read.
 */
export function guardDraft(
  draft: Pick<Draft, 'passages' | 'read' | 'table'>,
  { scope, settings }: Pick<RunContext, 'scope' | 'settings'>,
): void {
  const paths = [
    ...draft.passages.map(({ path }) => path),
    ...draft.read,
    ...(draft.table?.rows.map(({ path }) => path) ?? []),
  ];
  const outside = paths.find((path) => !scope.holds(path));
  if (outside !== undefined) throw new Error(`A route went past its scope: ${outside}`);
  if (draft.table) guardCounts(draft.table, settings.tableRows);
}

/** Counts follow from what was found: as many rows as there are, up to what is listed, and groups that add up. */
function guardCounts({ query: text, rows, total, groups, judged }: TableDraft, mostRows: number): void {
  const query = parseQuery(text);
  const asked = 'where' in query ? query : undefined;
  const most = asked?.isCount ? 0 : Math.min(asked?.limit ?? mostRows, mostRows);
  if (rows.length !== Math.min(total, most))
    throw new Error(`A table counts ${total} and lists ${rows.length}`);
  const sum = groups?.reduce((count, group) => count + group.count, 0) ?? total;
  if (sum !== total) throw new Error(`A table counts ${total} and its groups ${sum}`);
  if (judged && (judged.done > judged.of || total > judged.done))
    throw new Error(`A table counts ${total} of ${judged.done} that were judged, of ${judged.of}`);
}
