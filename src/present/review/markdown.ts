import type { Finding, ReviewReport } from '../../engine/types.ts';
import { english } from '../say.ts';
import { fenced, untrusted } from '../untrusted.ts';
import { filesInScope, notReviewedText, scopeText } from './notReviewed.ts';
import { findingSentence, isFresh } from './sentence.ts';

const TITLES = { error: 'Errors', warning: 'Warnings', note: 'Notes' } as const;

/** A report as Markdown in which nothing of the repository is live, for a page of a build or a comment. */
export function reviewMarkdown(report: ReviewReport): string {
  const { findings, coverage, resolved, unknown, status, scope, rules } = report;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const fresh = findings.filter(isFresh);
  const inline = (text: string): string => untrusted(text, 'markdown');
  const code = (text: string): string => untrusted(text, 'code');
  const banner =
    status === 'complete' ? [] : [`> **This review is ${status}: it is no statement about all files.**`, ''];
  const one = (finding: Finding): string[] => [
    `- ${code(`${finding.path}:${finding.startLine}:${finding.startColumn}`)} ${inline(findingSentence(finding, byId.get(finding.rule)))} (${code(finding.rule)})`,
    ...indented(fenced(finding.quote)),
    ...(finding.judged?.evidence.slice(1) ?? []).flatMap(({ path, startLine, quote }) => [
      `  Proved with ${code(`${path}:${startLine}`)}`,
      ...indented(fenced(quote)),
    ]),
    ...(finding.judged?.verdict === 'unsettled' ? ['  A second look left it unsettled.'] : []),
  ];
  const list = (title: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : [`## ${title} (${rows.length})`, '', ...rows, ''];
  return [
    '# Review',
    '',
    ...banner,
    `Reviewed ${coverage.reviewed.length} of ${filesInScope(report)} files (${coverage.lines} lines) of ${inline(scopeText(scope, english))} with ${rules.length} rules.`,
    '',
    ...(['error', 'warning', 'note'] as const).flatMap((severity) => {
      const some = fresh.filter((finding) => finding.severity === severity);
      return some.length === 0
        ? []
        : [`## ${TITLES[severity]} (${some.length})`, '', ...some.flatMap(one), ''];
    }),
    ...(fresh.length === 0 ? ['Nothing was found in what was reviewed.', ''] : []),
    ...list(
      'Refuted on a second look',
      (report.judged?.refuted ?? []).map(
        (finding) =>
          `- ${code(`${finding.path}:${finding.startLine}`)} ${inline(findingSentence(finding, byId.get(finding.rule)))} (${code(finding.rule)}): ${inline(finding.judged?.why ?? '')}`,
      ),
    ),
    ...list(
      'Resolved',
      resolved.map(({ path, rule }) => `- ${code(path)} (${code(rule)})`),
    ),
    ...list(
      'Unknown: the place was not reviewed',
      unknown.map(({ path, rule }) => `- ${code(path)} (${code(rule)})`),
    ),
    ...list(
      'Not reviewed',
      coverage.notReviewed.map(
        ({ path, why }) => `- ${code(path)}: ${inline(notReviewedText(why, english))}`,
      ),
    ),
    ...list(
      'Set aside',
      coverage.setAside.map(({ path, why }) => `- ${code(path)}: ${inline(notReviewedText(why, english))}`),
    ),
    ...list(
      'Languages that no rule speaks of',
      coverage.withoutRules.map(({ language, files }) => `- ${inline(language)}: ${files}`),
    ),
    ...list(
      'Rules that did not run',
      coverage.rulesNotRun.map((id) => `- ${code(id)}: needs a model`),
    ),
  ].join('\n');
}

const indented = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((row) => `  ${row}`);
