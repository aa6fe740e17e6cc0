/** Outline, callers and callees: from the syntax tree alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../src/engine/engine.ts';
import { memoryEngine, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const FILES: Readonly<Record<string, string>> = {
  'src/store.ts': `import { encode } from './codec.ts';

/** Keeps rows. */
export class Store {
  save(row: string): void {
    encode(row);
  }
  load(): string {
    return '';
  }
}
`,
  'src/codec.ts':
    'export function encode(text: string): string {\n  return text;\n}\n\nexport function unused() {}\n',
  'src/other/cache.ts': 'export class Cache {\n  save(): void {}\n}\n',
  'src/main.ts':
    "import { Store } from './store.ts';\n\nexport function main() {\n  const store = new Store();\n  store.save('x');\n}\n",
  'py/tool.py': 'def helper():\n    return 1\n\n\ndef run():\n    return helper()\n',
  'go/a.go': 'package a\n\nfunc Serve() {\n\tlisten()\n}\n',
  'go/b.go': 'package a\n\nfunc listen() {}\n',
};

describe('outline and symbols', () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await memoryEngine(pool, FILES));
  });

  it('outlines a file with everything it defines, nested', async () => {
    const outline = await engine.outline('src/store.ts');
    assert.equal(outline!.kind, 'file');
    assert.deepEqual(
      outline!.files[0]!.symbols.map(({ name, depth, startLine, endLine }) => [
        name,
        depth,
        startLine,
        endLine,
      ]),
      [
        ['Store', 0, 4, 11],
        ['save', 1, 5, 7],
        ['load', 1, 8, 10],
      ],
    );
    assert.equal(outline!.files[0]!.symbols[0]!.doc, 'Keeps rows.');
  });

  it('outlines folders and the repository, each file once', async () => {
    const all = await engine.outline('');
    assert.deepEqual(all!.folders.map(({ path, files }) => [path, files]).sort(), [
      ['go', 2],
      ['py', 1],
      ['src', 4],
    ]);
    const src = await engine.outline('src/');
    assert.deepEqual(
      src!.files.map(({ path }) => path),
      ['src/codec.ts', 'src/main.ts', 'src/store.ts'],
    );
    assert.deepEqual(
      src!.folders.map(({ path }) => path),
      ['src/other'],
    );
    assert.deepEqual(await engine.outline('./src'), src);
  });

  it('begins with the source; what a dot hides comes last', async () => {
    const { engine: other } = await memoryEngine(pool, {
      '.ci/build.yml': 'on: push\n',
      '.editorconfig': 'root = true\n',
      'README.md': '# Shop\n',
      'docs/use.md': '# Use\n',
      'lib/price.ts': 'export const price = 1;\n',
      'main.ts': 'export const main = 1;\n',
      'test/price.test.ts': 'export const test = 1;\n',
    });
    const all = (await other.outline(''))!;
    assert.deepEqual(
      all.folders.map(({ path }) => path),
      ['lib', 'test', 'docs', '.ci'],
    );
    assert.deepEqual(
      all.files.map(({ path }) => path),
      ['main.ts', 'README.md', '.editorconfig'],
    );
  });

  it('gives undefined for what is not there, the beginning of a name included', async () => {
    for (const path of ['sr', 'src/store', 'nosuch', '../src', 'src/../src'])
      assert.equal(await engine.outline(path), undefined, path);
  });

  it('finds callers and callees across files and languages', async () => {
    const [encode] = await engine.symbol('encode');
    assert.deepEqual(
      encode!.callers.map(({ path, inside, line }) => [path, inside, line]),
      [['src/store.ts', 'Store.save', 6]],
    );
    const [run] = await engine.symbol('run');
    assert.deepEqual(
      run!.callees.map(({ name, path }) => [name, path]),
      [['helper', 'py/tool.py']],
    );
    const [listen] = await engine.symbol('listen');
    assert.deepEqual(
      listen!.callers.map(({ path, inside }) => [path, inside]),
      [['go/a.go', 'Serve']],
    );
    for (const { callers, callees } of await engine.symbol('save'))
      for (const { confidence } of [...callers, ...callees]) assert.ok(confidence > 0 && confidence <= 1);
    assert.deepEqual((await engine.symbol('unused'))[0]!.callers, []);
  });

  it('takes a qualified name, and a name in another case', async () => {
    assert.equal((await engine.symbol('save')).length, 2);
    for (const name of ['Store.save', 'Store#save', 'Store::save'])
      assert.deepEqual(
        (await engine.symbol(name)).map(({ path }) => path),
        ['src/store.ts'],
        name,
      );
    assert.deepEqual(
      (await engine.symbol('STORE')).map(({ symbol }) => symbol.name),
      ['Store'],
    );
    assert.deepEqual(await engine.symbol('nosuch'), []);
  });
});
