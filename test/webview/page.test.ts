/** The built page in a real browser. One browser for all of it; skipped only where there is none. */
import { after, before, describe, it } from 'node:test';
import { executable, type Harness, startHarness } from './browser.ts';
import { composerTests } from './composerTests.ts';
import { flowTests } from './flowTests.ts';
import type { Suite } from './harness.ts';
import { hostileTests } from './hostileTests.ts';
import { layoutTests } from './layoutTests.ts';
import { troubleTests } from './troubleTests.ts';

const skip = executable ? false : 'no Chromium or Chrome was found';

describe('the page', { skip, concurrency: 2 }, () => {
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
  describe('trouble', { concurrency: 1 }, () => troubleTests(suite));
});
