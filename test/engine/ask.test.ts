/** The whole engine against a scripted endpoint over real HTTP: calls, proof, faults, budget, cancellation. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, it } from 'node:test';
import type { NumberedEvent, RunEvent } from '../../src/engine/events.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import { plainFile } from '../../src/engine/parse/parseSource.ts';
import type { Parser } from '../../src/engine/ports.ts';
import { extractive } from '../../src/engine/routes/extractive.ts';
import type { Preview } from '../../src/engine/routes/preview.ts';
import { retrieval } from '../../src/engine/routes/retrieval.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer, NotParsedWhy } from '../../src/engine/types.ts';
import { failureText } from '../../src/present/failures.ts';
import { english } from '../../src/present/say.ts';
import {
  type Endpoint,
  type EndpointFaults,
  type EndpointOptions,
  startEndpoint,
} from '../fakes/endpoint.ts';
import { asked, memoryEngine, never, runs, startPool } from '../fakes/memory.ts';
import type { OracleEntry } from '../fakes/oracle.ts';
import { configFor, createTestModel } from '../fakes/oracleModel.ts';

const pool = startPool();
after(() => pool.dispose());

const RETRY_LINE = 'const MAX_ATTEMPTS = 7;';
const LEASE_LINE = 'LEASE_SECONDS = 90';
const QUESTION = 'How many times does the uploader retry a failed upload?';
const LEASE_QUESTION = 'When is a session of the uploader closed?';

const FILES: Readonly<Record<string, string>> = {
  'src/uploader.ts': `${RETRY_LINE}\n\n/** Uploads a file, and tries a failed upload again. */\nexport function uploadWithRetry(file: File): Promise<void> {\n  return retry(() => put(file), MAX_ATTEMPTS);\n}\n`,
  'src/session.ts':
    '/** A session of the uploader. */\nexport class Session {\n  close(): void {\n    this.closed = true;\n  }\n}\n',
  'py/cleaner.py': `# How long things are held.\n${LEASE_LINE}\n\n\ndef sweep(rows):\n    return [row for row in rows if row.age < LEASE_SECONDS]\n`,
  'go/main.go': 'package main\n\nfunc main() {\n\tserve()\n}\n\nfunc serve() {\n\tlisten(8080)\n}\n',
  'README.md': '# Demo\n\nStart it and look at port 8080.\n',
};

const ORACLE: readonly OracleEntry[] = [
  { question: QUESTION, evidence: [RETRY_LINE], answer: 'It tries seven times.' },
  { question: LEASE_QUESTION, evidence: [LEASE_LINE], answer: 'After ninety seconds.' },
  { question: 'Which port', evidence: ['nothing holds this text'], answer: 'never' },
];

interface Options extends EndpointOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Partial<AskSettings>;
  /** The user's config.json. */
  readonly file?: Record<string, unknown>;
}

async function withEngine<T>(
  options: Options,
  work: (tools: {
    endpoint: Endpoint;
    run: (
      question: string,
      signal?: AbortSignal,
      onEvent?: (event: RunEvent) => void,
    ) => Promise<NumberedEvent[]>;
    preview: (question: string) => Promise<Preview | undefined>;
  }) => Promise<T>,
): Promise<T> {
  const endpoint = await startEndpoint({ oracle: ORACLE, ...options });
  try {
    const { model } = createTestModel(
      configFor(endpoint.baseUrl, options.file ? { file: options.file } : {}),
    );
    const { engine } = await memoryEngine(pool, options.files ?? FILES, {
      model,
      routes: [retrieval, extractive],
    });
    return await work({
      endpoint,
      preview: (question) => engine.preview(asked(question), { signal: never }),
      run: async (question, signal = never, onEvent = () => {}) => {
        const events: NumberedEvent[] = [];
        for await (const numbered of engine.ask(asked(question), {
          signal,
          settings: options.settings ?? {},
        })) {
          events.push(numbered);
          onEvent(numbered.event);
        }
        return events;
      },
    });
  } finally {
    await endpoint.close();
  }
}

