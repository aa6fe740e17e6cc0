import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Endpoint,
  type EndpointFaults,
  type OracleEntry,
  startEndpoint,
  startSink,
} from '../fakes/endpoint.ts';
import { citeEvidence, parsePassages } from '../fakes/oracle.ts';

const PROMPT = `Answer the question.

[p1] src/retry.ts:12-15
12| export const LIMIT = 3;
13|   const backoff = (n: number) => 2 ** n;
14|
15| export { backoff };

[p2] docs/guide.md:1-2
1| # Guide
2| Waits double: see backoff.

How often does it retry?`;

const ORACLE: OracleEntry[] = [
  { question: 'How often does it retry?', evidence: ['LIMIT = 3', 'Waits double'], answer: 'Three times.' },
  { question: 'What is 2+2?', evidence: [], answer: { answerable: true, custom: 4 } },
];

async function post(endpoint: Endpoint, content: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${endpoint.baseUrl}/chat/completions`, {
    method: 'POST',
    redirect: 'manual',
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  });
  return { status: response.status, text: await response.text() };
}

const contentOf = (sse: string): string =>
  [...sse.matchAll(/^data: (\{.*)$/gm)]
    .map(
      ([, json = '{}']) =>
        (JSON.parse(json) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '',
    )
    .join('');

async function answer(content: string, faults: EndpointFaults = {}, times = 1): Promise<string> {
  const endpoint = await startEndpoint({ oracle: ORACLE, faults });
  let text = '';
  for (let count = 0; count < times; count++) text = contentOf((await post(endpoint, content)).text);
  await endpoint.close();
  return text;
}

const DECLINE = { answerable: false, missing: ['LIMIT = 3', 'Waits double'], evidence: [], claims: [] };

describe('the evidence oracle', () => {
  test('reads passages exactly as prompts show them', () => {
    const [first, second] = parsePassages(PROMPT);
    assert.deepEqual(first, {
      id: 'p1',
      path: 'src/retry.ts',
      startLine: 12,
      endLine: 15,
      lines: [
        { line: 12, text: 'export const LIMIT = 3;' },
        { line: 13, text: '  const backoff = (n: number) => 2 ** n;' },
        { line: 14, text: '' },
        { line: 15, text: 'export { backoff };' },
      ],
    });
    assert.equal(second?.lines.length, 2);
    const several = citeEvidence(parsePassages(PROMPT), 'const backoff = (n: number) => 2 ** n;\n\nexport');
    assert.deepEqual([several?.startLine, several?.endLine], [13, 15]);
  });

  test('answers with citations when all evidence is there', async () => {
    assert.deepEqual(JSON.parse(await answer(PROMPT)), {
      answerable: true,
      missing: [],
      evidence: ['p1', 'p2'],
      claims: [
        {
          text: 'Three times.',
          evidence: [
            { id: 'p1', startLine: 12, endLine: 12, quote: 'export const LIMIT = 3;' },
            { id: 'p2', startLine: 2, endLine: 2, quote: 'Waits double: see backoff.' },
          ],
        },
      ],
    });
    assert.deepEqual(JSON.parse(await answer('What is 2+2?')), { answerable: true, custom: 4 });
  });

  test('declines when one piece is missing, and for questions it does not know', async () => {
    assert.deepEqual(JSON.parse(await answer(PROMPT.replace('double', 'grow'))), {
      ...DECLINE,
      missing: ['Waits double'],
    });
    assert.deepEqual(JSON.parse(await answer('Anything else?')), { ...DECLINE, missing: [] });
  });

  test('is blind where it is told to be', async () => {
    const lines = (faults: EndpointFaults, times?: number) =>
      answer(PROMPT, faults, times).then((text) => JSON.parse(text));
    assert.deepEqual((await lines({ positionBlind: { from: 60, to: 90 } })).missing, ['Waits double']);
    assert.equal((await lines({ positionBlind: { from: 98, to: 100 } })).answerable, true);
    assert.deepEqual((await lines({ capacity: 30 })).missing, ['Waits double']);
    assert.equal((await lines({ capacity: 10_000 })).answerable, true);
    assert.equal((await lines({ dropEvery: 3 }, 2)).answerable, true);
    assert.equal((await lines({ dropEvery: 3 }, 3)).answerable, false);
  });

  test('garbles what it is told to garble', async () => {
    const bad = await answer(PROMPT, { badJson: true });
    assert.throws(() => JSON.parse(bad));
    assert.equal(JSON.parse(await answer(PROMPT, { badPath: true })).claims[0].evidence[0].id, 'p1999');
    const invented = JSON.parse(await answer(PROMPT, { inventCitation: true })).claims[0].evidence[0];
    assert.ok(!PROMPT.includes(invented.quote) && invented.startLine > 15);
    const fenced = await answer(PROMPT, { fences: true });
    assert.match(fenced, /^Here is the answer:\n\n```json\n\{.*,\}\n```/s);
    assert.match(await answer(PROMPT, { think: true }), /^<think>[^<]+<\/think>\n\n\{/);
  });
});

describe('the endpoint', () => {
  test('records what it was sent', async () => {
    const endpoint = await startEndpoint({ oracle: ORACLE });
    await post(endpoint, 'Hi');
    await endpoint.received(1);
    assert.equal(endpoint.requests[0]?.prompt, 'Hi');
    assert.equal(endpoint.requests[0]?.url, '/v1/chat/completions');
    await endpoint.close();
  });

  test('plays a script, and repeats its end', async () => {
    const endpoint = await startEndpoint({ script: [{ text: 'one' }, { status: 418, body: 'tea' }] });
    assert.equal(contentOf((await post(endpoint, 'a')).text), 'one');
    assert.deepEqual(
      [await post(endpoint, 'b'), await post(endpoint, 'c')],
      [
        { status: 418, text: 'tea' },
        { status: 418, text: 'tea' },
      ],
    );
    await endpoint.close();
  });

  test('statuses, limits and redirects, also for a number of times', async () => {
    const endpoint = await startEndpoint({
      oracle: ORACLE,
      faults: { http429: { retryAfter: '7', times: 1 } },
    });
    assert.equal((await post(endpoint, 'x')).status, 429);
    assert.equal((await post(endpoint, 'x')).status, 200);
    endpoint.faults.status = { code: 503, times: 2 };
    assert.deepEqual(
      [
        (await post(endpoint, 'x')).status,
        (await post(endpoint, 'x')).status,
        (await post(endpoint, 'x')).status,
      ],
      [503, 503, 200],
    );
    endpoint.faults.redirect = 'http://127.0.0.1:9/';
    assert.equal((await post(endpoint, 'x')).status, 307);
    delete endpoint.faults.redirect;
    endpoint.faults.html = true;
    assert.match((await post(endpoint, 'x')).text, /<html>/);
    await endpoint.close();
  });

  test('broken streams', async () => {
    const cut = await startEndpoint({ oracle: ORACLE, faults: { cutAt: 40 } });
    await assert.rejects(post(cut, PROMPT));
    await cut.close();
    const endpoint = await startEndpoint({ oracle: ORACLE, faults: { noDone: true } });
    const { text } = await post(endpoint, PROMPT);
    assert.ok(!/\[DONE\]|"finish_reason":"/.test(text));
    delete endpoint.faults.noDone;
    endpoint.faults.truncate = true;
    assert.match((await post(endpoint, PROMPT)).text, /"finish_reason":"length"/);
    await endpoint.close();
  });

  test('half the usage', async () => {
    const tokens = async (faults: EndpointFaults): Promise<number> => {
      const endpoint = await startEndpoint({ oracle: ORACLE, faults });
      const { text } = await post(endpoint, 'x'.repeat(400));
      await endpoint.close();
      return Number(/"prompt_tokens":(\d+)/.exec(text)?.[1]);
    };
    assert.deepEqual([await tokens({}), await tokens({ halfUsage: true })], [100, 50]);
  });

  test('a sink counts who comes by', async () => {
    const sink = await startSink();
    assert.equal(sink.connections(), 0);
    await fetch(`${sink.url}x?d=1`).then((response) => response.text());
    assert.equal(sink.hits[0]?.url, '/x?d=1');
    assert.equal(sink.connections(), 1);
    await sink.close();
  });
});
