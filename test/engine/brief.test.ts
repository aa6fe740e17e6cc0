/** What is to be kept to, and what was asked before, in the prompts of long runs (methods B13, B14; section 10). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ModelRequest } from '../../src/engine/ports.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer, EarlierTurn } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { citeEvidence, parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const RULE = '\n| Say parcel for upload.';
const BEFORE = 'Asked: What do the steps of the queue do?\nProved:\n- They add a number. (src/part00.ts:1)';
const OLDER = 'Asked earlier: What is the queue?';
const HISTORY: readonly EarlierTurn[] = [
  { question: 'What is the queue?', claims: [] },
  {
    question: 'What do the steps of the queue do?',
    claims: [{ text: 'They add a number.', places: [{ path: 'src/part00.ts', startLine: 1, endLine: 1 }] }],
  },
];
/** Not to be understood without the question before. */
const POINTING = 'And how many of them are there?';

function repository(): Record<string, string> {
  const files: Record<string, string> = { 'AGENTS.md': 'Say parcel for upload.\n' };
  for (let file = 0; file < 12; file++) {
    const functions = Array.from({ length: 12 }, (_, i) => {
      const total = `  const total = value * ${file * 12 + i};\n  return total + ${i};\n`;
      return `/** A step of the queue. */\nexport function step${file}_${i}(value: number): number {\n${total}}\n`;
    });
    files[`src/part${String(file).padStart(2, '0')}.ts`] = functions.join('\n');
  }
  return files;
}

/** Goes on as long as it may: readers claim a line, walkers go down and decline, turns look elsewhere. */
function busy(): ReturnType<typeof scriptedModel> {
  let [turn, calls] = [0, 0];
  return scriptedModel({
    reply(request): Scripted {
      calls++;
      const prompt = promptOf(request);
      if (prompt.includes('"choose"')) return { choose: 'n1', reason: '' };
      if (prompt.includes('"verdicts"')) {
        const ids = /exactly once[^:]*: (.*)\.$/m.exec(prompt)![1]!.split(', ');
        return { verdicts: ids.map((id) => ({ id, match: true, line: 1, why: '' })) };
      }
      const passages = parsePassages(prompt);
      const line = passages[0]?.lines.find(({ text }) => text.includes('const total'))?.text;
      const cited = line === undefined ? undefined : citeEvidence(passages, line);
      const claims = cited ? [{ text: `It says so, ${++turn}.`, evidence: [cited] }] : [];
      const next = { do: 'search', of: `step${calls % 12}_${calls}` };
      if (request.role === 'reader')
        return { keep: [], claims, open: [], contradicted: [], report: 'Steps.', next };
      if (prompt.includes('it settles nothing')) return { answerable: false, missing: [], claims: [] };
      return { answerable: true, missing: [], evidence: [], claims };
    },
  });
}

async function run(
  route: string,
  { text = POINTING, ...settings }: Partial<AskSettings> & { readonly text?: string } = {},
): Promise<{ readonly answer: Answer; readonly requests: readonly ModelRequest[] }> {
  const model = busy();
  const { engine } = await memoryEngine(pool, repository(), { model });
  let answer: Answer | undefined;
  for await (const { event } of engine.ask(asked(text, { history: [...HISTORY] }), {
    ...{ signal: never, route },
    settings: { budgetTokens: 2_000_000, instructionChars: 8_000, rankShare: 1, ...settings },
  }))
    if ('answer' in event && event.answer) answer = event.answer;
  assert.ok(answer);
  return { answer, requests: model.requests };
}

const prompts = (requests: readonly ModelRequest[], role: string): string[] =>
  requests.filter((one) => one.role === role).map(promptOf);
/** Numbers of the prompts, from 1, that hold a text. */
const withText = (all: readonly string[], text: string): number[] =>
  all.flatMap((prompt, i) => (prompt.includes(text) ? [i + 1] : []));

describe('a chain', () => {
  it('tells its author what is to be kept to and what was asked, its readers every four parts', async () => {
    const { answer, requests } = await run('chain', { readerTokens: 2_500, handOverTokens: 300 });
    const readers = prompts(requests, 'reader');
    assert.ok(readers.length >= 9, `${readers.length} parts`);
    const due = readers.flatMap((_, i) => (i % 4 === 0 ? [i + 1] : []));
    assert.deepEqual(withText(readers, RULE), due);
    assert.equal(withText(readers, BEFORE).length, readers.length, 'each knows what the question means');
    assert.deepEqual(withText(readers, OLDER), []);
    const [author, ...others] = prompts(requests, 'author');
    assert.deepEqual(others, []);
    for (const text of [RULE, BEFORE, OLDER]) assert.ok(author!.includes(text), text);
    const window = requests.filter(({ role }) => role === 'reader').map(sizeOf);
    assert.ok(Math.max(...window) <= 2_500, String(Math.max(...window)));
    const { tokensIn } = answer.route.estimate;
    assert.ok(
      Math.abs(tokensIn / answer.usage.tokensIn - 1) < 0.2,
      `${tokensIn} of ${answer.usage.tokensIn}`,
    );
  });

  it('tells readers nothing of a conversation that the question does not need', async () => {
    const { requests } = await run('chain', { readerTokens: 3_200, text: 'Where is `step3_1` defined?' });
    assert.deepEqual(withText(prompts(requests, 'reader'), 'Asked: '), []);
    assert.ok(prompts(requests, 'author')[0]!.includes(BEFORE));
  });
});

const sizeOf = ({ messages, maxOutputTokens }: ModelRequest): number =>
  messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4) + 4, maxOutputTokens);

describe('a walk', () => {
  it('is told at its first choice, and every four choices', async () => {
    const { requests } = await run('walk');
    const steps = prompts(requests, 'reader');
    assert.ok(steps.length >= 2, `${steps.length} steps`);
    assert.deepEqual(
      withText(steps, RULE),
      steps.flatMap((_, i) => (i % 4 === 0 ? [i + 1] : [])),
    );
    assert.equal(withText(steps, BEFORE).length, steps.length);
    const [read] = prompts(requests, 'author');
    assert.ok(read!.includes(RULE) && read!.includes(OLDER));
  });
});

describe('an investigation', () => {
  it('is told with its goal, every four turns and after each fold, within its window', async () => {
    const { requests } = await run('investigate', { investigateTurns: 11 });
    const turns = prompts(requests, 'reader');
    assert.ok(turns.length >= 6, `${turns.length} turns`);
    assert.deepEqual(withText(turns, RULE), withText(turns, 'To be kept to'));
    assert.deepEqual(withText(turns, RULE).slice(0, 2), [1, 5]);
    assert.equal(withText(turns, BEFORE).length, turns.length);
    const author = prompts(requests, 'author').at(-1)!;
    assert.ok(author.includes(RULE) && author.includes(BEFORE));
    const tight = await run('investigate', { investigateTurns: 11, readerTokens: 4_000, passageTokens: 800 });
    const sizes = tight.requests.filter(({ role }) => role === 'reader').map(sizeOf);
    assert.ok(Math.max(...sizes) <= 4_000, String(Math.max(...sizes)));
  });
});

describe('judging one by one', () => {
  it('is told in each batch, so that all are judged by the same', async () => {
    const { requests, answer } = await run('aggregate', { text: 'How many functions add something up?' });
    const batches = prompts(requests, 'reader');
    assert.ok(batches.length >= 4, `${batches.length} batches`);
    assert.equal(withText(batches, RULE).length, batches.length);
    assert.equal(answer.table?.total, 144);
  });
});
