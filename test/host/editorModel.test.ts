/** The editor's own models have the bounds of endpoints: what was asked for, time, and one end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replyDecoder } from '../../src/engine/answer/decoder.ts';
import { createBudget } from '../../src/engine/run/budget.ts';
import { callModel } from '../../src/engine/run/callModel.ts';
import type { Notice } from '../../src/engine/types.ts';
import { createEditorModel, type EditorCall } from '../../src/host/editorModel.ts';
import { createSecretFilter } from '../../src/node/secrets/filter.ts';
import { never } from '../fakes/memory.ts';

const ASKED = 500;
const GOOD = JSON.stringify({
  answerable: true,
  claims: [{ text: 'So it is.', evidence: [{ id: 'p1', startLine: 1, endLine: 1, quote: 'const a = 1;' }] }],
});
const TIMEOUTS = { firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 };

/** One call of a model of the editor that does what it is told; gives how it ended and what it cost. */
async function call(
  play: (call: EditorCall) => void,
  { timeouts = {}, signal = never }: { timeouts?: Partial<typeof TIMEOUTS>; signal?: AbortSignal } = {},
) {
  let stops = 0;
  const author = { id: 'big', vendor: 'someone', family: 'f', maxInputTokens: 50_000 };
  const model = createEditorModel(
    { kind: 'editor', author, ...TIMEOUTS, ...timeouts },
    createSecretFilter(),
    {
      connection: {
        start(_request, running) {
          play(running);
          return () => {
            stops++;
          };
        },
      },
      effectiveTokens: (host, id) => (host === 'someone' && id === 'big' ? 8_000 : undefined),
    },
  );
  const budget = createBudget(20_000);
  const notices: Notice[] = [];
  const notes = { redactions: 0, cutPrompt: undefined, doubted: 0 };
  const running = callModel({ model, budget, notes, notices, signal }, [{ role: 'user', content: 'Why?' }], {
    decoder: replyDecoder,
    request: { role: 'author', maxOutputTokens: ASKED },
    secrets: 0,
  });
  for (;;) {
    const step = await running.next();
    if (step.done) return { result: step.value, usage: budget.usage(), stops };
  }
}

/** Calls back again and again until the process of the test is done with it. */
function again(ms: number, act: () => void): void {
  const timer = setInterval(act, ms);
  setTimeout(() => clearInterval(timer), 2_000).unref();
  timer.unref();
}

describe('a model of the editor', () => {
  it('is read to its end', async () => {
    const { result, usage } = await call((running) => {
      for (const char of GOOD) running.onText(char);
      running.onEnd({ kind: 'done' });
    });
    assert.ok(result.type === 'done' && result.ending === 'stop');
    assert.equal(result.value.claims.length, 1);
    assert.equal(usage.tokensOut, Math.ceil(GOOD.length / 3.6));
  });

  const floods: Readonly<Record<string, (running: EditorCall) => void>> = {
    'one text of 10 MB': (running) => running.onText(GOOD + 'x '.repeat(5_000_000)),
    'small texts': (running) => {
      running.onText(GOOD);
      for (let i = 0; i < 300_000; i++) running.onText('x');
    },
    'texts without end': (running) => {
      running.onText(GOOD);
      again(1, () => running.onText('and so on, '.repeat(100)));
    },
    blanks: (running) => running.onText(GOOD + ' '.repeat(2_000_000)),
    'empty texts, then words': (running) => {
      for (let i = 0; i < 100_000; i++) running.onText('');
      running.onText(GOOD + 'word '.repeat(50_000));
    },
    'an end that comes twice': (running) => {
      running.onText(GOOD + 'word '.repeat(50_000));
      running.onEnd({ kind: 'done' });
      running.onEnd({ kind: 'aborted' });
      running.onText('more');
    },
  };
  for (const [name, play] of Object.entries(floods))
    it(`is stopped at twice what was asked for, and its reply kept: ${name}`, async () => {
      const { result, usage, stops } = await call(play);
      assert.ok(result.type === 'done' && result.ending === 'overrun', JSON.stringify(result).slice(0, 200));
      assert.equal(result.value.claims.length, 1);
      assert.ok(usage.tokensOut <= ASKED * 2, `${usage.tokensOut}`);
      assert.ok(stops > 0);
    });

  const stalls: Readonly<
    Record<string, readonly [(running: EditorCall) => void, Partial<typeof TIMEOUTS>, string]>
  > = {
    nothing: [() => {}, { firstTokenMs: 40 }, 'firstToken'],
    'empty texts': [(running) => again(2, () => running.onText('')), { firstTokenMs: 40 }, 'firstToken'],
    blanks: [(running) => again(2, () => running.onText(' \n')), { firstTokenMs: 40 }, 'firstToken'],
    'a word and nothing': [(running) => running.onText('word'), { idleMs: 40 }, 'idle'],
    'a word and blanks': [
      (running) => {
        running.onText('word');
        again(2, () => running.onText('\n'));
      },
      { idleMs: 40 },
      'idle',
    ],
    'words without end': [(running) => again(5, () => running.onText('w')), { totalMs: 80 }, 'total'],
  };
  for (const [name, [play, timeouts, cause]] of Object.entries(stalls))
    it(`has the time-outs of an endpoint: ${name}`, async () => {
      const { result, stops } = await call(play, { timeouts });
      assert.ok(result.type === 'failed', JSON.stringify(result));
      assert.deepEqual(
        [result.failure.kind, result.failure.cause, result.failure.host],
        ['timeout', cause, 'someone'],
      );
      assert.ok(stops > 0);
    });

  it('is stopped with the run', async () => {
    const controller = new AbortController();
    const { result, stops } = await call(
      (running) => {
        running.onText('word');
        setImmediate(() => controller.abort());
      },
      { signal: controller.signal },
    );
    assert.equal(result.type, 'aborted');
    assert.ok(stops > 0);
  });
});
