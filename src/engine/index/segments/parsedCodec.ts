/** What the parser found in one file, as bytes. A new field of a symbol or a use is one line here, in two places. */
import type {
  ChunkKind,
  ChunkRange,
  Damage,
  ImportRef,
  InheritRef,
  ParsedFile,
  Receiver,
  ReferenceGroup,
  ReferenceKind,
  SymbolDef,
  SymbolKind,
  SyntaxFlaw,
} from '../../types.ts';
import type { ModuleName } from '../names/moduleNames.ts';
import { RecordReader, type RecordWriter } from './bytes.ts';

/** What is stored of a file beside its row. */
export interface FileRecord {
  readonly parsed: ParsedFile;
  /** One for each chunk. */
  readonly chunkHashes: readonly string[];
  readonly chunkTokens: readonly number[];
  /** Names that the file, a manifest, gives to modules. */
  readonly modules: readonly ModuleName[];
}

/** The part of a parsed file that stands in its row. */
export type ParsedHead = Pick<ParsedFile, 'language' | 'mode' | 'textReason' | 'lines'> & {
  readonly damage?: Damage;
};

/** Writes a file. Its `ParsedHead` is left out. */
export function encodeRecord(
  { parsed, chunkHashes, chunkTokens, modules }: FileRecord,
  into: RecordWriter,
): void {
  into.list(parsed.chunks, (chunk) => writeChunk(into, chunk));
  for (const tokens of chunkTokens) into.uint(tokens);
  for (const hash of chunkHashes) writeHex(into, hash);
  into.list(parsed.symbols, (symbol) => writeSymbol(into, symbol));
  into.list(parsed.references, (group) => writeReferences(into, group));
  into.list(parsed.imports, (one) => writeImport(into, one));
  into.list(parsed.inherits, (one) => writeInherit(into, one));
  into.list(parsed.flaws, (flaw) => writeFlaw(into, flaw));
  writePairs(
    into,
    (parsed.exports ?? []).map(({ name, of }) => [name, of]),
  );
  into.list(modules, (one) => writeModule(into, one));
}

/** Reverses `encodeRecord`. Throws a RangeError on bytes that are cut short. */
export function decodeRecord(bytes: Uint8Array, head: ParsedHead): FileRecord {
  const from = new RecordReader(bytes);
  const chunks = from.list(() => readChunk(from));
  const chunkTokens = chunks.map(() => from.uint());
  const chunkHashes = chunks.map(() => readHex(from));
  const parsed: ParsedFile = {
    language: head.language,
    mode: head.mode,
    ...(head.textReason ? { textReason: head.textReason } : {}),
    lines: head.lines,
    chunks,
    symbols: from.list(() => readSymbol(from)),
    references: from.list(() => readReferences(from)),
    imports: from.list(() => readImport(from)),
    inherits: from.list(() => readInherit(from)),
    flaws: from.list(() => readFlaw(from)),
    ...readExports(from),
    ...(head.damage?.recovery ? { recovery: head.damage.recovery } : {}),
  };
  return { parsed, chunkHashes, chunkTokens, modules: from.list(() => readModule(from)) };
}

function readExports(from: RecordReader): Pick<ParsedFile, 'exports'> {
  const exports = readPairs(from).map(([name, of]) => ({ name, of }));
  return exports.length > 0 ? { exports } : {};
}

function writeChunk(into: RecordWriter, chunk: ChunkRange): void {
  into.uint(chunk.startLine);
  into.uint(chunk.endLine - chunk.startLine + 1);
  into.text(chunk.kind);
  into.text(chunk.symbolPath);
}

function readChunk(from: RecordReader): ChunkRange {
  const startLine = from.uint();
  const endLine = startLine + from.uint() - 1;
  return { startLine, endLine, kind: from.text() as ChunkKind, symbolPath: from.text() };
}

function writeSymbol(into: RecordWriter, symbol: SymbolDef): void {
  into.text(symbol.name);
  into.text(symbol.kind);
  into.uint(symbol.line);
  into.uint(symbol.startLine);
  into.uint(symbol.endLine);
  into.list(symbol.container, (name) => into.text(name));
  into.text(symbol.signature);
  into.text(symbol.doc);
  into.uint(EXPORTS.indexOf(symbol.isExported) + EXPORTS.length * (1 + (symbol.params ?? -1)));
}

/** What is known of whether a symbol is exported; its number and the parameters, from 1, are one. */
const EXPORTS = [undefined, false, true] as const;

