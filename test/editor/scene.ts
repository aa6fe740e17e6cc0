/** The window that the pictures show: the view on the repository of `courier.ts`, with a scripted model. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import type { Locator } from 'playwright-core';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { fillTree, runGit } from '../fakes/tempTree.ts';
import { COURIER, COURIER_CITED, COURIER_NAME, COURIER_ORACLE, COURIER_QUESTION } from './courier.ts';
import { ARTIFACTS, type Theme, type useEditor, type Workbench, waitFor } from './host/index.ts';
import { SidebarPage } from './sidebar.ts';

/** Pixels of a picture for one of the window: sharp on every screen. */
export const SCALE = 2;
export const PICTURES = join(ARTIFACTS, 'pictures');
export const MODEL = 'demo-model';
const QUIET_LIMIT_MS = 30_000;

/** Nothing in a picture that is not about Sightline. */
const SETTINGS = {
  'window.title': `\${activeEditorShort}\${separator}\${rootName}`,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.renderWhitespace': 'none',
  'editor.lightbulb.enabled': 'off',
  'editor.stickyScroll.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'git.blame.statusBarItem.enabled': false,
  // The language server of TypeScript takes a minute here, and underlines what only a whole project explains.
  'typescript.validate.enable': false,
};

/** What the body of the page is called in a theme. */
const BODIES: Readonly<Record<Theme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  highContrast: 'vscode-high-contrast',
  highContrastLight: 'vscode-high-contrast-light',
};

export interface Scene {
  readonly workbench: Workbench;
  readonly sidebar: SidebarPage;
  readonly endpoint: Endpoint;
  readonly folder: string;
}

export interface SceneOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly hasModel?: boolean;
}

/** Whether the pictures of the repository are taken anew: each in a window that was never used. */
const TAKES_PICTURES = process.env.SIGHTLINE_PICTURES === '1';

/** The view on a copy of the repository, whose index is ready; the scenes of a file have one window in turn. */
export function useScenes(editor: ReturnType<typeof useEditor>) {
  let endpoint: Endpoint;
  before(async () => {
    endpoint = await startEndpoint({ oracle: [COURIER_ORACLE] });
  });
  after(() => endpoint?.close());
  const open = () => editor.shareFolder(fillCourier, { open: COURIER_NAME });
  let inWindow = open();

  return (
    t: TestContext,
    { hasModel = true, user, ...window }: SceneOptions,
    work: (scene: Scene) => Promise<void>,
  ): Promise<void> => {
    if (TAKES_PICTURES) inWindow = open();
    const settings = { ...SETTINGS, ...(hasModel ? modelSettings(endpoint) : {}), ...user };
    const show = async (workbench: Workbench, parent: string): Promise<void> => {
      for (const fault of Object.keys(endpoint.faults)) Reflect.deleteProperty(endpoint.faults, fault);
      const sidebar = await SidebarPage.openEmpty(workbench);
      await sidebar.button(`Model: ${hasModel ? MODEL : 'No model'}`).waitFor();
      await sidebar.page.locator(`body.${BODIES[window.theme ?? 'light']}`).waitFor();
      await sidebar.page.locator('.example').first().waitFor();
      await work({ workbench, sidebar, endpoint, folder: join(parent, COURIER_NAME) });
    };
    return inWindow(t, show, { ...window, user: settings });
  };
}

async function fillCourier(parent: string): Promise<void> {
  const files = Object.entries(COURIER).map(([path, text]) => [`${COURIER_NAME}/${path}`, text] as const);
  await fillTree(parent, Object.fromEntries(files));
  commitAll(join(parent, COURIER_NAME));
}

function commitAll(folder: string): void {
  runGit(folder, 'init', '-q', '-b', 'main');
  runGit(folder, 'add', '.');
  runGit(folder, 'commit', '-q', '-m', 'Deliver events');
}

function modelSettings({ baseUrl }: Endpoint): Record<string, unknown> {
  return {
    'sightline.model': 'endpoint',
    'sightline.author.baseUrl': baseUrl,
    'sightline.author.model': MODEL,
    'sightline.prices': { [MODEL]: { inputPerMillion: 1, outputPerMillion: 4 } },
    'sightline.currency': '€',
  };
}

