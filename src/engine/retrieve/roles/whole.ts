import type { FileEntry } from '../../index/fileEntry.ts';
import { keptByState } from '../../index/segments/states.ts';
import { isCode, roleOfPath } from './ofPath.ts';

type Row = Pick<FileEntry, 'path' | 'row'>;
type Rows = readonly Row[];

/** Less source than this share of the code, by the names of folders, and the names are looked at once more. */
const LEAST_SOURCE = 0.1;
/** A folder that so much of the code is below is the repository. */
const MOST_CODE = 0.5;

/** The folder, and the lines of code that decide whether there is one. */
interface Whole {
  readonly folder: string;
  readonly code: number;
  readonly source: number;
}

const known = keptByState<Row, { readonly files: Rows }, Whole>(({ files }) => findWhole(files), renewed);

/**
 * The folder, with a slash at its end, that is the repository itself, whatever its name says: `samples/` where hardly any
 * code is elsewhere. Empty for the root, which it nearly always is. Costs one pass over the rows for each view.
 */
export function wholeOf(files: Rows): string {
  return known({ files }).folder;
}

const isSource = ({ path }: Row): boolean => isCode(path) && roleOfPath(path) === 'source';

/** Without a pass over all rows, where the root was the whole and still is. */
function renewed(
  before: Whole,
  changed: readonly { readonly before: Row; readonly now: Row }[],
): Whole | undefined {
  if (before.folder !== '') return undefined;
  let { code, source } = before;
  for (const { before: old, now } of changed) {
    const more = now.row.lines - old.row.lines;
    if (isCode(now.path)) code += more;
    if (isSource(now)) source += more;
  }
  return isEnough(source, code) ? { folder: '', code, source } : undefined;
}

const isEnough = (source: number, code: number): boolean => code === 0 || source >= LEAST_SOURCE * code;

function findWhole(files: Rows): Whole {
  const code = files.filter(({ path }) => isCode(path));
  const all = linesOf(code);
  const source = linesOf(code.filter(isSource));
  const folder = isEnough(source, all) ? '' : innermost(code, all);
  return { folder, code: all, source };
}

/** Goes into the folder that holds most of the code, as long as there is one, until its names say that it is source. */
function innermost(code: Rows, all: number): string {
  let inside = code;
  for (let whole = ''; ; ) {
    const folders = Map.groupBy(inside, ({ path }) => path.slice(0, path.indexOf('/', whole.length) + 1));
    const [next, own] = [...folders].find(([, some]) => linesOf(some) >= MOST_CODE * all) ?? [''];
    if (next.length <= whole.length || !own) return '';
    const source = own.filter(({ path }) => roleOfPath(path.slice(next.length)) === 'source');
    if (linesOf(source) >= MOST_CODE * linesOf(own)) return next;
    [whole, inside] = [next, own];
  }
}

const linesOf = (files: Rows): number => files.reduce((sum, { row }) => sum + row.lines, 0);
