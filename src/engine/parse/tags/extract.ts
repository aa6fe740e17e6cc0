import type { Node, Query, QueryMatch } from 'web-tree-sitter';
import type {
  ImportRef,
  InheritRef,
  ReferenceGroup,
  ReferenceKind,
  SymbolKind,
  SyntaxFlaw,
} from '../../types.ts';
import type { ChunkSymbol } from '../chunkTree.ts';
import { spanOf } from '../flaws.ts';
import { cleanDoc } from './comment.ts';
import { addDefinition, type Definitions, type TaggedText, toSymbols } from './definitions.ts';
import { MAX_NAME, nodeText, unquote } from './nodeText.ts';
import { nestScopes, type ScopeRange, type Scopes } from './scopes.ts';

/** What one query run over one tree found, as plain data. */
export interface Extracted {
  readonly symbols: readonly ChunkSymbol[];
  readonly references: readonly ReferenceGroup[];
  readonly imports: readonly ImportRef[];
  readonly inherits: readonly InheritRef[];
}

interface RawReference {
  readonly name: string;
  readonly kind: ReferenceKind;
  readonly start: number;
  readonly line: number;
}

/** What the matches of a file gave so far. The trees that they were made by must live until they are finished. */
export interface Found {
  /** By where the name starts. */
  readonly definitions: Definitions;
  readonly references: RawReference[];
  readonly imports: ImportRef[];
  readonly inherits: InheritRef[];
  readonly scopes: ScopeRange[];
  /** What the grammar read as something else without saying so. */
  readonly damage: SyntaxFlaw[];
}

export const foundNothing = (): Found => ({
  definitions: new Map(),
  references: [],
  imports: [],
  inherits: [],
  scopes: [],
  damage: [],
});

/** Adds what a language's `tags.scm` matches in a tree. `onProgress` returning true ends the query. */
export function collectTags(
  found: Found,
  root: Node,
  { query, text }: { readonly query: Query; readonly text: string },
  onProgress: () => boolean,
): void {
  for (const match of query.matches(root, { progressCallback: onProgress })) readMatch(match, text, found);
}

/** Definitions, references, imports and inheritance, of one tree or of several that stand in one text. */
export function finishTags(found: Found, source: TaggedText): Extracted {
  const { definitions, references, imports, inherits } = found;
  dropLocals(definitions, nestScopes(found.scopes));
  return {
    symbols: toSymbols(definitions, source),
    references: groupReferences(references.filter((reference) => !isNaming(reference, definitions))),
    imports: dedupeImports(imports),
    inherits: dedupeInherits(inherits),
  };
}

/** The name of a definition is no use of it. An embedded field is named by the type that it uses. */
function isNaming({ start, kind }: RawReference, definitions: Definitions): boolean {
  const definition = definitions.get(start);
  return definition !== undefined && !(definition.kind === 'field' && kind === 'type');
}

/** A name that is bound inside of a function is no definition. */
function dropLocals(definitions: Definitions, scopes: Scopes): void {
  for (const [start, { isBinding }] of definitions)
    if (isBinding && scopes.at(start) >= 0) definitions.delete(start);
}

/** The nodes of one match by what they were captured as. */
type Captures = ReadonlyMap<string, readonly Node[]>;

function readMatch({ captures, patternIndex }: QueryMatch, text: string, found: Found): void {
  const byName = new Map<string, Node[]>();
  let definition: { node: Node; kind: SymbolKind; isBinding: boolean } | undefined;
  for (const { name, node } of captures) {
    const dot = name.indexOf('.');
    const role = dot < 0 ? name : name.slice(0, dot);
    if (role === 'reference')
      found.references.push({
        name: nodeText(node, text),
        kind: name.slice(dot + 1) as ReferenceKind,
        start: node.startIndex,
        line: node.startPosition.row + 1,
      });
    else if (role === 'definition' || role === 'binding')
      definition = { node, kind: name.slice(dot + 1) as SymbolKind, isBinding: role === 'binding' };
    else if (name === 'damage') found.damage.push({ kind: 'error', span: spanOf(node) });
    else if (name === 'scope') found.scopes.push({ start: node.startIndex, end: node.endIndex });
    else {
      const known = byName.get(name);
      if (known) known.push(node);
      else byName.set(name, [node]);
    }
  }
  if (definition) {
    const container = byName.get('container')?.map((node) => nodeText(node, text));
    const [lead] = byName.get('name.lead') ?? [];
    const shared = {
      ...definition,
      pattern: patternIndex,
      lead: lead ? nodeText(lead, text) : '',
      start: byName.get('start')?.[0],
      doc: docOf(byName, text),
      container: container?.join('::'),
    };
    for (const name of byName.get('name') ?? []) addDefinition(found.definitions, { ...shared, name }, text);
  }
  readImport(byName, text, found);
  readInherits(byName, text, found);
}

function docOf(captures: Captures, text: string): string {
  for (const { startIndex, endIndex } of captures.get('doc') ?? []) {
    const doc = cleanDoc(text.slice(startIndex, Math.min(endIndex, startIndex + 2_000)));
    if (doc !== '') return doc;
  }
  return '';
}

function readImport(captures: Captures, text: string, found: Found): void {
  const [module] = captures.get('import') ?? [];
  if (!module) return;
  found.imports.push({
    module: unquote(nodeText(module, text)),
    names: (captures.get('import.name') ?? []).map((name) => nodeText(name, text)),
    line: module.startPosition.row + 1,
  });
}

function readInherits(captures: Captures, text: string, found: Found): void {
  const derived = captures.get('inherit.of')?.at(-1);
  if (!derived) return;
  for (const base of captures.get('inherit') ?? [])
    found.inherits.push({
      type: nodeText(derived, text),
      base: nodeText(base, text),
      line: base.startPosition.row + 1,
    });
}

function groupReferences(raw: readonly RawReference[]): ReferenceGroup[] {
  const groups = new Map<string, { name: string; kind: ReferenceKind; lines: number[] }>();
  const seen = new Map<number, RawReference>();
  // A call is more telling than a type, a type more than a bare name, when patterns overlap on one node.
  const rank = { call: 0, type: 1, name: 2 } as const;
  for (const reference of raw) {
    const known = seen.get(reference.start);
    if (!known || rank[reference.kind] < rank[known.kind]) seen.set(reference.start, reference);
  }
  for (const { name, kind, line } of [...seen.values()].sort((a, b) => a.start - b.start)) {
    if (name === '' || name.length > MAX_NAME) continue;
    const key = `${kind}:${name}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { name, kind, lines: [line] });
    else if (group.lines[group.lines.length - 1] !== line) group.lines.push(line);
  }
  return [...groups.values()];
}

function dedupeImports(imports: readonly ImportRef[]): ImportRef[] {
  const merged = new Map<string, { module: string; names: Set<string>; line: number }>();
  for (const { module, names, line } of imports) {
    if (module === '' || module.length > 2 * MAX_NAME) continue;
    const known = merged.get(`${line}:${module}`);
    if (known) for (const name of names) known.names.add(name);
    else merged.set(`${line}:${module}`, { module, names: new Set(names), line });
  }
  return [...merged.values()].map((entry) => ({ ...entry, names: [...entry.names] }));
}

function dedupeInherits(inherits: readonly InheritRef[]): InheritRef[] {
  return [...new Map(inherits.map((entry) => [`${entry.line} ${entry.type} ${entry.base}`, entry])).values()];
}
