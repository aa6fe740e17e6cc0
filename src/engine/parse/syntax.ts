import type { Query, Tree } from 'web-tree-sitter';
import type { QueryMatch, QueryProblem, SyntaxCheck, SyntaxMatches, SyntaxQuery } from '../ports.ts';
import { growTree } from './damage/grow.ts';
import { distinctFlaws, flawsOf, spanOf } from './flaws.ts';
import { shortenLines, textReasonOf } from './parseSource.ts';
import {
  findInjections,
  type Grammar,
  type ParseTools,
  parseTree,
  progressCheck,
  SoftLimit,
} from './trees.ts';

/** A text to look at, with the language of its file. */
export interface SourceText {
  readonly language: string;
  readonly text: string;
}

/** Makes a query of its text, or says what is wrong with the text. The owner deletes queries. */
export type Compile = (grammar: Grammar, text: string) => Query | BadQuery;

export interface BadQuery {
  readonly problem: QueryProblem;
  /** Where in the text of the query, in UTF-16 units. */
  readonly offset?: number;
}

/** Finds all that the grammars could not read, in the file and in the code of other languages inside it. */
export async function checkSource(source: SourceText, tools: ParseTools): Promise<SyntaxCheck> {
  return await withTrees(source, tools, (trees): SyntaxCheck => {
    const flaws = trees.flatMap(({ tree }) => flawsOf(tree));
    return { type: 'checked', flaws: distinctFlaws(flaws) };
  });
}

/** Runs a query over the trees of its language: that of the file, or those of the code inside it. */
export async function matchSource(
  source: SourceText,
  query: SyntaxQuery,
  tools: ParseTools,
  compile: Compile,
): Promise<SyntaxMatches> {
  const grammar = await tools.grammar(query.language);
  if (!grammar) return { type: 'fault', fault: { kind: 'noGrammar' } };
  const compiled = compile(grammar, query.text);
  if ('problem' in compiled) return { type: 'fault', fault: { kind: 'badQuery', ...compiled } };
  return await withTrees(source, tools, (trees, isLate): SyntaxMatches => {
    const matches: QueryMatch[] = [];
    let captures = 0;
    for (const { tree } of trees.filter((one) => one.grammar === grammar)) {
      for (const found of matchesOf(tree, compiled, isLate)) {
        captures += found.captures.length;
        if (captures > mostCaptures(source.text)) return { type: 'fault', fault: { kind: 'tooManyMatches' } };
        matches.push(found);
      }
      if (compiled.didExceedMatchLimit()) return { type: 'fault', fault: { kind: 'tooManyMatches' } };
    }
    return { type: 'matched', matches };
  });
}

/** What a query may capture in a text: more than a capture for each letter says nothing about the text. */
export const mostCaptures = (text: string): number => Math.max(1_000, text.length);

function* matchesOf(tree: Tree, query: Query, isLate: () => boolean): Generator<QueryMatch> {
  let isStopped = false;
  const progressCallback = (): boolean => {
    isStopped ||= isLate();
    return isStopped;
  };
  const found = query.matches(tree.rootNode, { progressCallback });
  if (isStopped) throw new SoftLimit();
  for (const { patternIndex, captures } of found)
    yield {
      pattern: patternIndex,
      captures: captures.map(({ name, node }) => ({ name, span: spanOf(node) })),
    };
}

interface LoadedTree {
  readonly tree: Tree;
  readonly grammar: Grammar;
  /** Whether the grammar read other letters than stand between two places of the text. */
  readonly isMended: (from: number, to: number) => boolean;
}

type Fault = SyntaxCheck & { type: 'fault' };

/** Hands over the tree of a file and those of the code inside it, and deletes them. */
export async function withTrees<T>(
  { language, text }: SourceText,
  tools: ParseTools,
  work: (trees: readonly LoadedTree[], isLate: () => boolean) => T,
): Promise<T | Fault> {
  const reason = textReasonOf({ language, text });
  if (reason) return { type: 'fault', fault: { kind: reason } };
  const grammar = await tools.grammar(language);
  if (!grammar) return { type: 'fault', fault: { kind: 'noGrammar' } };
  const isLate = progressCheck(tools);
  const trees: LoadedTree[] = [];
  try {
    const { tree: outer, text: read } = growTree(tools.parser, grammar, shortenLines(text), isLate);
    const isMended = (from: number, to: number): boolean =>
      read !== text && read.slice(from, to) !== text.slice(from, to);
    trees.push({ tree: outer, grammar, isMended });
    for (const { grammar: inner, ranges } of await findInjections(
      { tree: outer, grammar },
      text,
      tools,
      isLate,
    ))
      trees.push({
        tree: parseTree(tools.parser, inner, { text, ranges }, isLate),
        grammar: inner,
        isMended: () => false,
      });
    return work(trees, isLate);
  } catch (error) {
    if (error instanceof SoftLimit) return { type: 'fault', fault: { kind: 'parserTimeout' } };
    throw error;
  } finally {
    for (const { tree } of trees) tree.delete();
  }
}
