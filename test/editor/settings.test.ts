/** Settings of the user and what becomes of them: unusable ones, proxies, the reader, keys, excludes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startProxy } from '../fakes/proxy.ts';
import { type Probe, useEditor, type Workbench, waitFor } from './host/index.ts';
import {
  modelSettings,
  openedReport,
  QUESTION,
  SHOP,
  SidebarPage,
  TEST_KEY,
  withEndpoint,
} from './sidebar.ts';

/** One server and browser for all of this file; it logs as much as it can, since secrets are looked for. */
const editor = useEditor({ logLevel: 'trace' });

function setUser(probe: Probe, key: string, value: unknown): Promise<null> {
  return probe.ask('updateSetting', { key, value, target: 'user' });
}

/** Our settings of the user as they stand in the file. */
async function ownSettings(): Promise<Record<string, unknown>> {
  const all = Object.entries(await editor.get().server.readSettings('user'));
  return Object.fromEntries(all.filter(([key]) => key.startsWith('sightline.')));
}

/** How often a message with this text was shown. */
async function timesShown(workbench: Workbench, text: RegExp): Promise<number> {
  return (await workbench.notifications()).filter((shown) => text.test(shown.text)).length;
}

/** A model name for an address of one's own, after the picker asked for what it needs. */
async function typeAddress(workbench: Workbench, baseUrl: string, model: string): Promise<void> {
  await workbench.type(baseUrl, 'Address of the endpoint');
  await workbench.type(model, 'Name of the model');
}

describe('settings that cannot be used', () => {
  it('are shown at the start with a way out, once, and again when something else is wrong', (t) => {
    const user = { ...modelSettings('http://example.com/v1'), 'sightline.author.model': 'oracle-2' };
    return editor.withFolder(t, SHOP, { user }, async (workbench) => {
      const sidebar = await SidebarPage.open(workbench);
      const probe = await workbench.probe();
      const unusable = /^The setting sightline\.author\.baseUrl cannot be used: .*https/;
      await workbench.notified(unusable, 'warning');
      await sidebar.button(/Model: No model/).waitFor();
      await workbench.answerNotification('sightline.author.baseUrl cannot be used', 'Choose Model');
      await workbench.quickPick().filter({ hasText: 'Another address...' }).waitFor();
      await workbench.page.keyboard.press('Escape');
      // The engine is given the same settings again, at its start and because one of ours changed.
      await probe.ask('command', { command: 'sightline.restartServer' });
      await setUser(probe, 'sightline.currency', '€');

      await setUser(probe, 'sightline.author.baseUrl', '');
      await workbench.notified(/^The setting sightline\.author\.baseUrl is empty/, 'warning');
      assert.equal(await timesShown(workbench, unusable), 1);

      await probe.ask('offerModel', { id: 'oracle-1', name: 'Another', oracle: [] });
      await setUser(probe, 'sightline.model', 'editor');
      const gone = /^The editor has no model oracle-2 any more/;
      await workbench.notified(gone, 'warning');
      await workbench.answerNotification('no model oracle-2 any more', 'Open Logs');
      await workbench.page.locator('.part.panel .output-view, .part.panel [id*="output"]').first().waitFor();
      await probe.ask('offerModel', { id: 'oracle-2', name: 'Oracle', oracle: [] });
      await sidebar.button(/Model: oracle-2/).waitFor();
    });
  });
});

describe('the picker in a restricted window', () => {
  it('asks for the key of a named host and writes nothing without; a test that cannot be made is shown', (t) =>
    editor.withFolder(t, SHOP, { trust: 'restricted' }, async (workbench) => {
      await SidebarPage.open(workbench);
      await workbench.runCommand('Sightline: Choose Model');
      await workbench.pick('OpenAI');
      // The key comes first: without it the endpoint tells nobody the names of its models.
      const box = workbench.page.locator('.quick-input-widget:visible');
      await box.filter({ hasText: 'API key for https://api.openai.com' }).waitFor();
      await box.filter({ hasText: 'sent to https://api.openai.com only' }).waitFor();
      assert.equal(await box.locator('input').first().getAttribute('type'), 'password');
      await workbench.page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
      assert.deepEqual(await ownSettings(), {});

      await workbench.runCommand('Sightline: Choose Model');
      await workbench.pick('Another address...');
      await typeAddress(workbench, 'http://127.0.0.1:9/v1', 'test-model');
      await workbench.answerNotification('Questions are now answered by test-model', 'Test It');
      await workbench.notified(/^Models are off in Restricted Mode/, 'error');
      assert.ok(!JSON.stringify(await ownSettings()).includes('openai.com'));
    }));
});

