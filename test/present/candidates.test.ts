import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Candidate, chooseCandidate } from '../../src/present/patches/candidates.ts';

const chosen = (...candidates: readonly Candidate[]) => chooseCandidate(candidates);

describe('the choice among candidates', () => {
  it('is by checks, then by equal patches, then the first', () => {
    assert.deepEqual(chosen({ key: 'a' }, { key: 'b' }, { key: 'b' }), { index: 1, alike: 2 });
    assert.deepEqual(
      chosen({ key: 'a', isPassing: true }, { key: 'b', isPassing: false }, { key: 'b', isPassing: false }),
      { index: 0, alike: 1 },
    );
    assert.deepEqual(
      chosen({ key: 'a', isPassing: false }, { key: 'b', isPassing: true }, { key: 'c', isPassing: true }),
      { index: 1, alike: 1 },
    );
    assert.deepEqual(chosen({ key: 'a' }, { key: 'b' }, { key: 'c' }), { index: 0, alike: 1 });
  });

  it('passes over what is no patch', () => {
    assert.deepEqual(chosen({ key: undefined }, { key: undefined }, { key: 'c' }), { index: 2, alike: 1 });
    assert.equal(chosen({ key: undefined }), undefined);
    assert.equal(chosen(), undefined);
  });
});
