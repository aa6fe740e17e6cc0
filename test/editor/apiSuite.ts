/** What is asked of the editor API alone: the same checks in VS Code's server (api.test.ts) and in the desktop build. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempSpec } from '../fakes/tempTree.ts';
import type { Probe } from './host/probe.ts';
import { waitFor } from './host/waiting.ts';

const SIGHTLINE = 'sightline.sightline';
const ROOT = join(import.meta.dirname, '..', '..');

export interface ApiCheck {
  readonly name: string;
  /** What is in the folder of the check. */
  readonly files: TempSpec;
  /** Settings of the workspace that the check looks at; no other one sets these. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly run: (probe: Probe, folder: string) => Promise<void>;
}

/** Each has a folder of its own, in a window on it or on its parent, which is trusted. */
export const API_CHECKS: readonly ApiCheck[] = [
  {
    name: 'the extension is installed in its version, starts, and has registered the commands of its manifest',
    files: { 'a.ts': 'export const a = 1;\n' },
    async run(probe) {
      const { version, contributes } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
        version: string;
        contributes: { commands: { command: string }[] };
      };
      const found = await probe.ask('extension', { id: SIGHTLINE });
      assert.deepEqual([found.isInstalled, found.version], [true, version]);
      await probe.ask('activate', { id: SIGHTLINE });
      assert.equal((await probe.ask('extension', { id: SIGHTLINE })).isActive, true);
      const commands = new Set(await probe.ask('commands'));
      const missing = contributes.commands.filter(({ command }) => !commands.has(command));
      assert.deepEqual(missing, []);
    },
  },
  {
    name: 'a document is edited without being saved, and the file system follows the editor',
    files: { 'a.json': '{}\n' },
    async run(probe, folder) {
      const path = join(folder, 'a.json');
      const at = { startLine: 1, startColumn: 2, endLine: 1, endColumn: 2 };
      await probe.ask('show', { path });
      // The editor refuses an edit while the document is changing otherwise, for example right after it was opened.
      await waitFor('the edit', () => probe.ask('edit', { path, edits: [{ ...at, text: '"a": ' }] }));
      assert.deepEqual(await probe.ask('text', { path }), { text: '{"a": }\n', isDirty: true, version: 2 });
      assert.equal(await readFile(path, 'utf8'), '{}\n');
      const found = await waitFor('a diagnostic', async () => (await probe.ask('diagnostics', { path }))[0]);
      assert.equal(found.severity, 'error');
      assert.equal(await probe.ask('save', { path }), true);
      assert.equal(await probe.ask('fs', { do: 'read', path }), '{"a": }\n');
      await probe.ask('fs', { do: 'rename', path, to: join(folder, 'c.json') });
      assert.deepEqual(await probe.ask('fs', { do: 'list', path: folder }), ['c.json']);
      await assert.rejects(probe.ask('fs', { do: 'read', path }), /probe fs/);
    },
  },
  {
    name: 'settings of the user and of the workspace are told apart',
    files: {},
    settings: { 'editor.tabSize': 3 },
    async run(probe) {
      const inspect = () => probe.ask('inspectSetting', { key: 'editor.tabSize' });
      await probe.ask('updateSetting', { key: 'editor.tabSize', value: 7, target: 'user' });
      await waitFor('the setting of the user', async () => (await inspect()).globalValue === 7);
      const { workspaceValue, value } = await inspect();
      assert.deepEqual([workspaceValue, value], [3, 3]);
      await probe.ask('updateSetting', { key: 'editor.tabSize', value: 6, target: 'workspace' });
      await waitFor('the setting of the workspace', async () => (await inspect()).value === 6);
    },
  },
  {
    name: 'a workspace cannot set what is the user’s to set',
    files: {},
    settings: {
      'sightline.model': 'endpoint',
      'sightline.author.baseUrl': 'http://127.0.0.1:9/v1',
    },
    async run(probe) {
      for (const [key, value] of [
        ['sightline.model', 'none'],
        ['sightline.author.baseUrl', ''],
      ] as const)
        assert.equal((await probe.ask('inspectSetting', { key })).value, value);
    },
  },
  {
    name: 'the editor hears of files that other programs change',
    files: { 'src/a.ts': 'export const a = 1;\n' },
    async run(probe, folder) {
      const file = join(folder, 'src', 'new.ts');
      const seen = async () =>
        (await probe.ask('fileEvents')).filter(({ path }) => path === file).map(({ kind }) => kind);
      await waitFor('the watcher', async () => {
        await writeFile(file, `// ${performance.now()}\n`);
        return (await seen()).length > 0;
      });
      await rm(file);
      await waitFor('the deletion', async () => (await seen()).includes('deleted'));
    },
  },
  {
    name: 'blocks of the extension host are measured',
    files: {},
    async run(probe) {
      await probe.ask('lag', { reset: true });
      await probe.ask('block', { ms: 120 });
      const { longestMs } = await probe.ask('lag', { reset: true });
      assert.ok(longestMs >= 110, `${longestMs} ms`);
      const report = await waitFor('some ticks', async () => {
        const now = await probe.ask('lag', {});
        return now.ticks > 20 ? now : undefined;
      });
      assert.ok(report.worst.length <= 10);
    },
  },
];
