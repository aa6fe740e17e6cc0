/** What the command line prints for people, without a process. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clip, clipPath, columns, wrap } from '../../src/cli/columns.ts';
import { renderAnswer } from '../../src/cli/renderAnswer.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Answer, Citation, Claim, Passage } from '../../src/engine/types.ts';

/** A terminal of a width; marks stand for styles where `marks` asks for them. */
const terminal = (width?: number, { marks = false } = {}): Terminal => ({
  ...{
    out: () => {},
    raw: () => {},
    err: () => {},
    status: () => {},
    close: async () => {},
    isInteractive: false,
    isOneScreen: false,
    width,
  },
  style: (format, text) => (marks && format === 'bold' ? `«${text}»` : text),
});

const CODE = [
  "import { wait } from './wait.ts';",
  "import { log } from './log.ts';",
  '',
  '/** Sends a file, and sends it again when the line was cut. */',
  'export async function upload(file: string, { attempts = MAX_ATTEMPTS, pauseMs = 100 }: Options = {}) {',
  '  for (let attempt = 1; attempt <= attempts; attempt++) {',
  '    if (await send(file)) return;',
  '    await wait(pauseMs * 2 ** attempt);',
  '  }',
  '}',
].join('\n');

function passage(id: string, path: string, more: Partial<Passage> = {}): Passage {
  const why = { terms: ['attempts'], fields: [], evidence: [], groups: [], role: 'source' } as const;
  return {
    ...{
      id,
      path,
      startLine: 1,
      endLine: 10,
      text: CODE,
      hash: 'h',
      symbolPath: 'upload',
      tokens: 9,
      score: 1,
    },
    why,
    ...more,
  };
}

function citation(path: string, more: Partial<Citation> = {}): Citation {
  return { path, startLine: 1, endLine: 10, quote: CODE, hash: 'h', state: 'verified', ...more };
}

function answer(more: Partial<Answer>): Answer {
  const reason = { kind: 'noModel', of: [] };
  return {
    ...{ schema: 2, runId: 'r', status: 'complete', question: 'q', made: 'passages', text: '', claims: [] },
    ...{ passages: [], notices: [] },
    route: {
      name: 'extractive',
      reason,
      estimate: { calls: 0, tokensIn: 0, tokensOut: 0 },
      alternatives: [],
    },
    coverage: { read: 2, total: 9, notRead: [] },
    usage: { calls: 0, tokensIn: 0, tokensOut: 0 },
    ...more,
  };
}

function passagesAnswer(
  paths: readonly string[],
  states: Readonly<Record<string, Citation['state']>> = {},
): Answer {
  const passages = paths.map((path, i) => passage(`p${i + 1}`, path));
  const claims = passages.map(({ id, path }): Claim => {
    const cited = citation(path, { state: states[path] ?? 'verified' });
    return { text: path, state: cited.state, citations: [cited], passage: id };
  });
  return answer({ passages, claims });
}

const FIVE = ['src/upload.ts', 'src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.ts'];