const TERMINAL = new Set(['done', 'failed', 'aborted']);

/** The one terminal event; the stream is numbered and nothing follows. */
function endOf(events: readonly NumberedEvent[]): Extract<RunEvent, { type: 'done' | 'failed' | 'aborted' }> {
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i),
  );
  assert.equal(new Set(events.map(({ runId }) => runId)).size, 1);
  const ends = events.filter(({ event }) => TERMINAL.has(event.type));
  assert.equal(ends.length, 1);
  assert.equal(ends[0], events.at(-1));
  return ends[0]!.event as Extract<RunEvent, { type: 'done' | 'failed' | 'aborted' }>;
}

function answerOf(events: readonly NumberedEvent[]): Answer {
  const { answer } = endOf(events);
  assert.ok(answer, JSON.stringify(events.at(-1)));
  return answer;
}

/** Every citation that looks like a fact holds the text of the file. */
function assertHonest(answer: Answer, files: Readonly<Record<string, string>> = FILES): void {
  for (const { citations, state } of answer.claims) {
    if (state === 'verified') assert.ok(citations.some((citation) => citation.state === 'verified'));
    for (const citation of citations.filter(
      (one) => one.state === 'verified' || one.state === 'reanchored',
    )) {
      const lines = files[citation.path]!.split('\n').slice(citation.startLine - 1, citation.endLine);
      assert.equal(citation.quote, lines.join('\n'));
    }
  }
}

