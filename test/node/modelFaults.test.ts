import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FailureCause, ModelFailureKind } from '../../src/engine/types.ts';
import type { Fetch } from '../../src/node/model/transport.ts';
import { delta, type EndpointFaults, startEndpoint, streamOf } from '../fakes/endpoint.ts';
import { ask, collect, configFor, createTestModel, lastOf, textOf } from '../fakes/oracleModel.ts';
import { startProxy } from '../fakes/proxy.ts';
import { sentence } from '../fakes/sentences.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const clock = { now: () => NOW, monotonic: () => performance.now() };

/** A fetch that gives one body in the chunks it is told. */
const chunkedFetch =
  (
    chunks: readonly Uint8Array[],
    headers: Record<string, string> = { 'content-type': 'text/event-stream' },
  ): Fetch =>
  async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    return new Response(body, { headers });
  };

const offline = configFor('http://127.0.0.1:1/v1');
const reply = (fetch: Fetch) => collect(createTestModel(offline, { fetch }).model, ask('Hi'));
const replyTo = (body: string | Uint8Array, headers?: Record<string, string>) =>
  reply(chunkedFetch([typeof body === 'string' ? Buffer.from(body) : body], headers));

async function withFaults<T>(
  faults: EndpointFaults,
  run: (baseUrl: string, sent: () => number) => Promise<T>,
): Promise<T> {
  const endpoint = await startEndpoint({ faults, script: [{ text: 'The whole answer, at last.' }] });
  try {
    return await run(endpoint.baseUrl, () => endpoint.requests.length);
  } finally {
    await endpoint.close();
  }
}

describe('E1: waits', () => {
  const forms: readonly (readonly [string, Record<string, string>, number])[] = [
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['fractional seconds', { 'retry-after': '1.5' }, 1_500],
    ['a date', { 'retry-after': new Date(NOW + 9_000).toUTCString() }, 9_000],
    ['a date that has passed', { 'retry-after': new Date(NOW - 9_000).toUTCString() }, 0],
    ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    ['a negative number', { 'retry-after': '-5' }, 0],
    ['a huge number', { 'retry-after': '86400' }, 60_000],
    ['a number beyond all clocks', { 'retry-after': '9'.repeat(400) }, 60_000],
    ['120, which is no year', { 'retry-after': '120' }, 60_000],
    ['nonsense', { 'retry-after': 'soon' }, 750],
    ['a number with nonsense', { 'retry-after': '3 apples' }, 750],
    ['nothing', {}, 750],
    ['an empty header', { 'retry-after': '' }, 750],
  ];
  for (const [name, headers, expected] of forms) {
    test(name, () =>
      withFaults({ status: { code: 429, headers, times: 1 } }, async (baseUrl) => {
        const { model, waits } = createTestModel(configFor(baseUrl), { clock });
        const events = await collect(model, ask('Hi'));
        assert.deepEqual(waits, [expected]);
        const retry = events.find((event) => event.type === 'retry');
        assert.equal(retry?.afterMs, expected);
        assert.equal(retry?.attempt, 2);
        assert.equal(textOf(events), 'The whole answer, at last.');
        assert.equal(lastOf(events, 'done').usage.calls, 2);
      }),
    );
  }

  test('at most three tries, and longer waits', () =>
    withFaults({ http429: {} }, async (baseUrl, sent) => {
      const { model, waits } = createTestModel(configFor(baseUrl), { clock });
      const failed = lastOf(await collect(model, ask('Hi')), 'failed');
      assert.equal(failed.failure.kind, 'rateLimit');
      assert.equal(failed.retryable, true);
      assert.equal(failed.usage.calls, 3);
      assert.equal(sent(), 3);
      assert.deepEqual(waits, [750, 1_500]);
    }));

  test('a wait is cancelled by its signal', () =>
    withFaults({ http429: { retryAfter: '50' } }, async (baseUrl, sent) => {
      const controller = new AbortController();
      const { model } = createTestModel(configFor(baseUrl), { sleep: waitForAbort });
      const types = [];
      for await (const event of model.stream(ask('Hi'), controller.signal)) {
        types.push(event.type);
        if (event.type === 'retry') controller.abort();
      }
      assert.deepEqual(types, ['retry', 'aborted']);
      assert.equal(sent(), 1);
    }));
});

