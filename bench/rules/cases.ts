/** Reads code that others marked as right or wrong for a rule of theirs. Nothing of it is run. */
import { createHash } from 'node:crypto';
import type { Parser } from '../../src/engine/ports.ts';
import type { RuleQuery, TextSpan } from '../../src/engine/types.ts';

/** A piece of code with what its author says a linter has to find in it. */
export interface Case {
  /** Linter and rule, as `like` of a rule of ours names them: `eslint no-dupe-keys`. Absent: any rule is meant. */
  readonly of?: string;
  /** Where it stands, for people. */
  readonly from: string;
  /** What it is read as. */
  readonly path: string;
  readonly text: string;
  /** Whether the line, from 1, is marked as wrong or as right; undefined for one that is not marked. */
  readonly isBad: (line: number) => boolean | undefined;
}

export interface CaseFile {
  readonly path: string;
  readonly text: string;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const queryOf = (key: string, code: string): RuleQuery => ({
  rule: key,
  language: 'javascript',
  text: `((pair key: (property_identifier) @_list value: (array ${code})) (#eq? @_list "${key}") (#not-has? @hit "template_substitution"))`,
});
const ESLINT: readonly RuleQuery[] = ['valid', 'invalid'].flatMap((key) => [
  queryOf(key, '[(string) (template_string)] @hit'),
  queryOf(
    key,
    '(object (pair key: (property_identifier) @_code value: [(string) (template_string)] @hit (#eq? @_code "code")))',
  ),
]);
/** Objects that set options, or say what the world around knows: what is right by these may be wrong without. */
const OPTIONS: RuleQuery = {
  rule: 'options',
  language: 'javascript',
  text: '((object (pair key: (property_identifier) @_key)) @hit (#any-of? @_key "options" "languageOptions"))',
};

const NAMED: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** What a literal of JavaScript without values in it says. */
function textOf(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n|[\s\S]))/g,
      (_, ...found: string[]) => {
        const code = found[0] ?? found[1] ?? found[2];
        if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
        return /^\r?\n$/.test(found[3]!) ? '' : (NAMED[found[3]!] ?? found[3]!);
      },
    );
}

const within = (a: TextSpan, b: TextSpan): boolean => a.start >= b.start && a.end <= b.end;

/** `valid` and `invalid` of a test of ESLint, without those that set options. */
async function casesOfEslint(file: CaseFile, parser: Pick<Parser, 'inspect'>): Promise<Case[]> {
  const name = /([^/]+)\.js$/.exec(file.path)?.[1];
  const found = await parser.inspect({ ...file, hash: hashOf(file.text) }, [...ESLINT, OPTIONS], {
    signal: new AbortController().signal,
  });
  if (found.type !== 'inspected') return [];
  const optional = found.hits.filter(({ rule }) => rule === 'options');
  return found.hits
    .filter(({ rule, span }) => rule !== 'options' && !optional.some((one) => within(span, one.span)))
    .map(({ rule, span }) => ({
      of: `eslint ${name}`,
      from: `${file.path}:${span.startLine}`,
      path: 'src/case.js',
      text: textOf(file.text.slice(span.start, span.end)),
      isBad: () => rule === 'invalid',
    }));
}

/** `expect_offense` and `expect_no_offenses` of a spec of RuboCop, without those that put values into the code. */
function casesOfRubocop({ path, text }: CaseFile): Case[] {
  const cop = /RuboCop::Cop::(\w+)::(\w+)/.exec(text);
  if (!cop) return [];
  const blocks = text.matchAll(/expect_(offense|no_offenses)\(<<~'?(\w+)'?[^\n]*\n([\s\S]*?)\n[ \t]*\2$/gm);
  return [...blocks].flatMap((block): Case[] => {
    const [, kind, , body = ''] = block;
    if (/#\{|%\{/.test(body)) return [];
    const lines = body.split('\n').filter((line) => !/^\s*(\^+|\.{3}|_\{)/.test(line));
    return [
      {
        of: `rubocop ${cop[1]}/${cop[2]}`,
        from: `${path}:${text.slice(0, block.index).split('\n').length}`,
        path: 'lib/case.rb',
        text: `${lines.join('\n')}\n`,
        isBad: () => kind === 'offense',
      },
    ];
  });
}

/** What marks the line that follows, or the one that it stands on behind code. */
const MARKS = [
  { pattern: /\b(?:ruleid|todoruleid):/, isBad: true },
  { pattern: /\b(?:ok|todook):/, isBad: false },
  { pattern: /\bNoncompliant\b|\$ Alert\b|\bBAD\b/, isBad: true },
  { pattern: /(?<!Non)\bCompliant\b|\bGOOD\b/, isBad: false },
] as const;
const COMMENT = /(?:\/\/|#|\/\*|<!--|--)(.*)$/;

/** A file whose comments mark lines, as Semgrep, Sonar and CodeQL do; undefined for one without marks. */
function caseOfMarks({ path, text }: CaseFile): Case | undefined {
  const lines = text.split(/\r?\n/);
  const marks = new Map<number, boolean>();
  for (const [at, line] of lines.entries()) {
    const comment = COMMENT.exec(line);
    const mark = comment && MARKS.find(({ pattern }) => pattern.test(comment[1]!));
    if (!mark) continue;
    const isAlone = line.slice(0, comment.index).trim() === '';
    let target = at;
    while (isAlone && target < lines.length && /^\s*(?:$|\/\/|#|\/\*|\*)/.test(lines[target]!)) target++;
    marks.set(target + 1, mark.isBad);
  }
  return marks.size === 0 ? undefined : { from: path, path, text, isBad: (line) => marks.get(line) };
}

/** All cases of a file, by what it looks like. */
export async function casesOf(file: CaseFile, parser: Pick<Parser, 'inspect'>): Promise<readonly Case[]> {
  if (/(^|\/)tests\/lib\/rules\/[\w-]+\.js$/.test(file.path)) return await casesOfEslint(file, parser);
  if (/_spec\.rb$/.test(file.path)) return casesOfRubocop(file);
  const marked = caseOfMarks(file);
  return marked ? [marked] : [];
}