describe('ask with a model', () => {
  it('makes one call when the evidence is in the first retrieval', () =>
    withEngine({}, async ({ endpoint, run }) => {
      const answer = answerOf(await run(QUESTION));
      assert.equal(endpoint.requests.length, 1);
      assert.equal(answer.status, 'complete');
      assert.equal(answer.text, 'It tries seven times.');
      assert.equal(answer.usage.calls, 1);
      assert.ok(answer.usage.tokensIn > 0 && answer.usage.tokensOut > 0);
      const [citation] = answer.claims[0]!.citations;
      assert.deepEqual(
        [citation!.path, citation!.startLine, citation!.quote, citation!.state],
        ['src/uploader.ts', 1, RETRY_LINE, 'verified'],
      );
      assertHonest(answer);
    }));

  it('makes two when only the wider round finds it', () =>
    withEngine({}, async ({ endpoint, run }) => {
      const events = await run(LEASE_QUESTION);
      const answer = answerOf(events);
      assert.equal(endpoint.requests.length, 2);
      assert.ok(!endpoint.requests[0]!.prompt.includes(LEASE_LINE));
      assert.equal(answer.status, 'complete');
      assert.deepEqual([answer.route.name, answer.route.reason.kind], ['retrieval', 'widened']);
      assert.equal(answer.claims[0]!.citations[0]!.path, 'py/cleaner.py');
      assert.equal(answer.claims[0]!.state, 'verified');
      assert.deepEqual(
        events.flatMap(({ event }) => (event.type === 'widening' ? [...event.missing] : [])),
        [LEASE_LINE],
      );
    }));

  it('tells a decline from a question without any match', () =>
    withEngine({}, async ({ endpoint, run }) => {
      const declined = answerOf(await run('Which port does main serve?'));
      assert.equal(declined.status, 'notFound');
      assert.equal(declined.notFound!.kind, 'declined');
      assert.deepEqual(declined.notFound!.missing, ['nothing holds this text']);
      // The answer, the wider one, and the names that a model may pick, which the oracle knows nothing of.
      assert.ok(endpoint.requests.length <= 4);
      const before = endpoint.requests.length;
      const unmatched = answerOf(await run('zzyzx qwrty frobnitz'));
      const asked = endpoint.requests.slice(before);
      assert.ok(asked.length > 0 && asked.every(({ prompt }) => prompt.includes('names that they define')));
      assert.equal(unmatched.notFound!.kind, 'noMatch');
      assert.equal(unmatched.status, 'notFound');
      assert.notEqual(declined.made, unmatched.made);
      for (const { claims, notFound } of [declined, unmatched]) {
        assert.equal(claims.length, 0);
        assert.ok(notFound!.files > 0 && notFound!.chunks >= notFound!.files);
      }
    }));

  it('asks once more after a reply it cannot use, then fails with the passages', () =>
    withEngine({ faults: { badJson: true } }, async ({ endpoint, run }) => {
      const events = await run(QUESTION);
      const end = endOf(events);
      assert.equal(end.type, 'failed');
      assert.equal(endpoint.requests.length, 2);
      const answer = answerOf(events);
      assert.equal(answer.status, 'partial');
      assert.ok(answer.passages.length > 0 && answer.claims.length === answer.passages.length);
      assert.ok(answer.claims.every(({ state }) => state === 'verified'));
      assertHonest(answer);
    }));

  it('says of a reply that was cut off that it was, and of another that its form was wrong', async () => {
    const cut = { text: '{"answerable": true, "claims": [', finish: 'length' };
    const other = { text: 'Seven, I think.' };
    for (const [replies, kinds] of [
      [
        [cut, cut],
        ['cut', 'cut'],
      ],
      [
        [other, cut],
        ['noObject', 'cut'],
      ],
      [
        [cut, other],
        ['cut', 'noObject'],
      ],
    ] as const) {
      let asked = 0;
      await withEngine({ script: () => replies[asked++ % 2]! }, async ({ endpoint, run }) => {
        const events = await run(QUESTION);
        const end = endOf(events);
        const { notices } = answerOf(events);
        const first = notices.flatMap((notice) =>
          notice.kind === 'askedAgain' ? [notice.problem.kind] : [],
        );
        assert.deepEqual([...first, end.type === 'failed' && end.failure.problem?.kind], kinds);
        assert.ok(!notices.some(({ kind }) => kind === 'outputCut'), 'no answer lacks its end');
        assert.equal(
          endpoint.requests[1]!.prompt.includes('cut off at the limit of its length'),
          kinds[0] === 'cut',
        );
      });
    }
  });

  it('takes the answer of a repair', async () => {
    let asked = 0;
    const reply = {
      answerable: true,
      claims: [{ text: 'Seven.', evidence: [{ id: 'p1', startLine: 1, endLine: 1, quote: '' }] }],
    };
    const script = () => ({ text: asked++ === 0 ? 'I think it is seven.' : JSON.stringify(reply) });
    await withEngine({ script }, async ({ endpoint, run }) => {
      const answer = answerOf(await run(QUESTION));
      assert.equal(answer.text, 'Seven.');
      assert.equal(endpoint.requests.length, 2);
      assert.ok(!endpoint.requests[1]!.prompt.includes('I think it is seven'));
    });
  });

  it('cites the best lines of joined passages without a model', async () => {
    const body = (name: string): string[] =>
      Array.from({ length: 40 }, (_, i) => `  const ${name}${i} = ${name}Of(${i}, 'some text ${i}');\r`);
    const make = (name: string): string[] => [`export function ${name}() {\r`, ...body(name), '}\r'];
    const lines = [...make('price'), '\r', ...make('shippingCost')];
    const { engine } = await memoryEngine(pool, { 'src/shipping.ts': `${lines.join('\n')}\n` });
    const events: NumberedEvent[] = [];
    for await (const event of engine.ask(asked('What does `shippingCost` do with the price?'), {
      signal: never,
    }))
      events.push(event);
    const answer = answerOf(events);
    const [passage] = answer.passages;
    const [citation] = answer.claims[0]!.citations;
    assert.deepEqual([passage!.startLine, passage!.endLine], [1, 85], 'both functions were joined');
    assert.deepEqual([citation!.startLine, citation!.endLine, citation!.state], [44, 85, 'verified']);
    assert.equal(citation!.quote, lines.slice(43, 85).join('\n').replace(/\r$/, ''));
  });

  it('names the definition that each citation stands in', () =>
    withEngine({}, async ({ run }) => {
      const answer = answerOf(await run(QUESTION));
      const [citation] = answer.claims.flatMap(({ citations }) => citations);
      assert.equal(citation!.path, 'src/uploader.ts');
      assert.equal(citation!.symbol, 'MAX_ATTEMPTS');
    }));

  it('reads a reply in fences and prose', () =>
    withEngine({ faults: { fences: true } }, async ({ endpoint, run }) => {
      assert.equal(answerOf(await run(QUESTION)).text, 'It tries seven times.');
      assert.equal(endpoint.requests.length, 1);
    }));

  it('reads past reasoning', () =>
    withEngine({ faults: { think: true } }, async ({ run }) => {
      const answer = answerOf(await run(QUESTION));
      assert.equal(answer.text, 'It tries seven times.');
    }));

  it('finds evidence for a reader that is blind in the middle, thanks to the order', async () => {
    const filler = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `src/other${i}.ts`,
        `/** The uploader sends part ${i} of a failed upload. */\nexport function part${i}() {\n${`  send(${i});\n`.repeat(20)}}\n`,
      ]),
    );
    await withEngine(
      { files: { ...FILES, ...filler }, faults: { positionBlind: { from: 30, to: 70 } } },
      async ({ endpoint, run }) => {
        const answer = answerOf(await run(QUESTION));
        assert.ok(answer.passages.length >= 8);
        assert.equal(answer.status, 'complete');
        assert.equal(endpoint.requests.length, 1);
      },
    );
  });

  it('puts the passages between two lines of a random name, stable within a run', () =>
    withEngine({ faults: { badJson: true } }, async ({ endpoint, run }) => {
      await run(QUESTION);
      await run(QUESTION);
      const fences = endpoint.requests.map(({ prompt }) => /^passages-[0-9a-f]{12}$/m.exec(prompt)?.[0]);
      assert.ok(fences.every((fence) => fence !== undefined));
      assert.equal(fences[0], fences[1]);
      assert.notEqual(fences[0], fences[2]);
    }));
});

