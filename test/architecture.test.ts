/** Holds the house to its design: who may import whom, and how large a thing may be. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  checkCycles,
  checkExports,
  checkSizes,
  checkTable,
  isOwnData,
  LIMITS,
  targetOf,
} from './architecture/rules.ts';
import { readModules, type Texts } from './architecture/source.ts';

const ROOT = join(import.meta.dirname, '..');

const textsOf = (...patterns: readonly string[]): Texts =>
  Object.fromEntries(
    patterns
      .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
      .map((path) => path.replaceAll('\\', '/'))
      .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
  );

describe('the house', () => {
  const everywhere = readModules(
    textsOf(...['src', 'test', 'bench', 'build'].map((folder) => `${folder}/**/*.ts`)),
  );
  const modules = everywhere.filter(({ file }) => file.startsWith('src/'));

  it('is read as a whole', () => {
    assert.deepEqual(globSync('src/**/*.{mts,tsx,js,mjs,cjs}', { cwd: ROOT }), []);
    assert.ok(modules.length > 150, `${modules.length} files`);
    const known = new Set(modules.map(({ file }) => file));
    const isRead = (file: string, target: string): boolean => known.has(target) || isOwnData(file, target);
    for (const { file, imports } of modules)
      for (const { specifier } of imports.filter((entry) => entry.specifier.startsWith('.')))
        assert.ok(isRead(file, targetOf(file, specifier)), `${file} imports ${specifier}`);
  });

  it('holds the import table', () => assert.deepEqual(checkTable(modules), []));

  it('has no import cycles', () => assert.deepEqual(checkCycles(modules), []));

  it('keeps functions, files, folders and lists of parameters small', () =>
    assert.deepEqual(checkSizes(modules), []));

  it('exports nothing that no other file imports', () => assert.deepEqual(checkExports(everywhere), []));
});

type Planted = readonly [file: string, specifier: string, isType?: boolean];

const FORBIDDEN: readonly Planted[] = [
  ['src/engine/index/a.ts', 'node:fs'],
  ['src/engine/index/a.ts', 'node:fs', true],
  ['src/engine/index/a.ts', 'fs'],
  ['src/engine/answer/a.ts', 'vscode'],
  ['src/engine/answer/a.ts', 'vscode', true],
  ['src/engine/routes/a.ts', 'openai'],
  ['src/editor/a.ts', 'node:fs'],
  ['src/editor/a.ts', 'node:fs/promises'],
  ['src/engine/routes/a.ts', 'undici'],
  ['src/engine/routes/a.ts', 'vscode-languageserver'],
  ['src/engine/parse/a.ts', 'web-tree-sitter'],
  ['src/engine/parse/a.ts', '../index/b.ts'],
  ['src/engine/retrieve/a.ts', '../answer/b.ts', true],
  ['src/engine/types.ts', './ports.ts'],
  ['src/engine/prompts/a.ts', '../retrieve/passages.ts'],
  ['src/present/a.ts', '../engine/types.ts'],
  ['src/present/a.ts', '../protocol/data.ts', true],
  ['src/present/a.ts', 'node:path'],
  ['src/engine/routes/a.ts', '../../present/say.ts'],
  ['src/node/store.ts', '../present/say.ts'],
  ['src/engine/routes/a.ts', '../../node/store.ts'],
  ['src/engine/routes/a.ts', '../unknown/b.ts'],
  ['src/node/store.ts', '../engine/engine.ts'],
  ['src/node/store.ts', '../engine/parse/lines.ts'],
  ['src/node/store.ts', '../cli/main.ts'],
  ['src/cli/a.ts', '../engine/index/repository.ts'],
  ['src/cli/a.ts', '../engine/engine.ts'],
  ['src/server/a.ts', '../node/ports.ts', true],
  ['src/host/a.ts', '../engine/index/repository.ts'],
  ['src/host/a.ts', '../cli/main.ts'],
  ['src/host/a.ts', '../present/failures.ts'],
  ['src/node/a.ts', '../host/host.ts'],
  ['src/cli/a.ts', '../editor/b.ts'],
  ['src/cli/a.ts', 'vscode'],
  ['src/server/a.ts', 'vscode', true],
  ['src/editor/a.ts', '../engine/types.ts', true],
  ['src/editor/a.ts', '../webview/dom.ts'],
  ['src/webview/a.ts', '../node/store.ts'],
  ['src/webview/a.ts', 'node:path'],
  ['src/protocol/a.ts', '../engine/types.ts'],
  ['src/engine/types.ts', '../../test/fakes/memory.ts'],
  ['src/editor/a.ts', '../webview/strings.ts'],
  ['src/editor/a.ts', '../host/host.ts'],
  ['src/host/a.ts', '../engine/types.ts', true],
  ['src/host/a.ts', '../server/log.ts'],
  ['src/node/ports.ts', '../engine/parse/language.ts', true],
  ['src/server/a.ts', '../cli/main.ts'],
  ['src/cli/a.ts', '../server/main.ts'],
  ['src/webview/a.ts', '../editor/b.ts'],
  ['src/protocol/a.ts', '../present/say.ts'],
  ['src/unknown/a.ts', '../engine/types.ts', true],
  ['src/engine/unknown/a.ts', '../types.ts', true],
];

const ALLOWED: readonly Planted[] = [
  ['src/engine/parse/a.ts', 'web-tree-sitter', true],
  ['src/engine/index/a.ts', 'minisearch'],
  ['src/engine/index/a.ts', '../parse/b.ts'],
  ['src/engine/retrieve/a.ts', '../prompts/passage.ts'],
  ['src/present/a.ts', '../engine/types.ts', true],
  ['src/node/parser/a.ts', '../../engine/parse/lines.ts'],
  ['src/node/store.ts', 'node:fs'],
  ['src/cli/a.ts', '../host/host.ts'],
  ['src/host/a.ts', '../engine/engine.ts'],
  ['src/host/a.ts', '../node/ports.ts'],
  ['src/editor/a.ts', 'vscode'],
  ['src/editor/a.ts', '../present/say.ts'],
  ['src/host/a.ts', '../engine/engine.ts', true],
  ['src/protocol/a.ts', '../engine/types.ts', true],
];

/** Breaches of the table by one import each; each is planted in a file of its own in the folder that is named. */
function tableBreaches(planted: readonly Planted[]): (readonly string[])[] {
  const named = planted.map(([file, specifier, isType], at) => ({
    file: file.replace(/a\.ts$/, `a${at}.ts`),
    text: `import ${isType ? 'type ' : ''}{ one } from '${specifier}';\n`,
  }));
  // A file that is named itself is planted alone: two of them would be one.
  const isOwn = (file: string): boolean => !/\/a\d+\.ts$/.test(file);
  const together = named.filter(({ file }) => !isOwn(file));
  const found = checkTable(readModules(Object.fromEntries(together.map(({ file, text }) => [file, text]))));
  return named.map(({ file, text }) =>
    isOwn(file)
      ? checkTable(readModules({ [file]: text }))
      : found.filter((breach) => breach.startsWith(`${file}:`)),
  );
}

describe('the rule of the import table', () => {
  const forbidden = tableBreaches(FORBIDDEN);
  for (const [at, [file, specifier, isType]] of FORBIDDEN.entries())
    it(`refuses ${specifier} in ${file}${isType ? ' as a type' : ''}`, () =>
      assert.equal(forbidden[at]!.length, 1, forbidden[at]!.join('\n')));

  const allowed = tableBreaches(ALLOWED);
  for (const [at, [file, specifier, isType]] of ALLOWED.entries())
    it(`allows ${specifier} in ${file}${isType ? ' as a type' : ''}`, () =>
      assert.deepEqual(allowed[at], []));

  it('sees ways from the engine to the outside, and clocks, that need no import', () => {
    const ways = [
      ...['await fetch(url)', 'process.env.HOME', "new WebSocket('x')", 'setTimeout(go, 1)', 'Date.now()'],
      ...['new Date()', 'performance.now()', 'Math.random()', "console.log('x')", 'globalThis.fetch(url)'],
    ];
    const texts = Object.fromEntries(ways.map((way, at) => [`src/engine/answer/a${at}.ts`, `${way};\n`]));
    assert.equal(checkTable(readModules(texts)).length, ways.length);
    const harmless =
      "// fetch(url)\nconst process = 'fetch(url)'; view.document.fetch(process, Math.max(1, 2));\n";
    assert.deepEqual(checkTable(readModules({ 'src/engine/answer/a.ts': harmless })), []);
  });

  it('sees every form of import', () => {
    const text = `import a from 'one';
