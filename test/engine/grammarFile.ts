/** Reads a folder of grammars/ and runs its query the way the engine does; only the tests use it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node, Query, QueryCapture } from 'web-tree-sitter';

export const ROOT = join(import.meta.dirname, '../..');
export const GRAMMARS = join(ROOT, 'grammars');

export interface LanguageFile {
  id: string;
  name: string;
  suffixes: string[];
  fileNames: string[];
  shebangs: string[];
  licence: string;
  package: string;
  wasm: string;
  sha256: string;
  comment: { line: string[]; block: [string, string][] };
  injections?: true;
}

/** What a query finds in a file. Lines count from 1; an import is its module and the names taken from it. */
export interface Found {
  definitions: [kind: string, name: string, startLine: number, endLine: number][];
  references: [kind: string, name: string][];
  imports: [module: string, ...names: string[]][];
  inherits: [name: string, base: string][];
}

export function grammarFolders(): string[] {
  return readdirSync(GRAMMARS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function readGrammar(id: string, file: string): string {
  return readFileSync(join(GRAMMARS, id, file), 'utf8');
}

export function readWasm(language: LanguageFile): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(ROOT, 'node_modules', language.package, language.wasm)));
}

/** The last line a node reaches into: a node that ends with a line break ends on the line before. */
export function lastLine(node: Node): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row : row + 1;
}

export function unquote(text: string): string {
  return /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? /^<(.*)>$/s.exec(text)?.[1] ?? text;
}

function named(captures: QueryCapture[], name: string): Node[] {
  return captures.filter((capture) => capture.name === name).map((capture) => capture.node);
}

/** Runs a language's tags.scm over a tree. Throws when two definitions share a name node. */
export function runTags(query: Query, root: Node): Found {
  const definitions: Found['definitions'] = [];
  const names = new Set<number>();
  const references: { kind: string; node: Node }[] = [];
  const imports = new Map<string, Set<string>>();
  const inherits = new Map<string, [string, string]>();
  for (const { captures } of query.matches(root)) {
    const definition = captures.find((capture) => capture.name.startsWith('definition.'));
    const [name] = named(captures, 'name');
    if (definition !== undefined) {
      if (name === undefined) throw new Error(`A ${definition.name} has no name`);
      if (names.has(name.id)) throw new Error(`"${name.text}" is defined twice by one node`);
      names.add(name.id);
      const kind = definition.name.slice('definition.'.length);
      definitions.push([kind, name.text, definition.node.startPosition.row + 1, lastLine(definition.node)]);
    }
    for (const { name: capture, node } of captures) {
      if (capture.startsWith('reference.')) {
        references.push({ kind: capture.slice('reference.'.length), node });
      }
    }
    const [module] = named(captures, 'import');
    const imported = named(captures, 'import.name');
    if (module === undefined && imported.length > 0) throw new Error('An imported name without a module');
    if (module !== undefined) {
      const key = unquote(module.text);
      const known = imports.get(key) ?? new Set();
      for (const node of imported) known.add(node.text);
      imports.set(key, known);
    }
    const [of] = named(captures, 'inherit.of');
    for (const base of named(captures, 'inherit')) {
      if (of === undefined) throw new Error(`"${base.text}" is inherited by nothing`);
      inherits.set(JSON.stringify([of.text, base.text]), [of.text, base.text]);
    }
  }
  const distinct = new Map<string, [string, string]>();
  for (const { kind, node } of references) {
    if (!names.has(node.id)) distinct.set(`${kind} ${node.text}`, [kind, node.text]);
  }
  const byText = (a: readonly string[], b: readonly string[]) => {
    const left = JSON.stringify(a);
    const right = JSON.stringify(b);
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return {
    definitions: definitions.sort((a, b) => a[2] - b[2] || b[3] - a[3]),
    references: [...distinct.values()].sort(byText),
    imports: [...imports].map(([module, taken]): Found['imports'][number] => [module, ...taken]),
    inherits: [...inherits.values()],
  };
}

/** Where a file could not be parsed, for a message. */
export function brokenLines(root: Node): string[] {
  const broken: string[] = [];
  const walk = (node: Node): void => {
    if (!node.hasError) return;
    if (node.isError || node.isMissing) broken.push(`${node.type} on line ${node.startPosition.row + 1}`);
    for (const child of node.children) walk(child);
  };
  walk(root);
  return broken;
}
