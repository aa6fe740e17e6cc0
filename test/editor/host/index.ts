/**
 * A real VS Code for tests: its own server (from the npm package code-server), Sightline's VSIX installed, and a browser.
 *
 *     const editor = useEditor();
 *     it('opens', (t) => editor.withFolder(t, { 'a.ts': 'export {}' }, {}, async (workbench) => { ... }));
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../browser/launch.ts';
import { type TempSpec, withTempTree } from '../../fakes/tempTree.ts';
import { installHost } from './install.ts';
import { type HostServer, startHostServer } from './server.ts';
import { probeVsix, sightlineVsix } from './vsix.ts';
import { ARTIFACTS, Workbench } from './workbench.ts';

export type { Probe } from './probe.ts';
export { type ChildInfo, descendantsOf, isAlive } from './processes.ts';
export { START_LIMIT_MS, STEP_LIMIT_MS, waitFor } from './waiting.ts';
export { type Webview, webviewElement } from './webview.ts';
export { ARTIFACTS, type Notification, Workbench } from './workbench.ts';

/** The id of the extension under test. */
export const SIGHTLINE = 'sightline.sightline';

export type Theme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

/** Ids of today: a window rewrites older ones in the user's settings, also while the next window is being opened. */
const THEMES: Readonly<Record<Theme, string>> = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
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

export interface EditorOptions {
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
  /** Writes pictures of all windows and all logs to a folder of the artifacts. Returns it and the end of the logs. */
  keepEvidence(name: string): Promise<{ folder: string; tail: string }>;
  stop(): Promise<void>;
}

/** Starts the server (extensions installed first) and the browser. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const vsixes = [...(options.vsixes ?? []), await probeVsix()];
  if (options.hasSightline !== false) vsixes.push(await sightlineVsix());
  const vscode = await installHost({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const server = await startHostServer({
    ...{ vscode, vsixes },
    ...(options.env ? { env: options.env } : {}),
    ...(options.logLevel ? { logLevel: options.logLevel } : {}),
  });
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const open = new Set<Workbench>();

  async function openFolder(path: string | undefined, window: WindowOptions = {}): Promise<Workbench> {
    await server.writeSettings('user', {
      ...QUIET,
      'workbench.colorTheme': THEMES[window.theme ?? 'light'],
      'security.workspace.trust.enabled': (window.trust ?? 'off') !== 'off',
      'security.workspace.trust.startupPrompt': window.trust === 'ask' ? 'always' : 'never',
      ...window.user,
    });
    await server.writeSettings('machine', window.machine ?? {});
    const viewport = { width: window.width ?? 1280, height: window.height ?? 800 };
    const context = await browser.newContext({
      viewport,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...(window.locale === undefined ? {} : { locale: window.locale }),
    });
    const key = path?.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const query = path === undefined ? 'ew=true' : `${key}=${encodeURIComponent(path)}`;
    const page = await context.newPage();
    const parts = { context, page, url: `${server.url}/?${query}`, folder: path, probeDir: server.probeDir };
    const workbench = new Workbench(parts);
    open.add(workbench);
    context.once('close', () => open.delete(workbench));
    await workbench.start();
    return workbench;
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
    keepEvidence,
    async stop() {
      await browser.close().catch(() => {});
      await server.stop();
    },
  };
}

/** What a test file uses: the editor starts before its tests and is gone after them. */
export function useEditor(options: EditorOptions = {}) {
  let editor: Editor | undefined;
  before(async () => {
    editor = await startEditor(options);
  });
  after(() => editor?.stop());
  const get = (): Editor => {
    if (editor === undefined) throw new Error('The editor has not started');
    return editor;
  };

  /** Opens a fresh folder with the files of `spec`; keeps pictures and logs when `work` fails. */
  async function withFolder(
    t: TestContext,
    spec: TempSpec,
    window: WindowOptions,
    work: (workbench: Workbench, folder: string) => Promise<void>,
  ): Promise<void> {
    await withTempTree(spec, async (folder) => {
      let workbench: Workbench | undefined;
      try {
        workbench = await get().openFolder(folder, window);
        await work(workbench, folder);
      } catch (error) {
        const kept = await get().keepEvidence(t.name);
        process.stderr.write(`${t.name}: pictures and logs are in ${kept.folder}\n${kept.tail}\n`);
        throw error;
      } finally {
        await workbench?.close().catch(() => {});
      }
    });
  }

  return {
    get,
    withFolder,
  };
}
