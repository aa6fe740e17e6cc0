/** Measuring a model: what is sent, when it ends, and what it comes to. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Measured, MeasuredCell } from '../../src/engine/types.ts';
import { memoryEngine, startPool } from '../fakes/memory.ts';
import { type Scripted, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const FILES = Object.fromEntries(
  Array.from({ length: 30 }, (_, i) => [
    `src/part${i}.ts`,
    Array.from(
      { length: 20 },
      (_, n) => `export function step${i}_${n}(value: number) {\n  return value + ${n};\n}\n`,
    ).join('\n'),
  ]),
);

interface Reader {
  /** Tokens of a prompt that it sees, from its beginning. */
  readonly capacity?: number;
  /** Shares of a prompt, in percent, between which it sees nothing. */
  readonly positionBlind?: { readonly from: number; readonly to: number };
  readonly contextTokens?: number;
  readonly upTo?: number;
}

interface Outcome {
  readonly measured: Measured;
  readonly prompts: readonly string[];
  readonly cells: readonly MeasuredCell[];
}

/** Measures a reader that looks the function up where it can see it. */
async function measure(
  { capacity, positionBlind, contextTokens = 32_000, upTo }: Reader,
  {
    agrees = true,
    stopAfter = Number.POSITIVE_INFINITY,
    reply: own,
  }: { agrees?: boolean; stopAfter?: number; reply?: () => Scripted } = {},
): Promise<Outcome> {
  const stop = new AbortController();
  const reply = ({ messages }: { messages: readonly { content: string }[] }): Scripted => {
    const prompt = messages.map(({ content }) => content).join('\n\n');
    const [, name] = /does the function (\w+) return/.exec(prompt)!;
    const at = prompt.indexOf(`function ${name}() {`);
    const share = (100 * at) / prompt.length;
    const isBlind = positionBlind && share >= positionBlind.from && share <= positionBlind.to;
    const isSeen = at >= 0 && !isBlind && (capacity === undefined || at / 4 <= capacity);
    return { value: isSeen ? Number(/return (\d+);/.exec(prompt.slice(at))![1]) : null };
  };
  const model = scriptedModel({ contextTokens, reply: own ?? reply });
  const { engine } = await memoryEngine(pool, FILES, { model });
  const cells: MeasuredCell[] = [];
  const measured = await engine.measure({
    ...{ role: 'author', signal: stop.signal, agree: async () => agrees },
    ...(upTo === undefined ? {} : { upTo }),
    onCell: (cell) => {
      cells.push(cell);
      if (cells.length === stopAfter) stop.abort();
    },
  });
  assert.ok(measured);
  const prompts = model.requests.map(({ messages }) => messages.map(({ content }) => content).join('\n\n'));
  return { measured, prompts, cells };
}

describe('measuring a model', () => {
  it('plants a function of its own in each prompt, which holds text of the repository up to the length', async () => {
    const { measured, prompts } = await measure({});
    assert.equal(measured.how, 'done');
    assert.equal(measured.effectiveTokens, 32_000);
    assert.deepEqual(measured.plan.lengths, [4_000, 8_000, 16_000, 32_000]);
    assert.equal(prompts.length, 20);
    assert.equal(new Set(prompts.map((prompt) => /function (probe_\w+)/.exec(prompt)![1])).size, 20);
    for (const [i, prompt] of prompts.entries()) {
      const length = measured.plan.lengths[Math.floor(i / 5)]!;
      assert.ok(
        prompt.length / 4 <= length && prompt.length / 4 > length * 0.85,
        `${i}: ${prompt.length / 4}`,
      );
      const depth = [0, 25, 50, 75, 100][i % 5]!;
      const share = (100 * prompt.indexOf('function probe_')) / prompt.length;
      assert.ok(Math.abs(share - depth) <= 10, `${depth}: ${share}`);
    }
  });

  it('ends with the first length that is not read well, and names the one before', async () => {
    const { measured, prompts } = await measure({ capacity: 5_000 });
    assert.equal(measured.effectiveTokens, 4_000);
    assert.equal(prompts.length, 10);
    assert.equal(measured.plan.calls, 20);
    assert.deepEqual(
      measured.cells.slice(5).map(({ isFound }) => isFound),
      [true, true, true, false, false],
    );
  });

  it('draws what a reader does not see in the middle', async () => {
    const { measured } = await measure({ positionBlind: { from: 30, to: 85 } });
    assert.deepEqual(
      measured.cells.map(({ length, depth, isFound }) => [length, depth, isFound]),
      [
        [4_000, 0, true],
        [4_000, 25, true],
        [4_000, 50, false],
        [4_000, 75, false],
        [4_000, 100, true],
      ],
    );
    assert.equal(measured.effectiveTokens, 0);
    const small = await measure({ positionBlind: { from: 40, to: 60 } });
    assert.equal(small.measured.effectiveTokens, 32_000);
  });

  it('sends nothing before somebody agreed, and keeps what it has when it is stopped or fails', async () => {
    const declined = await measure({}, { agrees: false });
    assert.deepEqual([declined.measured.how, declined.prompts.length], ['declined', 0]);
    const stopped = await measure({}, { stopAfter: 7 });
    assert.equal(stopped.measured.how, 'stopped');
    assert.equal(stopped.measured.cells.length, 7);
    assert.equal(stopped.measured.effectiveTokens, undefined);
    const failure = { kind: 'server', cause: 'serverFault' } as const;
    const usage = { tokensIn: 1, tokensOut: 0, counted: true, calls: 1 };
    const end = { type: 'failed', failure, retryable: false, usage, redactions: 0 } as const;
    const failed = await measure({}, { reply: () => ({ end }) });
    assert.deepEqual([failed.measured.how, failed.measured.failure?.kind], ['failed', 'server']);
    const prose = await measure({}, { reply: () => 'It returns the number you planted.' });
    assert.deepEqual([prose.measured.how, prose.measured.effectiveTokens], ['done', 0]);
  });

  it('goes as far as it is asked to, and never costs more than the plan says', async () => {
    const { measured } = await measure({ upTo: 10_000 });
    const { plan, usage } = measured;
    assert.deepEqual(plan.lengths, [4_000, 8_000, 10_000]);
    assert.equal(measured.effectiveTokens, 10_000);
    assert.ok(
      usage.calls === plan.calls && usage.tokensIn <= plan.tokensIn && usage.tokensOut <= plan.tokensOut,
    );
    assert.equal((await measure({ contextTokens: 3_000 })).measured.how, 'declined');
  });
});
