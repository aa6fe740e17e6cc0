/** The harness itself, with the probe alone: what the other editor tests stand on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { useEditor, waitFor } from './host/index.ts';

const FILES = {
  'src/a.ts': 'export const a = 1;\n\nexport function f() {\n  return a;\n}\n',
  'b.txt': 'b\n',
};

const SEVERAL = {
  'one/x.txt': '1',
  'two/x.txt': '2',
  'both.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
};
const SMALL = { theme: 'highContrast', width: 900, height: 700 } as const;

describe('the editor harness', () => {
  const editor = useEditor({ hasSightline: false });
  const inWindow = editor.shareFolder(FILES, {});

  it('opens a folder, runs commands and tells what the editor shows', (t) =>
    inWindow(t, async (workbench, folder) => {
      const probe = await workbench.probe();
      assert.deepEqual(probe.info.folders, [folder]);
      const path = join(folder, 'src/a.ts');
      const range = { startLine: 3, startColumn: 8, endLine: 5, endColumn: 2 };
      await probe.ask('show', { path, range });
      const state = await waitFor('the file', async () => {
        const found = await probe.ask('activeEditor');
        return found?.path === path && found.selectedText !== '' && found;
      });
      assert.deepEqual(state.selection, range);
      const shown = await waitFor('the place in the status bar', async () => {
        const found = await workbench.activeEditor();
        return found?.selected ? found : undefined;
      });
      assert.deepEqual(shown, {
        name: 'a.ts',
        line: 5,
        column: 2,
        selected: 'function f() {\n  return a;\n}'.length,
      });
      await workbench.runCommand('View: Split Editor Right');
      await waitFor('two tabs', async () => (await probe.ask('openTabs')).length === 2);
      assert.equal((await probe.ask('info')).isTrusted, true);
      assert.deepEqual(workbench.outsideRequests, []);
    }));

  it('tells the settings of user, machine and workspace apart', (t) =>
    editor.withFolder(
      t,
      { '.vscode/settings.json': '{"editor.tabSize": 3}' },
      { user: { 'editor.tabSize': 5 }, machine: { 'files.eol': '\n' } },
      async (workbench) => {
        const probe = await workbench.probe();
        const inspect = (key: string) => probe.ask('inspectSetting', { key });
        const tabSize = async (wanted: readonly number[]): Promise<void> => {
          await waitFor(`the sizes ${wanted.join(', ')}`, async () => {
            const { globalValue, workspaceValue, value } = await inspect('editor.tabSize');
            return isDeepStrictEqual([globalValue, workspaceValue, value], wanted);
          });
        };
        await tabSize([5, 3, 3]);
        await waitFor('the line break', async () => (await inspect('files.eol')).globalValue === '\n');
        await probe.ask('updateSetting', { key: 'editor.tabSize', value: 7, target: 'user' });
        await tabSize([7, 3, 3]);
        await probe.ask('updateSetting', { key: 'editor.tabSize', value: 6, target: 'workspace' });
        await tabSize([7, 6, 6]);
      },
    ));

  it('asks for trust when told to, and shows what follows', (t) =>
    editor.withFolder(t, FILES, { trust: 'ask' }, async (workbench) => {
      await workbench.answerTrust('restrict');
      const probe = await workbench.probe();
      await waitFor('no trust', async () => !(await probe.ask('info')).isTrusted);
      await workbench.grantTrust();
      await waitFor('trust', async () => (await probe.ask('info')).isTrusted);
    }));

  it('finds the new extension host after a reload and keeps the storage of the window', (t) =>
    inWindow(t, async (workbench, folder) => {
      const before = await workbench.probe();
      await before.ask('show', { path: join(folder, 'b.txt') });
      await waitFor('the tab', async () => (await workbench.activeEditor())?.name === 'b.txt');
      await workbench.reload();
      const again = await workbench.probe();
      assert.notEqual(again.info.pid, before.info.pid);
      await waitFor('the tab again', async () => (await workbench.activeEditor())?.name === 'b.txt');
    }));

  it('notes notifications and opens several folders in one window', (t) =>
    editor.withFolder(t, SEVERAL, { ...SMALL, open: 'both.code-workspace' }, async (workbench, folder) => {
      const wanted = [join(folder, 'one'), join(folder, 'two')];
      // The extension host may start anew while the window takes in its folders.
      const probe = await waitFor('both folders', async () => {
        const found = await workbench.probe();
        return isDeepStrictEqual((await found.ask('info')).folders, wanted) && found;
      });
      await probe.ask('notify', { severity: 'warning', text: 'Look here' });
      const notes = await waitFor('the notification', async () => {
        const found = await workbench.notifications();
        return found.length > 0 ? found : undefined;
      });
      assert.deepEqual(
        notes.map(({ severity, text }) => [severity, text]),
        [['warning', 'Look here']],
      );
      await workbench.openViewContainer('Search');
      await workbench.setSideBarWidth(240);
      await workbench.screenshot('harness');
    }));
});
