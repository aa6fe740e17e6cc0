/** Choosing what answers: the picker, keys bound to their host, the test call, and models of the editor itself. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { describe, it } from 'node:test';
import { type Editor, useEditor, type Workbench, waitFor } from './host/index.ts';
import { ANSWER, EVIDENCE, QUESTION, SHOP, SidebarPage, TEST_KEY, withEndpoint } from './sidebar.ts';

/** One server and browser for all of this file. */
const editor = useEditor({ logLevel: 'trace' });
const inWindow = editor.shareFolder(
  { ...SHOP, '.vscode/settings.json': '{"sightline.trace.server":"verbose"}' },
  {},
);

/** The view in which no model is chosen. */
async function openWithoutModel(workbench: Workbench): Promise<SidebarPage> {
  const sidebar = await SidebarPage.openEmpty(workbench);
  await sidebar.button(/Model: No model/).waitFor();
  return sidebar;
}

/** A server at a usual address of this computer that lists one model, or undefined where all of them are taken. */
async function startLocalServer(): Promise<{ server: Server; asked: string[] } | undefined> {
  for (const port of [11434, 1234, 8080, 8000]) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: [{ id: 'local-test-model' }] }));
    });
    const isOpen = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isOpen) return { server, asked };
  }
  return undefined;
}

async function everyLog(editor: Editor): Promise<string> {
  return (await editor.server.logs()).map(({ text }) => text).join('\n');
}

/** Goes through the picker for an address of one's own; the key only where it is asked for. */
async function chooseAddress(workbench: Workbench, baseUrl: string): Promise<void> {
  await workbench.runCommand('Sightline: Choose Model');
  await workbench.pick('Another address...');
  await workbench.type(baseUrl, 'Address of the endpoint');
  await workbench.type('test-model', 'Name of the model');
}

