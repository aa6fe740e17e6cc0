/** The rows of a segment, as bytes: all that is read of it when it is opened. */
import type { Damage, Encoding, ParseMode, Recovery, TextReason } from '../../types.ts';
import type { Made } from '../madeBy.ts';
import { FIELDS } from '../textIndex.ts';
import { RecordReader, RecordWriter } from './bytes.ts';

/** What is known of one file without loading the rest: enough to see what changed and to count. */
export interface FileRow {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
  readonly encoding: Encoding;
  readonly readAtMs: number;
  readonly language: string;
  readonly mode: ParseMode;
  readonly textReason?: TextReason;
  readonly lines: number;
  readonly covered: number;
  readonly chunks: number;
  readonly symbols: number;
  /** Estimated model tokens of its chunks. */
  readonly tokens: number;
  /** Uses of names, each counted. */
  readonly references: number;
  /** Different terms of the chunks, added up for each field. */
  readonly terms: readonly number[];
  readonly made?: Made;
  readonly damage?: Damage;
}

/** A row, and how many bytes the file has in the two large parts. */
export interface StoredRow {
  readonly row: FileRow;
  readonly recordBytes: number;
  readonly termBytes: number;
}

export function encodeRows(rows: readonly StoredRow[]): Uint8Array {
  const into = new RecordWriter();
  into.list(rows, ({ row, recordBytes, termBytes }) => {
    into.text(row.path);
    into.uint(row.size);
    into.double(row.mtimeMs);
    into.text(row.hash);
    into.text(row.encoding);
    into.double(row.readAtMs);
    into.text(row.language);
    into.text(row.mode);
    into.text(row.textReason ?? '');
    into.text(row.made ?? '');
    into.uint(row.damage?.lines ?? 0);
    into.uint(row.damage?.firstLine ?? 0);
    into.text(row.damage?.recovery ?? '');
    for (const count of [row.lines, row.covered, row.chunks, row.symbols, row.tokens, row.references])
      into.uint(count);
    for (const count of row.terms) into.uint(count);
    into.uint(recordBytes);
    into.uint(termBytes);
  });
  return into.bytes();
}

/** Reverses `encodeRows`. Throws a RangeError on bytes that are cut short. */
export function decodeRows(bytes: Uint8Array): StoredRow[] {
  const from = new RecordReader(bytes);
  return from.list(() => {
    const [path, size, mtimeMs] = [from.text(), from.uint(), from.double()];
    const [hash, encoding, readAtMs] = [from.text(), from.text() as Encoding, from.double()];
    const [language, mode] = [from.text(), from.text() as ParseMode];
    const [textReason, made] = [from.text(), from.text()];
    const [lines, firstLine, recovery] = [from.uint(), from.uint(), from.text() as Recovery | ''];
    const damage: Damage = { lines, firstLine, ...(recovery === '' ? {} : { recovery }) };
    const row: FileRow = {
      ...{ path, size, mtimeMs, hash, encoding, readAtMs, language, mode },
      ...(made === '' ? {} : { made: made as Made }),
      ...(lines === 0 ? {} : { damage }),
      ...(textReason === '' ? {} : { textReason: textReason as TextReason }),
      lines: from.uint(),
      covered: from.uint(),
      chunks: from.uint(),
      symbols: from.uint(),
      tokens: from.uint(),
      references: from.uint(),
      terms: FIELDS.map(() => from.uint()),
    };
    return { row, recordBytes: from.uint(), termBytes: from.uint() };
  });
}
