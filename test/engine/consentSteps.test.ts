/** Every route asks in one way before it spends the last of a run: verdicts, walks and wider rounds too. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Choice, Decision, ModelRequest } from '../../src/engine/ports.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { declineAnswer } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, scriptedModel } from '../fakes/scriptedModel.ts';
import { walkerModel } from '../fakes/walker.ts';

const pool = startPool();
after(() => pool.dispose());

/** A hundred and twenty functions, in folders of folders. */
const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 12 }, (_, file) => [
    `area${file % 3}/inner/part${file}.ts`,
    Array.from(
      { length: 10 },
      (_, i) => `export function step${file * 10 + i}(): void {\n  try {\n    go(${i});\n  } catch {}\n}\n`,
    ).join('\n'),
  ]),
);

interface Asked {
  readonly answer: Answer;
  readonly decisions: readonly Decision[];
  readonly requests: number;
  /** Requests sent before each decision. */
  readonly before: readonly number[];
}

async function ask(
  text: string,
  model: ReturnType<typeof scriptedModel>,
  how: { route: string; settings: Partial<AskSettings>; choose(nth: number): Choice },
): Promise<Asked> {
  const { engine } = await memoryEngine(pool, FILES, { model });
  const decisions: Decision[] = [];
  const before: number[] = [];
  let answer: Answer | undefined;
  for await (const { event } of engine.ask(asked(text), {
    ...{ signal: never, route: how.route },
    settings: { confirmTokens: 10_000_000, directTokens: 0, ...how.settings },
    decide: async (decision) => {
      before.push(model.requests.length);
      return how.choose(decisions.push(decision));
    },
  }))
    if ('answer' in event && event.answer) answer = event.answer;
  assert.ok(answer);
  return { answer, decisions, requests: model.requests.length, before };
}

const judging = () =>
  scriptedModel({
    reply(request: ModelRequest): Scripted {
      const ids = [...promptOf(request).matchAll(/^\[(u\d+)\]/gm)].map(([, id]) => id!);
      return { verdicts: ids.map((id) => ({ id, match: true, line: 1, why: 'it catches' })) };
    },
  });
const LIST = 'List all functions that handle errors';
const spent = ({ usage }: Answer): number => usage.tokensIn + usage.tokensOut;
const isEarly = ({ notices }: Answer): boolean => notices.some(({ kind }) => kind === 'finishedEarly');

describe('a run near its stop', () => {
  it('asks before the next verdicts; a no counts what was judged, a yes judges all', async () => {
    const route = 'aggregate';
    const whole = await ask(LIST, judging(), { route, settings: {}, choose: () => 'stop' });
    assert.deepEqual(whole.decisions, [], 'what fits is not asked for');
    assert.deepEqual(whole.answer.table!.judged, { done: 120, of: 120 });
    const settings = { budgetTokens: Math.round(spent(whole.answer) * 0.75) + 2_100 };
    const no = await ask(LIST, judging(), { route, settings, choose: () => 'stop' });
    assert.equal(no.decisions.length, 1, 'once, though requests run side by side');
    assert.equal(no.requests, no.before[0], 'nothing is sent after a no');
    assert.equal(no.answer.status, 'partial');
    assert.ok(isEarly(no.answer));
    const { done } = no.answer.table!.judged!;
    assert.ok(done > 0 && done < 120, `${done}`);
    assert.equal(no.answer.table!.total, done, 'of what was judged, all fit');
    const yes = await ask(LIST, judging(), { route, settings, choose: () => 'go' });
    assert.ok(yes.decisions.length >= 1 && yes.decisions.every(({ kind }) => kind === 'budget'));
    assert.deepEqual(yes.answer.table!.judged, { done: 120, of: 120 });
    assert.ok(!isEarly(yes.answer));
  });

  it('asks before a step of a walk, and shows the way so far after a no', async () => {
    const walker = () => walkerModel({ way: ['area1', 'part4', 'step43'], gold: ['go(3);'] });
    const how = { route: 'walk', choose: (): Choice => 'stop' };
    const free = await ask('Where is step forty-three?', walker(), { ...how, settings: {} });
    assert.deepEqual([free.decisions.length, free.answer.status], [0, 'complete']);
    const settings = { budgetTokens: spent(free.answer), firstTokens: 200 };
    const no = await ask('Where is step forty-three?', walker(), { ...how, settings });
    assert.equal(no.decisions.length, 1);
    assert.equal(no.requests, no.before[0]);
    assert.ok(isEarly(no.answer));
    assert.equal(no.answer.status, 'partial');
    const yes = await ask('Where is step forty-three?', walker(), { ...how, settings, choose: () => 'go' });
    assert.equal(yes.answer.status, 'complete');
  });

  it('asks before a wider round, and reads nothing else after a no', async () => {
    const declining = () =>
      scriptedModel({
        reply: (request) =>
          promptOf(request).includes('names that they define')
            ? { names: ['step5', 'step77'] }
            : declineAnswer(['where it ends']),
      });
    const settings = { budgetTokens: 4_000, maxOutputTokens: 800, firstTokens: 400 };
    const question = 'What does step12 do when it fails?';
    const no = await ask(question, declining(), { route: 'retrieval', settings, choose: () => 'stop' });
    assert.equal(no.decisions.length, 1);
    assert.equal(no.requests, no.before[0]);
    assert.ok(isEarly(no.answer));
    const yes = await ask(question, declining(), { route: 'retrieval', settings, choose: () => 'go' });
    assert.ok(yes.requests > no.requests);
    assert.ok(!isEarly(yes.answer));
  });
});
