/** The question box of the real editor: what a question takes, commands behind a slash, and code of an answer put into a file. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor, waitFor } from './host/index.ts';
import { EVIDENCE, QUESTION, SHOP, SidebarPage, shareModel } from './sidebar.ts';

/** One server, browser and window for all of this file. */
const editor = useEditor();
const CODE = 'export const isFree = (cents: number): boolean => cents >= 5_000;';
const answer = `Ask it by a function of its own:\n\n\`\`\`ts\n${CODE}\n\`\`\``;
const { withModel } = shareModel(editor, SHOP, [{ question: QUESTION, evidence: [EVIDENCE], answer }]);

describe('the question box', () => {
  it('shows what a question takes of the window before anything is sent', (t) =>
    withModel(t, async ({ workbench, asked }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.shows('4 files');
      await workbench.setSideBarWidth(290);
      const meter = sidebar.page.locator('.context-meter');
      await sidebar.box.fill(QUESTION);
      await meter.getByText(/^\d[\d,]* of \d[\d,]* tokens/).waitFor();
      // With a price list it says what the answer may cost, in the user's currency.
      const probe = await workbench.probe();
      const setUser = (key: string, value: unknown) =>
        probe.ask('updateSetting', { key, value, target: 'user' });
      await setUser('sightline.currency', 'EUR');
      await setUser('sightline.prices', {
        'test-model': { inputPerMillion: 3, outputPerMillion: 15 },
      });
      await waitFor('the price', async () => {
        await sidebar.box.press('End');
        await sidebar.box.pressSequentially(' ');
        return await meter
          .getByText(/ tokens · 0\.\d+ EUR$/)
          .waitFor({ timeout: 3_000 })
          .then(
            () => true,
            () => false,
          );
      });
      await workbench.screenshot('context-meter-290');
      await meter.click();
      await sidebar.page.getByRole('region', { name: 'What would be sent' }).waitFor();
      assert.equal(asked().length, 0);
      await sidebar.box.press('Escape');
      await sidebar.box.fill('');
      await meter.waitFor({ state: 'hidden' });
    }));

  it('runs commands of the palette behind a slash, and asks about paths that begin with one', (t) =>
    withModel(t, async ({ workbench, asked }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.shows('4 files');
      await workbench.setSideBarWidth(290);
      const labels = sidebar.page.locator('.option-label');
      await sidebar.box.pressSequentially('/');
      await labels.filter({ hasText: '/show-status' }).waitFor();
      const all = await labels.allTextContents();
      assert.ok(!all.includes('/write-patch') && !all.includes('/stop'), 'what the palette has not now');
      await workbench.screenshot('slash-290');
      await sidebar.box.pressSequentially('show-st');
      await waitFor('one command', async () => (await labels.count()) === 1);
      await sidebar.box.press('Enter');
      await waitFor('the state of the index', async () =>
        (await (await workbench.probe()).ask('openTabs')).some(({ label }) =>
          label.includes('Sightline index'),
        ),
      );
      assert.equal(await sidebar.box.inputValue(), '');
      await sidebar.ask('/src `isFree`');
      await sidebar.ended();
      assert.match((await sidebar.lastTurn.textContent()) ?? '', /\/src/);
      const title = sidebar.page.locator('.header-title');
      assert.equal(await title.textContent(), '/src isFree', 'a title shows no raw back ticks');
      assert.ok(asked().length <= 2);
    }));

  it('puts code of an answer where the cursor is, as one edit', (t) =>
    withModel(t, async ({ workbench, folder }) => {
      const probe = await workbench.probe();
      const path = join(folder, 'src/checkout.ts');
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.ask(QUESTION);
      await sidebar.ended();
      const range = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 };
      await probe.ask('show', { path, range });
      const before = await probe.ask('text', { path });
      await workbench.setSideBarWidth(290);
      const block = sidebar.lastTurn.locator('.code-block').filter({ hasText: 'isFree' });
      await block.hover();
      await workbench.screenshot('insert-code-290');
      await block.getByRole('button', { name: 'Insert at the cursor' }).click();
      await waitFor('the code in the file', async () =>
        (await probe.ask('text', { path })).text.split('\n')[2]!.includes(CODE),
      );
      assert.ok((await probe.ask('text', { path })).isDirty, 'it is not saved');
      await probe.ask('command', { command: 'undo' });
      await waitFor(
        'the file as it was',
        async () => (await probe.ask('text', { path })).text === before.text,
      );
      await block.hover();
      await block.getByRole('button', { name: 'Copy code' }).click();
      await probe.ask('command', { command: 'workbench.action.closeAllEditors' });
      await block.hover();
      await block.getByRole('button', { name: 'Insert at the cursor' }).click();
      await sidebar.shows(/No editor is open/);
    }));
});
