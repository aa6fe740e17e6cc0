import type { FileEntry } from '../../index/fileEntry.ts';
import { isCode, roleOfPath } from './ofPath.ts';

type Rows = readonly Pick<FileEntry, 'path' | 'row'>[];

/** Less source than this share of the code, by the names of folders, and the names are looked at once more. */
const LEAST_SOURCE = 0.1;
/** A folder that so much of the code is below is the repository. */
const MOST_CODE = 0.5;

const known = new WeakMap<Rows, string>();

/**
 * The folder, with a slash at its end, that is the repository itself, whatever its name says: `samples/` where hardly any
 * code is elsewhere. Empty for the root, which it nearly always is. Costs one pass over the rows for each view.
 */
export function wholeOf(files: Rows): string {
  let whole = known.get(files);
  if (whole === undefined) {
    whole = findWhole(files);
    known.set(files, whole);
  }
  return whole;
}

function findWhole(files: Rows): string {
  const code = files.filter(({ path }) => isCode(path));
  const all = linesOf(code);
  if (all === 0 || linesOf(code.filter(({ path }) => roleOfPath(path) === 'source')) >= LEAST_SOURCE * all)
    return '';
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
