/** One way to start the browser, for the page alone and for the workbench of a real VS Code. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { type BrowserProgram, findBrowser } from './find.ts';

/** Generous: a loaded machine takes minutes for what a quiet one does in seconds. */
const START_LIMIT_MS = 3 * 60_000;
/** A browser crashes now and then while it starts; one that does so each time is a fault. */
const TRIES = 3;
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...[
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
  ],
];

/** Starts the browser without a window, once more where it crashes while it starts. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
  const program = await findBrowser();
  for (let tries = 1; ; tries++) {
    try {
      return await launchOnce(program);
    } catch (error) {
      if (tries === TRIES) throw error;
      process.stderr.write(`The browser did not start (${String(error).split('\n', 1)[0]}); once more.\n`);
    }
  }
}

/** A browser that has shown a page: what crashed between its start and that may leave a wait without an end. */
async function launchOnce({ path, env }: BrowserProgram): Promise<Browser> {
  const ending = new AbortController();
  const limit = pause(START_LIMIT_MS, undefined, { signal: ending.signal }).then(() => {
    throw new Error(`the browser showed no page within ${START_LIMIT_MS / 1_000} s`);
  });
  const started = chromium
    .launch({
      executablePath: path,
      args: FLAGS,
      env: { ...(process.env as Record<string, string>), ...env },
      timeout: START_LIMIT_MS,
      handleSIGINT: false,
    })
    .then(async (browser) => {
      await (await browser.newPage()).close();
      return browser;
    });
  try {
    return await Promise.race([started, limit]);
  } finally {
    ending.abort();
    limit.catch(() => {});
  }
}
