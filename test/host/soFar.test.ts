/** A question while the first index is being made: answered from what was read by then, and it is told how much that is. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createEngine } from '../../src/engine/engine.ts';
import type { Question } from '../../src/engine/types.ts';
import { IndexKeeper } from '../../src/host/indexKeeper.ts';
import { noticeText } from '../../src/present/notices.ts';
import { english } from '../../src/present/say.ts';
import { GRAMMARS, MemoryWorkspace, memoryPorts, never, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const [FILES, READ] = [200, 130];
const pathOf = (number: number): string => `src/f${String(number).padStart(3, '0')}.ts`;
const question = (text: string): Question => ({ text, focus: [], history: [] });

/** A workspace in which only so many files can be read until the rest is let go. */
class SlowWorkspace extends MemoryWorkspace {
  release: () => void = () => {};
  readonly #rest = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  override async read(...[path, options]: Parameters<MemoryWorkspace['read']>) {
    if (path >= pathOf(READ)) await this.#rest;
    return super.read(path, options);
  }
}

async function setUp() {
  const workspace = new SlowWorkspace(
    Object.fromEntries(
      Array.from({ length: FILES }, (_, at) => [
        pathOf(at),
        `export function ${at === 7 ? 'earlyNeedle' : at === FILES - 1 ? 'lateNeedle' : `plain${at}`}() {}\n`,
      ]),
    ),
  );
  const ports = memoryPorts(pool, workspace);
  const engine = await createEngine(ports, { grammars: GRAMMARS });
  const keeper = new IndexKeeper({ engine, log: ports.log, onChange: () => {}, label: 'test' });
  const ask = async (text: string, isSoFar: boolean) => {
    for await (const { event } of engine.ask(question(text), { signal: never, isSoFar }))
      if (event.type === 'done') return event.answer;
    throw new Error('no answer');
  };
  return { workspace, engine, keeper, ask };
}

describe('a question while the first index is being made', () => {
  it('is answered from what was read so far, which is told, and from all of it later', async () => {
    const { workspace, engine, keeper, ask } = await setUp();
    const made = keeper.update();
    await keeper.usableSoFar(never);
    assert.equal(keeper.isUsable, false);
    const early = await ask('Where is earlyNeedle defined?', true);
    assert.equal(early.passages[0]?.path, pathOf(7));
    const [notice] = early.notices;
    assert.ok(notice?.kind === 'indexing', JSON.stringify(early.notices));
    assert.ok(notice.read >= 64 && notice.read <= READ, String(notice.read));
    assert.equal(notice.read + notice.unread, FILES);
    assert.match(
      noticeText(notice, { say: english, door: 'cli' }),
      /^From \d\d % of the files so far: \d+ are still to be read\. Ask again when the index is complete\.$/,
    );
    const none = await ask('Where is lateNeedle defined?', true);
    assert.ok(
      none.notices.some(({ kind }) => kind === 'indexing'),
      'nothing found is no zero',
    );

    // A list or a count is never of a part: such a question has no route until all files are read.
    const listed = await engine.preview(question('kind:function'), { signal: never });
    assert.equal(listed?.route.name, 'aggregate');
    assert.equal((await ask('kind:function', true)).table, undefined);

    workspace.release();
    await made;
    assert.equal(keeper.isUsable, true);
    const late = await ask('Where is lateNeedle defined?', false);
    assert.equal(late.passages[0]?.path, pathOf(FILES - 1));
    assert.deepEqual(
      late.notices.filter(({ kind }) => kind === 'indexing'),
      [],
    );
    assert.equal((await ask('kind:function', false)).table?.total, FILES);
  });

  it('waits while too little is read, and ends when its person stops it', async () => {
    const { workspace, keeper } = await setUp();
    const stop = new AbortController();
    const first = [...workspace.files.keys()].slice(0, 150);
    for (const path of first) workspace.files.delete(path);
    const made = keeper.update();
    const asked = keeper.usableSoFar(stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(asked, /stopped/);
    const waited = keeper.usableSoFar(never);
    workspace.release();
    await waited;
    assert.equal(keeper.isUsable, true);
    await made;
  });
});
