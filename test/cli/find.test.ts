/** `sightline find` as a process: exact tables without a model, at the width of a terminal, and for other programs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import type { TempSpec } from '../fakes/tempTree.ts';
import { type Said, withRepository } from './process.ts';

const TREE: TempSpec = {
  'src/many.ts':
    'export function manyOf(a: number, b: number, c: number, d: number): number {\n  return a + b + c + d;\n}\n',
  'src/tried.ts':
    'export function triedOf(a: number, b: number, c: number, d: number): number {\n  return a * b * c * d;\n}\n',
  'src/few.ts': 'export function fewOf(a: number): number {\n  return a; // TODO: round it\n}\n',
  'test/tried.test.ts':
    "import { triedOf } from '../src/tried.ts';\n\ntest('works', () => triedOf(1, 2, 3, 4));\n",
  'py/report.py': 'def report(rows, columns, widths, title):\n    return rows, columns, widths, title\n',
};

type Find = (...args: readonly string[]) => Promise<Said>;

/** Runs the command in a folder of its own, at 80 columns, with no model named. */
const withFind = (work: (find: Find) => Promise<void>): Promise<void> =>
  withRepository(TREE, (run) => work((...args) => run(['find', '--width', '80', ...args])));

describe('sightline find', () => {
  it('lists what fits, exactly, within the width, and asks no model', () =>
    withFind(async (find) => {
      const { code, out, err } = await find('kind:function params>3 !tested');
      assert.equal(code, 0, err);
      assert.match(out, /^2 functions\.$/m);
      assert.match(out, /py\/report\.py:1 +report +4/);
      assert.match(out, /src\/many\.ts:1 +manyOf +4/);
      assert.doesNotMatch(out, /triedOf|fewOf/);
      assert.match(out, /no model\s+(?:│ )?was\s+(?:│ )?called/);
      for (const line of out.split('\n')) assert.ok([...line].length <= 80, line);
    }));

  it('gives each row with a checked place to other programs', () =>
    withFind(async (find) => {
      const { code, out } = await find('kind:function params>3 !tested', '--json');
      assert.equal(code, 0);
      const { table, usage, route } = JSON.parse(out) as Answer;
      assert.equal(route.name, 'aggregate');
      assert.equal(usage.calls, 0);
      assert.equal(table!.total, 2);
      assert.deepEqual(
        table!.rows.map(({ citation: { path, startLine, state } }) => [path, startLine, state]),
        [
          ['py/report.py', 1, 'verified'],
          ['src/many.ts', 1, 'verified'],
        ],
      );
      const csv = await find('word:TODO', '--csv');
      assert.equal(csv.code, 0);
      const [head, ...rows] = csv.out.trimEnd().split('\r\n');
      assert.ok(head!.length > 0);
      assert.equal(rows.length, 1);
      assert.match(rows[0]!, /src\/few\.ts/);
    }));

  it('ends with 1 when nothing fits, and says that as a count', () =>
    withFind(async (find) => {
      const { code, out } = await find('kind:function params>40');
      assert.equal(code, 1);
      assert.match(out, /^(?:0|No) functions\b/m);
    }));

  it('says where a query goes wrong, and what was meant', () =>
    withFind(async (find) => {
      for (const [query, told] of [
        ['kin:function', /^This is no query: at 1.*"kin" is not known; did you mean kind\?/],
        ['kind:functio', /^This is no query: at 6.*did you mean function\?/],
        ['kind:function (params>3', /^This is no query: /],
        ['where is it', /^This is no query: .*a query begins with a key, as kind:function/],
        ['', /^The query is empty/],
      ] as const) {
        const { code, out, err } = await find(query);
        assert.equal(code, 2, query);
        assert.match(err, told);
        assert.match(err, /sightline find --help/);
        assert.equal(out, '');
      }
    }));
});
