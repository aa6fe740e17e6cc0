/** The built package in a real VS Code: it installs, nothing complains, and its view opens. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SIGHTLINE, STEP_LIMIT_MS, useEditor, waitFor } from './host/index.ts';

const FILES = {
  'README.md': '# Shop\n\nPrices are computed in `src/price.ts`.\n',
  'src/price.ts': 'export function priceOf(count: number): number {\n  return count * 3;\n}\n',
};

describe('the installed extension', () => {
  const inWindow = useEditor({ hasAllBuiltIns: true }).shareFolder(FILES, { theme: 'dark' });

  it('is there, opens its view from the activity bar and shows no error', (t) =>
    inWindow(t, async (workbench) => {
      const probe = await workbench.probe();
      assert.equal((await probe.ask('extension', { id: SIGHTLINE })).isInstalled, true);
      await workbench.openViewContainer('Sightline');
      const page = await workbench.webview(SIGHTLINE);
      await page.getByRole('textbox').first().waitFor({ timeout: STEP_LIMIT_MS });
      await waitFor('activation', async () => (await probe.ask('extension', { id: SIGHTLINE })).isActive);
      await workbench.screenshot('smoke');
      const bad = (await workbench.notifications()).filter(({ severity }) => severity === 'error');
      assert.deepEqual(bad, []);
      assert.deepEqual(workbench.outsideRequests, []);
    }));

  it('opens its view from the palette', (t) =>
    inWindow(t, async (workbench) => {
      await workbench.openViewContainer('Explorer');
      await workbench.runCommand('View: Show Sightline');
      await workbench.webview(SIGHTLINE);
    }));
});
