/** The built page in a real browser. One browser for all of it; without one a single test fails and says why. */
import { after, before, describe, it } from 'node:test';
import { findBrowser } from '../browser/find.ts';
import { type Harness, startHarness } from './browser.ts';
import { composerTests } from './composerTests.ts';
import { flowTests } from './flowTests.ts';
import type { Suite } from './harness.ts';
import { hostileTests } from './hostileTests.ts';
import { layoutTests } from './layoutTests.ts';
import { passagesTests } from './passagesTests.ts';
import { runsTests } from './runsTests.ts';
import { tableTests } from './tableTests.ts';
import { troubleTests } from './troubleTests.ts';

const missing = await findBrowser().then(
  () => undefined,
  (error: unknown) => error,
);

if (missing !== undefined)
  it('has a browser to run in', () => {
    throw missing;
  });
else
  describe('the page', { concurrency: 2 }, () => {
    let harness: Harness | undefined;
    before(async () => {
      harness = await startHarness();
    });
    after(() => harness?.close());
    const suite: Suite = { harness: () => harness!, test: (name, run) => void it(name, run) };
    // Two groups at a time in tabs of their own, the longest first.
    describe('hostile answers', { concurrency: 1 }, () => hostileTests(suite));
    describe('looks', { concurrency: 1 }, () => layoutTests(suite));
    describe('the question box', { concurrency: 1 }, () => composerTests(suite));
    describe('flows', { concurrency: 1 }, () => flowTests(suite));
    describe('passages', { concurrency: 1 }, () => passagesTests(suite));
    describe('tables and trails', { concurrency: 1 }, () => tableTests(suite));
    describe('runs', { concurrency: 1 }, () => runsTests(suite));
    describe('trouble', { concurrency: 1 }, () => troubleTests(suite));
  });
