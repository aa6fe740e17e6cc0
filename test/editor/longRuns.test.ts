/** Runs that read in parts, in the real editor: seen half-way, stopped, gone on with, asked about; tables and trails. */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { replyOf } from '../fakes/readers.ts';
import type { TempSpec } from '../fakes/tempTree.ts';
import { stepFrom } from '../fakes/walker.ts';
import { START_LIMIT_MS, useEditor, type Workbench, waitFor } from './host/index.ts';
import { modelSettings, SidebarPage } from './sidebar.ts';

const GOLD = ['const FIRST_LIMIT = 7321;', 'const SECOND_LIMIT = 8642;'];
const ONE = 'What is SECOND_LIMIT?';
const QUESTION = 'Which limits does every step obey?';
/** Words of the places on the way of a walk, from the top. */
const WAY = ['src', 'part7.ts', 'SECOND_LIMIT'];
/** What a test has that names nothing else. */
const MACHINE = {
  'sightline.route': '',
  'sightline.budgetTokens': 400_000,
  'sightline.confirmTokens': 400_000,
  'sightline.standingInstructions': false,
};
const RULE = 'Say distances in millimetres.';

/** Files that a small window reads in several segments. */
function tree(): TempSpec {
  const files: Record<string, string> = { 'AGENTS.md': `${RULE}\n` };
  for (let file = 0; file < 8; file++) {
    const functions = Array.from({ length: 60 }, (_, i) => {
      const total = `  const total = value * ${file * 60 + i};\n  return total + ${i};\n`;
      return `export function step${file}_${i}(value: number): number {\n${total}}\n`;
    });
    const at = [0, 7].indexOf(file);
    if (at >= 0) functions.splice(3, 0, `${GOLD[at]!}\n`);
    files[`src/part${file}.ts`] = functions.join('\n');
  }
  files['src/wide.ts'] =
    'export function wide(a: number, b: number, c: number, d: number): number {\n  return a;\n}\n';
  return files;
}

