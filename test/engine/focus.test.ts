import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { focusHits } from '../../src/engine/retrieve/focus.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { indexOf, MemoryWorkspace, memoryPorts, rememberParses, startPool } from '../fakes/memory.ts';

const pool = startPool();
const parser = rememberParses(pool);
after(() => pool.dispose());

const FILES = {
  'src/timer.ts': 'export function startTimer(): void {}\n\nexport function stopTimer(): void {}\n',
  'lib/timer.ts': 'export function otherTimer(): void {}\n',
  'lib/words.ts': 'export const greeting = 1;\n',
};

async function places(question: string, focus: Parameters<typeof focusHits>[2]): Promise<string[]> {
  const view = await (await indexOf(memoryPorts(parser, new MemoryWorkspace(FILES)))).view();
  const { hits } = rank(view, analyseQuery(question, view), { limit: 50, joinLines: 0 });
  return focusHits(view, hits, focus).map(
    ({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`,
  );
}

describe('what a person points at', () => {
  it('comes first, and nothing that was ranked is lost', async () => {
    const plain = await places('startTimer', []);
    const folder = await places('startTimer', [{ kind: 'folder', path: 'lib' }]);
    assert.ok(plain[0]!.startsWith('src/timer.ts') && folder[0]!.startsWith('lib/timer.ts'));
    assert.deepEqual([...folder].sort(), [...plain].sort());
  });

  it('is given as its lines, clamped to the file', async () => {
    assert.equal(
      (await places('timer', [{ kind: 'selection', path: 'lib/words.ts', startLine: 1, endLine: 90 }]))[0],
      'lib/words.ts:1-1',
    );
    assert.deepEqual(
      await places('timer', [{ kind: 'selection', path: 'lib/words.ts', startLine: 7, endLine: 9 }]),
      await places('timer', []),
    );
  });

  it('is the beginning of a file that no word matches, and nothing for a file that is not there', async () => {
    assert.equal((await places('timer', [{ kind: 'file', path: 'lib/words.ts' }]))[0], 'lib/words.ts:1-1');
    assert.deepEqual(
      await places('timer', [{ kind: 'file', path: 'lib/none.ts' }]),
      await places('timer', []),
    );
    assert.equal((await places('zzqqxx', [{ kind: 'folder', path: 'lib' }])).length, 2);
    assert.ok((await places('zzqqxx', [{ kind: 'file', path: 'lib/words.ts' }])).length === 1);
  });
});