function waitForAbort(_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

describe('E2: statuses', () => {
  const statuses: readonly (readonly [number, ModelFailureKind, FailureCause, number])[] = [
    [400, 'badRequest', 'refusedRequest', 1],
    [401, 'auth', 'refusedKey', 1],
    [402, 'badRequest', 'refusedRequest', 1],
    [403, 'auth', 'refusedKey', 1],
    [404, 'badRequest', 'unknownModel', 1],
    [405, 'badRequest', 'refusedRequest', 1],
    [408, 'timeout', 'slowRequest', 3],
    [409, 'server', 'serverFault', 3],
    [413, 'badRequest', 'refusedRequest', 1],
    [422, 'badRequest', 'refusedRequest', 1],
    [429, 'rateLimit', 'rateLimited', 3],
    [500, 'server', 'serverFault', 3],
    [501, 'server', 'serverFault', 3],
    [502, 'server', 'serverFault', 3],
    [503, 'overloaded', 'overloaded', 3],
    [504, 'server', 'serverFault', 3],
    [520, 'server', 'serverFault', 3],
    [529, 'overloaded', 'overloaded', 3],
  ];
  const bodies = [
    '',
    '{}',
    '{"error":{"message":"no"}}',
    '<!DOCTYPE html><html><head><title>Gateway</title></head></html>',
    'null',
    '[]',
    '"text"',
    '\0\u0001',
    '{"detail":"no"}',
    'x'.repeat(200_000),
  ];
  for (const [code, kind, cause, tries] of statuses) {
    test(`${code} with ${bodies.length} bodies`, async () => {
      for (const body of bodies) {
        await withFaults({ status: { code, body } }, async (baseUrl, sent) => {
          const failed = lastOf(
            await collect(createTestModel(configFor(baseUrl)).model, ask('Hi')),
            'failed',
          );
          const { failure } = failed;
          assert.deepEqual([failure.kind, failure.cause], [kind, cause], body.slice(0, 50));
          assert.deepEqual([failure.status, failure.tries], [code, tries === 3 ? 3 : undefined]);
          assert.equal(sent(), tries);
          assert.ok(sentence(failed.failure).includes(new URL(baseUrl).host), sentence(failed.failure));
          assert.ok(sentence(failed.failure).length < 800, sentence(failed.failure));
          assert.ok(!sentence(failed.failure).includes('<html'));
        });
      }
    });
  }

  test('a server that recovers gives its answer', () =>
    withFaults({ status: { code: 503, times: 2 } }, async (baseUrl) => {
      const events = await collect(createTestModel(configFor(baseUrl)).model, ask('Hi'));
      assert.equal(textOf(events), 'The whole answer, at last.');
      assert.equal(lastOf(events, 'done').usage.calls, 3);
    }));

  test('an account without money is not asked again', () =>
    withFaults(
      {
        status: {
          code: 429,
          body: '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}',
        },
      },
      async (baseUrl, sent) => {
        const failed = lastOf(await collect(createTestModel(configFor(baseUrl)).model, ask('Hi')), 'failed');
        assert.equal(failed.failure.kind, 'rateLimit');
        assert.equal(failed.retryable, false);
        assert.equal(sent(), 1);
      },
    ));
});

describe('E3 and E4: streams that break off', () => {
  const text = 'The answer: “größer” than 漢字 😀, it ends here.';
  const stream = Buffer.from(streamOf(text, { usage: { prompt_tokens: 9, completion_tokens: 9 } }));
  const finishAt = stream.indexOf('"finish_reason":"stop"');
  const cuts = process.env.SOAK ? 200 : 50;

  test(`${cuts} resets: what came is kept, and never called done before it is whole`, async () => {
    const endpoint = await startEndpoint({ script: [{ sse: stream }] });
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    const at = fc.sample(fc.integer({ min: 0, max: stream.length - 1 }), { numRuns: cuts, seed: 4711 });
    for (const cutAt of at) {
      endpoint.faults.cutAt = cutAt;
      const from = endpoint.requests.length;
      const events = await collect(model, ask('Hi'));
      const got = textOf(events);
      const last = events.at(-1);
      assert.ok(text.startsWith(got), `cut at ${cutAt}: ${got}`);
      if (last?.type === 'done') assert.equal(got, text, `cut at ${cutAt}`);
      else {
        assert.equal(last?.type, 'failed');
        assert.ok(cutAt < finishAt + 60, `cut at ${cutAt}`);
      }
      if (got !== '') assert.equal(endpoint.requests.length - from, 1, 'no retry after text');
    }
    await endpoint.close();
  });

  test('a clean end without finish_reason and [DONE] is no answer', async () => {
    for (let cut = 0; cut <= finishAt; cut += process.env.SOAK ? 1 : 5) {
      const events = await replyTo(stream.subarray(0, cut));
      assert.equal(lastOf(events, 'failed').failure.kind, 'badResponse', `cut at ${cut}`);
      assert.ok(text.startsWith(textOf(events)));
    }
  });

  test('noDone, and [DONE] alone', async () => {
    await withFaults({ noDone: true }, async (baseUrl) => {
      const events = await collect(createTestModel(configFor(baseUrl)).model, ask('Hi'));
      assert.equal(textOf(events), 'The whole answer, at last.');
      assert.equal(lastOf(events, 'failed').failure.kind, 'badResponse');
    });
    assert.equal(lastOf(await replyTo(streamOf('x', { finish: null })), 'done').finish, 'unsaid');
    assert.equal(lastOf(await replyTo(streamOf('x', { done: false })), 'done').finish, 'stop');
  });
});

describe('E5: the same answer, however it is cut', () => {
  const text = 'Grüße «secret:x» 漢字 😀 — "quoted"\n\tcode();';
  const plain = streamOf(text, { step: 6 });
  const forms: Record<string, string> = {
    plain,
    crlf: plain.replaceAll('\n', '\r\n'),
    cr: plain.replaceAll('\n', '\r'),
    comments: `: hello\n\n${plain.replaceAll('data: ', ': ping\n\nid: 1\nevent: message\nretry: 9\ndata:')}`,
    glued: plain.replaceAll('\n\n', '\n'),
    mark: `\uFEFF${plain}`,
    noLastBreak: plain.trimEnd(),
    emptyData: plain.replaceAll('data: {', 'data:\n\ndata: {'),
    severalLines: plain.replaceAll(',"choices"', ',\ndata: "choices"'),
  };
  for (const [name, body] of Object.entries(forms)) {
    test(`${name}, cut at every byte`, async () => {
      const bytes = Buffer.from(body);
      // The whole body and single bytes first, then two pieces for every cut (fewer for the other forms).
      assert.equal(textOf(await replyTo(bytes)), text);
      assert.equal(textOf(await reply(chunkedFetch(Array.from(bytes, (byte) => Uint8Array.of(byte))))), text);
      const step = process.env.SOAK || name === 'plain' ? 1 : 13;
      for (let cut = 1; cut < bytes.length; cut += step) {
        const events = await reply(chunkedFetch([bytes.subarray(0, cut), bytes.subarray(cut)]));
        assert.equal(textOf(events), text, `cut at ${cut}`);
        lastOf(events, 'done');
      }
    });
  }

  test('any cut of any text', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        async (any, cuts, step) => {
          const bytes = Buffer.from(streamOf(`x${any}`, { step }));
          const at = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
          const pieces = [...at, bytes.length].map((end, index) =>
            bytes.subarray(index === 0 ? 0 : at[index - 1], end),
          );
          assert.equal(textOf(await reply(chunkedFetch(pieces))), `x${any}`);
        },
      ),
      { numRuns: 60, seed: 5 },
    ));

  test('placeholders and <think> blocks survive any cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (cuts, step) => {
          const secret = ['glpat', 'a8Bc9De0Fg1Hi2Jk3Lm4'].join('-');
          const bytes = Buffer.from(
            streamOf(`<think>hm «</think>\nThe key is «secret:gitlab-token:1-7f3a», not «this».`, { step }),
          );
          const at = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
          const pieces = [...at, bytes.length].map((end, index) =>
            bytes.subarray(index === 0 ? 0 : at[index - 1], end),
          );
          const { model } = createTestModel(offline, { fetch: chunkedFetch(pieces) });
          const events = await collect(model, ask(`token: ${secret}`));
          const text = textOf(events);
          assert.equal(text, 'The key is «secret:gitlab-token:1-7f3a», not «this».');
          assert.equal(model.reveal(text), `The key is ${secret}, not «this».`);
          assert.equal(textOf(events, 'reasoning'), 'hm «');
          assert.equal(lastOf(events, 'done').redactions, 1);
        },
      ),
      { numRuns: 60, seed: 6 },
    ));
});

