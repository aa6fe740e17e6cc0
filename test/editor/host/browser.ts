/** The browser that shows the workbench: Debian's Chromium, or a Chrome that is installed. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { START_LIMIT_MS } from './waiting.ts';

/** Names the browser to use instead of the one found. */
export const BROWSER_VARIABLE = 'SIGHTLINE_TEST_BROWSER';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...[
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
  ],
];

/** The path of the browser's program. @throws Error that says how to get one. */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env[BROWSER_VARIABLE];
  if (named) {
    if (await canRun(named)) return named;
    throw new Error(`${BROWSER_VARIABLE} names ${named}, which cannot be run`);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  for (const file of [...onPath, ...(ELSEWHERE[process.platform] ?? [])]) if (await canRun(file)) return file;
  throw new Error(
    `No Chromium or Chrome was found. Install one (Debian: apt-get install chromium) or set ${BROWSER_VARIABLE}.`,
  );
}

async function canRun(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Starts the browser without a window. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  return chromium.launch({ executablePath, args: FLAGS, timeout: START_LIMIT_MS, handleSIGINT: false });
}
