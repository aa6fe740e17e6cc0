/** How a repository is built: facts that the imports prove, what they cannot prove, and what was not looked at. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { createEngine } from '../../src/engine/engine.ts';
import { importCycles } from '../../src/engine/report/architecture/cycles.ts';
import { architectureMarkdown } from '../../src/present/report/architecture.ts';
import { english } from '../../src/present/say.ts';
import { GRAMMARS, MemoryWorkspace, memoryPorts, never, secretsHere, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

async function reportOf(files: Readonly<Record<string, string>>) {
  const ports = { ...memoryPorts(pool, new MemoryWorkspace(files)), secrets: secretsHere };
  const engine = await createEngine(ports, { grammars: GRAMMARS });
  await engine.update({ signal: never });
  return engine.architecture();
}

const NODE = {
  'package.json': '{"name":"app","bin":{"app":"dist/cli.js"}}',
  'README.md': '# App\n\n![badge](x)\n\nThe app sends *letters*\nto people. More of it.\n',
  'docs/vscode.md': '# VS Code\n\nHow to use it there.\n',
  'src/http.ts': 'export const get = 1;\n',
  'src/cli.ts':
    "import { a } from './a.ts';\nimport { window } from 'vscode';\nimport { get } from 'http';\na(get, window);\n",
  'src/a.ts': "import { b } from './b.ts';\nexport function a() { return b(); }\n",
  'src/b.ts':
    "import { c } from './c';\nimport own from 'app/src/c';\nexport function b() { return c() + own; }\n",
  'src/c.ts': "import { a } from './a.ts';\nexport function c() { return a; }\nexport default 1;\n",
};

describe('the architecture report', () => {
  it('tells map, beginnings, circles and what the rest stands on, with places', async () => {
    const report = await reportOf(NODE);
    assert.deepEqual(report.entryPoints, {
      items: [{ path: 'src/cli.ts', kind: 'manifest', name: 'bin of package.json', reaches: 3 }],
      total: 1,
    });
    assert.deepEqual(report.cycles, {
      items: [
        {
          modules: 3,
          circle: [
            { from: 'src/a.ts', to: 'src/b.ts', line: 1 },
            { from: 'src/b.ts', to: 'src/c.ts', line: 1 },
            { from: 'src/c.ts', to: 'src/a.ts', line: 1 },
          ],
        },
      ],
      total: 1,
    });
    assert.deepEqual(report.central.items, [{ path: 'src/a.ts', importedBy: 2, imports: 1 }]);
    assert.deepEqual(report.map[0]?.about, {
      text: 'The app sends *letters* to people.',
      place: { path: 'README.md', line: 5 },
    });
    assert.equal(report.hotSpots, undefined);
    assert.equal(
      report.map.reduce((sum, { files }) => sum + files, 0),
      Object.keys(NODE).length,
      'each file in one folder of the map',
    );
  });

  it('takes no library for a file of the same name', async () => {
    const { basis } = await reportOf(NODE);
    // `vscode` is no page of the manual, `http` no file of ours; the package by its own name is.
    assert.deepEqual([basis.proved, basis.unsure, basis.outside], [5, 2, 0]);
  });

  it('reads the modules that Python, Go, Rust and Java mean', async () => {
    const report = await reportOf({
      'pkg/__init__.py': 'from .core import run\n',
      'pkg/core.py': 'from . import typing\nimport logging\n\n\ndef run():\n    return typing, logging\n',
      'pkg/typing.py': 'NAME = 1\n\n\ndef name():\n    return NAME\n',
      'pkg/util/__init__.py': '',
      'pkg/util/logging.py': 'def log():\n    pass\n',
      'go.mod': 'module example.com/app\n',
      'main.go':
        'package main\n\nimport (\n\t"errors"\n\t"example.com/app/errors"\n)\n\nfunc main() { errors.New() }\n',
      'errors/a.go': 'package errors\n\nfunc New() {}\n',
      'errors/b.go': 'package errors\n\nfunc Old() {}\n',
      'rs/src/main.rs': 'mod part;\n\nfn main() { part::go() }\n',
      'rs/src/part.rs': 'use crate::part;\n\npub fn go() {}\n',
    });
    assert.deepEqual(
      report.cycles.items,
      [],
      'a declared part is no circle, and `. import typing` no package',
    );
    assert.deepEqual(
      report.entryPoints.items.map(({ path, line, kind, reaches }) => [path, line, kind, reaches]),
      [
        ['main.go', 8, 'main', 1],
        ['rs/src/main.rs', 3, 'main', 1],
      ],
    );
    assert.ok(!report.central.items.some(({ path }) => path === 'pkg/util/logging.py'));
  });

  it('says what it does not know, and never a bare zero', async () => {
    const report = await reportOf({ 'src/lib.ts': 'export const one = 1;\n', 'logo.bin': '\0\0' });
    const text = architectureMarkdown('app', report, { say: english, locale: 'en' });
    assert.match(text, /None among the 0 imports that name one module\./);
    assert.match(text, /Unknown: there is no git history to read\./);
    assert.match(text, /Imports of 1 source files were read: 0 name one module here/);
  });

  it('finds the groups of any imports that reach each other, each with a circle of them', () => {
    const name = fc.integer({ min: 0, max: 9 }).map((n) => `m${n}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 40 }), (pairs) => {
        const edges = pairs.filter(([a, b]) => a !== b).map(([from, to], line) => ({ from, to, line }));
        const reach = (from: string): Set<string> => {
          const seen = new Set<string>();
          const queue = [from];
          for (const at of queue)
            for (const { from: start, to } of edges)
              if (start === at && !seen.has(to)) {
                seen.add(to);
                queue.push(to);
              }
          return seen;
        };
        const bound = [...new Set(edges.map(({ from }) => from))].filter((at) => reach(at).has(at));
        const cycles = importCycles(edges);
        assert.equal(
          cycles.reduce((sum, { modules }) => sum + modules, 0),
          bound.length,
        );
        for (const { circle } of cycles)
          for (const [i, { from, to }] of circle.entries()) {
            assert.ok(edges.some((edge) => edge.from === from && edge.to === to));
            assert.equal(to, circle[(i + 1) % circle.length]!.from);
          }
      }),
    );
  });
});
