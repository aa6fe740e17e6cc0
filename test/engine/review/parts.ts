/** Findings of a small language of our own: every `BUG(...)` of a text is a hit, inside the `def name` above it. */
import { createHash } from 'node:crypto';
import { numberFindings, type Unnumbered } from '../../../src/engine/review/identity.ts';
import { makeFindings } from '../../../src/engine/review/makeFindings.ts';
import { REVIEW_SCHEMA } from '../../../src/engine/types/findings.ts';
import type { Rule, RuleHit } from '../../../src/engine/types/review.ts';
import type { Finding, ReviewCoverage, ReviewReport, SymbolDef } from '../../../src/engine/types.ts';

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

export const BUG_RULE: Rule = {
  ...{ id: 'bug', family: 'correctness', title: 'A bug', severity: 'warning', languages: ['toy'] },
  ...{ kind: 'syntactic', isOn: true, isForTests: true, path: 'rules/correctness/bug.md', origin: 'product' },
  ...{ files: [], message: 'A bug of {what}.', like: [], looksFor: 'Bugs.', doesNotClaim: 'All bugs.' },
  ...{ bad: [], good: [], queries: [], fixes: [] },
};

/** The hits of a text. */
export function hitsOf(text: string): RuleHit[] {
  return [...text.matchAll(/BUG\([^)]*\)/g)].map((match): RuleHit => {
    const before = text.slice(0, match.index).split('\n');
    const inside = match[0].split('\n');
    const startColumn = before.at(-1)!.length + 1;
    return {
      rule: 'bug',
      span: {
        ...{ start: match.index, end: match.index + match[0].length },
        ...{ startLine: before.length, endLine: before.length + inside.length - 1, startColumn },
        endColumn: inside.at(-1)!.length + (inside.length > 1 ? 1 : startColumn),
      },
      facts: { what: 'x' },
      related: [],
    };
  });
}

/** A definition lasts from its line to the one before the next. */
function symbolsOf(text: string): SymbolDef[] {
  const lines = text.split('\n');
  const heads = [...lines.entries()].flatMap(([i, line]) => {
    const name = /^\s*def (\w+)/.exec(line)?.[1];
    return name === undefined ? [] : [{ name, line: i + 1 }];
  });
  return heads.map(({ name, line }, i) => ({
    ...{ name, line, kind: 'function' as const, startLine: line, container: [], signature: '', doc: '' },
    endLine: (heads[i + 1]?.line ?? lines.length + 1) - 1,
  }));
}

/** The findings of one file. */
export function foundIn(path: string, text: string): Unnumbered[] {
  const file = { path, text, size: text.length, mtimeMs: 0, encoding: 'utf8' as const, hash: hash(text) };
  return makeFindings(hitsOf(text), {
    file,
    concealed: { ...file, secretLines: [] },
    symbols: symbolsOf(text),
    language: 'toy',
    rules: new Map([['bug', BUG_RULE]]),
    hash,
  });
}

/** What a review of a whole repository of such texts reports. */
export function reportOf(
  files: Readonly<Record<string, string>>,
  coverage: Partial<ReviewCoverage> = {},
  scope: ReviewReport['scope'] = { kind: 'repository' },
): ReviewReport {
  const paths = coverage.reviewed ?? Object.keys(files).sort();
  const findings: Finding[] = numberFindings(paths.flatMap((path) => foundIn(path, files[path] ?? '')));
  return {
    ...{ schema: REVIEW_SCHEMA, status: 'complete', scope, findings, resolved: [], unknown: [] },
    rules: [{ ...BUG_RULE }],
    coverage: {
      ...{ reviewed: paths, lines: 0, notReviewed: [], setAside: [], gone: [], withoutRules: [] },
      ...{ partly: [], damaged: [], unsure: [], rulesNotRun: [], ruleFaults: [] },
      ...coverage,
    },
  };
}
