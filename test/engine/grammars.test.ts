import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Language, Parser, Query } from 'web-tree-sitter';
import type { Found, LanguageFile } from './grammarFile.ts';
import {
  brokenLines,
  GRAMMARS,
  grammarFolders,
  ROOT,
  readGrammar,
  readWasm,
  runTags,
} from './grammarFile.ts';

const IDS = [
  ...['bash', 'c', 'c-sharp', 'cpp', 'css', 'elixir', 'go', 'haskell', 'html', 'ini', 'java', 'javascript'],
  ...['json', 'julia', 'kotlin', 'lua', 'ocaml', 'php', 'powershell', 'python', 'regex', 'ruby', 'rust'],
  ...['scala', 'svelte', 'toml', 'tsx', 'typescript', 'yaml', 'zig'],
];
const KINDS = new Set([
  ...['module', 'namespace', 'class', 'interface', 'struct', 'enum', 'trait', 'type', 'function', 'method'],
  ...['constructor', 'property', 'field', 'constant', 'variable', 'macro', 'section'],
]);
const CAPTURES = new Set([
  ...[...KINDS].flatMap((kind) => [`definition.${kind}`, `binding.${kind}`]),
  ...['reference.call', 'reference.type', 'reference.name', 'reference.value'],
  ...['name', 'name.lead', 'start', 'rest', 'container', 'doc', 'scope', 'damage', 'own', 'clause'],
  ...['import', 'import.name', 'import.as', 'import.default', 'import.export', 'import.tree'],
  ...['export.name', 'export.as'],
  ...['inherit', 'inherit.of', 'receiver', 'local', 'local.whole', 'field', 'type'],
]);

interface WasmSymbol {
  module: string;
  name: string;
}

/** The part of WebAssembly the test uses: the compiler's "es2024" library does not know it. */
declare const WebAssembly: {
  Module: {
    new (bytes: Uint8Array<ArrayBuffer>): object;
    imports(module: object): WasmSymbol[];
    exports(module: object): { name: string }[];
  };
};

/** What emscripten's loader hands to every side module, beside the exports of the core. */
const LOADER = new Set([
  'memory',
  '__memory_base',
  '__table_base',
  '__indirect_function_table',
  '__stack_pointer',
]);

/**
 * Where a scanner gives up on itself. The runtime provides neither, and the loader only looks for a function
 * when it is called: such a call throws, which is what giving up should do.
 */
const TRAPS = new Set(['__assert_fail', 'abort']);

const manifest: { devDependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const folders = grammarFolders();
const languages = new Map(
  folders.map((id): [string, LanguageFile] => [id, JSON.parse(readGrammar(id, 'language.json'))]),
);

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}

function exportsOf(wasm: Uint8Array<ArrayBuffer>): Set<string> {
  return new Set(WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map((symbol) => symbol.name));
}

/** The symbols that a language asks for and that neither the core, nor the loader, nor itself provides. */
function missingSymbols(wasm: Uint8Array<ArrayBuffer>, core: ReadonlySet<string>): string[] {
  const module = new WebAssembly.Module(wasm);
  const own = new Set(WebAssembly.Module.exports(module).map((symbol) => symbol.name));
  return WebAssembly.Module.imports(module)
    .filter(({ module: from, name }) => {
      if (from === 'GOT.mem' || from === 'GOT.func') return !core.has(name) && !own.has(name);
      return from !== 'env' || !(core.has(name) || LOADER.has(name) || TRAPS.has(name));
    })
    .map((symbol) => `${symbol.module}.${symbol.name}`);
}

describe('grammars', () => {
  it('are the thirty languages', () => {
    assert.deepEqual(folders, [...IDS].sort());
  });

  for (const key of ['suffixes', 'fileNames', 'shebangs'] as const) {
    it(`share none of their ${key}`, () => {
      const owner = new Map<string, string>();
      for (const [id, language] of languages) {
        for (const value of language[key]) {
          assert.equal(
            owner.get(value),
            undefined,
            `${value} is claimed by ${owner.get(value)} and by ${id}`,
          );
          owner.set(value, id);
        }
      }
    });
  }
});

