/** All of something that only a model can judge: verdicts one by one, counted by code (methods A10, T5). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import type { ModelRequest } from '../../src/engine/ports.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { type Scripted, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

/** Seventy functions, of which every third handles errors by its own lines. */
const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 7 }, (_, file) => [
    `src/part${file}.ts`,
    Array.from({ length: 10 }, (_, i) => {
      const number = file * 10 + i;
      const body = number % 3 === 0 ? '  try {\n    go();\n  } catch {}' : '  go();';
      return `export function step${number}(): void {\n${body}\n}\n`;
    }).join(''),
  ]),
);
const TRUTH = Array.from({ length: 70 }, (_, i) => i).filter((i) => i % 3 === 0);
const QUESTION = 'How many functions handle errors?';

const BROKEN = {
  ...{ type: 'failed', retryable: false, redactions: 0 },
  failure: { kind: 'server', cause: 'serverFault' },
  usage: { calls: 1, tokensIn: 10, tokensOut: 0, counted: true },
} as const;

interface Verdict {
  id: string;
  match: boolean;
  line: number;
  why: string;
}

/** What a reader that judges well would say of the units in a prompt. */
function verdictsOf({ messages }: ModelRequest): Verdict[] {
  const text = messages.at(-1)!.content;
  const units = [...text.matchAll(/^\[(u\d+)\] \S+:(\d+)-\d+.*\n((?:\s*\d+[^\n]*\n)+)/gm)];
  return units.map(([, id, start, body]) => {
    const at = body!.split('\n').findIndex((line) => line.includes('catch'));
    return { id: id!, match: at >= 0, line: Number(start) + Math.max(0, at), why: 'it catches' };
  });
}

async function ask(
  reply: (verdicts: Verdict[], call: number, request: ModelRequest) => Scripted,
  settings: Partial<AskSettings> = {},
): Promise<{ answer: Answer; requests: readonly ModelRequest[]; events: RunEvent[] }> {
  const model = scriptedModel({ reply: (request, call) => reply(verdictsOf(request), call, request) });
  const { engine } = await memoryEngine(pool, FILES, { model });
  const events: RunEvent[] = [];
  for await (const { event } of engine.ask(asked(QUESTION), { signal: never, settings })) events.push(event);
  const last = events.at(-1)!;
  assert.ok('answer' in last && last.answer, JSON.stringify(last).slice(0, 300));
  return { answer: last.answer, requests: model.requests, events };
}

const steps = ({ table }: Answer): number[] =>
  table!.rows.map(({ cells }) => Number(String(cells[0]).replace('step', ''))).sort((a, b) => a - b);

describe('an aggregate that a model judges', () => {
  it('counts the verdicts, and cites the line that each names', async () => {
    const { answer, requests } = await ask((verdicts) => ({ verdicts }));
    assert.deepEqual(steps(answer), TRUTH);
    assert.equal(answer.table!.total, TRUTH.length);
    assert.deepEqual(answer.table!.judged, { done: 70, of: 70 });
    assert.equal(answer.status, 'complete');
    assert.equal(answer.usage.calls, requests.length);
    assert.ok(requests.length >= 3, 'thirty units a prompt at most');
    for (const { citation } of answer.table!.rows) {
      assert.equal(citation.state, 'verified');
      assert.match(citation.quote, /catch/);
    }
  });

  it('sends every unit once', async () => {
    const seen: string[] = [];
    await ask((verdicts) => {
      seen.push(...verdicts.map(({ id }) => id));
      return { verdicts };
    });
    assert.equal(seen.length, 70);
    assert.equal(new Set(seen).size, 70);
  });

  it('is the same for verdicts in another order, twice, and on units that were not sent', async () => {
    const { answer } = await ask((verdicts) => ({
      verdicts: [
        ...[...verdicts].reverse(),
        ...verdicts.map((one) => ({ ...one, match: !one.match })),
        { id: 'u999', match: true, line: 1, why: '' },
      ],
    }));
    assert.deepEqual(steps(answer), TRUTH);
    assert.deepEqual(answer.table!.judged, { done: 70, of: 70 });
  });

  it('asks once more for what is missing, then counts it as not judged', async () => {
    const asks = new Map<string, number>();
    const { answer } = await ask((verdicts) => {
      for (const { id } of verdicts) asks.set(id, (asks.get(id) ?? 0) + 1);
      return { verdicts: verdicts.filter(({ id }) => id !== 'u5' && (id !== 'u7' || asks.get(id)! > 1)) };
    });
    assert.deepEqual([asks.get('u5'), asks.get('u7'), asks.get('u6')], [2, 2, 1]);
    assert.deepEqual(answer.table!.judged, { done: 69, of: 70 });
    assert.equal(answer.status, 'partial');
    assert.deepEqual(
      answer.coverage.notRead.filter(({ why }) => why === 'notReached').map(({ path }) => path),
      ['src/part0.ts'],
    );
  });

  it('never takes a number from the text of a model', async () => {
    const { answer } = await ask((verdicts) => ({ total: 9_999, count: 9_999, verdicts }));
    assert.equal(answer.table!.total, TRUTH.length);
    assert.doesNotMatch(JSON.stringify(answer.table), /9999/);
  });

  it('asks again after a reply that is no JSON', async () => {
    const { answer } = await ask((verdicts, call) => (call === 1 ? 'There are many of them.' : { verdicts }));
    assert.deepEqual(steps(answer), TRUTH);
    assert.ok(answer.notices.some(({ kind }) => kind === 'askedAgain'));
  });

  it('keeps the whole verdicts of a reply that broke off', async () => {
    const { answer } = await ask((verdicts) => {
      const whole = JSON.stringify({ verdicts });
      return verdicts[0]!.id === 'u1' ? { end: BROKEN, text: whole.slice(0, -70) } : { verdicts };
    });
    assert.ok(answer.table!.judged!.done > 60 && answer.table!.judged!.done < 70);
    assert.ok(steps(answer).every((step) => TRUTH.includes(step)));
  });

  it('loses the units of a batch that fails, told, and no others', async () => {
    const { answer } = await ask((verdicts) =>
      verdicts.some(({ id }) => id === 'u1') ? { end: BROKEN } : { verdicts },
    );
    const { done, of } = answer.table!.judged!;
    const lost = answer.coverage.notRead.filter(({ why }) => why === 'notReached').length;
    assert.equal(of, 70);
    assert.ok(done > 0 && done < 70);
    assert.equal(lost, 70 - done);
    assert.equal(answer.status, 'partial');
    assert.ok(steps(answer).every((step) => TRUTH.includes(step)));
  });

  it('does not pass the budget, and says what was not judged', async () => {
    const { answer } = await ask((verdicts) => ({ verdicts }), { budgetTokens: 9_000 });
    const { tokensIn, tokensOut } = answer.usage;
    assert.ok(tokensIn + tokensOut <= 9_000);
    assert.ok(answer.table!.judged!.done <= 70);
  });

  it('takes the line of the definition where a model names one outside of it', async () => {
    const { answer } = await ask((verdicts) => ({
      verdicts: verdicts.map((one) => ({ ...one, line: one.match ? 99_999 : 'none' })),
    }));
    for (const { citation } of answer.table!.rows) assert.match(citation.quote, /export function/);
  });
});
