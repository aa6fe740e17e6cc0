/** Secrets of files and of questions in the real editor: what the page shows, exports, what is stored, logs. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { doorFiles, leakedBelow, leakedIn, repeatMarks, secretDoors } from '../fakes/secretDoors.ts';
import { useEditor, type Workbench, waitFor } from './host/index.ts';
import { modelSettings, SidebarPage, withEndpoint } from './sidebar.ts';

const SAVED = secretDoors(1);
/** Secrets that stand in no file. */
const TYPED = secretDoors(3);
const everything = [...SAVED, ...TYPED];

/** Names every file by its first word. */
const QUESTION = `What is set at ${SAVED.map(({ first }) => first).join(', ')}?`;
const TYPED_QUESTION = `What is this? ${TYPED.map(({ text }) => text.replaceAll('\n', ' ')).join(' ')}`;

/** What the page holds in its document: what is drawn, folded away or in attributes. */
const heldBy = (sidebar: SidebarPage): Promise<string> => sidebar.page.content();

/** The text of the document that an export opened. */
async function exported(workbench: Workbench): Promise<string> {
  const probe = await workbench.probe();
  return waitFor('the exported document', async () => {
    if ((await probe.ask('activeEditor'))?.scheme !== 'untitled') return undefined;
    await probe.ask('command', { command: 'editor.action.selectAll' });
    return (await probe.ask('activeEditor'))?.selectedText || undefined;
  });
}

describe('secrets in the editor', () => {
  const editor = useEditor();

  it('reach no page, no export, no stored conversation and no log', (t) =>
    withEndpoint(
      (endpoint) =>
        editor.withFolder(
          t,
          doorFiles(SAVED),
          { user: modelSettings(endpoint.baseUrl) },
          async (workbench) => {
            const sidebar = await SidebarPage.open(workbench);
            await sidebar.ask(QUESTION);
            await sidebar.answered();
            const shown = await heldBy(sidebar);
            assert.ok(shown.includes('«secret:'), shown);
            assert.deepEqual(leakedIn(shown, everything), []);

            await sidebar.ask(TYPED_QUESTION);
            await sidebar.turns.nth(1).waitFor();
            await sidebar.answered();
            assert.deepEqual(leakedIn(await heldBy(sidebar), everything), []);
            const { logs, dataDir } = editor.get().server;
            const storage = join(dataDir, 'data', 'User', 'workspaceStorage');
            assert.deepEqual(await leakedBelow(storage, everything), []);

            await sidebar.button(/^Conversations:/).click();
            await sidebar.button(/^Export What is set at/).click();
            const text = await exported(workbench);
            assert.ok(text.includes('«secret:') && text.includes('What is this?'), text);
            assert.deepEqual(leakedIn(text, everything), []);

            const again = await SidebarPage.open(workbench);
            await again.box.fill(QUESTION);
            await again.button('Show what would be sent').click();
            await again.page.locator('.preview .preview-request').waitFor();
            assert.deepEqual(leakedIn(await heldBy(again), everything), []);
            assert.ok(endpoint.requests.length >= 2);
            assert.deepEqual(leakedIn(JSON.stringify(endpoint.requests), everything), []);
            assert.deepEqual(leakedIn(JSON.stringify(await logs()), everything), []);
          },
        ),
      { script: repeatMarks },
    ));
});