describe('E6: wrong and endless bodies', () => {
  const failed = async (events: ReturnType<typeof replyTo>) => lastOf(await events, 'failed').failure;

  test('a web page', () =>
    withFaults({ html: true }, async (baseUrl) => {
      const found = await failed(collect(createTestModel(configFor(baseUrl)).model, ask('Hi')));
      assert.deepEqual([found.kind, found.cause, found.code], ['badResponse', 'badReply', 'page']);
      assert.match(sentence(found), /web page \("Welcome to the hotel"\)/);
    }));

  test('binary, wrong types, packed bodies', async () => {
    assert.equal(
      (await failed(replyTo(Buffer.from([0, 255, 1, 254]), { 'content-type': 'application/octet-stream' })))
        .kind,
      'badResponse',
    );
    assert.equal((await failed(replyTo(Buffer.from([0, 255, 10, 254])))).kind, 'badResponse');
    assert.equal((await failed(replyTo(gzipSync(streamOf('x'))))).kind, 'badResponse');
    const endpoint = createServer((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
        .end('this is not gzip');
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const { port } = endpoint.address() as AddressInfo;
    const { kind } = await failed(
      collect(createTestModel(configFor(`http://127.0.0.1:${port}/v1`)).model, ask('Hi')),
    );
    assert.equal(kind, 'badResponse');
    endpoint.close();
    endpoint.closeAllConnections();
  });

  test('a gzip body that says so is read', async () => {
    const endpoint = createServer((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
        .end(gzipSync(streamOf('packed')));
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const { port } = endpoint.address() as AddressInfo;
    assert.equal(
      textOf(await collect(createTestModel(configFor(`http://127.0.0.1:${port}/v1`)).model, ask('Hi'))),
      'packed',
    );
    endpoint.close();
    endpoint.closeAllConnections();
  });

  /** Counts how much of an endless body is taken. */
  const endless = (part: Uint8Array) => {
    let taken = 0;
    const fetch: Fetch = async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull(controller) {
            taken += part.byteLength;
            controller.enqueue(part);
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      );
    return { fetch, taken: () => taken };
  };

  test('a line without end stops at 1 MB, a body without end at its limit', async () => {
    const line = endless(Buffer.alloc(65_536, 'a'));
    assert.match(sentence(await failed(reply(line.fetch))), /line of over 1,048,576 characters/);
    assert.ok(line.taken() < 2_000_000);

    const body = endless(Buffer.from(': keep-alive\n\n'.repeat(1_000)));
    const { model } = createTestModel(offline, {
      fetch: body.fetch,
      limits: { maxLineChars: 1_000_000, maxBodyBytes: 3_000_000 },
    });
    const found = await failed(collect(model, ask('Hi')));
    assert.deepEqual([found.kind, found.code, found.limit], ['badResponse', 'longBody', 3_000_000]);
    assert.match(sentence(found), /over 3,000,000 bytes/);
    assert.ok(body.taken() < 4_000_000);
  });
});

describe('E7: slow servers', () => {
  const file = { firstTokenMs: 40, idleMs: 40 };

  test('no first token', () =>
    withFaults({ slowFirstToken: true }, async (baseUrl) => {
      const failed = lastOf(
        await collect(createTestModel(configFor(baseUrl, { file })).model, ask('Hi')),
        'failed',
      );
      assert.equal(failed.failure.kind, 'timeout');
      assert.match(sentence(failed.failure), /no token/);
      assert.equal(failed.usage.calls, 1);
      assert.ok(failed.usage.tokensIn > 0, 'it may have to be paid for');
    }));

  test('a stall after some text keeps the text', () =>
    withFaults({ stall: 420 }, async (baseUrl) => {
      const events = await collect(
        createTestModel(configFor(baseUrl, { file: { ...file, firstTokenMs: 60_000 } })).model,
        ask('Hi'),
      );
      const failed = lastOf(events, 'failed');
      assert.equal(failed.failure.kind, 'timeout');
      assert.match(sentence(failed.failure), /stopped sending/);
      assert.ok('The whole answer, at last.'.startsWith(textOf(events)) && textOf(events) !== '');
    }));

  test('a response that never begins, and a fetch that ignores its signal', async () => {
    const { model } = createTestModel(configFor('http://127.0.0.1:1/v1', { file }), {
      fetch: () => new Promise(() => undefined),
    });
    assert.equal(lastOf(await collect(model, ask('Hi')), 'failed').failure.kind, 'timeout');
  });
});

describe('E8: prompts that are too long', () => {
  const tooLong: Record<string, readonly [number, string]> = {
    openai: [
      400,
      `{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","code":"context_length_exceeded"}}`,
    ],
    anthropic: [
      400,
      '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}',
    ],
    anthropicOutput: [
      400,
      '{"error":{"message":"input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000"}}',
    ],
    gemini: [
      400,
      '[{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."}}]',
    ],
    mistral: [
      400,
      '{"message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length"}',
    ],
    cohere: [
      400,
      '{"message":"too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292."}',
    ],
    llamaCpp: [
      400,
      '{"error":{"code":400,"message":"the request exceeds the available context size. try increasing the context size","type":"exceed_context_size_error"}}',
    ],
    vllm: [
      400,
      '{"message":"The decoder prompt (length 9000) is longer than the maximum model length of 8192."}',
    ],
    lmStudio: [
      400,
      '{"error":"Trying to keep the first 6000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens"}',
    ],
    bedrock: [400, '{"message":"Input is too long for requested model."}'],
    together: [
      422,
      '{"error":{"message":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 6000 `inputs` tokens"}}',
    ],
    openRouter: [
      400,
      `{"error":{"message":"This endpoint's maximum context length is 128000 tokens. However, you requested about 150000 tokens"}}`,
    ],
    xai: [
      400,
      `{"error":"This model's maximum prompt length is 131072 but the request contains 537812 tokens."}`,
    ],
    moonshot: [400, '{"error":{"message":"Invalid request: Your request exceeded model token limit: 8192"}}'],
    zhipu: [400, '{"error":{"message":"Prompt exceeds max length"}}'],
    copilot: [
      400,
      '{"error":{"message":"prompt token count of 140000 exceeds the limit of 128000","code":"model_max_prompt_tokens_exceeded"}}',
    ],
    groq: [
      400,
      '{"error":{"message":"Please reduce the length of the messages or completion.","code":"context_length_exceeded"}}',
    ],
    old: [500, '{"error":{"message":"context window exceeded"}}'],
  };
  for (const [name, [code, body]] of Object.entries(tooLong)) {
    test(name, async () => {
      await withFaults({ status: { code, body } }, async (baseUrl, sent) => {
        const failed = lastOf(await collect(createTestModel(configFor(baseUrl)).model, ask('Hi')), 'failed');
        assert.equal(failed.failure.kind, 'contextLength');
        assert.equal(sent(), 1);
      });
      const { error = body } = JSON.parse(body) as { error?: unknown };
      const inside = await replyTo(`data: ${JSON.stringify({ error })}\n\n`);
      assert.equal(lastOf(inside, 'failed').failure.kind, 'contextLength', 'the same inside a 200');
    });
  }

  test('words of rate limits veto', async () => {
    const limits = [
      [
        413,
        'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size',
      ],
      [429, 'Rate limit reached for gpt-4: Limit 10000 tokens per minute, maximum context length'],
      [400, 'quota exceeded: too many input tokens per day'],
    ] as const;
    for (const [code, message] of limits) {
      await withFaults(
        { status: { code, body: JSON.stringify({ error: { message } }) } },
        async (baseUrl) => {
          assert.equal(
            lastOf(await collect(createTestModel(configFor(baseUrl)).model, ask('Hi')), 'failed').failure
              .kind,
            'rateLimit',
          );
        },
      );
    }
  });
});

describe('E9: bodies that are no answer', () => {
  const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
  const bad: Record<string, string> = {
    empty: '',
    blank: '\n\n\n',
    onlyDone0: ': x\n\n',
    notJson: 'data: hello\n\n',
    cutJson: 'data: {"choices":[{"index":0,"delta":{"content":"a"\n\n',
    nothing: event(null),
    number: event(5),
    text: event('a'),
    list: event([]),
    emptyObject: event({}),
    noChoices: event({ choices: [] }),
    choicesObject: event({ choices: {} }),
    choicesText: event({ choices: 'a' }),
    choiceNull: event({ choices: [null] }),
    choiceText: event({ choices: ['a'] }),
    choiceNumber: event({ choices: [7] }),
    nullDelta: event({ choices: [{ index: 0, delta: null }] }),
    missingDelta: event({ choices: [{ index: 0, message: { content: 'a' } }] }),
    textDelta: event({ choices: [{ index: 0, delta: 'a' }] }),
    listDelta: event({ choices: [{ index: 0, delta: ['a'] }] }),
    numberContent: event({ choices: [{ index: 0, delta: { content: 5 } }] }),
    objectContent: event({ choices: [{ index: 0, delta: { content: { text: 'a' } } }] }),
    duplicateIndex: event({
      choices: [
        { index: 0, delta: { content: 'a' } },
        { index: 0, delta: { content: 'b' } },
      ],
    }),
    otherIndex: event({ choices: [{ index: 1, delta: { content: 'a' } }] }),
    textIndex: event({ choices: [{ index: '0', delta: { content: 'a' } }] }),
    numberFinish: event({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 3 }] }),
    error: event({ error: { message: 'boom' } }),
    errorText: event({ error: 'boom' }),
    errorEvent: 'event: error\ndata: {"message":"boom"}\n\n',
    errorAfterText: event(delta({ content: 'a' })) + event({ error: { message: 'boom' } }),
    errorWithStatus: event({ error: { message: 'boom', code: 'unknown_thing' } }),
    wrongAfterFinish: event(delta({ content: 'a' }, 'stop')) + event({ choices: [{ index: 3, delta: {} }] }),
    utf16: Buffer.from(streamOf('a'), 'utf16le').toString('latin1'),
    page: '<html><body>login</body></html>',
    deep: `data: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n\n`,
    proto: 'data: {"__proto__":{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}}\n\n',
  };
  for (const [name, body] of Object.entries(bad)) {
    test(name, async () => {
      const events = await replyTo(body);
      const failed = lastOf(events, 'failed');
      assert.equal(failed.failure.kind, 'badResponse');
      assert.equal(failed.usage.calls, 1);
      assert.ok(textOf(events).length <= 1);
    });
  }

  test('JSON where events were expected', async () => {
    const type = { 'content-type': 'application/json; charset=utf-8' };
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '{}',
      '{"choices":[]}',
      '{"choices":[{"message":null}]}',
      '{"choices":[{"message":{"content":null}}]}',
      '{"error":"no"}',
      '{"error":{"message":"no"}}',
    ])
      assert.equal(lastOf(await replyTo(body, type), 'failed').failure.kind, 'badResponse', body);
    const limited = await replyTo('{"error":{"message":"slow down","code":429}}', type);
    assert.equal(lastOf(limited, 'failed').failure.kind, 'rateLimit');
  });

  test('an error inside a stream keeps its meaning', async () => {
    const kinds: readonly (readonly [unknown, ModelFailureKind])[] = [
      [{ message: 'Rate limit exceeded', code: 429 }, 'rateLimit'],
      [{ message: 'Invalid key', code: 401 }, 'auth'],
      [{ message: 'Overloaded', type: 'overloaded_error' }, 'overloaded'],
      [{ message: 'Internal', code: 500 }, 'server'],
    ];
    for (const [error, kind] of kinds)
      assert.equal(lastOf(await replyTo(event({ error })), 'failed').failure.kind, kind);
  });
});