describe("the user's proxy", () => {
  it('carries the requests with its own authorization, which no log holds, and none when proxies are off', (t) =>
    withEndpoint(async (endpoint) => {
      const proxy = await startProxy();
      const authorization = `Basic ${Buffer.from('reader:of-the-tests').toString('base64')}`;
      const user = {
        ...modelSettings(endpoint.baseUrl),
        'http.proxy': proxy.url,
        'http.proxyAuthorization': authorization,
      };
      const workspace = { 'http.proxyAuthorization': 'Basic of-the-workspace', 'http.proxySupport': 'off' };
      const files = { ...SHOP, '.vscode/settings.json': JSON.stringify(workspace) };
      await editor.withFolder(t, files, { user }, async (workbench) => {
        const sidebar = await SidebarPage.open(workbench);
        const probe = await workbench.probe();
        await sidebar.ask(QUESTION);
        await sidebar.answered();
        const { host } = new URL(endpoint.baseUrl);
        assert.deepEqual(proxy.tunnels, [{ target: host, authorization }]);
        assert.equal(endpoint.requests.length, 1);
        assert.equal(endpoint.requests[0]!.headers['proxy-authorization'], undefined);

        await proxy.close();
        await setUser(probe, 'http.proxySupport', 'off');
        // The name is shown once the engine has taken what was set before it.
        await setUser(probe, 'sightline.author.model', 'model-past-the-proxy');
        await sidebar.button(/Model: model-past-the-proxy/).waitFor();
        await sidebar.ask(QUESTION);
        await waitFor('the second request', () => endpoint.requests.length > 1);
        await sidebar.answered();
        assert.deepEqual([endpoint.requests.length, proxy.tunnels.length], [2, 1]);
        const logs = (await editor.get().server.logs()).filter(({ text }) => text.includes(authorization));
        assert.deepEqual(
          logs.map(({ name }) => name),
          [],
        );
      });
      await proxy.close();
    }));
});

describe('a reader of its own', () => {
  it('has what it lacks from the author, is tested beside it, and takes nothing to another host', (t) =>
    withEndpoint((endpoint) =>
      withEndpoint((other) => {
        const user = {
          ...modelSettings(endpoint.baseUrl),
          'sightline.author.headers': { 'x-team': 'shop' },
        };
        return editor.withFolder(t, SHOP, { user }, async (workbench) => {
          const sidebar = await SidebarPage.open(workbench);
          const probe = await workbench.probe();
          await sidebar.button(/Model: test-model/).waitFor();
          await workbench.runCommand('Sightline: Set API Key');
          await workbench.type(TEST_KEY, 'API key for');
          await workbench.notified(/^The key of .* was stored/);
          await workbench.runCommand('Sightline: Test the Model');
          await workbench.notified(/^test-model at .* answered/);
          assert.equal(endpoint.requests.length, 1);

          await setUser(probe, 'sightline.reader.model', 'small-model');
          await workbench.runCommand('Sightline: Test the Model');
          await workbench.notified(/^small-model at .* answered/);
          const [, author, reader] = endpoint.requests;
          assert.deepEqual([author!.body.model, reader!.body.model], ['test-model', 'small-model']);
          for (const { headers } of [author!, reader!])
            assert.deepEqual([headers['x-team'], headers.authorization], ['shop', `Bearer ${TEST_KEY}`]);

          await setUser(probe, 'sightline.reader.baseUrl', other.baseUrl);
          await setUser(probe, 'sightline.reader.model', 'far-model');
          await workbench.runCommand('Sightline: Test the Model');
          await workbench.notified(/^far-model at .* answered/);
          assert.equal(other.requests.length, 1);
          const { headers, body } = other.requests[0]!;
          assert.deepEqual(
            [body.model, headers['x-team'], headers.authorization],
            ['far-model', undefined, undefined],
          );
          const { 'sightline.author.baseUrl': address, 'sightline.author.model': model } =
            await ownSettings();
          assert.deepEqual([address, model], [endpoint.baseUrl, 'test-model']);
          await sidebar.button(/Model: test-model/).waitFor();

          other.faults.status = { code: 401, body: '{"error":{"message":"no such key"}}' };
          await workbench.runCommand('Sightline: Test the Model');
          await workbench.notified(/^Model far-model: /, 'error');
          assert.deepEqual([endpoint.requests.length, other.requests.length], [5, 2]);
        });
      }),
    ));
});

describe('the exclude settings', () => {
  it('keep files out of the index, unless the user does not want that', (t) => {
    const files = {
      ...SHOP,
      'hidden/one.ts': 'export const one = 1;\n',
      'vendor/two.ts': 'export const two = 2;\n',
      'off/three.ts': 'export const three = 3;\n',
      'made/four.js': 'export const four = 4;\n',
      '.vscode/settings.json': JSON.stringify({
        'files.exclude': { hidden: true, off: false, '**/*.js': { when: '$(basename).ts' } },
        'search.exclude': { '**/vendor': true },
      }),
    };
    return editor.withFolder(t, files, {}, async (workbench) => {
      await SidebarPage.open(workbench);
      const probe = await workbench.probe();
      const folders = async (): Promise<string[]> => {
        await probe.ask('command', { command: 'sightline.outline' });
        const outline = await openedReport(probe);
        await probe.ask('command', { command: 'workbench.action.closeActiveEditor' });
        return [...outline.matchAll(/^\| `(hidden|vendor|off|made|src)\/`/gm)]
          .map(([, name]) => name!)
          .sort();
      };
      assert.deepEqual(await folders(), ['made', 'off', 'src']);
      await probe.ask('updateSetting', {
        ...{ key: 'sightline.index.honourExcludes', value: false },
        target: 'workspace',
      });
      await waitFor('the excluded folders', async () => (await folders()).length === 5);
      assert.deepEqual(await folders(), ['hidden', 'made', 'off', 'src', 'vendor']);
    });
  });
});
