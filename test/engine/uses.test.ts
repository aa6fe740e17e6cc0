/**
 * What the uses of a definition are, and how sure: small repositories in `uses`, one for each language, each with `=== path`
 * before its files. `«=id»` marks the line of a definition, whose name is the id without `:detail`; `«id»` a line that uses
 * it, by what the language says; `«?id»` a line that may, told as a guess; `«!id»` one that names it and means another.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { groupUses, usesCount } from '../../src/present/answer/uses.ts';
import { english } from '../../src/present/say.ts';
import { memoryEngine, startPool } from '../fakes/memory.ts';

const FOLDER = join(import.meta.dirname, 'uses');
/** From here on a use counts as one; what is less sure is told as a guess. */
const LIKELY = 0.5;
const LEAST_USES = 150;
const LEAST_OTHERS = 50;

type Sign = '=' | '?' | '!' | '';

interface Mark {
  readonly sign: Sign;
  readonly id: string;
  readonly path: string;
  readonly line: number;
}

const pool = startPool();
after(() => pool.dispose());

function readCase(text: string): { files: Record<string, string>; marks: Mark[] } {
  const files: Record<string, string> = {};
  const marks: Mark[] = [];
  for (const part of text.split(/^=== /m).slice(1)) {
    const [path, ...lines] = part.split('\n');
    for (const [i, content] of lines.entries())
      for (const [, sign, id] of content.matchAll(/«([=?!]?)([^»]+)»/g))
        marks.push({ sign: sign as Sign, id: id!, path: path!, line: i + 1 });
    files[path!] = lines.join('\n').replace(/ *«[^»]*»/g, '');
  }
  return { files, marks };
}

const placeOf = ({ path, line }: { readonly path: string; readonly line: number }): string =>
  `${path}:${line}`;

const all = readdirSync(FOLDER).map((file) => ({
  language: file.replace('.txt', ''),
  ...readCase(readFileSync(join(FOLDER, file), 'utf8')),
}));

