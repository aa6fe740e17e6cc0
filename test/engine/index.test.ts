import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Neighbours } from '../../src/engine/index/names/nameLinks.ts';
import type { IndexView, RepositoryIndex } from '../../src/engine/index/repository.ts';
import { openRepositoryIndex } from '../../src/engine/index/repository.ts';
import type { Manifest } from '../../src/engine/index/snapshot.ts';
import type { Edge } from '../../src/engine/index/symbolGraph.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import {
  GRAMMARS,
  indexOf,
  MemoryStore,
  MemoryWorkspace,
  memoryPorts,
  never,
  rememberParses,
  runs,
  startPool,
} from '../fakes/memory.ts';

const pool = startPool();
const parser = rememberParses(pool);
after(() => pool.dispose());

const QUESTIONS = [
  'how does settle call helper',
  'parseHeaders',
  'class Account balance',
  'src/a.ts',
  'setup guide',
  'what is retried',
];

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Everything an index says, without the times. */
async function contents(index: RepositoryIndex): Promise<unknown> {
  const view = await index.view();
  return {
    rows: index.rows().map(({ readAtMs: _read, mtimeMs: _changed, ...row }) => row),
    skipped: index.skipped(),
    files: view.files.map(({ path, parsed, chunkHashes, chunkTokens }) => ({
      path,
      parsed,
      chunkHashes,
      chunkTokens,
    })),
    links: linksOf(view),
    uses: usesOf(view),
    found: QUESTIONS.map((question) => rank(view, analyseQuery(question, view), { limit: 50 }).hits),
  };
}

function linksOf({ graph, starts, files }: IndexView): Neighbours[] {
  return Array.from({ length: starts[files.length]! }, (_, chunk) => graph.neighbours(chunk));
}

/** Uses of each definition, and what its lines use. */
function usesOf({ graph, files }: IndexView): unknown {
  const plain = ({ to, ...edge }: Edge) => ({ ...edge, file: to.file, number: to.number });
  return files.flatMap((file) =>
    file.parsed.symbols.flatMap(({ name }) =>
      graph.definitions(name).map((at) => ({
        name,
        at: [at.file, at.number],
        uses: graph.usesOf(at).map(plain),
        used: graph.usedBy(at).map(plain),
        mentions: graph.mentions(name),
      })),
    ),
  );
}

