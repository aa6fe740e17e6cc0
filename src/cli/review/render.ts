import type { Finding, KnownFinding, ReviewPlan, ReviewReport } from '../../host/types.ts';
import { filesInScope, notReviewedText, scopeText } from '../../present/review/notReviewed.ts';
import { findingSentence, isFresh } from '../../present/review/sentence.ts';
import { english } from '../../present/say.ts';
import { untrusted } from '../../present/untrusted.ts';
import { clip, columns, withinWidth, wrap } from '../columns.ts';
import { type Style, shown, type Terminal } from '../terminal.ts';
import { estimateRows, judgedRows, proofRows } from './judged.ts';
import { canPutRight } from './putRight.ts';

/** Rows of a list of files; what is beyond is counted, and --json lists all. */
const MOST_ROWS = 20;
/** Rules that did not run are named when they are no more than these. */
const MOST_NAMED = 3;
const SEVERITIES: readonly (readonly [Finding['severity'], Style])[] = [
  ['error', 'red'],
  ['warning', 'yellow'],
  ['note', 'cyan'],
];

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** A report for a person: what was read, findings by file with their lines, the sums, and what was not read. */
export function renderReview(
  report: ReviewReport,
  { isAll, terminal }: { readonly isAll: boolean; readonly terminal: Terminal },
): string {
  const refuted = isAll ? (report.judged?.refuted ?? []) : [];
  const shownOnes = [...report.findings.filter((finding) => isAll || isFresh(finding)), ...refuted];
  const byFile = Map.groupBy(shownOnes, ({ path }) => path);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const width = terminal.width ?? 80;
  const files = [...byFile].map(([path, findings]) =>
    [
      terminal.style('bold', shown(path)),
      ...findings.flatMap((finding) =>
        findingRows(finding, findingSentence(finding, rules.get(finding.rule)), terminal, width),
      ),
      '',
      '',
    ].join('\n'),
  );
  const head = `${coverageLine(report)}\n\n`;
  return withinWidth(`${head}${files.join('')}${summary(report, isAll, terminal)}`, terminal.width);
}

function coverageLine(report: ReviewReport): string {
  const { coverage, scope, rules, shard } = report;
  const part = shard ? `, part ${shard.part} of ${shard.of}` : '';
  return `Reviewed ${coverage.reviewed.length} of ${count(filesInScope(report), 'file')} (${count(coverage.lines, 'line')}) of ${shown(scopeText(scope, english))}${part} with ${count(rules.length, 'rule')}.`;
}

function findingRows(finding: Finding, sentence: string, terminal: Terminal, width: number): string[] {
  const { startLine, startColumn, severity, rule, state, nearness, related } = finding;
  const style = SEVERITIES.find(([name]) => name === severity)![1];
  const place = `${startLine}:${startColumn}`.padStart(8);
  const marks = [
    ...(state === undefined || state === 'new' ? [] : [state]),
    ...(nearness === undefined || nearness === 'changed' ? [] : [NEARNESS[nearness]]),
  ];
  const [first, ...more] = wrap(`${shown(sentence)} [${shown(rule)}]`, Math.max(20, width - 19));
  const note = marks.length > 0 ? [`${' '.repeat(19)}(${marks.join(', ')})`] : [];
  return [
    `${place}  ${terminal.style(style, severity.padEnd(7))}  ${first}`,
    ...more.map((row) => `${' '.repeat(19)}${row}`),
    ...note,
    ...codeRows(finding, style, terminal, width),
    ...proofRows(finding).flatMap((row) =>
      wrap(row, Math.max(20, width - 11)).map((part) => terminal.style('dim', `${' '.repeat(9)}  ${part}`)),
    ),
    ...related.map(({ name, startLine: line, startColumn: column }) =>
      terminal.style('dim', `${' '.repeat(9)}  ${shown(name)}: ${line}:${column}`),
    ),
    terminal.style('dim', `${' '.repeat(9)}  ${finding.fingerprint}`),
  ];
}

const NEARNESS = { sameFile: 'not on a changed line', touched: 'touched by the change' } as const;

/** The line that a finding begins on, with the finding marked below it. A long line is shown around it. */
function codeRows(finding: Finding, style: Style, terminal: Terminal, width: number): string[] {
  const raw = finding.quote.split('\n')[0] ?? '';
  const start = Math.min(raw.length, finding.startColumn - 1);
  const isOneLine = finding.endLine === finding.startLine;
  const end = isOneLine ? Math.min(raw.length, Math.max(start + 1, finding.endColumn - 1)) : raw.length;
  const room = Math.max(20, width - 13);
  const indent = /^\s*/.exec(raw)![0].length;
  const from = end - indent <= room ? Math.min(indent, start) : Math.max(0, start - Math.floor(room / 3));
  const before = `${from > indent ? '…' : ''}${code(raw.slice(from, start))}`;
  const marked = clip(code(raw.slice(start, end)), Math.max(1, room - columns(before)));
  const text = clip(`${before}${code(raw.slice(start, end))}${code(raw.slice(end))}`, room);
  const bar = `${String(finding.startLine).padStart(9)} │ `;
  const under = `${' '.repeat(9)} │ ${' '.repeat(columns(before))}${'^'.repeat(Math.max(1, columns(marked)))}`;
  return [`${bar}${text}`, terminal.style(style, under)];
}

const code = (text: string): string => untrusted(text, 'code line');

