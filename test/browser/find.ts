/** The browser of the tests: the one that is named, else a Chrome or Chromium that is installed, else npm's. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { MissingTool } from '../fakes/missingTool.ts';
import { npmBrowser } from './npmBrowser.ts';

/** Names the browser to use instead of the one found. */
export const BROWSER_VARIABLE = 'SIGHTLINE_TEST_BROWSER';

/** A browser's program, and what its environment must hold beside that of this process. */
export interface BrowserProgram {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What finding looks at; a test gives its own. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** The browser of the npm registry; undefined where it does not run. */
  readonly npm: () => Promise<BrowserProgram | undefined>;
}

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

/** @throws MissingTool that says in one line how to get a browser. */
export async function findBrowser(around: Partial<Surroundings> = {}): Promise<BrowserProgram> {
  const { env = process.env, platform = process.platform, npm = npmBrowser } = around;
  const named = env[BROWSER_VARIABLE];
  if (named) {
    if (await canRun(named)) return { path: named, env: {} };
    throw new MissingTool(`${BROWSER_VARIABLE} names ${named}, which cannot be run.`);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  for (const path of [...onPath, ...(ELSEWHERE[platform] ?? [])])
    if (await canRun(path)) return { path, env: {} };
  const packed = await npm();
  if (packed) return packed;
  throw new MissingTool(
    `No Chrome or Chromium was found. Install one (Debian: apt-get install chromium) or set ${BROWSER_VARIABLE}.`,
  );
}

function canRun(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
