import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notReadText, searchedText } from '../../src/present/answer/coverage.ts';
import { english } from '../../src/present/say.ts';

describe('what was looked at', () => {
  it('is counted in the number that it has', () => {
    assert.equal(notReadText({ files: 1, why: 'searched' }, english).what, '1 file');
    assert.equal(notReadText({ files: 2, why: 'searched' }, english).what, '2 files');
    assert.equal(notReadText({ ranges: 1, why: 'passages' }, english).what, '1 lower-ranked range');
    assert.equal(notReadText({ ranges: 3, why: 'passages' }, english).what, '3 lower-ranked ranges');
    const searched = { kind: 'noMatch', terms: [], missing: [] } as const;
    assert.equal(searchedText({ ...searched, files: 1, chunks: 1 }, english), '1 file, 1 chunk');
    assert.equal(searchedText({ ...searched, files: 7, chunks: 40 }, english), '7 files, 40 chunks');
  });
});