describe('invented citations', () => {
  const topics = Array.from({ length: 200 }, (_, i) => {
    const digest = createHash('sha256').update(`topic ${i}`).digest('hex');
    const word = [...digest.slice(0, 12)].map((c) => 'bcdfghjkmnpqrtvw'[Number.parseInt(c, 16)]).join('');
    return { word, line: `export const limit_${word} = ${i};`, question: `What is the limit of ${word}?` };
  });
  const files = Object.fromEntries(
    topics.map(({ word, line }, i) => [`src/${word}.ts`, `// The limit of ${word}.\n${line}\nuse(${i});\n`]),
  );
  const oracle = topics.map(({ question, line }) => ({ question, evidence: [line], answer: 'A number.' }));

  for (const fault of ['inventCitation', 'badPath'] as const) {
    it(`are never shown as verified (${fault})`, () =>
      withEngine({ files, oracle, faults: { [fault]: true } }, async ({ run }) => {
        let shown = 0;
        for (const { question } of topics.slice(0, runs(40, 200))) {
          const answer = answerOf(await run(question));
          assert.equal(answer.text, 'A number.');
          assert.equal(answer.status, 'partial');
          assert.ok(answer.notices.some(({ kind }) => kind === 'unproved'));
          shown += answer.claims.filter(({ state }) => state !== 'unproved').length;
        }
        assert.equal(shown, 0);
      }));
  }

  it('beside a true line are still not verified', async () => {
    const script = ({ prompt }: { prompt: string }) => {
      const [, id, line] = /^\[(p\d+)\] .+:(\d+)-/m.exec(prompt)!;
      const evidence = [
        { id, startLine: Number(line), endLine: Number(line) + 2, quote: 'export const limit = 99_999;' },
      ];
      return { text: JSON.stringify({ answerable: true, claims: [{ text: 'It is 99,999.', evidence }] }) };
    };
    await withEngine({ files, script }, async ({ run }) => {
      for (const { question } of topics.slice(0, runs(15, 200))) {
        const answer = answerOf(await run(question));
        assert.ok(answer.claims.every(({ state }) => state === 'unproved'));
      }
    });
  });
});

