/** One way to start the browser, for the page alone and for the workbench of a real VS Code. */
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from './find.ts';

/** Generous: a loaded machine takes minutes for what a quiet one does in seconds. */
const START_LIMIT_MS = 5 * 60_000;
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...[
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
  ],
];

/** Starts the browser without a window. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findBrowser();
  return chromium.launch({
    executablePath: path,
    args: FLAGS,
    env: { ...(process.env as Record<string, string>), ...env },
    timeout: START_LIMIT_MS,
    handleSIGINT: false,
  });
}
