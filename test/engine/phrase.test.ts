/** Questions in words and the queries that they are, in six languages. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPhrase } from '../../src/engine/query/phrase/phrase.ts';

const EXACT: readonly (readonly [question: string, query: string])[] = [
  ['Which functions have more than three parameters and no tests?', 'kind:function !tested params>3'],
  ['functions with more than 3 parameters and no test: list all', 'kind:function !tested params>3'],
  ['List all functions', 'kind:function'],
  ['What functions are there?', 'kind:function'],
  ['How many classes are there?', 'kind:class'],
  ['How many files are in this repository?', 'kind:file'],
  ['Count all methods in src/net', 'kind:method path:src/net'],
  ['all functions without tests in `src/engine/query`', 'kind:function !tested path:src/engine/query'],
  ['List every undocumented exported function', 'kind:function !documented exported'],
  ['Which functions are never called?', 'kind:function !used'],
  ['Show all unused constants', 'kind:constant !used'],
  ['list all functions longer than 50 lines', 'kind:function lines>50'],
  ['which functions have at least 100 lines?', 'kind:function lines>=100'],
  ['List the 10 longest functions', 'kind:function sort:lines limit:10'],
  ['All TODO comments', 'word:TODO'],
  ['all functions, but not in src/old', 'kind:function !path:src/old'],
  ['all functions, only in src/net and not tests', 'kind:function path:src/net'],
  ['list all TODOs', 'word:TODO'],
  ['How many FIXMEs are there per folder?', 'word:FIXME group:folder'],
  ['every place that calls fetch', 'kind:call name:fetch'],
  ['List all calls to `fetchUser()`', 'kind:call name:fetchUser'],
  ['all usages of Session', 'kind:use name:Session'],
  ['which files mention retryLimit?', 'kind:file word:retryLimit'],
  ['Which files import react?', 'kind:file imports:react'],
  ['all callers of openStore', 'kind:callable calls:openStore'],
  ['Which functions call openStore?', 'kind:callable calls:openStore'],
  ['List all classes that extend Base', 'kind:class inherits:Base'],
  ['count the Python functions by folder', 'kind:function language:python group:folder'],
  ['How many test files are there?', 'kind:file role:test'],
  ['all functions and methods with five or more parameters', 'kind:callable params>=5'],
  ['Welche Funktionen haben mehr als drei Parameter und keine Tests?', 'kind:function !tested params>3'],
  ['Welche Funktionen ohne Tests gibt es?', 'kind:function !tested'],
  ['Wie viele Klassen gibt es?', 'kind:class'],
  ['Zeige alle unbenutzten Funktionen', 'kind:function !used'],
  ['Alle Dateien, die fetch enthalten', 'kind:file word:fetch'],
  ['Liste alle Funktionen, die openStore aufrufen', 'kind:callable calls:openStore'],
  ['Alle undokumentierten Methoden pro Ordner', 'kind:method !documented group:folder'],
  ['¿Cuántas funciones hay?', 'kind:function'],
  ['Lista todas las funciones sin pruebas', 'kind:function !tested'],
  ['todas las funciones con más de 4 parámetros', 'kind:function params>4'],
  ['Combien de classes y a-t-il ?', 'kind:class'],
  ['Toutes les fonctions sans tests', 'kind:function !tested'],
  ['Liste les fonctions avec plus de 3 paramètres', 'kind:function params>3'],
  ['列出所有没有测试的函数', 'kind:function !tested'],
  ['有多少个类？', 'kind:class'],
  ['超过3个参数的函数有哪些？', 'kind:function params>3'],
  ['調用', ''],
  ['列出调用 fetch 的所有地方', 'kind:call name:fetch'],
  ['テストのない関数をすべて列挙して', 'kind:function !tested'],
  ['クラスはいくつありますか', 'kind:class'],
  ['fetch を呼び出す関数の一覧', 'kind:callable calls:fetch'],
];

describe('a question in words', () => {
  for (const [question, query] of EXACT)
    it(question, () => {
      const phrase = readPhrase(question);
      if (query === '') assert.equal(phrase, undefined);
      else assert.deepEqual(phrase, { query, rest: '' });
    });

  const MORE: readonly (readonly [question: string, query: string])[] = [
    ['Which functions handle network errors?', 'kind:function'],
    ['List all classes that are thread safe', 'kind:class'],
    ['Which functions are tested or documented?', 'kind:function'],
    ['all functions that do not validate their input', 'kind:function'],
    ['How many functions without tests write to the disk?', 'kind:function !tested'],
  ];
  for (const [question, query] of MORE)
    it(`keeps what no rule understands: ${question}`, () => {
      const phrase = readPhrase(question);
      assert.ok(phrase && phrase.rest !== '');
      assert.equal(phrase.query.split(' ')[0], query.split(' ')[0]);
    });

  for (const question of [
    'How are retries limited?',
    'What does the session do when it expires?',
    'Why does the upload fail?',
    'Where is the timeout configured?',
    'How is this organised?',
    'Explain uploadFile',
    'Fix the failing test',
    'What is the function?',
    'Show the class',
  ])
    it(`does not ask for all of something: ${question}`, () => {
      const phrase = readPhrase(question);
      assert.notEqual(phrase?.rest, '', JSON.stringify(phrase));
    });
});
