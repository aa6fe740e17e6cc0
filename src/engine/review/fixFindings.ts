import { splitLines } from '../parse/lines.ts';
import type { ExactEdit } from '../types/edits.ts';
import type { Finding } from '../types/findings.ts';
import type { Rule, SkippedFile, SourceFile } from '../types.ts';
import type { RuleRun } from './runRules.ts';

/** A finding, as far as it takes to put it right. */
export type FixableFinding = Pick<
  Finding,
  'path' | 'rule' | 'hash' | 'fingerprint' | 'startLine' | 'startColumn' | 'endLine' | 'endColumn' | 'fix'
>;

/**
 * Why a finding is left as it is. `noFix`: its rule has none for it. `changed`: the file is not as it was reviewed.
 * `overlap`: another one is put right in the same place. `stillFound`: the rule would find it all the same.
 */
export interface LeftFinding {
  readonly fingerprint: string;
  readonly path: string;
  readonly line: number;
  readonly why: 'noFix' | 'changed' | 'overlap' | 'stillFound';
}

/** What rules put right: files as whole texts, the findings that are gone then, and those that are left. */
export interface FixedFindings {
  readonly files: readonly ExactEdit[];
  readonly fixed: readonly string[];
  readonly left: readonly LeftFinding[];
}

export interface FixingParts {
  read(path: string): Promise<SourceFile | SkippedFile>;
  /** Runs rules over a text that is not the one of the index. */
  check(file: { readonly path: string; readonly text: string }, rules: readonly Rule[]): Promise<RuleRun>;
  readonly rules: readonly Rule[];
  readonly signal: AbortSignal;
}

interface Change {
  readonly finding: FixableFinding;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Puts findings right with what their own rules say, in memory. What is given is proved: the place held what was found, and
 * its rule finds nothing there any more. All else is told and left. Runs the rules once for each file, twice where one
 * of them still finds something. No model calls. Rejects only with the signal's reason.
 */
export async function fixFindings(
  findings: readonly FixableFinding[],
  parts: FixingParts,
): Promise<FixedFindings> {
  const files: ExactEdit[] = [];
  const fixed: string[] = [];
  const left: LeftFinding[] = [];
  for (const [path, found] of Map.groupBy(findings, (finding) => finding.path)) {
    parts.signal.throwIfAborted();
    const done = await fixFile(path, found, parts);
    left.push(...done.left);
    if (done.changes.length === 0 || done.before === undefined) continue;
    files.push({ kind: 'exact', path, before: done.before, after: withChanges(done.before, done.changes) });
    fixed.push(...done.changes.map(({ finding }) => finding.fingerprint));
  }
  return { files, fixed, left };
}

interface FileFixed {
  readonly before?: string;
  readonly changes: readonly Change[];
  readonly left: readonly LeftFinding[];
}

async function fixFile(
  path: string,
  found: readonly FixableFinding[],
  parts: FixingParts,
): Promise<FileFixed> {
  const file = await parts.read(path);
  if (!('text' in file)) return { changes: [], left: found.map(leftFor('changed')) };
  const { changes, left } = changesOf(found, file);
  const still = await stillFound(path, file.text, changes, parts);
  const kept = changes.filter((change) => !still.has(change));
  // What is left out moves what comes after it: the rest is looked at as it will be written.
  const again = still.size === 0 ? still : await stillFound(path, file.text, kept, parts);
  const sure = again.size === 0 ? kept : [];
  const unsure = changes.filter((change) => !sure.includes(change)).map(({ finding }) => finding);
  return { before: file.text, changes: sure, left: [...left, ...unsure.map(leftFor('stillFound'))] };
}

const leftFor =
  (why: LeftFinding['why']) =>
  ({ fingerprint, path, startLine }: FixableFinding): LeftFinding => ({
    ...{ fingerprint, path, line: startLine, why },
  });

/** The changes of a file in the order of the text; none of them touches another. */
function changesOf(
  found: readonly FixableFinding[],
  { text, hash }: SourceFile,
): { readonly changes: readonly Change[]; readonly left: readonly LeftFinding[] } {
  const lines = splitLines(text);
  const left: LeftFinding[] = [];
  const changes: Change[] = [];
  const offset = (line: number, column: number): number =>
    line <= lines.count ? lines.start(line) + column - 1 : text.length;
  const placed = found.map((finding) => ({
    finding,
    start: offset(finding.startLine, finding.startColumn),
    end: offset(finding.endLine, finding.endColumn),
  }));
  for (const place of placed.sort((a, b) => a.start - b.start || a.end - b.end)) {
    const { finding, start, end } = place;
    const { fix } = finding;
    if (!fix) left.push(leftFor('noFix')(finding));
    else if (finding.hash !== hash || text.slice(start, end) !== fix.was)
      left.push(leftFor('changed')(finding));
    else if (start < (changes.at(-1)?.end ?? 0)) left.push(leftFor('overlap')(finding));
    else changes.push({ ...place, text: fix.text });
  }
  return { changes, left };
}

function withChanges(text: string, changes: readonly Change[]): string {
  let at = 0;
  let made = '';
  for (const change of changes) {
    made += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return made + text.slice(at);
}

/** The changes after which their rules still find something in their places, and those whose rules could not look. */
async function stillFound(
  path: string,
  before: string,
  changes: readonly Change[],
  { check, rules }: FixingParts,
): Promise<ReadonlySet<Change>> {
  if (changes.length === 0) return new Set();
  const ids = new Set(changes.map(({ finding }) => finding.rule));
  const own = rules.filter(({ id }) => ids.has(id));
  const { hits, failed, fault } = await check({ path, text: withChanges(before, changes) }, own);
  const unable = new Set(fault ? ids : failed.map(({ rule }) => rule));
  let moved = 0;
  return new Set(
    changes.filter(({ finding: { rule }, start, end, text }) => {
      const from = start + moved;
      moved += text.length - (end - start);
      const isThere = hits.some(
        ({ rule: id, span }) => id === rule && span.start < from + text.length && span.end > from,
      );
      return isThere || unable.has(rule) || !own.some(({ id }) => id === rule);
    }),
  );
}
