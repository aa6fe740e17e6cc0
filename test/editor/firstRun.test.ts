/** What a newcomer meets before the first question: the walkthrough, and the README on the extension's page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Frame } from 'playwright-core';
import { COURIER } from './courier.ts';
import { type Editor, SIGHTLINE, startEditor, useEditor, type Workbench, waitFor } from './host/index.ts';
import { runToEnd } from './host/processes.ts';
import { SidebarPage } from './sidebar.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TEXTS = JSON.parse(readFileSync(join(ROOT, 'package.nls.json'), 'utf8')) as Record<string, string>;
/** Answered by the browser itself. */
const HOME_PAGE = 'https://sightline.test';
const STEPS = ['open', 'model', 'ask', 'citation'];

interface ShownImage {
  readonly source: string;
  readonly alt: string;
  readonly width: number;
}

/** The images of a document that have been loaded, or undefined while some have not. */
function loadedImages(frame: Frame): Promise<ShownImage[] | undefined> {
  return frame.evaluate(() => {
    const images = [...document.querySelectorAll('img')];
    if (images.length === 0 || images.some(({ complete }) => !complete)) return undefined;
    return images.map(({ src, alt, naturalWidth }) => ({ source: src, alt, width: naturalWidth }));
  });
}

async function openWalkthrough(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.type(TEXTS['walkthrough.title']!);
  await workbench.page.locator('.getting-started-step').first().waitFor();
}

describe('the walkthrough', () => {
  const editor = useEditor();

  it('has four steps with pictures, whose buttons do what they say, and notes what was done', (t) =>
    editor.withFolder(t, COURIER, { theme: 'dark', width: 1600 }, async (workbench) => {
      const { page } = workbench;
      await openWalkthrough(workbench);
      const steps = page.locator('.getting-started-step');
      assert.equal(await steps.count(), STEPS.length);
      for (const [i, id] of STEPS.entries()) {
        const step = steps.nth(i);
        await step.locator('h3').click();
        assert.equal((await step.locator('h3').textContent())?.trim(), TEXTS[`walkthrough.${id}.title`]);
        const image = page.locator('.getting-started-media img').first();
        const isShown = ({ currentSrc, naturalWidth }: HTMLImageElement, name: string): boolean =>
          currentSrc.includes(name) && naturalWidth > 0;
        await waitFor(`the picture of ${id}`, () => image.evaluate(isShown, `${id}.png`));
        assert.equal(await image.getAttribute('alt'), TEXTS[`walkthrough.${id}.alt`]);
        await page.mouse.move(400, 6);
        await workbench.screenshot(`walkthrough-${id}`);
      }
      assert.equal(await page.locator('.getting-started-step .complete').count(), 0);

      await steps.first().locator('h3').click();
      await steps.first().getByRole('button', { name: 'Open Sightline' }).click();
      await workbench.webview(SIGHTLINE);
      await isDone(workbench, 0);
      const sidebar = await SidebarPage.open(workbench);
      await sidebar.ask('How often is an event tried?');
      await sidebar.ended();
      await isDone(workbench, 2);
      await sidebar.lastTurn.locator('button.hit-place').first().click();
      await waitFor('the cited lines', async () => ((await workbench.activeEditor())?.selected ?? 0) > 0);
      await openWalkthrough(workbench);
      await isDone(workbench, 3);
      await steps.nth(1).locator('h3').click();
      await steps.nth(1).getByRole('button', { name: 'Choose Model' }).click();
      await workbench.pick('No model');
      await isDone(workbench, 1);
    }));
});

/** Waits until the step has its tick. */
async function isDone({ page }: Workbench, index: number): Promise<void> {
  await page.locator('.getting-started-step').nth(index).locator('.codicon.complete').waitFor();
}

describe("the extension's page", () => {
  // VS Code shows pictures of a README from https addresses only. vsce makes such addresses of relative links once the
  // manifest names a repository; until then it is told of one, and the browser answers for it.
  let folder: string;
  let editor: Editor;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-readme-'));
    const vsix = join(folder, 'sightline.vsix');
    const args = ['package', '--no-dependencies', '--allow-missing-repository', '--out', vsix];
    const bases = ['--baseContentUrl', HOME_PAGE, '--baseImagesUrl', HOME_PAGE];
    const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
    await runToEnd(process.execPath, [vsce, ...args, ...bases], { cwd: ROOT });
    editor = await startEditor({ hasSightline: false, vsixes: [vsix] });
  });
  after(async () => {
    await editor?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the README with all of its pictures', async () => {
    const workbench = await editor.openFolder(undefined, { width: 1600, height: 1000 });
    await workbench.context.route(`${HOME_PAGE}/**`, (route) =>
      route.fulfill({ path: join(ROOT, new URL(route.request().url()).pathname) }),
    );
    const probe = await workbench.probe();
    await probe.ask('command', { command: 'extension.open', args: [SIGHTLINE] });
    const images = await waitFor('the pictures of the README', async () => {
      for (const frame of workbench.page.frames()) {
        const found = await loadedImages(frame).catch(() => undefined);
        if (found?.some(({ source }) => source.includes('screenshots'))) return found;
      }
      return undefined;
    });
    await workbench.screenshot('extension-page');
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/!\[([^\]]+)\]\(([^)]+)\)/g)];
    assert.deepEqual(
      images.map(({ alt }) => alt),
      named.map(([, alt]) => alt),
    );
    for (const { source, width } of images) assert.ok(width > 0, source);
    await workbench.close();
  });
});