describe('what leaves', () => {
  it('holds no secret of the files or of the question', async () => {
    const random = (seed: string, length: number) =>
      createHash('sha512')
        .update(seed)
        .digest('base64')
        .replace(/[^A-Za-z0-9]/g, 'k')
        .slice(0, length);
    const secrets = {
      aws: `${'AK'}IA7${random('a', 40)
        .toUpperCase()
        .replace(/[^A-Z2-7]/g, 'Q')
        .slice(0, 15)}`,
      github: `${'gh'}p_${random('b', 36)}`,
      npm: `${'np'}m_${random('c', 36)}`,
      password: `Zk7${random('d', 24)}`,
    };
    const files = {
      'src/upload.ts': `/** The uploader's key. */\nexport const uploadKey = '${secrets.aws}';\nexport const token = '${secrets.github}';\n`,
      'py/upload.py': `# The uploader's registry\nNPM_TOKEN = "${secrets.npm}"\nupload_password = "${secrets.password}"\n`,
      '.env': `UPLOAD_PASSWORD=${secrets.password}\nUPLOADER_KEY=${secrets.aws}\n`,
      'README.md': 'The uploader needs a key.\n',
    };
    await withEngine({ files, faults: { badJson: true } }, async ({ endpoint, run }) => {
      const answer = answerOf(await run(`Which key does the uploader use? Is it ${secrets.github}?`));
      const wire = endpoint.requests.map((request) =>
        JSON.stringify([request.body, request.headers, request.url]),
      );
      assert.equal(wire.length, 2);
      for (const [kind, secret] of Object.entries(secrets))
        assert.ok(!wire.some((text) => text.includes(secret)), `${kind} was sent`);
      assert.ok(answer.notices.some((notice) => notice.kind === 'redactions' && notice.count > 0));
    });
  });
});

describe('faults of the endpoint', () => {
  const faults: Readonly<Record<string, EndpointFaults>> = {
    'status 401': { status: { code: 401 } },
    'status 404': { status: { code: 404 } },
    'status 500': { status: { code: 500 } },
    'status 503': { status: { code: 503 } },
    'http 429': { http429: { retryAfter: '1' } },
    redirect: { redirect: 'http://127.0.0.1:1/' },
    'a web page': { html: true },
    'a cut before the first byte': { cutAt: 0 },
    'a cut in the text': { cutAt: 700 },
    'a stall': { stall: 400 },
    'no first token': { slowFirstToken: true },
    'bad JSON': { badJson: true },
  };
  for (const [name, fault] of Object.entries(faults)) {
    it(`${name}: one end, a clear message, the passages kept`, () =>
      withEngine({ faults: fault, file: { firstTokenMs: 60, idleMs: 60 } }, async ({ run }) => {
        const events = await run(QUESTION);
        const end = endOf(events);
        assert.equal(end.type, 'failed', JSON.stringify(end));
        const { failure } = end;
        const message = failureText(failure, { say: english, door: 'cli' });
        assert.ok(message.length > 20 && !message.includes('undefined'), message);
        const answer = answerOf(events);
        assert.equal(answer.status, 'partial');
        assert.ok(answer.passages.length > 0);
        assert.deepEqual(answer.notices.at(-1), { kind: 'failure', failure });
        assertHonest(answer);
      }));
  }

  const survivable: Readonly<Record<string, EndpointFaults>> = {
    'one 429': { http429: { retryAfter: '1', times: 1 } },
    'one 503': { status: { code: 503, times: 1 } },
    'no response_format': { noResponseFormat: true },
    'half the usage': { halfUsage: true },
  };
  for (const [name, fault] of Object.entries(survivable)) {
    it(`${name}: answered all the same`, () =>
      withEngine({ faults: fault }, async ({ run }) => {
        const events = await run(QUESTION);
        assert.equal(endOf(events).type, 'done', JSON.stringify(events.at(-1)));
        assert.equal(answerOf(events).text, 'It tries seven times.');
      }));
  }

  it('a reply cut at its output limit: what is whole is kept and the answer is partial, or it fails', () =>
    withEngine({ faults: { truncate: true } }, async ({ run }) => {
      const answer = answerOf(await run(QUESTION));
      assert.equal(answer.status, 'partial');
      assert.ok(answer.passages.length > 0);
      assertHonest(answer);
    }));

  it('no end mark: one end all the same', () =>
    withEngine({ faults: { noDone: true } }, async ({ run }) => {
      answerOf(await run(QUESTION));
    }));
});

