/** Stored conversations that meet a new window: one that cannot be read, and more than are kept. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor, waitFor } from './host/index.ts';
import { QUESTION, SHOP, SidebarPage } from './sidebar.ts';

const editor = useEditor();

/** The newest of them are kept, as docs/privacy.md says. */
const KEPT = 100;

interface Stored {
  readonly id: string;
  readonly createdAtMs: number;
  readonly turns: readonly { readonly runId: string; readonly askedAtMs: number; readonly status: string }[];
}

/** The file of the only conversation, once its answer has ended. */
async function storedFile(dataDir: string): Promise<string | undefined> {
  const storage = join(dataDir, 'data', 'User', 'workspaceStorage');
  const names = await readdir(storage, { recursive: true });
  const name = names.find((each) => /[/\\]conversations[/\\][^/\\]+\.json$/.test(each));
  if (name === undefined) return undefined;
  const { turns } = JSON.parse(await readFile(join(storage, name), 'utf8')) as Stored;
  return turns.length > 0 && turns.every(({ status }) => status === 'done') ? join(storage, name) : undefined;
}

/** The same conversation `age` minutes earlier, under a name of its own. */
function earlier(one: Stored, age: number): Stored {
  const ms = age * 60_000;
  return {
    ...one,
    id: `earlier-${age}`,
    createdAtMs: one.createdAtMs - ms,
    turns: one.turns.map((turn) => ({
      ...turn,
      runId: `earlier-${age}`,
      askedAtMs: turn.askedAtMs - ms,
    })),
  };
}

describe('stored conversations', () => {
  it('are set aside when they cannot be read, and the oldest go when there are too many', (t) =>
    editor.withFolder(t, SHOP, {}, async (workbench) => {
      const sidebar = await SidebarPage.open(workbench);
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      const file = await waitFor('the conversation on the disk', () =>
        storedFile(editor.get().server.dataDir),
      );
      const folder = dirname(file);
      const one = JSON.parse(await readFile(file, 'utf8')) as Stored;
      for (let age = 1; age < KEPT; age++)
        await writeFile(join(folder, `earlier-${age}.json`), JSON.stringify(earlier(one, age)));
      await writeFile(join(folder, 'damaged.json'), '{"id": "damaged", "turns": [');

      await workbench.reload();
      const again = await SidebarPage.open(workbench);
      await again.page.getByRole('button', { name: /^Conversations:/ }).click();
      const shown = again.page.locator('.conversation-open');
      await shown.first().waitFor();
      assert.equal(await shown.count(), KEPT);
      assert.equal(
        await readFile(join(folder, 'damaged.json.broken'), 'utf8'),
        '{"id": "damaged", "turns": [',
      );
      await workbench.page.keyboard.press('Escape');

      await again.button(/^New conversation/).click();
      await again.ask(QUESTION);
      await again.answered();
      await waitFor('the oldest one to be gone', async () => {
        const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
        return names.length === KEPT && !names.includes(`earlier-${KEPT - 1}.json`);
      });
    }));
});
