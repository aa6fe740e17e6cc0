/** Quotes that prove nothing, and fair ones, as shapes: each in a file of its own, and all in one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyClaims } from '../../src/engine/answer/verify.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import type { Citation, Passage, SourceFile } from '../../src/engine/types.ts';
import { BAD_QUOTES, FAIR_QUOTES } from '../fakes/shapes/quotes.ts';

/** What a model cites of a file: a quote, on the lines it names. */
interface Cited {
  readonly text: string;
  readonly quote: string;
  readonly startLine: number;
  readonly endLine: number;
}

async function cite({ text, quote, startLine, endLine }: Cited): Promise<Citation> {
  const lines = splitLines(text);
  const file: SourceFile = { path: 'a', text, hash: 'now', encoding: 'utf8', size: 1, mtimeMs: 1 };
  const passage: Passage = {
    ...{ path: 'a', id: 'p1', startLine: 1, endLine: lines.count, text, hash: 'now' },
    ...{ symbolPath: '', tokens: 1, score: 1 },
    why: { terms: [], fields: [], evidence: [], groups: [], role: 'source' },
  };
  const [claim] = await verifyClaims(
    [{ text: 'x', evidence: [{ id: 'p1', startLine, endLine, quote }] }],
    [passage],
    { read: async () => file },
  );
  return claim!.citations[0]!;
}

const AROUND = 'surroundings.of(everything);';

describe('a quote that proves nothing', () => {
  for (const [kind, shapes] of Object.entries(BAD_QUOTES))
    it(`is unproved wherever it is said to stand: ${kind} (${shapes.length})`, async () => {
      const proved: string[] = [];
      for (const [lines, quote] of shapes) {
        const height = lines.split('\n').length;
        const text = `${AROUND}\n${lines}\n${AROUND}\n`;
        for (const [startLine, endLine] of [
          [2, 1 + height],
          [1, 2 + height],
          [1, 1],
        ] as const) {
          const { state } = await cite({ text, quote, startLine, endLine });
          if (state !== 'unproved')
            proved.push(`${JSON.stringify(quote)} of ${JSON.stringify(lines)}: ${state}`);
        }
      }
      assert.deepEqual([...new Set(proved)], []);
    });
});

describe('a fair quote', () => {
  it(`proves its lines, there and elsewhere (${FAIR_QUOTES.length})`, async () => {
    const missed: string[] = [];
    for (const [lines, quote] of FAIR_QUOTES) {
      const end = 1 + lines.split('\n').length;
      const text = `${AROUND}\n${lines}\n${AROUND}\n`;
      const there = await cite({ text, quote, startLine: 2, endLine: end });
      const beside = await cite({ text, quote, startLine: 1, endLine: 1 });
      for (const [{ state, startLine, endLine, problem }, wanted] of [
        [there, 'verified'],
        [beside, 'reanchored'],
      ] as const)
        if (state !== wanted || startLine !== 2 || endLine !== end)
          missed.push(`${JSON.stringify(quote)}: ${state} ${startLine}-${endLine} ${problem?.kind}`);
    }
    assert.deepEqual(missed, []);
  });
});

/** A file in which a line stands four times, with the lines that a model may name. */
const REPEATED = `head(of, it);
open(valve, pipe);
middle(of, it);
open(valve, pipe);
open(valve, pipe);
if (!ready) open(valve, pipe);
tail(of, it);
open(valve, pipe);
`;

describe('a quote that stands in many places', () => {
  const quote = 'open(valve, pipe);';
  const at = async (startLine: number, endLine: number, text = quote): Promise<string> => {
    const { state, problem, ...found } = await cite({ text: REPEATED, quote: text, startLine, endLine });
    return state === 'unproved' ? problem!.kind : `${state} ${found.startLine}-${found.endLine}`;
  };

  it('proves the one line that is named, and no line beside it', async () => {
    for (const line of [2, 4, 5, 8]) assert.equal(await at(line, line), `verified ${line}-${line}`);
    for (const line of [1, 3, 6, 7]) assert.equal(await at(line, line), 'several', String(line));
    for (const [start, end] of [
      [1, 8],
      [3, 5],
      [1, 4],
      [6, 7],
      [9, 9],
      [7, 12],
      [100, 200],
    ] as const)
      assert.equal(await at(start, end), 'several', `${start}-${end}`);
    for (const [start, end, line] of [
      [4, 8, 4],
      [2, 3, 2],
      [1, 3, 2],
      [6, 8, 8],
      [8, 8, 8],
    ] as const)
      assert.equal(await at(start, end), `verified ${line}-${line}`);
  });

  it('proves its place with the lines around it', async () => {
    assert.equal(await at(1, 8, 'middle(of, it);\nopen(valve, pipe);'), 'verified 3-4');
    assert.equal(await at(1, 1, 'open(valve, pipe);\ntail(of, it);'), 'tooLittle');
    assert.equal(await at(1, 1, 'tail(of, it);\nopen(valve, pipe);'), 'reanchored 7-8');
    assert.equal(await at(1, 8, 'open(valve, pipe);\nopen(valve, pipe);'), 'verified 4-5');
    assert.equal(await at(4, 5, 'open(valve, pipe);\nopen(valve, pipe);\nopen(valve, pipe);'), 'nowhere');
  });

  it('may begin or end within a line where what is left out turns nothing', async () => {
    const text =
      'if (!safe) unlock(gate, key);\ncount(sheep, gate);\nconst n = tally(flock) - strays(flock);\n';
    const said = async (part: string): Promise<string> => {
      const { state, problem } = await cite({ text, quote: part, startLine: 1, endLine: 3 });
      return problem?.kind ?? state;
    };
    assert.equal(await said('safe) unlock(gate, key);\ncount(sheep, gate);'), 'tooLittle');
    assert.equal(await said('unlock(gate, key);\ncount(sheep, gate);'), 'tooLittle');
    assert.equal(await said('count(sheep, gate);\nconst n = tally(flock)'), 'tooLittle');
    assert.equal(await said('count(sheep, gate);\nconst n = tally(flock) - strays(flock)'), 'verified');
    assert.equal(await said(';\ncount(sheep, gate);'), 'verified');
  });
});
