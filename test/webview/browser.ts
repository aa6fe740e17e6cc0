/** A browser with the built page in it, served as the extension host does, and a canary that nothing may reach. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { NumberedEvent, RunEvent } from '../../src/protocol/data.ts';
import type { FromPage, ToPage } from '../../src/protocol/page.ts';
import { parseFromPage } from '../../src/protocol/page.ts';
import { launchBrowser } from '../browser/launch.ts';
import { BODY_CLASSES, type ThemeName, themesCss } from './themes.ts';

const DIST = join(import.meta.dirname, '../../dist/webview');
const ARTIFACTS = join(import.meta.dirname, '../artifacts/page');
const NONCE = 'test-nonce';
/** Generous: the machine may be doing much else. Every wait is for a condition. */
export const LIMIT_MS = 120_000;

/** Keeps what the page posts and what happens to it that should not. */
const HOST_SCRIPT = `
  window.posted = [];
  window.executed = [];
  window.violations = [];
  window.xss = (what) => { window.executed.push(String(what ?? 'ran')); };
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => window.xss(name);
  document.addEventListener('securitypolicyviolation', (e) => e.blockedURI.endsWith('/favicon.ico') || window.violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.posted.push(structuredClone(message)),
    getState: () => JSON.parse(sessionStorage.getItem('kept') ?? 'null') ?? undefined,
    setState: (kept) => sessionStorage.setItem('kept', JSON.stringify(kept)),
  });
`;

export const CSP = (origin: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}'`,
    `style-src ${origin}`,
    `font-src ${origin}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

function html(theme: ThemeName): string {
  return `<!DOCTYPE html>
<html lang="en" data-theme="${theme}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sightline</title>
    <link rel="stylesheet" href="/themes.css">
    <link rel="stylesheet" id="vscode-codicon-stylesheet" href="/codicon.css">
    <link rel="stylesheet" href="/page.css">
  </head>
  <body class="${BODY_CLASSES[theme]}">
    <div id="app"></div>
    <script nonce="${NONCE}" src="/host.js"></script>
    <script nonce="${NONCE}" src="/page.js"></script>
  </body>
