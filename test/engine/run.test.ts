/** What every route shares: the budget under concurrency, the model call, and the one way to an Answer. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Decoder } from '../../src/engine/answer/decoder.ts';
import { replyDecoder } from '../../src/engine/answer/decoder.ts';
import type { NumberedEvent, RunEvent } from '../../src/engine/events.ts';
import type { Model } from '../../src/engine/ports.ts';
import { type Budget, createBudget } from '../../src/engine/run/budget.ts';
import { type CallResult, callModel } from '../../src/engine/run/callModel.ts';
import { createJournal } from '../../src/engine/run/journal.ts';
import { numberEvents } from '../../src/engine/run/numbered.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, runs, startPool } from '../fakes/memory.ts';
import { type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const plain: Decoder<string> = {
  json: { name: 'text', schema: {} },
  start() {
    let text = '';
    return {
      push: (delta) => {
        text += delta;
        return text;
      },
      end: ({ isCut }) =>
        text === 'unusable'
          ? { ok: false, problem: { kind: 'noObject' } }
          : { ok: true, value: `${text}${isCut ? ' (cut)' : ''}` },
    };
  },
};

const usage = (tokensIn: number, tokensOut: number) => ({ calls: 1, tokensIn, tokensOut, counted: true });

async function call(
  model: Model,
  budget: Budget,
  { text = 'question', maxOutputTokens = 100, signal = never } = {},
): Promise<{ events: RunEvent[]; result: CallResult<string> }> {
  const notes = { redactions: 0, cutPrompt: undefined, doubted: 0 };
  const context = { model, budget, notes, notices: [], signal };
  const events: RunEvent[] = [];
  const running = callModel(context, [{ role: 'user', content: text }], {
    decoder: plain,
    request: { role: 'author', maxOutputTokens },
    secrets: 0,
  });
  for (;;) {
    const step = await running.next();
    if (step.done) return { events, result: step.value };
    events.push(step.value);
  }
}

describe('a budget', () => {
  it('lets parallel calls together not pass the stop', async () => {
    const model = scriptedModel({
      // All of them are under way before the first one ends.
      reply: async () => {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        return 'x'.repeat(1_600);
      },
    });
    const budget = createBudget(1_000);
    const results = await Promise.all(
      Array.from({ length: 4 }, () => call(model, budget, { text: 'y'.repeat(1_584), maxOutputTokens: 400 })),
    );
    assert.deepEqual(results.map(({ result }) => result.type).sort(), [
      'done',
      'refused',
      'refused',
      'refused',
    ]);
    assert.equal(model.requests.length, 1);
    const { tokensIn, tokensOut } = budget.usage();
    assert.ok(tokensIn + tokensOut <= 1_000, `${tokensIn} + ${tokensOut}`);
  });

  it('is held by any sequence of reservations and settlements that stay within what they reserved', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.array(
          fc.record({
            input: fc.nat(2_000),
            output: fc.nat(2_000),
            share: fc.double({ min: 0, max: 1, noNaN: true }),
            settleAt: fc.nat(10),
          }),
          { maxLength: 40 },
        ),
        (limit, requests) => {
          const budget = createBudget(limit);
          const open: { readonly settle: () => void; readonly at: number }[] = [];
          for (const [i, { input, output, share, settleAt }] of requests.entries()) {
            const before = budget.left();
            const reservation = budget.reserve(input, output);
            assert.equal(reservation !== undefined, input + output <= before);
            if (reservation)
              open.push({
                at: i + settleAt,
                settle: () => budget.settle(reservation, usage(input, Math.floor(output * share))),
              });
            for (const one of open.filter(({ at }) => at === i)) one.settle();
            const used = budget.usage();
            assert.ok(used.tokensIn + used.tokensOut + budget.left() <= limit);
          }
        },
      ),
      { numRuns: runs(200, 5_000) },
    ));

  it('frees what a call did not use, and books a call once only', () => {
    const budget = createBudget(1_000);
    const first = budget.reserve(300, 600)!;
    assert.equal(budget.left(), 100);
    budget.settle(first, usage(300, 10));
    assert.equal(budget.left(), 690);
    assert.throws(() => budget.settle(first, usage(1, 1)), /twice/);
    assert.equal(budget.reserve(Number.NaN, 1), undefined);
  });

  it('lets nothing more through after an endpoint used more than it was allowed', () => {
    const budget = createBudget(1_000);
    budget.settle(budget.reserve(100, 100)!, usage(100, 5_000));
    assert.deepEqual([budget.left(), budget.reserve(1, 0)], [0, undefined]);
  });
});

describe('a model call', () => {
  const reply = (text: string, more: Partial<Parameters<typeof scriptedModel>[0]> = {}): ScriptedModel =>
    scriptedModel({ reply: () => text, ...more });

  it('streams what the decoder shows, and gives what it reads', async () => {
    const { events, result } = await call(reply('seven'), createBudget(10_000));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['call', 'text', 'usage'],
    );
    assert.deepEqual(result, { type: 'done', value: 'seven', ending: 'stop' });
  });

  it('is not made when it does not fit the model, or the budget', async () => {
    const model = reply('never', { contextTokens: 500 });
    const tooLong = await call(model, createBudget(10_000), { text: 'z'.repeat(4_000) });
    assert.deepEqual(tooLong.result, {
      type: 'refused',
      notice: { kind: 'promptTooLong', needs: 1_104, limit: 500 },
    });
    const tooDear = await call(model, createBudget(90));
    assert.ok(tooDear.result.type === 'refused' && tooDear.result.notice.kind === 'overBudget');
    assert.deepEqual([model.requests.length, tooDear.events, tooLong.events], [0, [], []]);
  });

  it('says that a reply cannot be used, and keeps what a broken one holds', async () => {
    const unusable = await call(reply('unusable'), createBudget(10_000));
    assert.deepEqual(unusable.result, { type: 'unusable', problem: { kind: 'noObject' }, ending: 'stop' });
    const failure = { kind: 'network', cause: 'brokeOff', host: 'h' } as const;
    const end = { type: 'failed', failure, retryable: true, usage: usage(5, 5), redactions: 2 } as const;
    const broken = await call(scriptedModel({ reply: () => ({ end, text: 'half' }) }), createBudget(10_000));
    assert.deepEqual(broken.result, { type: 'failed', failure, salvaged: 'half (cut)' });
  });

  it('settles what it reserved when the run is given up in the middle', async () => {
    const budget = createBudget(1_000);
    const context = {
      model: reply('seven'),
      budget,
      notes: { redactions: 0, cutPrompt: undefined, doubted: 0 },
      notices: [],
      signal: never,
    };
    const running = callModel(context, [{ role: 'user', content: 'q' }], {
      decoder: plain,
      request: { role: 'author', maxOutputTokens: 100 },
      secrets: 0,
    });
    await running.next();
    await running.return(undefined as never);
    assert.equal(budget.usage().calls, 1);
    assert.equal(budget.left(), 1_000 - budget.usage().tokensIn - 100);
  });

  it('reads the replies to the answer prompt in pieces', () => {
    const decoding = replyDecoder.start();
    const whole = JSON.stringify({
      ...{ answerable: true, missing: [], evidence: ['p1'] },
      claims: [{ text: 'Seven times.', evidence: [{ id: 'p1', startLine: 1, endLine: 1, quote: 'x' }] }],
    });
    const shown = [...whole].flatMap((char) => decoding.push(char) ?? []);
    assert.equal(shown.at(-1), 'Seven times.');
    assert.ok(shown.every((text, i) => text.startsWith(shown[i - 1] ?? '')));
    const decoded = decoding.end({ isCut: false });
    assert.ok(decoded.ok && decoded.value.claims.length === 1);
  });
});

describe('a journal', () => {
  it('keeps each step with what was used, in the order in which they began', () => {
    let calls = 0;
    const journal = createJournal(() => ({ calls, tokensIn: 0, tokensOut: 0 }));
    journal.begin('a', { kind: 'answer' });
    journal.begin('b', { kind: 'check' }, 3);
    calls = 2;
    journal.advance('b', 2);
    journal.end('b', 'failed');
    journal.end('a');
    assert.deepEqual(
      journal
        .entries()
        .map(({ id, state, done, total, before, after }) => [
          id,
          state,
          done,
          total,
          before.calls,
          after?.calls,
        ]),
      [
        ['a', 'done', 1, 1, 0, 2],
        ['b', 'failed', 2, 3, 0, 2],
      ],
    );
    assert.throws(() => journal.end('c'), /no step c/);
  });
});

describe('the events of a run', () => {
  const log = { info() {}, warn() {}, error() {} };
  async function numbered(events: AsyncIterable<RunEvent>, signal = never): Promise<RunEvent[]> {
    const all: NumberedEvent[] = [];
    for await (const event of numberEvents('r', events, { signal, log })) all.push(event);
    assert.deepEqual(
      all.map(({ seq }) => seq),
      all.map((_, i) => i),
    );
    return all.map(({ event }) => event);
  }

  it('end once, whatever happens inside', async () => {
    const started = { type: 'started', question: 'q' } as const;
    const silent = await numbered(
      (async function* () {
        yield started;
      })(),
    );
    assert.deepEqual(silent.at(-1), { type: 'failed', failure: { kind: 'internal', cause: 'noEnd' } });
    const broken = await numbered(
      (async function* () {
        yield started;
        throw new Error('oh');
      })(),
    );
    assert.deepEqual(broken.at(-1), {
      type: 'failed',
      failure: { kind: 'internal', cause: 'crashed', detail: 'oh' },
    });
    const aborted = await numbered(
      (async function* () {
        yield started;
        throw new Error('stop');
      })(),
      AbortSignal.abort(),
    );
    assert.deepEqual(aborted, [started, { type: 'aborted' }]);
  });
});

describe('finish', () => {
  const FILES = {
    'src/limits.ts': 'export const maxUploads = 7;\n\nexport const maxParts = 99;\n',
    'src/parts.ts': 'export function splitParts(): number {\n  return maxParts;\n}\n',
  };
  const cite = (quote: string, startLine = 1) => [{ id: 'p1', startLine, endLine: startLine, quote }];
  async function answerWith(
    claims: readonly { readonly text: string; readonly evidence: readonly Record<string, unknown>[] }[],
  ): Promise<Answer> {
    const model = scriptedModel({ reply: () => ({ answerable: true, missing: [], evidence: [], claims }) });
    const { engine } = await memoryEngine(pool, FILES, { model });
    let answer: Answer | undefined;
    for await (const { event } of engine.ask(asked('What is maxUploads?'), { signal: never }))
      if (event.type === 'done') answer = event.answer;
    assert.ok(answer);
    return answer;
  }

  it('shows the sentences of a model whole, whatever they name', async () => {
    const texts = [
      'The limit is set in src/limits.ts, and nothing else changes it.',
      'Limits: uploads are seven.',
    ];
    const answer = await answerWith(
      texts.map((text) => ({ text, evidence: cite('export const maxUploads = 7;') })),
    );
    assert.equal(answer.made, 'model');
    assert.deepEqual(
      answer.claims.map(({ text, state, passage }) => [text, state, passage]),
      texts.map((text) => [text, 'verified', undefined]),
    );
    assert.equal(answer.text, texts.join('\n\n'));
  });

  it('calls an answer partial when most of it could not be proved, and counts that', async () => {
    const answer = await answerWith([
      { text: 'True.', evidence: cite('export const maxUploads = 7;') },
      { text: 'False.', evidence: cite('export const maxUploads = 8;') },
    ]);
    assert.equal(answer.status, 'partial');
    assert.deepEqual(
      answer.notices.filter(({ kind }) => kind === 'unproved'),
      [{ kind: 'unproved', count: 1, of: 2 }],
    );
  });

  it('names the passage of each claim that is one, and counts what was not read', async () => {
    const { engine } = await memoryEngine(pool, FILES);
    let answer: Answer | undefined;
    for await (const { event } of engine.ask(asked('maxUploads'), { signal: never }))
      if (event.type === 'done') answer = event.answer;
    assert.equal(answer!.made, 'passages');
    assert.deepEqual(
      answer!.claims.map(({ passage }) => passage),
      answer!.passages.map(({ id }) => id),
    );
    const { coverage } = answer!;
    const searched = coverage.notRead.find(({ why }) => why === 'searched')?.files ?? 0;
    assert.equal(coverage.read + searched, coverage.total);
  });
});