describe('the model picker', () => {
  it('lists what runs on this computer, asked only when it is open', async (t) => {
    const local = await startLocalServer();
    if (!local) return t.skip('all usual addresses are taken');
    try {
      await inWindow(t, async (workbench) => {
        const sidebar = await openWithoutModel(workbench);
        await sidebar.ask(QUESTION);
        await sidebar.answered();
        assert.deepEqual(local.asked, []);
        await sidebar.button(/Model: No model/).click();
        await workbench.quickPick().filter({ hasText: 'local-test-model' }).waitFor();
        await workbench.screenshot('flow-model-picker');
        await workbench.pick('local-test-model');
        await sidebar.button(/Model: local-test-model/).waitFor();
        assert.ok(local.asked.length > 0);
        // What is set is marked, comes first, and Enter keeps it; what was set before is one click away.
        await workbench.runCommand('Sightline: Choose Model');
        const first = workbench.quickPick().first();
        await first.filter({ hasText: 'local-test-model' }).waitFor();
        assert.equal(await first.locator('.codicon-check').count(), 1);
        await workbench.page.keyboard.press('Enter');
        await first.waitFor({ state: 'hidden' });
        await sidebar.button(/Model: local-test-model/).waitFor();
        await workbench.runCommand('Sightline: Choose Model');
        await workbench.pick('No model');
        await openWithoutModel(workbench);
        await workbench.runCommand('Sightline: Choose Model');
        const recent = workbench.quickPick().filter({ hasText: 'local-test-model' }).first();
        await recent.locator('.codicon-history').waitFor();
        await recent.click();
        await sidebar.button(/Model: local-test-model/).waitFor();
      });
    } finally {
      local.server.closeAllConnections();
      local.server.close();
    }
  });

  it('offers the names that the endpoint lists, filtered, and any other that is typed', (t) =>
    withEndpoint(
      (endpoint) =>
        inWindow(t, async (workbench) => {
          const sidebar = await openWithoutModel(workbench);
          const ask = async ({ isFirst = false } = {}): Promise<void> => {
            await workbench.runCommand('Sightline: Choose Model');
            await workbench.pick('Another address...');
            if (!isFirst) await workbench.pick('Everything');
            await workbench.type(endpoint.baseUrl, 'Address of the endpoint');
          };
          const rows = workbench.quickPick();
          const input = workbench.page.locator('.quick-input-widget:visible input').first();
          // What is said of an address is true for one of this computer.
          const check = workbench.page.locator('.quick-input-message', { hasText: 'Write an address' });
          await workbench.runCommand('Sightline: Choose Model');
          await workbench.pick('Another address...');
          await workbench.fill('ftp://127.0.0.1/v1', 'Address of the endpoint');
          await check.filter({ hasText: 'or with http:// for this computer or your own network' }).waitFor();
          await input.fill('http://127.0.0.1:9/v1');
          await check.waitFor({ state: 'hidden' });
          await input.press('Escape');
          await ask({ isFirst: true });
          await rows.filter({ hasText: 'test-coder-large' }).waitFor();
          await workbench.setSideBarWidth(290);
          await workbench.screenshot('model-names-290');
          await input.fill('large');
          await waitFor('the filter', async () => (await rows.count()) === 2);
          await input.press('Enter');
          await sidebar.button(/Model: test-coder-large/).waitFor();
          assert.equal(endpoint.listings.length, 1);
          assert.equal(endpoint.requests.length, 0);
          // The name as it stands is the last row, and is what Enter takes where no other fits.
          await ask();
          await rows.filter({ hasText: 'test-coder-large' }).waitFor();
          await input.fill('test-coder');
          await rows.filter({ hasText: 'Use test-coder' }).click();
          await sidebar.button(/Model: test-coder$|Model: test-coder\./).waitFor();
          await ask();
          await workbench.type('of-my-own', 'Name of the model');
          await sidebar.button(/Model: of-my-own/).waitFor();
          endpoint.faults.status = { code: 403 };
          await ask();
          await rows.filter({ hasText: 'The names are not known' }).waitFor();
          await workbench.type('typed-anyway', 'Name of the model');
          await sidebar.button(/Model: typed-anyway/).waitFor();
        }),
      { models: ['test-coder-small', 'test-coder-large', 'test-writer'] },
    ));

  it('tests an endpoint with one tiny call, and says what failed', (t) =>
    withEndpoint((endpoint) =>
      inWindow(t, async (workbench) => {
        const sidebar = await openWithoutModel(workbench);
        await chooseAddress(workbench, endpoint.baseUrl);
        await workbench.answerNotification('Questions are now answered by test-model', 'Test It');
        await waitFor('the call', () => endpoint.requests.length === 1);
        const [request] = endpoint.requests;
        assert.ok(request!.prompt.length < 400, request!.prompt);
        await workbench.notified(/test-model at .* answered in/);
        endpoint.faults.status = { code: 401, body: '{"error":{"message":"no such key"}}' };
        await workbench.runCommand('Sightline: Test the Model');
        await workbench.notified(/^(?=.*127\.0\.0\.1)(?=.*key)/is, 'error');
        assert.equal(await sidebar.turns.count(), 0);
      }),
    ));

  it('keeps a key for its host only, and out of every log and setting', (t) =>
    withEndpoint((endpoint) =>
      withEndpoint((other) =>
        inWindow(t, async (workbench) => {
          const sidebar = await openWithoutModel(workbench);
          await chooseAddress(workbench, endpoint.baseUrl);
          await sidebar.button(/Model: test-model/).waitFor();
          await workbench.runCommand('Sightline: Set API Key');
          await workbench.type(TEST_KEY, 'API key for');
          await workbench.notified(/^The key of .* was stored/);
          await sidebar.ask(QUESTION);
          await sidebar.answered();
          assert.equal(endpoint.requests.at(-1)!.headers.authorization, `Bearer ${TEST_KEY}`);

          const probe = await workbench.probe();
          const useAddress = async (value: string): Promise<void> => {
            for (const role of ['author', 'reader'])
              await probe.ask('updateSetting', {
                ...{ key: `sightline.${role}.baseUrl`, value },
                target: 'user',
              });
          };
          await useAddress(other.baseUrl);
          await waitFor('a request at the other host', async () => {
            await sidebar.ask(QUESTION);
            await sidebar.ended();
            return other.requests.length > 0;
          });
          assert.equal(other.requests[0]!.headers.authorization, undefined, 'another port is another origin');

          assert.ok(!(await everyLog(editor.get())).includes(TEST_KEY), 'the key is in a log');
          await useAddress(endpoint.baseUrl);
          const sent = endpoint.requests.length;
          await waitFor('a request at the first host', async () => {
            await sidebar.ask(QUESTION);
            await sidebar.ended();
            return endpoint.requests.length > sent;
          });
          assert.equal(endpoint.requests.at(-1)!.headers.authorization, `Bearer ${TEST_KEY}`, 'it was kept');
          await workbench.runCommand('Sightline: Remove API Key');
          await workbench.notified(/^The key of .* was removed/);
          const before = endpoint.requests.length;
          await sidebar.ask(QUESTION);
          await waitFor('a request', () => endpoint.requests.length > before);
          assert.equal(endpoint.requests.at(-1)!.headers.authorization, undefined);
          const settings = JSON.stringify(await editor.get().server.readSettings('user'));
          assert.ok(!settings.includes(TEST_KEY));
        }),
      ),
    ));
});

describe('a model of the editor', () => {
  it('answers through the same checks', (t) =>
    inWindow(t, async (workbench) => {
      const sidebar = await openWithoutModel(workbench);
      const probe = await workbench.probe();
      await probe.ask('offerModel', {
        id: 'oracle-1',
        name: 'Oracle of the tests',
        oracle: [{ question: QUESTION, evidence: [EVIDENCE], answer: ANSWER }],
      });
      await sidebar.button(/Model: No model/).click();
      await workbench.quickPick().filter({ hasText: 'Oracle of the tests' }).waitFor();
      await workbench.pick('Oracle of the tests');
      await sidebar.button(/Model: oracle-1/).waitFor();
      await sidebar.ask(QUESTION);
      await sidebar.answered();
      await sidebar.shows(ANSWER);
    }));
});
