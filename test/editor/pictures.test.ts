/**
 * The editor as people see it: in every theme and width nothing overflows, is cut off or hard to read, and the pictures
 * of the README and the walkthrough are there. `SIGHTLINE_PICTURES=1` takes those anew.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { stepFrom } from '../fakes/walker.ts';
import type { PageUnderTest } from '../webview/browser.ts';
import { addAxe, checkAxe, checkLayout } from '../webview/looks.ts';
import { COURIER_CITED, COURIER_QUESTION, courierAnswer, courierReader } from './courier.ts';
import { SIGHTLINE, START_LIMIT_MS, type Theme, useEditor, waitFor, webviewElement } from './host/index.ts';
import { pngSize, withPalette } from './palettePng.ts';
import {
  askCourier,
  failOnce,
  MODEL,
  openCitation,
  othersAreDone,
  PICTURES,
  picture,
  rest,
  SCALE,
  type Scene,
  showFrom,
  stopInTheMiddle,
  useScenes,
} from './scene.ts';
import type { SidebarPage } from './sidebar.ts';

const MEDIA = join(import.meta.dirname, '..', '..', 'media');
const MAX_MEDIA_BYTES = 1_500_000;
const THEMES: readonly Theme[] = ['light', 'dark', 'highContrast'];
/** The wider one first: what a peek leaves out at 200 px would not come back. */
const WIDTHS = [600, 200];

const LARGE = { width: 1280, height: 800 } as const;
const MIDDLE = { width: 1000, height: 700 } as const;
const SMALL = { width: 720, height: 720 } as const;
/** The view alone, in a window of the size above. */
const VIEW = { width: 496, height: 720 } as const;

/** Each picture of `media`, by the name that it has among the artifacts, with the size of its window. */
const COMMITTED = {
  'screenshots/dark.png': { from: 'window-dark', of: LARGE },
  'screenshots/light.png': { from: 'window-light', of: LARGE },
  'screenshots/high-contrast.png': { from: 'window-highContrast', of: LARGE },
  'screenshots/details.png': { from: 'details', of: MIDDLE },
  'screenshots/passages.png': { from: 'passages', of: MIDDLE },
  'screenshots/review.png': { from: 'review', of: MIDDLE },
  'screenshots/parts.png': { from: 'parts', of: VIEW },
  'screenshots/table.png': { from: 'table', of: VIEW },
  'screenshots/walk.png': { from: 'walk', of: VIEW },
  'walkthrough/open.png': { from: 'walkthrough-open', of: SMALL },
  'walkthrough/model.png': { from: 'walkthrough-model', of: SMALL },
  'walkthrough/ask.png': { from: 'walkthrough-ask', of: SMALL },
  'walkthrough/citation.png': { from: 'walkthrough-citation', of: SMALL },
} as const;

/** One server, browser and window for all of this file. */
const inScene = useScenes(useEditor({ hasAllBuiltIns: true }));

/** The page in the window, as the helpers of the page's own tests take it. */
function underTest({ page }: SidebarPage): PageUnderTest {
  return { page } as unknown as PageUnderTest;
}

/** A webview is transparent, and axe sees nothing of the window behind it: the page gets the colour it stands on. */
async function takeBackground({ workbench, sidebar }: Scene): Promise<void> {
  const side = workbench.page.locator('.part.sidebar');
  const colour = await side.evaluate((element) => getComputedStyle(element).backgroundColor);
  await sidebar.page.evaluate((value) => {
    document.documentElement.style.backgroundColor = value;
  }, colour);
}

/** Measures the view at both widths and keeps a picture of each. */
async function lookAt(scene: Scene, state: string, theme: Theme): Promise<void> {
  const { workbench, sidebar } = scene;
  for (const width of WIDTHS) {
    await workbench.setSideBarWidth(width);
    await rest(scene);
    const what = `${state}-${theme}-${width}`;
    await checkLayout(underTest(sidebar), what);
    await checkAxe(underTest(sidebar), what);
    await picture(what, workbench, await webviewElement(workbench.page, SIGHTLINE));
  }
  await workbench.setSideBarWidth(520);
}

describe('the view in the editor', () => {
  for (const theme of THEMES)
    it(`has nothing that overflows, is cut off or hard to read, in ${theme}`, (t) =>
      inScene(t, { ...LARGE, theme }, async (scene) => {
        const { workbench, sidebar } = scene;
        await takeBackground(scene);
        await addAxe(underTest(sidebar));
        await lookAt(scene, 'empty', theme);
        await askCourier(scene);
        await lookAt(scene, 'answered', theme);
        await openCitation(scene);
        await showFrom(scene, COURIER_CITED.startLine - 22);
        await othersAreDone(scene);
        await rest(scene);
        await picture(`window-${theme}`, workbench);
        await stopInTheMiddle(scene);
        await lookAt(scene, 'stopped', theme);
        await failOnce(scene);
        await lookAt(scene, 'error', theme);
        assert.deepEqual(workbench.outsideRequests, []);
      }));
});

/** As a newcomer sees it. */
const FIRST = { theme: 'dark', hasModel: false } as const;

