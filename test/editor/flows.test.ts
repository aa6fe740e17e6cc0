/** Questions asked in the sidebar of the real editor, answered by a scripted model over HTTP. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor, waitFor } from './host/index.ts';
import { ANSWER, EVIDENCE, EVIDENCE_LINE, QUESTION, SHOP, SidebarPage, shareModel } from './sidebar.ts';

/** Whether the words of a run under way are in the stored conversation. */
async function isStored(dataDir: string): Promise<boolean> {
  const storage = join(dataDir, 'data', 'User', 'workspaceStorage');
  const names = await readdir(storage, { recursive: true });
  const files = names.filter((name) => /[/\\]conversations[/\\][^/\\]+\.json$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(storage, name), 'utf8').catch(() => '')));
  return texts.some((text) => /"status":"running"[\s\S]*Shipping is free/.test(text));
}

describe('a conversation in the editor', () => {
  const editor = useEditor();
  const { withModel, withStalledAnswer } = shareModel(editor, SHOP);

  it('streams an answer, opens the cited lines, and is there after a reload', (t) =>
    withModel(t, async ({ workbench, asked }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      await sidebar.shows(ANSWER);
      assert.equal(asked().length, 1);
      assert.ok(asked()[0]!.prompt.includes(EVIDENCE));
      await workbench.screenshot('flow-answered');

      await sidebar.lastTurn
        .getByRole('button', { name: /shipping\.ts:7/ })
        .first()
        .click();
      const probe = await workbench.probe();
      const active = await waitFor('the cited lines to be selected', async () => {
        const state = await probe.ask('activeEditor');
        return state?.selection.startLine === EVIDENCE_LINE ? state : undefined;
      });
      assert.match(active.path, /src\/shipping\.ts$/);
      assert.equal(active.selectedText.trim(), EVIDENCE);

      await sidebar.box.fill('a question that is not sent yet');
      await workbench.reload();
      const again = await SidebarPage.open(workbench);
      await again.shows(ANSWER);
      await again.answered();
      assert.equal(await again.box.inputValue(), 'a question that is not sent yet');
      assert.equal(asked().length, 1, 'a reload asks nothing');
      assert.deepEqual(workbench.outsideRequests, []);
    }));

  it('keeps what was said of an answer that is stopped, or cut off by a reload, and asks again', (t) =>
    withStalledAnswer(t, async ({ endpoint, workbench, sidebar }) => {
      await workbench.screenshot('flow-streaming');
      await sidebar.ask(QUESTION);
      const inLine = sidebar.page.locator('.waiting');
      await inLine.waitFor();
      await sidebar.stop.click();
      const [stopped, next] = [sidebar.turns.first(), sidebar.turns.nth(1)];
      await stopped.getByText('Stopped. What was found so far is kept.').waitFor();
      assert.match((await stopped.textContent()) ?? '', /Shipping is free/);
      await workbench.screenshot('flow-stopped');
      // What waited in line is asked by itself.
      await next.getByText(/Shipping is free/).waitFor();
      assert.equal(await inLine.count(), 0);
      await waitFor('the words to be stored', () => isStored(editor.get().server.dataDir));
      await workbench.reload();
      const again = await SidebarPage.open(workbench);
      await again.shows('The window was closed before this answer ended. Ask again to get it.');
      assert.match((await again.turns.nth(1).textContent()) ?? '', /Shipping is free/);
      await endpoint.idle();
      delete endpoint.faults.stall;
      await again.turns.nth(1).getByRole('button', { name: 'Ask again', exact: true }).first().click();
      await again.turns.nth(2).locator('.claim.verified').first().waitFor();
      assert.match((await again.turns.nth(2).textContent()) ?? '', new RegExp(ANSWER.slice(0, 40)));
    }));
});
