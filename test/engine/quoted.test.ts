/** Quoted strings of a question: how they are read, and that they count in ranking. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IndexView } from '../../src/engine/index/repository.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { WEIGHTS, type Weights } from '../../src/engine/retrieve/score.ts';
import { quotedWords } from '../../src/engine/retrieve/terms.ts';
import type { Hit } from '../../src/engine/types.ts';
import { indexOf, MemoryWorkspace, memoryPorts, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const MESSAGE = 'unexpected end of header';
const STYLES: Readonly<Record<string, string>> = {
  'straight double': `"${MESSAGE}"`,
  'straight single': `'${MESSAGE}'`,
  'back ticks': `\`${MESSAGE}\``,
  'English typographic': `“${MESSAGE}”`,
  'English single': `‘${MESSAGE}’`,
  'German typographic': `„${MESSAGE}“`,
  'German single': `‚${MESSAGE}‘`,
  'Swedish typographic': `”${MESSAGE}”`,
  'French guillemets': `« ${MESSAGE} »`,
  'German guillemets': `»${MESSAGE}«`,
  'Chinese corner marks': `「${MESSAGE}」`,
};

describe('quoted strings', () => {
  const quotedIn = (text: string): readonly string[] => analyseQuery(text, { suffixes: [] }).quoted;

  for (const [style, written] of Object.entries(STYLES))
    it(`are read in ${style} marks`, () => {
      assert.deepEqual(quotedIn(`Where do we say ${written}, and when?`), [MESSAGE]);
    });

  it('keep an apostrophe inside a word, and marks of another kind', () => {
    assert.deepEqual(quotedIn("who prints 'can't open the file' here"), ["can't open the file"]);
    assert.deepEqual(quotedIn('who prints ‘can’t open the file’ here'), ['can’t open the file']);
    assert.deepEqual(quotedIn('who prints "can\'t open `x`" here'), ["can't open `x`"]);
  });

  it('are none where apostrophes only stand in words', () => {
    assert.deepEqual(quotedIn("It doesn't stop when the users' sessions aren't closed, isn't it?"), []);
    assert.deepEqual(quotedIn('It doesn’t stop when the sessions aren’t closed'), []);
  });

  it('are read in scripts without blanks', () => {
    assert.deepEqual(quotedIn('「保存失败」はどこ'), ['保存失败']);
  });

  it('of one short word say nothing', () => {
    assert.deepEqual(quotedIn('what is "foo" and `bar`'), []);
  });

  it('are no longer than a message, however many marks stand unclosed', () => {
    for (const mark of ['"', "'", '“', '„', '«', '‘', ' ‚', "a' '"])
      for (const part of quotedIn(`${mark}abc `.repeat(20_000))) assert.ok(part.length <= 200, part);
    assert.deepEqual(quotedIn(`"${'a'.repeat(300)}"`), []);
  });
});

describe('error texts without marks', () => {
  const messagesIn = (text: string): readonly string[] => analyseQuery(text, { suffixes: ['.py'] }).quoted;
  const FORMS: Readonly<Record<string, string>> = {
    Python: `Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nValueError: ${MESSAGE}`,
    Node: `/srv/a.js:10\n    throw new Error(x);\n\nTypeError [ERR_INVALID_URL]: ${MESSAGE}\n    at parse (a.js:10:3)`,
    Java: `Exception in thread "main" java.lang.IllegalStateException: ${MESSAGE}\n\tat a.B.c(B.java:7)`,
    'a cause in Java': `Caused by: com.acme.HeaderException: ${MESSAGE}`,
    '.NET': `Unhandled exception. System.FormatException: ${MESSAGE}\n   at A.B() in /src/a.cs:line 3`,
    'Rust since 1.73': `thread 'main' panicked at src/main.rs:4:5:\n${MESSAGE}\nnote: run with`,
    rustc: `error[E0308]: ${MESSAGE}\n --> src/main.rs:4:5`,
    tsc: `src/a.ts(5,9): error TS2322: ${MESSAGE}.`,
    gcc: `a.c:5:9: fatal error: ${MESSAGE}`,
    git: `fatal: ${MESSAGE}`,
    npm: `npm ERR! code 1\nnpm ERR!: ${MESSAGE}`,
    log: `2026-01-02 10:00:00 ERROR: ${MESSAGE}`,
    'a warning of Python': `a.py:3: DeprecationWarning: ${MESSAGE}`,
    'with more behind it': `It stops with ParseError: ${MESSAGE} (see the log). What is wrong?`,
  };

  for (const [form, text] of Object.entries(FORMS))
    it(`are read as they are printed: ${form}`, () => assert.ok(messagesIn(text).includes(MESSAGE)));

  it('are none in prose about errors, and of one or two words', () => {
    assert.deepEqual(messagesIn('How is an Error made, and which exception handler runs first?'), []);
    assert.deepEqual(messagesIn('KeyError: missing'), []);
  });

  it('cost what their length costs', () => {
    for (const part of ['Error: ', 'error: a b c ', 'panicked at x', 'Error [a '])
      assert.ok(messagesIn(part.repeat(20_000)).length <= 12);
  });
});

describe('the words of a quoted string', () => {
  it('leave out what differs between a message and the code that makes it', () => {
    const message = quotedWords('cannot open file "/tmp/x.txt" after 3 tries');
    for (const code of [
      'cannot open file "%s" after %d tries',
      'cannot open file "$' + '{path}" after $' + '{count} tries',
      'cannot open file "{0}" after {1} tries',
      'cannot open file "#{path}" after #{count} tries',
      'cannot open file "%(path)s" after %(count)d tries',
      'cannot open file "\\(path)" after \\(count) tries',
    ])
      assert.deepEqual(quotedWords(code), message, code);
  });

  it('are pairs of letters in scripts without blanks', () => {
    assert.equal(quotedWords('保存失败').length, 3);
  });

  it('are none for a single word, which says no more than it does unquoted', () => {
    assert.deepEqual(quotedWords('parseHeaders'), []);
    assert.deepEqual(quotedWords('%s'), []);
    assert.deepEqual(quotedWords('sync::watch::Receiver.changed()'), []);
  });
});

/** The words of the message stand in both files, in one place of the first alone; the second holds them oftener. */
const scattered = (words: readonly string[]): string =>
  words
    .map(
      (word, i) =>
        `/** ${word} ${word} ${word} */\nexport function part${i}(x) {\n${'  x.next(x);\n'.repeat(20)}}\n`,
    )
    .join('\n');