describe('budget', () => {
  it('too small for the first request: nothing is sent, and the answer says so', () =>
    withEngine({ settings: { budgetTokens: 500 } }, async ({ endpoint, run }) => {
      const answer = answerOf(await run(QUESTION));
      assert.equal(endpoint.requests.length, 0);
      assert.equal(answer.status, 'partial');
      const [notice] = answer.notices;
      assert.ok(notice?.kind === 'overBudget' && notice.limit === 500 && notice.needs > 500);
      assert.deepEqual([answer.usage.calls, answer.usage.tokensIn], [0, 0]);
      assert.ok(answer.passages.length > 0);
    }));

  it('too small for the question: the preview says that nothing is sent, and why', () =>
    withEngine({}, async ({ endpoint, preview }) => {
      const long = await preview(`${QUESTION} ${'over and over '.repeat(30_000)}`);
      assert.deepEqual([long!.messages, long!.tokens], [[], 0]);
      assert.deepEqual(
        long!.notices.map((notice) => notice.kind),
        ['promptTooLong'],
      );
      const unknown = await preview('zzyzx?');
      assert.deepEqual([unknown!.passages, unknown!.route.estimate.calls], [[], 2]);
      assert.ok(unknown!.messages[1]!.content.includes('names that they define'), 'names are picked first');
      assert.equal(unknown!.route.reason.kind, 'pickNames');
      assert.equal(endpoint.requests.length, 0);
    }));

  it('is never exceeded, whatever it is', async () => {
    for (const budgetTokens of [800, 2_000, 2_600, 3_200, 4_500, 9_000]) {
      await withEngine(
        { settings: { budgetTokens }, faults: { badJson: true } },
        async ({ endpoint, run }) => {
          const answer = answerOf(await run(LEASE_QUESTION));
          const { tokensIn, tokensOut, calls } = answer.usage;
          assert.ok(tokensIn + tokensOut <= budgetTokens, `${tokensIn} + ${tokensOut} > ${budgetTokens}`);
          assert.equal(calls, endpoint.requests.length);
        },
      );
    }
  });
});

describe('cancel', () => {
  it('in the middle of a reply ends the run as aborted, with what there is', () =>
    withEngine({ faults: { stall: 500 } }, async ({ endpoint, run }) => {
      const controller = new AbortController();
      const running = run(QUESTION, controller.signal);
      await endpoint.received(1);
      controller.abort(new Error('stopped by the user'));
      const events = await running;
      assert.equal(endOf(events).type, 'aborted');
      const answer = answerOf(events);
      assert.equal(answer.status, 'stopped');
      assert.ok(answer.passages.length > 0);
      await endpoint.idle();
    }));

  it('at any step ends with exactly one aborted', async () => {
    const steps = ['started', 'searching', 'passages', 'routed', 'call', 'text'] as const;
    for (const step of steps) {
      await withEngine({}, async ({ run }) => {
        const controller = new AbortController();
        const events = await run(QUESTION, controller.signal, (event) => {
          if (event.type === step) controller.abort(new Error('stop'));
        });
        assert.equal(endOf(events).type, 'aborted', step);
      });
    }
  });

  it('before the start sends nothing', () =>
    withEngine({}, async ({ endpoint, run }) => {
      const events = await run(QUESTION, AbortSignal.abort(new Error('stop')));
      assert.equal(endOf(events).type, 'aborted');
      assert.equal(endpoint.requests.length, 0);
    }));
});

