/** Notes: whose lines are looked at first, and whose are not. No word of a note reaches a model. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ProjectNote } from '../../src/engine/run/notes/note.ts';
import type { Answer, Claim, Question } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const HELD = 'export const LEASE_SECONDS = 90;';
const FILES: Readonly<Record<string, string>> = {
  'src/cleaner.ts': `// Nothing here has words of the question.\n${HELD}\n`,
  ...Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [
      `src/session${i}.ts`,
      `/** When sessions expire. */\nexport function expireSessions${i}() {\n  return ${i};\n}\n`,
    ]),
  ),
};
const QUESTION = 'When do sessions of the uploader expire?';

function note(more: Partial<ProjectNote> = {}, at: Partial<Claim['citations'][number]> = {}): ProjectNote {
  const place = {
    path: 'src/cleaner.ts',
    startLine: 2,
    endLine: 2,
    quote: HELD,
    hash: 'old',
    state: 'verified',
  } as const;
  const claims = [
    { text: 'A secret word: xylophone.', state: 'verified' as const, citations: [{ ...place, ...at }] },
  ];
  return { id: 'n1', atMs: 1, question: 'When do uploader sessions expire?', claims, ...more };
}

async function answerWith(notes: readonly ProjectNote[], question: Question = asked(QUESTION)) {
  const model = scriptedModel({
    reply: ({ messages }) => {
      const id = /\[(p\d+)\] src\/cleaner/.exec(messages[1]!.content)?.[1];
      const evidence = [{ id, startLine: 2, endLine: 2, quote: HELD }];
      return id === undefined
        ? { answerable: false }
        : { answerable: true, claims: [{ text: 'After 90 s.', evidence }] };
    },
  });
  const { engine } = await memoryEngine(pool, FILES, { model });
  let answer: Answer | undefined;
  for await (const { event } of engine.ask(question, { signal: never, notes, route: 'retrieval' }))
    if (event.type === 'done') answer = event.answer;
  assert.ok(answer);
  const sent = model.requests
    .map(({ messages }) => messages.map(({ content }) => content).join('\n'))
    .join('\n');
  return { answer, sent };
}

const evidenceOf = ({ passages }: Answer) =>
  passages.flatMap(({ path, why }) =>
    why.evidence.filter(({ kind }) => kind === 'note').map(({ of }) => `${path} ${of}`),
  );

describe('project notes', () => {
  it('put the lines they cite first, with their own evidence, and none of their words into a prompt', async () => {
    const { answer, sent } = await answerWith([note()]);
    assert.deepEqual(evidenceOf(answer), ['src/cleaner.ts When do uploader sessions expire?']);
    assert.equal(answer.passages[0]!.path, 'src/cleaner.ts');
    assert.equal(answer.claims[0]!.state, 'verified');
    assert.ok(!sent.includes('xylophone') && !sent.includes('uploader sessions expire'));
    const none = await answerWith([]);
    assert.deepEqual(evidenceOf(none.answer), []);
  });

  it('of another matter, whose code changed, or beside what a person points at, change nothing', async () => {
    for (const other of [
      note({ question: 'Which port does the server listen on?' }),
      note({}, { quote: 'export const LEASE_SECONDS = 60;' }),
      note({}, { path: 'src/gone.ts' }),
      note({}, { state: 'unproved' }),
    ])
      assert.deepEqual(evidenceOf((await answerWith([other])).answer), [], JSON.stringify(other));
    const focus = [{ kind: 'file', path: 'src/session1.ts' }] as const;
    assert.deepEqual(evidenceOf((await answerWith([note()], { ...asked(QUESTION), focus })).answer), []);
  });

  it('follow lines that have moved', async () => {
    const { answer } = await answerWith([note({}, { startLine: 40, endLine: 40 })]);
    assert.equal(evidenceOf(answer).length, 1);
    assert.ok(answer.passages[0]!.startLine <= 2 && answer.passages[0]!.endLine >= 2);
  });
});
