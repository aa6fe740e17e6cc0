/** The history of a repository: read once for each commit, kept with the index, a help in ranking. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openRepositoryIndex } from '../../src/engine/index/repository.ts';
import type { Git, HistoryCommit } from '../../src/engine/ports.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { GRAMMARS, MemoryWorkspace, memoryPorts, never, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const DAY = 86_400;
const NOW = 1_700_000_000;
const FILES = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [
    `src/part${i}.py`,
    `def part${i}(order):\n    return order + ${i}\n`,
  ]),
);
const COMMITS: readonly HistoryCommit[] = [
  { when: NOW, message: 'Round the totals of a foreign currency', paths: ['src/part7.py'] },
  { when: NOW - DAY, message: 'Round prices of a currency half up', paths: ['src/part7.py', 'src/part8.py'] },
  ...Array.from({ length: 9 }, (_, i) => ({
    ...{ when: NOW - (i + 2) * DAY, message: `Number ${i}` },
    paths: [`src/part${i % 6}.py`],
  })),
];

/** Git of which a test says the commit and the history, and that counts how often it is asked for it. */
class FakeGit implements Git {
  commit: string | undefined = 'a'.repeat(40);
  commits: readonly HistoryCommit[] | undefined = COMMITS;
  asked = 0;

  async head() {
    return this.commit;
  }

  async changes() {
    return { type: 'fault', kind: 'failed' } as const;
  }

  async fileAt() {
    return undefined;
  }

  async unchanged() {
    return new Set<string>();
  }

  async web() {
    return undefined;
  }

  async history() {
    this.asked++;
    return this.commits;
  }
}

async function open(git: FakeGit | undefined, base = memoryPorts(pool, new MemoryWorkspace(FILES))) {
  const index = await openRepositoryIndex({ ...base, ...(git ? { git } : {}) }, GRAMMARS);
  await index.update({ signal: never });
  return { index, base };
}

describe('the history of a repository', () => {
  it('is asked for once for a commit, and kept with the index', async () => {
    const git = new FakeGit();
    const { index, base } = await open(git);
    await index.update({ signal: never });
    assert.equal(git.asked, 1);
    assert.deepEqual((await index.view()).history!.touched.get('src/part7.py'), [0, 1]);
    assert.equal(await index.save(), true);
    const again = await open(git, base);
    assert.equal(git.asked, 1);
    assert.deepEqual((await again.index.view()).history, (await index.view()).history);
  });

  it('follows the commit that is checked out, without a change of files', async () => {
    const git = new FakeGit();
    const { index } = await open(git);
    assert.equal((await index.view()).history!.commits.length, COMMITS.length);
    git.commit = 'b'.repeat(40);
    git.commits = COMMITS.slice(1);
    await index.update({ signal: never });
    assert.equal((await index.view()).history!.commits.length, COMMITS.length - 1);
    git.commit = undefined;
    await index.update({ signal: never });
    assert.equal((await index.view()).history, undefined);
  });

  it('is none without git, and where git gives nothing', async () => {
    assert.equal((await (await open(undefined)).index.view()).history, undefined);
    const git = new FakeGit();
    git.commits = undefined;
    assert.equal((await (await open(git)).index.view()).history, undefined);
  });

  it('is read again when what is stored is damaged', async () => {
    const git = new FakeGit();
    const { index, base } = await open(git);
    await index.save();
    await base.store.write('history', new TextEncoder().encode('{"version":'));
    const again = await open(git, base);
    assert.equal(git.asked, 2);
    assert.equal((await again.index.view()).history!.commits.length, COMMITS.length);
  });

  it('brings up the file that was changed for the like before', async () => {
    const { index } = await open(new FakeGit());
    const view = await index.view();
    const query = analyseQuery('order totals in a foreign currency are rounded', view);
    const [first] = rank(view, query, { limit: 20 }).hits;
    assert.equal(first!.path, 'src/part7.py');
    assert.ok(first!.why.groups.includes('history'), first!.why.groups.join());
  });
});
