import type { FileRole, SymbolKind } from '../types.ts';

/** What a query lists: definitions of a kind, files, uses of names, imports, or lines of text. */
export type UnitKind = SymbolKind | 'file' | 'call' | 'use' | 'import' | 'line';

export const SYMBOL_KINDS = [
  ...(['function', 'method', 'constructor', 'class', 'interface', 'struct', 'enum', 'trait'] as const),
  ...([
    'type',
    'module',
    'namespace',
    'property',
    'field',
    'constant',
    'variable',
    'macro',
    'section',
  ] as const),
] satisfies readonly SymbolKind[];

/** Definitions that are called: what has parameters. */
export const CALLABLE: ReadonlySet<UnitKind> = new Set(['function', 'method', 'constructor', 'macro']);

/** Definitions that hold others. */
const TYPES = ['class', 'interface', 'struct', 'enum', 'trait', 'type'] as const;

/** What `kind:` takes, and the kinds that it means. */
export const KINDS: Readonly<Record<string, readonly UnitKind[]>> = {
  ...Object.fromEntries(SYMBOL_KINDS.map((kind) => [kind, [kind]])),
  callable: ['function', 'method', 'constructor'],
  typelike: TYPES,
  symbol: SYMBOL_KINDS.filter((kind) => kind !== 'section'),
  file: ['file'],
  call: ['call'],
  use: ['use'],
  import: ['import'],
  line: ['line'],
};

const ROLES = [
  ...(['source', 'test', 'docs', 'example', 'vendored', 'generated', 'config', 'data'] as const),
] satisfies readonly FileRole[];

/** How the value of a key is read: `glob` a name with `*`, `path` one of a path, `text` a text as it stands. */
export type Takes = 'glob' | 'path' | 'text' | 'number' | 'choice' | 'globOrNumber';

export interface KeySpec {
  readonly takes: Takes;
  /** Facts of a file, known before what was found in it is looked at. */
  readonly ofFile?: true;
  /** Needs the text of the file. */
  readonly ofText?: true;
  readonly values?: readonly string[];
}

/** The keys of the language. */
export const KEYS = {
  kind: { takes: 'choice', values: Object.keys(KINDS) },
  name: { takes: 'glob' },
  path: { takes: 'path', ofFile: true },
  language: { takes: 'glob', ofFile: true },
  role: { takes: 'choice', ofFile: true, values: ROLES },
  in: { takes: 'glob' },
  calls: { takes: 'globOrNumber' },
  calledby: { takes: 'globOrNumber' },
  imports: { takes: 'glob', ofFile: true },
  importedby: { takes: 'path', ofFile: true },
  inherits: { takes: 'glob' },
  signature: { takes: 'glob' },
  params: { takes: 'number' },
  lines: { takes: 'number' },
  tests: { takes: 'number' },
  text: { takes: 'text', ofText: true },
  word: { takes: 'text', ofText: true },
} as const satisfies Readonly<Record<string, KeySpec>>;

export type QueryKey = keyof typeof KEYS;

/** Words that are true or false of a definition. */
export const FLAGS = ['tested', 'exported', 'documented', 'used'] as const;
export type QueryFlag = (typeof FLAGS)[number];

/** Other names of keys and flags, and what people write for them. */
export const ALIASES: Readonly<Record<string, QueryKey | QueryFlag>> = {
  lang: 'language',
  container: 'in',
  inside: 'in',
  call: 'calls',
  callers: 'calledby',
  import: 'imports',
  extends: 'inherits',
  implements: 'inherits',
  returns: 'signature',
  parameters: 'params',
  args: 'params',
  length: 'lines',
  public: 'exported',
  documentation: 'documented',
};

/** What `has:` takes. */
export const HAS: Readonly<Record<string, QueryFlag>> = {
  test: 'tested',
  tests: 'tested',
  doc: 'documented',
  docs: 'documented',
  uses: 'used',
  users: 'used',
};

/** What the table is grouped by and sorted by. */
export const GROUPS = ['kind', 'name', 'path', 'folder', 'language', 'role', 'in'] as const;
export type GroupKey = (typeof GROUPS)[number];
export const SORTS = [
  'name',
  'path',
  'kind',
  'language',
  'lines',
  'params',
  'tests',
  'calls',
  'calledby',
] as const;
export type SortKey = (typeof SORTS)[number];

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One condition. A list of patterns holds when one of them does. */
export type Condition =
  | { readonly type: 'flag'; readonly flag: QueryFlag }
  | { readonly type: 'match'; readonly key: QueryKey; readonly patterns: readonly string[] }
  | { readonly type: 'number'; readonly key: QueryKey; readonly op: Comparison; readonly value: number };

export type Expression =
  | Condition
  | { readonly type: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly type: 'not'; readonly of: Expression };

export interface Query {
  /** As it was written. */
  readonly text: string;
  readonly where: Expression;
  readonly group?: GroupKey;
  readonly sort?: { readonly key: SortKey; readonly isTurned: boolean };
  /** Only the count is asked for. */
  readonly isCount: boolean;
  readonly limit?: number;
}

/** Why a text is no query: where, in UTF-16 units from 0, what stands there, and what could. */
export interface QueryFault {
  readonly kind: 'empty' | 'unknownKey' | 'unknownValue' | 'expected' | 'tooLong' | 'tooDeep';
  readonly at: number;
  readonly found: string;
  readonly expected: readonly string[];
  /** The nearest name that is known. */
  readonly near?: string;
}
