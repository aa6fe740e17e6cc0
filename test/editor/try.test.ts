/** `npm run try`, as a newcomer runs it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { launchBrowser } from '../browser/launch.ts';
import { withTempTree } from '../fakes/tempTree.ts';
import { descendantsOf, isAlive, START_LIMIT_MS, Workbench, waitFor } from './host/index.ts';
import { QUESTION, SHOP, SidebarPage } from './sidebar.ts';

const PROGRAM = join(import.meta.dirname, 'try.ts');

/** Runs it on `dist` as it is: the tests were built already. */
function run(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, '--built', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString('utf8');
  });
  child.stderr.on('data', (bytes: Buffer) => {
    output += bytes.toString('utf8');
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exited, output: () => output };
}

/** Opens the address as a newcomer does, and asks without a model. */
async function askAt(url: string, folder: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const workbench = new Workbench({ context, page, url, folder, probeDir: undefined });
    await workbench.start();
    const sidebar = await SidebarPage.open(workbench);
    await sidebar.ask(QUESTION);
    await sidebar.answered();
    const passage = sidebar.lastTurn.locator('.claim.verified').first();
    await passage.getByRole('button', { name: /^shipping\.ts ?:3 src/ }).waitFor({ timeout: START_LIMIT_MS });
  } finally {
    await browser.close();
  }
}

describe('npm run try', () => {
  it('prints an address where a question is answered, and ends with everything it started', () =>
    withTempTree(SHOP, async (folder) => {
      const { child, exited, output } = run([folder]);
      try {
        const url = await waitFor(
          'the address',
          () => /Open {2}(http:\S+)/.exec(output())?.[1],
          START_LIMIT_MS,
        );
        assert.equal(new URL(url).searchParams.get('folder'), folder);
        await askAt(url, folder);
        const started = descendantsOf(child.pid!).map(({ pid }) => pid);
        assert.ok(started.length > 0);
        child.kill('SIGINT');
        assert.equal(await exited, 0, output());
        await waitFor('the processes to end', () => started.every((pid) => !isAlive(pid)));
      } finally {
        child.kill('SIGKILL');
      }
    }));

  it('says in one line what is wrong', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    try {
      const cases: [string[], RegExp][] = [
        [
          ['--port', String(port)],
          /^Port \d+ is taken\. Name another one with --port, or none for a free one\.\n$/,
        ],
        [['--port', 'x'], /^x is not a port\. Use: npm run try/],
        [['/nowhere/at/all'], /is not a folder\. Use: npm run try/],
      ];
      for (const [args, expected] of cases) {
        const { exited, output } = run(args);
        assert.equal(await exited, 1);
        assert.match(output(), expected);
      }
    } finally {
      taken.close();
    }
  });
});
