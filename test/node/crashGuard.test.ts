import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Parser } from '../../src/engine/ports.ts';
import type { ParsedFile } from '../../src/engine/types.ts';
import { openCrashGuard } from '../../src/node/storage/crashGuard.ts';
import { hashText, MemoryWorkspace, never } from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const EMPTY: ParsedFile = {
  language: 'text',
  mode: 'text',
  lines: 1,
  chunks: [],
  symbols: [],
  references: [],
  imports: [],
  inherits: [],
  flaws: [],
};

/** A parser that hangs on some files, as a process looks from outside when it dies in them. */
function parserThatHangsOn(paths: readonly string[]) {
  const begun: string[] = [];
  const begin = <T>(path: string, done: T): Promise<T> => {
    begun.push(path);
    return paths.includes(path) ? new Promise(() => {}) : Promise.resolve(done);
  };
  const parser: Parser = {
    width: 4,
    suffixes: [],
    suffixByName: new Map(),
    languageOf: () => undefined,
    parse: (file) => begin(file.path, EMPTY),
    check: (file) => begin(file.path, { type: 'checked', flaws: [] }),
    inspect: (file) => begin(file.path, { type: 'inspected', hits: [], failed: [], unsure: 0, waived: 0 }),
    match: (file) => begin(file.path, { type: 'matched', matches: [] }),
  };
  return { parser, begun };
}

const TEXT = 'let x = 1;\n';
const file = (path: string, text = TEXT) => ({ path, text, hash: hashText(text) });
const open = (dir: string, pid: number) =>
  openCrashGuard(dir, { log: createTestLog(), pid, isRunning: () => false });
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** One life of a process that parses files and then is gone, without closing anything. */
async function liveAndDie(dir: string, pid: number, paths: readonly string[], deadly: string) {
  const guard = await open(dir, pid);
  const { parser, begun } = parserThatHangsOn([deadly]);
  const guarded = guard.parser(parser);
  for (const path of paths) void guarded.parse(file(path), { signal: never });
  while (!begun.includes(deadly)) await settle();
  for (let i = 0; i < 20; i++) await settle();
  return { guard, begun };
}