function summary(report: ReviewReport, isAll: boolean, terminal: Terminal): string {
  const { findings, resolved, unknown, coverage } = report;
  const fresh = findings.filter(isFresh);
  const sums = SEVERITIES.map(([severity, style]) => {
    const n = fresh.filter((finding) => finding.severity === severity).length;
    return n > 0 ? terminal.style(style, count(n, severity)) : '';
  }).filter((text) => text !== '');
  const hasBaseline =
    findings.some(({ state }) => state !== undefined) || resolved.length + unknown.length > 0;
  const number = (state: Finding['state']): number =>
    findings.filter((finding) => finding.state === state).length;
  const [persisting, dismissed] = [number('persisting'), number('dismissed')];
  const folded = !isAll && persisting + dismissed > 0 ? ' (--all shows them)' : '';
  const told = sums.length > 0 ? sums.join(', ') : 'nothing';
  // Of what lies outside of the scope the number is enough.
  const asked = new Set(coverage.notReviewed.map(({ path }) => path));
  const isInScope = ({ path }: KnownFinding): boolean => asked.has(path);
  const where = report.status === 'complete' ? '' : ' in what was reviewed';
  const able = fresh.filter(canPutRight).length;
  const rows = [
    `Found ${told}${hasBaseline ? ' that is new' : ''}${where}${nearText(fresh)}.`,
    ...(hasBaseline
      ? [
          `Baseline: ${number('reopened')} reopened, ${persisting} known, ${dismissed} dismissed${folded}, ${resolved.length} resolved, ${unknown.length} unknown.`,
        ]
      : []),
    ...(able > 0 ? [`${able} of them can be put right without a model: --fix, or --patch for a file.`] : []),
    ...knownRows('Resolved', resolved),
    ...knownRows('Unknown, since the place was not reviewed', unknown.filter(isInScope)),
    ...judgedRows(report),
    ...restRows(coverage),
  ];
  return `${rows.join('\n')}\n${ending(report, terminal)}\n`;
}

function nearText(fresh: readonly Finding[]): string {
  const off = fresh.filter(({ nearness }) => nearness === 'sameFile' || nearness === 'touched').length;
  return off > 0 ? ` (${off} of them not on a changed line)` : '';
}

function knownRows(title: string, entries: readonly KnownFinding[]): string[] {
  const row = ({ path, rule, fingerprint }: KnownFinding): string =>
    `  ${shown(path)}  ${shown(rule)}  ${shown(fingerprint)}`;
  return entries.length === 0 ? [] : [`${title}:`, ...firstOf(entries.map(row))];
}

function firstOf(rows: readonly string[]): string[] {
  const rest = rows.length - MOST_ROWS;
  return [...rows.slice(0, MOST_ROWS), ...(rest > 0 ? [`  and ${rest} more (--json lists all)`] : [])];
}

/** All that a reader must know to judge what was read. */
function restRows(coverage: ReviewReport['coverage']): string[] {
  const { setAside, withoutRules, damaged, unsure, rulesNotRun, ruleFaults } = coverage;
  const bare = withoutRules.reduce((sum, { files }) => sum + files, 0);
  const languages = withoutRules.map(({ language, files }) => `${shown(language)} ${files}`).join(', ');
  const places = unsure.reduce((sum, entry) => sum + entry.places, 0);
  const lines = damaged.reduce((sum, entry) => sum + entry.lines, 0);
  const reasons = [...Map.groupBy(setAside, ({ why }) => notReviewedText(why, english))];
  return [
    ...(bare > 0 ? [`No rule speaks of ${count(bare, 'file')}: ${languages}.`] : []),
    ...(setAside.length > 0
      ? [
          `Set aside ${count(setAside.length, 'file')}: ${reasons.map(([why, files]) => `${why} ${files.length}`).join(', ')}.`,
        ]
      : []),
    ...(lines > 0
      ? [`The grammars could not read ${count(lines, 'line')} in ${count(damaged.length, 'file')}.`]
      : []),
    ...(places > 0 ? [`Not told of for that: ${count(places, 'place')}.`] : []),
    ...notRunRows(rulesNotRun),
    ...ruleFaults.map(
      ({ path, kind, at }) => `The rule in ${shown(path)} is not in order: ${shown(`${kind} ${at}`.trim())}.`,
    ),
  ];
}

function ending(report: ReviewReport, terminal: Terminal): string {
  const line = coverageLine(report);
  if (report.status === 'complete') return `Complete. ${line}`;
  const { notReviewed } = report.coverage;
  const rows = notReviewed.map(
    ({ path, why }) => `  ${shown(path)}  ${shown(notReviewedText(why, english))}`,
  );
  const banner =
    report.status === 'stopped'
      ? 'STOPPED: this is no whole review.'
      : 'INCOMPLETE: this is no whole review.';
  return [terminal.style('red', banner), ...firstOf(rows), line].join('\n');
}

const notRunRows = (ids: readonly string[]): string[] =>
  ids.length === 0
    ? []
    : [
        ids.length > MOST_NAMED
          ? `Not run: ${count(ids.length, 'rule')} that need a model. --judged runs them, --json names them.`
          : `Not run, since a model is needed (--judged): ${ids.map(shown).join(', ')}.`,
      ];

/** What a review would read. */
export function renderPlan(plan: ReviewPlan, terminal: Terminal): string {
  const { scope, files, lines, rules, rulesNotRun, skipped, unknownPaths } = plan;
  const rows = [
    `Would review ${count(files.length, 'file')} (${count(lines, 'line')}) of ${shown(scopeText(scope, english))} with ${count(rules.length, 'rule')}. ${plan.judged ? 'Nothing was sent.' : 'No model is asked.'}`,
    ...(plan.judged ? estimateRows(plan.judged) : []),
    ...notRunRows(rulesNotRun),
    ...(skipped.length > 0 ? [`Not indexed: ${count(skipped.length, 'file')}.`] : []),
    ...unknownPaths.map((path) => `There is no indexed file or folder ${shown(path)}.`),
  ];
  return withinWidth(`${rows.join('\n')}\n`, terminal.width);
}
