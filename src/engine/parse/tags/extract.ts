import type { Node, Query, QueryMatch } from 'web-tree-sitter';
import type {
  ExportRef,
  ImportRef,
  InheritRef,
  ReferenceGroup,
  SymbolKind,
  SyntaxFlaw,
} from '../../types.ts';
import type { ChunkSymbol } from '../chunkTree.ts';
import { spanOf } from '../flaws.ts';
import { cleanDoc } from './comment.ts';
import type { DeclareSpec } from './declared.ts';
import {
  addDefinition,
  type Definitions,
  type TaggedText,
  type TaggedTree,
  taggedTree,
  toSymbols,
} from './definitions.ts';
import { MAX_NAME, nodeText, unquote } from './nodeText.ts';
import { groupReferences, type RawLocal, type RawReference, typeName } from './references.ts';
import { nestScopes, type ScopeRange, type Scopes } from './scopes.ts';
import { readUseTree } from './useTree.ts';

/** What one query run over one tree found, as plain data. */
export interface Extracted {
  readonly symbols: readonly ChunkSymbol[];
  readonly references: readonly ReferenceGroup[];
  readonly imports: readonly ImportRef[];
  readonly inherits: readonly InheritRef[];
  readonly exports: readonly ExportRef[];
}

/** What the matches of a file gave so far. The trees that they were made by must live until they are finished. */
export interface Found {
  /** By where the name starts. */
  readonly definitions: Definitions;
  readonly references: RawReference[];
  readonly imports: ImportRef[];
  readonly inherits: InheritRef[];
  readonly scopes: ScopeRange[];
  readonly locals: RawLocal[];
  /** Fields of classes with the name of their type. */
  readonly fields: RawLocal[];
  readonly exports: ExportRef[];
  /** What the grammar read as something else without saying so. */
  readonly damage: SyntaxFlaw[];
}

export const foundNothing = (): Found => ({
  definitions: new Map(),
  references: [],
  imports: [],
  inherits: [],
  scopes: [],
  locals: [],
  fields: [],
  exports: [],
  damage: [],
});

/** The text of a tree, and how its language is read. */
export interface TagSource {
  readonly query: Query;
  readonly text: string;
  readonly declares: DeclareSpec;
}

/** Adds what a language's `tags.scm` matches in a tree. `onProgress` returning true ends the query. */
export function collectTags(
  found: Found,
  root: Node,
  { query, text, declares }: TagSource,
  onProgress: () => boolean,
): void {
  const tree = taggedTree(root, text, declares);
  for (const match of query.matches(root, { progressCallback: onProgress })) readMatch(match, tree, found);
}

/** Definitions, references, imports and inheritance, of one tree or of several that stand in one text. */
export function finishTags(found: Found, source: TaggedText): Extracted {
  const { definitions, references, imports: raw, inherits } = found;
  const scopes = nestScopes(found.scopes);
  const imports = dedupeImports(raw);
  const locals = [...found.locals, ...takeLocals(definitions, scopes)];
  const uses = references.filter((reference) => !isNaming(reference, definitions));
  return {
    symbols: toSymbols(definitions, source),
    references: groupReferences(uses, {
      scopes,
      locals: locals.filter(({ start }) => !definitions.has(start)),
      fields: fieldTypes([...found.fields, ...found.locals.filter(({ start }) => scopes.at(start) < 0)]),
      imports,
      defined: new Set([...definitions.values()].map(({ name }) => name)),
    }),
    imports,
    inherits: dedupeInherits(inherits),
    exports: found.exports,
  };
}

function fieldTypes(fields: readonly RawLocal[]): Map<string, string | undefined> {
  const types = new Map<string, string | undefined>();
  for (const { name, type } of fields)
    if (type !== undefined) types.set(name, types.has(name) && types.get(name) !== type ? undefined : type);
  return types;
}

/** The name of a definition is no use of it. An embedded field is named by the type that it uses. */
function isNaming({ start, kind }: RawReference, definitions: Definitions): boolean {
  const definition = definitions.get(start);
  return definition !== undefined && !(definition.kind === 'field' && kind === 'type');
}

/** Takes out the names that are bound inside of functions: locals, and no definitions. */
function takeLocals(definitions: Definitions, scopes: Scopes): RawLocal[] {
  const locals: RawLocal[] = [];
  for (const [start, { name, isBinding }] of definitions) {
    if (!isBinding || scopes.at(start) < 0) continue;
    definitions.delete(start);
    locals.push({ name, start });
  }
  return locals;
}

/** The nodes of one match by what they were captured as. */
type Captures = ReadonlyMap<string, readonly Node[]>;

