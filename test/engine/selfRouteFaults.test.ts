/** Faults of the endpoint in the later rounds of Self-Route: what was found stays, and nothing looks complete (T2). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import type { Answer } from '../../src/engine/types.ts';
import { type Endpoint, type EndpointFaults, startEndpoint } from '../fakes/endpoint.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { citeEvidence, declineAnswer, parsePassages } from '../fakes/oracle.ts';
import { configFor, createTestModel } from '../fakes/oracleModel.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = 'if (now - seenAt > 900) sessions.delete(id);';
const FILES: Record<string, string> = {
  'src/registry.ts': `const sessions = new Map<string, number>();\n\nexport function purgeStaleSessions(now: number): void {\n  for (const [id, seenAt] of sessions)\n    ${GOLD}\n}\n`,
};
for (let i = 0; i < 30; i++)
  FILES[`src/noise${i}.ts`] =
    `/** When the log of users is out of room, number ${i} writes a log for users. */\nexport function log${i}(users: string[]): void {\n  users.forEach((one) => write(one, ${i}));\n}\n`;

/** A question whose first round misses the gold line, and whose second one has it. */
const QUESTION = 'Where do we log users out when idle?';

interface Round {
  readonly events: readonly RunEvent[];
  readonly answer: Answer;
  readonly requests: Endpoint['requests'];
  readonly waits: readonly number[];
}

/** Asks while a fault is on from a round onwards; a fault with `times` is over after so many requests. */
async function ask(round: number, fault: EndpointFaults): Promise<Round> {
  let seen = 0;
  const endpoint = await startEndpoint({
    script: ({ prompt }) => {
      seen++;
      // What ends a request before its reply is for the one after this.
      if (seen === round - 1 && fault.http429) endpoint.faults.http429 = { ...fault.http429 };
      if (seen === round && fault.truncate) endpoint.faults.truncate = true;
      const cited = citeEvidence(parsePassages(prompt), GOLD);
      if (!cited) return { text: JSON.stringify(declineAnswer([])) };
      const claim = { text: 'After 900 seconds.', evidence: [cited] };
      const long = { text: `And so on. ${'word '.repeat(200)}`, evidence: [cited] };
      return { text: JSON.stringify({ answerable: true, missing: [], evidence: [], claims: [claim, long] }) };
    },
  });
  try {
    const { model, waits } = createTestModel(configFor(endpoint.baseUrl));
    const { engine } = await memoryEngine(pool, FILES, { model });
    const events: RunEvent[] = [];
    const settings = { directTokens: 0, firstTokens: 600 };
    for await (const { event } of engine.ask(asked(QUESTION), { signal: never, settings }))
      events.push(event);
    const last = events.at(-1)!;
    assert.ok('answer' in last && last.answer, JSON.stringify(last));
    assert.ok(
      events.some(({ type }) => type === 'widening'),
      'a wider round was made',
    );
    return { events, answer: last.answer, requests: [...endpoint.requests], waits };
  } finally {
    await endpoint.close();
  }
}

describe('a fault in a wider round', () => {
  it('without one: the second round answers', async () => {
    const { events, answer, requests } = await ask(2, {});
    assert.equal(events.at(-1)!.type, 'done');
    assert.deepEqual([answer.status, requests.length, answer.claims[0]!.state], ['complete', 2, 'verified']);
  });

  it('429 once: the round waits as it is told, and answers', async () => {
    const { answer, requests, waits, events } = await ask(2, { http429: { retryAfter: '7', times: 1 } });
    assert.equal(events.at(-1)!.type, 'done');
    assert.deepEqual([answer.status, requests.length], ['complete', 3]);
    assert.deepEqual(waits, [7_000]);
    assert.equal(requests[1]!.prompt, requests[2]!.prompt, 'the same request');
  });

  it('429 for good: one failure, with the passages, and no word as if it had been looked for', async () => {
    const { events, answer } = await ask(2, { http429: { retryAfter: '1' } });
    const end = events.at(-1)!;
    assert.ok(end.type === 'failed' && end.failure.cause.length > 0, JSON.stringify(end));
    assert.equal(events.filter(({ type }) => ['done', 'failed', 'aborted'].includes(type)).length, 1);
    assert.equal(answer.status, 'partial');
    assert.equal(answer.notFound, undefined);
    assert.ok(answer.passages.length > 0);
    assert.ok(answer.usage.calls >= 1, 'what the first round took is counted');
  });

  it('a reply cut at its limit: what is whole is kept and proved, and the answer is partial', async () => {
    const { answer, events } = await ask(2, { truncate: true });
    assert.equal(events.at(-1)!.type, 'done');
    assert.equal(answer.status, 'partial');
    assert.deepEqual(
      answer.claims.map(({ text, state }) => [text, state]),
      [['After 900 seconds.', 'verified']],
    );
    assert.ok(answer.notices.some(({ kind }) => kind === 'outputCut'));
  });
});
