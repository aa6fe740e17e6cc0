/** A repair from a diagnostic to an undo, in the real editor, of a real package with its own tests. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { SIGHTLINE, START_LIMIT_MS, useEditor, type Workbench } from './host/index.ts';
import { modelSettings } from './sidebar.ts';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

/** What is wrong in each of three files, and what is right. */
const BUGS = [
  { path: 'isObject.js', right: "typeof x === 'function' ||", wrong: "typeof x === 'symbol' ||" },
  { path: 'RequireObjectCoercible.js', right: 'value == null', wrong: 'value === null' },
  { path: 'ToObject.js', right: 'return $Object(value);', wrong: 'return new $Object(value);' },
] as const;

/** What of the test library the package's tests use. */
const TAPE = `const assert = require('node:assert');
module.exports = (name, run) => run({
  equal: assert.strictEqual, throws: assert.throws, deepEqual: assert.deepStrictEqual, end() {},
});
`;

/** The package with the bug planted in three of its files. */
async function plant(folder: string): Promise<void> {
  await cp(join(MODULES, 'es-object-atoms'), folder, { recursive: true });
  await cp(join(MODULES, 'es-errors'), join(folder, 'node_modules/es-errors'), { recursive: true });
  await mkdir(join(folder, 'node_modules/tape'));
  await writeFile(join(folder, 'node_modules/tape/index.js'), TAPE);
  for (const { path, right, wrong } of BUGS) {
    const text = await readFile(join(folder, path), 'utf8');
    assert.ok(text.includes(right), path);
    await writeFile(join(folder, path), text.replace(right, wrong));
  }
}

/** All files of a folder with their bytes. */
async function bytesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'base64')));
  return Object.fromEntries(files.map((file, at) => [file, texts[at]!]));
}

/** Whether the package's own tests pass. */
const passes = (folder: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['test/index.js'], { cwd: folder }, (error) => resolve(error === null));
  });

const PLAN = {
  steps: BUGS.map(({ path }, at) => ({
    ...{ id: `s${at + 1}`, what: `Mend ${path}`, files: [path], symbols: [], check: 'node test' },
  })),
};

const ONE_STEP = { steps: PLAN.steps.slice(0, 1) };

/** An edit of the first file. */
const isObjectEdit = (replace: string): object => ({
  edits: [{ step: 's1', path: 'isObject.js', symbol: '', search: BUGS[0].wrong, replace }],
  cannot: '',
});

/** The edits of the files that a prompt shows and that have none yet. */
async function edits(folder: string, prompt: string, given: Set<string>) {
  const made = [];
  for (const [at, { path, wrong, right }] of BUGS.entries()) {
    const lines = (await readFile(join(folder, path), 'utf8')).split('\n');
    const search = lines.find((line) => line.includes(wrong))!;
    if (given.has(path) || !prompt.includes(search.trim())) continue;
    given.add(path);
    made.push({ step: `s${at + 1}`, path, symbol: '', search, replace: search.replace(wrong, right) });
  }
  return { edits: made, cannot: '' };
}

const lens = (workbench: Workbench, text: string | RegExp) =>
  workbench.page.locator('.codelens-decoration a').filter({ hasText: text });

