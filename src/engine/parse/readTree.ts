import type { Parser, Tree } from 'web-tree-sitter';
import type { Recovery, SyntaxFlaw } from '../types.ts';
import type { Grown } from './damage/grow.ts';
import { recover } from './damage/recover.ts';
import type { Lines } from './lines.ts';
import { collectTags, type Extracted, finishTags, foundNothing } from './tags/extract.ts';
import { type Grammar, SoftLimit } from './trees.ts';

/** What is in a tree, and how well it could be read. */
export interface ReadTree extends Extracted {
  readonly flaws: readonly SyntaxFlaw[];
  /** How the damaged lines were read, when there are some. */
  readonly recovery?: Recovery;
}

/** Reads a tree by the query of its language; where it is damaged, its lines in pieces. Throws `SoftLimit` when late. */
export function readTree(
  { tree, text, flaws: seen, grammar }: Grown & { readonly grammar: Grammar },
  lines: Lines,
  parser: Parser,
  isLate: () => boolean,
): ReadTree {
  let isStopped = false;
  const onProgress = (): boolean => {
    isStopped ||= isLate();
    return isStopped;
  };
  const found = foundNothing();
  let pieces: readonly Tree[] = [];
  try {
    const { tags: query, spec } = grammar;
    collectTags(found, tree.rootNode, { query, text, declares: spec.declares ?? {} }, onProgress);
    const flaws = [...seen, ...found.damage];
    let recovery: Recovery | undefined;
    if (flaws.length > 0 && !isStopped)
      ({ trees: pieces, recovery } = recover({ tree, grammar }, { text, lines, flaws }, found, {
        parser,
        isLate: onProgress,
      }));
    if (isStopped) throw new SoftLimit();
    const extracted = finishTags(found, { text, lines, comment: spec.comment });
    return { ...extracted, flaws, ...(recovery ? { recovery } : {}) };
  } finally {
    for (const piece of pieces) piece.delete();
  }
}
