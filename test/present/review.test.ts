/** The hunks of a patch in the hands of a person: what is kept of them is kept byte for byte. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PlannedFile } from '../../src/engine/types.ts';
import { diffLines, linesOf } from '../../src/present/patches/lineDiff.ts';
import {
  carried,
  decided,
  edited,
  exactOf,
  placesOf,
  type ReviewedFile,
  reviewedFile,
  textOf,
} from '../../src/present/patches/review.ts';
import { type FileTexts, unifiedDiff } from '../../src/present/patches/unifiedDiff.ts';
import { runs } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const RUNS = { seed: 7, numRuns: runs(500, 20_000) };

const line = fc.tuple(fc.constantFrom('', 'a', 'b', '  c', 'd d'), fc.constantFrom('\n', '\r\n'));
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', 'end'))
  .map(([lines, last]) => `${lines.map((parts) => parts.join('')).join('')}${last}`);

/** As an editor has it: all line breaks alike. */
const shownAs = (of: string, eol = '\n'): string => of.replace(/\r\n|\r|\n/g, eol);

const planned = (
  before: string | null,
  after: string | null,
  more: Partial<PlannedFile> = {},
): PlannedFile => ({
  ...{ path: 'a.txt', before, after, places: [] },
  kind: before === null ? 'create' : after === null ? 'delete' : 'edit',
  ...more,
});

const idsOf = (file: ReviewedFile): number[] => file.hunks.map(({ id }) => id);

describe('the changes between two texts', () => {
  it('make the one from the other, apart from each other and as few as can be', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const made: string[] = [];
        let [at, kept] = [0, 0];
        for (const { beforeStart, beforeEnd, afterStart, afterEnd } of diffLines(before, after)) {
          assert.ok(at === 0 || beforeStart > at, 'apart');
          made.push(...before.slice(at, beforeStart));
          kept += beforeStart - at;
          assert.equal(made.length, afterStart);
          made.push(...after.slice(afterStart, afterEnd));
          at = beforeEnd;
        }
        kept += before.length - at;
        assert.deepEqual([...made, ...before.slice(at)], after);
        assert.equal(kept, longestCommon(before, after));
      }),
      RUNS,
    );
  });

  it('are one where the search would take too long', () => {
    const before = Array.from({ length: 4_000 }, (_, i) => `a${i}`);
    const after = ['same', ...Array.from({ length: 4_000 }, (_, i) => `b${i}`)];
    const [change, ...others] = diffLines(['same', ...before], after);
    assert.deepEqual(others, []);
    assert.deepEqual(change, { beforeStart: 1, beforeEnd: 4_001, afterStart: 1, afterEnd: 4_001 });
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] =
        a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
  return table[0]![0]!;
}

describe('a review', () => {
  it('gives the whole patch when nothing is rejected, and nothing when all is', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const file = reviewedFile(planned(before, after));
        assert.equal(textOf(file), after);
        const exact = { kind: 'exact', path: 'a.txt', before, after };
        assert.deepEqual(exactOf(file), before === after ? undefined : exact);
        assert.equal(exactOf(decided(file, 'all', { state: 'rejected' })), undefined);
      }),
      RUNS,
    );
  });

  it('takes each hunk alone, and knows where each stands', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (before, after, pick) => {
        const all = reviewedFile(planned(before, after));
        const kept = idsOf(all).filter((id) => (pick >> id) & 1);
        const file = idsOf(all).reduce(
          (now, id) => (kept.includes(id) ? now : decided(now, id, { state: 'rejected', reason: 'no' })),
          all,
        );
        const [old, now] = [linesOf(before), linesOf(textOf(file))];
        for (const hunk of file.hunks) {
          const { line, count } = placesOf(file).get(hunk.id)!;
          const wanted = kept.includes(hunk.id) ? hunk.lines : old.slice(hunk.start, hunk.end);
          assert.deepEqual(now.slice(line, line + count), wanted);
        }
        const again = idsOf(file).reduce((one, id) => decided(one, id, { state: 'accepted' }), file);
        assert.equal(textOf(again), after);
        assert.ok(again.hunks.every(({ reason }) => reason === undefined));
      }),
      RUNS,
    );
  });

  it('is not edited by an editor that writes all line breaks alike', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('\n', '\r\n'), (before, after, eol) => {
        const file = decided(reviewedFile(planned(before, after)), 0, { state: 'rejected' });
        assert.equal(edited(file, shownAs(textOf(file), eol)), file);
      }),
      RUNS,
    );
  });

  it('holds what was typed, and every accepted hunk beside it byte for byte', () => {
    fc.assert(
      fc.property(text, text, text, (before, after, typed) => {
        const start = decided(reviewedFile(planned(before, after)), 'all', { state: 'accepted' });
        const file = edited(start, shownAs(typed));
        assert.equal(shownAs(textOf(file)), shownAs(typed));
        for (const { state } of file.hunks) assert.equal(state, 'accepted');
      }),
      RUNS,
    );
    const old = edited(reviewedFile(planned('a\rb\r', 'A\rb\r')), 'A\n\nb\n');
    assert.equal(textOf(old), 'A\r\rb\r');
    const before = 'one\r\ntwo\nthree\nfour\nfive\n';
    const after = 'ONE\r\ntwo\nthree\nfour\nFIVE\r\n';
    const start = decided(reviewedFile(planned(before, after)), 1, { state: 'rejected', reason: 'loud' });
    const file = edited(start, 'ONE\ntwo\n3\nfour\nfive\n');
    assert.equal(textOf(file), 'ONE\r\ntwo\n3\nfour\nfive\n');
    assert.deepEqual(
      file.hunks.map(({ id, state, reason, isEdited }) => [id, state, reason, isEdited]),
      [
        [0, 'open', undefined, undefined],
        [2, 'accepted', undefined, true],
        [1, 'rejected', 'loud', undefined],
      ],
    );
  });

  it('makes, removes and moves files only as a whole', () => {
    const made = reviewedFile(planned(null, 'a\n'));
    assert.deepEqual(exactOf(edited(made, 'b\n')), {
      kind: 'exact',
      path: 'a.txt',
      before: null,
      after: 'b\n',
    });
    assert.equal(exactOf(decided(made, 0, { state: 'rejected' })), undefined);
    const gone = reviewedFile(planned('a\n', null));
    assert.equal(textOf(gone), '');
    assert.deepEqual(exactOf(edited(gone, 'typed')), {
      kind: 'exact',
      path: 'a.txt',
      before: 'a\n',
      after: null,
    });
    const moved = reviewedFile(planned('a\n', 'b\n', { to: 'b.txt', isExecutable: true }));
    assert.deepEqual(idsOf(moved), [0, 1]);
    const stays = decided(moved, 0, { state: 'rejected' });
    assert.deepEqual(exactOf(stays), { kind: 'exact', path: 'a.txt', before: 'a\n', after: 'b\n' });
    const only = exactOf(decided(moved, 1, { state: 'rejected' }));
    assert.deepEqual([only?.after, only?.to, only?.isExecutable], ['a\n', 'b.txt', true]);
    const place = { state: 'refused', reason: 'notFound', startLine: 0, endLine: 0, near: [] } as const;
    const { after: _none, ...refused } = planned('a\n', 'b\n', { places: [place] });
    assert.equal(exactOf(reviewedFile(refused)), undefined);
  });
});

