import type { Finding, ReportedRule, ReviewReport } from '../../engine/types.ts';
import { judgedTexts } from './judging.ts';
import { coverageText, notReviewedText, scopeText } from './notReviewed.ts';
import { barTable, htmlPage, htmlText, type PageWords, section } from './page.ts';
import { findingSentence, isFresh } from './sentence.ts';

export interface ReportLinks {
  /** Where a finding, or a rule, is opened. */
  finding(fingerprint: string): string;
  rule(id: string): string;
}

/** So many files are hot spots; how many more there are is told. */
const HOT_SPOTS = 10;
const WEIGHTS = { error: 4, warning: 2, note: 1 } as const;

/** A report as a page: what was read, what was found, where most of it is. Without links it can be given away. */
export function reportPage(report: ReviewReport, words: PageWords, links?: ReportLinks): string {
  const { say } = words;
  const { coverage, scope, rules, status, resolved, unknown } = report;
  const fresh = report.findings.filter(isFresh);
  const rows: RowParts = { rules: new Map(rules.map((rule) => [rule.id, rule])), links };
  const list = (rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : ['<ul>', ...rows.map((row) => `<li>${row}</li>`), '</ul>'];
  const named = (path: string, more: string): string =>
    `<code>${htmlText(path)}</code> ${htmlText(more)}`.trimEnd();
  return htmlPage(
    say('Review'),
    [
      `<h1>${htmlText(say('Review'))}</h1>`,
      `<p class="banner ${status === 'complete' ? 'complete' : 'incomplete'}">${htmlText(coverageText(report, say))}</p>`,
      `<p>${htmlText(say('Scope: {0}.', scopeText(scope, say)))} ${htmlText(say('Lines: {0}. Rules: {1}.', coverage.lines, rules.length))}</p>`,
      `<p>${htmlText(sums(fresh, report, words))}</p>`,
      ...section(say('Judged by a model'), report.judged ? paragraphs(judgedTexts(report.judged, say)) : []),
      ...section(say('By rule'), barTable(counted(fresh, ({ rule }) => rows.rules.get(rule)?.title ?? rule))),
      ...section(say('By folder'), barTable(counted(fresh, folderOf))),
      ...section(say('Hot spots'), hotSpots(fresh, words)),
      ...section(say('Findings'), findingRows(fresh, rows)),
      ...section(say('Refuted on a second look'), refutedRows(report.judged?.refuted ?? [], rows)),
      ...section(
        say('Not reviewed'),
        list(coverage.notReviewed.map(({ path, why }) => named(path, notReviewedText(why, say)))),
      ),
      ...section(
        say('Rules that cannot be read'),
        list(coverage.ruleFaults.map(({ path, kind, at }) => named(path, `${kind} ${at}`))),
      ),
      ...section(say('Resolved'), list(resolved.map(({ path, rule }) => named(path, rule)))),
      ...section(
        say('Unknown, since the place was not reviewed'),
        list(unknown.map(({ path, rule }) => named(path, rule))),
      ),
      ...section(
        say('Set aside: no text that a person wrote here'),
        list(coverage.setAside.map(({ path, why }) => named(path, notReviewedText(why, say)))),
      ),
      ...section(
        say('Languages that no rule speaks of'),
        barTable(coverage.withoutRules.map(({ language, files }) => ({ name: language, count: files }))),
      ),
      ...section(
        say('Rules that did not run'),
        list(coverage.rulesNotRun.map((id) => named(id, say('needs a model')))),
      ),
    ],
    words,
  );
}

function sums(fresh: readonly Finding[], { findings }: ReviewReport, { say }: PageWords): string {
  const of = (severity: Finding['severity']): number =>
    fresh.filter((finding) => finding.severity === severity).length;
  const state = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length;
  const [known, dismissed] = [state('persisting'), state('dismissed')];
  return [
    say('Errors: {0}. Warnings: {1}. Notes: {2}.', of('error'), of('warning'), of('note')),
    ...(known + dismissed > 0 ? [say('Known and not shown: {0}. Dismissed: {1}.', known, dismissed)] : []),
  ].join(' ');
}

/** How many findings have each name, the most first. */
function counted(found: readonly Finding[], nameOf: (finding: Finding) => string) {
  const groups = [...Map.groupBy(found, nameOf)].map(([name, some]) => ({ name, count: some.length }));
  return groups.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** The folder of a file, two levels deep at most. */
function folderOf({ path }: Finding): string {
  const folders = path.split('/').slice(0, -1);
  return folders.length === 0 ? '.' : folders.slice(0, 2).join('/');
}

function hotSpots(fresh: readonly Finding[], { say }: PageWords): string[] {
  const weights = new Map<string, number>();
  for (const { path, severity } of fresh) weights.set(path, (weights.get(path) ?? 0) + WEIGHTS[severity]);
  const rows = [...weights]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  if (rows.length < 2) return [];
  const rest = rows.length - HOT_SPOTS;
  return [
    `<p>${htmlText(say('Weighed by severity: an error counts {0}, a warning {1}, a note {2}.', WEIGHTS.error, WEIGHTS.warning, WEIGHTS.note))}</p>`,
    ...barTable(rows.slice(0, HOT_SPOTS)),
    ...(rest > 0 ? [`<p>${htmlText(say('Files with less: {0}.', rest))}</p>`] : []),
  ];
}

const paragraphs = (texts: readonly string[]): string[] => texts.map((text) => `<p>${htmlText(text)}</p>`);

/** What all rows of findings need. */
interface RowParts {
  readonly rules: ReadonlyMap<string, ReportedRule>;
  readonly links: ReportLinks | undefined;
}

function findingRows(fresh: readonly Finding[], parts: RowParts): string[] {
  return [...Map.groupBy(fresh, ({ path }) => path)].flatMap(([path, some]) => [
    `<h3><code>${htmlText(path)}</code></h3>`,
    '<ul>',
    ...some.map((finding) => findingRow(finding, parts)),
    '</ul>',
  ]);
}

/** What a second look refuted: hidden from all lists but this one. */
function refutedRows(refuted: readonly Finding[], parts: RowParts): string[] {
  if (refuted.length === 0) return [];
  return ['<ul>', ...refuted.map((finding) => findingRow(finding, parts, finding.path)), '</ul>'];
}

/** A finding with its lines, those elsewhere that prove it, and what a second look said. */
function findingRow(finding: Finding, { rules, links }: RowParts, path?: string): string {
  const { rule, severity, startLine, startColumn, fingerprint, quote, judged } = finding;
  const link = (href: string | undefined, text: string): string =>
    href === undefined ? text : `<a href="${htmlText(href)}">${text}</a>`;
  const code = (text: string): string => `<pre><code>${htmlText(text)}</code></pre>`;
  const at = `${path === undefined ? '' : `${path}:`}${startLine}:${startColumn}`;
  const place = link(path === undefined ? links?.finding(fingerprint) : undefined, htmlText(at));
  const sentence = htmlText(findingSentence(finding, rules.get(rule)));
  const name = link(links?.rule(rule), `<code>${htmlText(rule)}</code>`);
  const cited = [...(judged?.evidence.slice(1) ?? []), ...(judged?.against ?? [])];
  const more = cited.map(
    (lines) => `<p>${htmlText(`${lines.path}:${lines.startLine}`)}</p>${code(lines.quote)}`,
  );
  const why = judged === undefined || judged.why === '' ? '' : `<p>${htmlText(judged.why)}</p>`;
  return `<li>${place} ${htmlText(severity)}: ${sentence} (${name})${code(quote)}${more.join('')}${why}</li>`;
}
