/** One stored index in the hands of several processes, and several things asked of one index at once. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openRepositoryIndex } from '../../src/engine/index/repository.ts';
import {
  GRAMMARS,
  hashText,
  indexOf,
  MemoryStore,
  MemoryWorkspace,
  memoryPorts,
  never,
  rememberParses,
  startPool,
} from '../fakes/memory.ts';

const pool = startPool();
const parser = rememberParses(pool);
after(() => pool.dispose());

const FILES = {
  'src/a.ts': 'export function alpha(): number {\n  return beta();\n}\n',
  'src/b.ts': 'export function beta(): number {\n  return 2;\n}\n',
  'src/c.ts': 'export function gamma(): number {\n  return 3;\n}\n',
};

let drawn = 0;

/** Ports of one process: no two processes draw the same name for a generation. */
function portsOf(workspace: MemoryWorkspace, store: MemoryStore) {
  const hex = (bytes: number): string => hashText(`shared ${drawn++}`).slice(0, 2 * bytes);
  return { ...memoryPorts(parser, workspace, store), random: { hex } };
}

async function storedIndex() {
  const store = new MemoryStore();
  const workspace = new MemoryWorkspace(FILES);
  const first = await indexOf(portsOf(workspace, store));
  await first.save();
  return { store, workspace };
}

describe('a stored index', () => {
  it('is read whole after another process replaced the parts it named', async () => {
    const { store, workspace } = await storedIndex();
    const late = await openRepositoryIndex(portsOf(workspace, store), GRAMMARS);
    workspace.now += 10_000;
    workspace.set('src/a.ts', 'export function alphaTwo(): number {\n  return beta() + beta();\n}\n');
    for (const key of [...store.blobs.keys()]) if (key !== 'manifest') store.blobs.delete(key);
    await late.update({ signal: never });
    assert.deepEqual(
      late.rows().map(({ path }) => path),
      Object.keys(FILES),
      'not only the file that changed',
    );
    assert.equal((await late.view()).graph.definitions('gamma').length, 1);
  });

  it('loses no change when a search loads the parts while an update reads', async () => {
    const { store, workspace } = await storedIndex();
    const late = await openRepositoryIndex(portsOf(workspace, store), GRAMMARS);
    workspace.now += 10_000;
    workspace.set('src/a.ts', 'export function alphaTwo(): number {\n  return beta() + beta();\n}\n');
    // Parsed before, so that nothing but the store takes time.
    const file = await workspace.read('src/a.ts', { signal: never });
    if ('text' in file) await parser.parse(file, { signal: never });
    const read = store.read.bind(store);
    let reads = 0;
    store.read = async (key) => {
      const isFirst = reads++ < 3;
      for (let turn = 0; isFirst && turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
      return read(key);
    };
    await Promise.all([late.view(), late.update({ signal: never })]);
    const view = await late.view();
    assert.equal(view.graph.definitions('alphaTwo').length, 1);
    assert.equal(view.graph.definitions('alpha').length, 0);
    assert.equal(view.graph.definitions('gamma').length, 1);
  });

  it('is dirty again when an update changes it while it is written', async () => {
    const { store, workspace } = await storedIndex();
    const ports = portsOf(workspace, store);
    const index = await openRepositoryIndex(ports, GRAMMARS);
    const write = async (text: string): Promise<void> => {
      workspace.now += 10_000;
      workspace.set('src/a.ts', text);
      await index.update({ signal: never });
    };
    await write('export function second(): void {}\n');
    const exclusive = store.exclusive.bind(store);
    store.exclusive = async (work) => {
      const result = await exclusive(work);
      await write('export function third(): void {}\n');
      return result;
    };
    assert.equal(await index.save(), true);
    store.exclusive = exclusive;
    assert.equal(await index.save(), true);
    const again = await openRepositoryIndex(portsOf(workspace, store), GRAMMARS);
    assert.equal((await again.view()).graph.definitions('third').length, 1);
  });
});
