/** What runs ask in the editor: answered once, in turn for each run, and given up when the run stops. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Decision } from '../../src/host/types.ts';
import { Decisions } from '../../src/server/decisions.ts';

const budget: Decision = {
  ...{ kind: 'budget', usedTokens: 50_000, limitTokens: 60_000, addTokens: 60_000 },
  choices: ['go', 'stop'],
};

describe('decisions', () => {
  it('go to the run that asked, once', async () => {
    const sent: string[] = [];
    const decisions = new Decisions(({ runId }) => sent.push(runId));
    const { signal } = new AbortController();
    const [a, b] = [decisions.deciderFor('a')(budget, signal), decisions.deciderFor('b')(budget, signal)];
    await new Promise((resolve) => setImmediate(resolve));
    decisions.answer('b', 'stop');
    assert.equal(await b, 'stop');
    decisions.answer('a', 'go');
    decisions.answer('a', 'stop');
    decisions.answer('nobody', 'go');
    assert.equal(await a, 'go');
    assert.deepEqual(sent, ['a', 'b']);
  });

  it('of one run are asked one after the other', async () => {
    const sent: number[] = [];
    const decisions = new Decisions(({ decision }) =>
      sent.push(decision.kind === 'budget' ? decision.usedTokens : 0),
    );
    const decide = decisions.deciderFor('a');
    const { signal } = new AbortController();
    const first = decide({ ...budget, usedTokens: 1 }, signal);
    const second = decide({ ...budget, usedTokens: 2 }, signal);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(sent, [1]);
    decisions.answer('a', 'go');
    assert.equal(await first, 'go');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(sent, [1, 2]);
    decisions.answer('a', 'stop');
    assert.equal(await second, 'stop');
  });

  it('end with the run that is stopped', async () => {
    const decisions = new Decisions(() => {});
    const controller = new AbortController();
    const asked = decisions.deciderFor('a')(budget, controller.signal);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('stopped'));
    await assert.rejects(asked, /stopped/);
    decisions.answer('a', 'go');
  });
});
