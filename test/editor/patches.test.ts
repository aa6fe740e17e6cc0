/** Patches in the real editor: gone through hunk by hunk, written as one, and taken back byte for byte. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Probe, useEditor, type Workbench, waitFor } from './host/index.ts';

const editor = useEditor();

const PRICE = [
  'export function price(count: number) {',
  '  return count * 3;',
  '}',
  '',
  '// far',
  '// far',
  '// far',
  '',
  'export function rebate(count: number) {',
  '  return count > 10 ? 1 : 0;',
  '}',
  '',
].join('\r\n');

const FILES = {
  ...{ 'src/price.ts': PRICE, 'src/total.ts': 'export const total = 1;\n', 'README.md': '# Shop\n' },
  ...{ 'app/__init__.py': '', 'app/price.py': 'from .rate import RATE\n\ndef net(): return RATE\n' },
  ...{ 'app/rate.py': 'RATE = 2\n', 'app/main.py': 'from app.cart import pay\n\npay()\n' },
  'app/cart.py': 'import app.price\nfrom app.price import net\n\ndef pay(): return net()\n',
};

const block = (path: string, old: string, made: string): string =>
  `${path}\n<<<<<<< SEARCH\n${old}\n=======\n${made}\n>>>>>>> REPLACE\n\n`;

const PATCH = [
  block('src/price.ts', '  return count * 3;', '  return count * 4;'),
  block('src/price.ts', '  return count > 10 ? 1 : 0;', '  return count > 20 ? 1 : 0;'),
  block('src/total.ts', 'export const total = 1;', 'export const total = 2;'),
].join('');

/** Lenses in diffs are what a person turns on when the extension asks. */
const inFolder = editor.shareFolder(FILES, {
  user: { 'diffEditor.codeLens': true, 'files.autoSave': 'off' },
});

const bytesOf = (folder: string): Promise<string[]> =>
  Promise.all(Object.keys(FILES).map((path) => readFile(join(folder, path), 'utf8')));

async function openPatch(workbench: Workbench, text: string): Promise<Probe> {
  const probe = await workbench.probe();
  await probe.ask('clipboard', { write: text });
  await workbench.runCommand('Sightline: Apply a Patch…');
  await workbench.pick('The clipboard');
  return probe;
}

const rows = (workbench: Workbench) =>
  workbench.page.locator('.pane').filter({ hasText: 'Patch' }).getByRole('treeitem');

const lens = (workbench: Workbench, text: string | RegExp) =>
  workbench.page.locator('.codelens-decoration a').filter({ hasText: text });

async function patchIsGone(workbench: Workbench, probe: Probe): Promise<void> {
  await workbench.page.locator('.pane-header').filter({ hasText: 'Patch' }).waitFor({ state: 'detached' });
  await waitFor('the texts to be closed', async () =>
    (await probe.ask('openTabs')).every(({ label }) => !label.includes('(patch)')),
  );
}

