/**
 * What was known before, as a file that a team keeps in git: `.sightline/baseline.json`. One entry stands on one line,
 * sorted, and `null` ends the list, so that two branches that add findings merge without touching each other's lines.
 */
import * as z from 'zod';
import type { Dismissal, Finding, KnownFinding, ReviewReport } from '../types.ts';
import { fingerprintOf, readFingerprint } from './identity.ts';

const SCHEMA = 1;

const dismissalSchema = z.object({
  reason: z.enum(['false-positive', 'wont-fix', 'later']),
  note: z.string().max(2_000).optional(),
});

const entrySchema = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{8,64}-\d{1,9}$/),
  rule: z.string().max(200),
  path: z.string().max(4_096),
  state: z.enum(['open', 'resolved', 'dismissed']),
  dismissal: dismissalSchema.optional(),
});

const baselineSchema = z.object({ schema: z.literal(SCHEMA), findings: z.array(entrySchema.nullable()) });

/** A report of another run: what it found is what was known. */
const reportSchema = z.object({
  schema: z.literal(1),
  status: z.string(),
  findings: z.array(entrySchema.omit({ state: true }).extend({ state: z.string().optional() })),
});

/** What is known, sorted by fingerprint and path. Undefined for a text that is neither a baseline nor a report. */
export function readBaseline(text: string): KnownFinding[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const report = reportSchema.safeParse(data);
  if (report.success)
    return sortKnown(
      report.data.findings.map(({ fingerprint, rule, path, state, dismissal }) => ({
        ...{ fingerprint, rule, path, state: state === 'dismissed' ? state : 'open' },
        ...(state === 'dismissed' && dismissal ? { dismissal: dismissalOf(dismissal) } : {}),
      })),
    );
  const baseline = baselineSchema.safeParse(data);
  if (!baseline.success) return undefined;
  const entries = baseline.data.findings.flatMap((entry): KnownFinding[] => {
    if (!entry) return [];
    const { dismissal, ...known } = entry;
    return [{ ...known, ...(dismissal ? { dismissal: dismissalOf(dismissal) } : {}) }];
  });
  return sortKnown(mergeEntries(entries));
}

function dismissalOf({ reason, note }: z.infer<typeof dismissalSchema>): Dismissal {
  return { reason, ...(note === undefined ? {} : { note }) };
}

/** Two branches may both have written an entry: what a person decided on one of them holds. */
function mergeEntries(entries: readonly KnownFinding[]): KnownFinding[] {
  const weight = { open: 1, resolved: 0, dismissed: 2 };
  const byKey = new Map<string, KnownFinding>();
  for (const entry of entries) {
    const key = `${entry.fingerprint}\0${entry.path}`;
    const known = byKey.get(key);
    if (!known || weight[entry.state] > weight[known.state]) byKey.set(key, entry);
  }
  return [...byKey.values()];
}

/** The file that says this, ending with a line break. */
export function writeBaseline(known: readonly KnownFinding[]): string {
  const rows = sortKnown(known).map(({ fingerprint, rule, path, state, dismissal }) =>
    JSON.stringify({ fingerprint, rule, path, state, ...(dismissal ? { dismissal } : {}) }),
  );
  return `{"schema":${SCHEMA},"findings":[\n${rows.map((row) => `${row},\n`).join('')}null]}\n`;
}