function readMatch({ captures, patternIndex }: QueryMatch, tree: TaggedTree, found: Found): void {
  const { text } = tree;
  const byName = new Map<string, Node[]>();
  const uses: { node: Node; kind: RawReference['kind'] }[] = [];
  let definition: { node: Node; kind: SymbolKind; isBinding: boolean } | undefined;
  for (const { name, node } of captures) {
    const dot = name.indexOf('.');
    const role = dot < 0 ? name : name.slice(0, dot);
    if (role === 'reference') uses.push({ node, kind: name.slice(dot + 1) as RawReference['kind'] });
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
      isOwn: byName.has('own'),
      isClause: byName.has('clause'),
      lead: lead ? nodeText(lead, text) : '',
      start: byName.get('start')?.[0],
      rest: byName.get('rest')?.[0],
      doc: docOf(byName, text),
      container: container?.join('::'),
    };
    for (const name of byName.get('name') ?? []) addDefinition(found.definitions, { ...shared, name }, tree);
  }
  if (uses.length > 0) readUses(uses, byName, text, found);
  // Most matches are uses and nothing else.
  if (byName.size === 0) return;
  if (BOUND.some((role) => byName.has(role))) readLocals(byName, text, found);
  if (BROUGHT.some((role) => byName.has(role))) readImport(byName, text, found);
  if (byName.has('inherit')) readInherits(byName, text, found);
}

const BOUND = ['local', 'local.whole', 'field'];
const BROUGHT = ['import', 'import.tree', 'export.name'];

function typeOf(captures: Captures, text: string): string | undefined {
  const [type] = captures.get('type') ?? [];
  return type && typeName(nodeText(type, text));
}

function readUses(
  uses: readonly { readonly node: Node; readonly kind: RawReference['kind'] }[],
  captures: Captures,
  text: string,
  { references }: Found,
): void {
  const [receiver] = captures.get('receiver') ?? [];
  const of = receiver && nodeText(receiver, text);
  for (const { node, kind } of uses)
    references.push({
      name: nodeText(node, text),
      kind,
      start: node.startIndex,
      line: node.startPosition.row + 1,
      ...(of === undefined ? {} : { receiver: of }),
    });
}

function readLocals(captures: Captures, text: string, { locals, fields }: Found): void {
  const type = typeOf(captures, text);
  const bound = (node: Node): RawLocal => ({
    name: nodeText(node, text),
    start: node.startIndex,
    ...(type === undefined ? {} : { type }),
  });
  for (const node of captures.get('local') ?? []) locals.push(bound(node));
  for (const node of captures.get('local.whole') ?? []) locals.push({ ...bound(node), isWhole: true });
  for (const node of captures.get('field') ?? []) fields.push(bound(node));
}

function docOf(captures: Captures, text: string): string {
  for (const { startIndex, endIndex } of captures.get('doc') ?? []) {
    const doc = cleanDoc(text.slice(startIndex, Math.min(endIndex, startIndex + 2_000)));
    if (doc !== '') return doc;
  }
  return '';
}

function readImport(captures: Captures, text: string, found: Found): void {
  const textOf = (name: string): string[] => (captures.get(name) ?? []).map((node) => nodeText(node, text));
  const [name] = textOf('import.name');
  const [local] = textOf('import.as');
  const [module] = captures.get('import') ?? [];
  for (const tree of captures.get('import.tree') ?? [])
    found.imports.push(
      ...readUseTree(text.slice(tree.startIndex, tree.endIndex), tree.startPosition.row + 1),
    );
  const exported = textOf('export.name');
  const given = textOf('export.as');
  if (!module) {
    for (const [i, of] of exported.entries()) found.exports.push({ name: given[i] ?? 'default', of });
    return;
  }
  const aliases: [string, string][] = local === undefined ? [] : [[local, name ?? '*']];
  for (const all of textOf('import.default')) aliases.push([all, 'default']);
  found.imports.push({
    module: unquote(nodeText(module, text)),
    names: textOf('import.name'),
    line: module.startPosition.row + 1,
    ...(aliases.length > 0 ? { as: aliases } : {}),
    ...(captures.has('import.export') ? { isExport: true } : {}),
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

function dedupeImports(imports: readonly ImportRef[]): ImportRef[] {
  const merged = new Map<string, ImportRef>();
  for (const entry of imports) {
    const { module, line } = entry;
    if (module === '' || module.length > 2 * MAX_NAME) continue;
    const key = `${line}:${module}`;
    const known = merged.get(key);
    const as = [...(known?.as ?? []), ...(entry.as ?? [])];
    merged.set(key, {
      module,
      names: [...new Set([...(known?.names ?? []), ...entry.names])],
      line,
      ...(as.length > 0 ? { as } : {}),
      ...(known?.isExport || entry.isExport ? { isExport: true } : {}),
    });
  }
  return [...merged.values()];
}

function dedupeInherits(inherits: readonly InheritRef[]): InheritRef[] {
  return [...new Map(inherits.map((entry) => [`${entry.line} ${entry.type} ${entry.base}`, entry])).values()];
}
