/** Secrets of files: no prompt, no answer and no stored conversation holds one, wherever a passage begins and ends. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Secrets } from '../../src/engine/ports.ts';
import { concealQuestion } from '../../src/engine/run/conceal.ts';
import type { Answer, EarlierTurn } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, secretsHere, startPool } from '../fakes/memory.ts';
import { type Scripted, scriptedModel } from '../fakes/scriptedModel.ts';
import { unseenDuring } from '../fakes/unseen.ts';

const pool = startPool();
after(() => pool.dispose());

// No secret stands in this file: each is put together at run time from seeded random letters.
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function letters(seed: number, count: number): string {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return LETTERS[Math.floor((state / 2 ** 32) * LETTERS.length)];
  }).join('');
}

const BODY = Array.from({ length: 40 }, (_, i) => `k7${letters(i + 1, 61)}Q`);
const [BEGIN, END] = ['BEGIN', 'END'].map((word) => `-----${word} RSA ${'PRIVATE'} KEY-----`) as [
  string,
  string,
];
const KEY = [BEGIN, ...BODY, END];

/** A key as it stands in files: more lines than a passage of its middle, which shows neither begin nor end. */
const KEY_FILES: Readonly<Record<string, string>> = {
  'src/template.ts': `export const signingPart = \`\n${KEY.join('\n')}\n\`;\n`,
  'src/joined.js': `const signingPart =\n${KEY.map((line) => `  '${line}\\n' +`).join('\n')}\n  '';\n`,
  'conf/block.yaml': `signingPart: |\n${KEY.map((line) => `  ${line}`).join('\n')}\nnext: 1\n`,
  'conf/list.json': `{"signingPart": [\n${KEY.map((line) => JSON.stringify(line)).join(',\n')}\n]}\n`,
  'src/triple.py': `SIGNING_PART = """\n${KEY.join('\n')}\n"""\n`,
  'notes/windows.txt': `The signing part\r\n${KEY.join('\r\n')}\r\n`,
  'run/heredoc.sh': `cat > out <<EOF\n${KEY.join('\n')}\nEOF\n`,
  'conf/element.xml': `<config>\n<signingPart>\n${KEY.join('\n')}\n</signingPart>\n</config>\n`,
  'docs/quoted.md': `The signing part:\n\n${KEY.map((line) => `> ${line}`).join('\n')}\n`,
  'notes/fix.diff': `--- a\n+++ b\n@@ -1,3 +1,44 @@\n${KEY.map((line) => `+${line}`).join('\n')}\n`,
  'src/comment.c': `/*\n${KEY.map((line) => ` * ${line}`).join('\n')}\n */\nint signing_part;\n`,
};

/** Parts of a secret of this length give it away. */
const TELLING = 12;

function leaks(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => {
    for (let at = 0; at + TELLING <= secret.length; at++)
      if (text.includes(secret.slice(at, at + TELLING))) return true;
    return false;
  });
}

interface Asking {
  readonly files: Readonly<Record<string, string>>;
  readonly question: Parameters<typeof asked>;
  readonly reply?: Scripted;
  readonly secrets?: Secrets;
}

/** Asks one question and gives what was sent and what came of it. */
async function ask({ files, question, reply = declined, secrets }: Asking) {
  const model = scriptedModel({ reply: () => reply });
  const { engine } = await memoryEngine(pool, files, { model, ...(secrets ? { secrets } : {}) });
  let answer: Answer | undefined;
  const events: unknown[] = [];
  for await (const { event } of engine.ask(asked(...question), { signal: never })) {
    events.push(event);
    if ('answer' in event) answer = event.answer;
  }
  const sent = model.requests.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n');
  return { engine, answer: answer!, sent, made: JSON.stringify(events) };
}

const declined: Scripted = { answerable: false, missing: [], evidence: [], claims: [] };
const claim = (text: string, line: number, quote: string): Scripted => ({
  answerable: true,
  missing: [],
  evidence: ['p1'],
  claims: [{ text, evidence: [{ id: 'p1', startLine: line, endLine: line, quote }] }],
});
const lines = (path: string, startLine: number, endLine: number) => ({
  focus: [{ kind: 'selection', path, startLine, endLine } as const],
});

