/** The plain data of a review: rules, and where they hit. Units as in `types.ts`. */
import type { TextSpan } from './source.ts';

export type RuleSeverity = 'error' | 'warning' | 'note';

/** What a rule is about; rules of a family lie in a folder of this name. */
export type RuleFamily =
  | 'correctness'
  | 'error-handling'
  | 'concurrency'
  | 'resources'
  | 'security'
  | 'api-misuse'
  | 'tests'
  | 'documentation'
  | 'dead-code'
  | 'duplication'
  | 'complexity';

/** One rule, as its file says. */
export interface Rule {
  /** Small letters, digits and hyphens; the name of its file. Unique. */
  readonly id: string;
  readonly family: RuleFamily;
  /** A few words without a full stop: `Comparison of a value with itself`. */
  readonly title: string;
  readonly severity: RuleSeverity;
  /** Ids of grammars (`typescript` and `tsx` are two). None: all, which only a judged rule may say. */
  readonly languages: readonly string[];
  /** `syntactic` rules find by the tree alone; `judged` ones are read to a model, and run only where that is asked for. */
  readonly kind: 'syntactic' | 'judged';
  /** Whether it runs when nobody chose the rules. */
  readonly isOn: boolean;
  /** Whether it has something to say of code that only tests, shows or measures. */
  readonly isForTests: boolean;
  /** Path of its file: below `rules/` for one of the product, below the root for one of the user. */
  readonly path: string;
  readonly origin: 'product' | 'user';
  /** Globs of the files it is for, and after a `!` of those that it is not for; empty for all. */
  readonly files: readonly string[];
  /** The sentence of a finding, in English; `{name}` stands for a fact of the hit. */
  readonly message: string;
  /** Rules of known linters that look for the same, by name: `eslint no-self-compare`. */
  readonly like: readonly string[];
  /** What to look for, as Markdown. */
  readonly looksFor: string;
  /** What is not a finding, and what the rule does not claim, as Markdown. */
  readonly doesNotClaim: string;
  readonly bad: readonly RuleExample[];
  readonly good: readonly RuleExample[];
  /** Tree-sitter queries with the predicates of rules; none for a rule that is judged. */
  readonly queries: readonly RuleQuery[];
  /** How what it finds is put right without a model; the product's rules alone have some. */
  readonly fixes: readonly RuleFix[];
}

/** A pattern over the text that a rule found, and what stands in its place afterwards. */
export interface RuleFix {
  readonly language: string;
  /** A regular expression of JavaScript (flags `gsu`). */
  readonly find: string;
  /** With `$1` and so on for its groups. */
  readonly put: string;
}

/** Code that a rule must find, or must not. */
export interface RuleExample {
  readonly language: string;
  readonly text: string;
}

/** How a rule looks at the trees of one language. */
export interface RuleQuery {
  /** Id of the rule. */
  readonly rule: string;
  readonly language: string;
  readonly text: string;
}

/** A place in a text with its columns: from 1, in UTF-16 units, the end exclusive. */
export interface PlaceSpan extends TextSpan {
  readonly startColumn: number;
  readonly endColumn: number;
}

/** One place that a rule found in one file. */
export interface RuleHit {
  /** Id of the rule. */
  readonly rule: string;
  readonly span: PlaceSpan;
  /** What the message names: pieces of the text of at most 80 characters, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Other places that belong to it, such as the first of two equal keys, each with the name it has in the query. */
  readonly related: readonly { readonly name: string; readonly span: PlaceSpan }[];
}
