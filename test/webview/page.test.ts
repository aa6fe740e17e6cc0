/** The built page in a real browser. One browser for all of it; skipped only where there is none. */
import { after, before, describe } from 'node:test';
import { executable, type Harness, startHarness } from './browser.ts';
import { composerTests } from './composerTests.ts';
import { flowTests } from './flowTests.ts';
import { hostileTests } from './hostileTests.ts';
import { layoutTests } from './layoutTests.ts';

const skip = executable ? false : 'no Chromium or Chrome was found';

describe('the page', { skip }, () => {
  let harness: Harness | undefined;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness?.close());
  const get = (): Harness => harness!;
  describe('flows', () => flowTests(get));
  describe('the question box', () => composerTests(get));
  describe('hostile answers', () => hostileTests(get));
  describe('looks', () => layoutTests(get));
});
