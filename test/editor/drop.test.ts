/** Files that are dropped into the view of the real editor: named in the question, or refused with the reason. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { useEditor, type Workbench } from './host/index.ts';
import { SHOP, SidebarPage } from './sidebar.ts';

/** Drags the tab of the active editor into the view, as a person does with the mouse. */
async function dragTab({ page }: Workbench, { withShift }: { withShift: boolean }): Promise<void> {
  const tab = (await page.locator('.tab.active').first().boundingBox())!;
  const view = (await page.locator('.part.sidebar').boundingBox())!;
  const [x, y] = [view.x + view.width / 2, view.y + view.height / 2];
  await page.mouse.move(tab.x + 40, tab.y + 10);
  await page.mouse.down();
  await page.mouse.move(tab.x + 60, tab.y + 60, { steps: 5 });
  if (withShift) await page.keyboard.down('Shift');
  await page.mouse.move(x, y, { steps: 10 });
  await page.mouse.move(x + 10, y + 10, { steps: 5 });
  await page.mouse.up();
  if (withShift) await page.keyboard.up('Shift');
}

/** Lets go of these addresses over the page. */
async function drop(sidebar: SidebarPage, uris: readonly string[]): Promise<void> {
  await sidebar.page.evaluate((list) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', list);
    const init = { dataTransfer, bubbles: true, cancelable: true };
    document.querySelector('main')!.dispatchEvent(new DragEvent('drop', init));
  }, uris.join('\r\n'));
}

const chips = (sidebar: SidebarPage) => sidebar.page.locator('.composer .mention');

describe('what is dropped into the view', () => {
  const inWindow = useEditor().shareFolder(SHOP, {});

  it('is named in the question when Shift is held; without it the editor keeps the drag', (t) =>
    inWindow(t, async (workbench, folder) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      const probe = await workbench.probe();
      await probe.ask('show', { path: join(folder, 'src/price.ts') });
      await dragTab(workbench, { withShift: false });
      await probe.ask('show', { path: join(folder, 'src/checkout.ts') });
      await dragTab(workbench, { withShift: true });
      await sidebar.button(/Remove .*src\/checkout\.ts/).waitFor();
      assert.equal(await chips(sidebar).count(), 1, 'only what was dropped with Shift');
      await workbench.screenshot('flow-dropped');
    }));

  it('is refused with its address when it is in no folder of the window, and the rest is taken', (t) =>
    inWindow(t, async (workbench, folder) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      const outside = pathToFileURL(join(folder, '..', 'elsewhere.ts')).href;
      const odd = 'no address at all';
      await drop(sidebar, [outside, odd, pathToFileURL(join(folder, 'src')).href]);
      await sidebar.shows(`${outside}, ${odd} is not in a folder of this window.`);
      await sidebar.button('Remove src/').waitFor();
      assert.equal(await chips(sidebar).count(), 1);
    }));
});
