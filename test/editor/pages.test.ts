/** Reports about the index as pages of the editor, where it has a preview of Markdown. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useEditor, waitFor } from './host/index.ts';
import { SHOP, SidebarPage, shareModel } from './sidebar.ts';

/** One server, browser and window for all of this file: with all that the editor brings. */
const editor = useEditor({ hasAllBuiltIns: true });
const { withModel } = shareModel(editor, {
  ...SHOP,
  '.ci/build.yml': 'on: push\n',
  'docs/use.md': '# Use\n',
});

describe('the outline and the state of the index', () => {
  it('open as pages', (t) =>
    withModel(t, async ({ workbench }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.shows('6 files');
      await workbench.setSideBarWidth(290);
      const probe = await workbench.probe();
      for (const [command, label] of [
        ['Sightline: Outline of the Repository', 'Preview Outline of'],
        ['Sightline: Show Index Status', 'Preview Sightline index'],
      ] as const) {
        await workbench.runCommand(command);
        const tab = await waitFor('the page', async () =>
          (await probe.ask('openTabs')).find((one) => one.isActive && one.label.includes(label)),
        );
        // A text editor has a path, a page has none.
        assert.equal(tab.path, null);
      }
      await workbench.screenshot('status-page-290');
    }));
});
