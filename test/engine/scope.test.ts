/** What a question says about where to look: in several languages, and what only looks like it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FileEntry } from '../../src/engine/index/fileEntry.ts';
import { readScope } from '../../src/engine/run/scope/scope.ts';
import type { Question } from '../../src/engine/types.ts';
import { asked, runs } from '../fakes/memory.ts';

const PATHS = [
  'README.md',
  'docs/guide.md',
  'src/app.ts',
  'src/net/http.ts',
  'src/net/retry.ts',
  'src/parse/lexer.ts',
  'test/net/http.test.ts',
  'tools/net/probe.py',
  'vendor/zlib/inflate.c',
];

const view = { files: PATHS.map((path) => ({ path, row: { lines: 9 } }) as FileEntry) };
const filesOf = (question: Question): string[] => readScope(question, view).files.map((file) => PATHS[file]!);
const NET = ['src/net/http.ts', 'src/net/retry.ts'];
const withoutTests = PATHS.filter((path) => !path.startsWith('test/'));

const NARROW: readonly (readonly [string, readonly string[]])[] = [
  ['Where is a request retried, only in src/net?', NET],
  ['Look only in `src/net`: where is a request retried?', NET],
  ['Where is a request retried within src/net/?', NET],
  ['In the folder src/net, where are errors thrown?', NET],
  ['What is exported in the src/net folder?', NET],
  ['What is exported inside "src/net"?', NET],
  ['Only src/net and src/parse: who throws?', [...NET, 'src/parse/lexer.ts']],
  ['Who throws, only in src/net, src/parse or docs?', ['docs/guide.md', ...NET, 'src/parse/lexer.ts']],
  ['Wo wird eine Anfrage wiederholt, nur in src/net?', NET],
  ['Was wirft Fehler innerhalb von src/net?', NET],
  ['¿Dónde se reintenta, solo en src/net?', NET],
  ['¿Qué se exporta dentro de src/net?', NET],
  ['Où sont les erreurs, seulement dans src/net ?', NET],
  ['只在 src/net 中查找重试逻辑', NET],
  ['src/net だけ を見て、再試行はどこ?', NET],
  ['Где повтор запроса, только в src/net?', NET],
  ['How is a retry made? Only the file src/net/retry.ts.', ['src/net/retry.ts']],
  ['How is a retry made, only in retry.ts?', ['src/net/retry.ts']],
  ['Where are requests made? Not tests.', withoutTests],
  ['Where are requests made, but not in the tests?', withoutTests],
  ['Where are requests made, excluding tests?', withoutTests],
  ['Where are requests made? Ignore the unit tests', withoutTests],
  ['Where are requests made, without tests?', withoutTests],
  ['Wo werden Anfragen gestellt, ohne Tests?', withoutTests],
  ['Wo werden Anfragen gestellt, nicht in den Tests?', withoutTests],
  ['¿Dónde se hacen peticiones, excepto pruebas?', withoutTests],
  ['¿Dónde se hacen peticiones, sin pruebas?', withoutTests],
  ['Où sont les requêtes, sauf les tests ?', withoutTests],
  ['请求在哪里发出?不包括测试', withoutTests],
  ['テストを除く、リクエストはどこ?', withoutTests],
  ['Где запросы, кроме тестов?', withoutTests],
  ['What is documented, only in the docs?', ['docs/guide.md']],
  ['What is documented, only in the documentation?', ['README.md', 'docs/guide.md']],
  ['Who calls inflate, excluding vendor?', PATHS.filter((path) => !path.startsWith('vendor/'))],
  ['Which cases are there, only in tests?', ['test/net/http.test.ts']],
  ['Who calls inflate, other than vendored code?', PATHS.filter((path) => !path.startsWith('vendor/'))],
  ['Who calls it, not tests or docs?', withoutTests.filter((path) => !/\.md$/.test(path))],
  ['Who retries, excluding src/net?', PATHS.filter((path) => !NET.includes(path))],
  ['Who retries, only in src but not in src/net?', ['src/app.ts', 'src/parse/lexer.ts']],
];

describe('a question that says where to look', () => {
  for (const [text, paths] of NARROW)
    it(`reads no more: ${text}`, () => {
      assert.deepEqual(filesOf(asked(text)).sort(), [...paths].sort());
    });

  const open = { path: 'src/parse/lexer.ts' };
  for (const text of [
    'What does this function do in this file?',
    'Was geschieht in dieser Datei?',
    '¿Qué hace este archivo?',
    'Que fait ce fichier ?',
    '这个文件做什么?',
    'このファイルは何をしますか?',
    'Что происходит в этом файле?',
    'List the exports of the current file.',
  ])
    it(`means the open file: ${text}`, () => {
      assert.deepEqual(filesOf(asked(text, { open })), ['src/parse/lexer.ts']);
      // What a person points at comes before what is open.
      const focus = [{ kind: 'selection', path: 'src/app.ts', startLine: 1, endLine: 2 } as const];
      assert.deepEqual(filesOf(asked(text, { open, focus })), ['src/app.ts']);
      assert.deepEqual(filesOf(asked(text)), PATHS, 'no file is open');
    });

  it('means the folder of the open file', () => {
    assert.deepEqual(filesOf(asked('What is in this folder?', { open: { path: 'src/net/http.ts' } })), NET);
    assert.deepEqual(filesOf(asked('And in this directory?', { open: { path: 'README.md' } })), PATHS);
  });
});

describe('a question that says nothing about where to look', () => {
  for (const text of [
    'How does src/net retry a request?',
    'Which functions have no tests?',
    'Which functions without tests have more than three parameters?',
    'Is retry only called once?',
    'Why is only one request sent?',
    'What is not tested?',
    'Why does it not test the header?',
    'Where is the folder of the cache made?',
    'Does it work only in Firefox?',
    'What happens inside the parser?',
    'Only in src/missing?',
    'How do I add documentation?',
    'What does the net package do in the test of the app?',
  ])
    it(`reads everything: ${text}`, () => {
      assert.deepEqual(filesOf(asked(text)), PATHS);
    });
});

describe('any text', () => {
  it('is read without an exception, and only narrows to files there are', () => {
    const word = fc.constantFrom(
      'only',
      'in',
      'not',
      'tests',
      'src/net',
      '`',
      'this file',
      'within',
      ',',
      'und',
      '只',
      '除く',
      '\n',
    );
    const text = fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 40 });
    fc.assert(
      fc.property(text, (words) => {
        const scope = readScope(asked(words.join(' ')), view);
        assert.ok(scope.files.every((file) => PATHS[file] !== undefined));
        for (const path of PATHS)
          assert.equal(
            scope.holds(path),
            scope.files.some((file) => PATHS[file] === path),
          );
      }),
      { numRuns: runs(200, 5_000) },
    );
  });
});
