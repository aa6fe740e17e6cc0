import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer, Citation } from '../../src/engine/types.ts';
import { citedIn, recite } from '../../src/present/recite.ts';
import { answer, moved, unproved, verified } from '../webview/samples.ts';

const claim = (...citations: readonly Citation[]): Answer['claims'][number] => ({
  text: 'It is so.',
  state: 'verified',
  citations,
});
const given: Answer = { ...answer, claims: [claim(verified, moved), claim(verified)] };
const stale: Citation = { ...verified, state: 'stale' };

describe('an answer whose citations were checked again', () => {
  it('takes the last state where one citation changed twice', () => {
    const changes = [stale, moved].map((citation) => ({ claim: 1, index: 0, citation }));
    const [, changed] = recite(given, changes).claims;
    assert.deepEqual([changed?.citations, changed?.state], [[moved], 'reanchored']);
  });

  it('holds a claim for as good as its best citation, and for unproved when none holds', () => {
    const one = recite(given, [{ claim: 0, index: 0, citation: stale }]);
    assert.equal(one.claims[0]?.state, 'reanchored');
    const none = recite(given, [{ claim: 1, index: 0, citation: unproved }]);
    assert.equal(none.claims[1]?.state, 'unproved');
  });

  it('takes the rows of a table with it, and keeps the others', () => {
    const rows = [verified, verified].map((citation) => ({ cells: ['a'], citation }));
    const table = { query: 'kind:function', columns: [], rows, total: 2, unit: 'function' };
    const counted: Answer = { ...given, table };
    assert.equal(citedIn(counted).length, 5);
    const { table: made, claims } = recite(counted, [
      { row: 1, citation: stale },
      { row: 9, citation: stale },
    ]);
    assert.deepEqual(made?.rows, [rows[0], { cells: ['a'], citation: stale }]);
    assert.equal(made?.rows[0], rows[0]);
    assert.deepEqual(claims, given.claims);
  });

  it('keeps what did not change, and passes over places that do not exist', () => {
    const changed = recite(given, [
      { claim: 7, index: 0, citation: stale },
      { claim: 1, index: 9, citation: stale },
    ]);
    assert.deepEqual(changed, given);
    assert.equal(changed.claims[1], given.claims[1]);
  });
});
