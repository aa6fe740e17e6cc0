/** Commands of the palette and the menus, and what can be named in a question, in the real editor. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SIGHTLINE, useEditor, type Workbench, waitFor } from './host/index.ts';
import { EVIDENCE, openedReport, QUESTION, SHOP, SidebarPage, shareModel } from './sidebar.ts';

/** One server and browser for all of this file. */
const editor = useEditor();

/** The shop, and two files that are not indexed like the others. */
const ODD_SHOP = {
  ...SHOP,
  'logo.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]),
  'bundle.js': `${'let a;'.repeat(4_000)}\n`,
};

const { withModel } = shareModel(editor, ODD_SHOP);

/** Shows a file with the cursor in the name that stands at this place. */
async function putCursor(workbench: Workbench, path: string, line: number, column: number): Promise<void> {
  const range = { startLine: line, startColumn: column, endLine: line, endColumn: column };
  await (await workbench.probe()).ask('show', { path, range });
}

describe('the commands', () => {
  it('show uses with counts, the outline, the state of the index, and what would be sent', (t) =>
    withModel(t, async ({ workbench, folder, endpoint, asked }) => {
      const probe = await workbench.probe();
      await SidebarPage.open(workbench);
      await putCursor(workbench, join(folder, 'src/price.ts'), 7, 20);
      await workbench.runCommand('Sightline: Where Is This Used?');
      const uses = workbench.page.locator('.pane').filter({ hasText: 'Uses' });
      const rows = uses.getByRole('treeitem');
      await rows.filter({ hasText: 'Proved or likely uses: 2 (called 2)' }).waitFor();
      await workbench.screenshot('uses');
      await rows.filter({ hasText: /5\s+return.*called/ }).click();
      await waitFor('the use', async () => {
        const active = await probe.ask('activeEditor');
        return active?.path.endsWith('src/checkout.ts') && active.selection.startLine === 5;
      });
      await workbench.runCommand('Sightline: Clear the List of Uses');
      await uses.waitFor({ state: 'detached' });

      await workbench.runCommand('Sightline: Outline of the Repository');
      const outline = await openedReport(probe);
      assert.match(outline, /\| `src\/` \| 3 \| 23 \| typescript \|/);
      const tabs = await probe.ask('openTabs');
      assert.ok(!tabs.some(({ isDirty }) => isDirty), 'a report asks to be saved');
      await probe.ask('command', { command: 'workbench.action.closeActiveEditor' });

      await workbench.runCommand('Sightline: Show Index Status');
      const status = await openedReport(probe);
      assert.match(status, /\| Files seen \| 6 \|/);
      assert.match(status, /\| Files indexed \| 5 \|/);
      assert.match(status, /\| Lines covered \| 27 of 27 \|/);
      assert.match(status, /### Skipped \(1\)[^#]*\| `logo\.png` \| binary \|/);
      assert.match(status, /### Kept as text \(1\)[^#]*\| `bundle\.js` \| has very long lines \|/);
      await probe.ask('command', { command: 'workbench.action.closeActiveEditor' });

      await workbench.runCommand('Sightline: Show What Would Be Sent');
      await workbench.type(QUESTION, 'Show what would be sent');
      const preview = await openedReport(probe);
      assert.ok(preview.includes(EVIDENCE));
      assert.ok(preview.includes(new URL(endpoint.baseUrl).host));
      assert.equal(asked().length, 0);
    }));

  it('show a function of several heads once, with its other places folded', (t) =>
    withModel(t, async ({ workbench, folder }) => {
      const probe = await workbench.probe();
      const heads = ['string', 'number', 'unknown'].map((of) => `export function pad(a: ${of}): string`);
      const path = join(folder, 'src/pad.ts');
      await writeFile(
        path,
        `${heads[0]};\n${heads[1]};\n${heads[2]} {\n  return String(a);\n}\nexport const two = pad(2);\n`,
      );
      await SidebarPage.open(workbench);
      await putCursor(workbench, path, 6, 20);
      const uses = workbench.page.locator('.pane').filter({ hasText: 'Uses' });
      const rows = uses.getByRole('treeitem');
      const places = rows.filter({ hasText: 'Other places of it: 2' });
      await waitFor('the index to hold the new file', async () => {
        await workbench.runCommand('Sightline: Where Is This Used?');
        return (await places.count()) === 1;
      });
      assert.equal(await rows.filter({ hasText: 'Proved or likely uses: 1 (called 1)' }).count(), 1);
      await workbench.screenshot('uses-places');
      await places.click();
      await rows.filter({ hasText: 'src/pad.ts:2' }).click();
      await waitFor('the other head', async () => {
        const active = await probe.ask('activeEditor');
        return active?.path.endsWith('src/pad.ts') && active.selection.startLine === 2;
      });
      // The folder is that of the tests that follow as well.
      await rm(path);
    }));

  it('ask about the selection and explain a symbol', (t) =>
    withModel(t, async ({ workbench, folder, asked }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      const probe = await workbench.probe();
      const path = join(folder, 'src/shipping.ts');
      const range = { startLine: 6, startColumn: 1, endLine: 8, endColumn: 2 };
      await probe.ask('show', { path, range });
      await workbench.runCommand('Sightline: Ask About the Selection');
      await sidebar.shows('src/shipping.ts:6-8');
      await sidebar.ask('When is it free?');
      await sidebar.ended();
      assert.ok(asked()[0]!.prompt.includes(EVIDENCE));

      await putCursor(workbench, path, 6, 20);
      await workbench.runCommand('Sightline: Explain This Symbol');
      await sidebar.turns.nth(1).waitFor();
      await sidebar.ended();
      assert.ok(asked().at(-1)!.prompt.includes('What does `shippingCost` do, and how is it used?'));
    }));

  it('keep an answer as a note, list it, edit it, and delete it', (t) =>
    withModel(t, async ({ workbench }) => {
      const probe = await workbench.probe();
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      await sidebar.lastTurn.getByRole('button', { name: 'Save as note' }).click();
      await workbench.notified(/Kept as a note with \d+ proved claim/, 'info');
      await workbench.runCommand('Sightline: Show Notes');
      const notes = workbench.page.locator('.pane').filter({ hasText: 'Notes' });
      const rows = notes.getByRole('treeitem');
      const note = rows.filter({ hasText: QUESTION });
      await note.waitFor();
      await note.click();
      await rows
        .filter({ hasText: /src\/shipping\.ts:\d+.*verified/ })
        .first()
        .click();
      await waitFor('the cited lines', async () =>
        (await probe.ask('activeEditor'))?.path.endsWith('src/shipping.ts'),
      );
      await workbench.screenshot('notes');
      await workbench.runCommand('Sightline: Edit a Note');
      await workbench.page.getByRole('option').first().click();
      await workbench.type('When is shipping free?', 'What is this note found by?');
      await rows.filter({ hasText: 'When is shipping free?' }).waitFor();
      await workbench.runCommand('Sightline: Delete a Note');
      await workbench.page.getByRole('option').first().click();
      await workbench.dialog().getByRole('button', { name: 'Delete Note' }).click();
      await notes.getByText('No note is kept.').waitFor();
      await workbench.runCommand('Sightline: Close the List of Notes');
      await notes.waitFor({ state: 'detached' });
    }));

  it('measure nothing before the price is agreed to', (t) =>
    withModel(t, async ({ workbench, asked }) => {
      await SidebarPage.openEmpty(workbench);
      const before = asked().length;
      await workbench.runCommand('Sightline: Measure This Model');
      await workbench.page.getByRole('option', { name: 'Up to 16,000 tokens' }).click();
      const dialog = workbench.dialog();
      await dialog.getByText(/20 calls|15 calls|10 calls/).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      assert.equal(asked().length, before);
    }));

  it('delete what is stored, when it is confirmed', (t) =>
    withModel(t, async ({ workbench }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      await workbench.runCommand('Sightline: Clear Stored Data');
      await workbench.dialog().getByRole('button', { name: 'Cancel' }).click();
      assert.equal(await sidebar.turns.count(), 1);
      await sidebar.box.fill('typed and not sent');
      await workbench.runCommand('Sightline: Clear Stored Data');
      await workbench.dialog().getByRole('button', { name: 'Delete Both' }).click();
      await sidebar.shows('Example questions');
      await waitFor('the empty box', async () => (await sidebar.box.inputValue()) === '');
      assert.equal(await sidebar.turns.count(), 0);
      await sidebar.ask(QUESTION);
      await sidebar.answered();
    }));

  it('say that no folder is open', async (t) => {
    const workbench = await editor.get().openFolder(undefined);
    try {
      const probe = await workbench.probe();
      await probe.ask('command', { command: 'sightline.showStatus' });
      assert.match(await openedReport(probe), /^No folder is open\.$/m);
      await probe.ask('command', { command: 'sightline.findUses', args: ['totalPrice'] });
      await workbench.notified(/No folder is open\./, 'error');
    } catch (error) {
      await editor.get().keepEvidence(t.name);
      throw error;
    } finally {
      await workbench.close();
    }
  });

  it('say that there is no name at the cursor', (t) =>
    withModel(t, async ({ workbench, folder }) => {
      await putCursor(workbench, join(folder, 'src/shipping.ts'), 2, 1);
      await workbench.runCommand('Sightline: Explain This Symbol');
      await workbench.notified(/^There is no name at the cursor/);
    }));
});

describe('a question that names something', () => {
  it('completes files and symbols, and searches what is named first', (t) =>
    withModel(t, async ({ workbench, asked }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.shows('5 files');
      await sidebar.box.pressSequentially('@file:check');
      const options = sidebar.page.getByRole('option');
      await options.filter({ hasText: 'src/checkout.ts' }).first().waitFor();
      await sidebar.box.press('Enter');
      await sidebar.page.getByRole('button', { name: /Remove .*src\/checkout\.ts/ }).waitFor();
      await sidebar.box.pressSequentially('@symbol:total');
      await options.filter({ hasText: 'totalPrice' }).first().waitFor();
      await sidebar.box.press('Enter');
      await sidebar.box.pressSequentially('what is added up?');
      await workbench.screenshot('flow-mentions');
      await sidebar.box.press('Enter');
      await sidebar.ended();
      const { prompt } = asked()[0]!;
      assert.ok(prompt.includes('src/checkout.ts'));
      assert.ok(prompt.includes('totalPrice'));
    }));
});

describe('the manifest', () => {
  it('names the commands that exist, and no others', (t) =>
    withModel(t, async ({ workbench }) => {
      const probe = await workbench.probe();
      await probe.ask('activate', { id: SIGHTLINE });
      const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
      const named = manifest.contributes.commands.map(({ command }) => command).sort();
      const known = (await probe.ask('commands')).filter(
        (name) =>
          /^sightline\.[A-Za-z]+$/.test(name) && !/\.(?:focus|open|resetViewLocation|removeView)$/.test(name),
      );
      assert.deepEqual([...new Set(known)].sort(), named);
    }));
});
