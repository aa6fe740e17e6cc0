/** What is asked of syntax trees, and what comes of it, as plain data. */
import type { RuleHit } from './review.ts';
import type { SyntaxFlaw, TextReason, TextSpan } from './source.ts';

/** A tree-sitter query for one language. */
export interface SyntaxQuery {
  readonly language: string;
  readonly text: string;
}

/** One match of a query: the number of its pattern, and what it captured. */
export interface QueryMatch {
  readonly pattern: number;
  readonly captures: readonly QueryCapture[];
}

export interface QueryCapture {
  readonly name: string;
  readonly span: TextSpan;
}

/** What is wrong with the text of a query. */
export type QueryProblem =
  | 'syntax'
  /** A node, a field or a capture that the language or the query does not have. */
  | 'node'
  | 'field'
  | 'capture'
  /** A pattern that no tree of the language can match. */
  | 'structure'
  /** A predicate that is not known, or whose arguments are wrong. */
  | 'predicate'
  | 'tooLong';

/** What rules found in one file, in the order of the text. */
export type RuleMatches =
  | {
      readonly type: 'inspected';
      readonly hits: readonly RuleHit[];
      /** Rules that were not run on it; each stands once for each language. */
      readonly failed: readonly FailedRule[];
      /** Places that are not told of: a comment there says to a linter that it is so on purpose. */
      readonly waived: number;
      /** Places that are not told of: the grammar could not read the code around them. */
      readonly unsure: number;
    }
  | { readonly type: 'fault'; readonly fault: SyntaxFault };

/** A rule that could not be run, and why. */
export interface FailedRule {
  readonly rule: string;
  readonly fault: SyntaxFault;
}

/** Why there is no result, as a fact: never half of one. */
export type SyntaxFault =
  | { readonly kind: TextReason }
  /** More captures than letters in the text, or more matches under way than the runtime can hold. */
  | { readonly kind: 'tooManyMatches' }
  | { readonly kind: 'badQuery'; readonly problem: QueryProblem; readonly offset?: number };

export type SyntaxMatches =
  | { readonly type: 'matched'; readonly matches: readonly QueryMatch[] }
  | { readonly type: 'fault'; readonly fault: SyntaxFault };

export type SyntaxCheck =
  | { readonly type: 'checked'; readonly flaws: readonly SyntaxFlaw[] }
  | { readonly type: 'fault'; readonly fault: SyntaxFault };
