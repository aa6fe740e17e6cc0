/** A question in the sidebar of the real editor, without a model: verified passages, and a citation that opens. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SIGHTLINE, useEditor, waitFor } from './host/index.ts';

const FILES = {
  'src/price.ts':
    'export interface Item {\n  cents: number;\n}\n\nexport function totalPrice(items: Item[]): number {\n  return items.reduce((sum, item) => sum + item.cents, 0);\n}\n',
  'src/cart.ts':
    "import { totalPrice } from './price';\n\nexport const checkout = (items) => totalPrice(items);\n",
};

describe('asking in the sidebar', () => {
  const editor = useEditor();

  it('shows verified passages without a model, and opens the lines of a citation', (t) =>
    editor.withFolder(t, FILES, { theme: 'dark' }, async (workbench) => {
      await workbench.openViewContainer('Sightline');
      const page = await workbench.webview(SIGHTLINE);
      const box = page.getByRole('combobox').or(page.getByRole('textbox')).first();
      await box.fill('where is totalPrice computed?');
      await box.press('Enter');
      await page.getByText('src/price.ts').first().waitFor();
      await workbench.screenshot('asked-dark');
      await page
        .getByText(/verified/i)
        .first()
        .waitFor();
      await page
        .getByRole('button', { name: /src\/price\.ts/ })
        .or(page.getByRole('link', { name: /src\/price\.ts/ }))
        .first()
        .click();
      const probe = await workbench.probe();
      await waitFor('the cited lines to be selected', async () => {
        const active = await probe.ask('activeEditor');
        return active !== null && active !== undefined && JSON.stringify(active).includes('price.ts');
      });
      assert.deepEqual(workbench.outsideRequests, []);
    }));
});
