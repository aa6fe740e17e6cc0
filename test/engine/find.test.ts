/** The query language over the index: counts against truth that was counted by hand, and what cannot be known told. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Answer, Table } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

/** Small files in eleven languages; what each query finds in them is counted by reading them. */
const FILES: Readonly<Record<string, string>> = {
  'src/cart.ts': [
    "import { tax } from './tax';",
    '',
    '/** Adds a line. */',
    'export function addLine(cart: Cart, sku: string, count: number, price: number): void {',
    '  cart.lines.push({ sku, count, price: tax(price) });',
    '}',
    'function hidden(a: number, b = 2, ...rest: number[]): number {',
    '  return a;',
    '}',
    'const twice = (x: number) => x * 2;',
    'const one = x => x;',
    'export class Cart {',
    '  lines = [];',
    '  constructor(readonly owner: string, limit?: number) {}',
    '  private grow(this: Cart, by: number): void {}',
    '  total(): number {',
    '    return twice(hidden(1)); // TODO round',
    '  }',
    '}',
    'function late(): void {}',
    'export { late };',
  ].join('\n'),
  'src/tax.ts':
    'export const RATE = 0.2;\nexport function tax(price: number): number {\n  return price * RATE;\n}\n',
  'test/cart.test.ts': "import { addLine } from '../src/cart';\naddLine(cart, 'a', 1, 2);\n",
  'old/script.js': 'function legacy(a, { b }, [c]) {}\nmodule.exports = { legacy };\n',
  'py/jobs.py':
    'class Job:\n    def run(self, a, /, b, *, c=1, **rest):\n        return _helper(a)\n\n    @staticmethod\n    def make(name):\n        pass\n\n\ndef _helper(a, b=None):\n    """Helps."""\n    return a\n',
  'go/store.go':
    'package store\n\nfunc Open(path, name string, size int) *Store { return nil }\n\nfunc (s *Store) close(int, string) {}\n\nfunc Many(first int, rest ...string) {}\n',
  'rs/lib.rs':
    'pub struct Lib;\npub trait Named { fn name(&self) -> String; }\nimpl Named for Lib { fn name(&self) -> String { String::new() } }\nimpl Lib {\n    pub fn new(a: u8, b: u8) -> Self { Lib }\n    fn inner(self: Box<Self>, a: u8) {}\n}\n',
  'java/App.java':
    'public class App {\n  public App(int a) {}\n  static int sum(int a, int... rest) { return a; }\n  private void quiet() {}\n  interface Plug { void go(String a, String b); }\n}\n',
  'cs/App.cs':
    'public class Box {\n  internal int Fill(int a, params int[] rest) => 1;\n  int Empty() { return 0; }\n}\n',
  'c/core.c':
    'static int helper(int a, char *b, int (*cb)(int x)) { return 0; }\nint start(void) { return helper(1, 0, 0); }\n',
  'rb/app.rb': 'def start(a, b = 1, *c, d:, &e)\nend\n\ndef stop\nend\n',
  'sh/run.sh': 'deploy() {\n  echo TODO\n}\n',
  'notes.txt': 'TODO write more\nTODOS are not one\n',
};

const ready = memoryEngine(pool, FILES);

async function ask(text: string): Promise<Answer> {
  const { engine } = await ready;
  for await (const { event } of engine.ask(asked(text), { signal: never })) {
    if (event.type === 'done') return event.answer;
    if (event.type === 'failed') throw new Error(JSON.stringify(event.failure));
  }
  throw new Error('A run has an end');
}

const shown = ({ rows, columns }: Table): string[] =>
  rows.map(({ cells, citation }) => {
    const name = cells[columns.findIndex(({ key }) => key === 'name' || key === 'text')] ?? '';
    return `${citation.path}:${citation.startLine} ${name}`;
  });

async function names(query: string): Promise<string[]> {
  const { table } = await ask(query);
  const at = table!.columns.findIndex(({ key }) => key === 'name');
  assert.equal(table!.rows.length, table!.total);
  return table!.rows.map(({ cells }) => String(cells[at]));
}

