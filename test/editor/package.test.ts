/** The package that people install: what is in it, how large it is, and that nothing of this machine is. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packageSightline } from './host/vsix.ts';
import { readZip, type ZipEntry } from './host/zip.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MAX_BYTES = 12_000_000;

/** Every file of the package matches one of these. */
const ALLOWED = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(?:readme\.md|changelog\.md|LICENSE\.txt|package\.json|package\.nls(?:\.[a-z-]+)?\.json)$/,
  /^extension\/l10n\/bundle\.l10n(?:\.[a-z-]+)?\.json$/,
  /^extension\/media\/[\w/-]+\.(?:svg|png|css|md)$/,
  /^extension\/dist\/(?:extension|client|export|server|parser|model|legacy)\.js$/,
  /^extension\/dist\/(?:package\.json|tree-sitter\.wasm|THIRD-PARTY-LICENSES\.txt)$/,
  /^extension\/dist\/webview\/[\w-]+\.(?:js|css|ttf)$/,
  /^extension\/dist\/rules\/[a-z-]+\/[a-z0-9-]+\.md$/,
  /^extension\/dist\/grammars\/(?:languages\.json|version)$/,
  /^extension\/dist\/grammars\/[a-z0-9-]+\/(?:grammar\.wasm|tags\.scm|injections\.scm)$/,
];
const REQUIRED = [
  ...['readme.md', 'changelog.md', 'LICENSE.txt', 'package.json', 'package.nls.json'],
  ...[
    'dist/extension.js',
    'dist/client.js',
    'dist/export.js',
    'dist/server.js',
    'dist/parser.js',
    'dist/model.js',
    'dist/legacy.js',
    'dist/package.json',
  ],
  ...['dist/tree-sitter.wasm', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/grammars/languages.json'],
  'dist/grammars/typescript/grammar.wasm',
  'dist/rules/correctness/self-comparison.md',
  ...['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json', 'package.nls.de.json'],
];

describe('the package', () => {
  let folder: string;
  let file: string;
  let entries: ZipEntry[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-package-'));
    file = join(folder, 'sightline.vsix');
    await packageSightline(file);
    entries = readZip(await readFile(file));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const names = (): string[] => entries.map(({ name }) => name);
  const read = (name: string): string => {
    const entry = entries.find((one) => one.name === `extension/${name}`);
    assert.ok(entry, `${name} is not in the package`);
    return entry.read().toString('utf8');
  };
  const bundles = (): string[] => names().filter((name) => /^extension\/dist\/.*\.js$/.test(name));

  it('holds only what runs', () => {
    assert.deepEqual(
      names().filter((name) => !ALLOWED.some((pattern) => pattern.test(name))),
      [],
    );
    assert.deepEqual(
      REQUIRED.filter((name) => !names().includes(`extension/${name}`)),
      [],
    );
    assert.equal(new Set(names()).size, names().length);
  });

  it('holds every file that its manifest names', () => {
    const named = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value === 'string' && /^(?:\.\/)?(?:media|dist)\//.test(value))
        named.add(posix.normalize(value));
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    };
    // The command line and its manual page are not in the package.
    const {
      bin: _,
      man: __,
      scripts: ___,
      ...manifest
    } = JSON.parse(read('package.json')) as Record<string, unknown>;
    collect(manifest);
    assert.ok(named.has('dist/extension.js'));
    const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
    assert.deepEqual(
      [...named].filter((name) => !names().includes(`extension/${name}`)),
      [],
    );
    const keys = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual(
      keys.filter((key) => texts[key] === undefined),
      [],
    );
  });

  it('holds every grammar of its list', () => {
    const languages = JSON.parse(read('dist/grammars/languages.json')) as { id: string }[];
    assert.ok(languages.length >= 25);
    for (const { id } of languages)
      assert.ok(names().includes(`extension/dist/grammars/${id}/grammar.wasm`), `the grammar of ${id}`);
  });

  it('is at most 12 MB', async () => {
    const { size } = await stat(file);
    assert.ok(size <= MAX_BYTES, `${size} bytes`);
  });

  it('has no source maps, no test code and no path of this machine in its programs', () => {
    const places = [ROOT, homedir(), tmpdir()]
      .filter((place) => place.length > 1)
      .map((place) => `${place}/`);
    for (const name of bundles()) {
      const text = read(name.slice('extension/'.length));
      assert.ok(!/[#@]\s*sourceMappingURL=/.test(text), `${name}: source map`);
      assert.ok(!/["']node:test["']|test\/(?:fakes|fixtures|editor)\//.test(text), `${name}: test code`);
      assert.deepEqual(
        places.filter((place) => text.includes(place)),
        [],
        name,
      );
    }
  });

  it('brings no translations of messages that nobody is shown', async () => {
    // `import { z } from 'zod'` keeps all languages of zod in a bundle, `import * as z` only what is called.
    const mark = 'ltige Eingabe';
    assert.ok((await readFile(join(ROOT, 'node_modules/zod/v4/locales/de.js'), 'utf8')).includes(mark));
    const programs = [...bundles().map((name) => [name, read(name.slice('extension/'.length))] as const)];
    programs.push(['dist/program.js', await readFile(join(ROOT, 'dist/program.js'), 'utf8')]);
    assert.deepEqual(
      programs.filter(([, text]) => text.includes(mark)).map(([name]) => name),
      [],
    );
  });

  it('brings the licence of every package that the sources or the grammars use', async () => {
    const licences = read('dist/THIRD-PARTY-LICENSES.txt');
    const used = new Set<string>();
    for (const source of globSync('src/**/*.ts', { cwd: ROOT })) {
      const text = await readFile(join(ROOT, source), 'utf8');
      for (const [, kind, specifier] of text.matchAll(
        /^(import|export)\s(?!type\s)[^;]*?from '([^'.][^']*)';/gm,
      ))
        if (kind && specifier && !isBuiltin(specifier) && specifier !== 'vscode')
          used.add(packageOf(specifier));
    }
    for (const source of globSync('grammars/*/language.json', { cwd: ROOT }))
      used.add((JSON.parse(await readFile(join(ROOT, source), 'utf8')) as { package: string }).package);
    if (names().some((name) => name.endsWith('.ttf'))) used.add('@vscode/codicons');
    assert.ok(used.size >= 15, [...used].join(' '));
    assert.deepEqual(
      [...used].filter((name) => !licences.includes(`\n${name} `)),
      [],
    );
  });
});

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