describe('a secret of many lines', () => {
  for (const [path, text] of Object.entries(KEY_FILES))
    it(`is left out of a passage from its middle: ${path}`, async () => {
      const { sent, made } = await ask({
        files: { [path]: text },
        question: ['What is this?', lines(path, 18, 24)],
      });
      assert.ok(sent.includes('20| '), sent);
      assert.deepEqual(leaks(sent, BODY), []);
      assert.deepEqual(leaks(made, BODY), []);
    });
});

describe('an answer', () => {
  const value = `9${letters(7, 22)}x`;
  const files = {
    'src/login.ts': `export function login(user: string) {\n  const password = '${value}';\n  return connect(user, password);\n}\n`,
  };
  const question = ['What does `login` connect with?'] as const;

  it('holds a mark where the secret stands, and proves the rest of the line', async () => {
    const quote = "const password = '«secret:password»';";
    const { answer, made, sent } = await ask({
      files,
      question: [...question],
      reply: claim('A fixed one.', 2, quote),
    });
    assert.ok(sent.includes(quote), sent);
    assert.equal(answer.claims[0]?.state, 'verified');
    assert.ok(answer.claims[0]?.citations[0]?.quote.includes('«secret:password»'));
    assert.deepEqual(leaks(made, [value]), []);
    assert.deepEqual(
      answer.passages.map(({ secrets }) => secrets),
      [1],
    );
    assert.deepEqual(
      answer.notices.filter(({ kind }) => kind === 'redactions'),
      [{ kind: 'redactions', count: 1 }],
    );
  });

  it('is not proved by the mark alone', async () => {
    for (const quote of ['«secret:password»', "'«secret:password»'", "'«secret:password:1-7f3a»';"]) {
      const { answer } = await ask({ files, question: [...question], reply: claim('A mark.', 2, quote) });
      assert.equal(answer.claims[0]?.state, 'unproved', quote);
    }
  });

  it('stays proved when it is looked at again, and stale when the line changed', async () => {
    const reply = claim('A fixed one.', 2, "const password = '«secret:password»';");
    const { engine, answer } = await ask({ files, question: [...question], reply });
    const { citations } = answer.claims[0]!;
    assert.deepEqual(
      (await engine.recheck(citations)).map(({ state }) => state),
      ['verified'],
    );
    const changed = citations.map((one) => ({ ...one, quote: one.quote.replace('const', 'let') }));
    assert.deepEqual(
      (await engine.recheck(changed)).map(({ state }) => state),
      ['stale'],
    );
  });

  it('made of passages holds none either', async () => {
    const { engine } = await memoryEngine(pool, files);
    let made = '';
    for await (const { event } of engine.ask(asked(...question), { signal: never }))
      made += JSON.stringify(event);
    assert.ok(made.includes('«secret:password»'));
    assert.deepEqual(leaks(made, [value]), []);
  });
});

describe('a file that changed after it was indexed', () => {
  it('is searched as it is now', async () => {
    const model = scriptedModel({ reply: () => declined });
    const files = { 'src/login.ts': 'export function login() {\n  return connect();\n}\n' };
    const { engine, ports } = await memoryEngine(pool, files, { model });
    const value = `4${letters(11, 24)}z`;
    ports.workspace.set(
      'src/login.ts',
      `export function login() {\n  const password = '${value}';\n  return connect(password);\n}\n`,
    );
    for await (const _ of engine.ask(asked('What does `login` do?'), { signal: never }));
    const sent = model.requests.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n');
    assert.ok(sent.includes('«secret:password»'), sent);
    assert.deepEqual(leaks(sent, [value]), []);
  });
});

describe('what cannot be searched', () => {
  it('is left out as a whole', async () => {
    const secrets: Secrets = {
      find: async ({ path }) =>
        path === undefined ? { type: 'ranges', ranges: [] } : { type: 'all', why: 'notSearched' },
    };
    const files = { 'src/paint.ts': 'export function paintWindow() {\n  return brush();\n}\n' };
    const { sent, answer } = await ask({ files, question: ['What does `paintWindow` do?'], secrets });
    assert.ok(sent.includes('«secret:not-searched»') && !sent.includes('brush'), sent);
    assert.equal(answer.passages[0]?.secrets, 3);
  });
});

