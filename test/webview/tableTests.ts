/** Answers that are counted, and walks: what is sorted, opened, copied and exported. */
import assert from 'node:assert/strict';
import { pageTest, type Suite } from './harness.ts';
import { answered, conversing } from './samples.ts';
import { counted, walked } from './tableSamples.ts';

export function tableTests(suite: Suite): void {
  pageTest('sorts a table by keyboard, opens a row, copies and exports it', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered(counted)]) });
    await page.page.getByText('4 functions; the first 3 are listed; 37 of 40 judged.').waitFor();
    await page.page.getByText('params of 2 bash symbols is not known').waitFor();
    const names = () => page.page.locator('.rows tbody tr td:nth-child(2)').allTextContents();
    assert.deepEqual(await names(), ['openSession', '=HYPERLINK("x")', 'retryUpload'], 'as they were found');
    const byParams = page.page.getByRole('button', { name: 'Parameters' });
    const header = page.page.getByRole('columnheader', { name: 'Parameters' });
    await byParams.focus();
    await page.page.keyboard.press('Enter');
    assert.deepEqual(await names(), ['=HYPERLINK("x")', 'retryUpload', 'openSession'], 'as numbers');
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    await page.page.keyboard.press('Enter');
    assert.deepEqual(await names(), ['openSession', 'retryUpload', '=HYPERLINK("x")']);
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    assert.equal(await page.page.getByRole('status').textContent(), 'Sorted by Parameters, descending');
    await page.page.getByRole('button', { name: 'Place' }).click();
    assert.deepEqual(await names(), ['=HYPERLINK("x")', 'retryUpload', 'openSession']);

    // A row whose lines are gone says so, and one that moved opens where it is now; the order stays.
    const [session, cells] = counted.table!.rows.map(({ citation }) => citation);
    await page.send({
      type: 'citations',
      runId: 'run-t',
      citations: [
        { row: 0, citation: { ...session!, startLine: 41, endLine: 45, state: 'reanchored' } },
        { row: 1, citation: { ...cells!, state: 'stale', problem: { kind: 'changed' } } },
      ],
    });
    await page.page.getByRole('button', { name: 'src/session.ts:41-45' }).waitFor();
    assert.deepEqual(await names(), ['=HYPERLINK("x")', 'retryUpload', 'openSession'], 'sorted as before');
    assert.match(
      (await page.page.locator('.rows tbody tr').first().textContent()) ?? '',
      /cells\.ts.* stale/,
    );
    await page.send({ type: 'citations', runId: 'run-t', citations: [{ row: 0, citation: session! }] });
    await page.page.getByRole('button', { name: 'src/session.ts:40-44' }).click();
    assert.equal((await page.waitPosted('open')).startLine, 40);
    await page.page.getByRole('button', { name: 'Copy the table as Markdown' }).click();
    assert.match(
      (await page.waitPosted('copy')).text,
      /\| `openSession` \| 12 \| \[`src\/session\.ts:40-44`\]\(src\/session\.ts#L40-L44\) \|/,
    );
    await page.page.getByRole('button', { name: 'Export as CSV' }).click();
    assert.equal((await page.waitPosted('exportTable')).runId, 'run-t');
  });

  pageTest('shows the way of a walk, with links to what it read', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered(walked)]) });
    const steps = page.page.locator('.trail > li');
    assert.equal(await steps.count(), 4);
    assert.match((await steps.nth(0).textContent()) ?? '', /the repository: to src\/net\/, one of 1/);
    assert.equal(await steps.nth(0).locator('button').count(), 0, 'a folder has no lines');
    await steps
      .nth(2)
      .getByRole('button', { name: /read src\/net\/http\.ts:12-40 send/ })
      .click();
    const open = await page.waitPosted('open');
    assert.deepEqual([open.path, open.startLine, open.endLine], ['src/net/http.ts', 12, 40]);
    assert.equal(await steps.nth(3).locator('ul > li').count(), 2);
    await page.page.locator('summary', { hasText: 'The way through the outline' }).click();
    await page.send({ type: 'spending', spending: conversing([]).spending });
    assert.equal(await page.page.locator('.trail').isVisible(), false, 'what was folded stays folded');
  });
}
