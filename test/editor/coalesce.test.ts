/** Work that is asked for in bursts: one run at a time, and none of them missed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coalesce } from '../../src/editor/engine/coalesce.ts';

/** Work whose runs are ended by hand; each notes the value it saw when it began. */
function createWork() {
  const seen: number[] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const state = { value: 0 };
  const call = coalesce(() => {
    seen.push(state.value);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    ends.push({ resolve, reject });
    return promise;
  });
  return { call, seen, ends, state };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('coalesced work', () => {
  it('runs once for all calls of a burst after the first, with what the last of them changed', async () => {
    const { call, seen, ends, state } = createWork();
    const calls = [1, 2, 3, 4].map((value) => {
      state.value = value;
      return call();
    });
    await settled();
    assert.deepEqual(seen, [1]);
    ends[0]!.resolve();
    await calls[0];
    await settled();
    assert.deepEqual(seen, [1, 4]);
    ends[1]!.resolve();
    await Promise.all(calls);
    state.value = 5;
    const later = call();
    ends[2]!.resolve();
    await later;
    assert.deepEqual(seen, [1, 4, 5]);
  });

  it('runs again after a run that failed, and tells only those who waited for it', async () => {
    const { call, seen, ends } = createWork();
    const first = call();
    const second = call();
    ends[0]!.reject(new Error('no engine'));
    await assert.rejects(first, /no engine/);
    await settled();
    assert.equal(seen.length, 2);
    ends[1]!.resolve();
    await second;
  });

  it('tells when all that was asked for has ended, also when it failed', async () => {
    const { call, ends } = createWork();
    await call.settled();
    const [first, second] = [call(), call()];
    let isSettled = false;
    const all = call.settled().then(() => {
      isSettled = true;
    });
    ends[0]!.reject(new Error('no engine'));
    await assert.rejects(first, /no engine/);
    await settled();
    assert.equal(isSettled, false);
    ends[1]!.resolve();
    await second;
    await all;
    await call.settled();
  });

  it('takes a call that comes in the middle of the second run', async () => {
    const { call, seen, ends, state } = createWork();
    const first = call();
    const second = call();
    ends[0]!.resolve();
    await first;
    await settled();
    state.value = 7;
    const third = call();
    ends[1]!.resolve();
    await second;
    await settled();
    assert.deepEqual(seen, [0, 0, 7]);
    ends[2]!.resolve();
    await third;
  });
});
