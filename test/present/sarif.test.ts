/** Reports as SARIF: valid by the schema of the standard, with all that a code host needs to tell findings apart. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { compareBaseline, nextBaseline } from '../../src/engine/review/baseline.ts';
import type { Finding, ReviewReport } from '../../src/engine/types.ts';
import { reviewMarkdown } from '../../src/present/review/markdown.ts';
import { sarifOf } from '../../src/present/review/sarif.ts';
import { reportOf } from '../engine/review/parts.ts';

const require = createRequire(import.meta.url);
const schema: object = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const Ajv = require('ajv');
const ajv = new Ajv({ schemaId: 'auto', unknownFormats: ['uri', 'uri-reference', 'date-time'] });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const isValid = ajv.compile(schema) as ((data: unknown) => boolean) & { readonly errors?: unknown };

const A = 'def alpha\n  BUG(c)\n';
const FACTS = { version: '1.2.3', home: 'https://example.org/sightline' };

/** The log of a report, which must be valid. */
function logOf(report: ReviewReport) {
  const log = JSON.parse(sarifOf(report, FACTS));
  assert.ok(isValid(log), JSON.stringify(isValid.errors));
  assert.equal(log.version, '2.1.0');
  return log.runs[0];
}

/** A report with a finding of each state, related places, and files that were not read. */
function fullReport(): ReviewReport {
  const odd = 'a b/ü#%?&"<x>\\:.toy';
  const before = reportOf({
    'gone.toy': A,
    'known.toy': 'def beta\n  BUG(d)',
    'no.toy': 'def no\n  BUG(e)',
    'unread.toy': 'def u\n  BUG(f)',
  });
  const known = nextBaseline(compareBaseline(before, []), []).map((entry) =>
    entry.path === 'no.toy'
      ? ({ ...entry, state: 'dismissed', dismissal: { reason: 'wont-fix', note: 'a "note"' } } as const)
      : entry,
  );
  const now = reportOf(
    { 'known.toy': 'def beta\n  BUG(d)', 'no.toy': 'def no\n  BUG(e)', [odd]: 'def odd\n  BUG(z)' },
    {
      notReviewed: [{ path: 'unread.toy', why: { kind: 'skipped', reason: 'unreadable' } }],
      setAside: [{ path: 'pic.png', why: { kind: 'skipped', reason: 'binary' } }],
      rulesNotRun: ['judged'],
      ruleFaults: [{ path: '.sightline/rules/x.md', kind: 'missing', at: 'title' }],
    },
  );
  const related = [{ name: 'first', startLine: 1, startColumn: 1, endLine: 1, endColumn: 4 }];
  const findings = now.findings.map((finding): Finding => ({ ...finding, related }));
  return compareBaseline({ ...now, findings, status: 'incomplete', commit: 'a'.repeat(40) }, known);
}