function readSymbol(from: RecordReader): SymbolDef {
  const symbol = {
    name: from.text(),
    kind: from.text() as SymbolKind,
    line: from.uint(),
    startLine: from.uint(),
    endLine: from.uint(),
    container: from.list(() => from.text()),
    signature: from.text(),
    doc: from.text(),
  };
  const facts = from.uint();
  const isExported = EXPORTS[facts % EXPORTS.length];
  const params = Math.floor(facts / EXPORTS.length) - 1;
  return {
    ...symbol,
    ...(params < 0 ? {} : { params }),
    ...(isExported === undefined ? {} : { isExported }),
  };
}

function writeReferences(into: RecordWriter, { kind, name, on, lines }: ReferenceGroup): void {
  into.text(kind);
  into.text(name);
  into.text(on?.kind ?? '');
  into.text(on?.name ?? '');
  writeLines(into, lines);
}

function readReferences(from: RecordReader): ReferenceGroup {
  const [kind, name] = [from.text() as ReferenceKind, from.text()];
  const [onKind, onName] = [from.text() as Receiver['kind'] | '', from.text()];
  const on = onKind === '' ? undefined : { kind: onKind, ...(onName === '' ? {} : { name: onName }) };
  return { kind, name, lines: readLines(from), ...(on ? { on } : {}) };
}

function writeImport(into: RecordWriter, { module, line, names, as, isExport }: ImportRef): void {
  into.text(module);
  into.uint(line);
  into.list(names, (name) => into.text(name));
  writePairs(into, as ?? []);
  into.uint(isExport ? 1 : 0);
}

function writePairs(into: RecordWriter, pairs: readonly (readonly [string, string])[]): void {
  into.list(pairs, ([first, second]) => {
    into.text(first);
    into.text(second);
  });
}

const readPairs = (from: RecordReader): [string, string][] => from.list(() => [from.text(), from.text()]);

function readImport(from: RecordReader): ImportRef {
  const [module, line, names] = [from.text(), from.uint(), from.list(() => from.text())];
  const as = readPairs(from);
  const isExport = from.uint() === 1;
  return { module, line, names, ...(as.length > 0 ? { as } : {}), ...(isExport ? { isExport } : {}) };
}

function writeInherit(into: RecordWriter, { type, base, line }: InheritRef): void {
  into.text(type);
  into.text(base);
  into.uint(line);
}

function readInherit(from: RecordReader): InheritRef {
  return { type: from.text(), base: from.text(), line: from.uint() };
}

function writeModule(into: RecordWriter, { name, to, within }: ModuleName): void {
  into.text(name);
  into.list(to, (path) => into.text(path));
  into.list(within === undefined ? [] : [within], (folder) => into.text(folder));
}

function readModule(from: RecordReader): ModuleName {
  const [name, to] = [from.text(), from.list(() => from.text())];
  const [within] = from.list(() => from.text());
  return { name, to, ...(within === undefined ? {} : { within }) };
}

function writeFlaw(into: RecordWriter, { kind, span }: SyntaxFlaw): void {
  into.text(kind);
  into.uint(span.startLine);
  into.uint(span.endLine - span.startLine);
  into.uint(span.start);
  into.uint(span.end - span.start);
}

function readFlaw(from: RecordReader): SyntaxFlaw {
  const kind = from.text() as SyntaxFlaw['kind'];
  const startLine = from.uint();
  const endLine = startLine + from.uint();
  const start = from.uint();
  return { kind, span: { startLine, endLine, start, end: start + from.uint() } };
}

/** Ascending line numbers, as the distances between them. */
function writeLines(into: RecordWriter, lines: readonly number[]): void {
  let before = 0;
  into.list(lines, (line) => {
    // Twice the distance, plus 1 where it is negative: lines may come in another order.
    into.uint(line >= before ? 2 * (line - before) : 2 * (before - line) + 1);
    before = line;
  });
}

function readLines(from: RecordReader): number[] {
  let before = 0;
  return from.list(() => {
    const step = from.uint();
    before += step % 2 === 0 ? step / 2 : -(step - 1) / 2;
    return before;
  });
}

/** A hash in hex, as its length and its bytes. */
function writeHex(into: RecordWriter, hex: string): void {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  into.uint(bytes.length);
  into.raw(bytes);
}

function readHex(from: RecordReader): string {
  let hex = '';
  for (const byte of from.raw(from.uint())) hex += (byte < 16 ? '0' : '') + byte.toString(16);
  return hex;
}
