/** A review in the real editor: findings, their list, a dismissal, a repair through a patch, and the next review. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { PAUSE, secondsForMilliseconds, WAIT } from '../fakes/secondsReviewer.ts';
import { pageOf, SIGHTLINE, START_LIMIT_MS, useEditor, type Workbench, waitFor } from './host/index.ts';
import { modelSettings } from './sidebar.ts';

const bad = (name: string): string => `export function ${name}(n: number): boolean {\n  return n === n;\n}\n`;
const FILES = {
  'src/odd.ts': bad('isOdd'),
  'src/even.ts': bad('isEven'),
  'src/wait.js': "export const wait = () => setTimeout('save()', 10);\n",
  'guide.md': '# Guide\n',
  'src/pause.ts': PAUSE,
  'src/wait.ts': WAIT,
};
const SEARCH = '  return n === n;';
const EDIT = { step: 's1', path: 'src/odd.ts', symbol: '', search: SEARCH, replace: '  return n % 2 === 1;' };
const PLAN = {
  steps: [{ id: 's1', what: 'Mend it', files: ['src/odd.ts'], symbols: [], check: '' }],
};

const list = (workbench: Workbench) => workbench.page.locator('.pane').filter({ hasText: 'Findings' });
const rows = (workbench: Workbench) => list(workbench).getByRole('treeitem');

async function openRow(workbench: Workbench, text: string | RegExp): Promise<void> {
  await rows(workbench).filter({ hasText: text }).first().click();
}

describe('a review', () => {
  const editor = useEditor();
  const user: Record<string, unknown> = { 'typescript.validate.enable': false, 'files.autoSave': 'off' };
  let endpoint: Endpoint;
  before(async () => {
    endpoint = await startEndpoint({
      script: (request) => {
        const { prompt } = request;
        if (prompt.includes('[o1]') || prompt.includes('[f1]')) return secondsForMilliseconds(request);
        const isPlan = prompt.includes('At most eight steps');
        return { text: JSON.stringify(isPlan ? PLAN : { edits: [EDIT], cannot: '' }) };
      },
    });
    Object.assign(user, modelSettings(endpoint.baseUrl));
  });
  after(() => endpoint?.close());
  const inFolder = editor.shareFolder(FILES, { user });

  it('shows what it found, keeps a dismissal, and tells what a repair resolved', (t) =>
    inFolder(t, async (workbench, folder) => {
      const probe = await workbench.probe();
      await probe.ask('activate', { id: SIGHTLINE });
      const problems = async () =>
        (await probe.ask('diagnostics', {}))
          .filter(({ source }) => source === 'sightline')
          .map(({ path, code }) => `${path.slice(folder.length + 1)} ${code}`)
          .sort();
      await workbench.runCommand('Sightline: Review Repository');
      await workbench.pick('Rules only');
      await rows(workbench).filter({ hasText: 'odd.ts:2' }).waitFor({ timeout: START_LIMIT_MS });
      await list(workbench).getByText('Complete. 6 of 6 files were reviewed.').waitFor();
      assert.deepEqual(await problems(), [
        'src/even.ts self-comparison',
        'src/odd.ts self-comparison',
        'src/wait.js text-as-code',
      ]);
      await workbench.setSideBarWidth(290);
      await workbench.screenshot('review');

      // Narrowed to what is grave, the other one is hidden, and that is told.
      await workbench.runCommand('Sightline: Filter Findings…');
      await workbench.pick('Warnings');
      await workbench.page.keyboard.press('Enter');
      await list(workbench)
        .getByText(/Hidden: 1\./)
        .waitFor();
      assert.equal(await rows(workbench).filter({ hasText: 'wait.js' }).count(), 0);

      await openRow(workbench, 'even.ts:2');
      await waitFor('the lines of the finding', async () => {
        const at = await workbench.activeEditor();
        return at?.name === 'even.ts' && at.line === 2;
      });

      await workbench.runCommand('Sightline: Dismiss Finding…');
      await workbench.pick('Will not be fixed');
      await workbench.type('it is meant', /A note for those/);
      await waitFor('the dismissal', async () => (await problems()).length === 2);
      assert.match(
        await readFile(join(folder, '.sightline/baseline.json'), 'utf8'),
        /"path":"src\/even.ts","state":"dismissed","dismissal":\{"reason":"wont-fix","note":"it is meant"\}/,
      );

      // A finding whose lines are edited is not shown as a problem any more.
      const path = join(folder, 'src/odd.ts');
      await probe.ask('edit', {
        path,
        edits: [{ startLine: 1, startColumn: 1, endLine: 1, endColumn: 1, text: '// odd\n' }],
      });
      await rows(workbench).filter({ hasText: 'odd.ts:3' }).waitFor();
      await probe.ask('save', { path });

      // In the margin, where it is wanted; what the rule says is added to the thread.
      await probe.ask('updateSetting', { key: 'sightline.review.comments', value: true, target: 'user' });
      await openRow(workbench, 'odd.ts:3');
      // A click while the editor is still laid out may open the thread and be taken back: it is tried again.
      const [glyph, thread] = ['.comment-range-glyph.comment-thread', '.review-widget'].map((selector) =>
        workbench.page.locator(selector),
      );
      await waitFor('the thread', async () => {
        await glyph!.first().click({ timeout: 5_000 });
        await thread!.getByText('is compared with itself').first().waitFor({ timeout: 5_000 });
        return true;
      });
      await workbench.page.locator('.review-widget').getByRole('button', { name: 'Why?' }).first().click();
      await workbench.page.locator('.review-widget').getByText('What the rule looks for').waitFor();
      await workbench.screenshot('review-thread');
      await probe.ask('updateSetting', { key: 'sightline.review.comments', value: null, target: 'user' });

      await workbench.runCommand('Sightline: Explain Rule');
      const page = await pageOf(workbench, 'Comparison of a value with itself');
      await page.getByText('What is not a finding').waitFor();
      await workbench.runCommand('Sightline: Show Review Report');
      const report = await pageOf(workbench, 'Review');
      await report.getByText('Complete. 6 of 6 files were reviewed.').waitFor();
      await workbench.screenshot('review-report');
      await report.getByRole('link', { name: '2:10' }).click();
      await waitFor(
        'the finding of the report',
        async () => (await workbench.activeEditor())?.name === 'odd.ts',
      );

      await openRow(workbench, 'odd.ts:3');
      await workbench.runCommand('Sightline: Fix Finding');
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.notified(/applied to 1 file/);
      assert.match(await readFile(path, 'utf8'), /n % 2 === 1/);
      await rows(workbench).filter({ hasText: 'Changed since the review' }).waitFor();
      await waitFor('the problem to go', async () => (await problems()).length === 1);

      await workbench.runCommand('Sightline: Review Again');
      await rows(workbench).filter({ hasText: 'Resolved' }).waitFor();
      assert.equal(await rows(workbench).filter({ hasText: 'odd.ts:3' }).count(), 0);
      await workbench.screenshot('review-again');

      // With the model: its price first, then what it found with the lines that prove it.
      const before = endpoint.requests.length;
      await workbench.runCommand('Sightline: Review Repository');
      await workbench.pick('Rules and the model');
      await workbench
        .dialog()
        .getByText(/To find, about: calls \d/)
        .waitFor({ timeout: START_LIMIT_MS });
      await workbench.screenshot('review-price');
      assert.equal(endpoint.requests.length, before, 'nothing is sent before the price was seen');
      await workbench.dialog().getByRole('button', { name: 'Ask the Model' }).click();
      await list(workbench)
        .getByText(/Hidden: 3\./)
        .waitFor({ timeout: START_LIMIT_MS });
      await workbench.notified(/Judged \d+ lines in \d+ files, with test-model.*Spent: calls 2/);
      await workbench.runCommand('Sightline: Show Review Report');
      const judged = await pageOf(workbench, 'Review');
      await judged.getByText('Seconds are taken for milliseconds.').waitFor();
      await judged.getByText('src/wait.ts:2').first().waitFor();
      await workbench.screenshot('review-judged');
    }));

  it('puts right what a rule can and what another extension offers, as a patch over several files', (t) =>
    inFolder(t, async (workbench, folder) => {
      const bad = (name: string): string => `export const ${name} = (n) => n === NaN;\n`;
      const paths = ['a', 'b', 'c'].map((name) => join(folder, `fix/${name}.js`));
      const texts = (): Promise<string[]> => Promise.all(paths.map((path) => readFile(path, 'utf8')));
      await mkdir(join(folder, 'fix'), { recursive: true });
      for (const [at, path] of paths.entries()) await writeFile(path, bad('abc'[at]!));
      const [start, probe] = [await texts(), await workbench.probe()];
      await probe.ask('activate', { id: SIGHTLINE });
      await workbench.runCommand('Sightline: Clear Findings');
      // The editor tells of new files when it comes to it.
      await waitFor(
        'the review of the new files',
        async () => {
          await workbench.runCommand('Sightline: Review Repository');
          await workbench.pick('Rules only');
          await rows(workbench).filter({ hasText: 'c.js:1' }).waitFor({ timeout: 60_000 });
          return true;
        },
        START_LIMIT_MS,
      );
      // In its place, at once, and taken back by the editor.
      const range = { startLine: 1, startColumn: 25, endLine: 1, endColumn: 25 };
      await probe.ask('show', { path: paths[2]!, range });
      await workbench.codeAction('Put Right: Comparison with NaN');
      await waitFor('the change', async () =>
        (await probe.ask('text', { path: paths[2]! })).text.includes('=> Number.isNaN(n);'),
      );
      await probe.ask('command', { command: 'undo' });
      await waitFor(
        'the text as it was',
        async () => (await probe.ask('text', { path: paths[2]! })).text === start[2],
      );
      await probe.ask('save', { path: paths[2]! });

      // All that the rule found, as one patch, taken back as one.
      await openRow(workbench, 'a.js:1');
      await waitFor('its lines', async () => (await workbench.activeEditor())?.name === 'a.js');
      await workbench.runCommand('Sightline: Put Right All That a Rule Found…');
      await workbench.pick('In this folder');
      await workbench.notified(/Go through the changes/);
      await workbench.screenshot('review-put-right');
      assert.deepEqual(await texts(), start);
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.notified(/applied to 3 files/);
      assert.deepEqual(
        await texts(),
        ['a', 'b', 'c'].map((name) => `export const ${name} = (n) => Number.isNaN(n);\n`),
      );
      await workbench.runCommand('Sightline: Undo the Last Patch');
      await workbench.dialog().getByRole('button', { name: 'Undo' }).click();
      await workbench.notified(/files are as they were before the patch/);
      assert.deepEqual(await texts(), start);

      // The fix of another extension, for two problems of a kind; a third one has no such fix. It is made of what the
      // editor shows, which may be behind the disk.
      for (const [at, path] of paths.entries())
        await waitFor(
          'the text before the patch',
          async () => (await probe.ask('text', { path })).text === start[at],
          START_LIMIT_MS,
        );
      const place = { startLine: 1, startColumn: 25, endLine: 1, endColumn: 34 };
      const problem = { range: place, message: 'no NaN', source: 'other', code: 'N1' };
      for (const [at, title] of ["Put 'a' there", "Put 'b' there", 'Take it away'].entries())
        await probe.ask('diagnose', {
          ...problem,
          path: paths[at]!,
          fix: { title, text: `isNothing(${at})` },
        });
      await probe.ask('show', { path: paths[0]!, range });
      await workbench.codeAction('Apply the Same Fix to All of This Kind…');
      await workbench.pick('In the repository');
      await workbench.notified(/Problems that this fixes: 2\. For 1 no such fix is offered.*fix\/c\.js:1/);
      // The palette has the command once the patch is laid out.
      await workbench.page
        .locator('.pane')
        .filter({ hasText: 'Patch' })
        .getByRole('treeitem')
        .filter({ hasText: 'b.js' })
        .first()
        .waitFor({ timeout: START_LIMIT_MS });
      await workbench.runCommand('Sightline: Apply the Patch');
      await workbench.notified(/applied to 2 files/);
      assert.deepEqual(await texts(), [
        'export const a = (n) => isNothing(0);\n',
        'export const b = (n) => isNothing(1);\n',
        start[2],
      ]);
    }));
});