/** A small font and wrapped lines: the windows of these pictures are narrow. */
const NARROW = {
  'editor.fontSize': 11,
  'editor.wordWrap': 'on',
  'editor.folding': false,
  'editor.glyphMargin': false,
};

/** A file with what reviews find. */
const LIMITS = `/** How much one endpoint may be sent. */
export function isOver(used: number, most: number, pending: number): boolean {
  // Deliveries that wait count as well.
  return used > most || used > most;
}

export async function drain(endpoints: readonly string[], send: (to: string) => Promise<void>): Promise<void> {
  endpoints.forEach(async (endpoint) => {
    await send(endpoint);
  });
}

export function waitThenLog(message: string): void {
  setTimeout('console.log(message)', 1_000);
}

export function retryAfter(seconds: string): number {
  const value = Number(seconds);
  return value === NaN ? 0 : value;
}
`;

/** Opens a file beside the view. */
async function show({ workbench, folder }: Scene, path: string): Promise<void> {
  const probe = await workbench.probe();
  await probe.ask('show', { path: join(folder, path) });
}

/** Takes the place of Ollama, where its port is free. */
async function startLocalModel(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: [{ id: MODEL }] }));
  });
  await new Promise<void>((done) => {
    server.once('error', () => done());
    server.listen(11434, '127.0.0.1', done);
  });
  return server;
}

/** Words of the places on the way of the walk, from the top. */
const WAY = ['src', 'delivery', 'worker.ts', 'deliver'];