describe('a patch in the editor', () => {
  it('is accepted, rejected and edited by hunks, written as one, and taken back byte for byte', (t) =>
    inFolder(t, async (workbench, folder) => {
      const before = await bytesOf(folder);
      const probe = await openPatch(workbench, PATCH);
      await rows(workbench).filter({ hasText: 'price.ts' }).waitFor();
      await rows(workbench).filter({ hasText: '10  return count > 20' }).waitFor();
      await lens(workbench, 'Accept').first().waitFor();
      await workbench.screenshot('patch');
      await lens(workbench, /^Accept$/)
        .first()
        .click();
      await rows(workbench)
        .filter({ hasText: /return count \* 4.*accepted/ })
        .waitFor();

      // The second hunk is rejected with a reason, by its lens.
      await lens(workbench, 'Reject…').nth(1).click();
      await workbench.type('too strict', 'Why is this change rejected?');
      await rows(workbench).filter({ hasText: 'rejected: too strict' }).waitFor();
      await lens(workbench, 'Rejected: too strict').waitFor();

      // In the third file a person writes something else.
      await rows(workbench)
        .filter({ hasText: /1\s+export const total/ })
        .click();
      await waitFor('the text of the third file', async () => {
        const active = await probe.ask('activeEditor');
        return active?.scheme === 'sightline-patch' && active.path.endsWith('total.ts');
      });
      await workbench.page.keyboard.press('Control+End');
      await workbench.page.keyboard.type('export const more = 3;\n');
      await rows(workbench)
        .filter({ hasText: /total.*edited, accepted/ })
        .waitFor();
      await workbench.screenshot('patch-decided');
      assert.deepEqual(await bytesOf(folder), before, 'nothing is written before it is applied');

      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.notified(/applied to 2 files/);
      await patchIsGone(workbench, probe);
      const [price, total, readme] = await bytesOf(folder);
      assert.equal(price, PRICE.replace('count * 3', 'count * 4'));
      assert.equal(total, 'export const total = 2;\nexport const more = 3;\n');
      assert.equal(readme, FILES['README.md']);

      await workbench.runCommand('Sightline: Show Patches');
      await workbench.pick('Applied to 2 files');
      await workbench.pick('Copy as Patch File');
      await workbench.notified(/on the clipboard/);
      assert.match(
        await probe.ask('clipboard', {}),
        /^diff --git a\/src\/price\.ts b\/src\/price\.ts\n--- a/,
      );
      await workbench.answerNotification(/applied to 2 files/, 'Undo');
      await workbench.notified(/2 files are as they were before the patch/);
      assert.deepEqual(await bytesOf(folder), before);
    }));

  it('is offered for the imports of what is moved in the editor, with what may mean it told', (t) =>
    inFolder(t, async (workbench, folder) => {
      const probe = await workbench.probe();
      const [cart, old] = [join(folder, 'app/cart.py'), join(folder, 'app/price.py')];
      const before = await readFile(cart, 'utf8');
      const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 };
      const problem = { path: cart, range, source: 'probe', code: 'p' };
      // Imports are looked after while the engine runs.
      await openPatch(workbench, 'hello');
      await workbench.notified(/^This is no patch/, 'error');
      await probe.ask('fs', { do: 'move', path: old, to: join(folder, 'app/money/amount.py') });
      const told = /Imports that name the old path: 2\. Others may .*: 1\./;
      await workbench.answerNotification(told, 'Show Changes');
      await rows(workbench).filter({ hasText: 'from app.money.amount import net' }).waitFor();
      await rows(workbench).filter({ hasText: 'from ..rate import RATE' }).waitFor();
      await workbench.screenshot('patch-moved');
      await probe.ask('diagnose', { ...problem, message: 'broken' });
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.notified(/applied to 2 files/);
      await probe.ask('diagnose', { ...problem, message: 'still broken' });
      await workbench.notified(/Errors of all files: 1 .* and were looked at too: 1\./);
      assert.equal(await readFile(cart, 'utf8'), before.replace('from app.price', 'from app.money.amount'));

      // The way back offers the same; what the editor is told never to ask, it does not.
      await probe.ask('fs', { do: 'move', path: join(folder, 'app/money/amount.py'), to: old });
      await workbench.answerNotification(/Imports that name the old path: 2\./, 'Never Ask');
      await waitFor('the setting', async () => {
        const { globalValue } = await probe.ask('inspectSetting', { key: 'sightline.fix.importsAfterMove' });
        return globalValue === false;
      });
    }));

  it('has unsaved files saved first, and asks for what is protected by its name', (t) =>
    inFolder(t, async (workbench, folder) => {
      const probe = await workbench.probe();
      const readme = join(folder, 'README.md');
      await probe.ask('show', { path: readme });
      const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
      await probe.ask('edit', { path: readme, edits: [{ ...range, text: '<!-- mine -->' }] });
      const both =
        block('README.md', '<!-- mine --># Shop', '<!-- mine --># Shops') +
        '.vscode/settings.json\n<<<<<<< SEARCH\n=======\n{ "editor.tabSize": 3 }\n>>>>>>> REPLACE\n';
      await openPatch(workbench, both);
      await workbench.dialog().filter({ hasText: 'README.md' }).waitFor();
      await workbench.dialog().getByRole('button', { name: 'Save and Go On' }).click();
      await rows(workbench).filter({ hasText: 'settings.json' }).waitFor();
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.dialog().filter({ hasText: 'Change .vscode/settings.json all the same?' }).waitFor();
      await workbench.screenshot('patch-protected');
      await workbench.dialog().getByRole('button', { name: 'Cancel' }).click();
      assert.equal(await readFile(readme, 'utf8'), '<!-- mine --># Shop\n');

      // Left out, the rest can be written; what is typed meanwhile is no part of it.
      await rows(workbench)
        .filter({ hasText: 'settings.json' })
        .locator('.monaco-custom-toggle')
        .first()
        .click();
      await probe.ask('edit', { path: readme, edits: [{ ...range, text: 'late ' }] });
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.dialog().filter({ hasText: 'README.md' }).waitFor();
      await workbench.dialog().getByRole('button', { name: 'Save and Go On' }).click();
      await workbench.notified(/not as the patch says|Changed since/);
      await workbench.runCommand('Sightline: Discard the Patch');
      await patchIsGone(workbench, probe);
      assert.equal(await readFile(readme, 'utf8'), 'late <!-- mine --># Shop\n');
      await writeFile(readme, FILES['README.md']);

      await openPatch(workbench, 'hello');
      await workbench.notified(/^This is no patch/, 'error');
    }));
});
