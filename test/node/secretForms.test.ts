import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureRecall } from '../fakes/secretForms/measure.ts';

/** Values drawn for each shape; `npm run soak` draws more. */
const SAMPLES = process.env.SOAK === '1' ? 20 : 1;
const LEAST_RECALL = 0.95;

test('secrets drawn at random are found in the shapes in which people write them', async () => {
  const kinds = await measureRecall(SAMPLES, 1);
  assert.ok(kinds.length >= 100);
  const tried = kinds.reduce((sum, kind) => sum + kind.tried, 0);
  const found = kinds.reduce((sum, kind) => sum + kind.found, 0);
  const missed = kinds.flatMap(({ kind, missed }) => missed.map((shape) => `${kind}: ${shape}`));
  assert.ok(found >= tried * LEAST_RECALL, `${found} of ${tried}\n${missed.join('\n')}`);
});