describe('a patch file', () => {
  it('is what git applies', () =>
    withTempTree({}, async (root) => {
      const cases = fc.sample(fc.tuple(text, text), { seed: 3, numRuns: 150 });
      const files: FileTexts[] = [
        ...cases.map(([before, after], at) => ({ path: `f/${at}.txt`, before, after })),
        { path: 'made here.txt', before: null, after: 'a\nb' },
        { path: 'empty.txt', before: null, after: '' },
        { path: 'gone "x".txt', before: 'a\r\n', after: null },
        { path: 'old.txt', to: 'new/ä.txt', before: 'a\nb\nc\n', after: 'a\nB\nc\n' },
        { path: 'still.txt', to: 'moved.txt', before: 'a\n', after: 'a\n' },
      ];
      mkdirSync(join(root, 'f'));
      for (const { path, before } of files) if (before !== null) writeFileSync(join(root, path), before);
      const input = unifiedDiff(files);
      execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input });
      for (const { path, to = path, after } of files)
        if (after === null) assert.ok(!existsSync(join(root, path)));
        else assert.equal(readFileSync(join(root, to), 'utf8'), after, JSON.stringify(to));
    }));
});

describe('the next try of a patch', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\n';
  const first = reviewedFile(planned(before, 'A\nb\nc\nD\ne\nf\nG\n'));

  it('keeps what was accepted byte for byte, and does not offer again what was rejected', () => {
    const known = decided(decided(first, 0, { state: 'accepted' }), 1, { state: 'rejected', reason: 'loud' });
    const next = reviewedFile(planned(before, 'other\nb\nc\nD\ne\nf\n7\n'));
    const { files, renewed } = carried([known], [next]);
    assert.deepEqual(renewed, []);
    assert.deepEqual(
      files[0]!.hunks.map(({ state, lines, reason }) => [state, lines.join(''), reason]),
      [
        ['accepted', 'A\n', undefined],
        ['rejected', 'D\n', 'loud'],
        ['open', '7\n', undefined],
      ],
    );
    assert.equal(textOf(files[0]!), 'A\nb\nc\nd\ne\nf\n7\n');
    const better = carried([known], [reviewedFile(planned(before, 'a\nb\nc\n4\ne\nf\ng\n'))]);
    assert.equal(textOf(better.files[0]!), 'A\nb\nc\n4\ne\nf\ng\n');
  });

  it('leaves accepted changes of files that it does not name, and begins anew where the file is another', () => {
    const known = decided(first, 0, { state: 'accepted' });
    const other = { ...reviewedFile(planned('x\n', 'X\n')), path: 'b.txt' };
    assert.deepEqual(
      carried([known], [other]).files.map((file) => [file.path, textOf(file)]),
      [
        ['b.txt', 'X\n'],
        ['a.txt', 'A\nb\nc\nd\ne\nf\ng\n'],
      ],
    );
    const moved = reviewedFile(planned('z\n', 'Z\n'));
    assert.deepEqual(carried([known], [moved]), { files: [moved], renewed: ['a.txt'] });
    assert.deepEqual(carried([first], [other]).files, [other]);
  });
});
