/** What a definition declares beside its name, read off the tree by the data of its language. */
import type { Node } from 'web-tree-sitter';
import type { SymbolKind } from '../../types.ts';

/** Where a language says how many parameters a definition has. Types are those of the grammar's nodes. */
export interface ParameterSpec {
  /** Nodes that hold the parameters. */
  readonly lists: readonly string[];
  /** Pattern of the nodes in a list that are parameters; without one, all that are named are. */
  readonly of?: string;
  /** Pattern of the text of a first parameter that is the receiver, or that says that there is none. */
  readonly receiver?: string;
  /** Field of a single parameter without a list (`x => x`). */
  readonly single?: string;
  /** One node may name several parameters (`a, b int`). */
  readonly hasNames?: boolean;
  /** Several lists may follow each other. */
  readonly hasLists?: boolean;
  /** Without a list there are none. */
  readonly isOptional?: boolean;
}

/** How a language says who may use a definition. Words stand before its name. */
export interface ExportSpec {
  readonly kinds?: readonly SymbolKind[];
  /** Exported when one of these words is there. */
  readonly any?: readonly string[];
  /** Exported when none of these words is there. */
  readonly none?: readonly string[];
  /** For a definition inside of another one, instead. */
  readonly members?: { readonly any?: readonly string[]; readonly none?: readonly string[] } | 'unknown';
  /** Exported when the name fits. */
  readonly name?: string;
  /** Nodes around a definition that export it, in files that are modules. */
  readonly statement?: { readonly export: string; readonly import: string };
  /** Nodes that are definitions by themselves and close nothing: the block that adds to a type. */
  readonly always?: readonly string[];
  /** Nodes around a definition in which all is as open as they are; with a field that must be there. */
  readonly open?: readonly { readonly type: string; readonly field?: string }[];
}

export interface DeclareSpec {
  readonly parameters?: ParameterSpec;
  readonly exported?: ExportSpec;
}

const CALLABLE: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'constructor', 'macro']);
/** Nodes of a list that are no parameters in any grammar. */
const NO_PARAMETER = /comment|separator|attribute|annotation|^ERROR$/;
const BODY = /(?:^|_)(?:body|block|compound_statement|declaration_list|statement_block)$/;
/** Nodes that are looked at between a name and its parameters. */
const MOST_LOOKED = 120;
const MOST_DEPTH = 7;

/** How many parameters a definition has; undefined where its language is not asked, or where the tree shows no list. */
export function countParameters(
  definition: Node,
  name: Node,
  kind: SymbolKind,
  { parameters: spec }: DeclareSpec,
): number | undefined {
  if (!spec || !CALLABLE.has(kind)) return undefined;
  const lists = findLists(definition, name.endIndex, spec);
  if (lists === 'single') return 1;
  if (lists.length === 0) return spec.isOptional === true ? 0 : undefined;
  const taken = spec.hasLists === true ? lists : lists.slice(0, 1);
  return taken.reduce((sum, list) => sum + countIn(list, spec), 0);
}

function findLists(definition: Node, after: number, spec: ParameterSpec): readonly Node[] | 'single' {
  let looked = 0;
  const search = (node: Node, depth: number): readonly Node[] | 'single' => {
    const found: Node[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.endIndex <= after) continue;
      if (++looked > MOST_LOOKED) return found;
      if (child.startIndex >= after && spec.lists.includes(child.type)) {
        found.push(child);
        if (spec.hasLists !== true) return found;
        continue;
      }
      if (found.length > 0 || BODY.test(child.type) || depth >= MOST_DEPTH) continue;
      if (spec.single !== undefined && child.childForFieldName(spec.single)) return 'single';
      const inner = search(child, depth + 1);
      if (inner.length > 0) return inner;
    }
    return found;
  };
  return search(definition, 0);
}

