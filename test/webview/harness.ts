/** Opens the page for one test and closes it after, checking that nothing went wrong unseen. */
import assert from 'node:assert/strict';
import type { PageState } from '../../src/protocol/page.ts';
import type { Harness, OpenOptions, PageUnderTest } from './browser.ts';
import { state } from './samples.ts';

/** Asked of the canary server on purpose, to know that it would notice. */
export const TRAP = '/trap';

/** Where tests are put: the file that runs them calls `it`, since a test counts for the file that names it. */
export interface Suite {
  readonly harness: () => Harness;
  readonly test: (name: string, run: () => Promise<void>) => void;
}

/** A test with a page of its own, which has had its first state. */
export function pageTest(
  name: string,
  { harness, test }: Suite,
  run: (page: PageUnderTest) => Promise<void>,
  { state: first, ...options }: OpenOptions & { readonly state?: PageState } = {},
): void {
  test(name, async () => {
    const page = await harness().open(options);
    try {
      await page.waitPosted('ready');
      await page.send({ type: 'state', state: first ?? state() });
      await run(page);
      assert.deepEqual(page.errors, []);
      assert.deepEqual(await page.page.evaluate('window.violations'), [], 'the policy had to step in');
      assert.deepEqual(await page.page.evaluate('window.executed'), []);
      assert.deepEqual(
        harness().hits.filter((path) => path !== TRAP),
        [],
        'a request left the page',
      );
    } finally {
      await page.close();
    }
  });
}
