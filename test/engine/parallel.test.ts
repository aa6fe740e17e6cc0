/** Works side by side: a limit, the order of what they give, the budget, the stop. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { RunEvent } from '../../src/engine/events.ts';
import { createBudget } from '../../src/engine/run/budget.ts';
import { mapParallel } from '../../src/engine/run/judge/parallel.ts';
import { never, runs } from '../fakes/memory.ts';
import { unseenDuring } from '../fakes/unseen.ts';

/** Takes all events, and gives them with what the works came to. */
async function drain<R>(
  running: AsyncGenerator<RunEvent, R>,
): Promise<{ readonly events: RunEvent[]; readonly value: R }> {
  const events: RunEvent[] = [];
  for (;;) {
    const step = await running.next();
    if (step.done) return { events, value: step.value };
    events.push(step.value);
  }
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

const event = (call: number): RunEvent => ({ type: 'call', call, tokensIn: 0 });

describe('works side by side', () => {
  it('are never more than the limit, and give what they came to in the order of the items', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(12), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        async (lengths, limit) => {
          let [open, most] = [0, 0];
          const { events, value } = await drain(
            mapParallel(lengths, { limit, signal: never }, async function* (length, index) {
              most = Math.max(most, ++open);
              await turns(length);
              yield event(index);
              await turns(length % 3);
              open--;
              return index * 10;
            }),
          );
          assert.deepEqual(
            value,
            lengths.map((_, i) => i * 10),
          );
          assert.deepEqual(
            events.map((one) => (one.type === 'call' ? one.call : -1)).sort((a, b) => a - b),
            lengths.map((_, i) => i),
          );
          assert.ok(most <= limit);
          assert.ok(most === Math.min(limit, lengths.length), 'and as many as that');
        },
      ),
      { numRuns: runs(100, 3_000) },
    ));

  it('wait for one to end when there is no room in the budget, and none is refused for tokens that come back', async () => {
    const budget = createBudget(1_000);
    let most = 0;
    let open = 0;
    const { value } = await drain(
      mapParallel(
        [1, 2, 3, 4, 5, 6],
        { limit: 6, signal: never, hasRoom: () => budget.left() >= 400 },
        async function* (item) {
          const reservation = budget.reserve(100, 300);
          most = Math.max(most, ++open);
          yield event(item);
          await turns(5);
          open--;
          if (!reservation) return 'refused';
          budget.settle(reservation, { calls: 1, tokensIn: 100, tokensOut: 20, counted: true });
          return 'done';
        },
      ),
    );
    assert.deepEqual(value, ['done', 'done', 'done', 'done', 'done', 'done']);
    assert.equal(most, 2);
    const { tokensIn, tokensOut } = budget.usage();
    assert.equal(tokensIn + tokensOut, 720);
  });

  it('begin no more after the signal, and those under way end by themselves', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const { value } = await drain(
      mapParallel([0, 1, 2, 3, 4], { limit: 2, signal: stop.signal }, async function* (item) {
        begun.push(item);
        yield event(item);
        if (item === 1) stop.abort();
        await turns(4);
        return stop.signal.aborted ? 'stopped' : 'done';
      }),
    );
    assert.deepEqual(begun, [0, 1]);
    assert.deepEqual(value, ['stopped', 'stopped', undefined, undefined, undefined]);
  });

  it('are all ended when one throws, and when nobody takes their events any more', async () => {
    const ended: number[] = [];
    const work = (failing: number) =>
      async function* (item: number): AsyncGenerator<RunEvent, number> {
        try {
          yield event(item);
          await turns(3);
          if (item === failing) throw new Error('a bug');
          yield event(item);
          await turns(20);
          yield event(item);
          return item;
        } finally {
          ended.push(item);
        }
      };
    await assert.rejects(drain(mapParallel([0, 1, 2], { limit: 3, signal: never }, work(1))), /a bug/);
    assert.deepEqual(ended.sort(), [0, 1, 2]);
    ended.length = 0;
    const given = mapParallel([0, 1, 2], { limit: 3, signal: never }, work(-1));
    await given.next();
    await given.return([]);
    assert.deepEqual(ended.sort(), [0, 1, 2]);
  });

  it('leave nothing that ends the process when one throws while an event is passed on', async () => {
    const given = mapParallel([0, 1], { limit: 2, signal: never }, async function* (item) {
      yield event(item);
      throw new Error(`a bug in ${item}`);
    });
    const unseen = await unseenDuring(async () => {
      await given.next();
      // Nobody takes the next one for a while.
      await setImmediate();
      await setImmediate();
    });
    assert.deepEqual(unseen, []);
    await assert.rejects(drain(given), /a bug in 0/);
  });

  it('need a limit that lets one begin', async () => {
    await assert.rejects(
      drain(
        mapParallel([1], { limit: 0, signal: never }, async function* () {
          yield event(1);
          return 1;
        }),
      ),
      RangeError,
    );
  });
});