function sortKnown(known: readonly KnownFinding[]): KnownFinding[] {
  const key = ({ fingerprint, path }: KnownFinding): string => `${fingerprint}\0${path}`;
  return [...known].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * A report with the state of each finding. Equal findings are told apart by their files first: one in the file of an
 * entry is that entry. Then what is left may have moved: to it belongs an entry whose place was reviewed without
 * finding it, or is gone. An entry whose place was not reviewed is `unknown`, and never taken for a moved one. A
 * finding keeps the fingerprint that the baseline has for it; a new one gets the smallest number that is free.
 */
export function compareBaseline(report: ReviewReport, known: readonly KnownFinding[]): ReviewReport {
  const isVacant = vacantPlaces(report);
  const entries = Map.groupBy(known, ({ fingerprint }) => readFingerprint(fingerprint).identity);
  const taken = new Set<KnownFinding>();
  const findings: Finding[] = [];
  for (const [identity, equals] of Map.groupBy(report.findings, (finding) => finding.identity)) {
    const candidates = entries.get(identity) ?? [];
    const matches = matchEquals(equals, candidates, isVacant);
    const used = new Set(candidates.map(({ fingerprint }) => readFingerprint(fingerprint).number));
    const told = new Set<string>();
    for (const finding of equals) {
      const entry = matches.get(finding);
      if (entry) taken.add(entry);
      const isFree = entry !== undefined && !told.has(entry.fingerprint);
      const fingerprint = isFree ? entry.fingerprint : fingerprintOf(identity, freeNumber(used));
      told.add(fingerprint);
      findings.push({ ...withoutState(finding), fingerprint, ...stateOf(entry) });
    }
  }
  const order = new Map(report.findings.map(({ path, ...place }, at) => [placeKey(path, place), at]));
  findings.sort((a, b) => order.get(placeKey(a.path, a))! - order.get(placeKey(b.path, b))!);
  const left = known.filter((entry) => !taken.has(entry) && entry.state !== 'resolved');
  const ran = new Set(report.rules.map(({ id }) => id));
  const isResolved = ({ path, rule }: KnownFinding): boolean => ran.has(rule) && isVacant(path);
  return {
    ...report,
    findings,
    resolved: left.filter(isResolved),
    unknown: left.filter((entry) => !isResolved(entry)),
  };
}

const placeKey = (path: string, place: Omit<Finding, 'path'>): string =>
  [path, place.rule, place.startLine, place.startColumn, place.endLine, place.endColumn].join('\0');

function withoutState({ state: _state, dismissal: _dismissal, ...finding }: Finding): Finding {
  return finding;
}

function stateOf(entry: KnownFinding | undefined): Pick<Finding, 'state' | 'dismissal'> {
  if (!entry) return { state: 'new' };
  if (entry.state === 'open') return { state: 'persisting' };
  if (entry.state === 'resolved') return { state: 'reopened' };
  return { state: 'dismissed', ...(entry.dismissal ? { dismissal: entry.dismissal } : {}) };
}

function freeNumber(used: Set<number>): number {
  let number = 1;
  while (used.has(number)) number++;
  used.add(number);
  return number;
}

/**
 * Whether a file was looked at as a whole, or is known to be gone: what stood there and was not found is not there.
 */
function vacantPlaces({ scope, coverage }: ReviewReport): (path: string) => boolean {
  const partly = new Set(coverage.partly);
  const whole = new Set([...coverage.reviewed.filter((path) => !partly.has(path)), ...coverage.gone]);
  const others = new Set([...coverage.notReviewed, ...coverage.setAside].map(({ path }) => path));
  return (path) => whole.has(path) || (scope.kind === 'repository' && !others.has(path));
}

function matchEquals(
  equals: readonly Finding[],
  candidates: readonly KnownFinding[],
  isVacant: (path: string) => boolean,
): Map<Finding, KnownFinding> {
  const rank = { open: 0, dismissed: 0, resolved: 1 };
  const number = ({ fingerprint }: KnownFinding): number => readFingerprint(fingerprint).number;
  const free = [...candidates].sort((a, b) => rank[a.state] - rank[b.state] || number(a) - number(b));
  const matches = new Map<Finding, KnownFinding>();
  const match = (isFit: (entry: KnownFinding, finding: Finding) => boolean): void => {
    for (const finding of equals) {
      if (matches.has(finding)) continue;
      const at = free.findIndex((entry) => isFit(entry, finding));
      if (at >= 0) matches.set(finding, free.splice(at, 1)[0]!);
    }
  };
  match((entry, { path }) => entry.path === path);
  match((entry) => isVacant(entry.path));
  return matches;
}

/**
 * What is known after a review: what it found is open, what it resolved is kept as such, and what it could not see
 * stays as it was.
 */
export function nextBaseline(report: ReviewReport, known: readonly KnownFinding[]): KnownFinding[] {
  const found = report.findings.map(
    ({ fingerprint, rule, path, state, dismissal }): KnownFinding => ({
      ...{ fingerprint, rule, path, state: state === 'dismissed' ? 'dismissed' : 'open' },
      ...(state === 'dismissed' && dismissal ? { dismissal } : {}),
    }),
  );
  const told = new Set(found.map(({ fingerprint }) => fingerprint));
  const resolved = report.resolved.map(
    ({ fingerprint, rule, path }): KnownFinding => ({ fingerprint, rule, path, state: 'resolved' }),
  );
  const earlier = known.filter(({ state }) => state === 'resolved');
  return sortKnown([
    ...found,
    ...report.unknown,
    ...[...resolved, ...earlier].filter(({ fingerprint }) => !told.has(fingerprint)),
  ]);
}
