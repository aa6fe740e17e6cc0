/**
 * What is found of all that an editor's outline shows: one or two modern files for each language in `outlines`, with a mark at
 * every definition, `«kind name»` on the line of its name. ` in NAME` is what it belongs to, ` +N` the further lines of its
 * range, ` -N` the lines of it above its name.
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
      t.diagnostic(`${file}: ${marks.length - missed.length} of ${marks.length}`);
      total += marks.length;
      found += marks.length - missed.length;
      assert.deepEqual(wrong, []);
      assert.ok(missed.length <= marks.length * (1 - LEAST_OF_ONE), missed.join('\n'));
    });
  }
  it('are nearly complete over all languages', () => {
    assert.ok(total > 1_000);
    assert.ok(found >= LEAST_OF_ALL * total, `${found} of ${total}`);
  });
});
