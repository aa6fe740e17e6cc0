import type { FileEntry } from '../index/fileEntry.ts';
import type { Lines } from '../parse/lines.ts';
import type { ReferenceKind, SymbolDef } from '../types.ts';
import { type Expression, KINDS, SYMBOL_KINDS, type UnitKind } from './language.ts';

/** One thing that a query may list. Lines are 1-based and inclusive. */
export interface Unit {
  readonly kind: UnitKind;
  /** Number of its file in the index. */
  readonly file: number;
  /** Of a file its name without folders, of an import the module, of a line nothing. */
  readonly name: string;
  /** The line that shows it. */
  readonly line: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Names of the definitions around it, outermost first. */
  readonly container: readonly string[];
  readonly symbol?: SymbolDef;
  /** Number of the definition among those of its file. */
  readonly number?: number;
  /** The text of a line. */
  readonly text?: string;
}

/** What a query lists. Without `kind:` it lists definitions, or lines where it asks for a text. */
export function kindsOf(where: Expression): ReadonlySet<UnitKind> {
  const named = [...kindsNamed(where)];
  if (named.length > 0) return new Set(named);
  return new Set<UnitKind>(asksForText(where) ? ['line'] : KINDS.symbol!);
}

function* kindsNamed(where: Expression): Generator<UnitKind> {
  if (where.type === 'match' && where.key === 'kind')
    for (const name of where.patterns) yield* KINDS[name] ?? [];
  if (where.type === 'and' || where.type === 'or') for (const part of where.of) yield* kindsNamed(part);
}

/** Whether the text of files has to be read. */
export function asksForText(where: Expression): boolean {
  if (where.type === 'match') return where.key === 'text' || where.key === 'word';
  if (where.type === 'not') return asksForText(where.of);
  return (where.type === 'and' || where.type === 'or') && where.of.some(asksForText);
}

const CALLS: readonly ReferenceKind[] = ['call'];
const USES: readonly ReferenceKind[] = ['call', 'type', 'name'];

/** What of some kinds is in a file, in the order of its lines. `lines` is its text as it is now, for kind `line`. */
export function* unitsOf(
  entry: FileEntry,
  file: number,
  kinds: ReadonlySet<UnitKind>,
  lines?: Lines,
): Generator<Unit> {
  const { path, row } = entry;
  const whole = { startLine: 1, endLine: Math.max(1, row.lines) };
  if (kinds.has('file'))
    yield {
      kind: 'file',
      file,
      name: path.slice(path.lastIndexOf('/') + 1),
      line: 1,
      ...whole,
      container: [],
    };
  if (SYMBOL_KINDS.some((kind) => kinds.has(kind)))
    for (const [number, symbol] of entry.parsed.symbols.entries())
      if (kinds.has(symbol.kind)) yield symbolUnit(symbol, file, number);
  const around = containers(entry);
  if (kinds.has('call') || kinds.has('use')) {
    const kind = kinds.has('use') ? 'use' : 'call';
    for (const group of entry.parsed.references) {
      if (!(kind === 'use' ? USES : CALLS).includes(group.kind)) continue;
      for (const line of group.lines)
        yield { kind, file, name: group.name, ...at(line), container: around(line) };
    }
  }
  if (kinds.has('import'))
    for (const { module, line } of entry.parsed.imports)
      yield { kind: 'import', file, name: module, ...at(line), container: [] };
  if (kinds.has('line') && lines)
    for (let line = 1; line <= lines.count; line++)
      yield { kind: 'line', file, name: '', ...at(line), container: around(line), text: lines.text(line) };
}

const at = (line: number): { line: number; startLine: number; endLine: number } => ({
  line,
  startLine: line,
  endLine: line,
});

function symbolUnit(symbol: SymbolDef, file: number, number: number): Unit {
  const { kind, name, line, startLine, endLine, container } = symbol;
  return { kind, file, name, line, startLine, endLine, container, symbol, number };
}

/** The definitions around a line, by halving over them: each line costs the depth of its nesting. */
function containers({ parsed }: FileEntry): (line: number) => readonly string[] {
  const symbols = parsed.symbols.filter(({ kind }) => kind !== 'section');
  const byLine = new Map<number, readonly string[]>();
  return (line) => {
    let known = byLine.get(line);
    if (!known) {
      let inner: SymbolDef | undefined;
      // In the order of their lines: the last one that holds the line is the innermost.
      for (const symbol of symbols) {
        if (symbol.startLine > line) break;
        if (symbol.endLine >= line) inner = symbol;
      }
      known = inner ? [...inner.container, inner.name] : [];
      byLine.set(line, known);
    }
    return known;
  };
}
