/** VS Code's own server with data of its own: extensions installed first, everything gone afterwards. */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROBE_DIR_VARIABLE } from '../probe/protocol.ts';
import { type Guarded, runToEnd, startGuarded } from './processes.ts';
import { START_LIMIT_MS, waitFor } from './waiting.ts';

export interface HostServerOptions {
  /** The folder that `installHost` gave. */
  readonly vscode: string;
  /** A folder of installed extensions, which is copied. */
  readonly extensions?: string;
  /** Packages that are installed beside them. */
  readonly vsixes: readonly string[];
  /** 0 or none: a free port. */
  readonly port?: number;
  /** Added to the server's environment, and so to the extension hosts'. */
  readonly env?: NodeJS.ProcessEnv;
  /** How much the server and the extension hosts log; `info` without it. */
  readonly logLevel?: 'trace' | 'info';
  /** Names of the extensions that come with VS Code and are to be there; all without it. */
  readonly builtIns?: readonly string[];
  /** A folder for data that is kept; without it the data are removed at the end. */
  readonly dataDir?: string;
}

/** The settings of the two places that the server keeps. */
export type SettingsTarget = 'user' | 'machine';

export interface HostServer {
  readonly url: string;
  readonly pid: number;
  /** Everything this server wrote stands below here. */
  readonly dataDir: string;
  readonly probeDir: string;
  /** What `XDG_CACHE_HOME` and so on name for the extensions: nothing of the user's is read or written. */
  readonly xdg: Readonly<Record<string, string>>;
  /** Replaces a settings file, for windows that are opened later; in an open one use the probe's `updateSetting`. */
  writeSettings(target: SettingsTarget, values: Readonly<Record<string, unknown>>): Promise<void>;
  readSettings(target: SettingsTarget): Promise<Record<string, unknown>>;
  /** The logs of the server and the extension hosts: name and text. */
  logs(): Promise<{ name: string; text: string }[]>;
  /** The end of what the server printed. */
  output(): string;
  readonly exited: Promise<number>;
  stop(): Promise<void>;
}

/** No marketplace: a test asks nothing of the network. */
const CLOSED = { EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };

/** Installs the extensions and starts the server. @throws Error with the server's output when it does not start. */
export async function startHostServer(options: HostServerOptions): Promise<HostServer> {
  const isKept = options.dataDir !== undefined;
  const dataDir = options.dataDir ?? (await realpath(await mkdtemp(join(tmpdir(), 'sightline-host-'))));
  const probeDir = join(dataDir, 'probe');
  await rm(probeDir, { recursive: true, force: true });
  await mkdir(probeDir, { recursive: true });
  const xdg = {
    XDG_CACHE_HOME: join(dataDir, 'cache'),
    XDG_STATE_HOME: join(dataDir, 'state'),
    XDG_CONFIG_HOME: join(dataDir, 'config'),
    XDG_DATA_HOME: join(dataDir, 'share'),
  };
  const env = { ...cleanEnv(), ...xdg, ...CLOSED, [PROBE_DIR_VARIABLE]: probeDir, ...options.env };
  const main = join(options.vscode, 'out', 'server-main.js');
  const places = ['--server-data-dir', dataDir, '--extensions-dir', join(dataDir, 'extensions')];
  const args = [...serverArgs(options), ...(await linkBuiltIns(dataDir, options))];
  let server: Guarded | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    if (!isKept) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (options.extensions !== undefined)
      await cp(options.extensions, join(dataDir, 'extensions'), { recursive: true });
    if (options.vsixes.length > 0)
      await runInstall(
        [main, ...places, ...options.vsixes.flatMap((vsix) => ['--install-extension', vsix])],
        env,
      );
    server = startGuarded(process.execPath, [main, ...places, ...args], { env });
    const url = await addressOf(server);
    return {
      url,
      pid: server.pid,
      dataDir,
      probeDir,
      xdg,
      writeSettings: (target, values) => writeSettings(dataDir, target, values),
      readSettings: (target) => readSettings(dataDir, target),
      logs: () => readLogs(dataDir, server?.output() ?? ''),
      output: server.output,
      exited: server.exited,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs packages into a new folder of extensions. @throws Error with the server's output when one is refused. */
export async function installExtensions(
  vscode: string,
  vsixes: readonly string[],
  folder: string,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sightline-host-'));
  try {
    const main = join(vscode, 'out', 'server-main.js');
    const install = vsixes.flatMap((vsix) => ['--install-extension', vsix]);
    await runInstall([main, '--server-data-dir', dataDir, '--extensions-dir', folder, ...install], {
      ...cleanEnv(),
      ...CLOSED,
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runInstall(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const said = await runToEnd(process.execPath, [...args, '--force'], { env });
  // Native modules that are missing print errors of their own, so only success is looked for.
  const installed = said.match(/was successfully installed/g)?.length ?? 0;
  const wanted = args.filter((arg) => arg === '--install-extension').length;
  if (installed < wanted) throw new Error(`An extension was not installed:\n${said}`);
}

function serverArgs({ port = 0, logLevel = 'info' }: HostServerOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--log', logLevel],
    // A window that reloads or goes leaves its extension host waiting for it otherwise.
    ...['--reconnection-grace-time', '5'],
  ];
}

/** A folder that holds only the wanted extensions of VS Code; gives the arguments that name it. */
async function linkBuiltIns(dataDir: string, { vscode, builtIns }: HostServerOptions): Promise<string[]> {
  if (builtIns === undefined) return [];
  const folder = join(dataDir, 'builtin');
  await mkdir(folder, { recursive: true });
  for (const name of builtIns)
    await symlink(join(vscode, 'extensions', name), join(folder, name), 'junction');
  return ['--builtin-extensions-dir', folder];
}

/** Neither npm's own variables, nor a debugger's, nor a model that the developer has set up, reach the editor. */
function cleanEnv(): NodeJS.ProcessEnv {
  const unwanted =
    /^(?:npm_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|NODE_V8_COVERAGE$|SIGHTLINE_|VSCODE_|ELECTRON_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}

async function addressOf(server: Guarded): Promise<string> {
  let code: number | undefined;
  void server.exited.then((ended) => {
    code = ended;
  });
  const port = await waitFor(
    "VS Code's server to listen",
    () => {
      if (code !== undefined) return -1;
      return Number(/Extension host agent listening on (\d+)/.exec(server.output())?.[1] ?? 0) || undefined;
    },
    START_LIMIT_MS,
  );
  if (port < 0)
    throw new Error(`VS Code's server ended with code ${code}:\n${server.output().slice(-3_000)}`);
  return `http://127.0.0.1:${port}`;
}

function settingsFile(dataDir: string, target: SettingsTarget): string {
  return join(dataDir, 'data', target === 'user' ? 'User' : 'Machine', 'settings.json');
}

async function writeSettings(
  dataDir: string,
  target: SettingsTarget,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = settingsFile(dataDir, target);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `${JSON.stringify(values, null, 2)}\n`);
}

async function readSettings(dataDir: string, target: SettingsTarget): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(settingsFile(dataDir, target), 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function readLogs(dataDir: string, output: string): Promise<{ name: string; text: string }[]> {
  const folder = join(dataDir, 'data', 'logs');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.log'));
  const logs = files.map(async (entry) => {
    const file = join(entry.parentPath, entry.name);
    return { name: file.slice(folder.length + 1), text: await readFile(file, 'utf8').catch(() => '') };
  });
  const found = (await Promise.all(logs)).filter(({ text }) => text.trim() !== '');
  return [{ name: 'server output', text: output }, ...found];
}
