/** Opens the page for one test and closes it after, checking that nothing went wrong unseen. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { PageState } from '../../src/protocol/page.ts';
import type { Harness, PageUnderTest } from './browser.ts';
import { state } from './samples.ts';
import type { ThemeName } from './themes.ts';

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state?: PageState;
}

/** A test with a page of its own, which has had its first state. */
export function pageTest(
  name: string,
  get: () => Harness,
  run: (page: PageUnderTest) => Promise<void>,
  options: OpenOptions = {},
): void {
  it(name, async () => {
    const page = await get().open(options);
    try {
      await page.waitPosted('ready');
      await page.send({ type: 'state', state: options.state ?? state() });
      await run(page);
      assert.deepEqual(page.errors, []);
      assert.deepEqual(await page.page.evaluate('window.violations'), [], 'the policy had to step in');
      assert.deepEqual(await page.page.evaluate('window.executed'), []);
    } finally {
      await page.close();
    }
  });
}
