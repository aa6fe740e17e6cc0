/** The engine's process as the window sees it: killed, replaced by one that talks nonsense, shared, gone with the window. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Editor, isAlive, useEditor, type Workbench, waitFor } from './host/index.ts';
import { engineProcesses, QUESTION, SHOP, SidebarPage, shareModel } from './sidebar.ts';

/** One server and browser for all of this file. */
const editor = useEditor();
const { withModel, withStalledAnswer } = shareModel(editor, SHOP);

/** The process ids of a window's engine. */
async function engines(workbench: Workbench): Promise<number[]> {
  return (await engineProcesses(workbench)).map(({ pid }) => pid);
}

/** Ends the engine as the system does when memory runs out. */
async function killEngine(workbench: Workbench): Promise<number> {
  const [pid] = await engines(workbench);
  assert.ok(pid !== undefined, 'the engine runs');
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** What Sightline wrote to its log in all windows so far. */
async function logText(editor: Editor): Promise<string> {
  const logs = await editor.server.logs();
  return logs
    .filter(({ name }) => /sightline\.sightline[/\\]/.test(name))
    .map(({ text }) => text)
    .join('\n');
}

/** How often an index was read back as it was stored. */
async function timesReadBack(editor: Editor): Promise<number> {
  return (await logText(editor)).match(/: 0 files added, 0 changed, 0 removed/g)?.length ?? 0;
}

/** Whether the server's cache holds an index. */
async function hasStoredIndex(editor: Editor): Promise<boolean> {
  const names = await readdir(editor.server.xdg.XDG_CACHE_HOME!, { recursive: true }).catch(() => []);
  return names.some((name) => /\bmanifest-[0-9a-f]+\.blob$/.test(name));
}

describe('messages of the page in another shape', () => {
  it('are refused with an error and a log line', (t) =>
    withModel(t, async ({ workbench }) => {
      const sidebar = await SidebarPage.openEmpty(workbench);
      const outer = sidebar.page.parentFrame()!;
      const forged = [
        { type: 'runCommand', command: 'workbench.action.terminal.new' },
        { type: 'open', path: '../../etc/passwd', startLine: 1, endLine: 1 },
        { type: 'nonsense' },
        { type: 'ask', question: 'x'.repeat(2_000_000), mentions: [] },
      ];
      // As the page's own messages arrive: through the function that VS Code gives to the document inside.
      for (const message of forged)
        await outer.evaluate((value) => {
          const post = Reflect.get(window, '__vscode_post_message__') as (
            name: string,
            data: unknown,
          ) => void;
          post('onmessage', { message: value });
        }, message);
      await sidebar.shows('The view sent something that Sightline does not understand. Try again.');
      const lines = await waitFor('a line for each', async () => {
        const found = (await logText(editor.get())).match(/A message of the page was refused: .*/g) ?? [];
        return found.length >= forged.length ? found : undefined;
      });
      assert.equal(lines.length, forged.length);
      assert.equal(await sidebar.turns.count(), 0);
    }));
});

describe('an engine that a person starts again in the middle of an answer', () => {
  it('ends the answer with a way to ask again', (t) =>
    withStalledAnswer(t, async ({ endpoint, workbench, sidebar }) => {
      const [before] = await engines(workbench);
      await workbench.runCommand('Sightline: Restart the Engine');
      await sidebar.shows('The engine ended before the answer did. The index is kept; ask again.');
      await endpoint.idle();
      delete endpoint.faults.stall;
      await sidebar.lastTurn.getByRole('button', { name: 'Ask again', exact: true }).first().click();
      await sidebar.turns.nth(1).locator('.claim.verified').first().waitFor();
      await waitFor('one engine', async () => {
        const now = await engines(workbench);
        return now.length === 1 && now[0] !== before;
      });
    }));
});

describe('an engine that is killed in the middle of an answer', () => {
  it('says so with a way to ask again; the index is back without a rebuild, and nothing typed is lost', (t) =>
    withStalledAnswer(t, async ({ endpoint, workbench, sidebar }) => {
      await waitFor('the stored index', () => hasStoredIndex(editor.get()));
      await sidebar.box.fill('typed while the answer came');
      const before = await timesReadBack(editor.get());
      const killed = await killEngine(workbench);
      await sidebar.shows('The engine ended before the answer did. The index is kept; ask again.');
      assert.match((await sidebar.lastTurn.textContent()) ?? '', /Shipping is free/);
      await workbench.screenshot('flow-killed');
      assert.equal(await sidebar.box.inputValue(), 'typed while the answer came');

      await waitFor('another engine', async () => {
        const [now] = await engines(workbench);
        return now !== undefined && now !== killed;
      });
      await waitFor('the index to be read back', async () => (await timesReadBack(editor.get())) > before);
      delete endpoint.faults.stall;
      await sidebar.lastTurn.getByRole('button', { name: 'Ask again', exact: true }).first().click();
      await sidebar.turns.nth(1).locator('.claim.verified').first().waitFor();
      assert.equal(await sidebar.box.inputValue(), 'typed while the answer came');
    }));

  it('is not started a sixth time within three minutes, until a person asks for it', (t) =>
    editor.withFolder(t, SHOP, {}, async (workbench) => {
      await SidebarPage.open(workbench);
      let last = 0;
      for (let round = 0; round < 5; round++) {
        await waitFor('a new engine', async () => {
          const [now] = await engines(workbench);
          return now !== undefined && now !== last;
        });
        last = await killEngine(workbench);
      }
      await workbench.answerNotification(/ended 5 times within 3 minutes/, 'Start Again');
      const sidebar = await SidebarPage.open(workbench);
      await sidebar.ask('What does `checkout` add up?');
      await sidebar.answered();
    }));
});

/** Errors in Sightline's logs so far. */
async function errorCount(editor: Editor): Promise<number> {
  return (await logText(editor)).match(/\[error\]/g)?.length ?? 0;
}

describe('two windows on one folder', () => {
  it('share the index: what is changed is found in both; each takes its engine with it', (t) =>
    editor.withFolder(t, SHOP, {}, async (first, folder) => {
      const before = await errorCount(editor.get());
      const one = await SidebarPage.open(first);
      // Of two windows on one folder the probe of the later one is found, so the first is asked before.
      const gone = await waitFor('the engine', async () => (await engines(first))[0]);
      const second = await editor.get().openFolder(folder);
      try {
        const two = await SidebarPage.open(second);
        await writeFile(
          join(folder, 'src/gift.ts'),
          'export function giftWrapping(): number {\n  return 250;\n}\n',
        );
        for (const sidebar of [one, two]) {
          await waitFor('the new file to be found', async () => {
            await sidebar.ask('What does `giftWrapping` return?');
            await sidebar.ended();
            return /gift\.ts/.test((await sidebar.lastTurn.textContent()) ?? '');
          });
        }
        assert.equal(await errorCount(editor.get()), before);
        const [kept] = await engines(second);
        await first.close();
        await waitFor('the engine to be gone', () => !isAlive(gone));
        assert.ok(isAlive(kept!), 'the other window keeps its own');
      } finally {
        await second.close();
      }
    }));
});

/** An engine that answers in shapes which the protocol does not have. */
const ROGUE = `
process.on('message', (message) => {
  if (message.method === undefined) return;
  const reply = (result) => process.send({ jsonrpc: '2.0', id: message.id, result });
  if (message.method === 'initialize') return reply({ capabilities: {} });
  if (message.method === 'shutdown') return reply(null);
  if (message.method === 'exit') process.exit(0);
  if (message.method === 'sightline/configure') {
    reply({ models: [], problems: [] });
    process.send({ jsonrpc: '2.0', method: 'sightline/event', params: { runId: 7, seq: 'x', event: { type: 'evil' } } });
    process.send({ jsonrpc: '2.0', method: 'sightline/indexChanged', params: { root: '<img src=x>', files: 'all' } });
    const { uri } = message.params.roots[0];
    const files = [[uri, 7], [uri, 'src/price.ts'], [uri, '../../etc/passwd'], ['memfs:/shop', 'src/price.ts']];
    for (const [id, [folder, path]] of files.entries())
      process.send({ jsonrpc: '2.0', id, method: 'sightline/readFile', params: { folder, path, maxBytes: 9 } });
    return;
  }
  if (message.id !== undefined) reply({ __proto__: null, evil: true });
});
`;

describe('messages of the engine in another shape', () => {
  it('are refused with an error and a log line', (t) =>
    editor.withFolder(t, SHOP, {}, async (workbench) => {
      const extensions = join(editor.get().server.dataDir, 'extensions');
      const own = (await readdir(extensions)).find((name) => name.startsWith('sightline.sightline'));
      assert.ok(own);
      const file = join(extensions, own, 'dist', 'server.js');
      const honest = await readFile(file);
      await writeFile(file, ROGUE);
      try {
        const sidebar = await SidebarPage.open(workbench);
        await waitFor('a line for each notification and request', async () => {
          const log = await logText(editor.get());
          const refused = log.match(/asked for a file outside the virtual folders/g) ?? [];
          return (
            ['event', 'indexChanged', 'readFile'].every((name) =>
              log.includes(`sightline/${name} in another shape`),
            ) && refused.length === 3
          );
        });
        await sidebar.ask(QUESTION);
        await sidebar.lastTurn.locator('.banner.error').waitFor();
        assert.match(await logText(editor.get()), /answered sightline\/ask in another shape/);
      } finally {
        await writeFile(file, honest);
      }
    }));
});
