/** The view as a part of the window: opened by commands, hidden and shown, and what is deleted in it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SIGHTLINE, useEditor, type Workbench, waitFor } from './host/index.ts';
import { ANSWER, openedReport, QUESTION, SHOP, SidebarPage, shareModel } from './sidebar.ts';

/** One server and browser for all of this file. */
const editor = useEditor();
const { withModel, withStalledAnswer } = shareModel(editor, {
  ...SHOP,
  'lock.yaml': 'kind: shop\n',
  'shop.lock': 'nothing\n',
  'src/letters.ts': 'export const s = 1;\nexport const shops = 2;\n',
});

/** Asks about a file as the explorer's menu does; gives the view once it shows the file and has the cursor. */
async function askAbout(workbench: Workbench, folder: string, path: string): Promise<SidebarPage> {
  const probe = await workbench.probe();
  await probe.ask('command', { command: 'sightline.ask', args: [{ $uri: join(folder, path) }] });
  const page = await workbench.webview(SIGHTLINE);
  await page.getByRole('button', { name: new RegExp(`Remove .*${path}`) }).waitFor();
  await waitFor('the cursor in the box', () =>
    page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'),
  );
  return SidebarPage.open(workbench);
}

describe('a command that opens the view', () => {
  it('brings its file and the cursor, also when the view was never open, or is hidden', (t) =>
    withModel(t, async ({ workbench, folder }) => {
      await askAbout(workbench, folder, 'src/price.ts');
      await workbench.openViewContainer('Explorer');
      await askAbout(workbench, folder, 'src/checkout.ts');
      await workbench.openViewContainer('Explorer');
      const sidebar = await askAbout(workbench, folder, 'src/shipping.ts');
      assert.equal(await sidebar.page.getByRole('button', { name: /^Remove / }).count(), 3);
      await waitFor('the index in the status bar', async () =>
        (await workbench.statusBar()).some((text) => text.includes('Sightline')),
      );
    }));

  it('offers the file in the editor first, and names of one letter and lock files last', (t) =>
    withModel(t, async ({ workbench, folder }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.shows('7 files');
      await (await workbench.probe()).ask('show', { path: join(folder, 'src/checkout.ts') });
      const labels = sidebar.page.locator('.option-label');
      const offered = async (typed: string, last: string): Promise<string[]> => {
        await sidebar.box.fill('');
        await sidebar.box.pressSequentially(typed);
        await labels.filter({ hasText: last }).first().waitFor();
        return await labels.allTextContents();
      };
      const all = await offered('@', 'shippingCost');
      assert.deepEqual(all.slice(0, 5), ['src/checkout.ts', '@file', '@folder', '@symbol', '@selection']);
      await workbench.setSideBarWidth(290);
      await workbench.screenshot('mention-first-290');
      const files = await offered('@file:', 'shop.lock');
      assert.deepEqual([files[0], files.at(-1)], ['src/checkout.ts', 'shop.lock'], files.join(' '));
      assert.ok(files.includes('lock.yaml'));
      const symbols = await offered('@symbol:', 'shops');
      assert.equal(symbols.at(-1), 's', symbols.join(' '));
      await sidebar.box.fill('');
      await sidebar.box.pressSequentially('@');
      await labels.filter({ hasText: 'src/checkout.ts' }).waitFor();
      await sidebar.box.press('Enter');
      await sidebar.page.getByRole('button', { name: /Remove .*src\/checkout\.ts/ }).waitFor();
    }));

  it('names folders and the selection', (t) =>
    withModel(t, async ({ workbench, folder }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.shows('7 files');
      const probe = await workbench.probe();
      const range = { startLine: 6, startColumn: 1, endLine: 7, endColumn: 5 };
      await probe.ask('show', { path: join(folder, 'src/shipping.ts'), range });
      const options = sidebar.page.getByRole('option');
      await sidebar.box.pressSequentially('@selection:');
      await options.filter({ hasText: 'src/shipping.ts:6-7' }).first().waitFor();
      await sidebar.box.press('Enter');
      await sidebar.page.getByRole('button', { name: /Remove .*src\/shipping\.ts:6-7/ }).waitFor();
      await sidebar.box.pressSequentially('@folder:sr');
      await options.filter({ hasText: 'src' }).first().waitFor();
      await sidebar.box.press('Enter');
      await sidebar.page.getByRole('button', { name: /Remove .*src\/?$/ }).waitFor();
    }));
});

describe('conversations', () => {
  it('that are deleted stop their run, count what it spent, and stay deleted', (t) =>
    withStalledAnswer(t, async ({ endpoint, workbench, sidebar }) => {
      await sidebar.page.getByRole('button', { name: /^Conversations:/ }).click();
      await sidebar.page.getByRole('button', { name: /^Delete When is shipping/ }).click();
      await sidebar.page.getByRole('button', { name: 'Delete', exact: true }).click();
      await endpoint.idle();
      await sidebar.shows('Example questions');

      delete endpoint.faults.stall;
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      await sidebar.ended();
      const spent = (name: string) =>
        sidebar.lastTurn.locator(`dt:text-is("${name}") + dd`).textContent({ timeout: 60_000 });
      await sidebar.lastTurn.getByText(/^Spending/).click();
      assert.match((await spent('Conversation')) ?? '', /^1 call /);
      assert.match((await spent('Today')) ?? '', /^2 calls /);
      assert.match((await spent('This month')) ?? '', /^2 calls /);

      await workbench.reload();
      const again = await SidebarPage.open(workbench);
      await again.shows(ANSWER);
      await again.page.getByRole('button', { name: /^Conversations:/ }).click();
      await again.page.locator('.conversation-open').first().waitFor();
      assert.equal(await again.page.locator('.conversation-open').count(), 1);
    }));
});

describe('a change that no watcher tells', () => {
  it('is found when the window gets the focus', (t) =>
    editor.withFolder(
      t,
      { ...SHOP, 'quiet/old.ts': 'export const before = 1;\n' },
      { user: { 'files.watcherExclude': { '**/quiet/**': true } } },
      async (workbench, folder) => {
        const sidebar = await SidebarPage.open(workbench);
        await sidebar.shows('5 files');
        await writeFile(join(folder, 'quiet', 'new.ts'), 'export const unwatchedName = 2;\n');
        const probe = await workbench.probe();
        await waitFor('the new file', async () => {
          // The editor asks the document for its focus when the page is hidden or shown.
          for (const hasFocus of [false, true])
            await workbench.page.evaluate((has) => {
              document.hasFocus = () => has;
              document.dispatchEvent(new Event('visibilitychange'));
            }, hasFocus);
          await probe.ask('command', { command: 'sightline.showStatus' });
          const report = await openedReport(probe);
          await probe.ask('command', { command: 'workbench.action.closeActiveEditor' });
          return report.includes('| Files indexed | 6 |');
        });
      },
    ));
});