for (const [id, language] of languages) {
  describe(`grammar ${id}`, () => {
    let wasm: Uint8Array<ArrayBuffer>;
    let grammar: Language;
    let parser: Parser;

    before(async () => {
      await Parser.init();
      wasm = readWasm(language);
      grammar = await Language.load(wasm);
      parser = new Parser();
      parser.setLanguage(grammar);
    });

    after(() => {
      parser.delete();
    });

    it('describes itself', () => {
      const required = ['id', 'name', 'suffixes', 'fileNames', 'shebangs', 'licence', 'package', 'wasm'];
      const keys = new Set([
        ...required,
        'sha256',
        'comment',
        'injections',
        'hugeLexer',
        'mends',
        'claims',
        'declares',
      ]);
      for (const key of Object.keys(language)) assert.ok(keys.has(key), `Unknown key ${key}`);
      assert.equal(language.id, id);
      for (const key of ['name', 'licence', 'package', 'wasm'] as const) {
        assert.ok(typeof language[key] === 'string' && language[key] !== '', key);
      }
      for (const key of ['suffixes', 'fileNames', 'shebangs'] as const) {
        assert.ok(isTextList(language[key]), key);
      }
      for (const suffix of language.suffixes) assert.match(suffix, /^\.[a-z0-9+_-]+$/);
      assert.match(language.sha256, /^[0-9a-f]{64}$/);
      assert.ok(isTextList(language.comment.line));
      assert.ok(language.comment.block.every((pair) => isTextList(pair) && pair.length === 2));
      const embeds = existsSync(join(GRAMMARS, id, 'injections.scm'));
      assert.equal(language.injections, embeds ? true : undefined);
    });

    it('comes from a pinned package of that licence', () => {
      const version = manifest.devDependencies[language.package];
      assert.match(version ?? 'none', /^\d+\.\d+\.\d+$/);
      const installed: { version: string; license: string } = JSON.parse(
        readFileSync(join(ROOT, 'node_modules', language.package, 'package.json'), 'utf8'),
      );
      assert.equal(installed.version, version);
      assert.equal(installed.license, language.licence);
    });

    it('is the file that was looked at', () => {
      assert.equal(createHash('sha256').update(wasm).digest('hex'), language.sha256);
    });

    it('asks for no symbol that the runtime lacks', () => {
      const file = join(ROOT, 'node_modules/web-tree-sitter/web-tree-sitter.wasm');
      assert.deepEqual(missingSymbols(wasm, exportsOf(new Uint8Array(readFileSync(file)))), []);
    });

    it('finds in its sample exactly what is expected', () => {
      const samples = readdirSync(join(GRAMMARS, id)).filter((file) => file.startsWith('sample.'));
      assert.equal(samples.length, 1);
      const expected: Found = JSON.parse(readGrammar(id, 'expected.json'));
      const query = new Query(grammar, readGrammar(id, 'tags.scm'));
      const text = readGrammar(id, samples[0]!);
      const tree = parser.parse(text);
      assert.ok(tree !== null);
      try {
        for (const capture of query.captureNames) {
          assert.ok(capture.startsWith('_') || CAPTURES.has(capture), `Unknown capture @${capture}`);
        }
        assert.deepEqual(brokenLines(tree.rootNode), []);
        assert.ok(!tree.rootNode.hasError);
        assert.deepEqual(runTags(query, tree.rootNode, { text, comment: language.comment }), expected);
        assert.equal(query.didExceedMatchLimit(), false);
      } finally {
        tree.delete();
        query.delete();
      }
    });

    if (language.injections === true) {
      it('finds the languages inside of its sample, each text once', () => {
        const query = new Query(grammar, readGrammar(id, 'injections.scm'));
        const [sample] = readdirSync(join(GRAMMARS, id)).filter((file) => file.startsWith('sample.'));
        const tree = parser.parse(readGrammar(id, sample!));
        assert.ok(tree !== null);
        try {
          const seen = new Set<number>();
          for (const { captures } of query.matches(tree.rootNode)) {
            const contents = captures.filter((capture) => capture.name.startsWith('content.'));
            assert.equal(contents.length, 1);
            const { name, node } = contents[0]!;
            assert.ok(languages.has(name.slice('content.'.length)), `No grammar for @${name}`);
            assert.ok(!seen.has(node.id), `Line ${node.startPosition.row + 1} is embedded twice`);
            seen.add(node.id);
            for (const capture of captures) {
              assert.ok(/^(?:_.*|lang|content\..+)$/.test(capture.name), `Unknown capture @${capture.name}`);
            }
          }
          assert.ok(seen.size > 0);
        } finally {
          tree.delete();
          query.delete();
        }
      });
    }
  });
}
