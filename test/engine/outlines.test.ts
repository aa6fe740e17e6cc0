/**
 * What is found of all that an editor's outline shows: one or two modern files for each language in `outlines`, with a mark at
 * every definition, `«kind name»` on the line of its name. ` in NAME` is what it belongs to, ` +N` the further lines of its
 * range, ` -N` the lines of it above its name. `«not name»` says that nothing of the name is found on the line.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { ParsedFile, SymbolDef } from '../../src/engine/types.ts';
import { hashText, never, readSpecs, startPool } from '../fakes/memory.ts';

const FOLDER = join(import.meta.dirname, 'outlines');
/** Share of the marks of all languages, and of each single one, that must be found. */
const LEAST_OF_ALL = 0.98;
const LEAST_OF_ONE = 0.94;

interface Mark {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  readonly inside: string | undefined;
  readonly below: number | undefined;
  readonly above: number | undefined;
}

const pool = startPool();
after(() => pool.dispose());

function marksOf(text: string): Mark[] {
  const number = (digits: string | undefined): number | undefined => (digits ? Number(digits) : undefined);
  return text.split('\n').flatMap((content, i) =>
    [...content.matchAll(/«(\w+) ([^»]+?)(?: in (\w+))?(?: \+(\d+))?(?: -(\d+))?»/g)].map(
      ([, kind, name, inside, below, above]): Mark => ({
        kind: kind!,
        name: name!,
        line: i + 1,
        inside,
        below: number(below),
        above: number(above),
      }),
    ),
  );
}

/** What is wrong with what was found, and the marks that nothing was found for. */
function compare(marks: readonly Mark[], { symbols }: ParsedFile): { missed: string[]; wrong: string[] } {
  const left: SymbolDef[] = [...symbols];
  const missed: string[] = [];
  const wrong: string[] = [];
  for (const mark of marks) {
    if (mark.kind === 'not') {
      const isThere = symbols.some(({ line, name }) => line === mark.line && name === mark.name);
      if (isThere) wrong.push(`${mark.line} ${mark.name}: is no definition`);
      continue;
    }
    const at = left.findIndex(({ line, name }) => line === mark.line && name === mark.name);
    const [symbol] = at < 0 ? [] : left.splice(at, 1);
    const label = `${mark.line} ${mark.kind} ${mark.name}`;
    if (!symbol) missed.push(label);
    else if (symbol.kind !== mark.kind) wrong.push(`${label}: is a ${symbol.kind}`);
    else if (mark.inside && symbol.container.at(-1) !== mark.inside)
      wrong.push(`${label}: in ${symbol.container.join('.')}`);
    else if (symbol.endLine !== mark.line + (mark.below ?? 0))
      wrong.push(`${label}: ends on ${symbol.endLine}`);
    else if (symbol.startLine !== mark.line - (mark.above ?? 0))
      wrong.push(`${label}: starts on ${symbol.startLine}`);
  }
  return { missed, wrong };
}

describe('outlines of modern files', () => {
  const specs = readSpecs();
  let total = 0;
  let found = 0;
  for (const file of readdirSync(FOLDER).sort()) {
    const id = file.split('.', 1)[0]!;
    it(`holds what an editor shows of ${file}`, async (t) => {
      const spec = specs.find((candidate) => candidate.id === id);
      assert.ok(spec, `no language ${id}`);
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const marks = marksOf(text);
      const path = `a${spec.suffixes[0]}`;
      const parsed = await pool.parse({ path, text, hash: hashText(text) }, { signal: never });
      const { missed, wrong } = compare(marks, parsed);
      const count = marks.filter(({ kind }) => kind !== 'not').length;
      t.diagnostic(`${file}: ${count - missed.length} of ${count}`);
      total += count;
      found += count - missed.length;
      assert.deepEqual(wrong, []);
      assert.ok(missed.length <= count * (1 - LEAST_OF_ONE), missed.join('\n'));
    });
  }
  const outline = async (path: string, text: string): Promise<string[]> => {
    const { symbols } = await pool.parse({ path, text, hash: hashText(text) }, { signal: never });
    return symbols.map(
      ({ kind, name, container, startLine, endLine }) =>
        `${startLine}-${endLine} ${kind} ${[...container, name].join('.')}`,
    );
  };
  it('say once what is named twice', async () => {
    const text =
      'exports.help = function help() {\n  function inner() {}\n};\nexports.Box = class Box { open() {} };\n';
    assert.deepEqual(await outline('a.js', text), [
      '1-3 function help',
      '2-2 function help.inner',
      '4-4 class Box',
      '4-4 method Box.open',
    ]);
  });
  it('hold what is set on an object once, in its type', async () => {
    const text =
      'class A:\n  x: int = 0\n  def f(self):\n    self.x = self.y = 1\n    self.z = 2\n  def g(self):\n    self.z = 3\ndef free(self):\n  self.w = 1\n';
    assert.deepEqual(await outline('a.py', text), [
      '1-7 class A',
      '2-2 field A.x',
      '3-5 method A.f',
      '4-4 field A.y',
      '5-5 field A.z',
      '6-7 method A.g',
      '8-9 function free',
    ]);
  });
  it('hold a type beside what is declared with it', async () => {
    const text =
      'struct box { enum kind { A } kind; } first = { A }, *second;\ntypedef struct { int n; } plain;\n';
    assert.deepEqual(await outline('a.c', text), [
      '1-1 variable first',
      '1-1 variable second',
      '1-1 struct box',
      '1-1 field box.kind',
      '1-1 enum box.kind',
      '1-1 constant box.kind.A',
      '2-2 type plain',
      '2-2 field plain.n',
    ]);
  });
  it('take the equations of one function together', async () => {
    const text = 'f 0 = 1\nf n = g n\n  where\n    g 1 = 2\n    g m = m\nh = f\n';
    assert.deepEqual(await outline('a.hs', text), ['1-5 function f', '4-5 function f.g', '6-6 function h']);
  });
  it('are nearly complete over all languages', () => {
    assert.ok(total > 1_000);
    assert.ok(found >= LEAST_OF_ALL * total, `${found} of ${total}`);
  });
});
