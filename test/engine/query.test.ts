/** The query language: what it reads, what it says of what it cannot read, and that it is linear. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitsName, fitsPath } from '../../src/engine/query/glob.ts';
import type { Expression, QueryFault } from '../../src/engine/query/language.ts';
import { isFault, parseQuery } from '../../src/engine/query/parse.ts';
import { queryFault } from '../../src/present/failures/queryFault.ts';
import { english } from '../../src/present/say.ts';

/** A query as one line with all brackets. */
function written(where: Expression): string {
  switch (where.type) {
    case 'and':
    case 'or':
      return `(${where.of.map(written).join(` ${where.type} `)})`;
    case 'not':
      return `!${written(where.of)}`;
    case 'flag':
      return where.flag;
    case 'match':
      return `${where.key}:${where.patterns.join(',')}`;
    case 'number':
      return `${where.key}${where.op}${where.value}`;
  }
}

const READ: readonly (readonly [text: string, read: string])[] = [
  ['kind:function params>3 !tested', '(kind:function and params>3 and !tested)'],
  ['kind:functions', 'kind:function'],
  ['name:get* or name:set* exported', '(name:get* or (name:set* and exported))'],
  ['!(kind:class or kind:enum)', '!(kind:class or kind:enum)'],
  ['not tested and has:doc', '(!tested and documented)'],
  ['params > 3', 'params>3'],
  ['lines:10..20', '(lines>=10 and lines<=20)'],
  ['params:2', 'params=2'],
  ['path!=test', '!path:test'],
  ['called-by:main lang:go', '(calledby:main and language:go)'],
  ['calledby>5', 'calledby>5'],
  ['calledby:5', 'calledby=5'],
  ['text:"to do, later"', 'text:to do, later'],
  ["text:'it\\'s'", "text:it's"],
  ['name:a,b,c', 'name:a,b,c'],
  ['signature:f(a,b)', 'signature:f(a,b)'],
  ['kind:function || kind:method', '(kind:function or kind:method)'],
];

describe('a query', () => {
  for (const [text, read] of READ)
    it(`is read: ${text}`, () => {
      const query = parseQuery(text);
      assert.ok(!isFault(query), JSON.stringify(query));
      assert.equal(written(query.where), read);
    });

  it('says how its table is laid out', () => {
    const query = parseQuery('kind:function sort:-lines group:folder limit:20 count');
    assert.ok(!isFault(query));
    const { sort, group, limit, isCount } = query;
    assert.deepEqual(
      { sort, group, limit, isCount },
      { sort: { key: 'lines', isTurned: true }, group: 'folder', limit: 20, isCount: true },
    );
  });

  const FAULTS: readonly (readonly [text: string, fault: Partial<QueryFault>, said: string])[] = [
    ['kind:functon', { kind: 'unknownValue', at: 5, near: 'function' }, 'did you mean function?'],
    ['parms>3', { kind: 'unknownKey', at: 0, near: 'params' }, 'did you mean params?'],
    ['kind:class tetsed', { kind: 'unknownKey', at: 11, near: 'tested' }, 'at 12 of the query'],
    ['(kind:class', { kind: 'expected', at: 11, expected: [')'] }, 'where ) should stand'],
    ['kind:class)', { kind: 'expected', at: 10, found: ')' }, 'stands ")"'],
    ['params>many', { kind: 'expected', at: 7, expected: ['a number'] }, 'where a number should'],
    ['kind:', { kind: 'expected', at: 5, expected: ['a value'] }, 'the query ends at 6'],
    ['name:a or', { kind: 'expected', expected: ['key:value'] }, 'where key:value should stand'],
    ['! ', { kind: 'expected' }, 'should stand'],
    ['', { kind: 'empty' }, 'the query is empty'],
    ['text:"open', { kind: 'expected', at: 5, expected: ['"'] }, 'where " should'],
    ['sort:size', { kind: 'unknownValue', at: 5 }, 'is none of name'],
    ['name>3', { kind: 'expected', expected: [':'] }, 'where : should'],
    [`${'('.repeat(60)}tested`, { kind: 'tooDeep' }, 'too many brackets'],
    ['x'.repeat(2_001), { kind: 'tooLong' }, 'longer than'],
  ];
  for (const [text, fault, said] of FAULTS)
    it(`is refused with its place: ${text.slice(0, 30)}`, () => {
      const read = parseQuery(text);
      assert.ok(isFault(read));
      assert.deepEqual({ ...read, ...fault }, read);
      const of = [read.kind, String(read.at + 1), read.found, read.near ?? '', ...read.expected];
      assert.match(queryFault(of, english), new RegExp(said.replace(/[()?]/g, '\\$&')));
    });

  it('never throws, whatever is typed', () => {
    const word = fc.constantFrom(
      'kind',
      ':',
      '(',
      ')',
      '!',
      'or',
      'and',
      '"',
      "'",
      ',',
      '>',
      '3',
      ' ',
      'sort',
      '-',
      '\\',
      'é',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const text = words.join('');
        const read = parseQuery(text);
        if (isFault(read)) assert.ok(read.at >= 0 && read.at <= Math.max(text.length, 2_000));
      }),
      { seed: 3, numRuns: 2_000 },
    );
  });
});

describe('patterns', () => {
  const NAMES: readonly (readonly [name: string, pattern: string, fits: boolean])[] = [
    ['getName', 'get*', true],
    ['getName', 'get', false],
    ['getName', '*Na?e', true],
    ['a*b', 'a\\*b', true],
    ['axb', 'a\\*b', false],
    ['', '*', true],
    ['Ab', 'ab', false],
  ];
  for (const [name, pattern, fits] of NAMES)
    it(`${pattern} ${fits ? 'fits' : 'does not fit'} ${name}`, () =>
      assert.equal(fitsName(name, pattern), fits));

  const PATHS: readonly (readonly [path: string, pattern: string, fits: boolean])[] = [
    ['src/net/http.ts', 'src/net', true],
    ['src/net/http.ts', 'src/net/', true],
    ['src/network/http.ts', 'src/net', false],
    ['src/net/http.ts', '*.ts', true],
    ['src/net/http.ts', 'src/*.ts', false],
    ['src/net/http.ts', 'src/**/*.ts', true],
    ['src/a.ts', 'src/**/*.ts', true],
    ['src/net/http.ts', '**/net/**', true],
    ['src/net/http.ts', 'http.ts', true],
    ['lib/src/a.ts', 'src', false],
    ['lib/src/a.ts', '**/src', true],
    ['a.ts', './a.ts', true],
  ];
  for (const [path, pattern, fits] of PATHS)
    it(`${pattern} ${fits ? 'fits' : 'does not fit'} ${path}`, () =>
      assert.equal(fitsPath(path, pattern), fits));

  it('fit as a plain matcher says', () => {
    const letters = fc
      .array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 })
      .map((all) => all.join(''));
    const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }).map((all) => all.join(''));
    const plain = (name: string, pattern: string): boolean => {
      if (pattern === '') return name === '';
      if (pattern[0] === '*')
        return plain(name, pattern.slice(1)) || (name !== '' && plain(name.slice(1), pattern));
      return (
        name !== '' &&
        (pattern[0] === '?' || pattern[0] === name[0]) &&
        plain(name.slice(1), pattern.slice(1))
      );
    };
    fc.assert(
      fc.property(text, letters, (name, pattern) => fitsName(name, pattern) === plain(name, pattern)),
      { seed: 5, numRuns: 2_000 },
    );
  });
});
