import type { Parser, Tree } from 'web-tree-sitter';
import type { SyntaxFlaw } from '../../types.ts';
import { flawsOf } from '../flaws.ts';
import { type Grammar, parseTree } from '../trees.ts';
import { mendText } from './mend.ts';

/** A tree with the text that it was made of, and all that the grammar could not read in it. The caller deletes the tree. */
export interface Grown {
  readonly tree: Tree;
  /** The text, or a text of the same length and lines that the grammar reads better. */
  readonly text: string;
  readonly flaws: readonly SyntaxFlaw[];
}

/** Parses a text; one that has errors a second time with the mends of its language, and keeps the better tree. */
export function growTree(parser: Parser, grammar: Grammar, text: string, isLate: () => boolean): Grown {
  const tree = parseTree(parser, grammar, { text }, isLate);
  const { mends } = grammar.spec;
  if (!tree.rootNode.hasError) return { tree, text, flaws: [] };
  const first: Grown = { tree, text, flaws: flawsOf(tree) };
  const mended = mends ? mendText(text, mends) : text;
  if (mended === text) return first;
  const again = parseTree(parser, grammar, { text: mended }, isLate);
  const second: Grown = { tree: again, text: mended, flaws: flawsOf(again) };
  const isBetter = costOf(second.flaws) < costOf(first.flaws);
  (isBetter ? tree : again).delete();
  return isBetter ? second : first;
}

/** Characters in errors, and one for each error and for each piece that is missing. */
function costOf(flaws: readonly SyntaxFlaw[]): number {
  return flaws.reduce((sum, { span }) => sum + 1 + span.end - span.start, 0);
}
