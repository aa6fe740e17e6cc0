import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { delta, type Endpoint, startEndpoint, startSink, streamOf } from '../fakes/endpoint.ts';
import { ask, collect, configFor, createTestModel, lastOf, textOf } from '../fakes/oracleModel.ts';
import { sentence } from '../fakes/sentences.ts';

const KEY = ['sk', 'canary', 'Zx81Qw92Er73Ty64'].join('-');

describe('a call', () => {
  let endpoint: Endpoint;
  let script: (index: number) => Parameters<typeof Object>[0];
  before(async () => {
    endpoint = await startEndpoint({ script: (_, index) => script(index) as { text: string } });
  });
  beforeEach(() => {
    script = () => ({ text: 'Hello, world. Schöne Grüße, 漢字 and 😀.' });
  });
  after(() => endpoint.close());

  const requestsOf = async (run: () => Promise<unknown>) => {
    const from = endpoint.requests.length;
    await run();
    return endpoint.requests.slice(from);
  };

  test('streams the text and ends with done', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl, { env: { SIGHTLINE_API_KEY: KEY } }));
    const [request] = await requestsOf(async () => {
      const events = await collect(model, ask('Hi'));
      assert.equal(textOf(events), 'Hello, world. Schöne Grüße, 漢字 and 😀.');
      const done = lastOf(events, 'done');
      assert.equal(done.finish, 'stop');
      assert.equal(done.usage.calls, 1);
      assert.equal(done.usage.counted, true);
      assert.equal(done.redactions, 0);
    });
    assert.equal(request?.url, '/v1/chat/completions');
    assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
    assert.equal(request?.body.temperature, 0);
    assert.equal(request?.body.max_tokens, 500);
  });

  test('without a key sends no authorization', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    const [request] = await requestsOf(() => collect(model, ask('Hi')));
    assert.equal(request?.headers.authorization, undefined);
  });

  test('no environment variable of the openai package reaches the wire', async () => {
    const env = {
      OPENAI_CUSTOM_HEADERS: 'x-evil: 1',
      OPENAI_ORG_ID: 'org-evil',
      OPENAI_PROJECT_ID: 'proj-evil',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/evil',
      OPENAI_ADMIN_KEY: 'evil-admin',
      OPENAI_LOG: 'debug',
    };
    const saved = { ...process.env };
    Object.assign(process.env, env);
    try {
      const { model } = createTestModel(configFor(endpoint.baseUrl));
      const [request] = await requestsOf(async () => lastOf(await collect(model, ask('Hi')), 'done'));
      const sent = JSON.stringify(request?.headers);
      assert.ok(!/evil|openai-|x-stainless/i.test(sent), sent);
    } finally {
      for (const name of Object.keys(env)) {
        if (saved[name] === undefined) delete process.env[name];
        else process.env[name] = saved[name];
      }
    }
  });

  test('roles go to their own models', async () => {
    const { model } = createTestModel(
      configFor(endpoint.baseUrl, { env: { SIGHTLINE_READER_MODEL: 'small' } }),
    );
    const requests = await requestsOf(async () => {
      await collect(model, ask('Hi', { role: 'reader' }));
      await collect(model, ask('Hi', { role: 'author' }));
    });
    assert.deepEqual(
      requests.map(({ body }) => body.model),
      ['small', 'fake-model'],
    );
    assert.equal(model.info('reader')?.id, 'small');
    assert.equal(model.info('author')?.host, new URL(endpoint.baseUrl).host);
  });

  test('without a model nothing is sent', async () => {
    const { model } = createTestModel({ ...configFor(endpoint.baseUrl), roles: {} });
    const requests = await requestsOf(async () => {
      assert.equal(lastOf(await collect(model, ask('Hi')), 'failed').failure.kind, 'notConfigured');
    });
    assert.equal(model.info('author'), undefined);
    assert.equal(requests.length, 0);
  });

  test('an aborted signal sends nothing; one aborted in the middle ends with aborted', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    const requests = await requestsOf(async () => {
      lastOf(await collect(model, ask('Hi'), AbortSignal.abort()), 'aborted');
    });
    assert.equal(requests.length, 0);

    endpoint.faults.stall = 400;
    const controller = new AbortController();
    const events = [];
    for await (const event of model.stream(ask('Hi'), controller.signal)) {
      events.push(event);
      if (event.type === 'text') controller.abort();
    }
    delete endpoint.faults.stall;
    const aborted = lastOf(events, 'aborted');
    assert.equal(aborted.usage.calls, 1);
    assert.ok(aborted.usage.tokensIn > 0);
    await endpoint.idle();
  });

  test('a caller that stops listening closes the connection', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    endpoint.faults.stall = 400;
    for await (const event of model.stream(ask('Hi'), new AbortController().signal))
      if (event.type === 'text') break;
    delete endpoint.faults.stall;
    await endpoint.idle();
  });

  test('costs come from the price of the model', async () => {
    const file = { prices: { 'fake-model': { inputPerMillion: 2_000_000, outputPerMillion: 3_000_000 } } };
    const { model } = createTestModel(configFor(endpoint.baseUrl, { file }));
    const { usage } = lastOf(await collect(model, ask('Hi there')), 'done');
    assert.equal(usage.cost, usage.tokensIn * 2 + usage.tokensOut * 3);
  });

  test('without the usage of the server our own count is given', async () => {
    script = () => ({ sse: streamOf('one two three') });
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    const { usage } = lastOf(await collect(model, ask('Hi there')), 'done');
    assert.equal(usage.counted, false);
    assert.equal(usage.tokensOut, 3);
    assert.equal(usage.tokensIn, model.countTokens('Hi there') + 7);
  });

  test('reasoning is told from text, in a block at the start or in fields of its own', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    endpoint.faults.think = true;
    const block = await collect(model, ask('Hi'));
    endpoint.faults.think = false;
    assert.equal(textOf(block, 'reasoning'), 'Let me look at the passages.');
    assert.equal(textOf(block), 'Hello, world. Schöne Grüße, 漢字 and 😀.');
    for (const field of ['reasoning_content', 'reasoning']) {
      script = () => ({
        events: [delta({ [field]: 'hm' }), delta({ content: 'a <think>b</think>' }), delta({}, 'stop')],
      });
      const events = await collect(model, ask('Hi'));
      assert.equal(textOf(events, 'reasoning'), 'hm');
      assert.equal(textOf(events), 'a <think>b</think>');
    }
  });

  test('finish reasons', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    for (const [reason, finish] of [
      ['stop', 'stop'],
      ['length', 'length'],
      ['STOP', 'stop'],
      ['max_tokens', 'length'],
      ['content_filter', 'filtered'],
      ['SAFETY', 'filtered'],
      ['tool_calls', 'other'],
      ['a reason that nobody knows', 'other'],
      ['__proto__', 'other'],
    ] as const) {
      script = () => ({ text: 'x', finish: reason });
      assert.equal(lastOf(await collect(model, ask('Hi')), 'done').finish, finish);
    }
    endpoint.faults.truncate = true;
    script = () => ({ text: 'a longer text' });
    assert.equal(lastOf(await collect(model, ask('Hi')), 'done').finish, 'length');
    delete endpoint.faults.truncate;
  });

  test('a whole completion from a server that does not stream is taken', async () => {
    const body = {
      choices: [{ message: { role: 'assistant', content: 'All at once.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 3 },
    };
    script = () => ({ status: 200, body: JSON.stringify(body) });
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    const events = await collect(model, ask('Hi'));
    assert.equal(textOf(events), 'All at once.');
    assert.equal(lastOf(events, 'done').usage.tokensOut, 3);
  });

  test('E8: half the tokens counted means that the prompt was cut', async () => {
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    const prompt = 'alpha beta gamma delta '.repeat(200);
    script = () => ({ sse: streamOf('x', { usage: { prompt_tokens: 807, completion_tokens: 1 } }) });
    assert.equal(lastOf(await collect(model, ask(prompt)), 'done').cutPrompt, undefined);
    script = () => ({ sse: streamOf('x', { usage: { prompt_tokens: 400, completion_tokens: 1 } }) });
    const { cutPrompt } = lastOf(await collect(model, ask(prompt)), 'done');
    assert.equal(cutPrompt?.counted, 400);
    assert.ok((cutPrompt?.sent ?? 0) > 800);
  });

  test('E8: the endpoint that reports half the tokens is caught', async () => {
    const prompt = 'const value = compute(1);\n'.repeat(300);
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    assert.equal(lastOf(await collect(model, ask(prompt)), 'done').cutPrompt, undefined);
    endpoint.faults.halfUsage = true;
    const done = lastOf(await collect(model, ask(prompt)), 'done');
    delete endpoint.faults.halfUsage;
    assert.ok(done.cutPrompt);
  });
});

describe('what an endpoint can take', () => {
  const json = { name: 'answer', schema: { type: 'object' } };
  const formats = (endpoint: Endpoint) =>
    endpoint.requests.map(({ body }) => body.response_format?.type ?? 'none');

  test('is learnt from refusals, once, and remembered', async () => {
    const endpoint = await startEndpoint({ faults: { noResponseFormat: true }, script: [{ text: '{}' }] });
    const stored = new Map<string, unknown>();
    const capabilities = {
      read: (key: string) => stored.get(key),
      write: (key: string, value: unknown) => void stored.set(key, value),
    };
    const { model } = createTestModel(configFor(endpoint.baseUrl), { capabilities });
    const first = lastOf(await collect(model, ask('Hi', { json })), 'done');
    assert.deepEqual(formats(endpoint), ['json_schema', 'json_object', 'none']);
    assert.equal(first.usage.calls, 3);
    assert.equal(lastOf(await collect(model, ask('Hi', { json })), 'done').usage.calls, 1);
    const other = createTestModel(configFor(endpoint.baseUrl), { capabilities });
    assert.equal(lastOf(await collect(other.model, ask('Hi', { json })), 'done').usage.calls, 1);
    await endpoint.close();
  });

  test('fields that a model refuses are left out or renamed', async () => {
    const refusals: Record<string, string> = {
      max_tokens:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      stream_options:
        '[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]',
      temperature:
        "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
    };
    const endpoint = await startEndpoint({
      script: ({ body }) => {
        const refused = Object.keys(refusals).find((field) => field in body);
        return refused
          ? { status: 400, body: JSON.stringify({ error: { message: refusals[refused] } }) }
          : { text: 'ok' };
      },
    });
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    assert.equal(lastOf(await collect(model, ask('Hi')), 'done').usage.calls, 4);
    const last = endpoint.requests.at(-1)?.body;
    assert.equal(last?.max_completion_tokens, 500);
    assert.equal(lastOf(await collect(model, ask('Hi')), 'done').usage.calls, 1);
    await endpoint.close();
  });

  test('fields that a person set are sent; one that is refused is left out once, and remembered with its value', async () => {
    const refusals: Record<string, string> = {
      temperature: "Unsupported value: 'temperature' does not support 0.7 with this model.",
      reasoning_effort: 'reasoning_effort is not a field of this model; see reasoning and top_p',
    };
    const endpoint = await startEndpoint({
      script: (request) => {
        const body: Readonly<Record<string, unknown>> = { ...request.body };
        const refused = Object.keys(refusals).find((field) => field in body && body[field] !== 1);
        return refused
          ? { status: 400, body: JSON.stringify({ error: { message: refusals[refused] } }) }
          : { text: 'ok' };
      },
    });
    const stored = new Map<string, unknown>();
    const capabilities = {
      read: (key: string) => stored.get(key),
      write: (key: string, value: unknown) => void stored.set(key, value),
    };
    const callsWith = async (request: Record<string, unknown>): Promise<number> => {
      const config = configFor(endpoint.baseUrl, { file: { request } });
      const { model } = createTestModel(config, { capabilities });
      return lastOf(await collect(model, ask('Hi')), 'done').usage.calls;
    };
    const fields = { temperature: 0.7, reasoning_effort: 'low', top_p: 0.9, stop: null, extra: { a: [1] } };
    assert.equal(await callsWith(fields), 3);
    const body: Readonly<Record<string, unknown>> = { ...endpoint.requests.at(-1)!.body };
    assert.deepEqual([body.top_p, body.extra], [0.9, { a: [1] }]);
    for (const name of ['temperature', 'reasoning_effort', 'stop']) assert.ok(!(name in body), name);
    assert.equal(await callsWith(fields), 1);
    assert.equal(await callsWith({ ...fields, temperature: 1 }), 1);
    assert.equal(endpoint.requests.at(-1)?.body.temperature, 1);
    await endpoint.close();
  });

  test('what did not help is not remembered', async () => {
    const stored = new Map<string, unknown>();
    const endpoint = await startEndpoint({
      faults: { status: { code: 400, body: '{"error":"invalid request: temperature"}', times: 2 } },
      script: [{ text: 'ok' }],
    });
    const capabilities = {
      read: (key: string) => stored.get(key),
      write: (key: string, value: unknown) => void stored.set(key, value),
    };
    const { model } = createTestModel(configFor(endpoint.baseUrl), { capabilities });
    lastOf(await collect(model, ask('Hi')), 'failed');
    assert.equal(stored.size, 0);
    lastOf(await collect(model, ask('Hi')), 'done');
    assert.equal(endpoint.requests.at(-1)?.body.temperature, 0);
    await endpoint.close();
  });

  test('a refusal of everything ends', async () => {
    const message =
      'max_tokens, max_completion_tokens, temperature, stream_options and response_format are not supported';
    const endpoint = await startEndpoint({
      faults: { status: { code: 400, body: JSON.stringify({ error: { message } }) } },
    });
    const { model } = createTestModel(configFor(endpoint.baseUrl));
    assert.equal(lastOf(await collect(model, ask('Hi', { json })), 'failed').failure.kind, 'badRequest');
    assert.ok(endpoint.requests.length <= 6);
    await endpoint.close();
  });
});

describe('keys and addresses', () => {
  test('A37: a redirect is a failure, and nothing reaches its target', async () => {
    const sink = await startSink();
    const endpoint = await startEndpoint({ faults: { redirect: `${sink.url}steal` } });
    const { model } = createTestModel(configFor(endpoint.baseUrl, { env: { SIGHTLINE_API_KEY: KEY } }));
    const failed = lastOf(await collect(model, ask('Hi')), 'failed');
    assert.equal(failed.failure.kind, 'refusedAddress');
    assert.ok(sentence(failed.failure).includes(new URL(sink.url).host));
    for (const code of [301, 302, 303, 308]) {
      delete endpoint.faults.redirect;
      endpoint.faults.status = { code, headers: { location: sink.url } };
      assert.equal(lastOf(await collect(model, ask('Hi')), 'failed').failure.kind, 'refusedAddress');
    }
    assert.equal(sink.connections(), 0);
    await Promise.all([endpoint.close(), sink.close()]);
  });

  test('A40: the key is in no event and no log line, whatever the endpoint echoes', async () => {
    const spellings = [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')].join(' ');
    const endpoint = await startEndpoint({ script: [{ text: `Your key is ${spellings}.` }] });
    const { model, logged } = createTestModel(
      configFor(endpoint.baseUrl, { env: { SIGHTLINE_API_KEY: KEY } }),
    );
    const all: unknown[] = [await collect(model, ask(`my key ${KEY} in a file`))];
    assert.ok(!(endpoint.requests[0]?.prompt ?? KEY).includes(KEY));
    for (const code of [400, 401, 403, 404, 429, 500]) {
      endpoint.faults.status = {
        code,
        body: JSON.stringify({ error: { message: `Incorrect API key provided: ${spellings}` } }),
      };
      all.push(await collect(model, ask('Hi')));
    }
    endpoint.faults.status = { code: 302, headers: { location: `http://127.0.0.1/${KEY}` } };
    all.push(await collect(model, ask('Hi')), logged);
    const said = JSON.stringify(all);
    assert.ok(!said.includes(KEY));
    assert.ok(!said.includes(Buffer.from(KEY).toString('base64')));
    await endpoint.close();
  });

  test('a key goes to the host it was given for, and to no other', async () => {
    const [main, reader] = await Promise.all([
      startEndpoint({ script: [{ text: 'a' }] }),
      startEndpoint({ script: [{ text: 'b' }] }),
    ]);
    const config = configFor('', {
      env: { SIGHTLINE_API_KEY: KEY },
      file: {
        baseUrl: main.baseUrl,
        model: 'big',
        headers: { 'x-team': 'a' },
        reader: { baseUrl: reader.baseUrl, model: 'small' },
      },
    });
    const { model } = createTestModel(config);
    await collect(model, ask('Hi', { role: 'reader' }));
    await collect(model, ask('Hi', { role: 'author' }));
    assert.equal(reader.requests[0]?.headers.authorization, undefined);
    assert.equal(reader.requests[0]?.headers['x-team'], undefined);
    assert.equal(main.requests[0]?.headers.authorization, `Bearer ${KEY}`);
    assert.equal(main.requests[0]?.headers['x-team'], 'a');
    await Promise.all([main.close(), reader.close()]);
  });

  test('Azure has its own addresses and header', async () => {
    const sent: { url: string; headers: Record<string, string> }[] = [];
    const fetch = async (url: URL, init: { headers: Record<string, string> }) => {
      sent.push({ url: url.href, headers: init.headers });
      return new Response(streamOf('ok'), { headers: { 'content-type': 'text/event-stream' } });
    };
    for (const base of [
      'https://x.openai.azure.com',
      'https://x.openai.azure.com/openai/v1',
      'https://api.openai.com/v1',
    ]) {
      const { model } = createTestModel(
        configFor(base, { env: { SIGHTLINE_API_KEY: KEY, SIGHTLINE_MODEL: 'gpt 5' } }),
        { fetch },
      );
      lastOf(await collect(model, ask('Hi')), 'done');
    }
    assert.deepEqual(
      sent.map(({ url }) => url),
      [
        'https://x.openai.azure.com/openai/deployments/gpt%205/chat/completions?api-version=2024-10-21',
        'https://x.openai.azure.com/openai/v1/chat/completions',
        'https://api.openai.com/v1/chat/completions',
      ],
    );
    assert.deepEqual(
      sent.map(({ headers }) => [headers['api-key'] === KEY, 'authorization' in headers]),
      [
        [true, false],
        [true, false],
        [false, true],
      ],
    );
  });
});
