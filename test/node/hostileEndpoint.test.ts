/** Endpoints that keep a call open, and bodies that no reply has, over real HTTP. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import type { Failure } from '../../src/engine/types.ts';
import { delta, streamOf } from '../fakes/endpoint.ts';
import { ask, collect, configFor, createTestModel, lastOf, textOf } from '../fakes/oracleModel.ts';
import { PINGS } from '../fakes/shapes/replies.ts';

const data = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`;
const word = data(delta({ content: 'word ' }));

interface Seen {
  readonly requests: number;
  /** Resolves when the first response is closed, where a request has come. */
  freed(): Promise<void>;
}

/** Serves each request by hand. */
async function serving<T>(
  answer: (response: ServerResponse, request: number) => void,
  work: (baseUrl: string, seen: Seen) => Promise<T>,
): Promise<T> {
  let requests = 0;
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const server = createServer((message, response) => {
    message.resume();
    response.on('close', close);
    response.on('error', () => {});
    answer(response, ++requests);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}/v1`, {
      get requests() {
        return requests;
      },
      freed: async () => (requests > 0 ? closed : undefined),
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const EVENTS = { 'content-type': 'text/event-stream' };

/** Sends a part again and again, after what comes first. */
const dripping =
  (part: string, first = '') =>
  (response: ServerResponse): void => {
    response.writeHead(200, EVENTS);
    response.write(`: hello\n\n${first}`);
    const timer = setInterval(() => response.write(part), 5);
    response.on('close', () => clearInterval(timer));
  };

const failureOf = async (baseUrl: string, file: Record<string, number>): Promise<Failure> => {
  const { model } = createTestModel(configFor(baseUrl, { file }));
  return lastOf(await collect(model, ask('Hi')), 'failed').failure;
};

describe('signs of life are no progress', () => {
  const long = 60_000;
  for (const [name, ping] of Object.entries(PINGS)) {
    it(`${name}: no first token`, () =>
      serving(dripping(ping), async (baseUrl, seen) => {
        const failure = await failureOf(baseUrl, { firstTokenMs: 60, idleMs: long });
        assert.deepEqual([failure.kind, failure.cause, failure.seconds], ['timeout', 'firstToken', 0.1]);
        await seen.freed();
      }));
    it(`${name}: no next token`, () =>
      serving(dripping(ping, word), async (baseUrl, seen) => {
        const failure = await failureOf(baseUrl, { firstTokenMs: long, idleMs: 60 });
        assert.deepEqual([failure.kind, failure.cause], ['timeout', 'idle']);
        await seen.freed();
      }));
  }
});

describe('a deadline holds the whole call', () => {
  const file = { firstTokenMs: 60_000, idleMs: 60_000, totalMs: 150 };
  const slow: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'words without end': dripping(word),
    'reasoning without end': dripping(data(delta({ reasoning_content: 'hm ' }))),
    'one letter at a time': dripping(data(delta({ content: 'x' }))),
    'no response': () => {},
    'no body': (response) => {
      response.writeHead(200, EVENTS);
      response.flushHeaders();
    },
    'an error page without end': (response) => {
      response.writeHead(500, { 'content-type': 'text/html' });
      const timer = setInterval(() => response.write('<p>'), 5);
      response.on('close', () => clearInterval(timer));
    },
    'JSON without end': (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    },
    'a line without end': dripping('a'),
    'comments after a word': dripping(': x\n\n', word),
    'a stall': dripping('', word),
  };
  for (const [name, answer] of Object.entries(slow))
    it(name, () =>
      serving(answer, async (baseUrl, seen) => {
        const { model } = createTestModel(configFor(baseUrl, { file }));
        const { failure } = lastOf(await collect(model, ask('Hi')), 'failed');
        assert.deepEqual([failure.kind, failure.cause, failure.seconds], ['timeout', 'total', 0.2]);
        await seen.freed();
      }),
    );

  it('with its retries and the waits between them', () =>
    serving(
      (response) => response.writeHead(429, { 'retry-after': '40' }).end(),
      async (baseUrl, seen) => {
        let now = 0;
        const clock = { now: () => now, monotonic: () => now };
        const { model } = createTestModel(configFor(baseUrl, { file: { totalMs: 60_000 } }), {
          clock,
          sleep: async (ms) => {
            now += ms;
          },
        });
        const failed = lastOf(await collect(model, ask('Hi')), 'failed');
        assert.equal(failed.failure.cause, 'rateLimited');
        assert.equal(seen.requests, 2, 'a third one would come after the deadline');
      },
    ));
});

describe('bodies', () => {
  const good = Buffer.from(streamOf('größer 😀 — 漢字, whole.', { step: 3 }));
  const text = 'größer 😀 — 漢字, whole.';

  /** Writes a body in pieces of so many bytes, each in a packet of its own. */
  const pieces =
    (body: Buffer, step: number, headers: Record<string, string>) => (response: ServerResponse) => {
      response.writeHead(200, { ...EVENTS, ...headers });
      const write = (at: number): void => {
        if (at >= body.length) response.end();
        else response.write(body.subarray(at, at + step), () => setImmediate(write, at + step));
      };
      write(0);
    };
  const read: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'cut inside characters': pieces(good, 7, {}),
    'byte by byte': pieces(good.subarray(0, good.length), 1, {}),
    'gzip in pieces': pieces(gzipSync(good), 11, { 'content-encoding': 'gzip' }),
    deflate: pieces(deflateSync(good), 50, { 'content-encoding': 'deflate' }),
    'without a type': (response) => response.writeHead(200).end(good),
    'as plain text': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(good),
    'with a comment of 900 kB': (response) =>
      response.writeHead(200, EVENTS).end(`:${'x'.repeat(900_000)}\n\n${good}`),
    'with fields that nobody knows': (response) =>
      response.writeHead(200, EVENTS).end(`x\ny: 1\nid: ${'9'.repeat(1_000)}\nretry: -1\n\n${good}`),
    'with words after [DONE]': (response) =>
      response.writeHead(200, EVENTS).end(`${good}${word.repeat(1_000)}`),
    'with [DONE] and no end': (response) => {
      response.writeHead(200, EVENTS);
      response.write(good);
    },
    'JSON that is not streamed, in parts': (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          choices: [{ message: { content: [{ type: 'text', text }] }, finish_reason: 'stop' }],
        }),
      ),
  };
  for (const [name, answer] of Object.entries(read))
    it(`are read: ${name}`, () =>
      serving(answer, async (baseUrl) => {
        const events = await collect(createTestModel(configFor(baseUrl)).model, ask('Hi'));
        assert.equal(textOf(events), text);
        assert.equal(lastOf(events, 'done').finish, 'stop');
      }));

  const wrong: Readonly<Record<string, readonly [(response: ServerResponse) => void, RegExp]>> = {
    'one line of 100 MB': [
      (response) => {
        response.writeHead(200, EVENTS).write('data: {"choices":[{"delta":{"content":"');
        let left = 100;
        const write = (): void => {
          if (left-- > 0 && !response.destroyed)
            response.write('x'.repeat(1_000_000), () => setImmediate(write));
        };
        write();
      },
      /^longLine$/,
    ],
    'one event of many lines': [
      (response) => response.writeHead(200, EVENTS).end('data: {"a":\n'.repeat(230_000)),
      /^longLine$/,
    ],
    'comments of 6 MB': [
      (response) => response.writeHead(200, EVENTS).end(': keep-alive\n\n'.repeat(430_000)),
      /^longBody$/,
    ],
    'empty deltas of 6 MB': [
      (response) =>
        response.writeHead(200, EVENTS).end(data(delta({ padding: '-'.repeat(900) })).repeat(6_000)),
      /^longBody$/,
    ],
    'a bomb': [
      (response) =>
        response
          .writeHead(200, { ...EVENTS, 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(60_000_000, ': x\n\n'))),
      /^longBody$/,
    ],
    'lines that are no fields': [
      (response) => response.writeHead(200, EVENTS).end('a\n'.repeat(2_000_000)),
      /^(?:longBody|cutOff)$/,
    ],
    'bytes that are no text': [
      (response) => response.writeHead(200, EVENTS).end(Buffer.alloc(100_000, 0xff)),
      /^cutOff$/,
    ],
    'a text cut inside a character': [
      (response) => response.writeHead(200, EVENTS).end(good.subarray(0, good.indexOf(0xf0) + 2)),
      /^(?:cutOff|undefined)$/,
    ],
    nothing: [(response) => response.writeHead(204).end(), /^(?:empty|type|cutOff)$/],
    'gzip that is none': [
      (response) => response.writeHead(200, { ...EVENTS, 'content-encoding': 'gzip' }).end(good),
      /^undefined$/,
    ],
    'headers of 100 kB': [
      (response) => response.writeHead(200, { ...EVENTS, 'x-long': 'h'.repeat(100_000) }).end(good),
      /./,
    ],
    'a thousand headers': [
      (response) => {
        for (let i = 0; i < 1_000; i++) response.setHeader(`x-${i}`, 'v'.repeat(40));
        response.writeHead(200, EVENTS).end(good);
      },
      /./,
    ],
  };
  for (const [name, [answer, code]] of Object.entries(wrong))
    it(`are refused: ${name}`, () =>
      serving(answer, async (baseUrl) => {
        const events = await collect(createTestModel(configFor(baseUrl)).model, ask('Hi'));
        const { failure } = lastOf(events, 'failed');
        assert.ok(failure.kind === 'badResponse' || failure.kind === 'network', JSON.stringify(failure));
        assert.match(String(failure.code), code);
      }));
});
