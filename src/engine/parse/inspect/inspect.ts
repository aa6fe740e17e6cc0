import type { Node, Query, QueryMatch, QueryPredicate, Tree } from 'web-tree-sitter';
import type { FailedRule, RuleMatches } from '../../ports.ts';
import type { PlaceSpan, RuleHit, RuleQuery } from '../../types.ts';
import { spanOf } from '../flaws.ts';
import { mostCaptures, type SourceText, withTrees } from '../syntax.ts';
import { type Grammar, type ParseTools, SoftLimit } from '../trees.ts';
import { filterOf } from './filters.ts';
import { finderOf, type Place } from './finders.ts';
import { waiversOf } from './waivers.ts';

/** The queries of rules for one language as one query, so that a tree is walked once. */
export interface RuleSet {
  /** Absent when none of them could be compiled. */
  readonly query?: Query;
  /** The rule of each pattern. */
  readonly rules: readonly string[];
  readonly failed: readonly FailedRule[];
}

/** Makes one query of many. The owner deletes it. */
export type CompileRules = (grammar: Grammar, queries: readonly RuleQuery[]) => RuleSet;

/** Longest piece of the text that a fact holds, in UTF-16 units. */
const MAX_FACT = 80;

/**
 * Finds all places of a text that rules speak of, in the file and in the code of other languages inside it, in the order
 * of the text. A rule that could not be run is told with its reason; the others are not touched by it.
 */
export async function inspectSource(
  source: SourceText,
  queries: readonly RuleQuery[],
  tools: ParseTools,
  compile: CompileRules,
): Promise<RuleMatches> {
  return await withTrees(source, tools, (trees, isLate): RuleMatches => {
    const hits = new Map<string, RuleHit>();
    const failed: FailedRule[] = [];
    let [captures, unsure, waived] = [0, 0, 0];
    const isWaived = waiversOf(source.text);
    for (const { tree, grammar, isMended } of trees) {
      const own = queries.filter(({ language }) => language === grammar.spec.id);
      if (own.length === 0) continue;
      const set = compile(grammar, own);
      failed.push(...set.failed);
      for (const { rule, match, place } of placesOf(tree, set, isLate)) {
        captures += match.captures.length;
        if (captures > mostCaptures(source.text)) return { type: 'fault', fault: { kind: 'tooManyMatches' } };
        const key = [rule, place.hit.startIndex, place.hit.endIndex].join(' ');
        if (hits.has(key)) continue;
        if (isMisread(place.hit)) continue;
        const nodes = [place.hit, ...place.with.map(([, node]) => node)];
        if (nodes.some(isDamaged) || isMended(...hullOf(nodes))) unsure++;
        else if (isWaived(place.hit.startPosition.row)) waived++;
        else hits.set(key, hitOf(rule, match, place));
      }
      if (set.query?.didExceedMatchLimit()) return { type: 'fault', fault: { kind: 'tooManyMatches' } };
    }
    const sorted = [...hits.values()].sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1),
    );
    return { type: 'inspected', hits: sorted, failed, unsure, waived };
  });
}

interface Found {
  readonly rule: string;
  readonly match: QueryMatch;
  readonly place: Place;
}

function* placesOf(tree: Tree, { query, rules }: RuleSet, isLate: () => boolean): Generator<Found> {
  if (!query) return;
  let isStopped = false;
  const progressCallback = (): boolean => {
    isStopped ||= isLate();
    return isStopped;
  };
  const matches = query.matches(tree.rootNode, { progressCallback });
  for (const match of matches) {
    if (progressCallback()) break;
    const rule = rules[match.patternIndex]!;
    for (const place of narrow(match, query.predicates[match.patternIndex] ?? []))
      yield { rule, match, place };
  }
  if (isStopped) throw new SoftLimit();
}

/** The places of a match that its predicates leave. Without a finder that is the capture `hit`. */
function narrow(match: QueryMatch, predicates: readonly QueryPredicate[]): readonly Place[] {
  const nodesOf = (name: string): Node[] =>
    match.captures.filter((capture) => capture.name === name).map(({ node }) => node);
  let places: readonly Place[] = nodesOf('hit').map((hit) => ({ hit, with: [] }));
  for (const { operator, operands } of predicates) {
    const captures = operands.flatMap((one) => (one.type === 'capture' ? [nodesOf(one.name)] : []));
    const strings = operands.flatMap((one) => (one.type === 'string' ? [one.value] : []));
    const find = finderOf(operator);
    if (find) places = captures[0]?.[0] ? find(captures[0][0], strings) : [];
    else if (!filterOf(operator)?.(captures, strings)) return [];
  }
  return places;
}

/** From where the first of some nodes begins to where the last one ends. */
const hullOf = (nodes: readonly Node[]): [from: number, to: number] => [
  Math.min(...nodes.map(({ startIndex }) => startIndex)),
  Math.max(...nodes.map(({ endIndex }) => endIndex)),
];

/** How far above a hit the tree must be sound. */
const SOUND_LEVELS = 3;

/** Whether the grammar could not read what a hit stands in: what it looks like then says little. */
function isDamaged(hit: Node): boolean {
  if (hit.hasError) return true;
  let at = hit.parent;
  for (let level = 0; at; level++, at = at.parent) {
    if (at.isError) return true;
    if (level < SOUND_LEVELS && at.hasError && at.children.some((child) => child.isError || child.isMissing))
      return true;
  }
  return false;
}

/** What holds an operator, and so cannot stand before a postfix `!` without brackets. */
const OPERATION = /^(?:binary|unary|ternary|await|assignment|as|satisfies|conditional|logical)_expression$/;
const POSTFIX = /^(?:non_null_expression|postfix_unary_expression)$/;

/** Whether the grammar gave a postfix operator too much: it reads `a === b!.c` as `(a === b)!.c`. */
function isMisread(hit: Node): boolean {
  let at = hit;
  while (at.parent && at.parent.endIndex === at.endIndex) at = at.parent;
  return at.parent !== null && POSTFIX.test(at.parent.type) && OPERATION.test(at.type);
}

function hitOf(rule: string, { captures }: QueryMatch, place: Place): RuleHit {
  const named = captures.filter(({ name }) => name !== 'hit' && !name.startsWith('_'));
  const facts = [
    ...named.map(({ name, node }) => [name, factOf(node)]),
    ...place.with.map(([name, node]) => [name, factOf(node)]),
  ];
  return {
    rule,
    span: placeOf(place.hit),
    facts: Object.fromEntries([['hit', factOf(place.hit)], ...facts]),
    related: place.with.map(([name, node]) => ({ name, span: placeOf(node) })),
  };
}

function factOf(node: Node): string {
  const text = node.text
    .slice(0, MAX_FACT * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return text.length <= MAX_FACT ? text : `${text.slice(0, MAX_FACT - 1)}…`;
}

/** One that ends with a line break ends on the line before, after its last letter. */
function placeOf(node: Node): PlaceSpan {
  const span = spanOf(node);
  const { startPosition, endPosition } = node;
  const isLineEnd = span.endLine <= endPosition.row;
  const lastBreak = isLineEnd ? node.text.lastIndexOf('\n', node.text.length - 2) : -1;
  const endColumn = !isLineEnd
    ? endPosition.column + 1
    : lastBreak >= 0
      ? node.text.length - lastBreak - 1
      : startPosition.column + node.text.length;
  return { ...span, startColumn: startPosition.column + 1, endColumn };
}
