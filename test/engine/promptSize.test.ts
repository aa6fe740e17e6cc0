/** How large the prompts of the retrieval route are: by the window, the stop and the price of a model. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ModelInfo } from '../../src/engine/ports.ts';
import { ASK_DEFAULTS } from '../../src/engine/run/context.ts';
import { firstTokens, passageRoom, passagesIn, widerTokens } from '../../src/engine/run/look.ts';

const LARGE: ModelInfo = { id: 'm', host: 'h', contextTokens: 1_000_000 };
const wide = { ...ASK_DEFAULTS, budgetTokens: 1_000_000 };
const first = (model: ModelInfo | undefined, settings = wide) => firstTokens(settings, model);
const costing = (inputPerMillion: number) => ({ ...LARGE, price: { inputPerMillion, outputPerMillion: 10 } });

describe('the size of the first prompt', () => {
  it('is 8,000 tokens where nobody said anything, and 4,000 without a model', () => {
    assert.equal(first(LARGE, ASK_DEFAULTS), 8_000);
    assert.equal(first(undefined, ASK_DEFAULTS), 4_000);
  });

  it('follows the window, as far as it was measured to be read', () => {
    assert.equal(first(LARGE), 16_000);
    assert.equal(first({ ...LARGE, contextTokens: 100_000 }), 12_500);
    assert.equal(first({ ...LARGE, effectiveTokens: 50_000 }), 6_250);
    assert.equal(first({ ...LARGE, contextTokens: 8_000 }), 4_000);
  });

  it('follows the price, and takes the least where even that costs more', () => {
    assert.equal(first(costing(4)), 10_000);
    assert.equal(first(costing(75)), 4_000);
    assert.equal(first(costing(0.1)), 16_000);
    assert.equal(first(costing(0)), 16_000);
  });

  it('follows the stop, and leaves room in it for two wider rounds and the answers', () => {
    assert.equal(first(LARGE, { ...wide, budgetTokens: 90_000 }), 12_000);
    for (const budgetTokens of [60_000, 90_000, 400_000]) {
      const settings = { ...wide, budgetTokens };
      const all = first(LARGE, settings) + 2 * widerTokens(settings, LARGE);
      assert.ok(all <= budgetTokens * 0.67, `${all} of ${budgetTokens}`);
    }
    assert.equal(widerTokens(ASK_DEFAULTS, LARGE), 16_000);
    assert.equal(widerTokens(wide, LARGE), 64_000);
  });

  it('is what somebody sets, and the wider round is never smaller', () => {
    assert.equal(first(LARGE, { ...wide, firstTokens: 600 }), 600);
    assert.equal(widerTokens({ ...wide, firstTokens: 600 }, LARGE), 2_400);
    assert.equal(widerTokens({ ...wide, budgetTokens: 1_000, firstTokens: 600 }, LARGE), 600);
  });

  it('leaves room for the rest of a request in what the model reads well, else in its window', () => {
    assert.equal(passageRoom(64_000, { ...LARGE, contextTokens: 32_000 }, 2_000), 30_000);
    assert.equal(passageRoom(64_000, { ...LARGE, effectiveTokens: 24_000 }, 2_000), 22_000);
    assert.equal(passageRoom(64_000, { ...LARGE, contextTokens: 32_000, effectiveTokens: 0 }, 2_000), 30_000);
    assert.equal(passageRoom(4_000, undefined, 2_000), 4_000);
  });

  it('lets in more passages as it grows', () => {
    assert.deepEqual([passagesIn(4_000), passagesIn(8_000), passagesIn(16_000)], [12, 24, 48]);
  });
});
