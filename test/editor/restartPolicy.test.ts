/** When a server that ended is started again: waits that grow, an end to it, and a person who asks anew. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RestartPolicy } from '../../src/editor/engine/restartPolicy.ts';

describe('the restarts of the engine', () => {
  it('wait longer each time, and stop at the fifth end within three minutes', () => {
    const policy = new RestartPolicy();
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((second) => policy.onEnd(second * 1_000)),
      [
        ...[500, 1_000, 2_000, 4_000].map((waitMs) => ({ restart: true, waitMs })),
        { restart: false, ends: 5, minutes: 3 },
      ],
    );
    policy.reset();
    assert.deepEqual(policy.onEnd(6_000), { restart: true, waitMs: 500 });
  });

  it('forget ends that are three minutes old', () => {
    const policy = new RestartPolicy();
    for (let end = 0; end < 20; end++)
      assert.deepEqual(policy.onEnd(end * 180_001), { restart: true, waitMs: 500 });
    for (const waitMs of [1_000, 2_000])
      assert.deepEqual(policy.onEnd(19 * 180_001 + waitMs), { restart: true, waitMs });
  });
});
