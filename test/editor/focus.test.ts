/** Where the keys go after a picker: to where the person was before it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useEditor, type Workbench, waitFor } from './host/index.ts';
import { SHOP, SidebarPage } from './sidebar.ts';

/** A file that was changed stays marked so. */
const inWindow = useEditor().shareFolder(SHOP, { user: { 'files.autoSave': 'off' } });

const isChanged = async ({ page }: Workbench): Promise<boolean> =>
  (await page.locator('.tab.dirty').count()) > 0;

async function openFile(workbench: Workbench): Promise<void> {
  await workbench.page.keyboard.press('Control+P');
  await workbench.page.locator('.quick-input-widget:visible input').first().fill('price.ts');
  await workbench.pick('price.ts');
  await waitFor('the file', async () => (await workbench.activeEditor())?.name.endsWith('price.ts') === true);
}

describe('the focus', () => {
  it('is in the page again after a picker that was opened from there, chosen from or left', (t) =>
    inWindow(t, async (workbench) => {
      const { keyboard } = workbench.page;
      await openFile(workbench);
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.box.fill('What');
      for (const end of ['Enter', 'Escape']) {
        await sidebar.button(/^Model: /).click();
        await workbench.quickPick().filter({ hasText: 'No model' }).waitFor();
        await keyboard.press(end);
        await workbench.quickPick().first().waitFor({ state: 'hidden' });
        await waitFor('the page to have the focus', () => sidebar.page.evaluate('document.hasFocus()'));
      }
      await sidebar.box.focus();
      await workbench.runCommand('Sightline: Choose Model');
      await workbench.pick('No model');
      await workbench.quickPick().first().waitFor({ state: 'hidden' });
      await waitFor('the box to have the focus', () =>
        sidebar.box.evaluate(
          (box) => box.ownerDocument.hasFocus() && box.ownerDocument.activeElement === box,
        ),
      );
      await keyboard.press('End');
      await keyboard.type(' is');
      await waitFor('the words in the box', async () => (await sidebar.box.inputValue()) === 'What is');
      assert.equal(await isChanged(workbench), false);
    }));

  it('stays in the file for one who was in the file', (t) =>
    inWindow(t, async (workbench) => {
      const { keyboard } = workbench.page;
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.box.focus();
      await openFile(workbench);
      await workbench.runCommand('Sightline: Choose Model');
      await workbench.pick('No model');
      await workbench.quickPick().first().waitFor({ state: 'hidden' });
      await keyboard.type('x');
      await waitFor('the letter in the file', () => isChanged(workbench));
      assert.equal(await sidebar.box.inputValue(), '');
    }));
});
