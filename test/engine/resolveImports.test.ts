/** Which files an import means, found from the paths of the index alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { moduleNames } from '../../src/engine/index/names/moduleNames.ts';
import { createImportResolver } from '../../src/engine/index/resolveImports.ts';
import { runs } from '../fakes/memory.ts';

function resolve(paths: readonly string[], fromPath: string, module: string): readonly string[] {
  return createImportResolver(paths).resolve(fromPath, { module, names: [], line: 1 });
}

const WEB = [
  'src/app/main.ts',
  'src/app/view.tsx',
  'src/app/view.test.tsx',
  'src/shared/index.ts',
  'src/shared/format.ts',
  'lib/format.ts',
  'styles/page.css',
];
const PYTHON = [
  'shop/__init__.py',
  'shop/cart/__init__.py',
  'shop/cart/total.py',
  'shop/tax.py',
  'tests/tax.py',
];
const RUST = ['src/lib.rs', 'src/net/mod.rs', 'src/net/socket.rs', 'src/queue.rs'];
const JAVA = ['core/src/main/java/org/shop/Cart.java', 'app/src/main/java/org/shop/ui/Cart.java'];
const GO = ['internal/store/disk.go', 'internal/store/memory.go', 'internal/queue/queue.go'];
const C = ['include/net/socket.h', 'src/net/socket.c', 'src/main.c'];

describe('an import', () => {
  for (const [what, paths, from, module, expected] of [
    ['a file beside it', WEB, 'src/app/main.ts', './view', ['src/app/view.tsx', 'src/app/view.test.tsx']],
    [
      'the source of the file that is built',
      WEB,
      'src/app/main.ts',
      '../shared/format.js',
      ['src/shared/format.ts'],
    ],
    ['a file by its whole name', WEB, 'src/app/main.ts', '../../styles/page.css', ['styles/page.css']],
    ['the index of a folder', WEB, 'src/app/main.ts', '../shared', ['src/shared/index.ts']],
    ['the nearer of two of one name', WEB, 'src/app/main.ts', '@/shared/format', ['src/shared/format.ts']],
    ['a Python module beside it', PYTHON, 'shop/cart/__init__.py', '.total', ['shop/cart/total.py']],
    ['a Python module of the folder above', PYTHON, 'shop/cart/total.py', '..tax', ['shop/tax.py']],
    ['a Python module by its full name', PYTHON, 'tests/tax.py', 'shop.cart.total', ['shop/cart/total.py']],
    ['a Python package', PYTHON, 'tests/tax.py', 'shop.cart', ['shop/cart/__init__.py']],
    ['a Rust module', RUST, 'src/queue.rs', 'crate::net::socket', ['src/net/socket.rs']],
    ['the Rust module of a type', RUST, 'src/queue.rs', 'crate::net::socket::Socket', ['src/net/socket.rs']],
    ['a Java class of its package', JAVA, 'app/Main.java', 'org.shop.ui.Cart', [JAVA[1]]],
    ['the files of a Go package', GO, 'cmd/run.go', 'example.com/app/internal/store', [GO[0], GO[1]]],
    ['a C header, and the file that implements it', C, 'src/main.c', 'net/socket.h', [C[1], C[0]]],
  ] as const)
    it(`means ${what}: ${module}`, () => assert.deepEqual(resolve(paths, from, module), expected));

  for (const [what, paths, from, module] of [
    ['a package from outside', WEB, 'src/app/main.ts', 'react'],
    ['a package of which only the last part is known', WEB, 'src/app/main.ts', 'date-fns/format'],
    ['a file that is not there', WEB, 'src/app/main.ts', './gone'],
    ['a path that leaves the repository', WEB, 'src/app/main.ts', '../../../../../etc/passwd'],
    ['the standard library', PYTHON, 'shop/tax.py', 'os.path'],
    ['nothing at all', WEB, 'src/app/main.ts', ''],
  ] as const)
    it(`means no file: ${what}`, () => assert.deepEqual(resolve(paths, from, module), []));

  it('means what manifests call by a name', () => {
    const manifests = {
      'package.json': '{"name": "whole", "workspaces": ["packages/*"]}',
      'packages/shared/package.json': `{
        "name": "@acme/shared", "main": "dist/index.js",
        "exports": { ".": { "types": "./dist/index.d.ts" }, "./text": "./dist/text/plain.mjs", "./icons/*": "./dist/icons/*.js" }
      }`,
      'packages/core/package.json':
        '{"name": "core-js-like", "main": "lib/begin.js", "imports": {"#util/*": "./src/util/*.js"}}',
      'packages/web/package.json': '{"name": "web", "imports": {"#util/*": "./source/*.js"}}',
      'packages/web/tsconfig.json':
        '{\n// where things lie\n"compilerOptions": {"baseUrl": "source", "paths": {"@app/*": ["gone/*", "app/*"], "~all": ["./all.ts"],},},}',
      'packages/broken/package.json': '{"name": "broken", ',
    };
    const sources = [
      ...['packages/shared/src/index.ts', 'packages/shared/src/index.test.ts', 'packages/shared/README.md'],
      ...[
        'packages/shared/src/text/plain.ts',
        'packages/shared/src/icons/bell.tsx',
        'packages/shared/src/deep.ts',
      ],
      ...['packages/core/lib/begin.js', 'packages/core/src/util/wait.ts', 'packages/core/src/run.ts'],
      ...['packages/web/source/wait.ts', 'packages/web/source/app/view.tsx', 'packages/web/source/all.ts'],
      ...['packages/broken/index.js', 'app/view.tsx', 'tools/use.py', 'shared.py'],
    ];
    const modules = Object.entries(manifests).flatMap(([path, text]) => moduleNames(path, text));
    const { resolve: find } = createImportResolver([...Object.keys(manifests), ...sources].sort(), modules);
    const meant = (from: string, module: string) => find(from, { module, names: [], line: 1 });
    const core = 'packages/core/src/run.ts';
    const web = 'packages/web/source/all.ts';
    assert.deepEqual(meant(core, '@acme/shared'), ['packages/shared/src/index.ts']);
    assert.deepEqual(meant(core, '@acme/shared/text'), ['packages/shared/src/text/plain.ts']);
    assert.deepEqual(meant(core, '@acme/shared/icons/bell'), ['packages/shared/src/icons/bell.tsx']);
    assert.deepEqual(meant(core, '@acme/shared/src/deep'), ['packages/shared/src/deep.ts']);
    assert.deepEqual(meant(web, 'core-js-like'), ['packages/core/lib/begin.js']);
    assert.deepEqual(meant(core, '#util/wait'), ['packages/core/src/util/wait.ts']);
    assert.deepEqual(meant(web, '#util/wait'), ['packages/web/source/wait.ts']);
    assert.deepEqual(meant(web, '@app/view'), ['packages/web/source/app/view.tsx']);
    assert.deepEqual(meant(web, '~all'), ['packages/web/source/all.ts']);
    assert.deepEqual(meant(web, '@acme/other'), []);
    assert.deepEqual(meant('tools/use.py', '@acme/shared'), []);
  });

  it('means the library of a crate by the name that its manifest gives', () => {
    const modules = [
      ...moduleNames('crates/matcher/Cargo.toml', '[package]\nname = "grep-matcher"\nversion = "1"\n'),
      ...moduleNames(
        'crates/odd/Cargo.toml',
        '[package]\nname = "odd"\n\n[lib]\nname = "even"\npath = "source/all.rs"\n',
      ),
    ];
    const paths = [
      ...['crates/matcher/src/lib.rs', 'crates/matcher/src/find.rs', 'crates/core/main.rs'],
      ...['crates/odd/source/all.rs', 'crates/odd/src/lib.rs'],
    ];
    const { resolve: find } = createImportResolver(paths, modules);
    const meant = (module: string) => find('crates/core/main.rs', { module, names: [], line: 1 });
    assert.deepEqual(meant('grep_matcher'), ['crates/matcher/src/lib.rs']);
    assert.deepEqual(meant('grep_matcher::find'), ['crates/matcher/src/find.rs']);
    assert.deepEqual(meant('even'), ['crates/odd/source/all.rs']);
  });

  it('reads a manifest of any size and shape in bounded work', () => {
    const deep = `{"name": "a", "exports": ${'{"x":'.repeat(20_000)}"./y.js"${'}'.repeat(20_000)}}`;
    const wide = `{"name": "a", "main": [${'1,'.repeat(300_000)}"./y.js"]}`;
    assert.deepEqual(
      [deep, wide].map((text) => moduleNames('package.json', text)[0]?.to[1]),
      ['y.js', 'y.js'],
    );
    for (const text of ['', 'null', '[]', '"a"', '{"name": 1}', '{"name": "a*b*c"}'])
      assert.doesNotThrow(() => moduleNames('package.json', text));
    assert.deepEqual(moduleNames('tsconfig.json', '{"compilerOptions": {"paths": {"*": ["./src/*"]}}}'), []);
  });

  it('means nothing by a name that many manifests give', () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        moduleNames(`fixtures/${i}/package.json`, '{"name": "fixture"}'),
      ).flat();
    const paths = Array.from({ length: 20 }, (_, i) => `fixtures/${i}/index.js`);
    const meant = (count: number) =>
      createImportResolver(paths, named(count)).resolve('test/a.js', {
        module: 'fixture',
        names: [],
        line: 1,
      });
    assert.deepEqual(meant(2), ['fixtures/0/index.js', 'fixtures/1/index.js']);
    assert.deepEqual(meant(20), []);
  });

  it('means other files in another folder, also when both were asked for', () => {
    const { resolve: find } = createImportResolver(['a/use.ts', 'a/name.ts', 'b/use.ts', 'b/name.ts']);
    const imported = { module: './name', names: [], line: 1 };
    assert.deepEqual(find('a/use.ts', imported), ['a/name.ts']);
    assert.deepEqual(find('b/use.ts', imported), ['b/name.ts']);
  });

  it('means at most eight files', () => {
    const paths = Array.from({ length: 50 }, (_, i) => `part${i}/src/deep/name.ts`);
    assert.equal(resolve(paths, 'part7/main.ts', 'deep/name').length, 8);
    assert.equal(resolve(paths, 'part7/main.ts', 'deep/name')[0], 'part7/src/deep/name.ts');
  });

  it('means files of the index only, whatever is written', () => {
    const segment = fc.constantFrom(
      'a',
      'b',
      'index',
      'lib',
      '..',
      '.',
      '',
      'x.ts',
      'crate',
      '::',
      '\\',
      '{a,b}',
      '\0',
    );
    const written = fc
      .array(segment, { maxLength: 8 })
      .chain((parts) => fc.constantFrom('/', '.', '::').map((joint) => parts.join(joint)));
    const paths = ['a/index.ts', 'a/b.ts', 'b/lib.rs', 'lib/a/b.py', 'x.ts'];
    fc.assert(
      fc.property(fc.constantFrom(...paths, ''), written, (from, module) => {
        for (const path of resolve(paths, from, module)) assert.ok(paths.includes(path), path);
      }),
      { numRuns: runs(500, 10_000) },
    );
  });
});
