/** The models that were chosen before, as the picker offers them. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteRecent, recentModels } from '../../src/editor/models/recentModels.ts';

it('keeps the last five models, each once, the newest first, and takes nothing else for one', async () => {
  const held = new Map<string, unknown>();
  const store = {
    get: (key: string) => held.get(key),
    update: async (key: string, value: unknown) => void held.set(key, value),
  };
  assert.deepEqual(recentModels(store), []);
  for (const model of ['a', 'b', 'c', 'a', 'd', 'e', 'f'])
    await noteRecent(store, { baseUrl: 'http://127.0.0.1:1/v1', model });
  await noteRecent(store, { baseUrl: 'https://models.example.com/v1', model: 'f' });
  assert.deepEqual(
    recentModels(store).map(({ baseUrl, model }) => `${new URL(baseUrl).port}${model}`),
    ['f', '1f', '1e', '1d', '1a'],
  );
  for (const broken of ['text', null, 3, [null, { baseUrl: 1 }, 'x']]) {
    held.clear();
    await store.update('sightline.recentModels', broken);
    assert.deepEqual(recentModels(store), []);
  }
});
