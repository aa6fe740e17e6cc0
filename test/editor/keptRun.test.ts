/** Runs from the disk as conversations, and what of a resumed run is booked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conversationOf } from '../../src/editor/chat/keptRun.ts';
import { usageBeyond } from '../../src/editor/chat/spending.ts';
import { titleOf } from '../../src/editor/chat/titleOf.ts';
import { english } from '../../src/present/say.ts';
import { conversation } from '../../src/protocol/page.ts';
import type { RunDetails } from '../../src/protocol/runs.ts';
import { keptRuns } from '../webview/runSamples.ts';
import { answer, verified } from '../webview/samples.ts';

const detailsOf = (id: string, more: Partial<RunDetails> = {}): RunDetails => ({
  run: keptRuns.list.runs.find((run) => run.id === id)!,
  calls: [],
  claims: [{ id: 'c1', text: 'A step checks the signal.', segment: 2, citations: [verified] }],
  ...more,
});

describe('the title of a conversation', () => {
  it('is the first line of its question without back ticks, short enough for a list', () => {
    assert.equal(titleOf('  What does `endRun` do in ``a`b``?\nAnd why?'), 'What does endRun do in ab?');
    assert.equal(titleOf('x'.repeat(200)).length, 80);
  });
});

describe('a run from the disk', () => {
  it('is a conversation with its answer, which the page takes', () => {
    const made = conversationOf(detailsOf('run-a', { answer }), 5, english);
    assert.deepEqual(conversation.parse(made), made);
    const [turn] = made.turns;
    assert.deepEqual([turn!.status, turn!.answer, turn!.progress.proved], ['done', answer, []]);
    assert.equal(made.createdAtMs, 5, 'one that is looked at is not the oldest, which goes first');
  });

  it('has what was proved where it has no answer', () => {
    const [turn] = conversationOf(detailsOf('run-c'), 5, english).turns;
    assert.equal(turn!.status, 'stopped');
    assert.deepEqual(
      turn!.progress.proved.map(({ text, state }) => [text, state]),
      [['A step checks the signal.', 'verified']],
    );
    assert.match(turn!.error && 'message' in turn!.error ? turn!.error.message : '', /ended in the middle/);
  });

  it('says why it failed, and that it is under way elsewhere', () => {
    const failure = { kind: 'rateLimit', cause: 'rateLimited', host: 'models.test' } as const;
    const [failed] = conversationOf(detailsOf('run-d', { failure }), 5, english).turns;
    assert.deepEqual([failed!.status, failed!.error], ['failed', { failure }]);
    const [running] = conversationOf(detailsOf('run-now'), 5, english).turns;
    assert.equal(running!.status, 'stopped', 'its events do not come to this window');
    assert.match(
      running!.error && 'message' in running!.error ? running!.error.message : '',
      /another window/,
    );
  });
});

describe('what a resumed run used', () => {
  it('is booked without what was booked before', () => {
    const before = { calls: 2, tokensIn: 100, tokensOut: 10, cost: 1 };
    const all = { calls: 5, tokensIn: 160, tokensOut: 14, cost: 1.5 };
    assert.deepEqual(usageBeyond(before, all), { calls: 3, tokensIn: 60, tokensOut: 4, cost: 0.5 });
    assert.deepEqual(usageBeyond(all, before), { calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 });
  });
});
