/** A report in the real editor: price first, a page with links to the lines, a section in depth, what was missed, and without a model. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { parsePassages } from '../fakes/oracle.ts';
import { pageOf, START_LIMIT_MS, useEditor, waitFor } from './host/index.ts';
import { modelSettings } from './sidebar.ts';

const FILES = {
  'README.md': '# Shop\n\nThe shop sells things to people over a small server.\n',
  'src/cli.ts':
    "import { price } from './price.ts';\nimport { send } from './send.ts';\n\nexport const total = price(1) + send(2);\n",
  'src/price.ts': 'export function price(value: number): number {\n  return value * 2;\n}\n',
  'src/send.ts': 'export function send(value: number): number {\n  return value + 40;\n}\n',
};

/** A paragraph with the first telling line of the first passage; in depth it says so. */
function written(prompt: string): { readonly text: string } {
  const isTelling = ({ text }: { readonly text: string }): boolean => /[a-z]{4}.*[a-z]{4}/.test(text);
  const passage = parsePassages(prompt).find(({ lines }) => lines.some(isTelling))!;
  const { line, text } = passage.lines.find(isTelling)!;
  const evidence = [{ id: passage.id, startLine: line, endLine: line, quote: text }];
  const isDeep = prompt.includes('Write it in depth');
  const claims = [{ text: isDeep ? 'Told at length.' : 'Told in short.', evidence }];
  return { text: JSON.stringify({ answerable: true, sections: [{ heading: 'A part', level: 1, claims }] }) };
}

const HOW = 'How the repository is built';

describe('a report of the repository', () => {
  const editor = useEditor();
  const user: Record<string, unknown> = { 'typescript.validate.enable': false };
  let endpoint: Endpoint;
  let isDown = false;
  before(async () => {
    endpoint = await startEndpoint({
      script: ({ prompt }) =>
        isDown && prompt.includes('Section again: Where it begins')
          ? { status: 401, body: '{}' }
          : written(prompt),
    });
    Object.assign(user, modelSettings(endpoint.baseUrl));
  });
  after(() => endpoint?.close());
  const inFolder = editor.shareFolder(FILES, { user });

  it('tells the price, links each paragraph to its lines, and writes a section in depth in its place', (t) =>
    inFolder(t, async (workbench) => {
      await workbench.runCommand('Sightline: Write a Report of the Repository…');
      await workbench.pick(HOW);
      const { page } = workbench;
      const dialog = page.getByRole('dialog').filter({ hasText: 'Write the report with the model?' });
      await dialog.waitFor({ timeout: START_LIMIT_MS });
      await dialog.getByText(/Expected: [\d,]+ to [\d,]+ tokens/).waitFor();
      assert.equal(endpoint.requests.length, 0);
      isDown = true;
      await dialog.getByRole('button', { name: 'Ask the Model' }).click();
      const partial = await pageOf(workbench, HOW);
      await partial.getByText('Not written: the model could not be asked.').first().waitFor();
      isDown = false;
      await partial.getByRole('link', { name: 'Go on' }).click();
      await waitFor('the whole report', async () => {
        const again = page.getByRole('dialog').getByRole('button', { name: 'Ask the Model' });
        if (await again.isVisible().catch(() => false)) await again.click();
        const frame = await pageOf(workbench, HOW);
        return (await frame.getByText('Each paragraph names the lines that show it.').count()) > 0;
      });
      const report = await pageOf(workbench, HOW);
      assert.equal(await report.getByText(/Not written/).count(), 0);
      await workbench.screenshot('report');
      const before = endpoint.requests.length;
      const section = report.getByRole('heading', { level: 2, name: 'The folder src/' });
      await section.waitFor();
      await workbench.runCommand('Sightline: Write a Section in Depth…');
      await workbench.pick('The folder src/');
      await dialog.getByRole('button', { name: 'Ask the Model' }).click({ timeout: START_LIMIT_MS });
      const deep = await waitFor('the section in depth', async () => {
        const frame = await pageOf(workbench, HOW);
        return (await frame.getByText('Told at length.').count()) === 1 ? frame : undefined;
      });
      assert.equal(endpoint.requests.length, before + 1);
      await deep.getByRole('heading', { level: 3, name: 'A part' }).waitFor();
      // What none cites is folded until somebody asks.
      await deep.getByText('What did this miss?').click();
      await deep.getByText(/Lines of \d of 3 source files are cited\./).waitFor();
      await workbench.screenshot('report-deep');
      await deep.getByRole('link', { name: 'README.md:3' }).first().click();
      await waitFor('the lines of the paragraph', async () => {
        const at = await workbench.activeEditor();
        return at?.name === 'README.md' && at.line === 3;
      });
    }));

  it('shows what the index knows without asking anybody', (t) =>
    inFolder(t, async (workbench) => {
      const before = endpoint.requests.length;
      await workbench.runCommand('Sightline: Write a Report of the Repository…');
      await workbench.pick('Map, beginnings, circles and hot spots');
      const page = await pageOf(workbench, HOW);
      await page.getByText('no model was asked').waitFor();
      await page.getByRole('heading', { level: 2, name: 'Where it begins' }).waitFor();
      await workbench.screenshot('report-index');
      await page.getByRole('link', { name: 'src/cli.ts' }).first().click();
      await waitFor('the file', async () => (await workbench.activeEditor())?.name === 'cli.ts');
      assert.equal(endpoint.requests.length, before);
    }));
});