describe('parameters, counted in the tree', () => {
  const COUNTED: readonly (readonly [path: string, Readonly<Record<string, number>>])[] = [
    ['src/cart.ts', { addLine: 4, hidden: 3, twice: 1, one: 1, constructor: 2, grow: 1, total: 0, late: 0 }],
    ['old/script.js', { legacy: 3 }],
    ['py/jobs.py', { run: 4, make: 1, _helper: 2 }],
    ['go/store.go', { Open: 3, close: 2, Many: 2 }],
    ['rs/lib.rs', { name: 0, new: 2, inner: 1 }],
    ['java/App.java', { App: 1, sum: 2, quiet: 0, go: 2 }],
    ['cs/App.cs', { Fill: 2, Empty: 0 }],
    ['c/core.c', { helper: 3, start: 0 }],
    ['rb/app.rb', { start: 5, stop: 0 }],
  ];
  for (const [path, truth] of COUNTED)
    it(`of ${path}`, async () => {
      const { table } = await ask(`kind:callable path:${path} params>=0`);
      const at = (key: string): number => table!.columns.findIndex((column) => column.key === key);
      const found = table!.rows.map(({ cells }) => [String(cells[at('name')]), cells[at('params')]]);
      assert.deepEqual(Object.fromEntries(found), truth);
      assert.equal(table!.unknown, undefined);
    });

  it('are told to be unknown where the grammar is not asked', async () => {
    const { table } = await ask('kind:function params<9 path:sh');
    assert.equal(table!.total, 0);
    assert.deepEqual(table!.unknown, [{ key: 'params', language: 'bash', count: 1 }]);
  });
});

describe('who may use a definition', () => {
  const OPEN: readonly (readonly [path: string, open: readonly string[], closed: readonly string[]])[] = [
    ['src/cart.ts', ['addLine', 'Cart', 'constructor', 'total', 'late'], ['hidden', 'twice', 'one', 'grow']],
    ['py/jobs.py', ['Job', 'run', 'make'], ['_helper']],
    ['go/store.go', ['Open', 'Many'], ['close']],
    ['rs/lib.rs', ['Lib', 'Named', 'new'], ['inner']],
    ['java/App.java', ['App', 'App'], ['sum', 'quiet']],
    ['cs/App.cs', ['Box', 'Fill'], ['Empty']],
    ['c/core.c', ['start'], ['helper']],
  ];
  for (const [path, open, closed] of OPEN)
    it(`of ${path}`, async () => {
      const kinds = 'kind:callable,class,struct,trait';
      assert.deepEqual(
        (await names(`${kinds} path:${path} exported`)).filter((name) => open.includes(name)),
        open,
      );
      const hidden = await names(`${kinds} path:${path} !exported`);
      assert.deepEqual(
        hidden.filter((name) => closed.includes(name)),
        closed,
      );
      assert.deepEqual(
        hidden.filter((name) => open.includes(name)),
        [],
      );
    });

  it('is unknown in a script', async () => {
    const { table } = await ask('kind:function path:old !exported');
    assert.equal(table!.total, 0);
    assert.deepEqual(table!.unknown, [{ key: 'exported', language: 'javascript', count: 1 }]);
  });
});

