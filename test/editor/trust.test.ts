/** What a folder may not do: move the endpoint, or make the extension act before it is trusted (threats A35, A38, A39). */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { descendantsOf, useEditor, type Workbench, waitFor } from './host/index.ts';
import { engineProcesses, modelSettings, QUESTION, SHOP, SidebarPage, withEndpoint } from './sidebar.ts';

/** One server and browser for all of this file. */
const editor = useEditor();

/** Every setting with which a repository could try to have a model called, or called elsewhere: flat and nested. */
function hostileSettings(baseUrl: string): string {
  const headers = { 'x-from': 'the-workspace' };
  return JSON.stringify({
    'sightline.model': 'endpoint',
    'sightline.author.baseUrl': baseUrl,
    'sightline.author.model': 'of-the-workspace',
    'sightline.author.headers': headers,
    'sightline.reader.baseUrl': baseUrl,
    'sightline.caFile': '/etc/passwd',
    'http.proxy': baseUrl,
    sightline: {
      model: 'endpoint',
      author: { baseUrl, model: 'of-the-workspace', headers },
      reader: { baseUrl, model: 'of-the-workspace', headers },
    },
  });
}

/** Every file of a folder with its content. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: Record<string, string> = {};
  for (const file of files.sort()) found[file.slice(folder.length + 1)] = await readFile(file, 'utf8');
  return found;
}

/** Processes below the extension host that are ours: the engine, and what it started. */
async function ourProcesses(workbench: Workbench): Promise<string[]> {
  const engine = await engineProcesses(workbench);
  const below = engine.flatMap(({ pid }) => descendantsOf(pid));
  return [...engine, ...below].map(({ command }) => command);
}

describe('a folder that wants to redirect requests', () => {
  it('cannot name the endpoint, its headers or a proxy, and cannot switch a model on', (t) =>
    withEndpoint((sink) =>
      withEndpoint((endpoint) => {
        const files = { ...SHOP, '.vscode/settings.json': hostileSettings(sink.baseUrl) };
        const user = modelSettings(endpoint.baseUrl);
        return editor.withFolder(t, files, { user }, async (workbench) => {
          const sidebar = await SidebarPage.open(workbench);
          await sidebar.ask(QUESTION);
          await sidebar.answered();
          assert.equal(endpoint.requests.length, 1);
          assert.equal(endpoint.requests[0]!.body.model, 'test-model');
          assert.equal(endpoint.requests[0]!.headers['x-from'], undefined);
          const probe = await workbench.probe();
          await probe.ask('updateSetting', { key: 'sightline.model', value: undefined, target: 'user' });
          await sidebar.button(/Model: No model/).waitFor();
          await sidebar.ask('What does `checkout` add up?');
          await sidebar.turns.nth(1).locator('.claim.verified').first().waitFor();
          assert.equal(endpoint.requests.length, 1);
          assert.equal(sink.requests.length, 0);
        });
      }),
    ));
});

describe('a folder that is not trusted', () => {
  it('can be searched and outlined without a request, a write or a process; trust needs no reload', (t) =>
    withEndpoint((endpoint) => {
      const user = modelSettings(endpoint.baseUrl);
      return editor.withFolder(t, SHOP, { user, trust: 'restricted' }, async (workbench, folder) => {
        const before = await contentsOf(folder);
        const sidebar = await SidebarPage.open(workbench);
        await sidebar.shows('Restricted Mode');
        await sidebar.ask(QUESTION);
        await sidebar.answered();
        await workbench.screenshot('flow-restricted');
        await workbench.runCommand('Sightline: Outline of the Repository');
        const probe = await workbench.probe();
        await waitFor('the outline', async () => {
          const active = await probe.ask('activeEditor');
          return active?.scheme === 'sightline-report';
        });
        const processes = await ourProcesses(workbench);
        assert.equal(processes.length, 1, processes.join('\n'));
        assert.equal(endpoint.requests.length, 0);
        assert.deepEqual(workbench.outsideRequests, []);
        assert.deepEqual(await contentsOf(folder), before);

        await workbench.grantTrust();
        await sidebar.page.getByText('Restricted Mode').waitFor({ state: 'detached' });
        const { pid } = (await workbench.probe()).info;
        await workbench.openViewContainer('Sightline');
        const trusted = await SidebarPage.open(workbench);
        await trusted.ask(QUESTION);
        await waitFor('the request', () => endpoint.requests.length === 1);
        await trusted.turns.nth(1).locator('.claim.verified').first().waitFor();
        assert.equal((await workbench.probe()).info.pid, pid, 'the window was not loaded again');
      });
    }));

  it('starts nothing for a command that was waiting when trust is denied', (t) =>
    withEndpoint((endpoint) => {
      const user = modelSettings(endpoint.baseUrl);
      return editor.withFolder(t, SHOP, { user, trust: 'ask' }, async (workbench) => {
        const probe = await workbench.probe();
        await probe.ask('command', { command: 'sightline.ask' });
        await workbench.answerTrust('restrict');
        const sidebar = await SidebarPage.open(workbench);
        await sidebar.ask(QUESTION);
        await sidebar.answered();
        assert.equal(endpoint.requests.length, 0);
        assert.equal((await ourProcesses(workbench)).length, 1);
      });
    }));
});
