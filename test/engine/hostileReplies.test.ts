/** Replies that want to cost more than they may, over real HTTP, through the whole engine. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { foldLines } from '../../src/engine/answer/fold.ts';
import { findQuote } from '../../src/engine/answer/quote.ts';
import { ReplyReading } from '../../src/engine/answer/reply.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import type { Answer } from '../../src/engine/types.ts';
import { delta, type Endpoint, type ScriptedReply, startEndpoint, streamOf } from '../fakes/endpoint.ts';
import { asked, type MemoryWorkspace, memoryEngine, never, runs, startPool } from '../fakes/memory.ts';
import { configFor, createTestModel } from '../fakes/oracleModel.ts';
import {
  CAPPED,
  CONTENTS,
  ENDINGS,
  FLOODS,
  LONG_TEXTS,
  type ReplyShape,
  USAGES,
} from '../fakes/shapes/replies.ts';

const LINE = 'export const MAX_ATTEMPTS = 7;';
const QUESTION = 'How many attempts does the uploader make?';
const FILES = {
  'src/uploader.ts': `${LINE}\n\n/** The uploader makes some attempts. */\nexport function upload(): void {\n  retry(MAX_ATTEMPTS);\n}\n`,
  'src/other.ts': 'export const other = 1;\n',
};
const BUDGET = 60_000;
const ASKED = 1_500;

const pool = startPool();
let endpoint: Endpoint;
let engine: Engine;
let workspace: MemoryWorkspace;
let reply: (good: string) => ScriptedReply;

/** The reply that is right, with the id under which the prompt has the file. */
function goodReply(prompt: string): string {
  const id = /\[(p\d+)\] src\/uploader\.ts:/.exec(prompt)?.[1];
  const evidence = [{ id, startLine: 1, endLine: 1, quote: LINE }];
  return JSON.stringify({ answerable: true, claims: [{ text: 'Seven attempts.', evidence }] });
}

before(async () => {
  endpoint = await startEndpoint({ script: ({ prompt }) => reply(goodReply(prompt)) });
  const { model } = createTestModel(configFor(endpoint.baseUrl));
  const made = await memoryEngine(pool, FILES, { model });
  engine = made.engine;
  workspace = made.ports.workspace;
});
after(async () => {
  await endpoint.close();
  await pool.dispose();
});

interface Ran {
  readonly end: RunEvent & { readonly type: 'done' | 'failed' | 'aborted' };
  readonly answer: Answer;
  readonly shownChars: number;
}

/** Asks once, and checks what holds for every reply. */
async function run(made: (good: string) => ScriptedReply, budgetTokens = BUDGET): Promise<Ran> {
  reply = made;
  const from = endpoint.requests.length;
  const events: RunEvent[] = [];
  for await (const { event } of engine.ask(asked(QUESTION), { signal: never, settings: { budgetTokens } }))
    events.push(event);
  const end = events.at(-1) as Ran['end'];
  const ends = events.filter(({ type }) => type === 'done' || type === 'failed' || type === 'aborted');
  assert.deepEqual(ends, [end]);
  assert.ok(end.answer, JSON.stringify(end));
  const { answer } = end;
  const { calls, tokensIn, tokensOut } = answer.usage;
  assert.equal(calls, endpoint.requests.length - from);
  assert.ok(tokensIn + tokensOut <= budgetTokens, `${tokensIn} + ${tokensOut} of ${budgetTokens}`);
  assert.ok(tokensOut <= calls * ASKED * 2, `${tokensOut} tokens in ${calls} calls`);
  assert.ok(answer.claims.length <= 50);
  const citations = answer.claims.flatMap((claim) => claim.citations);
  assert.ok(citations.length <= 100);
  for (const { state, quote, path, startLine, endLine } of citations) {
    if (state !== 'verified' && state !== 'reanchored') continue;
    const lines = FILES[path as keyof typeof FILES].split('\n').slice(startLine - 1, endLine);
    assert.equal(quote, lines.join('\n'));
  }
  assert.ok(answer.text.length <= 200_000, `${answer.text.length}`);
  const shownChars = events.reduce((sum, event) => sum + (event.type === 'text' ? event.text.length : 0), 0);
  assert.ok(shownChars <= 4_000_000, `${shownChars} characters were shown`);
  return { end, answer, shownChars };
}

const kinds = ({ notices }: Answer): string[] =>
  notices.map((notice) => (notice.kind === 'replyEnded' ? notice.how : notice.kind));

describe('a reply far longer than was asked for', () => {
  for (const [name, shape] of Object.entries(FLOODS))
    it(`is stopped, told, and what was whole is kept: ${name}`, async () => {
      const { end, answer } = await run((good) => ({ sse: shape(good) }));
      assert.equal(answer.status, 'partial');
      if (end.type === 'failed') assert.equal(end.failure.cause, 'overrun');
      else {
        assert.ok(kinds(answer).includes('overrun'), kinds(answer).join());
        assert.equal(answer.claims[0]!.state, 'verified');
      }
      assert.equal(answer.usage.calls, 1, 'it is not asked again');
    });

  it('stops where the budget ends, when that is sooner', async () => {
    const needs = (await run((good) => ({ sse: FLOODS['prose after the reply']!(good) }))).answer.usage;
    for (const room of [0, 100, 700]) {
      const budget = needs.tokensIn + ASKED + room;
      const { answer } = await run((good) => ({ sse: FLOODS['prose after the reply']!(good) }), budget);
      const used = answer.usage.tokensIn + answer.usage.tokensOut;
      assert.ok(used <= budget && used > budget - 400, `${used} of ${budget}`);
    }
  });
});

describe('a reply with more than is taken', () => {
  for (const [name, shape] of Object.entries(CAPPED))
    it(`has the rest counted: ${name}`, async () => {
      const { answer } = await run((good) => ({ sse: shape(good) }));
      const told = answer.notices.filter(({ kind }) => kind === 'replyCapped');
      assert.equal(told.length, 1, kinds(answer).join());
      const { claims, citations, texts } = told[0] as Extract<(typeof told)[0], { kind: 'replyCapped' }>;
      assert.ok(claims + citations + texts > 0);
    });

  it('reads the file no more often for many citations than for one', async () => {
    const readsFor = async (shape: ReplyShape): Promise<number> => {
      workspace.reads.length = 0;
      const { answer } = await run((good) => ({ sse: shape(good) }));
      assert.ok(answer.claims.length > 0);
      return workspace.reads.filter((path) => path === 'src/uploader.ts').length;
    };
    const once = await readsFor(streamOf);
    assert.equal(await readsFor(CAPPED['6 claims of 20 citations']!), once);
  });
});

describe('the end of a reply', () => {
  for (const [name, sse, told] of ENDINGS)
    it(`${told === undefined ? 'is whole' : `is not whole, and told as ${told}`}: ${name}`, async () => {
      const { answer } = await run((good) => ({ sse: sse(good) }));
      assert.equal(answer.text, 'Seven attempts.');
      assert.equal(answer.claims[0]!.state, 'verified');
      assert.deepEqual(kinds(answer), told === undefined ? [] : [told]);
      assert.equal(answer.status, told === undefined ? 'complete' : 'partial');
    });
});

describe('a count of tokens that cannot be right', () => {
  for (const [name, usage] of Object.entries(USAGES))
    it(`is not believed, and told: ${name}`, async () => {
      const plain = (await run((good) => ({ sse: streamOf(good) }))).answer.usage;
      const { answer } = await run((good) => ({
        sse: streamOf(good, { usage: usage as { prompt_tokens: number; completion_tokens: number } }),
      }));
      // The fence of the prompt is random, and has some tokens more or fewer.
      assert.ok(Math.abs(answer.usage.tokensIn - plain.tokensIn) < 50, `${answer.usage.tokensIn}`);
      assert.equal(answer.usage.tokensOut, plain.tokensOut);
      assert.deepEqual(
        answer.notices.filter(({ kind }) => kind === 'usageDoubted'),
        [{ kind: 'usageDoubted', calls: 1 }],
      );
      assert.equal(answer.status, 'complete');
    });

  it('never passes the budget, even when it might be right', async () => {
    const own = (await run((good) => ({ sse: streamOf(good) }))).answer.usage;
    const usage = { prompt_tokens: own.tokensIn * 2, completion_tokens: own.tokensOut };
    const believed = (await run((good) => ({ sse: streamOf(good, { usage }) }))).answer;
    assert.equal(believed.usage.tokensIn, own.tokensIn * 2);
    const tight = own.tokensIn + ASKED;
    const { answer } = await run(
      (good) => ({
        sse: streamOf(good, { usage: { prompt_tokens: own.tokensIn * 3 + ASKED, completion_tokens: 9 } }),
      }),
      tight,
    );
    assert.ok(answer.usage.tokensIn + answer.usage.tokensOut <= tight);
    assert.ok(kinds(answer).includes('usageDoubted'));
  });
});

describe('content that is no plain text', () => {
  for (const [name, fields] of Object.entries(CONTENTS))
    it(`is read as far as it is text: ${name}`, async () => {
      const { answer } = await run((good) => ({ events: [delta(fields(good)), delta({}, 'stop')] }));
      assert.equal(answer.text, 'Seven attempts.');
      assert.equal(answer.status, 'complete');
    });
});

describe('tries that fail', () => {
  it('are made only while they fit the budget', async () => {
    const failing = { sse: `data: ${JSON.stringify({ error: { code: 503, message: 'overloaded' } })}\n\n` };
    const all = await run(() => failing);
    assert.equal(all.answer.usage.calls, 3);
    const [once] = [all.answer.usage.tokensIn / 3];
    const { end, answer } = await run(() => failing, Math.ceil(once * 1.5) + ASKED);
    assert.equal(answer.usage.calls, 1);
    assert.ok(end.type === 'failed' && end.failure.cause === 'overloaded');
    assert.ok(kinds(answer).includes('overBudget'), kinds(answer).join());
  });
});

describe('reading a reply', () => {
  const looked = (text: string, step: number, isCut: boolean): number => {
    const reading = new ReplyReading();
    for (let at = 0; at < text.length; at += step) reading.push(text.slice(at, at + step));
    reading.end({ isCut });
    return reading.looked;
  };
  for (const [name, make] of Object.entries(LONG_TEXTS))
    it(`looks at each character a few times at most: ${name}`, () => {
      for (const [step, isCut] of [
        [1, false],
        [97, true],
        [100_000, true],
      ] as const)
        for (const n of [60_000, 120_000]) {
          const text = make(n);
          const count = looked(text, step, isCut);
          assert.ok(count >= text.length && count <= text.length * 4 + 4_096, `${count} for ${text.length}`);
        }
    });
});

describe('checking a citation', () => {
  const lines: Readonly<Record<string, (i: number) => string>> = {
    'the same line again and again': () => 'const value = compute(other);',
    'the quote in other lines': (i) => `compute(other) and then more words ${i}`,
    'the quote turned in each line': (i) => `never compute(other), ${i}`,
    'the quote inside words': (i) => `xconst value = compute(other);${i}`,
    'parts of it': () => 'const value',
    'nothing of it': (i) => `line ${i}`,
    'one letter': () => 'a',
    'the quote twice in a line': (i) => `compute(other) || compute(other) || ${i}`,
    'its first line': (i) => (i % 2 === 0 ? 'const value = compute(other);' : `between ${i}`),
    'long lines': (i) => `compute(other) ${'word '.repeat(10)}${i}`,
  };
  const quotes = [
    ['compute(other)'],
    ['const value = compute(other);'],
    ['const value = compute(other);', 'const value = compute(other);'],
    ['= compute(other);', 'const value', 'const value = compute(other);'],
    [...Array<string>(150).fill('const value = compute(other);'), 'an end of its own'],
  ];
  for (const [name, make] of Object.entries(lines))
    it(`looks no longer at more places in a longer file: ${name}`, () => {
      const placesIn = (count: number): number => {
        const text = Array.from({ length: count }, (_, i) => make(i)).join('\n');
        const file = foldLines(splitLines(text));
        let places = 0;
        const fits = (): boolean => {
          places++;
          return true;
        };
        for (const quote of quotes) findQuote(quote, { file, passage: { startLine: 1, endLine: 40 }, fits });
        return places;
      };
      const [short, long] = [placesIn(2_000), placesIn(20_000)];
      assert.equal(long, short);
    });
});

/** One hostile reply, made of parts. */
const hostile = fc.record({
  before: fc.constantFrom(
    '',
    'Sure. ',
    '```json\n',
    '{p1} ',
    '{"',
    '<think>hm</think>',
    '{"answerable":',
    '\u0000\ufeff',
  ),
  cut: fc.option(fc.nat(400), { nil: undefined }),
  noise: fc.array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}]}',
        '[[[[',
        '"',
        '\\',
        '\\u12',
        ',"claims":[',
        '{"answerable":false}',
        '{"text":"',
        '\n',
        '😀',
        '\ud800',
      ),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 8 },
  ),
  times: fc.constantFrom(1, 1, 1, 30, 3_000),
  step: fc.constantFrom(1, 3, 20, 4_000),
  finish: fc.constantFrom('stop', 'stop', 'length', 'content_filter', 'what', '', null, 3),
  isDone: fc.boolean(),
  usage: fc.constantFrom(undefined, ...Object.values(USAGES)),
  pings: fc.nat(3),
  cutBytes: fc.option(fc.nat(4_000), { nil: undefined }),
});