/** Takes the pointer away from everything that says something under it, and waits until nothing moves. */
export async function rest({ workbench: { page }, sidebar }: Scene): Promise<void> {
  // The title, of which nothing is told.
  await page.mouse.move(200, 6);
  await page.locator('.workbench-hover').waitFor({ state: 'hidden' });
  await sidebar.page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

/** Waits until other extensions have read the folder: their marks are the only thing that differs without them. */
export async function othersAreDone({ workbench: { page } }: Scene): Promise<void> {
  const marks = page.locator('.part.statusbar .codicon-modifier-spin, .activitybar .badge:visible');
  let quiet = 0;
  await waitFor(
    'the editor to be quiet',
    async () => {
      quiet = (await marks.count()) === 0 ? quiet + 1 : 0;
      return quiet > 20;
    },
    QUIET_LIMIT_MS,
  ).catch(() => {});
}

/** A picture of the window, or of a part of it (a size: from its top left), among those that are kept. */
export async function picture(
  name: string,
  { page, context }: Workbench,
  part?: Locator | { readonly width: number; readonly height: number },
): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
  const box = part && 'boundingBox' in part ? await part.boundingBox() : part && { x: 0, y: 0, ...part };
  const { x, y, ...size } = box ?? { x: 0, y: 0, width, height };
  const session = await context.newCDPSession(page);
  const clip = { x, y, ...size, scale: SCALE };
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', clip });
  await session.detach();
  await mkdir(PICTURES, { recursive: true });
  await writeFile(join(PICTURES, `${name}.png`), Buffer.from(data, 'base64'));
}

/** Asks the question that the model knows, and waits for the whole answer. */
export async function askCourier({ sidebar }: Scene): Promise<void> {
  await sidebar.ask(COURIER_QUESTION);
  await sidebar.ended();
}

/** Opens the lines of a citation, and waits until they are selected. */
export async function openCitation(
  { workbench, sidebar }: Scene,
  cited: Cited = COURIER_CITED,
): Promise<void> {
  const { name, startLine, endLine } = cited;
  const chip = new RegExp(`${name.replace('.', '\\.')}:${startLine}-${endLine}`);
  await sidebar.lastTurn.getByRole('button', { name: chip }).first().click();
  const active = await waitFor('the cited lines to be selected', async () => {
    const state = await workbench.activeEditor();
    return state?.name === name && state.selected > 0 ? state : undefined;
  });
  assert.ok(active.line === startLine || active.line === endLine, `line ${active.line}`);
}

export type Cited = typeof COURIER_CITED;

/** Scrolls the editor until `line` stands near its top. */
export async function showFrom({ workbench }: Scene, line: number): Promise<void> {
  const probe = await workbench.probe();
  await probe.ask('command', { command: 'revealLine', args: [{ lineNumber: line - 1, at: 'top' }] });
  const numbers = workbench.page.locator('.editor-group-container.active .margin .line-numbers');
  await numbers.filter({ hasText: new RegExp(`^${line}$`) }).waitFor();
}

/** Stops an answer that the model has begun, in a conversation of its own. */
export async function stopInTheMiddle({ sidebar, endpoint }: Scene): Promise<void> {
  endpoint.faults.stall = 12_000;
  await sidebar.button('New conversation').click();
  await sidebar.ask(COURIER_QUESTION);
  await sidebar.shows(/There are six attempts/);
  await sidebar.stop.click();
  await sidebar.shows('Stopped. What was found so far is kept.');
  delete endpoint.faults.stall;
}

/** Asks a server that refuses the key, in a conversation of its own. */
export async function failOnce({ sidebar, endpoint }: Scene): Promise<void> {
  endpoint.faults.status = { code: 401, body: '{"error":{"message":"invalid key"}}' };
  await sidebar.button('New conversation').click();
  await sidebar.ask(COURIER_QUESTION);
  await sidebar.lastTurn.locator('.banner.error').waitFor();
  delete endpoint.faults.status;
}
