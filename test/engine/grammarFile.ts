/** Reads a folder of grammars/ and runs its query by the engine; only the tests use it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node, Query } from 'web-tree-sitter';
import type { CommentSyntax } from '../../src/engine/parse/language.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import { collectTags, finishTags, foundNothing } from '../../src/engine/parse/tags/extract.ts';

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

/** Runs a language's tags.scm over a tree, as the engine does. */
export function runTags(query: Query, root: Node, source: { text: string; comment: CommentSyntax }): Found {
  const found = foundNothing();
  collectTags(found, root, { query, text: source.text, declares: {} }, () => false);
  const { symbols, references, imports, inherits } = finishTags(found, {
    ...source,
    lines: splitLines(source.text),
  });
  const byText = (a: readonly string[], b: readonly string[]): number => {
    const left = JSON.stringify(a);
    const right = JSON.stringify(b);
    return left < right ? -1 : left > right ? 1 : 0;
  };
  const names = new Map<string, Set<string>>();
  for (const entry of imports)
    names.set(entry.module, new Set([...(names.get(entry.module) ?? []), ...entry.names]));
  return {
    definitions: symbols.map(({ symbol }) => [symbol.kind, symbol.name, symbol.startLine, symbol.endLine]),
    references: distinct(references.map(({ kind, name }): [string, string] => [kind, name])).sort(byText),
    imports: [...names].map(([module, taken]): Found['imports'][number] => [module, ...taken]),
    inherits: distinct(inherits.map(({ type, base }): [string, string] => [type, base])),
  };
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
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