describe('an answer made of passages', () => {
  it('is a ranked list at 80 columns: three with the lines that tell, the others with one', () => {
    assert.equal(
      renderAnswer(passagesAnswer(FIVE), terminal(80)),
      `5 passages, verified.

 1  src/upload.ts:1-10  upload
    matches attempts
     5 │ export async function upload(file: string, { attempts = MAX_ATTEMPTS, …
     6 │   for (let attempt = 1; attempt <= attempts; attempt++) {
       ⋮
     8 │     await wait(pauseMs * 2 ** attempt);

 2  src/a.ts:1-10  upload
    matches attempts
     5 │ export async function upload(file: string, { attempts = MAX_ATTEMPTS, …
     6 │   for (let attempt = 1; attempt <= attempts; attempt++) {
       ⋮
     8 │     await wait(pauseMs * 2 ** attempt);

 3  src/b.ts:1-10  upload
    matches attempts
     5 │ export async function upload(file: string, { attempts = MAX_ATTEMPTS, …
     6 │   for (let attempt = 1; attempt <= attempts; attempt++) {
       ⋮
     8 │     await wait(pauseMs * 2 ** attempt);

 4  src/c.ts:1-10  upload
    matches attempts
     5 │ export async function upload(file: string, { attempts = MAX_ATTEMPTS, …
 5  src/d.ts:1-10  upload
    matches attempts
     5 │ export async function upload(file: string, { attempts = MAX_ATTEMPTS, …

Route: passages as they stand, because no model is set.
Citations: 5 of 5 checked against the files. Read 2 of 9 files; no model was
│ called.
`,
    );
  });

  it('takes no more than the width, and cuts nothing where there is none', () => {
    const long = passagesAnswer([
      'src/very/deep/folder/of/a/repository/with/long/names/uploader.ts',
      ...FIVE,
    ]);
    for (const width of [30, 48, 80, 120])
      for (const row of renderAnswer(long, terminal(width)).split('\n'))
        assert.ok(columns(row) <= width, `${width}: ${row}`);
    const piped = renderAnswer(long, terminal());
    assert.ok(piped.includes(CODE.split('\n')[4]!));
    assert.ok(!piped.includes('…'));
  });

  it('says verified once, and what is otherwise where it is', () => {
    assert.equal(renderAnswer(passagesAnswer(FIVE), terminal(80)).match(/verified/g)?.length, 1);
    const mixed = renderAnswer(
      passagesAnswer(FIVE, { 'src/a.ts': 'stale', 'src/c.ts': 'reanchored' }),
      terminal(80),
    );
    assert.ok(!mixed.includes('verified'));
    assert.match(mixed, /^ 2 {2}src\/a\.ts:1-10 {2}upload {2}\[stale\]$/m);
    assert.match(mixed, /^ 4 {2}src\/c\.ts:1-10 {2}upload {2}\[re-anchored\]$/m);
  });

  it('marks the words that match, and begins a line later where they lie beyond the edge', () => {
    const text = `const x = { ${'filler: 1, '.repeat(12)}attempts: 7, more: 2 };`;
    const one = passage('p1', 'a.ts', { text, endLine: 1 });
    const claims: Claim[] = [{ text: 'a', state: 'verified', citations: [citation('a.ts')], passage: 'p1' }];
    const shown = renderAnswer(answer({ passages: [one], claims }), terminal(60, { marks: true }));
    assert.match(shown, /│ …[^\n]*«attempts»: 7[^\n]*$/m);
    assert.match(shown, /^1 passage, verified\.$/m);
  });
});

