/** Which files an import means, found from the paths of the index alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
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