type Hostile = typeof hostile extends fc.Arbitrary<infer T> ? T : never;

function streamOfHostile(
  good: string,
  { before: start, cut, noise, times, step, ...rest }: Hostile,
): Uint8Array {
  const text = `${start}${good.slice(0, cut)}${noise.join('').repeat(times)}`.slice(0, 60_000);
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += step) {
    parts.push(`data: ${JSON.stringify(delta({ content: text.slice(at, at + step) }))}\n\n`);
    if (parts.length < 100) parts.push(': ping\n\n'.repeat(rest.pings));
  }
  parts.push(`data: ${JSON.stringify(delta({}, rest.finish as string))}\n\n`);
  if (rest.usage) parts.push(`data: ${JSON.stringify({ choices: [], usage: rest.usage })}\n\n`);
  if (rest.isDone) parts.push('data: [DONE]\n\n');
  return Buffer.from(parts.join('')).subarray(0, rest.cutBytes);
}

describe('hostile replies made at random', () => {
  const count = runs(150, 10_000);
  it(`${count} of them end once, within the budget, and prove nothing that is not there`, async () => {
    let complete = 0;
    for (const shape of fc.sample(hostile, { numRuns: count, seed: 1010 })) {
      const { answer } = await run((good) => ({ sse: streamOfHostile(good, shape) }));
      if (answer.status !== 'complete') continue;
      complete++;
      const isWhole = shape.finish === 'stop' || shape.finish === null || shape.finish === '';
      assert.ok(isWhole || answer.usage.calls > 1, JSON.stringify(shape));
    }
    // Both sides are there: replies that are taken, and such that are not.
    assert.ok(complete > count / 100 && complete < count / 2, `${complete} of ${count} were complete`);
  });
});
