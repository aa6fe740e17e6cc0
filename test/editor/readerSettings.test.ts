import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readerSettings } from '../../src/editor/models/readerSettings.ts';
import type { RoleSettings } from '../../src/editor/models/settings.ts';

const EMPTY: RoleSettings = {
  baseUrl: '',
  model: '',
  headers: {},
  apiVersion: '',
  contextTokens: 0,
  request: {},
};
const AUTHOR: RoleSettings = {
  baseUrl: 'https://a.example/v1',
  model: 'large',
  headers: { 'x-team': 'a', 'x-tier': '1' },
  apiVersion: '2024-10-21',
  contextTokens: 200_000,
  request: { temperature: 0.5 },
};

/** What the reader comes to when only these of its settings are set. */
function readerOf(own: Partial<RoleSettings>): RoleSettings {
  return readerSettings({ author: AUTHOR, reader: { ...EMPTY, ...own } });
}

describe('the settings of the reader', () => {
  it("are the author's where they are empty", () => {
    assert.deepEqual(readerOf({}), AUTHOR);
    assert.deepEqual(readerOf({ headers: { 'x-tier': '2' } }), {
      ...AUTHOR,
      headers: { 'x-team': 'a', 'x-tier': '2' },
    });
    assert.deepEqual(readerOf({ contextTokens: 9_000, apiVersion: 'b' }), {
      ...AUTHOR,
      ...{ contextTokens: 9_000, apiVersion: 'b' },
    });
  });

  it("keep the author's host with a model of their own, but not what is said of its model", () => {
    const own = { model: 'small', contextTokens: 0, request: {} };
    assert.deepEqual(readerOf({ model: 'small' }), { ...AUTHOR, ...own });
    assert.deepEqual(readerOf({ request: { top_p: 0.9 } }).request, { temperature: 0.5, top_p: 0.9 });
  });

  it("take no header and no API version of the author's to another origin", () => {
    for (const baseUrl of ['https://b.example/v1', 'http://a.example/v1', 'https://a.example:8443/v1'])
      assert.deepEqual(readerOf({ baseUrl }), { ...AUTHOR, baseUrl, headers: {}, apiVersion: '' });
    const path = 'https://a.example/v2';
    assert.deepEqual(readerOf({ baseUrl: path }), { ...AUTHOR, baseUrl: path });
  });
});