describe('uses', () => {
  it('are marked in enough places', () => {
    const count = (sign: Sign): number =>
      all.flatMap(({ marks }) => marks).filter((mark) => mark.sign === sign).length;
    assert.ok(count('') >= LEAST_USES, `${count('')} uses`);
    assert.ok(count('!') + count('?') >= LEAST_OTHERS, `${count('!')} others, ${count('?')} guesses`);
  });

  for (const { language, files, marks } of all)
    it(`of ${language} are those marked, and no others`, async () => {
      const { engine } = await memoryEngine(pool, files);
      const wrong: string[] = [];
      for (const { id, path, line } of marks.filter(({ sign }) => sign === '=')) {
        const name = id.replace(/:.*/, '');
        const report = (await engine.symbol(name)).find(
          (one) => one.path === path && one.symbol.line === line,
        );
        assert.ok(report, `${id} is defined on line ${line} of ${path}`);
        const marked = (sign: Sign): string[] =>
          marks.filter((mark) => mark.sign === sign && mark.id === id).map(placeOf);
        const sure = new Map<string, number>();
        for (const use of report.callers)
          sure.set(placeOf(use), Math.max(use.confidence, sure.get(placeOf(use)) ?? 0));
        for (const place of marked(''))
          if ((sure.get(place) ?? 0) < LIKELY)
            wrong.push(`${id}: ${place} is missed (${sure.get(place) ?? 0})`);
        for (const place of marked('?')) {
          if (!sure.has(place)) wrong.push(`${id}: ${place} is no guess`);
        }
        for (const [place, confidence] of sure) {
          if (confidence >= LIKELY && !marked('').includes(place))
            wrong.push(`${id}: ${place} is counted (${confidence})`);
          if (confidence < LIKELY && !marked('?').includes(place))
            wrong.push(`${id}: ${place} is guessed (${confidence})`);
        }
      }
      assert.deepEqual(wrong, []);
    });

  it('are told with their lines, the surest first, and apart from lines that merely name it', async () => {
    const { engine } = await memoryEngine(pool, {
      'a.ts': 'export class Box {\n  open() {\n    return 1;\n  }\n}\nnew Box().open();\n',
      'b.ts':
        "import { Box } from './a';\nfunction f(thing, box: Box) {\n  thing.open();\n  box.open();\n}\n// call open\nlog('reopen');\n",
    });
    const { definitions, named, unread, isSearched } = await engine.uses('Box.open');
    assert.deepEqual(
      definitions.map(({ path, uses }) => [path, uses.map(({ path: of, line, text }) => [of, line, text])]),
      [
        [
          'a.ts',
          [
            ['a.ts', 6, 'new Box().open();'],
            ['b.ts', 4, 'box.open();'],
            ['b.ts', 3, 'thing.open();'],
          ],
        ],
      ],
    );
    assert.deepEqual(named, [{ path: 'b.ts', line: 6, text: '// call open' }]);
    assert.deepEqual([unread, isSearched], [0, true]);
    const [definition] = definitions;
    const { likely, guesses } = groupUses(definition!);
    assert.deepEqual(
      likely.map(({ path, kinds }) => [path, kinds.map(({ kind, uses }) => [kind, uses.length])]),
      [
        ['a.ts', [['call', 1]]],
        ['b.ts', [['call', 1]]],
      ],
    );
    assert.deepEqual(
      guesses.map(({ path }) => path),
      ['b.ts'],
    );
    assert.equal(usesCount(definition!.uses, english), 'Proved or likely uses: 2 (called 2); guesses: 1');
    assert.equal(usesCount([], english), 'No use is proved or likely');
  });

  it('of a thing that stands in several places are told once, with the other places', async () => {
    const { engine } = await memoryEngine(pool, {
      'a.ts':
        'export function pad(a: string): string;\nexport function pad(a: number): string;\nexport function pad(a: unknown) {\n  return String(a);\n}\n',
      'b.ts': "import { pad } from './a';\npad(1);\n",
      'queue.h': 'int queue_push(int a);\n',
      'queue.c': '#include "queue.h"\nint queue_push(int a) {\n  return a;\n}\n',
      'main.c': '#include "queue.h"\nint main(void) {\n  return queue_push(1);\n}\n',
      'src/disk.rs':
        'pub struct Disk;\nimpl Disk {\n    pub fn a(&self) {}\n}\nimpl Clone for Disk {\n    fn clone(&self) -> Self { Disk }\n}\n',
      'src/lib.rs': 'mod disk;\nuse disk::Disk;\npub fn f(d: Disk) {}\n',
    });
    const told = async (name: string): Promise<unknown[]> =>
      (await engine.uses(name)).definitions.map(({ path, symbol, also, uses }) => [
        `${path}:${symbol.line}`,
        (also ?? []).map((place) => `${place.path}:${place.line}`),
        uses.filter(({ confidence }) => confidence >= LIKELY).map((use) => `${use.path}:${use.line}`),
      ]);
    assert.deepEqual(await told('pad'), [['a.ts:1', ['a.ts:2', 'a.ts:3'], ['b.ts:2']]]);
    assert.deepEqual(await told('queue_push'), [['queue.c:2', ['queue.h:1'], ['main.c:3']]]);
    const disk = await told('Disk');
    assert.equal(disk.length, 1);
    assert.deepEqual((disk[0] as unknown[]).slice(0, 2), ['src/disk.rs:1', []]);
  });

  it('follow a manifest that gives its package another name', async () => {
    const { engine, ports } = await memoryEngine(pool, {
      'lib/package.json': '{"name": "first"}',
      'lib/index.ts': 'export function open() {}\n',
      'app/run.ts': "import { open } from 'first';\nopen();\n",
    });
    const used = async () => (await engine.uses('open')).definitions.flatMap(({ uses }) => uses).length;
    assert.equal(await used(), 1);
    ports.workspace.set('lib/package.json', '{"name": "second"}');
    await engine.update({ signal: new AbortController().signal });
    assert.equal(await used(), 0);
    ports.workspace.set('app/run.ts', "import { open } from 'second';\nopen();\n");
    await engine.update({ signal: new AbortController().signal });
    assert.equal(await used(), 1);
  });

  it('that are none are told as lines that name it', async () => {
    const { engine } = await memoryEngine(pool, {
      'a.py': "def run(job):\n    return job.retry_limit\n\n\ngetattr(run, 'retry_limit')\n",
    });
    const { definitions, named } = await engine.uses('retry_limit');
    assert.deepEqual([definitions, named.map(({ line }) => line)], [[], [2, 5]]);
  });
});