describe('the crash guard', () => {
  it('sets a file aside that ended the process twice, and only that one', async () => {
    await withTempTree({ 'index/': '' }, async (root) => {
      const dir = join(root, 'index');
      const paths = ['a.ts', 'deadly.ts', 'b.ts', 'c.ts'];
      await liveAndDie(dir, 101, paths, 'deadly.ts');
      await liveAndDie(dir, 102, paths, 'deadly.ts');
      const guard = await open(dir, 103);
      assert.deepEqual(guard.setAside(), ['deadly.ts']);
      const workspace = new MemoryWorkspace(Object.fromEntries(paths.map((path) => [path, TEXT])));
      const guarded = guard.workspace(workspace);
      const skipped = await guarded.read('deadly.ts', { signal: never });
      assert.ok('reason' in skipped && /ended the engine twice/.test(skipped.detail ?? ''));
      assert.ok('text' in (await guarded.read('a.ts', { signal: never })));
      workspace.set('deadly.ts', 'let y = 2;\n');
      assert.ok('text' in (await guarded.read('deadly.ts', { signal: never })), 'until it changes');
      await guard.close();
    });
  });

  it('sets a file aside whose check or match ended the process', async () => {
    await withTempTree({ 'index/': '' }, async (root) => {
      const dir = join(root, 'index');
      const query = { language: 'typescript', text: '(identifier) @a' };
      for (const [pid, work] of [
        [151, (parser: Parser) => parser.check(file('deadly.ts'), { signal: never })],
        [152, (parser: Parser) => parser.match(file('deadly.ts'), query, { signal: never })],
      ] as const) {
        const guard = await open(dir, pid);
        assert.deepEqual(guard.setAside(), []);
        void work(guard.parser(parserThatHangsOn(['deadly.ts']).parser));
        for (let i = 0; i < 20; i++) await settle();
      }
      const guard = await open(dir, 153);
      assert.deepEqual(guard.setAside(), ['deadly.ts']);
      await guard.close();
    });
  });

  it('reads a suspect alone, so that the second death names one file', async () => {
    await withTempTree({ 'index/': '' }, async (root) => {
      const dir = join(root, 'index');
      // All three hang: all are under way when the first process dies.
      const first = await open(dir, 201);
      const guarded = first.parser(parserThatHangsOn(['a.ts', 'b.ts', 'c.ts']).parser);
      for (const path of ['a.ts', 'b.ts', 'c.ts']) void guarded.parse(file(path), { signal: never });
      await settle();
      const { begun } = await liveAndDie(dir, 202, ['a.ts', 'b.ts', 'c.ts'], 'b.ts');
      assert.deepEqual(begun, ['a.ts', 'b.ts'], 'c.ts waits for b.ts');
      const third = await open(dir, 203);
      assert.deepEqual(third.setAside(), ['b.ts']);
      await third.close();
    });
  });

  it('forgets a suspect that was read well', async () => {
    await withTempTree({ 'index/': '' }, async (root) => {
      const dir = join(root, 'index');
      await liveAndDie(dir, 301, ['a.ts'], 'a.ts');
      const second = await open(dir, 302);
      await second.parser(parserThatHangsOn([]).parser).parse(file('a.ts'), { signal: never });
      await settle();
      await second.close();
      assert.equal(await readFile(join(dir, 'set-aside.json'), 'utf8'), '{}');
    });
  });

  it('leaves nothing behind after a stop in the usual way, and does not blame who still runs', async () => {
    await withTempTree({ 'index/': '' }, async (root) => {
      const dir = join(root, 'index');
      const other = await liveAndDie(dir, 401, ['a.ts'], 'a.ts');
      const guard = await openCrashGuard(dir, { log: createTestLog(), pid: 402, isRunning: () => true });
      assert.deepEqual(guard.setAside(), []);
      await guard.parser(parserThatHangsOn([]).parser).parse(file('b.ts'), { signal: never });
      await settle();
      await guard.close();
      await other.guard.close();
      assert.deepEqual(await readdir(dir), []);
    });
  });

  it('blames no file for an exit of our own, and the one that is under way for an error that nobody caught', async () => {
    await withTempTree({ 'own/': '', 'crash/': '' }, async (root) => {
      const journalsAfter = async (name: string, end: string): Promise<string[]> => {
        const dir = join(root, name);
        const script = `
          import { openCrashGuard } from ${JSON.stringify(import.meta.resolve('../../src/node/storage/crashGuard.ts'))};
          const log = { info() {}, warn() {}, error() {} };
          const guard = await openCrashGuard(${JSON.stringify(dir)}, { log });
          const hanging = { width: 1, languageOf() {}, parse: () => { ${end} } };
          await guard.parser(hanging).parse({ path: 'a.ts', text: '', hash: 'h' }, {});`;
        spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
        return (await readdir(dir)).filter((file) => file.startsWith('in-progress'));
      };
      assert.deepEqual(await journalsAfter('own', 'process.exit(130)'), []);
      const crash = "setImmediate(() => { throw new Error('x'); }); return new Promise(() => {});";
      assert.equal((await journalsAfter('crash', crash)).length, 1);
    });
  });

  it('opens on damaged files, and on a folder that cannot be written', async () => {
    await withTempTree({ 'index/': '', file: 'x' }, async (root) => {
      const dir = join(root, 'index');
      await writeFile(join(dir, 'set-aside.json'), '{"a.ts": 7, "b.ts"');
      await writeFile(join(dir, 'in-progress.77'), '["+","a.ts","h"]\n["-","a.ts"]\n["+","b.t');
      const guard = await open(dir, 501);
      assert.deepEqual(guard.setAside(), []);
      await guard.close();
      const log = createTestLog();
      const none = await openCrashGuard(join(root, 'file'), { log });
      await none.parser(parserThatHangsOn([]).parser).parse(file('b.ts'), { signal: never });
      await none.close();
      assert.equal(log.lines.length, 1);
    });
  });
});