describe('a long run in the editor', () => {
  const editor = useEditor();
  const user: Record<string, unknown> = {};
  let endpoint: Endpoint;
  /** Readers from this one on wait until they are let go. */
  let held: { readonly from: number; readonly until: Promise<void>; readonly letGo: () => void } | undefined;
  const hold = (from: number): void => {
    let letGo = (): void => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    held = { from, until, letGo };
  };
  const letGo = (): void => {
    held?.letGo();
    held = undefined;
  };
  let readers = 0;
  before(async () => {
    endpoint = await startEndpoint({
      script: async ({ prompt }) => {
        const isReader = /segment \d+ of \d+/.test(prompt);
        if (isReader && ++readers >= (held?.from ?? Number.POSITIVE_INFINITY)) await held?.until;
        const isStep = /^\[n\d+\] /m.test(prompt);
        return {
          text: JSON.stringify(
            isStep ? stepFrom(prompt, WAY) : replyOf(prompt, prompt.includes(ONE) ? [GOLD[1]!] : GOLD),
          ),
        };
      },
    });
    Object.assign(user, modelSettings(endpoint.baseUrl), {
      'sightline.author.contextTokens': 4_000,
      'sightline.prices': { 'test-model': { inputPerMillion: 1, outputPerMillion: 2 } },
    });
  });
  after(() => endpoint?.close());
  const inFolder = editor.shareFolder(tree(), { user });
  /** Settings of the machine are taken from a window alone, not from the file of the user. */
  const inView = (
    t: TestContext,
    own: Readonly<Record<string, unknown>>,
    work: (sidebar: SidebarPage, workbench: Workbench) => Promise<void>,
  ): Promise<void> =>
    inFolder(t, async (workbench) => {
      readers = 0;
      const sidebar = await SidebarPage.openEmpty(workbench);
      const probe = await workbench.probe();
      for (const [key, value] of Object.entries({ ...MACHINE, ...own }))
        await probe.ask('updateSetting', { key, value, target: 'user' });
      await work(sidebar, workbench);
    });

  it('fills its parts, is stopped half-way, and goes on with nothing sent again', (t) =>
    inView(t, { 'sightline.route': 'parts' }, async (sidebar, workbench) => {
      hold(4);
      const begin = endpoint.requests.length;
      await sidebar.ask(QUESTION);
      const { lastTurn } = sidebar;
      await waitFor(
        'the parts that were read',
        async () => (await lastTurn.locator('.cell.read').count()) >= 2,
        START_LIMIT_MS,
      );
      const parts = await lastTurn.locator('.cell').count();
      assert.ok(parts >= 4, `${parts} parts`);
      await lastTurn.locator('.ledger .claim.verified').first().waitFor({ timeout: START_LIMIT_MS });
      await workbench.screenshot('chain-half-way');
      await lastTurn.getByRole('button', { name: 'Stop and keep what was found' }).click();
      await sidebar.ended();
      letGo();
      const prompts = (): string[] => endpoint.requests.slice(begin).map(({ prompt }) => prompt);
      const before = prompts();

      await workbench.runCommand('Sightline: Show Runs and Spending');
      await sidebar.button('Go on where it stopped').waitFor({ timeout: START_LIMIT_MS });
      await workbench.screenshot('chain-runs');
      await sidebar.button('Go on where it stopped').click();
      await waitFor(
        'the author to be asked',
        () =>
          prompts()
            .slice(before.length)
            .some((prompt) => !/segment \d+ of \d+/.test(prompt)),
        START_LIMIT_MS,
      );
      await waitFor(
        'both limits',
        async () => (await sidebar.lastTurn.locator('.written .claim.verified').count()) >= 2,
        START_LIMIT_MS,
      );
      await workbench.screenshot('chain-whole');
      // The one that was under way when it was stopped had no reply yet; none that had one is sent again.
      const [replied, after] = [before.slice(0, 3), prompts().slice(before.length)];
      assert.ok(after.length > 0);
      assert.deepEqual(
        after.filter((prompt) => replied.includes(prompt)),
        [],
      );
    }));

  it('asks before it takes much, and again near the end of its budget', (t) =>
    inView(
      t,
      { 'sightline.route': 'parts', 'sightline.confirmTokens': 1_000, 'sightline.budgetTokens': 14_000 },
      async (sidebar, workbench) => {
        const begin = endpoint.requests.length;
        await sidebar.ask(QUESTION);
        const decision = sidebar.page.locator('.decision');
        await decision
          .filter({ hasText: 'Up to 1,000 are taken without asking' })
          .waitFor({ timeout: START_LIMIT_MS });
        await workbench.screenshot('decision-confirm');
        await decision.getByRole('button', { name: 'Show passages instead' }).click();
        await sidebar.lastTurn.locator('.hits').first().waitFor({ timeout: START_LIMIT_MS });
        await sidebar.ended();
        assert.equal(endpoint.requests.length, begin, 'nothing is sent before a person agrees');
        const probe = await workbench.probe();
        await probe.ask('updateSetting', { key: 'sightline.confirmTokens', value: 400_000, target: 'user' });
        await sidebar.ask(QUESTION);
        await decision
          .filter({ hasText: 'tokens of this run are used' })
          .waitFor({ timeout: START_LIMIT_MS });
        await workbench.screenshot('decision-budget');
        const isInSight = decision.evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        });
        assert.ok(await isInSight, 'what is asked is in sight, however long the run tells');
        await decision.getByRole('button', { name: 'Finish with what is there' }).click();
        await sidebar.ended();
        await sidebar.lastTurn.getByText('partial').first().waitFor();
        await workbench.screenshot('decision-partial');
      },
    ));

  it('shows a table of an exact list, and completes the query that is typed', (t) =>
    inView(t, {}, async (sidebar, workbench) => {
      await sidebar.ask('List all functions with more than 3 parameters');
      const table = sidebar.lastTurn.locator('table');
      await table.filter({ hasText: 'wide' }).waitFor({ timeout: START_LIMIT_MS });
      assert.equal(await table.locator('tbody tr').count(), 1);
      await workbench.screenshot('table');
      const asked = endpoint.requests.length;
      await sidebar.box.fill('kind:func');
      await sidebar.page
        .getByRole('option')
        .filter({ hasText: 'function' })
        .first()
        .waitFor({ timeout: START_LIMIT_MS });
      await workbench.screenshot('query-completion');
      await sidebar.box.press('Tab');
      assert.match(await sidebar.box.inputValue(), /^kind:function/);
      await sidebar.box.fill('kind:function params>3');
      await sidebar.box.press('Escape');
      await sidebar.box.press('Enter');
      await waitFor(
        'the second table',
        async () => (await sidebar.page.locator('table').count()) === 2,
        START_LIMIT_MS,
      );
      assert.equal(endpoint.requests.length, asked, 'no model is asked for what the index knows');
    }));

  it('shows the way of a walk', (t) =>
    inView(
      t,
      { 'sightline.route': 'walk', 'sightline.standingInstructions': true },
      async (sidebar, workbench) => {
        await sidebar.ask(ONE);
        const trail = sidebar.lastTurn.locator('.trail .step');
        await trail.first().waitFor({ timeout: START_LIMIT_MS });
        await sidebar.ended();
        await workbench.screenshot('walk');
        await trail.filter({ hasText: 'part7.ts' }).first().waitFor();
        await sidebar.answered();
        assert.ok(endpoint.requests.at(-1)!.prompt.includes(RULE));
        await sidebar.shows(/AGENTS\.md/);
      },
    ));
});