describe('a repair', () => {
  const editor = useEditor();
  const user: Record<string, unknown> = { 'diffEditor.codeLens': true, 'files.autoSave': 'off' };
  let endpoint: Endpoint;
  let folderNow = '';
  const given = new Set<string>();
  /** What the next requests for edits are answered with, where a test says so. */
  const candidates: object[] = [];
  before(async () => {
    endpoint = await startEndpoint({
      script: async ({ prompt }) => {
        const isPlan = prompt.includes('At most eight steps');
        if (isPlan) return { text: JSON.stringify(candidates.length > 0 ? ONE_STEP : PLAN) };
        const next = candidates.shift();
        return { text: JSON.stringify(next ?? (await edits(folderNow, prompt, given))) };
      },
    });
    Object.assign(user, modelSettings(endpoint.baseUrl));
  });
  after(() => endpoint?.close());
  const inFolder = editor.shareFolder(plant, { user });

  it('goes from a diagnostic over accepted and rejected changes to files that pass their tests, and back', (t) =>
    inFolder(t, async (workbench, folder) => {
      folderNow = folder;
      given.clear();
      const start = await bytesOf(folder);
      assert.equal(await passes(folder), false);
      const probe = await workbench.probe();
      await probe.ask('activate', { id: SIGHTLINE });
      const path = join(folder, 'isObject.js');
      const range = { startLine: 5, startColumn: 9, endLine: 5, endColumn: 12 };
      const message = 'isObject(function () {}) is false; see also RequireObjectCoercible.js and ToObject.js';
      await probe.ask('show', { path, range: { ...range, endColumn: 9 } });
      await probe.ask('diagnose', { path, range, message, source: 'tests', code: 'E1' });
      await workbench.codeAction('Fix with Sightline');
      const rows = workbench.page.locator('.pane').filter({ hasText: 'Patch' }).getByRole('treeitem');
      for (const bug of BUGS)
        await rows.filter({ hasText: bug.path }).first().waitFor({ timeout: START_LIMIT_MS });
      await rows.filter({ hasText: 'Mend isObject.js' }).waitFor();
      await workbench.screenshot('fix');
      assert.deepEqual(await bytesOf(folder), start, 'nothing is written before it is applied');
      const at = (bug: number) => rows.filter({ hasText: `Mend ${BUGS[bug]!.path}` });
      for (const bug of [0, 1]) {
        await at(bug).click();
        await lens(workbench, /^Accept$/)
          .first()
          .click();
        await rows.filter({ hasText: new RegExp(`accepted.*Mend ${BUGS[bug]!.path}`) }).waitFor();
      }
      await at(2).click();
      await lens(workbench, 'Reject…').first().click();
      await workbench.type('it works as it is', 'Why is this change rejected?');
      await rows.filter({ hasText: 'rejected: it works as it is' }).waitFor();
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.notified(/applied to 2 files/);
      assert.equal(await passes(folder), true);
      for (const { path, right, wrong } of BUGS)
        assert.equal(
          (await readFile(join(folder, path), 'utf8')).includes(right),
          path !== 'ToObject.js',
          wrong,
        );
      await workbench.runCommand('Sightline: Undo the Last Patch');
      await workbench.dialog().getByRole('button', { name: 'Undo' }).click();
      await workbench.notified(/2 files are as they were before the patch/);
      assert.deepEqual(await bytesOf(folder), start);
    }));

  it('of a problem in words looks where a person says, and elsewhere on request', (t) =>
    inFolder(t, async (workbench, folder) => {
      folderNow = folder;
      given.clear();
      const probe = await workbench.probe();
      await probe.ask('activate', { id: SIGHTLINE });
      const problem = 'isObject.js, RequireObjectCoercible.js and ToObject.js are wrong';
      void probe.ask('command', { command: 'sightline.fix', args: [problem] });
      const row = (name: string) =>
        workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name });
      await row('path isObject.js').waitFor({ timeout: START_LIMIT_MS });
      await workbench.screenshot('fix-where');
      const ticked = (count: number) =>
        workbench.page.locator('.quick-input-count').filter({ hasText: `${count} Selected` });
      await ticked(5).waitFor();
      // A plan may name further files, and what uses these is looked at too: the diff shows both.
      await row('path isObject.js').click();
      await ticked(4).waitFor();
      await workbench.page.keyboard.press('Enter');
      const rows = workbench.page.locator('.pane').filter({ hasText: 'Patch' }).getByRole('treeitem');
      await rows.filter({ hasText: 'Mend RequireObjectCoercible.js' }).waitFor({ timeout: START_LIMIT_MS });

      given.clear();
      void probe.ask('command', { command: 'sightline.fixElsewhere' });
      await row('path isObject.js').waitFor({ timeout: START_LIMIT_MS });
      await workbench.page.keyboard.press('Enter');
      for (const bug of BUGS)
        await rows.filter({ hasText: `Mend ${bug.path}` }).waitFor({ timeout: START_LIMIT_MS });
      await workbench.runCommand('Sightline: Discard the Patch');
    }));

  it('is made three times on request, checked by the commands of the user, and one of them is taken', (t) => {
    // An editor that hears late of what changes on disk, or never, still shows the text of another candidate.
    const quiet = { ...user, 'files.watcherExclude': { '**': true } };
    const work = async (workbench: Workbench, folder: string): Promise<void> => {
      folderNow = folder;
      const start = await bytesOf(folder);
      const [wrong, right] = [isObjectEdit("typeof x === 'number' ||"), isObjectEdit(BUGS[0].right)];
      candidates.push(wrong, right, wrong);
      const probe = await workbench.probe();
      await probe.ask('activate', { id: SIGHTLINE });
      const check = "process.exit(require('./isObject.js')(function () {}) ? 0 : 1)";
      await probe.ask('updateSetting', {
        ...{ key: 'sightline.fix.check', value: [[process.execPath, '-e', check]], target: 'user' },
      });
      const place = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
      await probe.ask('show', { path: join(folder, 'isObject.js'), range: place });
      const problem = 'isObject.js: isObject(function () {}) is false';
      void probe.ask('command', { command: 'sightline.fixSeveral', args: [problem] });
      const looked = workbench.page.locator('.quick-input-list .monaco-list-row');
      await looked.filter({ hasText: 'path isObject.js' }).waitFor({ timeout: START_LIMIT_MS });
      await workbench.page.keyboard.press('Enter');
      await workbench
        .dialog()
        .filter({ hasText: 'Different patches were made: 2' })
        .waitFor({ timeout: START_LIMIT_MS });
      assert.deepEqual(candidates, [], 'three were made');
      await workbench.dialog().getByRole('button', { name: 'Check Them' }).click();
      // The one that two of three are fails, so the other stands first.
      const row = workbench.page.locator('.quick-input-list .monaco-list-row');
      await row
        .filter({ hasText: 'the check fails, made 2 of 3 times' })
        .waitFor({ timeout: START_LIMIT_MS });
      assert.match(
        ((await row.first().textContent()) ?? '').replace(/\s+/g, ' '),
        /the check passes, made 1 of 3 times/,
      );
      await workbench.screenshot('fix-candidates');
      assert.deepEqual(await bytesOf(folder), start, 'each was taken back');
      await row.first().click();
      const rows = workbench.page.locator('.pane').filter({ hasText: 'Patch' }).getByRole('treeitem');
      await rows.filter({ hasText: "typeof x === 'function'" }).waitFor({ timeout: START_LIMIT_MS });
      await workbench.runCommand('Sightline: Discard the Patch');
      await probe.ask('updateSetting', { key: 'sightline.fix.check', value: null, target: 'user' });
    };
    return inFolder(t, work, { user: quiet });
  });
});
