/** One window of VS Code in the browser, used as a person would: palette, views, keyboard, notifications. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { findProbe, type Probe } from './probe.ts';
import { START_LIMIT_MS, STEP_LIMIT_MS, waitFor } from './waiting.ts';
import { findWebview, type Webview } from './webview.ts';

/** Where screenshots and the logs of failed tests go; ignored by git. */
export const ARTIFACTS = join(import.meta.dirname, '..', '..', 'artifacts', 'editor');

export interface Notification {
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly source: string;
}

/** Looks for a notification before the list of them is opened. */
const LOOKS_BEFORE_LIST = 30;

export interface WorkbenchParts {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly url: string;
  /** Folder or workspace file, as the extension host names it. */
  readonly folder: string | undefined;
  readonly probeDir: string | undefined;
}

export class Workbench {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly folder: string | undefined;
  /** What the page wrote to its console as errors, the extension host's among them. */
  readonly consoleErrors: string[] = [];
  /** Addresses that the page asked for and that are not the server's. */
  readonly outsideRequests: string[] = [];
  readonly #url: string;
  readonly #probeDir: string | undefined;
  #probe: Probe | undefined;
  #endedHosts = new Set<number>();

  constructor({ context, page, url, folder, probeDir }: WorkbenchParts) {
    this.context = context;
    this.page = page;
    this.folder = folder;
    this.#url = url;
    this.#probeDir = probeDir;
    const own = new URL(url).host;
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      // Files of a webview have addresses of this form, which the editor's own service worker answers.
      if (host === own || host.endsWith('.vscode-resource.vscode-cdn.net')) return;
      if (/^(?:https?|wss?):$/.test(protocol)) this.outsideRequests.push(request.url());
    });
  }

  /** Opens the window and waits until its parts are there. Called by `openFolder`. */
  async start(): Promise<void> {
    await this.page.addInitScript(recordNotifications);
    await this.page.goto(this.#url, { timeout: START_LIMIT_MS, waitUntil: 'domcontentloaded' });
    await this.#isUp();
  }

  /** The probe in this window's extension host (also after a reload). */
  async probe(): Promise<Probe> {
    if (this.#probeDir === undefined) throw new Error('This editor was started without the probe');
    this.#probe ??= await findProbe(this.#probeDir, this.folder, this.#endedHosts);
    return this.#probe;
  }

  /** Loads the window again, as *Developer: Reload Window* does; storage of the window is kept. */
  async reload(): Promise<void> {
    if (this.#probe) this.#endedHosts.add(this.#probe.info.pid);
    this.#probe = undefined;
    // The command and not the browser's reload, which would not let the window store its state first.
    await this.page.evaluate(() => Object.assign(window, { isOld: true }));
    await this.runCommand('Developer: Reload Window');
    await this.page.waitForFunction(() => !('isOld' in window), undefined, { timeout: START_LIMIT_MS });
    await this.#isUp();
  }

  async #isUp(): Promise<void> {
    const page = this.page;
    await page.locator('.monaco-workbench').waitFor({ timeout: START_LIMIT_MS });
    await page.locator('.part.statusbar').waitFor({ timeout: START_LIMIT_MS });
    // Key bindings work from here on; a palette that opens earlier is empty.
    await page.locator('.activitybar .action-item').first().waitFor({ timeout: START_LIMIT_MS });
  }

  /** Types into the palette, waits for the entry with exactly this title (`Category: Title`) and runs it. */
  async runCommand(title: string): Promise<void> {
    const { page } = this;
    await waitFor(
      `the command "${title}" in the palette`,
      async () => {
        await page.keyboard.press('F1');
        const input = page.locator('.quick-input-widget:visible input').first();
        await input.waitFor({ timeout: 5_000 });
        // One that is just being hidden, as after another list, never becomes ready.
        await input.fill(`>${title}`, { timeout: 2_000 });
        const row = this.quickPick().filter({
          has: page.locator('.monaco-highlighted-label', { hasText: title }),
        });
        // Extensions that are still being read add their commands later: the palette is opened anew until then.
        const isThere = await row
          .first()
          .waitFor({ timeout: 5_000 })
          .then(
            () => true,
            () => false,
          );
        if (isThere)
          return row
            .first()
            .click({ timeout: 5_000 })
            .then(() => true);
        await page.keyboard.press('Escape');
        return false;
      },
      START_LIMIT_MS,
    );
  }

  /** Rows of the list that the palette, a quick pick or an input box shows. */
  quickPick(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  /** Chooses the row with this text of an open quick pick. */
  async pick(text: string | RegExp): Promise<void> {
    await this.quickPick().filter({ hasText: text }).first().click({ timeout: STEP_LIMIT_MS });
  }

  /** Chooses the code action with this text at the cursor. The list is opened anew until it has one. */
  async codeAction(text: string | RegExp): Promise<void> {
    const probe = await this.probe();
    const row = this.page.locator('.action-widget .monaco-list-row').filter({ hasText: text }).first();
    await waitFor(
      `the code action ${text}`,
      async () => {
        await probe.ask('command', { command: 'editor.action.quickFix' });
        return row.click({ timeout: 60_000 }).then(
          () => true,
          () => false,
        );
      },
      START_LIMIT_MS,
    );
  }

  /** Types into an open input box (or quick pick) and accepts it. `title`: waits for the box that has this title. */
  async type(text: string, title?: string | RegExp): Promise<void> {
    await (await this.fill(text, title)).press('Enter');
  }

  /** Types into an open input box without accepting it, and returns it. The box before it may still be there: say which. */
  async fill(text: string, title?: string | RegExp): Promise<Locator> {
    if (title !== undefined)
      await this.page
        .locator('.quick-input-widget:visible .quick-input-title')
        .filter({ hasText: title })
        .waitFor({ timeout: STEP_LIMIT_MS });
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.fill(text, { timeout: STEP_LIMIT_MS });
    return input;
  }

  /** Shows a view container by its icon in the activity bar, and waits for it. */
  async openViewContainer(name: string): Promise<void> {
    const icon = this.page.locator(`a[aria-label^="${name}"]`);
    const item = this.page.locator('.activitybar .action-item').filter({ has: icon });
    await item.waitFor({ timeout: START_LIMIT_MS });
    const title = this.page
      .locator('.part.sidebar .composite.title')
      .filter({ hasText: new RegExp(name, 'i') });
    await waitFor(`the view container ${name}`, async () => {
      // A click on the icon of what is shown already hides it, and after a reload that may be shown at any moment.
      if (!(await title.isVisible())) await item.click({ timeout: 5_000 });
      return title.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** The document inside the webview of an extension that is shown. After a reload ask again. */
  async webview(extensionId: string): Promise<Webview> {
    return findWebview(this.page, extensionId);
  }

  /** Draws the edge of the primary side bar until it is `width` pixels wide; a view in it is 3 px narrower. */
  async setSideBarWidth(width: number): Promise<void> {
    const side = this.page.locator('.part.sidebar');
    const box = await side.boundingBox();
    if (box === null) throw new Error('The side bar is not shown');
    const edge = box.x + box.width;
    const y = box.y + box.height / 2;
    await this.page.mouse.move(edge, y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge + 5, y);
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
    // Off the edge, which is drawn in another colour under the pointer.
    await this.page.mouse.move(box.x + width + 200, y);
    await waitFor(`the side bar to be ${width} px wide`, async () => {
      const now = await side.boundingBox();
      return now !== null && Math.abs(now.width - width) <= 3;
    });
  }

  /** Every notification since the window was opened (or reloaded), also those that are gone. */
  notifications(): Promise<Notification[]> {
    return this.page.evaluate(() => (window as unknown as { shown?: Notification[] }).shown ?? []);
  }

  /**
   * Waits until there was a notification with this text, also one that is gone. Of more than three in a moment the
   * editor puts the rest into its list without showing them, so the list is looked at as well.
   */
  async notified(text: RegExp, severity?: Notification['severity']): Promise<void> {
    const probe = await this.probe();
    const wasShown = async (): Promise<boolean> =>
      (await this.notifications()).some(
        (shown) => text.test(shown.text) && (severity === undefined || shown.severity === severity),
      );
    let looks = 0;
    await waitFor(`a notification with ${text}`, async () => {
      if (await wasShown()) return true;
      if (++looks % LOOKS_BEFORE_LIST === 0)
        await probe.ask('command', { command: 'notifications.showList' });
      return undefined;
    });
    if (looks >= LOOKS_BEFORE_LIST) await probe.ask('command', { command: 'notifications.hideList' });
  }

  /** Puts away what a test left in the window: editors (changes are dropped), pickers, panels, notifications. */
  async tidy(): Promise<void> {
    const probe = await this.probe();
    const run = (command: string): Promise<unknown> => probe.ask('command', { command });
    await run('workbench.action.closeQuickOpen');
    await run('workbench.action.closePanel');
    await waitFor('all editors to be closed', async () => {
      if ((await probe.ask('openTabs')).length === 0) return true;
      await run('workbench.action.revertAndCloseActiveEditor');
      return false;
    });
    await run('notifications.clearAll');
    await this.page.evaluate(() => {
      (window as unknown as { shown?: Notification[] }).shown?.splice(0);
    });
  }

  /** Waits for a notification that is on the screen, and presses one of its buttons. */
  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    const toast = this.page.locator('.notification-toast').filter({ hasText: text }).first();
    await toast.waitFor({ timeout: STEP_LIMIT_MS });
    await toast.hover();
    await toast.locator('.notification-list-item-buttons-container a', { hasText: button }).click();
  }

  /** A modal dialogue (the page's own, not the operating system's). */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Answers the question about trust that a folder gets with `trust: 'ask'`. */
  async answerTrust(answer: 'trust' | 'restrict'): Promise<void> {
    const button = answer === 'trust' ? /^Yes, I trust/ : /^No, I don't trust/;
    await this.dialog().getByRole('button', { name: button }).click({ timeout: START_LIMIT_MS });
    await this.dialog().waitFor({ state: 'detached', timeout: STEP_LIMIT_MS });
  }

  /** Grants trust to a restricted window, through the editor that manages it. */
  async grantTrust(): Promise<void> {
    await this.runCommand('Workspaces: Manage Workspace Trust');
    await this.page
      .locator('.workspace-trust-editor')
      .getByRole('button', { name: /^Trust$/ })
      .first()
      .click();
  }

  /** The texts of the status bar, left to right. */
  async statusBar(): Promise<string[]> {
    const items = this.page.locator('.part.statusbar .statusbar-item');
    return (await items.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== '');
  }

  /** What the window shows as the active editor: its tab, and the place in the status bar (1-based). */
  async activeEditor(): Promise<
    { name: string; line: number; column: number; selected: number } | undefined
  > {
    const tab = this.page.locator('.editor-group-container.active .tab.active').first();
    if ((await tab.count()) === 0) return undefined;
    const name = (await tab.getAttribute('data-resource-name')) ?? '';
    const place = (await this.statusBar()).find((text) => text.startsWith('Ln ')) ?? '';
    const match = /^Ln (\d+), Col (\d+)(?: \((\d+) selected\))?/.exec(place);
    const [line = 0, column = 0, selected = 0] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
    return { name, line, column, selected };
  }

  /** A picture of the window, or of a part of it, in the artifacts. Returns the path. */
  async screenshot(name: string, part?: Locator): Promise<string> {
    const path = join(ARTIFACTS, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
    await mkdir(dirname(path), { recursive: true });
    await (part ?? this.page).screenshot({ path, animations: 'disabled', timeout: STEP_LIMIT_MS });
    return path;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

/** Runs in the page before anything else: notes each notification as it appears, since they go by themselves. */
function recordNotifications(): void {
  const shown: Notification[] = [];
  Object.assign(window, { shown });
  // The list draws one message after another into the same element.
  const last = new WeakMap<Element, string>();
  const look = (): void => {
    for (const item of document.querySelectorAll('.notification-list-item')) {
      const text = item.querySelector('.notification-list-item-message')?.textContent ?? '';
      if (text === '' || last.get(item) === text) continue;
      last.set(item, text);
      const icon = item.querySelector('.notification-list-item-icon')?.className ?? '';
      const severity = /codicon-error/.test(icon)
        ? 'error'
        : /codicon-warning/.test(icon)
          ? 'warning'
          : 'info';
      const source = item.querySelector('.notification-list-item-source')?.textContent ?? '';
      shown.push({ severity, text, source });
    }
  };
  const start = (): void => new MutationObserver(look).observe(document, { childList: true, subtree: true });
  start();
}