describe('ask without a model', () => {
  it('gives an answer of the same shape, with every citation verified', async () => {
    const written = await withEngine({}, async ({ run }) => answerOf(await run(QUESTION)));
    const { engine } = await memoryEngine(pool, FILES);
    const events: NumberedEvent[] = [];
    for await (const event of engine.ask(asked(QUESTION), { signal: never })) events.push(event);
    const answer = answerOf(events);
    assert.deepEqual(Object.keys(answer).sort(), Object.keys(written).sort());
    assert.equal(answer.usage.calls, 0);
    assert.equal(answer.route.name, 'extractive');
    assert.equal(answer.status, 'complete');
    assert.equal(answer.passages[0]!.path, 'src/uploader.ts');
    assert.equal(answer.claims.length, answer.passages.length);
    assert.ok(answer.claims.every(({ citations }) => citations.every(({ state }) => state === 'verified')));
    assert.equal(answer.coverage.total, Object.keys(FILES).length);
    assertHonest(answer);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  });

  it('tells of each file in the answer why it was not parsed, and counts the others', async () => {
    const why: Readonly<Record<string, NotParsedWhy>> = {
      'src/uploader.ts': 'parserSpared',
      'odd/one.ts': 'parserMemory',
      'odd/two.ts': 'parserMemory',
      'odd/three.ts': 'parserTimeout',
    };
    const parser: Parser = {
      ...pool,
      parse: async (file, options) => {
        const reason = why[file.path];
        if (reason === undefined) return pool.parse(file, options);
        return plainFile('typescript', splitLines(file.text), reason);
      },
    };
    const odd = Object.fromEntries(Object.keys(why).map((path) => [path, `const other = '${path}';\n`]));
    const { engine } = await memoryEngine(parser, { ...odd, ...FILES });
    const events: NumberedEvent[] = [];
    for await (const event of engine.ask(asked(QUESTION), { signal: never })) events.push(event);
    const told = answerOf(events).coverage.notRead.filter((one) => one.why === 'asText');
    assert.deepEqual(told, [
      { path: 'src/uploader.ts', why: 'asText', parsing: 'parserSpared' },
      { files: 2, why: 'asText', parsing: 'parserMemory' },
      { files: 1, why: 'asText', parsing: 'parserTimeout' },
    ]);
    const { keptAsText } = engine.counts('');
    assert.deepEqual(Object.fromEntries(keptAsText.map(({ path, reason }) => [path, reason])), why);
  });

  it('says what was not found', async () => {
    const { engine } = await memoryEngine(pool, FILES);
    const events: NumberedEvent[] = [];
    for await (const event of engine.ask(asked('zzyzx qwrty'), { signal: never })) events.push(event);
    assert.equal(answerOf(events).notFound!.kind, 'noMatch');
  });

  it('checks shown citations again after an edit', async () => {
    const { engine, ports } = await memoryEngine(pool, FILES);
    const events: NumberedEvent[] = [];
    for await (const event of engine.ask(asked(QUESTION), { signal: never })) events.push(event);
    const citations = answerOf(events).claims[0]!.citations;
    ports.workspace.set('src/uploader.ts', `// new\n${FILES['src/uploader.ts']}`);
    const [moved] = await engine.recheck(citations);
    assert.equal(moved!.state, 'reanchored');
    assert.equal(moved!.startLine, citations[0]!.startLine + 1);
    ports.workspace.files.delete('src/uploader.ts');
    assert.equal((await engine.recheck(citations))[0]!.state, 'stale');
  });
});
