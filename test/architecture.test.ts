/** Holds the import table of the design: who may import whom, read from the import statements of every source file. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

interface Import {
  readonly specifier: string;
  readonly isType: boolean;
}

interface SourceModule {
  /** POSIX path from the root, for example `src/engine/types.ts`. */
  readonly file: string;
  readonly imports: readonly Import[];
  /** The code without comments and strings, for names that reach the network without an import. */
  readonly code: string;
}

/** Rooms of the engine; each may import those before it. */
const ENGINE_ROOMS = [
  ...[
    'types',
    'ports',
    'events',
    'prompts',
    'parse',
    'index',
    'retrieve',
    'report',
    'answer',
    'run',
    'routes',
  ],
  ...['notes', 'repair', 'review', 'engine'],
];
/** Pure packages the engine may use. The parser's own types may be named, but only the worker may load it. */
const ENGINE_PACKAGES = new Set(['minisearch', 'zod']);
const ENGINE_TYPE_PACKAGES = new Set(['web-tree-sitter']);
/** Ways to the outside that need no import. */
const OUTSIDE =
  /\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|process|require|setTimeout|setInterval)\b\s*[.(]/;

/** What the host opens the engine by, and the data that comes of it. */
const HOST_IMPORTS = new Set(['engine', 'types', 'events', 'ports'].map((name) => `src/engine/${name}.ts`));

/** What the extension takes from the page: its words, and answers as Markdown. No document is needed for them. */
const PAGE_TEXTS = new Set(['src/webview/exportMarkdown.ts', 'src/webview/strings.ts']);

/** An import of a room: the file it names, the file it stands in, and whether only types are taken. */
type Rule = (target: string, from: string, isType: boolean) => boolean;

const isOneOf = (target: string, ...rooms: readonly string[]): boolean =>
  rooms.some((room) => isIn(target, room));
const typesOfEngine: Rule = (target, _from, isType) => isType && isIn(target, 'engine');

/** What a room may import from the other rooms. */
const ROOM_RULES: Readonly<Record<string, Rule>> = {
  node: (target, from) =>
    target === 'src/engine/types.ts' ||
    target === 'src/engine/ports.ts' ||
    (target.startsWith('src/engine/parse/') &&
      (from.startsWith('src/node/parser/') || from === 'src/node/ports.ts')),
  protocol: typesOfEngine,
  present: typesOfEngine,
  host: (target) => HOST_IMPORTS.has(target) || isOneOf(target, 'node', 'protocol'),
  server: (target) => isOneOf(target, 'host', 'protocol', 'present'),
  cli: (target) => isOneOf(target, 'host', 'protocol', 'present'),
  editor: (target) => isOneOf(target, 'protocol', 'present') || PAGE_TEXTS.has(target),
  webview: (target) => isOneOf(target, 'protocol', 'present'),
};

function isIn(file: string, room: string): boolean {
  return file.startsWith(`src/${room}/`);
}

/** Everything that breaks the table, one line each. Pure. */
function findViolations(modules: readonly SourceModule[]): string[] {
  return modules.flatMap((module) => [
    ...module.imports.flatMap((entry) => checkImport(module.file, entry)),
    ...(module.file.startsWith('src/engine/') && OUTSIDE.test(module.code)
      ? [`${module.file}: reaches outside with ${OUTSIDE.exec(module.code)![0]}`]
      : []),
  ]);
}

function checkImport(file: string, { specifier, isType }: Import): string[] {
  const room = file.split('/')[1]!;
  const isAllowed = specifier.startsWith('.')
    ? mayImportFile(file, room, resolveImport(file, specifier), isType)
    : mayImportPackage(room, specifier, isType);
  return isAllowed ? [] : [`${file}: may not import ${specifier}${isType ? ' (type)' : ''}`];
}

function mayImportFile(file: string, room: string, target: string, isType: boolean): boolean {
  if (!target.startsWith('src/') || !target.endsWith('.ts')) return false;
  if (room === 'engine') return target.startsWith('src/engine/') && mayImportRoom(file, target);
  if (isIn(target, room)) return true;
  return ROOM_RULES[room]?.(target, file, isType) === true;
}

function mayImportRoom(file: string, target: string): boolean {
  const [from, to] = [engineRoom(file), engineRoom(target)];
  return from >= 0 && to >= 0 && to <= from;
}

function engineRoom(file: string): number {
  return ENGINE_ROOMS.indexOf(file.split('/')[2]!.replace(/\.ts$/, ''));
}

function mayImportPackage(room: string, specifier: string, isType: boolean): boolean {
  if (room === 'engine')
    return ENGINE_PACKAGES.has(specifier) || (isType && ENGINE_TYPE_PACKAGES.has(specifier));
  if (specifier === 'vscode') return room === 'editor';
  if (room === 'webview' || room === 'protocol' || room === 'present') return !specifier.startsWith('node:');
  // The extension host is shared with all other extensions: files go through the editor, which never blocks it.
  if (room === 'editor') return !/^node:(fs|child_process|net|http|https|worker_threads)\b/.test(specifier);
  return true;
}

function resolveImport(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Cycles among files, types counted in: each as the files on the way. */
function findCycles(modules: readonly SourceModule[]): string[] {
  const targets = new Map(
    modules.map(({ file, imports }) => [
      file,
      imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map((i) => resolveImport(file, i.specifier)),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) {
      cycles.push([...way.slice(at), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}

const STATEMENT =
  /\b(?:import|export)\s+(type\s+)?((?:[\w*$]+|\{[^}]*\})(?:\s*,\s*(?:\{[^}]*\}|\*\s+as\s+\w+))?(?:\s+as\s+\w+)?\s+from\s+)["']([^"']+)["']/g;
const BARE = /\bimport\s+["']([^"']+)["']/g;
const DYNAMIC = /\b(?:import|require)\s*\(\s*(?:\/\*.*?\*\/\s*)?["'`]([^"'`]+)["'`]/g;

function readImports(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [
    ...[...code.matchAll(STATEMENT)].map((match) => ({
      specifier: match[3]!,
      isType: match[1] !== undefined || isTypesOnly(match[2]!),
    })),
    ...[...code.matchAll(BARE), ...code.matchAll(DYNAMIC)].map((match) => ({
      specifier: match[1]!,
      isType: false,
    })),
  ];
}

/** `{ type A, type B } from`: nothing is left at run time. */
function isTypesOnly(clause: string): boolean {
  const names = /^\{([^}]*)\}/.exec(clause)?.[1];
  if (names === undefined) return false;
  const list = names.split(',').filter((name) => name.trim() !== '');
  return list.length > 0 && list.every((name) => /^\s*type\s/.test(name));
}

function withoutText(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, '``');
}

function readModules(): SourceModule[] {
  return globSync('src/**/*.{ts,mts,tsx,js,mjs,cjs}', { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      return { file, imports: readImports(text), code: withoutText(text) };
    });
}

function planted(file: string, specifier: string, isType = false): SourceModule {
  return { file, imports: [{ specifier, isType }], code: '' };
}

describe('architecture', () => {
  const modules = readModules();

  it('reads the source', () => {
    assert.ok(modules.length > 50, `${modules.length} files`);
    assert.ok(modules.some(({ imports }) => imports.length > 5));
    const known = new Set(modules.map(({ file }) => file));
    for (const { file, imports } of modules) {
      for (const { specifier } of imports.filter((entry) => entry.specifier.startsWith('.')))
        assert.ok(known.has(resolveImport(file, specifier)), `${file} imports ${specifier}`);
    }
  });

  it('knows every room of the engine', () => {
    for (const { file } of modules.filter((module) => module.file.startsWith('src/engine/')))
      assert.ok(engineRoom(file) >= 0, file);
  });

  it('holds the import table', () => assert.deepEqual(findViolations(modules), []));

  it('has no import cycles', () => assert.deepEqual(findCycles(modules), []));

  it('has only the rooms of the design', () => {
    const rooms = new Set(modules.map(({ file }) => file.split('/')[1]!));
    for (const room of rooms)
      assert.ok(room === 'engine' || ROOM_RULES[room] !== undefined, `src/${room} is not in the table`);
  });
});

describe('the checker itself', () => {
  const forbidden: readonly (readonly [file: string, specifier: string, isType?: boolean])[] = [
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
  ];
  for (const [file, specifier, isType] of forbidden) {
    it(`refuses ${specifier} in ${file}${isType ? ' as a type' : ''}`, () =>
      assert.equal(findViolations([planted(file, specifier, isType)]).length, 1));
  }

  const allowed: readonly (readonly [file: string, specifier: string, isType?: boolean])[] = [
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
    ['src/editor/a.ts', '../webview/exportMarkdown.ts'],
    ['src/protocol/a.ts', '../engine/types.ts', true],
  ];
  for (const [file, specifier, isType] of allowed) {
    it(`allows ${specifier} in ${file}`, () =>
      assert.deepEqual(findViolations([planted(file, specifier, isType)]), []));
  }

  it('sees ways out that need no import', () => {
    for (const code of ['await fetch(url)', 'process.env.HOME', 'new WebSocket("x")', 'require ("fs")']) {
      const found = findViolations([
        { file: 'src/engine/answer/a.ts', imports: [], code: withoutText(code) },
      ]);
      assert.equal(found.length, 1, code);
    }
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
// import m from 'never';
/* import n from 'never'; */`;
    assert.deepEqual(
      readImports(text).map(({ specifier, isType }) => `${specifier}${isType ? ' type' : ''}`),
      ['one', 'two type', 'three type', 'four', 'five', 'six', 'seven', 'eight', 'eleven', 'nine', 'ten'],
    );
  });

  it('sees a cycle', () => {
    const cycle = findCycles([
      planted('src/node/a.ts', './b.ts'),
      planted('src/node/b.ts', './c.ts', true),
      planted('src/node/c.ts', './a.ts'),
    ]);
    assert.equal(cycle.length, 1);
  });
});
