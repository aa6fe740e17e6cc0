/** A report as SARIF 2.1.0 (OASIS), which code hosts and editors read. */

import type { Finding, KnownFinding, NotReviewed, ReportedRule, ReviewReport } from '../../engine/types.ts';
import { english } from '../say.ts';
import { notReviewedText } from './notReviewed.ts';
import { findingSentence } from './sentence.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = 'SRCROOT';
/** The name that a fingerprint has for those who read it: another way to make them is another version. */
const FINGERPRINT = 'sightlineFinding/v1';

export interface SarifFacts {
  readonly version: string;
  /** Where people read about the program. */
  readonly home: string;
}

/** One document, without times: the same report gives the same text. */
export function sarifOf(report: ReviewReport, { version, home }: SarifFacts): string {
  const { rules, findings, resolved, coverage, status, commit, scope } = report;
  const places = new Map(rules.map(({ id }, at) => [id, at]));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const run = {
    tool: {
      driver: {
        name: 'Sightline',
        version,
        semanticVersion: version,
        informationUri: home,
        rules: rules.map(ruleOf),
        notifications: [
          { id: 'not-reviewed', shortDescription: { text: 'A file in scope was not reviewed' } },
          { id: 'set-aside', shortDescription: { text: 'A file that is no text of a person was left out' } },
          { id: 'rule-not-run', shortDescription: { text: 'A rule did not run' } },
          { id: 'unknown', shortDescription: { text: 'A known finding whose place was not reviewed' } },
        ],
      },
    },
    automationDetails: { id: `sightline/review/${scope.kind}/` },
    originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
    invocations: [
      {
        executionSuccessful: status === 'complete',
        toolExecutionNotifications: [
          ...coverage.notReviewed.map((entry) => notification('not-reviewed', 'error', entry)),
          ...coverage.setAside.map((entry) => notification('set-aside', 'note', entry)),
          ...report.unknown.map((entry) => unknownNotification(entry)),
        ],
        toolConfigurationNotifications: [
          ...coverage.rulesNotRun.map((id) =>
            configuration('note', `The rule ${id} needs a model, and none was asked.`),
          ),
          ...coverage.ruleFaults.map(({ path, kind, at }) =>
            configuration(
              'error',
              `The rule in ${path} could not be read: ${kind}${at === '' ? '' : ` (${at})`}.`,
            ),
          ),
        ],
      },
    ],
    columnKind: 'utf16CodeUnits',
    ...(commit === undefined ? {} : { properties: { commit } }),
    results: [
      ...findings.map((finding) => resultOf(finding, byId.get(finding.rule), places.get(finding.rule))),
      ...(report.judged?.refuted ?? []).map((finding) =>
        resultOf(finding, byId.get(finding.rule), places.get(finding.rule)),
      ),
      ...resolved.map((entry) => absent(entry, byId.get(entry.rule), places.get(entry.rule))),
    ],
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 1)}\n`;
}

function ruleOf({ id, title, family, severity, looksFor, doesNotClaim, path }: ReportedRule) {
  const help = [looksFor, doesNotClaim].filter((part) => part !== '').join('\n\n');
  return {
    id,
    name: id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: looksFor === '' ? title : looksFor },
    help: { text: help === '' ? title : help, markdown: help === '' ? title : help },
    defaultConfiguration: { level: severity },
    properties: { tags: [family], source: path },
  };
}

const STATES = { new: 'new', persisting: 'unchanged', reopened: 'new', dismissed: 'unchanged' } as const;

function resultOf(finding: Finding, rule: ReportedRule | undefined, ruleIndex: number | undefined) {
  const { path, related, state, dismissal, severity, nearness, symbol, judged, fix } = finding;
  const text = findingSentence(finding, rule);
  const baselineState =
    state === undefined || state === 'resolved' || state === 'unknown' ? undefined : STATES[state];
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: severity,
    message: { text },
    locations: [
      {
        physicalLocation: {
          ...artifact(path),
          region: { ...regionOf(finding), snippet: snippetOf(finding) },
        },
        ...(symbol === '' ? {} : { logicalLocations: [{ fullyQualifiedName: symbol }] }),
      },
    ],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((place, id) => ({
            id,
            message: { text: place.name },
            physicalLocation: { ...artifact(path), region: regionOf(place) },
          })),
          codeFlows: [codeFlow(finding, text)],
        }
      : {}),
    ...(judged ? provenBy(judged) : {}),
    ...(fix ? { fixes: [fixOf(finding, fix, rule)] } : {}),
    partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
    ...(baselineState === undefined ? {} : { baselineState }),
    ...(state === 'dismissed' || judged?.verdict === 'refuted'
      ? {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: (state === 'dismissed'
                ? [dismissal?.reason ?? 'dismissed', dismissal?.note]
                : ['refuted', judged?.why]
              )
                .filter(Boolean)
                .join(': '),
            },
          ],
        }
      : {}),
    properties: {
      ...(nearness === undefined ? {} : { nearness }),
      ...(state === undefined ? {} : { state }),
      ...(judged ? { verdict: judged.verdict, why: judged.why } : {}),
    },
  };
}

/** The lines that prove what a model found, in any file, and those that refute it; as a path where there are several. */
function provenBy({ claim, evidence, against }: NonNullable<Finding['judged']>) {
  const places = [
    ...evidence.map((lines) => ({ lines, text: 'proved by this' })),
    ...against.map((lines) => ({ lines, text: 'refuted by this' })),
  ].map(({ lines: { path, startLine, endLine, quote }, text }) => ({
    message: { text },
    physicalLocation: { ...artifact(path), region: { startLine, endLine, snippet: { text: quote } } },
  }));
  if (places.length < 2) return {};
  return {
    relatedLocations: places.slice(1).map((place, id) => ({ id, ...place })),
    codeFlows: [
      { message: { text: claim }, threadFlows: [{ locations: places.map((location) => ({ location })) }] },
    ],
  };
}

/** What the rule puts in the place of what it found. */
function fixOf(finding: Finding, { text }: NonNullable<Finding['fix']>, rule: ReportedRule | undefined) {
  const replacements = [{ deletedRegion: regionOf(finding), insertedContent: { text } }];
  return {
    description: { text: `Put right: ${rule?.title ?? finding.rule}` },
    artifactChanges: [{ ...artifact(finding.path), replacements }],
  };
}

/** The places of a finding in the order of the text: what belongs to it leads to it. */
function codeFlow({ path, related, ...finding }: Finding, text: string) {
  const steps = [...related.map((place) => ({ ...place })), { ...finding, name: text }].sort(
    (a, b) => a.startLine - b.startLine || a.startColumn - b.startColumn,
  );
  return {
    threadFlows: [
      {
        locations: steps.map((step) => ({
          location: {
            message: { text: step.name },
            physicalLocation: { ...artifact(path), region: regionOf(step) },
          },
        })),
      },
    ],
  };
}

/** A finding of the baseline that is gone. It has no lines any more. */
function absent({ fingerprint, rule: id, path }: KnownFinding, rule: ReportedRule | undefined, at?: number) {
  return {
    ruleId: id,
    ...(at === undefined ? {} : { ruleIndex: at }),
    level: 'none',
    message: { text: `Resolved: ${rule?.title ?? id}` },
    locations: [{ physicalLocation: artifact(path) }],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    baselineState: 'absent',
  };
}

function notification(id: string, level: 'error' | 'note', entry: NotReviewed) {
  return {
    descriptor: { id },
    level,
    message: { text: `${entry.path} was not reviewed: ${notReviewedText(entry.why, english)}.` },
    locations: [{ physicalLocation: artifact(entry.path) }],
  };
}

function unknownNotification({ path, rule, fingerprint }: KnownFinding) {
  return {
    descriptor: { id: 'unknown' },
    level: 'warning',
    message: {
      text: `Whether ${rule} (${fingerprint}) is still in ${path} is not known: it was not reviewed.`,
    },
    locations: [{ physicalLocation: artifact(path) }],
  };
}

const configuration = (level: 'error' | 'note', text: string) => ({
  descriptor: { id: 'rule-not-run' },
  level,
  message: { text },
});

function artifact(path: string) {
  return { artifactLocation: { uri: uriOf(path), uriBaseId: ROOT } };
}

/** A path as a relative address (RFC 3986): each of its parts by itself, so that only slashes stay as they are. */
function uriOf(path: string): string {
  const parts = path.split('/').map((part) => encodeURIComponent(part.toWellFormed()));
  return parts[0]?.includes('%3A') ? `./${parts.join('/')}` : parts.join('/');
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const regionOf = ({ startLine, startColumn, endLine, endColumn }: Region): Region => ({
  ...{ startLine, startColumn, endLine, endColumn },
});

const snippetOf = ({ quote }: Finding): { readonly text: string } => ({ text: quote });