describe('a report as SARIF', () => {
  const run = logOf(fullReport());
  const resultAt = (uri: string) =>
    run.results.find((one: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
      one.locations[0]!.physicalLocation.artifactLocation.uri.includes(uri),
    );

  it('is valid when it is empty and when it is full', () => {
    logOf(reportOf({}));
    assert.equal(logOf(reportOf({ 'a.toy': A })).invocations[0].executionSuccessful, true);
  });

  it('has the rules with their help, and findings with fingerprints', () => {
    const [rule] = run.tool.driver.rules;
    assert.deepEqual(
      [rule.id, rule.help.text, rule.defaultConfiguration.level],
      ['bug', 'Bugs.\n\nAll bugs.', 'warning'],
    );
    const known = resultAt('known.toy');
    assert.equal(known.ruleId, 'bug');
    assert.equal(run.tool.driver.rules[known.ruleIndex].id, 'bug');
    assert.equal(known.message.text, 'A bug of x.');
    assert.deepEqual(Object.values(known.partialFingerprints), [
      fullReport().findings.find(({ path }) => path === 'known.toy')!.fingerprint,
    ]);
    const { region } = known.locations[0].physicalLocation;
    assert.deepEqual(
      [region.startLine, region.startColumn, region.endColumn, region.snippet.text],
      [2, 3, 9, '  BUG(d)'],
    );
    assert.equal(run.columnKind, 'utf16CodeUnits');
  });

  it('holds what the rule puts in the place of what it found, where it has something', () => {
    const report = reportOf({ 'a b.toy': A, 'c.toy': A });
    const [first, second] = report.findings as [Finding, Finding];
    const fix = { was: 'BUG(c)', text: '"ok"\n' };
    const { results } = logOf({ ...report, findings: [{ ...first, fix }, second] });
    assert.equal(results[1].fixes, undefined);
    const [{ description, artifactChanges }] = results[0].fixes;
    assert.equal(description.text, 'Put right: A bug');
    const { region } = results[0].locations[0].physicalLocation;
    const { snippet: _, ...deletedRegion } = region;
    assert.deepEqual(artifactChanges, [
      {
        artifactLocation: { uri: 'a%20b.toy', uriBaseId: 'SRCROOT' },
        replacements: [{ deletedRegion, insertedContent: { text: fix.text } }],
      },
    ]);
  });

  it('tells the states, and the reason of a dismissal', () => {
    assert.equal(resultAt('known.toy').baselineState, 'unchanged');
    assert.equal(resultAt('%C3%BC').baselineState, 'new');
    assert.equal(resultAt('gone.toy').baselineState, 'absent');
    const [suppression] = resultAt('no.toy').suppressions;
    assert.deepEqual(
      [suppression.kind, suppression.status, suppression.justification],
      ['external', 'accepted', 'wont-fix: a "note"'],
    );
    assert.equal(resultAt('known.toy').suppressions, undefined);
  });

  it('leads from related places to the finding', () => {
    const { codeFlows, relatedLocations } = resultAt('known.toy');
    assert.equal(relatedLocations[0].message.text, 'first');
    const lines = codeFlows[0].threadFlows[0].locations.map(
      (one: { location: { physicalLocation: { region: { startLine: number } } } }) =>
        one.location.physicalLocation.region.startLine,
    );
    assert.deepEqual(lines, [1, 2]);
  });

  it('says what was not read, and that the run is not whole', () => {
    const [invocation] = run.invocations;
    assert.equal(invocation.executionSuccessful, false);
    const told = invocation.toolExecutionNotifications.map(
      (one: {
        descriptor: { id: string };
        level: string;
        locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
      }) => [one.descriptor.id, one.level, one.locations[0]!.physicalLocation.artifactLocation.uri],
    );
    assert.deepEqual(told, [
      ['not-reviewed', 'error', 'unread.toy'],
      ['set-aside', 'note', 'pic.png'],
      ['unknown', 'warning', 'unread.toy'],
    ]);
    assert.deepEqual(
      invocation.toolConfigurationNotifications.map((one: { level: string }) => one.level),
      ['note', 'error'],
    );
  });

  it('has addresses from which every path can be read again', () => {
    const base = 'https://example.org/tree/';
    for (const { path } of fullReport().findings) {
      const uri = resultAt(path.endsWith('.toy') && path.includes(' ') ? '%C3%BC' : path).locations[0]
        .physicalLocation.artifactLocation.uri as string;
      assert.doesNotMatch(uri, /[\s#?"<>\\]|[^ -~]/);
      assert.equal(decodeURIComponent(new URL(uri, base).pathname.slice('/tree/'.length)), path);
    }
  });
});

describe('a report as Markdown', () => {
  it('has each finding with its lines, what was not read, and nothing of the repository that is live', () => {
    const text = reviewMarkdown(fullReport());
    assert.match(text, /^# Review\n\n> \*\*This review is incomplete/);
    assert.match(text, /BUG\(z\)/);
    assert.doesNotMatch(text, /BUG\(d\)/, 'known ones are not repeated');
    assert.match(text, /## Not reviewed \(1\)\n\n- `unread\.toy`: not readable/);
    const hostile = reportOf({ 'a.toy': 'def a\n  BUG(```\n<img src=x> ![](http://x.example))' });
    const told = reviewMarkdown(hostile);
    assert.match(told, /````/);
  });
});