describe('E10: connections', () => {
  test('a refused connection names host and step, after three tries', async () => {
    const endpoint = await startEndpoint();
    const { baseUrl } = endpoint;
    await endpoint.close();
    const { model, waits } = createTestModel(configFor(baseUrl));
    const failed = lastOf(await collect(model, ask('Hi')), 'failed');
    assert.equal(failed.failure.kind, 'network');
    assert.ok(sentence(failed.failure).includes(new URL(baseUrl).host));
    assert.match(sentence(failed.failure), /refused the connection/);
    assert.equal(waits.length, 2);
  });

  test('each code of a failed connection says its step', async () => {
    const codes: readonly (readonly [string, ModelFailureKind, RegExp])[] = [
      ['ENOTFOUND', 'network', /DNS/],
      ['EAI_AGAIN', 'network', /DNS/],
      ['ECONNRESET', 'network', /reset/],
      ['UND_ERR_CONNECT_TIMEOUT', 'network', /timed out/],
      ['CERT_HAS_EXPIRED', 'tls', /expired.*SIGHTLINE_CA_FILE/],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', /another host/],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', /self-signed/],
    ];
    for (const [code, kind, message] of codes) {
      const fetch: Fetch = async () => {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(`it was ${code}`), { code }) });
      };
      const failed = lastOf(await reply(fetch), 'failed');
      assert.equal(failed.failure.kind, kind, code);
      assert.match(sentence(failed.failure), message);
    }
  });

  test('a proxy is used where one is set, and NO_PROXY is honoured', async () => {
    const { url, tunnels, close } = await startProxy({ refuses: true });
    const config = configFor('https://models.example.com/v1', { env: { HTTPS_PROXY: url } });
    const failed = lastOf(await collect(createTestModel(config).model, ask('Hi')), 'failed');
    assert.equal(failed.failure.kind, 'network');
    assert.match(sentence(failed.failure), /proxy/);
    assert.deepEqual(
      tunnels.map(({ target }) => target),
      ['models.example.com:443'],
    );
    await withFaults({}, async (baseUrl) => {
      const direct = configFor(baseUrl, {
        env: { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' },
      });
      lastOf(await collect(createTestModel(direct).model, ask('Hi')), 'done');
    });
    await close();
  });

  test('the authorization of a proxy goes to the proxy alone, and is taken out of what is said', async () => {
    const authorization = 'Basic cHJveHk6b2YtdGhlLXRlc3Rz';
    const { url, tunnels, close } = await startProxy({ refuses: true });
    const https = url.replace('//', '//user:other@');
    const far = { ...configFor('https://models.example.com/v1'), proxy: { https, authorization } };
    lastOf(await collect(createTestModel(far).model, ask('Hi')), 'failed');
    assert.deepEqual([...new Set(tunnels.map((tunnel) => tunnel.authorization))], [authorization]);
    await close();

    const endpoint = await startEndpoint({
      faults: { status: { code: 400, body: `it was ${authorization}` } },
    });
    const near = { ...configFor(endpoint.baseUrl), proxy: { authorization } };
    const { model, logged } = createTestModel(near);
    const failed = lastOf(await collect(model, ask(`My proxy takes ${authorization}.`)), 'failed');
    assert.match(sentence(failed.failure), /it was \[key\]/);
    assert.ok(!JSON.stringify([endpoint.requests, logged]).includes(authorization));
    await endpoint.close();
  });

  test('a self-signed certificate is refused with advice, and taken with a CA file', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sightline-tls-'));
    const [keyFile, certFile] = [join(folder, 'server.key'), join(folder, 'server.crt')];
    try {
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=127.0.0.1',
          '-addext',
          'subjectAltName=IP:127.0.0.1',
          '-keyout',
          keyFile,
          '-out',
          certFile,
        ],
        { stdio: 'ignore' },
      );
    } catch {
      rmSync(folder, { recursive: true });
      t.skip('openssl is not on this machine');
      return;
    }
    const tls = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
    const endpoint = await startEndpoint({ tls, script: [{ text: 'secure' }] });
    const failed = lastOf(
      await collect(createTestModel(configFor(endpoint.baseUrl)).model, ask('Hi')),
      'failed',
    );
    assert.equal(failed.failure.kind, 'tls');
    assert.match(sentence(failed.failure), /self-signed.*SIGHTLINE_CA_FILE/);
    assert.equal(endpoint.requests.length, 0);
    const trusted = configFor(endpoint.baseUrl, { env: { SIGHTLINE_CA_FILE: certFile } });
    assert.equal(textOf(await collect(createTestModel(trusted).model, ask('Hi'))), 'secure');
    writeFileSync(certFile, '');
    rmSync(certFile);
    const missing = lastOf(await collect(createTestModel(trusted).model, ask('Hi')), 'failed');
    assert.equal(missing.failure.kind, 'tls');
    assert.match(sentence(missing.failure), /CA file/);
    await endpoint.close();
    rmSync(folder, { recursive: true });
  });
});