const FILES: Readonly<Record<string, string>> = {
  'src/zz.ts': `export function pull(x) {\n  if (!x) throw new Error(\`unexpected end of \${x} header\`);\n${'  x.next(x);\n'.repeat(20)}}\n`,
  'src/aa.ts': scattered(['unexpected', 'end', 'header']),
  'test/zz.test.ts': "test('pull', () => throws('unexpected end of header'));\n",
  ...Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [
      `src/filler${i}.ts`,
      `export function filler${i}(text) {\n  return 'no message ${i}';\n}\n`,
    ]),
  ),
};

describe('ranking by a quoted string', () => {
  let view: IndexView;
  before(async () => {
    view = await (await indexOf(memoryPorts(pool, new MemoryWorkspace(FILES)))).view();
  });
  const hitsOf = (question: string, weights: Weights = WEIGHTS) =>
    rank(view, analyseQuery(question, view), { limit: 20, weights }).hits;
  const without: Weights = { ...WEIGHTS, rank: { ...WEIGHTS.rank, exactQuoted: 0 } };

  const leadOf = (hits: readonly Hit[]): number => {
    const score = (path: string): number => hits.find((hit) => hit.path === path)!.score;
    return score('src/zz.ts') / score('src/aa.ts');
  };

  for (const [style, written] of Object.entries(STYLES))
    it(`puts the place that says it first, in ${style} marks`, () => {
      const question = `Where do we say ${written}?`;
      const leads = [hitsOf(question), hitsOf(question, without)].map(leadOf);
      assert.ok(leads[0]! > 1.05 * leads[1]!, leads.join(' after '));
      const [first] = hitsOf(question);
      assert.equal(first!.path, 'src/zz.ts');
      assert.deepEqual(first!.why.evidence, [{ kind: 'quoted', of: MESSAGE }]);
    });

  it('puts the place first that says an error text without marks', () => {
    const question = `Reading the file stops.\n\nParseError: ${MESSAGE}\n    at main.ts:3:4`;
    const leads = [hitsOf(question), hitsOf(question, without)].map(leadOf);
    assert.ok(leads[0]! > 1.05 * leads[1]!, leads.join(' after '));
    assert.equal(hitsOf(question)[0]!.path, 'src/zz.ts');
  });

  it('says nothing where too many places hold the words', () => {
    const many: Weights = { ...WEIGHTS, rank: { ...WEIGHTS.rank, quotedPlaces: 2 } };
    const kinds = (weights: Weights) =>
      hitsOf('who says "no message"?', weights).flatMap(({ why }) => why.evidence.map(({ kind }) => kind));
    assert.deepEqual(kinds(many), []);
  });

  it('says nothing where the words meet by chance, however many places may count', () => {
    const all: Weights = { ...WEIGHTS, rank: { ...WEIGHTS.rank, quotedPlaces: 1_000 } };
    const kinds = hitsOf('who says "text message"?', all).flatMap(({ why }) => why.evidence);
    assert.deepEqual(kinds, []);
  });

  it('says nothing of words that stand in no place together', () => {
    const evidence = hitsOf('who says "unexpected filler header"?').flatMap(({ why }) => why.evidence);
    assert.deepEqual(evidence, []);
  });
});

describe('paths in a question', () => {
  it('end with the suffixes of the grammars, in any letter case', async () => {
    const { suffixes } = pool;
    const paths = (text: string): readonly string[] => analyseQuery(text, { suffixes }).paths;
    for (const name of [
      'boot.jl',
      'Main.HS',
      'core.ml',
      'app.exs',
      'run.ps1',
      'page.svelte',
      'build.zig',
      'x.tar.py',
    ])
      assert.deepEqual(paths(`what is in ${name}?`), [name], name);
    for (const suffix of suffixes) assert.deepEqual(paths(`see main${suffix}, please`), [`main${suffix}`]);
  });

  it('are none without such a suffix or a folder', () => {
    const { suffixes } = pool;
    assert.deepEqual(analyseQuery('e.g. obj.method or v1.2 of .ts files', { suffixes }).paths, []);
    assert.deepEqual(analyseQuery('see lib/odd.xyz', { suffixes }).paths, ['lib/odd.xyz']);
  });

  it('follow a new grammar: a suffix is data', () => {
    assert.deepEqual(analyseQuery('see main.newlang', { suffixes: ['.newlang'] }).paths, ['main.newlang']);
    assert.deepEqual(analyseQuery('see main.newlang', { suffixes: [] }).paths, []);
  });
});