import type { B } from 'two';
import { type C, type D } from 'three';
import { type E, f } from 'four';
import * as g from 'five';
import h, { i } from 'six';
export { j } from 'seven';
export * from 'eight';
import 'nine';
const k = await import('ten');
import {
  l,
} from 'eleven';
const o: import('twelve').O = require('thirteen');
export type * from 'fourteen';
await import(a);
// import m from 'never';
/* import n from 'never'; */`;
    assert.deepEqual(
      readModules({ 'a.ts': text })[0]!.imports.map(
        ({ specifier, isType }) => `${specifier}${isType ? ' type' : ''}`,
      ),
      [
        ...[
          'one',
          'two type',
          'three type',
          'four',
          'five',
          'six',
          'seven',
          'eight',
          'nine',
          'ten',
          'eleven',
        ],
        ...['twelve type', 'thirteen', 'fourteen type', '(unknown)'],
      ],
    );
  });
});

describe('the rules of size, cycles and exports', () => {
  const sizes = (texts: Texts): string[] => checkSizes(readModules(texts));
  const lines = (count: number): string => 'go();\n'.repeat(count);

  it('see a function above its lines, in every form', () => {
    const forms: readonly (readonly [before: string, after: string])[] = [
      ['function f() {', '}'],
      ['const f = () => {', '};'],
      ['const f = { g() {', '} };'],
      ['class A { constructor() {', '} }'],
      ['class A { get a() {', '} }'],
    ];
    const planted = (inside: number): Texts =>
      Object.fromEntries(
        forms.map(([before, after], at) => [`src/a${at}.ts`, `${before}\n${lines(inside)}${after}\n`]),
      );
    assert.equal(sizes(planted(LIMITS.functionLines - 1)).length, forms.length);
    assert.deepEqual(sizes(planted(LIMITS.functionLines - 2)), []);
  });

  it('see a list of parameters that is too long, in types as well', () => {
    const five = 'a: 1, b: 1, c: 1, d: 1, e: 1';
    const forms = [
      `function f(${five}) {}`,
      `const f = (${five}) => 1;`,
      `class A { constructor(${five}) {} }`,
      `interface A { f(${five}): void }`,
      `type A = (${five}) => void;`,
    ];
    const planted = (text: (form: string) => string): Texts =>
      Object.fromEntries(forms.map((form, at) => [`src/a${at}.ts`, text(form)]));
    assert.equal(sizes(planted((form) => form)).length, forms.length);
    assert.deepEqual(sizes(planted((form) => form.replace(', e: 1', ''))), []);
  });

  it('see a file that is too long, and a folder that is too full', () => {
    assert.deepEqual(sizes({ 'src/a.ts': lines(LIMITS.fileLines + 1) }), ['src/a.ts: has 501 lines']);
    assert.deepEqual(sizes({ 'src/a.ts': lines(LIMITS.fileLines) }), []);
    const folder = (count: number): Texts =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`src/room/a${at}.ts`, 'go();\n']));
    assert.deepEqual(sizes(folder(LIMITS.folderFiles + 1)), ['src/room: has 15 files']);
    assert.deepEqual(sizes(folder(LIMITS.folderFiles)), []);
  });

  it('see a cycle, one of types as well', () => {
    const cycle = checkCycles(
      readModules({
        'src/node/a.ts': "import './b.ts';",
        'src/node/b.ts': "import type { C } from './c.ts';",
        'src/node/c.ts': "export { a } from './a.ts';",
      }),
    );
    assert.deepEqual(cycle, ['src/node/a.ts -> src/node/b.ts -> src/node/c.ts -> src/node/a.ts']);
  });

  it('see what is exported and not imported by another file', () => {
    const found = checkExports(
      readModules({
        'src/a.ts':
          'export const used = 1, spare = 2;\nexport function idle(): Named { return {}; }\nexport interface Named {}\nexport type Lonely = 1;\n',
        'src/whole.ts': 'export const one = 1;\n',
        'test/a.test.ts':
          "import { used as other } from '../src/a.ts';\nimport * as whole from '../src/whole.ts';\n",
      }),
    );
    assert.deepEqual(found, [
      'src/a.ts: nobody imports spare',
      'src/a.ts: nobody imports idle',
      'src/a.ts: nobody imports Lonely',
    ]);
  });
});
