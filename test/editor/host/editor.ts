/** One VS Code server with one browser, and the windows in it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../browser/launch.ts';
import { installHost } from './install.ts';
import { type HostServer, startHostServer } from './server.ts';
import { installedExtensions, probeVsix, sightlineVsix } from './vsix.ts';
import { STEP_LIMIT_MS } from './waiting.ts';
import { ARTIFACTS, Workbench } from './workbench.ts';

export type Theme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** Ids of today: a window rewrites older ones in the user's settings, also while the next window is being opened. */
const THEMES: Readonly<Record<Theme, { readonly id: string; readonly mark: string }>> = {
  light: { id: 'Light Modern', mark: 'vs' },
  dark: { id: 'Dark Modern', mark: 'vs-dark' },
  highContrast: { id: 'Default High Contrast', mark: 'hc-black' },
  highContrastLight: { id: 'Default High Contrast Light', mark: 'hc-light' },
};

/** A quiet window: nothing that the tests did not ask for. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
};

/**
 * What a window of TypeScript, JSON and Markdown needs. VS Code brings some ninety extensions more: they cost every
 * window a third of its work, and other language servers.
 */
const FEW_BUILT_INS = [
  ...['theme-defaults', 'theme-seti', 'search-result', 'configuration-editing'],
  ...['typescript-basics', 'javascript', 'json', 'json-language-features', 'markdown-basics'],
];

export interface EditorOptions {
  /** All extensions that come with VS Code, not only what a window of our files needs. */
  readonly hasAllBuiltIns?: boolean;
  /** Sightline's package is installed unless this is false. */
  readonly hasSightline?: boolean;
  /** Further packages to install. */
  readonly vsixes?: readonly string[];
  /** How much is logged; `info` without it. */
  readonly logLevel?: 'trace' | 'info';
  /** Added to the environment of the server and its extension hosts. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface WindowOptions {
  /** Light by default. */
  readonly theme?: Theme;
  /** Size of the window; 1280 by 800 by default. */
  readonly width?: number;
  readonly height?: number;
  /** `off` (default): every folder is trusted. `restricted`: none is. `ask`: see `answerTrust`. */
  readonly trust?: 'off' | 'restricted' | 'ask';
  /** The user's settings, as they stand before the window opens. */
  readonly user?: Readonly<Record<string, unknown>>;
  /** Settings of the machine (the remote side). */
  readonly machine?: Readonly<Record<string, unknown>>;
  /** Language of the page, such as `de`. */
  readonly locale?: string;
  /** Runs in the page before anything of it. */
  readonly prepare?: () => void;
}

/** One server and one browser. */
export interface Editor {
  readonly server: HostServer;
  readonly browser: Browser;
  /**
   * Opens a folder (or a `.code-workspace` file) in a window with storage of its own. Settings of the user and of
   * the machine are the server's: windows that are open at the same time share them.
   */
  openFolder(path: string | undefined, options?: WindowOptions): Promise<Workbench>;
  /** Gives an open window the size, the theme and the user's settings of such a one, and no others. */
  change(workbench: Workbench, options: WindowOptions): Promise<void>;
  /** Writes pictures of all windows and all logs to a folder of the artifacts. Returns it and the end of the logs. */
  keepEvidence(name: string): Promise<{ folder: string; tail: string }>;
  stop(): Promise<void>;
}

/** The settings of the user in a window. */
function settingsOf({ theme = 'light', trust = 'off', user }: WindowOptions): Record<string, unknown> {
  return {
    ...QUIET,
    'workbench.colorTheme': THEMES[theme].id,
    'security.workspace.trust.enabled': trust !== 'off',
    'security.workspace.trust.startupPrompt': trust === 'ask' ? 'always' : 'never',
    ...user,
  };
}

function sizeOf({ width = 1280, height = 800 }: WindowOptions): { width: number; height: number } {
  return { width, height };
}

/** Starts the server (extensions installed first) and the browser. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const own = [await probeVsix()];
  if (options.hasSightline !== false) own.push(await sightlineVsix());
  const vscode = await installHost({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const server = await startHostServer({
    ...{ vscode, vsixes: options.vsixes ?? [], extensions: await installedExtensions(vscode, own) },
    ...(options.hasAllBuiltIns ? {} : { builtIns: FEW_BUILT_INS }),
    ...(options.env ? { env: options.env } : {}),
    ...(options.logLevel ? { logLevel: options.logLevel } : {}),
  });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const open = new Set<Workbench>();

  async function openFolder(path: string | undefined, window: WindowOptions = {}): Promise<Workbench> {
    await server.writeSettings('user', settingsOf(window));
    await server.writeSettings('machine', window.machine ?? {});
    const viewport = sizeOf(window);
    const context = await browser.newContext({
      viewport,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...(window.locale === undefined ? {} : { locale: window.locale }),
    });
    context.setDefaultTimeout(STEP_LIMIT_MS);
    const key = path?.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const query = path === undefined ? 'ew=true' : `${key}=${encodeURIComponent(path)}`;
    if (window.prepare) await context.addInitScript(window.prepare);
    const page = await context.newPage();
    const parts = { context, page, url: `${server.url}/?${query}`, folder: path, probeDir: server.probeDir };
    const workbench = new Workbench(parts);
    open.add(workbench);
    context.once('close', () => open.delete(workbench));
    await workbench.start();
    return workbench;
  }

  async function change(workbench: Workbench, window: WindowOptions): Promise<void> {
    const probe = await workbench.probe();
    const [now, wanted] = [await server.readSettings('user'), settingsOf(window)];
    // Through the window itself: what another program writes into the file is noticed late, or not at all.
    for (const key of new Set([...Object.keys(now), ...Object.keys(wanted)]))
      if (!isDeepStrictEqual(now[key], wanted[key]))
        await probe.ask('updateSetting', { key, value: wanted[key], target: 'user' });
    await workbench.page.setViewportSize(sizeOf(window));
    await workbench.page.locator(`.monaco-workbench.${THEMES[window.theme ?? 'light'].mark}`).waitFor();
  }

  async function keepEvidence(name: string): Promise<{ folder: string; tail: string }> {
    const folder = join(ARTIFACTS, name.replaceAll(/[^\w.-]+/g, '-'));
    await mkdir(folder, { recursive: true });
    const logs = await server.logs();
    for (const [index, workbench] of [...open].entries()) {
      await workbench.page.screenshot({ path: join(folder, `window-${index}.png`) }).catch(() => {});
      logs.push({ name: `console of window ${index}`, text: workbench.consoleErrors.join('\n') });
    }
    const text = logs.map((log) => `=== ${log.name}\n${log.text.trimEnd()}\n`).join('\n');
    await writeFile(join(folder, 'logs.txt'), text);
    const tail = logs
      .filter((log) => /sightline|remoteexthost/i.test(log.name))
      .map((log) => `${log.name}:\n${log.text.slice(-2_000)}`)
      .join('\n');
    return { folder, tail };
  }

  return {
    server,
    browser,
    openFolder,
    change,
    keepEvidence,
    async stop() {
      await browser.close().catch(() => {});
      await server.stop();
    },
  };
}
