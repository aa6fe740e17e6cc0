import { type Lines, splitLines } from '../parse/lines.ts';
import type { Citation, ConcealedFile, TableRow } from '../types.ts';

/** A row before its place is checked: the line of a file, as it was at `hash`. */
export interface RowPlace {
  readonly cells: TableRow['cells'];
  readonly path: string;
  readonly line: number;
  readonly hash: string;
  readonly symbol?: string;
}

export interface RowTools {
  /** A file as it is now, without its secrets; undefined when it cannot be read. */
  read(path: string): Promise<ConcealedFile | undefined>;
}

/**
 * Cites the line of each row from the files as they are now. A file that changed since it was looked at makes its rows
 * stale: what was counted may stand elsewhere. Reads each file once, and costs no model calls.
 */
export async function citeRows(rows: readonly RowPlace[], { read }: RowTools): Promise<TableRow[]> {
  const files = new Map<string, { readonly file: ConcealedFile; readonly lines: Lines } | undefined>();
  const cited: TableRow[] = [];
  for (const row of rows) {
    if (!files.has(row.path)) {
      const file = await read(row.path);
      files.set(row.path, file && { file, lines: splitLines(file.text) });
    }
    cited.push({ cells: row.cells, citation: citationOf(row, files.get(row.path)) });
  }
  return cited;
}

function citationOf(
  { path, line, hash, symbol }: RowPlace,
  now: { readonly file: ConcealedFile; readonly lines: Lines } | undefined,
): Citation {
  const place = { path, startLine: line, endLine: line, ...(symbol ? { symbol } : {}) };
  if (!now) return { ...place, quote: '', hash: '', state: 'stale', problem: { kind: 'unreadable' } };
  const quote = line <= now.lines.count ? now.lines.text(line) : '';
  if (now.file.hash !== hash)
    return { ...place, quote, hash: now.file.hash, state: 'stale', problem: { kind: 'changed' } };
  return { ...place, quote, hash, state: 'verified' };
}
