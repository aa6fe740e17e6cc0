/** Questions in six languages, and the route, the calls and the tokens that each of them takes (methods T1). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Answer } from '../../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../../fakes/memory.ts';
import { parsePassages } from '../../fakes/oracle.ts';
import { promptOf } from '../../fakes/readers.ts';
import { type Scripted, scriptedModel } from '../../fakes/scriptedModel.ts';
import QUESTIONS from './questions.json' with { type: 'json' };

const pool = startPool();
after(() => pool.dispose());

interface Row {
  readonly language: string;
  readonly question: string;
  readonly route: string;
  readonly reason?: string;
  readonly calls?: number;
}

const ROWS: readonly Row[] = QUESTIONS;

/** Whatever is shown answers: what is tried is where a question goes, not what comes of it. */
function obedient(): ReturnType<typeof scriptedModel> {
  return scriptedModel({
    reply(request): Scripted {
      const prompt = promptOf(request);
      if (prompt.includes('names that they define')) return { names: ['uploadFile'] };
      if (prompt.includes('"choose"')) return { choose: 'n1', reason: 'its name' };
      const [passage] = parsePassages(prompt);
      const line = passage?.lines.find(({ text }) => text.trim().length > 12);
      if (!passage || !line) return { answerable: false, missing: [], evidence: [], claims: [] };
      const evidence = [{ id: passage.id, startLine: line.line, endLine: line.line, quote: line.text }];
      return {
        answerable: true,
        missing: [],
        evidence: [passage.id],
        claims: [{ text: 'So it is.', evidence }],
      };
    },
  });
}

const code = (name: string, doc: string, body: string): string =>
  `/** ${doc} */\nexport function ${name}(one: string): void {\n${body}}\n`;

const FILES: Readonly<Record<string, string>> = {
  'src/session.ts': [
    code('purgeIdleSession', 'Clears a session that is idle for a week.', '  sessions.delete(one);\n'),
    code('openSession', 'Opens a session.', '  sessions.set(one, now());\n'),
  ].join('\n'),
  'src/upload.ts': [
    code('uploadFile', 'Sends a file; a failed upload is tried again.', '  retryUpload(one);\n'),
    code('retryUpload', 'Tries a slow upload again.', '  attempt(one, 7);\n'),
  ].join('\n'),
  'src/mail/letter.ts': code(
    'sendLetter',
    'Sends a letter, signed, and again when it is lost.',
    '  post(one);\n',
  ),
  'src/net/client.ts': code('connect', 'Opens a connection.', '  socket.open(one, TIMEOUT);\n'),
  'src/net/limits.ts': 'export const TIMEOUT = 30;\nexport const LIMIT = 9;\n',
  'test/upload.test.ts': "uploadFile('a');\n",
  'README.md': '# Demo\n\nPaints squares, and sends letters.\n',
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [
      `src/paint/square${i}.ts`,
      code(`square${i}`, `The size of square ${i}.`, `  fill(one, ${i});\n`.repeat(25)),
    ]),
  ),
};

const shared = obedient();
let engines: { readonly written: Engine; readonly plain: Engine };
before(async () => {
  const [written, plain] = [
    await memoryEngine(pool, FILES, { model: shared }),
    await memoryEngine(pool, FILES),
  ];
  engines = { written: written.engine, plain: plain.engine };
});

async function answer(engine: Engine, text: string): Promise<Answer> {
  for await (const { event } of engine.ask(asked(text), { signal: never }))
    if ('answer' in event && event.answer) return event.answer;
  throw new Error(`no answer to ${text}`);
}

/** Estimates are held to what was counted; what no model is sent has none. */
function assertEstimate({ question, route, usage }: Answer): void {
  const { tokensIn, calls } = route.estimate;
  if (usage.calls === 0) return;
  if (usage.calls !== calls) return;
  const share = tokensIn / usage.tokensIn;
  assert.ok(share > 0.8 && share < 1.2, `${question}: ${tokensIn} estimated, ${usage.tokensIn} counted`);
}

describe('the router', () => {
  it('is tried with at least 120 questions in six languages', () => {
    assert.ok(ROWS.length >= 120, String(ROWS.length));
    assert.deepEqual([...new Set(ROWS.map(({ language }) => language))].sort(), [
      ...['de', 'en', 'es', 'fr', 'ja', 'zh'],
    ]);
    assert.equal(new Set(ROWS.map(({ question }) => question)).size, ROWS.length);
  });

  for (const route of [...new Set(ROWS.map((row) => row.route))])
    it(`sends to ${route} what belongs there, at the calls and tokens that it said`, async () => {
      const wrong: string[] = [];
      for (const row of ROWS.filter((one) => one.route === route)) {
        const got = await answer(engines.written, row.question);
        const { name, reason, estimate } = got.route;
        if (name !== row.route || (row.reason !== undefined && reason.kind !== row.reason))
          wrong.push(`${row.question}: ${name} ${reason.kind}, not ${row.route} ${row.reason ?? ''}`);
        else if (row.calls !== undefined && (got.usage.calls !== row.calls || estimate.calls !== row.calls))
          wrong.push(`${row.question}: ${got.usage.calls} calls, ${estimate.calls} estimated`);
        else if (row.reason !== 'pickNames') assertEstimate(got);
      }
      assert.deepEqual(wrong, []);
    });

  it('asks no model about each of many for a question that only says `all` further on', async () => {
    for (const question of [
      'Why would uploads of all files be slow, and which functions would help every sender?',
      'Where does the data of all letters flow through several functions, and what keeps every change visible?',
      'Warum sind alle Funktionen langsam, und welche Datei hilft jeder Klasse?',
      '¿Por qué son lentas todas las funciones, y qué clases ayudan a todas las demás?',
      'Pourquoi toutes les fonctions sont-elles lentes ?',
    ])
      assert.equal((await answer(engines.written, question)).route.name, 'retrieval', question);
  });

  it('answers without a model as well: counts exactly, an overview by its outline, else by passages', async () => {
    for (const row of ROWS.filter((_, i) => i % 4 === 0)) {
      const { route, usage } = await answer(engines.plain, row.question);
      assert.equal(usage.calls, 0);
      const expected = row.route === 'aggregate' || row.route === 'walk' ? row.route : 'extractive';
      assert.equal(route.name, expected, row.question);
      assert.equal(route.estimate.calls, 0);
    }
  });
});