describe('the pictures of the walkthrough and the README', () => {
  it('show the view as it opens, and the choice of a model', async (t) => {
    const local = await startLocalModel();
    t.after(() => {
      local.closeAllConnections();
      local.close();
    });
    await inScene(t, { ...SMALL, ...FIRST, user: NARROW }, async (scene) => {
      const { workbench } = scene;
      await show(scene, 'src/delivery/retry.ts');
      await workbench.setSideBarWidth(340);
      await othersAreDone(scene);
      await rest(scene);
      await picture('walkthrough-open', workbench);
      await workbench.runCommand('Sightline: Choose Model');
      await workbench.quickPick().filter({ hasText: 'Another address' }).waitFor();
      if (local.listening) await workbench.quickPick().filter({ hasText: MODEL }).waitFor();
      await rest(scene);
      await picture('walkthrough-model', workbench);
      await workbench.page.keyboard.press('Escape');
    });
  });

  it('show a question and the lines that an answer cites', (t) =>
    inScene(t, { ...SMALL, theme: 'dark', user: NARROW }, async (scene) => {
      const { workbench, sidebar } = scene;
      await show(scene, 'src/delivery/retry.ts');
      await workbench.setSideBarWidth(340);
      await sidebar.box.pressSequentially('Who calls @retry');
      await sidebar.page
        .getByRole('option', { name: /retryAfter/ })
        .first()
        .waitFor();
      await othersAreDone(scene);
      await rest(scene);
      await picture('walkthrough-ask', workbench);
      await sidebar.box.press('Escape');
      await askCourier(scene);
      await openCitation(scene, { name: 'retry.ts', startLine: 4, endLine: 6 });
      await othersAreDone(scene);
      await rest(scene);
      await picture('walkthrough-citation', workbench);
    }));

  it('show what there is without a model', (t) =>
    inScene(t, { ...MIDDLE, ...FIRST, theme: 'light', user: NARROW }, async (scene) => {
      const { workbench, sidebar } = scene;
      await workbench.setSideBarWidth(480);
      await sidebar.ask('When is an item of the queue due?');
      await sidebar.ended();
      await show(scene, 'src/queue/queue.ts');
      await othersAreDone(scene);
      await rest(scene);
      await picture('passages', workbench);
    }));

  it('show what was read and what was not', (t) =>
    inScene(t, { ...MIDDLE, theme: 'dark', user: NARROW }, async (scene) => {
      const { workbench, sidebar } = scene;
      await workbench.setSideBarWidth(480);
      await askCourier(scene);
      await openCitation(scene);
      for (const title of [/^Read \d+ of/, /^Passages in the prompt/])
        await sidebar.lastTurn.locator('summary', { hasText: title }).click();
      await sidebar.lastTurn.locator('.details-group').evaluate((element) => element.scrollIntoView());
      await showFrom(scene, COURIER_CITED.startLine - 22);
      await othersAreDone(scene);
      await rest(scene);
      await picture('details', workbench);
    }));

  it('show what a review found', (t) =>
    inScene(t, { ...MIDDLE, theme: 'dark', hasModel: false, user: NARROW }, async (scene) => {
      const { workbench, folder } = scene;
      const path = join(folder, 'src/delivery/limits.ts');
      await writeFile(path, LIMITS);
      try {
        await workbench.setSideBarWidth(440);
        await workbench.runCommand('Sightline: Review Repository');
        const list = workbench.page.locator('.pane').filter({ hasText: 'Findings' });
        const row = list.getByRole('treeitem').filter({ hasText: 'limits.ts:4' });
        await row.waitFor({ timeout: START_LIMIT_MS });
        await list.getByText(/^Complete\. /).waitFor();
        await row.click();
        await othersAreDone(scene);
        await rest(scene);
        await picture('review', workbench);
      } finally {
        await rm(path);
        await workbench.runCommand('Sightline: Clear Findings');
      }
    }));

  describe('of long runs', () => {
    let endpoint: Endpoint;
    let letGo = (): void => {};
    /** Readers from the third on wait until the picture is taken. */
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let readers = 0;
    before(async () => {
      endpoint = await startEndpoint({
        script: async ({ prompt }) => {
          const isReader = /segment \d+ of \d+/.test(prompt);
          if (isReader && ++readers > 2) await held;
          const isStep = /^\[n\d+\] /m.test(prompt);
          const said = isStep ? stepFrom(prompt, WAY) : (isReader ? courierReader : courierAnswer)(prompt);
          return { text: JSON.stringify(said) };
        },
      });
    });
    after(() => {
      letGo();
      return endpoint?.close();
    });
    const inView = (
      t: Parameters<typeof inScene>[0],
      route: string,
      work: (scene: Scene) => Promise<void>,
    ): Promise<void> => {
      const user = { 'sightline.author.baseUrl': endpoint.baseUrl, 'sightline.author.contextTokens': 3_200 };
      return inScene(t, { ...SMALL, theme: 'dark', user }, async (scene) => {
        const probe = await scene.workbench.probe();
        const set = (value: string) =>
          probe.ask('updateSetting', { key: 'sightline.route', value, target: 'user' });
        await set(route);
        try {
          await scene.workbench.setSideBarWidth(440);
          if (route !== '') await waitForRoute(scene, route);
          await work(scene);
        } finally {
          await set('');
        }
      });
    };

    /** The engine hears of a setting a little later than the editor: until it previews by that route. */
    const waitForRoute = async ({ sidebar }: Scene, route: string): Promise<void> => {
      const title = route === 'walk' ? /a walk through the outline/i : /read in parts/i;
      await sidebar.box.fill(COURIER_QUESTION);
      const shown = sidebar.page.locator('.preview .route-name').first();
      await waitFor('the route of the setting', async () => {
        await sidebar.button('Show what would be sent').click();
        const text = (await shown.textContent()) ?? '';
        await sidebar.page.locator('.preview').getByRole('button', { name: 'Close' }).click();
        return title.test(text);
      });
    };

    it('show one that reads in parts, half-way', (t) =>
      inView(t, 'parts', async (scene) => {
        const { sidebar, workbench } = scene;
        await sidebar.ask(COURIER_QUESTION);
        const { lastTurn } = sidebar;
        const cells = lastTurn.locator('.cell.read');
        await waitFor('parts that were read', async () => (await cells.count()) === 2, START_LIMIT_MS);
        await lastTurn.locator('.ledger .claim.verified').first().waitFor({ timeout: START_LIMIT_MS });
        await lastTurn.locator('.cells').evaluate((element) => element.scrollIntoView({ block: 'start' }));
        await rest(scene);
        await picture('parts', workbench, VIEW);
        assert.ok((await lastTurn.locator('.cell').count()) > 2, 'some parts are still to be read');
        await sidebar.stop.click();
        await sidebar.ended();
        letGo();
      }));

    it('show the table of a list that is exact', (t) =>
      inView(t, '', async (scene) => {
        const { sidebar, workbench } = scene;
        await sidebar.ask('List all functions with more than 1 parameter');
        await sidebar.lastTurn.locator('table tbody tr').nth(4).waitFor({ timeout: START_LIMIT_MS });
        await sidebar.ended();
        await rest(scene);
        await picture('table', workbench, VIEW);
      }));

    it('show the way of a walk', (t) =>
      inView(t, 'walk', async (scene) => {
        const { sidebar, workbench } = scene;
        await sidebar.ask(COURIER_QUESTION);
        await sidebar.answered();
        await sidebar.ended();
        const trail = sidebar.lastTurn.locator('.trail .step');
        await trail.filter({ hasText: 'worker.ts' }).first().waitFor();
        await trail.first().evaluate((element) => element.scrollIntoView({ block: 'center' }));
        await rest(scene);
        await picture('walk', workbench, VIEW);
      }));
  });

  after(async () => {
    if (process.env.SIGHTLINE_PICTURES !== '1') return;
    for (const [name, { from }] of Object.entries(COMMITTED)) {
      const file = join(MEDIA, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, withPalette(await readFile(join(PICTURES, `${from}.png`))));
    }
  });
});

describe('the pictures in media', () => {
  it('are all there, in the size of their windows, and small', async () => {
    let bytes = 0;
    for (const [name, { of }] of Object.entries(COMMITTED)) {
      const file = await readFile(join(MEDIA, name));
      bytes += (await stat(join(MEDIA, name))).size;
      assert.deepEqual(pngSize(file), { width: of.width * SCALE, height: of.height * SCALE }, name);
    }
    assert.ok(bytes < MAX_MEDIA_BYTES, `${bytes} bytes`);
  });
});
