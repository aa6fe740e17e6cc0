/** *Show what would be sent*, the button of the view: in the real editor, with and without a model. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useEditor } from './host/index.ts';
import { EVIDENCE, modelSettings, QUESTION, SHOP, SidebarPage, withEndpoint } from './sidebar.ts';

/** Put together at run time, so that this file holds no secret. */
const SECRET = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

/** The shop, with a secret beside the evidence. */
const SECRET_SHOP = {
  ...SHOP,
  'src/shipping.ts': SHOP['src/shipping.ts'].replace(
    'const FREE_FROM_CENTS',
    `const SHIPPING_KEY = '${SECRET}';\nconst FREE_FROM_CENTS`,
  ),
};

/** Presses the button with a question in the box, and gives what the panel says. */
async function preview(sidebar: SidebarPage, question: string): Promise<string> {
  await sidebar.shows('4 files');
  await sidebar.box.fill(question);
  await sidebar.button('Show what would be sent').click();
  const panel = sidebar.page.locator('.preview');
  await panel.locator('.preview-request').waitFor();
  return (await panel.textContent()) ?? '';
}

describe('the preview of the view', () => {
  const editor = useEditor();

  it('names host, model, tokens, secrets and route before a run, and sends nothing', (t) =>
    withEndpoint((endpoint) =>
      editor.withFolder(t, SECRET_SHOP, { user: modelSettings(endpoint.baseUrl) }, async (workbench) => {
        const sidebar = await SidebarPage.open(workbench);
        const text = await preview(sidebar, QUESTION);
        const { host } = new URL(endpoint.baseUrl);
        assert.match(text, new RegExp(`Would be sent to ${host}, model test-model: [\\d,]+ tokens,`));
        assert.match(text, /tokens, 1 secret replaced\./);
        assert.match(text, /Written from the best passages/);
        assert.match(text, /The question names shippingCost, which the index knows\./);
        assert.match(text, /1 call, up to [\d,]+ tokens/);
        assert.match(text, /Passages in the prompt: \d+.*In the order they would be sent/);
        assert.match(text, /src\/shipping\.ts:\d+/);
        assert.doesNotMatch(text, /Nothing would be sent|they were sent/);
        assert.equal(endpoint.requests.length, 0);
        await workbench.screenshot('flow-preview');
        await sidebar.box.press('Enter');
        await sidebar.answered();
        assert.ok(endpoint.requests[0]!.prompt.includes(EVIDENCE));
        assert.equal(await sidebar.page.locator('.preview').count(), 0, 'the answer takes its place');
      }),
    ));

  it('says that nothing would be sent when there is no model', (t) =>
    editor.withFolder(t, SHOP, {}, async (workbench) => {
      const sidebar = await SidebarPage.open(workbench);
      const text = await preview(sidebar, QUESTION);
      assert.match(text, /Nothing would be sent\./);
      assert.match(text, /Passages as they stand.*No model is set\./s);
      assert.match(text, /Passages found: \d+/);
      assert.doesNotMatch(text, /Would be sent|In the order|secret/);
      await workbench.screenshot('flow-preview-no-model');
    }));
});