const snippets = [
  'import { helper } from "./b.ts";\n\nexport function settle(x: number) {\n  return helper(x);\n}\n',
  'export function helper(x: number) {\n  return x + 1;\n}\n',
  'export class Account {\n  balance = 0;\n  settle() {\n    return helper(this.balance);\n  }\n}\n',
  'from b import helper\n\n\nclass Account:\n    def settle(self):\n        return helper(self)\n',
  'package main\n\nfunc parseHeaders(s string) int {\n\treturn helper(len(s))\n}\n',
  '# Setup\n\nThe guide says what is retried.\n\n## Headers\n\nparseHeaders reads them.\n',
  'plain words about headers and accounts\n\nmore words\n',
  '',
  'export const broken = {{{ function (',
  `${Array.from({ length: 90 }, (_, i) => `export const value${i} = helper(${i});`).join('\n')}\n`,
];
const text = fc.oneof(
  fc.constantFrom(...snippets),
  fc.tuple(fc.constantFrom(...snippets), fc.constantFrom(...snippets)).map((pair) => pair.join('')),
);
const path = fc.constantFrom(
  'src/a.ts',
  'src/b.ts',
  'src/c.py',
  'b.py',
  'go/a.go',
  'README.md',
  'docs/x.txt',
  'A.ts',
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('write' as const), path, text }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), path }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('rename' as const), path, to: path }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('skip' as const), path }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('touch' as const), path }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('update' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('search' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('save' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function change(workspace: MemoryWorkspace, one: Step): void {
  workspace.now += 10;
  if (one.type === 'write') workspace.set(one.path, one.text);
  else if (one.type === 'delete') workspace.files.delete(one.path);
  else if (one.type === 'rename') {
    const file = workspace.files.get(one.path);
    workspace.files.delete(one.path);
    // A rename keeps the time of the file, as on disk.
    if (file) workspace.files.set(one.to, file);
  } else if (one.type === 'skip') {
    const file = workspace.files.get(one.path);
    if (file) workspace.files.set(one.path, { ...file, mtimeMs: workspace.now, skip: 'binary' });
  } else if (one.type === 'touch') {
    const file = workspace.files.get(one.path);
    if (file) workspace.files.set(one.path, { ...file, mtimeMs: workspace.now });
  }
}

const START: Readonly<Record<string, string>> = {
  'src/a.ts': snippets[0]!,
  'src/b.ts': snippets[1]!,
  'src/c.py': snippets[3]!,
  'go/a.go': snippets[4]!,
  'README.md': snippets[5]!,
};

describe('the index', () => {
  it('after any changes equals a fresh one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const ports = memoryPorts(parser, new MemoryWorkspace(START));
        let index = await indexOf(ports);
        for (const one of steps) {
          change(ports.workspace, one);
          if (one.type === 'update') await index.update({ signal: never });
          else if (one.type === 'search') await contents(index);
          else if (one.type === 'save') assert.equal(await index.save(), true);
          else if (one.type === 'reopen') index = await openRepositoryIndex(ports, GRAMMARS);
        }
        await index.update({ signal: never });
        const fresh = await indexOf(memoryPorts(parser, ports.workspace));
        const expected = await contents(fresh);
        assert.deepEqual(await contents(index), expected);
        await index.save();
        assert.deepEqual(await contents(await openRepositoryIndex(ports, GRAMMARS)), expected);
      }),
      { numRuns: runs(30, 300) },
    );
  });

  it('keeps what it said of names where the same holds after changes', async () => {
    const write = fc.record({
      type: fc.constant('write' as const),
      path: fc.constantFrom('src/a.ts', 'src/b.ts', 'src/c.py', 'go/a.go', 'README.md'),
      text,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 6 }), async (writes) => {
        const ports = memoryPorts(parser, new MemoryWorkspace(START));
        const index = await indexOf(ports);
        await contents(index);
        for (const one of writes) {
          change(ports.workspace, one);
          await index.update({ signal: never });
          const fresh = await indexOf(memoryPorts(parser, ports.workspace));
          assert.deepEqual(await contents(index), await contents(fresh));
        }
      }),
      { numRuns: runs(30, 300) },
    );
  });

  it('makes again only what a changed file bears upon', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `src/m${i}.ts`,
        `import { f${i + 1} } from './m${i + 1}.ts';\n\nexport function f${i}() {\n  return f${i + 1}();\n}\n`,
      ]),
    );
    const ports = memoryPorts(parser, new MemoryWorkspace(files));
    const index = await indexOf(ports);
    const before = await index.view();
    const made = linksOf(before);
    ports.workspace.set('src/m30.ts', files['src/m30.ts']!.replace('return', 'return 1 +'));
    await index.update({ signal: never });
    const view = await index.view();
    assert.notEqual(view, before);
    const kept = linksOf(view).filter((links, i) => links === made[i]).length;
    const all = made.length;
    assert.ok(kept < all && kept >= all - 4, `${kept} of ${all}`);
    assert.deepEqual(
      linksOf(view),
      linksOf(await (await indexOf(memoryPorts(parser, ports.workspace))).view()),
    );
  });

  it('counts every file seen and every line', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    ports.workspace.files.set('x.bin', { text: 'x', mtimeMs: 5, skip: 'binary' });
    ports.workspace.walkSkips.push({ path: 'huge.log', reason: 'tooLarge' });
    const index = await indexOf(ports);
    assert.deepEqual(
      index.skipped().map(({ path, reason }) => [path, reason]),
      [
        ['huge.log', 'tooLarge'],
        ['x.bin', 'binary'],
      ],
    );
    for (const row of index.rows()) assert.equal(row.covered, row.lines);
    assert.equal(index.rows().length, Object.keys(START).length);
  });

  it('reads nothing when nothing changed, also after it was opened again', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    const index = await indexOf(ports);
    await index.save();
    assert.equal(ports.workspace.reads.length, Object.keys(START).length);
    const again = await openRepositoryIndex(ports, GRAMMARS);
    for (const one of [index, again]) {
      ports.workspace.reads.length = 0;
      const result = await one.update({ signal: never });
      assert.deepEqual(ports.workspace.reads, []);
      assert.deepEqual([result.added, result.changed, result.removed, result.rechecked], [0, 0, 0, 0]);
    }
    ports.workspace.now += 10_000;
    ports.workspace.set('src/b.ts', `${START['src/b.ts']}// more\n`);
    ports.workspace.now += 10_000;
    assert.equal((await again.update({ signal: never })).changed, 1);
    assert.deepEqual([...new Set(ports.workspace.reads)], ['src/b.ts']);
  });

  it('sees a change that kept size and time, if it came right after reading', async () => {
    const workspace = new MemoryWorkspace();
    const ports = memoryPorts(parser, workspace);
    workspace.set('a.ts', 'export const alpha = 1;\n');
    const mtimeMs = workspace.now;
    const index = await indexOf(ports);
    workspace.set('a.ts', 'export const gamma = 1;\n', mtimeMs);
    workspace.now += 60_000;
    assert.equal((await index.update({ signal: never })).changed, 1);
    assert.equal((await index.view()).files[0]!.parsed.symbols[0]!.name, 'gamma');
    workspace.reads.length = 0;
    await index.update({ signal: never });
    assert.deepEqual(workspace.reads, []);
  });

  it('takes a new time without new bytes as unchanged', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    const index = await indexOf(ports);
    change(ports.workspace, { type: 'touch', path: 'src/a.ts' });
    ports.workspace.now += 60_000;
    const { changed, rechecked } = await index.update({ signal: never });
    assert.deepEqual([changed, rechecked], [0, 1]);
  });

  it('is built again from any damaged part', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    const index = await indexOf(ports);
    await index.save();
    const expected = await contents(index);
    const keys = [...ports.store.blobs.keys()];
    assert.equal(keys.length, 2);
    for (const key of keys) {
      for (const damage of ['missing', 'empty', 'half', 'garbage', 'noise'] as const) {
        const store = new MemoryStore();
        for (const [name, bytes] of ports.store.blobs) store.blobs.set(name, bytes);
        const bytes = ports.store.blobs.get(key)!;
        if (damage === 'missing') store.blobs.delete(key);
        else if (damage === 'empty') store.blobs.set(key, new Uint8Array());
        else if (damage === 'half') store.blobs.set(key, bytes.slice(0, bytes.length >> 1));
        else if (damage === 'garbage') store.blobs.set(key, new TextEncoder().encode('{"version":1}'));
        else
          store.blobs.set(
            key,
            bytes.map((_, i) => (i * 97 + 13) & 255),
          );
        const opened = await openRepositoryIndex({ ...ports, store }, GRAMMARS);
        await opened.update({ signal: never });
        assert.deepEqual(await contents(opened), expected, `${key} ${damage}`);
      }
    }
  });

  it('is read from bytes that stand anywhere in a buffer', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    const index = await indexOf(ports);
    await index.save();
    const expected = await contents(index);
    for (const offset of [1, 2, 3, 4]) {
      const store = new MemoryStore();
      store.read = async (key) => {
        const bytes = ports.store.blobs.get(key);
        // As small files come from the disk: a Buffer at an odd place of a shared pool, whose slice does not copy.
        return bytes && Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset);
      };
      const opened = await openRepositoryIndex({ ...ports, store }, GRAMMARS);
      ports.workspace.reads.length = 0;
      assert.deepEqual(await contents(opened), expected);
      assert.deepEqual(ports.workspace.reads, []);
    }
    assert.deepEqual(ports.log.lines, []);
  });

  it('of other grammars is not used', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    await (await indexOf(ports)).save();
    const other = await openRepositoryIndex(ports, 'other grammars');
    assert.equal(other.rows().length, 0);
    assert.equal(other.savedAtMs(), undefined);
  });

  it('leaves only one generation in the store, and says when another process holds it', async () => {
    const ports = memoryPorts(parser, new MemoryWorkspace(START));
    const index = await indexOf(ports);
    ports.store.isHeld = true;
    assert.equal(await index.save(), false);
    assert.equal(ports.store.blobs.size, 0);
    ports.store.isHeld = false;
    for (const name of ['one', 'two', 'three']) {
      ports.workspace.set('src/new.ts', `export const ${name} = 1;\n`);
      await index.update({ signal: never });
      assert.equal(await index.save(), true);
      const manifest = JSON.parse(textOf(ports.store.blobs.get('manifest')!)) as Pick<Manifest, 'segments'>;
      assert.deepEqual(
        [...ports.store.blobs.keys()].sort(),
        ['manifest', ...manifest.segments.map(({ key }) => key)].sort(),
      );
      assert.ok(manifest.segments.length > 1);
    }
  });

  it('keeps what was read when an update is aborted, and the next one completes it', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `src/f${i}.ts`,
        `export function f${i}() {\n  return ${i};\n}\n`,
      ]),
    );
    const ports = memoryPorts(parser, new MemoryWorkspace(files));
    const index = await openRepositoryIndex(ports, GRAMMARS);
    const controller = new AbortController();
    await assert.rejects(
      index.update({
        signal: controller.signal,
        onProgress: ({ phase, done }) => {
          if (phase === 'read' && done === 20) controller.abort(new Error('stop'));
        },
      }),
      /stop/,
    );
    const kept = index.rows().length;
    assert.ok(kept >= 20 && kept < 60, `${kept}`);
    ports.workspace.reads.length = 0;
    await index.update({ signal: never });
    assert.ok(ports.workspace.reads.length <= 60 - kept);
    assert.deepEqual(
      await contents(index),
      await contents(await indexOf(memoryPorts(parser, ports.workspace))),
    );
  });
});
