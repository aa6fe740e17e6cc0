/** `npm run try`, as a newcomer runs it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LOCAL_SERVERS } from '../../src/node/model/discover.ts';
import { launchBrowser } from '../browser/launch.ts';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { withTempTree } from '../fakes/tempTree.ts';
import { descendantsOf, isAlive, START_LIMIT_MS, Workbench, waitFor } from './host/index.ts';
import { ANSWER, EVIDENCE, EVIDENCE_LINE, QUESTION, SHOP, SidebarPage } from './sidebar.ts';

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

const MODEL = 'model-of-the-newcomer';

/** A model server where those of this computer usually are, or undefined where all of these addresses are taken. */
async function startUsualEndpoint(): Promise<Endpoint | undefined> {
  const oracle = [{ question: QUESTION, evidence: [EVIDENCE], answer: ANSWER }];
  for (const { port } of LOCAL_SERVERS) {
    const endpoint = await startEndpoint({ port, oracle, models: [MODEL] }).catch(() => undefined);
    if (endpoint) return endpoint;
  }
  return undefined;
}

/** What the README names in its steps to an answer in the editor; the test does what it says. */
function readmeSteps(): string {
  const [, steps] = /\n## In VS Code\n([\s\S]*?)\n## /.exec(
    readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8'),
  )!;
  return steps!;
}

/** Goes the steps of the README as a newcomer does: the address, the eye, a question, a model, the question again. */
async function askAt(url: string, folder: string, hasModel: boolean): Promise<void> {
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
    if (!hasModel) return;
    assert.match(readmeSteps(), /the eye[\s\S]*\*No model\*[\s\S]*Ollama/);
    await sidebar.page.getByText('No model', { exact: true }).click();
    await workbench.pick(MODEL);
    await sidebar.button(new RegExp(`Model: ${MODEL}`)).waitFor();
    await sidebar.ask(QUESTION);
    await sidebar.ended();
    const claim = sidebar.lastTurn.locator('.claim.verified').first();
    await claim.getByRole('button', { name: new RegExp(`shipping\\.ts:${EVIDENCE_LINE}`) }).waitFor();
    await workbench.screenshot('try-answer');
  } finally {
    await browser.close();
  }
}

describe('npm run try', () => {
  it('prints an address where a question is answered, also by a model as the README says, and ends with everything it started', (t) =>
    withTempTree(SHOP, async (folder) => {
      const endpoint = await startUsualEndpoint();
      const { child, exited, output } = run([folder]);
      try {
        const url = await waitFor(
          'the address',
          () => /Open {2}(http:\S+)/.exec(output())?.[1],
          START_LIMIT_MS,
        );
        assert.equal(new URL(url).searchParams.get('folder'), folder);
        await askAt(url, folder, endpoint !== undefined);
        if (!endpoint) t.diagnostic('all usual addresses of model servers are taken: no model was asked');
        const started = descendantsOf(child.pid!).map(({ pid }) => pid);
        assert.ok(started.length > 0);
        child.kill('SIGINT');
        assert.equal(await exited, 0, output());
        await waitFor('the processes to end', () => started.every((pid) => !isAlive(pid)));
      } finally {
        child.kill('SIGKILL');
        await endpoint?.close();
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
