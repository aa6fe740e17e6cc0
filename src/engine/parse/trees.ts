import type { Language, Node, Parser, Query, Range, Tree } from 'web-tree-sitter';
import type { LanguageSpec } from './language.ts';

/** One loaded language: the data of its folder and what the runtime made of it. */
export interface Grammar {
  readonly spec: LanguageSpec;
  readonly language: Language;
  readonly tags: Query;
  readonly injections?: Query;
}

export interface ParseTools {
  readonly parser: Parser;
  /** Loads a language once; undefined for an id that has no grammar. */
  grammar(id: string): Promise<Grammar | undefined>;
  /** The grammar id for a name as found in a file (`ts`, `python3`, `lang="scss"`). */
  resolveName(name: string): string | undefined;
  /** CPU milliseconds this worker has used. */
  cpuMs(): number;
  /** CPU milliseconds one file may take before it is kept as text. */
  readonly softLimitMs: number;
}

/** Thrown inside the worker when a file used up its soft limit; never leaves this room. */
export class SoftLimit extends Error {}

/** Whether the soft limit, counted from now, is used up. Reads the CPU clock seldom: the runtime asks thousands of times. */
export function progressCheck(tools: ParseTools): () => boolean {
  const deadline = tools.cpuMs() + tools.softLimitMs;
  let calls = 0;
  return () => (++calls & 63) === 0 && tools.cpuMs() > deadline;
}

/** A tree, and the grammar that it was made by. */
export interface GrownTree {
  readonly tree: Tree;
  readonly grammar: Grammar;
}

/** The tree of a text, or of some ranges of it. The caller deletes it. */
export function parseTree(
  parser: Parser,
  grammar: Grammar,
  { text, ranges }: { readonly text: string; readonly ranges?: readonly Range[] },
  isLate: () => boolean,
): Tree {
  parser.setLanguage(grammar.language);
  const tree = parser.parse(text, null, {
    progressCallback: isLate,
    ...(ranges ? { includedRanges: [...ranges] } : {}),
  });
  if (tree) return tree;
  parser.reset();
  throw new SoftLimit();
}

/** Code of another language inside a file. */
export interface Injection {
  readonly grammar: Grammar;
  readonly ranges: Range[];
}

/** The embedded code of a file, by language. Each piece keeps its real positions. */
export async function findInjections(
  { tree, grammar }: GrownTree,
  text: string,
  tools: ParseTools,
  isLate: () => boolean,
): Promise<Injection[]> {
  if (!grammar.injections) return [];
  const pieces: { id: string; range: Range }[] = [];
  let isStopped = false;
  const progressCallback = (): boolean => {
    isStopped ||= isLate();
    return isStopped;
  };
  const matches = grammar.injections.matches(tree.rootNode, { progressCallback });
  if (isStopped) throw new SoftLimit();
  for (const match of matches) {
    const content = match.captures.find((capture) => capture.name.startsWith('content.'));
    const lang = match.captures.find((capture) => capture.name === 'lang')?.node;
    if (!content) continue;
    const named = lang
      ? tools.resolveName(text.slice(lang.startIndex, lang.endIndex).replace(/["']/g, '').trim())
      : undefined;
    pieces.push({ id: named ?? content.name.slice('content.'.length), range: rangeOf(content.node) });
  }
  const unique = new Map<number, { id: string; range: Range }>();
  // A pattern that names the language comes after the general one for the same node, and wins.
  for (const piece of pieces) unique.set(piece.range.startIndex, piece);
  const byId = new Map<string, Range[]>();
  for (const { id, range } of [...unique.values()].sort((a, b) => a.range.startIndex - b.range.startIndex)) {
    byId.set(id, [...(byId.get(id) ?? []), range]);
  }
  const injections: Injection[] = [];
  for (const [id, ranges] of byId) {
    const inner = await tools.grammar(id);
    if (inner) injections.push({ grammar: inner, ranges });
  }
  return injections;
}

function rangeOf(node: Node): Range {
  return {
    startIndex: node.startIndex,
    endIndex: node.endIndex,
    startPosition: node.startPosition,
    endPosition: node.endPosition,
  };
}