describe('queries', () => {
  const TRUTH: readonly (readonly [query: string, found: readonly string[]])[] = [
    ['kind:function params>2 !tested path:src', ['src/cart.ts:7 hidden']],
    ['kind:function params>2 tested', ['src/cart.ts:4 addLine']],
    ['kind:function documented', ['py/jobs.py:10 _helper', 'src/cart.ts:4 addLine']],
    ['calls:tax', ['src/cart.ts:4 addLine']],
    ['kind:method calls:twice', ['src/cart.ts:16 total']],
    ['calledby:total kind:function', ['src/cart.ts:7 hidden', 'src/cart.ts:10 twice']],
    ['kind:call name:twice', ['src/cart.ts:17 twice']],
    ['kind:import', ['src/cart.ts:1 ./tax', 'test/cart.test.ts:1 ../src/cart']],
    ['kind:file imports:src/tax.ts', ['src/cart.ts:1 ']],
    ['kind:file importedby:test', ['src/cart.ts:1 ']],
    ['kind:method in:Cart !name:total', ['src/cart.ts:15 grow']],
    ['kind:function language:c params=3', ['c/core.c:1 helper']],
    ['kind:callable (language:c or language:ruby) params:0', ['c/core.c:2 start', 'rb/app.rb:4 stop']],
    ['signature:*Store kind:function', ['go/store.go:3 Open']],
    [
      'word:TODO',
      [
        'notes.txt:1 TODO write more',
        'sh/run.sh:2 echo TODO',
        'src/cart.ts:17 return twice(hidden(1)); // TODO round',
      ],
    ],
    ['kind:file text:TODO !role:source', ['notes.txt:1 ']],
    ['kind:function text:TODO', ['sh/run.sh:1 deploy']],
    ['kind:class sort:-name path:*.{x}', []],
    [
      'kind:class sort:-name',
      ['py/jobs.py:1 Job', 'src/cart.ts:12 Cart', 'cs/App.cs:1 Box', 'java/App.java:1 App'],
    ],
    ['kind:callable sort:params path:rb', ['rb/app.rb:1 start', 'rb/app.rb:4 stop']],
    ['kind:struct inherits:Named', ['rs/lib.rs:1 Lib']],
  ];
  for (const [query, found] of TRUTH)
    it(`find what is there: ${query}`, async () => {
      const { table, usage, made, claims, status } = await ask(query);
      assert.deepEqual(shown(table!), found);
      assert.equal(usage.calls, 0);
      assert.deepEqual({ made, claims, status }, { made: 'table', claims: [], status: 'complete' });
      for (const { citation } of table!.rows) {
        assert.equal(citation.state, 'verified');
        assert.equal(citation.quote, FILES[citation.path]!.split('\n')[citation.startLine - 1]);
      }
    });

  it('count and group without rows of their own', async () => {
    const { table } = await ask('kind:function group:language count');
    assert.equal(table!.total, 13);
    assert.deepEqual(table!.rows, []);
    assert.deepEqual(table!.groups!.slice(0, 2), [
      { name: 'typescript', count: 6 },
      { name: 'c', count: 2 },
    ]);
    assert.equal(
      table!.groups!.reduce((sum, { count }) => sum + count, 0),
      13,
    );
  });

  it('count all where a limit lists the first', async () => {
    const { table } = await ask('kind:function limit:3');
    assert.equal(table!.rows.length, 3);
    assert.equal(table!.total, 13);
  });

  it('tell how many files hold no definition that is known', async () => {
    const { coverage } = await ask('kind:function');
    assert.deepEqual(coverage.notRead, [{ files: 1, why: 'asText' }]);
    assert.equal(coverage.read, Object.keys(FILES).length - 1);
  });

  it('are made of a question in words, at no cost', async () => {
    const { table, route, usage } = await ask('Which functions have more than two parameters and no tests?');
    assert.equal(table!.query, 'kind:function !tested params>2');
    assert.deepEqual(shown(table!), shown((await ask(table!.query)).table!));
    assert.deepEqual([route.name, route.reason.kind, usage.calls], ['aggregate', 'asList', 0]);
  });

  it('leave out what the words leave out', async () => {
    const { table, coverage } = await ask('List all functions, but not tests and not `src/cart.ts`');
    assert.ok(table!.rows.every(({ citation }) => citation.path !== 'src/cart.ts'));
    assert.equal(coverage.limits?.length, 2);
  });

  it('hold to the scope that the words name', async () => {
    const { table, coverage } = await ask('kind:function path:src');
    assert.equal(table!.total, 6);
    assert.equal(coverage.total, Object.keys(FILES).length);
  });
});
