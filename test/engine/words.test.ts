/** What a question and an index term are made of: stems, identifiers, queries, roles. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stem } from '../../src/engine/index/stem.ts';
import { eachWord, isIdentifierLike, splitIdentifier, termsOf } from '../../src/engine/index/tokenize.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { roleOf } from '../../src/engine/retrieve/roles.ts';
import { runs } from '../fakes/memory.ts';

const wordsOf = (text: string): string[] => {
  const words: string[] = [];
  eachWord(text, (word) => words.push(word));
  return words;
};

describe('stem', () => {
  it('folds the forms of one word', () => {
    for (const group of [
      ['index', 'indexes', 'indexed', 'indexing', 'indexer'],
      ['parse', 'parses', 'parsed', 'parsing', 'parser', 'parsers'],
      ['retry', 'retries'],
      ['connect', 'connects', 'connected', 'connecting', 'connection', 'connections', 'connector'],
      ['serialize', 'serializes', 'serialized', 'serializer', 'serialization', 'serializing'],
      ['stop', 'stops', 'stopped', 'stopping'],
      ['class', 'classes'],
    ]) {
      assert.equal(new Set(group.map(stem)).size, 1, `${group.map((word) => `${word}:${stem(word)}`)}`);
    }
  });

  it('keeps different words apart and never gives an empty term', () => {
    assert.notEqual(stem('user'), stem('usage'));
    assert.notEqual(stem('port'), stem('post'));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,14}$/), (word) => {
        const base = stem(word);
        assert.ok(base.length > 0 && base.length <= word.length, base);
        // A plural, where English makes one by an s alone, is the word.
        if (/^.{3,}[bcdfgklmnprt]$/.test(word)) assert.equal(stem(`${word}s`), base);
      }),
      { numRuns: runs(300, 5000) },
    );
  });
});

describe('tokenize', () => {
  it('splits identifiers at every kind of border', () => {
    assert.deepEqual(splitIdentifier('HTTPServer2_retryCount'), ['http', 'server', '2', 'retry', 'count']);
    assert.deepEqual(splitIdentifier('snake_case_name'), ['snake', 'case', 'name']);
    assert.deepEqual(splitIdentifier('$private'), ['private']);
    assert.deepEqual(splitIdentifier('ÄrgerÜber'), ['ärger', 'über']);
    assert.deepEqual(splitIdentifier('___'), []);
  });

  it('gives the whole and its parts', () => {
    const terms = termsOf('maxRetryCount');
    assert.ok(terms.includes('maxretrycount'));
    assert.ok(terms.includes(stem('retry')));
    assert.deepEqual(termsOf('the'), []);
    assert.deepEqual(termsOf('function'), []);
  });

  it('keeps digests whole', () => assert.deepEqual(termsOf('a1b2c3d4e5f6a7b8'), ['a1b2c3d4e5f6a7b8']));

  it('pairs what is written without spaces', () => {
    assert.deepEqual(wordsOf('検索エンジン'), ['検索', '索エ', 'エン', 'ンジ', 'ジン']);
    assert.deepEqual(wordsOf('字'), ['字']);
  });

  it('gives words that stand where it says, in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        eachWord(text, (word, start) => assert.equal(text.slice(start, start + word.length), word));
        for (const word of wordsOf(text)) for (const term of termsOf(word)) assert.ok(term.length > 0);
      }),
      { numRuns: runs(300, 5000) },
    );
  });

  it('finds the same terms in a question and in code', () => {
    const shared = (a: string, b: string) => termsOf(a).some((term) => termsOf(b).includes(term));
    assert.ok(shared('retries', 'retryCount'));
    assert.ok(shared('parsing', 'HeaderParser'));
    assert.ok(shared('RetryPolicy', 'retry_policy'));
    assert.equal(shared('session', 'permission'), false);
  });

  it('knows code from prose', () => {
    for (const word of ['camelCase', 'snake_case', '_hidden', 'utf8', '$el', 'HTTPServer'])
      assert.ok(isIdentifierLike(word), word);
    for (const word of ['hello', 'World', 'USA']) assert.equal(isIdentifierLike(word), false, word);
  });
});

describe('query', () => {
  it('reads names, paths, frames and quoted strings', () => {
    const query = analyseQuery(
      'Why does `parseHeaders` in src/http/headers.ts:42 throw "unexpected end of header"?\n  File "lib/app.py", line 7\n  at Server.listen (net.js:10:3)',
      { suffixes: ['.ts', '.py', '.js'] },
    );
    assert.equal(query.identifiers[0], 'parseHeaders');
    assert.ok(query.identifiers.includes('listen'));
    assert.ok(query.quoted.includes('unexpected end of header'));
    assert.ok(query.paths.includes('src/http/headers.ts'));
    for (const frame of ['src/http/headers.ts:42', 'lib/app.py:7', 'net.js:10'])
      assert.ok(
        query.frames.some(({ path, line }) => `${path}:${line}` === frame),
        frame,
      );
  });

  it('reads a frame and a path at the end of a sentence', () => {
    for (const mark of ['.', '?', '!', ':', '']) {
      const { frames, paths } = analyseQuery(`what breaks in src/headers.ts:42${mark}`, {
        suffixes: ['.ts'],
      });
      assert.deepEqual(
        { frames, paths },
        { frames: [{ path: 'src/headers.ts', line: 42 }], paths: ['src/headers.ts'] },
      );
    }
  });

  it('weighs code above prose and drops empty words', () => {
    const { terms } = analyseQuery('how does the `flushQueue` handle errors', { suffixes: [] });
    assert.equal(terms[0]!.word, 'flushQueue');
    assert.ok(terms.every(({ word }) => !['how', 'does', 'the'].includes(word)));
    for (let i = 1; i < terms.length; i++) assert.ok(terms[i - 1]!.weight >= terms[i]!.weight);
  });

  it('leaves addresses, hidden comments and check lists out', () => {
    const { terms } = analyseQuery(
      'Crash on save <!-- fill in template -->\n- [x] searched duplicates\nhttps://example.com/zebra/42',
      { suffixes: [] },
    );
    const words = terms.map(({ word }) => word.toLowerCase());
    for (const noise of ['template', 'duplicates', 'zebra']) assert.ok(!words.includes(noise), noise);
    assert.ok(words.includes('crash'));
  });

  it('knows what a question is about', () => {
    assert.ok(analyseQuery('which tests cover the parser?', { suffixes: [] }).roles.has('test'));
    assert.ok(analyseQuery('what does the README say about setup?', { suffixes: [] }).roles.has('docs'));
    assert.equal(analyseQuery('where are sessions expired?', { suffixes: [] }).roles.size, 0);
  });

  it('never fails, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { terms } = analyseQuery(text, { suffixes: [] });
        for (const { weight } of terms) assert.ok(Number.isFinite(weight) && weight > 0);
      }),
      { numRuns: runs(200, 3000) },
    );
    // Said again it is no more to search for.
    for (const piece of ['a/', '`', '"', '(', 'a.b', '<!--', '```', 'File "', '- [ ] ', "'x", '@+-'])
      assert.ok(analyseQuery(piece.repeat(500), { suffixes: [] }).terms.length <= 3, piece);
  });
});

describe('roles', () => {
  const expected: Readonly<Record<string, string>> = {
    'src/server/http.ts': 'source',
    'lib/parser.py': 'source',
    'src/server/http.test.ts': 'test',
    'tests/test_http.py': 'test',
    'src/__tests__/a.js': 'test',
    'pkg/server_test.go': 'test',
    'src/test/java/a/FooTest.java': 'test',
    'docs/guide.md': 'docs',
    'README.md': 'docs',
    'examples/demo.ts': 'example',
    'vendor/lib/a.go': 'vendored',
    'third_party/zlib/inflate.c': 'vendored',
    'package-lock.json': 'generated',
    'proto/a_pb2.py': 'generated',
    'assets/app.min.js': 'generated',
    'tsconfig.json': 'config',
    'src/latest.ts': 'source',
    'src/contest.py': 'source',
  };
  for (const [path, role] of Object.entries(expected)) {
    it(`${path} is ${role}`, () => assert.equal(roleOf(path), role));
  }
});
