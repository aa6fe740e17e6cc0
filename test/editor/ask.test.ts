/** A question in the sidebar of the real editor, without a model: verified passages, and a citation that opens. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useEditor, waitFor } from './host/index.ts';
import { SHOP, SidebarPage } from './sidebar.ts';

describe('asking in the sidebar', () => {
  const editor = useEditor();

  it('shows verified passages without a model, and opens the lines of a citation', (t) =>
    editor.withFolder(t, SHOP, { theme: 'dark' }, async (workbench) => {
      const sidebar = await SidebarPage.open(workbench);
      await sidebar.ask('where is totalPrice computed?');
      await sidebar.answered();
      await sidebar.ended();
      await workbench.screenshot('asked-dark');
      const citation = sidebar.lastTurn.getByRole('button', { name: /^price\.ts ?:\d+ src$/ }).first();
      await citation.click();
      const probe = await workbench.probe();
      const active = await waitFor('the cited lines to be selected', async () => {
        const state = await probe.ask('activeEditor');
        return state?.path.endsWith('/src/price.ts') && state.selectedText ? state : undefined;
      });
      const { startLine, endLine } = active.selection;
      assert.equal(startLine, endLine, 'the line that tells');
      assert.ok(startLine >= 6 && startLine <= 9, `line ${startLine} is not of the function`);
      const cited = SHOP['src/price.ts'].split('\n').slice(startLine - 1, endLine);
      assert.equal(active.selectedText, cited.join('\n'));
      assert.deepEqual(workbench.outsideRequests, []);
    }));
});