describe('a file whose name says that it holds secrets', () => {
  const plain = 'first plain words\nsecond plain words\n';
  for (const path of [
    '.env',
    'deploy/.ENV.local',
    ' .env',
    'a\nb/.env',
    `${'deep/'.repeat(300)}.env`,
    'x\u2028y/id_rsa',
    'keys/server.pem',
    '[p9] src/a.ts:1-2/.env',
    'a:1-2\n1| x/.netrc',
    'home/.aws/credentials',
    '\t.npmrc',
    'a\r\n.env',
  ])
    it(`is withheld: ${JSON.stringify(path.slice(-40))}`, async () => {
      const { sent, made } = await ask({
        files: { [path]: plain },
        question: ['What is in this file?', { focus: [{ kind: 'file', path }] }],
      });
      assert.ok(sent.includes('«secret:file»'), sent);
      assert.ok(!sent.includes('plain words') && !made.includes('plain words'), sent);
    });
});

describe('the conversation before', () => {
  const value = `8${letters(5, 30)}q`;
  const files = { 'src/login.ts': 'export function login() {\n  return connect();\n}\n' };
  const filler = 'The connection is opened first, then the session is made. ';
  const turn = (text: string, question = 'And?'): EarlierTurn => ({
    question,
    claims: [{ text, places: [{ path: 'src/login.ts', startLine: 1, endLine: 3 }] }],
  });
  const around: readonly [string, EarlierTurn][] = [
    ['in a claim', turn(`It is set by password = "${value}" there.`)],
    ['in a question', turn('Yes.', `Is DB_PASSWORD=${value} used?`)],
    ['where the claim is cut', turn(`${filler.repeat(6)}password = "${value}" there.`)],
    ['across the cut', turn(`${'x'.repeat(375)} password = "${value}" there.`)],
    ['in an address', turn(`It uses postgres://app:${value}@db/app for that.`)],
    ['in a header', turn(`It sends "Authorization: Bearer ${value}".`)],
    ['in YAML', turn(`db:\n  password: ${value}\n`)],
    ['in a fence', turn(`\`\`\`sh\nexport API_TOKEN=${value}\n\`\`\``)],
    ['in a key', turn(`The key begins so:\n${BEGIN}\n${BODY.slice(0, 9).join('\n')}`)],
    ['in JSON', turn(`{"client_secret": "${value}"}`)],
  ];
  for (const [where, before] of around)
    it(`is sent without a secret ${where}`, async () => {
      const question = ['What does `login` do?', { history: [before] }] as const;
      const { sent } = await ask({ files, question: [...question] });
      assert.ok(sent.includes('Proved:'));
      assert.deepEqual(leaks(sent, [value, ...BODY]), []);
      assert.ok(sent.includes('«secret:'), sent);
    });
});

describe('the search', () => {
  it('is made once for each state of a file', async () => {
    const searched: string[] = [];
    const secrets: Secrets = {
      find(file, options) {
        if (file.path !== undefined) searched.push(file.path);
        return secretsHere.find(file, options);
      },
    };
    const files = { 'src/paint.ts': 'export function paintWindow() {\n  return brush();\n}\n' };
    const { engine } = await ask({ files, question: ['What does `paintWindow` do?'], secrets });
    for await (const _ of engine.ask(asked('Who calls `brush`?'), { signal: never }));
    assert.deepEqual(searched, ['src/paint.ts']);
  });

  it('runs in a worker that can be killed, and withholds what it cannot finish', async () => {
    const slow = startPool({ hardLimitMs: 1, softLimitMs: 1 });
    try {
      const text = 'password = "'.repeat(400_000);
      const found = await slow.secrets.find({ path: 'a.txt', text, hash: 'h' }, { signal: never });
      assert.deepEqual(found, { type: 'all', why: 'notSearched' });
    } finally {
      await slow.dispose();
    }
  });

  it('leaves nothing that ends the process when a question after others is stopped meanwhile', async () => {
    const stop = new AbortController();
    // As a worker answers: not before the signal, and then with its reason.
    const waiting: Secrets = {
      find: (_file, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const unseen = await unseenDuring(async () => {
      const history = [{ question: 'what was before?', claims: [] }];
      const concealed = concealQuestion(asked('and then?', { history }), waiting, stop.signal);
      stop.abort(new Error('cancelled'));
      await assert.rejects(concealed, /cancelled/);
      await setImmediate();
    });
    assert.deepEqual(unseen, []);
  });
});
