/** The list of runs: opened, gone on with, deleted, by mouse and keyboard; and what was spent. */
import assert from 'node:assert/strict';
import { withAsked } from '../../src/present/answer/turn.ts';
import { pageTest, type Suite } from './harness.ts';
import { addInspector, hostileRuns, inspect, play, stir } from './hostileViews.ts';
import { payloads } from './payloads.ts';
import { keptRuns } from './runSamples.ts';
import { answer, answered, asked, conversing, verified } from './samples.ts';

export function runsTests(suite: Suite): void {
  pageTest('lists the runs in the place of the conversation, and goes back', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered(answer)]) });
    await page.page.getByRole('button', { name: 'Runs', exact: true }).click();
    await page.waitPosted('listRuns');
    await page.page.getByText('Reading the runs').waitFor();
    await page.send(keptRuns);
    const rows = page.page.locator('.run-list > li');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 5);
    assert.equal(await page.page.locator('.conversation-view').isVisible(), false);
    const second = (await rows.nth(1).textContent()) ?? '';
    assert.match(second, /^Which handlers swallow an error/);
    assert.match(second, /was stopped · Nov 28, 2026, 2:32.PM · .+ · ended after 2:10 · command line/);
    assert.match(second, /14 calls · 188,000 tokens in · 9,400 tokens out/);
    assert.match(
      (await rows.nth(3).textContent()) ?? '',
      /broken off .*1 line of its record could not be read/,
    );
    await page.page.getByText('1 run cannot be read.').waitFor();
    await page.page.getByText('Kept for 30 days, at most 200 MB of a folder').waitFor();
    await page.page.keyboard.press('Escape');
    assert.equal(await page.page.locator('.runs').isVisible(), false);
    assert.equal(await page.page.locator('.conversation-view').isVisible(), true);
    const focused = await page.page.evaluate('document.activeElement.getAttribute("aria-label")');
    assert.equal(focused, 'Runs', 'the focus goes back to where it came from');
  });

  pageTest('goes on with a run, stops one, and opens one, by keyboard', suite, async (page) => {
    await page.send({ type: 'showRuns' }, keptRuns);
    const rows = page.page.locator('.run-list > li');
    await rows.first().waitFor();
    assert.equal(await rows.getByRole('button', { name: 'Go on where it stopped' }).count(), 3);
    await rows.nth(0).getByRole('button', { name: 'Stop and keep what was found' }).click();
    assert.equal((await page.waitPosted('stop')).runId, 'run-now');
    await rows.nth(1).getByRole('button', { name: 'Go on where it stopped' }).focus();
    await page.page.keyboard.press('Enter');
    assert.equal((await page.waitPosted('resumeRun')).runId, 'run-b');
    assert.equal(await page.page.locator('.runs').isVisible(), false, 'its conversation is shown');
    await page.send({ type: 'showRuns' }, keptRuns);
    await rows.nth(2).locator('.run-open').focus();
    await page.page.keyboard.press('Enter');
    assert.equal((await page.waitPosted('openRun')).runId, 'run-a');
  });

  pageTest('asks before it deletes a run, and before it deletes all', suite, async (page) => {
    await page.send({ type: 'showRuns' }, keptRuns);
    const row = page.page.locator('.run-list > li').nth(2);
    assert.equal(
      await page.page
        .locator('.run-list > li')
        .nth(0)
        .getByRole('button', { name: /^Delete/ })
        .count(),
      0,
      'what is under way is stopped first',
    );
    await row.getByRole('button', { name: /^Delete the run/ }).click();
    await page.page.getByText('Delete this run?').waitFor();
    const colors = await Promise.all(
      ['Keep', 'Delete'].map((text) =>
        row.locator('vscode-button', { hasText: text }).evaluate((one) => one.hasAttribute('secondary')),
      ),
    );
    assert.deepEqual(colors, [false, true], 'Keep is what is offered first');
    await page.page.keyboard.press('Enter');
    assert.equal(await page.page.getByText('Delete this run?').count(), 0, 'Keep has the focus');
    assert.deepEqual(await page.posted('deleteRuns'), []);
    await row.getByRole('button', { name: /^Delete the run/ }).click();
    await page.page.getByText('Delete', { exact: true }).click();
    assert.equal((await page.waitPosted('deleteRuns')).runId, 'run-a');
    await page.page.locator('vscode-button', { hasText: 'Delete all runs' }).click();
    await page.page.getByText('Delete all runs of these folders?').waitFor();
    await page.page.getByText('Delete', { exact: true }).click();
    assert.equal((await page.waitPosted('deleteRuns', 2)).runId, undefined);
    await page.send({ ...keptRuns, list: { ...keptRuns.list, runs: [], unreadable: 0 } });
    await page.page.getByText('No run is kept yet.').waitFor();
  });

  pageTest('tells what was spent by day, month and model', suite, async (page) => {
    await page.send({ type: 'showRuns' }, keptRuns);
    await page.page.locator('summary', { hasText: 'Spending: 2026-11-28, 15 calls' }).click();
    await page.page.locator('summary', { hasText: 'By day' }).click();
    assert.equal(await page.page.locator('[data-key="runs/days"] dt').count(), 14);
    await page.page.getByRole('button', { name: 'Show all 21' }).click();
    assert.equal(await page.page.locator('[data-key="runs/days"] dt').count(), 21);
    await page.page.locator('summary', { hasText: 'By model' }).click();
    await page.page.getByText('qwen3-coder:30b @ 127.0.0.1:11434').waitFor();
  });

  pageTest('offers to go on with a run that ended early, with what it had proved', suite, async (page) => {
    const { answer: _none, ...turn } = answered(answer);
    const proved = [{ text: 'A step checks the signal.', state: 'verified' as const, citations: [verified] }];
    const stopped = { ...turn, status: 'stopped' as const, progress: { ...turn.progress, proved } };
    await page.send({ type: 'state', state: conversing([answered({ ...answer, runId: 'run-0' }), stopped]) });
    await page.page.getByText('A step checks the signal.').waitFor();
    const goOn = page.page.getByRole('button', { name: 'Go on where it stopped' });
    assert.equal(await goOn.count(), 1, 'the complete answer has none');
    await goOn.click();
    assert.equal((await page.waitPosted('resumeRun')).runId, stopped.runId);
  });

  pageTest('renders hostile runs as text', suite, async (page) => {
    await addInspector(page);
    const groups = payloads(suite.harness().canary).map((text) => hostileRuns(text));
    assert.deepEqual(await play(page, groups), []);
    await stir(page);
    await inspect(page, 'everything open');
  });

  pageTest('asks what a run asks, once it is seen, and sends the choice', suite, async (page) => {
    const turn = asked('run-1', 'What does the whole of it do?');
    const budget = {
      ...{ kind: 'budget' as const, usedTokens: 48_200, limitTokens: 60_000, addTokens: 60_000 },
      choices: ['go' as const, 'stop' as const],
    };
    await page.send({ type: 'state', state: conversing([withAsked(turn, budget)]) });
    await page.page.locator('.decision').getByText('48,200 of 60,000 tokens of this run are used').waitFor();
    assert.equal(
      await page.page
        .locator('.phase')
        .first()
        .textContent()
        .then((text) => text?.startsWith('Waiting for your decision')),
      true,
    );
    await page.page.getByText('Go on with 60,000 more').click();
    const { runId, choice } = await page.waitPosted('decide');
    assert.deepEqual([runId, choice], ['run-1', 'go']);
    const confirm = {
      ...{ kind: 'confirm' as const, route: 'chain', tokens: { least: 160_000, most: 260_000 } },
      ...{ confirmTokens: 60_000, choices: ['go' as const, 'stop' as const] },
    };
    await page.send({
      type: 'state',
      state: conversing([withAsked({ ...turn, progress: { ...turn.progress, seq: 1 } }, confirm)]),
    });
    await page.page
      .locator('.decision')
      .getByText('may take 160,000 to 260,000 tokens. Up to 60,000 are taken without asking.')
      .waitFor();
    await page.page.getByText('Show passages instead').click();
    assert.equal((await page.waitPosted('decide', 2)).choice, 'stop');
  });
}
