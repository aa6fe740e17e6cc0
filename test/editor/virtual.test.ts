/** A folder that exists only in the editor: another extension brings its files, and the engine reads them through it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useEditor, waitFor } from './host/index.ts';
import { EVIDENCE_LINE, openedReport, QUESTION, SHOP, SidebarPage } from './sidebar.ts';

/** One server and browser for all of this file. */
const editor = useEditor();

const WORKSPACE = { 'shop.code-workspace': JSON.stringify({ folders: [{ uri: 'memfs:/shop' }] }) };

/** Files of the editor's own file system. */
function inMemory(files: Readonly<Record<string, string | null>>) {
  return { files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`/shop/${path}`, text])) };
}

describe('a virtual file system', () => {
  it('is indexed, cited and kept up to date like a folder of the disk', (t) =>
    editor.withFolder(t, WORKSPACE, { open: 'shop.code-workspace' }, async (workbench) => {
      const probe = await workbench.probe();
      const ignored = { '.gitignore': 'secret/\n', 'secret/key.ts': 'export const secret = 1;\n' };
      await probe.ask('memoryFiles', inMemory({ ...SHOP, ...ignored }));
      const sidebar = await SidebarPage.open(workbench);
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      await sidebar.ended();
      await probe.ask('command', { command: 'sightline.showStatus' });
      const report = await openedReport(probe);
      assert.match(report, /\| Files seen \| 5 \|/);
      assert.match(report, /\| Files indexed \| 5 \|/);
      await probe.ask('command', { command: 'workbench.action.closeActiveEditor' });
      await workbench.screenshot('virtual');
      const claim = sidebar.lastTurn.locator('.claim', { hasText: 'shipping.ts' }).first();
      await claim.getByRole('button', { name: /^shipping\.ts ?:\d+ / }).click();
      const active = await waitFor('the cited lines', async () => {
        const state = await probe.ask('activeEditor');
        return state?.scheme === 'memfs' && state.selectedText ? state : undefined;
      });
      assert.equal(active.path, '/shop/src/shipping.ts');
      assert.ok(active.selection.startLine <= EVIDENCE_LINE);

      await probe.ask('command', { command: 'type', args: [{ text: 'let unsavedName = 1;' }] });
      await claim.getByText('stale').waitFor();
      await probe.ask(
        'memoryFiles',
        inMemory({ 'src/later.ts': 'export function laterName(): number {\n  return 7;\n}\n' }),
      );
      for (const [name, file] of [
        ['laterName', 'later.ts'],
        ['unsavedName', 'shipping.ts'],
      ] as const)
        await waitFor(`${name} to be found`, async () => {
          await sidebar.ask(`Where is \`${name}\`?`);
          await sidebar.ended();
          const text = await sidebar.lastTurn.locator('.claim').first().textContent({ timeout: 5_000 });
          return text?.includes(file);
        });
    }));
});