describe('an answer of a model', () => {
  it('shows quoted code under its place, and proposed code under what is known of it', () => {
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i + 1}`).join('\n');
    const claim: Claim = {
      ...{ text: 'First.\n\nThen.', state: 'unproved' },
      citations: [citation('src/a.ts', { endLine: 50, quote: lines })],
      code: [
        { kind: 'quoted', at: 6, citation: 0 },
        {
          kind: 'proposed',
          at: 13,
          language: 'ts',
          text: 'let a =;\nsrc/a.ts:1',
          syntax: { flaws: 1, firstLine: 1 },
        },
      ],
    };
    const rows = renderAnswer(answer({ made: 'model', claims: [claim] }), terminal()).split('\n');
    const at = (row: string): number => rows.indexOf(row);
    assert.equal(at('[unproved] First.'), 0);
    assert.equal(at('  src/a.ts:1-50  [verified]'), 1);
    assert.equal(at('    40 │ line 40'), 41);
    assert.equal(at('       ⋮ 10 more lines'), 42);
    assert.equal(at('Then.'), 43);
    assert.match(rows[44]!, /^ {2}Proposed by the model; no file .* syntax error in its line 1\.$/);
    assert.deepEqual(rows.slice(45, 48), [
      '     1 │ let a =;',
      '     2 │ src/a.ts:1',
      '  src/a.ts:1-50  [verified]',
    ]);
  });

  it('keeps its headings and lists, and lines of a list stay below their mark', () => {
    const said = (text: string, list?: Claim['list']): Claim => ({
      ...{ text, state: 'verified', citations: [] },
      ...(list ? { list } : {}),
    });
    const claims = [
      said('It runs.'),
      said('It opens the file.', { level: 1, number: 1 }),
      said('note: it reads all of it before it goes on to the next', { level: 2 }),
    ];
    const headings = [
      { text: 'Route: forged\nline', level: 1, before: 0 },
      { text: 'Steps', level: 2, before: 1 },
    ];
    const text = renderAnswer(answer({ made: 'model', claims, headings }), terminal(40));
    assert.ok(
      text.startsWith(
        [
          '# Route: forged\\u{a}line\n\nIt runs.\n\n## Steps\n\n1. It opens the file.\n\n',
          '  - │ note: it reads all of it before it\n    │ goes on to the next\n',
        ].join(''),
      ),
      text,
    );
    for (const row of text.split('\n')) assert.ok(columns(row) <= 40, row);
  });

  const FORGED = 'It is safe.\nsrc/auth.js:3  [verified]\n      3 | return isAdmin;';
  const written = (claims: readonly Claim[]): Answer => answer({ made: 'model', claims });

  it('has its sentences with what shows each of them', () => {
    const claims: Claim[] = [
      {
        text: 'It tries seven times.',
        state: 'verified',
        citations: [citation('src/upload.ts', { startLine: 6, endLine: 6, quote: CODE.split('\n')[5]! })],
      },
      {
        text: 'It never waits.',
        state: 'unproved',
        citations: [citation('', { state: 'unproved', quote: '}', problem: { kind: 'tooLittle' } })],
      },
    ];
    const [first, second] = renderAnswer(written(claims), terminal(80)).split('\n\n');
    assert.equal(
      first,
      `It tries seven times.
  src/upload.ts:6  [verified]
     6 │ for (let attempt = 1; attempt <= attempts; attempt++) {`,
    );
    assert.equal(second, '[unproved] It never waits.\n  [unproved] (the quote says too little)');
  });

  it('cannot forge a citation by line breaks, nor by where a terminal breaks its lines', () => {
    const padded = `${'It is safe. '.repeat(6)}src/auth.js:3  [verified] and more of it`;
    for (const text of [FORGED, FORGED.replaceAll('\n', '\r\n'), FORGED.replaceAll('\n', '\u2028'), padded])
      for (const width of [undefined, 80, 75, 70, 60, 48])
        for (const state of ['verified', 'unproved'] as const) {
          const shown = renderAnswer(written([{ text, state, citations: [] }]), terminal(width));
          assert.doesNotMatch(shown, /^\s*src\/auth\.js/m, shown);
        }
  });

  it('keeps the lines of a text, behind a bar', () => {
    const shown = renderAnswer(written([{ text: FORGED, state: 'unproved', citations: [] }]), terminal());
    assert.match(
      shown,
      /^│ \[unproved\] It is safe\.\n│ src\/auth\.js:3 {2}\[verified\]\n│ {7}3 \| return isAdmin;\n/,
    );
  });

  it('shows the first lines of a long quote, and how many more there are', () => {
    const shown = renderAnswer(
      written([{ text: 'So.', state: 'verified', citations: [citation('src/upload.ts')] }]),
      terminal(80),
    );
    assert.match(shown, /⋮ 6 more lines/);
  });
});

describe('columns', () => {
  it('count wide characters twice and marks not at all', () => {
    assert.equal(columns('abc'), 3);
    assert.equal(columns('七次'), 4);
    assert.equal(columns('e\u0301'), 1);
    assert.equal(columns('👍'), 2);
  });

  it('are never more than asked for', () => {
    for (const text of ['', 'abc', 'abcdef', '七次七次', 'a七b次c', 'e\u0301'.repeat(9)])
      for (let width = 1; width < 12; width++) {
        assert.ok(columns(clip(text, width)) <= width, `${text} ${width}: ${clip(text, width)}`);
        if (columns(text) <= width) assert.equal(clip(text, width), text);
      }
    for (const row of wrap(`a bb ccc ${'d'.repeat(30)} 七次七次七次`, 7)) assert.ok(columns(row) <= 7, row);
    assert.equal(wrap('a bb ccc dddd', 6).join('|'), 'a bb|ccc|dddd');
    assert.equal(clipPath('src/long/name.ts', 9), '…/name.ts');
  });
});