</html>`;
}

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** False: the policy reports what it would have refused and refuses nothing, so that the page stands alone. */
  readonly hasPolicy?: boolean;
}

export interface Harness {
  /** Address of the canary server; requests to it are kept in `hits`. */
  readonly canary: string;
  readonly hits: string[];
  open(options?: OpenOptions): Promise<PageUnderTest>;
  close(): Promise<void>;
}

/** The page, and the host's side of the conversation with it. */
export interface PageUnderTest {
  readonly page: Page;
  /** Errors of the console and exceptions, refused messages left out. */
  readonly errors: string[];
  send(...messages: readonly ToPage[]): Promise<void>;
  /** Sends anything, whether it fits the schema or not. */
  sendRaw(value: unknown): Promise<void>;
  events(events: readonly RunEvent[], options?: { runId?: string; from?: number }): Promise<void>;
  posted<T extends FromPage['type']>(type: T): Promise<Extract<FromPage, { type: T }>[]>;
  /** Waits for a message of the page that is accepted by the schema. */
  waitPosted<T extends FromPage['type']>(type: T, count?: number): Promise<Extract<FromPage, { type: T }>>;
  settle(): Promise<void>;
  /** Another theme, as the editor changes it under a page that lives on. */
  setTheme(theme: ThemeName): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the browser and both servers. */
export async function startHarness(): Promise<Harness> {
  const hits: string[] = [];
  const canaryServer = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end();
  });
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '/').slice(1).split('?')[0]!;
    const isReport = request.url?.endsWith('?report');
    response.setHeader(`content-security-policy${isReport ? '-report-only' : ''}`, CSP(origin));
    try {
      if (Object.hasOwn(BODY_CLASSES, name))
        response.setHeader('content-type', 'text/html').end(html(name as ThemeName));
      else if (name === 'themes.css') response.setHeader('content-type', 'text/css').end(themesCss());
      else if (name === 'host.js') response.setHeader('content-type', 'text/javascript').end(HOST_SCRIPT);
      else {
        const bytes = await readFile(join(DIST, name.replaceAll('/', '')));
        response.setHeader('content-type', TYPES[name.split('.').at(-1)!] ?? 'text/plain').end(bytes);
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  const origin = await listen(server);
  const canary = await listen(canaryServer);
  const browser = await launchBrowser();
  const tabs = createTabs(browser);
  return {
    canary,
    hits,
    open: (options = {}) => openPage(tabs, origin, options),
    async close() {
      await browser.close();
      server.close();
      canaryServer.close();
    },
  };
}

interface Tabs {
  take(): Promise<Page>;
  giveBack(page: Page): Promise<void>;
}

/** A new tab takes longer to open than most tests do, so tabs are used again; each load of a page is a new page. */
function createTabs(browser: Browser): Tabs {
  const idle: Page[] = [];
  return {
    async take() {
      const known = idle.pop();
      if (known) return known;
      const context = await browser.newContext({ reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(LIMIT_MS);
      return page;
    },
    async giveBack(page) {
      page.removeAllListeners();
      await page.evaluate('sessionStorage.clear()');
      idle.push(page);
    },
  };
}

async function openPage(
  tabs: Tabs,
  origin: string,
  { theme = 'dark', width = 360, height = 760, hasPolicy = true }: OpenOptions,
): Promise<PageUnderTest> {
  const page = await tabs.take();
  await page.setViewportSize({ width, height });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      !/a message was refused|favicon/.test(message.text() + message.location().url)
    )
      errors.push(message.text());
  });
  await page.goto(`${origin}/${theme}${hasPolicy ? '' : '?report'}`);
  const posted = async <T extends FromPage['type']>(type: T): Promise<Extract<FromPage, { type: T }>[]> => {
    const values = (await page.evaluate('window.posted')) as unknown[];
    const messages = values.map((value) => {
      const parsed = parseFromPage(value);
      if (!parsed.ok)
        throw new Error(`The page posted what the host refuses: ${parsed.field} ${parsed.problem}`);
      return parsed.message;
    });
    return messages.filter((message): message is Extract<FromPage, { type: T }> => message.type === type);
  };
  const sendRaw = async (value: unknown): Promise<void> => {
    await page.evaluate((data) => window.postMessage(data), value);
  };
  const settle = async (): Promise<void> => {
    // Messages are tasks, drawing is one frame later, custom elements draw after that.
    await page.evaluate(
      () =>
        new Promise<void>((done) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => requestAnimationFrame(() => requestAnimationFrame(() => done()));
          setTimeout(() => channel.port2.postMessage(0));
        }),
    );
  };
  return {
    page,
    errors,
    posted,
    sendRaw,
    settle,
    async send(...messages) {
      for (const message of messages) await sendRaw(message);
      await settle();
    },
    async events(events, { runId = 'run-1', from = 0 } = {}) {
      const numbered = events.map((event, i): NumberedEvent => ({ runId, seq: from + i, event }));
      await page.evaluate((all) => {
        for (const event of all) window.postMessage({ type: 'event', event });
      }, numbered);
      await settle();
    },
    async waitPosted(type, count = 1) {
      await page.waitForFunction(
        ([wanted, least]) => {
          const all = (window as unknown as { posted: { type: string }[] }).posted;
          return all.filter((message) => message.type === wanted).length >= Number(least);
        },
        [type, count] as const,
      );
      return (await posted(type))[count - 1]!;
    },
    async setTheme(name) {
      await page.evaluate(
        ([to, classes]) => {
          document.documentElement.dataset.theme = to;
          document.body.className = classes!;
        },
        [name, BODY_CLASSES[name]],
      );
    },
    async screenshot(name) {
      mkdirSync(ARTIFACTS, { recursive: true });
      await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), animations: 'disabled' });
    },
    close: () => tabs.giveBack(page),
  };
}
