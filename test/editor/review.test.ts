/** A review in the real editor: findings, their list, a dismissal, a repair through a patch, and the next review. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Frame } from 'playwright-core';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { PAUSE, secondsForMilliseconds, WAIT } from '../fakes/secondsReviewer.ts';
import { SIGHTLINE, START_LIMIT_MS, useEditor, type Workbench, waitFor } from './host/index.ts';
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

/** The page with a heading, in whichever panel it is. */
const pageOf = (workbench: Workbench, heading: string): Promise<Frame> =>
  waitFor(`the page ${heading}`, async () => {
    for (const frame of workbench.page.frames()) {
      const isIt = await frame
        .getByRole('heading', { level: 1, name: heading, exact: true })
        .isVisible()
        .catch(() => false);
      if (isIt) return frame;
    }
    return undefined;
  });

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
});
