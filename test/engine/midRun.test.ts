/** Files that change while an answer is made (T6). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { citeEvidence, parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const [HELD, MOVED, GONE] = ['const FIRST_LIMIT = 7;', 'const SECOND_LIMIT = 8;', 'const THIRD_LIMIT = 9;'];
const FILES = {
  'src/held.ts': `// A limit.\n${HELD}\n`,
  'src/moved.ts': `// A limit.\n${MOVED}\n`,
  'src/gone.ts': `// A limit.\n${GONE}\n`,
};

describe('a file that changes while its answer is made', () => {
  it('is cited where its lines are now, and not where they are gone', async () => {
    const { engine, ports } = await memoryEngine(pool, FILES, {
      model: scriptedModel({
        reply(request): Scripted {
          const passages = parsePassages(promptOf(request));
          // The reply cites what it was sent; the disk is another by the time that it is read.
          ports.workspace.set('src/moved.ts', `// A limit.\n\n\n// More.\n${MOVED}\n`);
          ports.workspace.set('src/gone.ts', '// No limit any more.\n');
          const claims = [HELD, MOVED, GONE].map((line) => ({
            text: `It says ${line}`,
            evidence: [citeEvidence(passages, line)!],
          }));
          return { answerable: true, missing: [], evidence: [], claims };
        },
      }),
    });
    let answer: Answer | undefined;
    const question = asked('Which are `FIRST_LIMIT`, `SECOND_LIMIT` and `THIRD_LIMIT`?');
    for await (const { event } of engine.ask(question, { signal: never, route: 'retrieval' }))
      if ('answer' in event && event.answer) answer = event.answer;
    const said = answer!.claims.map(({ state, citations: [citation] }) => [
      ...[state, citation?.path, citation?.startLine],
    ]);
    assert.deepEqual(said.slice(0, 2), [
      ['verified', 'src/held.ts', 2],
      ['reanchored', 'src/moved.ts', 5],
    ]);
    assert.ok(['stale', 'unproved'].includes(String(said[2]![0])), JSON.stringify(said[2]));
    for (const { state, citations } of answer!.claims)
      for (const { path, startLine, endLine, quote } of citations)
        if (state === 'verified' || state === 'reanchored') {
          const lines = ports.workspace.text(path).split('\n');
          assert.equal(lines.slice(startLine - 1, endLine).join('\n'), quote);
        }
  });
});
