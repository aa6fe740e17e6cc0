/** Findings beside a text that is edited, and in groups: pure, without an editor. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  FRESH_ONLY,
  filtered,
  GROUPINGS,
  grouped,
  type SEVERITIES,
  STATES,
} from '../../src/editor/review/findingGroups.ts';
import type { ShownFinding } from '../../src/editor/review/findings.ts';
import { type Area, follow, linesOf, type Spot, stands } from '../../src/editor/review/follow.ts';

const spotAt = (text: string, offset: number): Spot => {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
};
const offsetOf = (text: string, { line, character }: Spot): number =>
  text
    .split('\n')
    .slice(0, line)
    .reduce((sum, one) => sum + one.length + 1, character);
const areaOf = (text: string, start: number, end: number): Area => ({
  start: spotAt(text, start),
  end: spotAt(text, end),
});
const shown = (text: string, { start, end }: Area): string =>
  text.slice(offsetOf(text, start), offsetOf(text, end));

describe('a place in a text that is edited', () => {
  it('holds what it held, unless an edit reached into it', () => {
    const lines = fc
      .array(fc.constantFrom('a', 'b', '\n', 'cd', ''), { maxLength: 30 })
      .map((parts) => parts.join(''));
    const cut = fc.array(fc.nat(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(lines, cut, lines, (text, cuts, put) => {
        const [a, b, c, d] = cuts.map((n) => n % (text.length + 1)) as [number, number, number, number];
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const [from, to] = [Math.min(c, d), Math.max(c, d)];
        fc.pre(start < end);
        const after = text.slice(0, from) + put + text.slice(to);
        const { area, isTouched } = follow(areaOf(text, start, end), {
          range: areaOf(text, from, to),
          text: put,
        });
        assert.equal(isTouched, from < end && to > start);
        if (!isTouched) assert.equal(shown(after, area), text.slice(start, end));
        else assert.ok(shown(after, area).includes(put), 'what was put in lies in it');
      }),
      { seed: 14, numRuns: 400 },
    );
  });

  it('stands while its lines are there, whatever the line breaks are, and says nothing of hidden secrets', () => {
    const isThere = (text: string, startLine: number, quote: string): boolean =>
      stands((line) => linesOf(text)[line], startLine, quote);
    assert.ok(isThere('a\r\nb\r\nc\r\n', 1, 'b\nc\n'));
    assert.ok(!isThere('a\nb\nd\n', 1, 'b\nc\n'));
    assert.ok(!isThere('x\na\nb\n', 0, 'a\n'));
    assert.ok(!isThere('', 0, 'a\n'));
    assert.ok(isThere('key = "abc"\n', 0, 'key = "«secret:token»"\n'));
  });
});

const finding = (
  path: string,
  rule: string,
  severity: (typeof SEVERITIES)[number],
  more: Partial<ShownFinding['finding']> = {},
): ShownFinding =>
  ({
    finding: { path, rule, severity, symbol: '', facts: { what: 'n' }, ...more },
    rule: { message: '`{what}` is odd.', title: rule },
    isChanged: false,
  }) as unknown as ShownFinding;

const ALL: readonly ShownFinding[] = [
  finding('src/a.ts', 'one', 'warning'),
  finding('src/b.ts', 'two', 'error', { state: 'persisting' }),
  { ...finding('src/b.ts', 'one', 'note'), isChanged: true },
  finding('src/c.ts', 'one', 'error', { state: 'reopened' }),
  finding('lib/d.ts', 'three', 'error', { state: 'dismissed' }),
];

describe('findings in groups', () => {
  it('lose none and double none, in an order that says what is first', () => {
    const keys = GROUPINGS.map((by) => {
      const groups = grouped(ALL, by);
      assert.deepEqual(new Set(groups.flatMap(({ found }) => found)), new Set(ALL), by);
      assert.equal(
        groups.reduce((sum, { found }) => sum + found.length, 0),
        ALL.length,
      );
      return groups.map(({ key }) => key);
    });
    assert.deepEqual(keys, [
      ['error', 'warning', 'note'],
      ['one', 'three', 'two'],
      ['lib/d.ts', 'src/a.ts', 'src/b.ts', 'src/c.ts'],
      ['new', 'reopened', 'changed', 'persisting', 'dismissed'],
    ]);
  });

  it('are narrowed by severity, state and text', () => {
    const places = (filter: Partial<typeof FRESH_ONLY>): string[] =>
      filtered(ALL, { ...FRESH_ONLY, ...filter }).map(({ finding: { path } }) => path);
    assert.deepEqual(places({}), ['src/a.ts', 'src/b.ts', 'src/c.ts']);
    assert.deepEqual(places({ states: STATES, severities: ['error'] }), ['src/b.ts', 'src/c.ts', 'lib/d.ts']);
    assert.deepEqual(places({ states: STATES, text: ' LIB/ ' }), ['lib/d.ts']);
    assert.deepEqual(places({ states: STATES, text: '`n` is' }).length, ALL.length);
    assert.deepEqual(places({ states: [] }), []);
  });
});