function countIn(list: Node, { of, receiver, hasNames }: ParameterSpec): number {
  const counted = of === undefined ? undefined : new RegExp(of);
  let count = 0;
  let isFirst = true;
  for (let i = 0; i < list.childCount; i++) {
    const child = list.child(i)!;
    if (!child.isNamed || NO_PARAMETER.test(child.type) || list.fieldNameForChild(i) === 'type') continue;
    if (counted && !counted.test(child.type)) continue;
    if (isFirst && receiver !== undefined && new RegExp(receiver).test(child.text.slice(0, 100))) {
      isFirst = false;
      continue;
    }
    isFirst = false;
    count += hasNames === true ? Math.max(1, namesIn(child)) : 1;
  }
  return count;
}

function namesIn(node: Node): number {
  let names = 0;
  for (let i = 0; i < node.childCount; i++) if (node.fieldNameForChild(i) === 'name') names++;
  return names;
}

/** What a file as a whole says about its exports. */
export interface FileExports {
  /** It is no module, so that nothing in it says what others may use. */
  readonly isScript: boolean;
  /** Names that a statement of their own exports. */
  readonly names: ReadonlySet<string>;
}

/** The exports that stand apart from definitions, at the top of a tree. Cost: the nodes of its first level. */
export function fileExports(root: Node, { exported }: DeclareSpec): FileExports {
  const names = new Set<string>();
  const statement = exported?.statement;
  if (!statement) return { isScript: false, names };
  let isScript = true;
  for (let child = root.firstChild; child; child = child.nextSibling) {
    if (child.type === statement.import) isScript = false;
    if (child.type !== statement.export) continue;
    isScript = false;
    const value = child.childForFieldName('value');
    if (value?.type === 'identifier') names.add(value.text);
    // What is taken from another module is no definition of this one.
    if (child.childForFieldName('source')) continue;
    for (const clause of child.namedChildren)
      if (clause?.type === 'export_clause')
        for (const one of clause.namedChildren) {
          const name = one?.childForFieldName('name');
          if (name) names.add(name.text);
        }
  }
  return { isScript, names };
}

/** Where a definition stands. */
export interface Declared {
  readonly definition: Node;
  readonly name: string;
  readonly kind: SymbolKind;
  /** The text of the definition before its name. */
  readonly before: string;
}

/** Where what holds a definition decides, `inherit`; else whether it is open itself, as far as its language says. */
export type Openness = boolean | 'inherit' | undefined;

/** Whether a definition by itself may be used by other files. What encloses it may still close it. */
export function opennessOf(
  { definition, name, kind, before }: Declared,
  { exported: spec }: DeclareSpec,
  file: FileExports,
  isMember: boolean,
): Openness {
  if (!spec || file.isScript || (spec.kinds && !spec.kinds.includes(kind))) return undefined;
  if (spec.name !== undefined) return new RegExp(spec.name).test(name);
  if (spec.always?.includes(definition.type)) return true;
  if (isMember && spec.members === 'unknown') return undefined;
  if (spec.open && isOpenIn(definition, spec.open)) return 'inherit';
  const words = new Set(before.split(/[^\p{L}\p{N}_]+/u));
  const own = isMember && typeof spec.members === 'object' ? spec.members : spec;
  if (own.none?.some((word) => words.has(word)) || name.startsWith('#')) return false;
  if (spec.statement && !isMember) return file.names.has(name) || isInside(definition, spec.statement.export);
  return own.any === undefined || own.any.some((word) => words.has(word));
}

/** Nodes between a definition and what exports it, or says that all in it is open. */
const MOST_AROUND = 3;

function isInside(definition: Node, type: string): boolean {
  let node: Node | null = definition;
  for (let i = 0; node && i <= MOST_AROUND; i++, node = node.parent) if (node.type === type) return true;
  return false;
}

function isOpenIn(definition: Node, open: NonNullable<ExportSpec['open']>): boolean {
  let node: Node | null = definition.parent;
  for (let i = 0; node && i < MOST_AROUND; i++, node = node.parent) {
    const { type } = node;
    const found = open.find((one) => one.type === type);
    if (found) return found.field === undefined || node.childForFieldName(found.field) !== null;
  }
  return false;
}
