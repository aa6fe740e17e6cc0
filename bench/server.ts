/** The language server of the build, driven as an editor drives it: what a window costs beside the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { ROOT } from './command.ts';
import { percentile } from './metrics.ts';
import type { Tree } from './tree.ts';

export interface ServerSpeed {
  /** From the start of the process until the first index is ready. */
  readonly firstIndexMs: number;
  /** From the note that a file changed until a search over the changed index is answered; the median. */
  readonly changedMs: number;
  /** The first search of a window that was opened a while ago, over the stored index. */
  readonly firstQuestionMs: number;
  /** Largest resident memory of the process; undefined where the system does not tell. */
  readonly peakMB: number | undefined;
}

const CHANGES = 5;
const QUERY = { question: 'where is the configuration read', limit: 20 };
/** So long after the index of a window is ready somebody asks. */
const TYPING_MS = 5_000;

/**
 * Indexes a tree from nothing, then changes one of its files a few times and searches after each change; then opens the
 * stored index in another process and searches once.
 */
export async function measureServer(tree: Tree, home: string, changed: string): Promise<ServerSpeed> {
  const startMs = performance.now();
  const made = await startServer(tree, home, async ({ connection, child }) => {
    const firstIndexMs = performance.now() - startMs;
    await connection.sendRequest('sightline/search', QUERY);
    const times: number[] = [];
    for (let change = 0; change < CHANGES; change++) {
      await appendFile(join(tree.root, changed), `\n// changed in the editor ${change}\n`);
      const changedMs = performance.now();
      await connection.sendRequest('sightline/reconcile', {
        paths: [{ root: 'tree', path: changed }],
        full: false,
      });
      await connection.sendRequest('sightline/search', QUERY);
      times.push(performance.now() - changedMs);
    }
    const peakMB = await peakOf(child.pid!);
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await new Promise((resolve) => child.once('exit', resolve));
    return { firstIndexMs, changedMs: percentile(times, 0.5), peakMB };
  });
  const firstQuestionMs = await startServer(tree, home, async ({ connection }) => {
    await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
    const askedMs = performance.now();
    await connection.sendRequest('sightline/search', QUERY);
    return performance.now() - askedMs;
  });
  return { ...made, firstQuestionMs };
}

interface Server {
  readonly connection: MessageConnection;
  readonly child: ChildProcess;
}

/** Starts a server for a window on a tree, and hands it over once the index is ready. Ends it behind that. */
async function startServer<T>(tree: Tree, home: string, use: (server: Server) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const ready = new Promise<void>((resolve, reject) => {
    connection.onNotification('sightline/indexChanged', ({ state }: { state: string }) => {
      if (state === 'ready') resolve();
      else if (state !== 'indexing') reject(new Error(`the index is ${state}`));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  connection.listen();
  try {
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    await connection.sendRequest('sightline/configure', {
      roots: [{ name: 'tree', path: tree.root, uri: pathToFileURL(tree.root).href, exclude: [] }],
      storage: { cacheDir: join(home, 'cache'), stateDir: join(home, 'state') },
      isTrusted: true,
      model: { kind: 'none' },
    });
    await ready;
    return await use({ connection, child });
  } finally {
    connection.dispose();
    child.kill();
  }
}

/** Linux tells the peak of another process; elsewhere there is no number. */
async function peakOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(status);
  return peak ? Math.round(Number(peak[1]) / 1024) : undefined;
}
