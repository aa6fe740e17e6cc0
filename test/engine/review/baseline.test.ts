/** The baseline: what is new, what stays, what is gone, and what nobody can know. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  compareBaseline,
  nextBaseline,
  readBaseline,
  writeBaseline,
} from '../../../src/engine/review/baseline.ts';
import { makeCoverage, mergeCoverage } from '../../../src/engine/review/coverage.ts';
import type { KnownFinding, ReviewReport } from '../../../src/engine/types.ts';
import { reportOf } from './parts.ts';

const RUNS = process.env.SOAK ? 5_000 : 200;
const A = 'def alpha\n  BUG(c)\n';
const B = 'def beta\n  BUG(d)\n';

const knownOf = (report: ReviewReport, known: readonly KnownFinding[] = []): KnownFinding[] =>
  nextBaseline(compareBaseline(report, known), known);

const states = (report: ReviewReport): string[] =>
  report.findings.map(({ path, state }) => `${path} ${state}`);

describe('a review with a baseline', () => {
  it('tells new findings, those that stay, and those that are gone', () => {
    const known = knownOf(reportOf({ 'a.toy': A }));
    const report = compareBaseline(reportOf({ 'a.toy': '\n\ndef alpha\n', 'b.toy': B }), known);
    assert.deepEqual(states(report), ['b.toy new']);
    assert.deepEqual(
      report.resolved.map(({ path }) => path),
      ['a.toy'],
    );
    const same = compareBaseline(reportOf({ 'a.toy': `# first\n${A}` }), known);
    assert.deepEqual(states(same), ['a.toy persisting']);
    assert.deepEqual([same.resolved, same.unknown], [[], []]);
  });

  it('tells a finding that comes back from a new one', () => {
    const first = knownOf(reportOf({ 'a.toy': A }));
    const gone = knownOf(reportOf({ 'a.toy': 'def alpha\n' }), first);
    assert.deepEqual(
      gone.map(({ state }) => state),
      ['resolved'],
    );
    assert.deepEqual(states(compareBaseline(reportOf({ 'a.toy': A }), gone)), ['a.toy reopened']);
  });

  it('calls what was not looked at unknown, and keeps it', () => {
    const known = knownOf(reportOf({ 'a.toy': A, 'b.toy': B }));
    for (const report of [
      reportOf({ 'b.toy': B }, { notReviewed: [{ path: 'a.toy', why: { kind: 'changed' } }] }),
      reportOf({ 'b.toy': B }, {}, { kind: 'paths', paths: ['b.toy'] }),
    ]) {
      const compared = compareBaseline(report, known);
      assert.deepEqual(states(compared), ['b.toy persisting']);
      assert.deepEqual(
        compared.unknown.map(({ path }) => path),
        ['a.toy'],
      );
      assert.deepEqual(compared.resolved, []);
      assert.deepEqual(nextBaseline(compared, known), known);
    }
    const withoutRule = compareBaseline({ ...reportOf({ 'a.toy': '', 'b.toy': '' }), rules: [] }, known);
    assert.equal(withoutRule.unknown.length, 2);
  });

  it('keeps a dismissal with its finding through moves, and shows a copy of it as new', () => {
    const dismissal = { reason: 'false-positive', note: 'it is meant' } as const;
    const known = knownOf(reportOf({ 'm.toy': A })).map(
      (entry): KnownFinding => ({ ...entry, state: 'dismissed', dismissal }),
    );
    const moved = compareBaseline(reportOf({ 'z/other.toy': `\n${A}` }), known);
    assert.deepEqual(states(moved), ['z/other.toy dismissed']);
    assert.deepEqual(moved.findings[0]?.dismissal, dismissal);
    // The copy comes first in the order of paths: it does not take what was said of the other.
    const copied = compareBaseline(reportOf({ 'a.toy': A, 'm.toy': A }), known);
    assert.deepEqual(states(copied), ['a.toy new', 'm.toy dismissed']);
    assert.equal(copied.findings[1]?.fingerprint, known[0]?.fingerprint);
    assert.notEqual(copied.findings[0]?.fingerprint, known[0]?.fingerprint);
  });

  it('takes nothing for moved whose place was not reviewed', () => {
    const known = knownOf(reportOf({ 'a.toy': A }));
    const report = reportOf({ 'c.toy': A }, {}, { kind: 'paths', paths: ['c.toy'] });
    const compared = compareBaseline(report, known);
    assert.deepEqual(states(compared), ['c.toy new']);
    assert.deepEqual(compared.unknown, known);
    assert.notEqual(compared.findings[0]?.fingerprint, known[0]?.fingerprint);
    const renamed = compareBaseline({ ...report, coverage: { ...report.coverage, gone: ['a.toy'] } }, known);
    assert.deepEqual(states(renamed), ['c.toy persisting']);
  });

  it('adds up: each finding has one state and each entry one fate, whatever was moved or copied', () => {
    const files = fc.dictionary(
      fc.constantFrom('a.toy', 'b.toy', 'c.toy'),
      fc.constantFrom(A, B, A + B, A + A, ''),
    );
    fc.assert(
      fc.property(files, files, fc.boolean(), (before, after, isPartial) => {
        const known = knownOf(reportOf(before));
        const paths = Object.keys(after).sort().slice(0, 1);
        const report = isPartial
          ? reportOf(after, { reviewed: paths }, { kind: 'paths', paths })
          : reportOf(after);
        const compared = compareBaseline(report, known);
        const count = (state: string): number => compared.findings.filter((f) => f.state === state).length;
        assert.equal(count('new') + count('persisting'), report.findings.length);
        assert.equal(count('persisting') + compared.resolved.length + compared.unknown.length, known.length);
        const prints = [...compared.findings, ...compared.unknown].map(({ fingerprint }) => fingerprint);
        assert.equal(new Set(prints).size, prints.length);
        assert.deepEqual(compareBaseline(compared, known), compared);
        if (!isPartial) {
          const again = compareBaseline(report, nextBaseline(compared, known));
          assert.ok(again.findings.every(({ state }) => state === 'persisting'));
          assert.deepEqual(again.resolved, []);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the file of a baseline', () => {
  const known = knownOf(reportOf({ 'a.toy': A + A, 'b.toy': B }));

  it('has one entry on a line, sorted, and reads back as it was written', () => {
    const text = writeBaseline(known);
    assert.deepEqual(readBaseline(text), known);
    const rows = text.trimEnd().split('\n').slice(1, -1);
    assert.equal(rows.length, known.length);
    assert.deepEqual(rows, [...rows].sort());
    assert.equal(writeBaseline(readBaseline(text)!), text);
    assert.equal(writeBaseline([]), '{"schema":1,"findings":[\nnull]}\n');
  });

  it('is still one after git put the lines of two branches together', () => {
    const [first, ...rest] = known;
    const dismissed: KnownFinding = { ...first!, state: 'dismissed', dismissal: { reason: 'later' } };
    const lines = (entries: readonly KnownFinding[]): string[] =>
      writeBaseline(entries).split('\n').slice(1, -2);
    const text = `{"schema":1,"findings":[\n${[...lines(known), ...lines([dismissed, ...rest])].join('\n')}\nnull]}\n`;
    const read = readBaseline(text)!;
    assert.equal(read.length, known.length);
    assert.ok(read.some(({ state }) => state === 'dismissed'));
  });

  it('may be the report of another run', () => {
    const report = reportOf({ 'a.toy': A });
    assert.deepEqual(readBaseline(JSON.stringify(report)), knownOf(report));
  });

  it('is refused when it is something else', () => {
    for (const text of ['', '{', '[]', '{"schema":2,"findings":[]}', '{"schema":1,"findings":[{"path":1}]}'])
      assert.equal(readBaseline(text), undefined, text);
  });
});

describe('the coverage of a review', () => {
  const counts = { lines: 3, rules: 1, damagedLines: 0, unsure: 0, isPartly: false };
  const outcome = { ...counts, language: 'toy', notReviewed: [] };
  const none = { gone: [], rulesNotRun: [], ruleFaults: [], unknownPaths: [], unseen: [] };

  it('puts every file of the scope into one list', () => {
    const coverage = makeCoverage(
      [
        { ...outcome, path: 'b' },
        { ...outcome, path: 'a', rules: 0, damagedLines: 2 },
        { ...outcome, path: 'c', notReviewed: [{ kind: 'noTree', reason: 'parserTimeout' }] },
      ],
      [
        { path: 'pic', reason: 'binary' },
        { path: 'locked', reason: 'unreadable' },
      ],
      none,
    );
    assert.deepEqual(coverage.reviewed, ['a', 'b']);
    assert.deepEqual(
      coverage.notReviewed.map(({ path }) => path),
      ['c', 'locked'],
    );
    assert.deepEqual(
      coverage.setAside.map(({ path }) => path),
      ['pic'],
    );
    assert.deepEqual(coverage.withoutRules, [{ language: 'toy', files: 1 }]);
    assert.deepEqual(coverage.damaged, [{ path: 'a', lines: 2 }]);
    assert.equal(coverage.lines, 6);
  });

  it('is the same from parts as from the whole', () => {
    const files = ['a', 'b', 'c', 'd'].map((path, i) => ({ ...outcome, path, rules: i % 2 }));
    const skipped = [{ path: 'x', reason: 'tooLarge' as const }];
    assert.deepEqual(
      mergeCoverage([makeCoverage(files.slice(2), skipped, none), makeCoverage(files.slice(0, 2), [], none)]),
      makeCoverage(files, skipped, none),
    );
  });
});
