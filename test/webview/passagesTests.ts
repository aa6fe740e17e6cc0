/** The answer without a model: a list that is read in one look, opened and unfolded by mouse and keyboard. */
import assert from 'node:assert/strict';
import type { Answer } from '../../src/protocol/data.ts';
import type { PageUnderTest } from './browser.ts';
import { pageTest, type Suite } from './harness.ts';
import { answered, conversing, extractive, ranked, state } from './samples.ts';

const FIRST = 'src/engine/agents/0/run.ts';
/** The line above `endRun` in the first passage, which holds most words of the question. */
const LINE = 11;

async function show(page: PageUnderTest, given: Answer): Promise<void> {
  await page.send({ type: 'state', state: conversing([answered(given)], { model: null }) });
  // What unfolds by itself does so one frame after the drawing.
  await page.settle();
}

const rows = (page: PageUnderTest) => page.page.locator('.hit');
const unfolded = (page: PageUnderTest) => page.page.locator('.expander[aria-expanded="true"]');

/** Tests at the width that VS Code gives its side bar, without a model. */
function narrowTest(
  name: string,
  suite: Suite,
  run: (page: PageUnderTest) => Promise<void>,
  height = 670,
): void {
  pageTest(name, suite, run, { width: 290, height, state: state({ model: null }) });
}

export function passagesTests(suite: Suite): void {
  narrowTest('shows eleven passages in little more than one view', suite, async (page) => {
    await show(page, ranked(11));
    const { height } = (await page.page.locator('.hits').boundingBox())!;
    assert.ok(height < 800, `${height} px`);
    assert.equal(await unfolded(page).count(), 0, 'no room');
  });

  narrowTest(
    'shows place, matching lines with their words marked, symbol and reason',
    suite,
    async (page) => {
      await show(page, ranked(11));
      const row = rows(page).first();
      assert.deepEqual(await row.locator('.hit-place > span').allTextContents(), [
        'run.ts',
        `:${LINE}`,
        'src/engine/agents/0',
      ]);
      const lines = await row.locator('.told').allTextContents();
      assert.ok(lines.length === 1 || lines.length === 2, `${lines.length}`);
      assert.match(lines.join('\n'), /^async endRun\(/m);
      assert.doesNotMatch(lines.join('\n'), /^import/m);
      assert.ok((await row.locator('mark').allTextContents()).includes('endRun'));
      assert.match(
        (await row.locator('.hit-found').textContent()) ?? '',
        /^RunRegistry\.endRun · defines endRun; matches run, end, signal, aborts/,
      );
    },
  );

  narrowTest('says once that all are verified, to the eye and to a screen reader', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered(ranked(11))], { model: null }) });
    const text = (await page.page.locator('.turn').textContent()) ?? '';
    assert.equal(text.match(/verified/gi)?.length, 1, text);
    const tree = await page.page.locator('.turn').ariaSnapshot();
    assert.equal(tree.match(/verified/gi)?.length, 1, tree);
    assert.match(tree, /11 passages, verified/);
  });

  narrowTest('says at a row only what differs from the rest', suite, async (page) => {
    const given = ranked(3);
    const claims = given.claims.map((claim, i) => {
      const citation = { ...claim.citations[0]!, state: 'stale', problem: { kind: 'changed' } } as const;
      return i === 1 ? { ...claim, state: 'stale' as const, citations: [citation] } : claim;
    });
    await show(page, { ...given, claims });
    await page.page.getByText('3 passages: 2 verified, 1 stale').waitFor();
    assert.deepEqual(await page.page.locator('.hit .state').allTextContents(), [' stale']);
    assert.equal(await rows(page).nth(1).locator('.state').getAttribute('title'), 'the file changed since');
  });

  narrowTest('opens the line that is shown, from the place and from the line itself', suite, async (page) => {
    await show(page, ranked(11));
    await page.page.getByRole('button', { name: /^run\.ts ?:11 src\/engine\/agents\/0$/ }).click();
    const open = await page.waitPosted('open');
    assert.deepEqual([open.path, open.startLine, open.endLine], [FIRST, LINE, LINE]);
    assert.match(open.quote!, /Ends the run when its signal aborts/);
    await rows(page).first().locator('.told').last().click();
    assert.ok((await page.waitPosted('open', 2)).startLine >= LINE);
  });

  narrowTest(
    'unfolds the code from the lines that tell, in colours, and all of it on demand',
    suite,
    async (page) => {
      await show(page, ranked(11));
      const row = rows(page).first();
      await row.getByRole('button', { name: `Code of ${FIRST}:${LINE}` }).click();
      const lines = row.locator('.code-lines .line');
      assert.equal(await lines.count(), 10);
      assert.doesNotMatch((await lines.first().textContent())!, /import/);
      assert.equal(await row.locator('.line.telling mark', { hasText: 'endRun' }).count(), 1);
      assert.ok((await row.locator('.tok-keyword', { hasText: 'async' }).count()) > 0);
      const [wide, seen] = await row
        .locator('.code-lines')
        .evaluate((code) => [code.scrollWidth, code.clientWidth]);
      assert.equal(wide, seen, 'long lines wrap');
      await row.getByRole('button', { name: /^Show all \d+ lines$/ }).click();
      assert.match((await lines.first().textContent())!, /^import/);
      await row.getByRole('button', { name: 'Copy code' }).click();
      assert.equal((await page.waitPosted('copy')).text, ranked(1).passages[0]!.text);
    },
  );

  narrowTest(
    'unfolds the best three where there is room, and no more',
    suite,
    async (page) => {
      await show(page, ranked(5));
      assert.deepEqual(
        await page.page
          .locator('.expander')
          .evaluateAll((all) => all.map((one) => one.getAttribute('aria-expanded'))),
        ['true', 'true', 'true', 'false', 'false'],
      );
    },
    2_400,
  );

  narrowTest('keeps what was unfolded when states change', suite, async (page) => {
    const given = ranked(6);
    await show(page, given);
    await rows(page).nth(2).locator('.expander').click();
    const citation = { ...given.claims[0]!.citations[0]!, state: 'stale' } as const;
    await page.send({ type: 'citations', runId: given.runId, citations: [{ claim: 0, index: 0, citation }] });
    await page.settle();
    await page.page.getByText('6 passages: 5 verified, 1 stale').waitFor();
    assert.equal(await unfolded(page).count(), 1);
    assert.equal(await rows(page).nth(2).locator('.hit-code').isVisible(), true);
  });

  narrowTest('is walked and unfolded by keyboard', suite, async (page) => {
    await show(page, ranked(11));
    const { keyboard } = page.page;
    const focused = () =>
      page.page.evaluate(
        `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`,
      );
    await page.page.locator('button.hit-place').first().focus();
    await keyboard.press('ArrowDown');
    assert.match(String(await focused()), /^journal\.ts:111 src\/engine\/run\/1$/);
    await keyboard.press('ArrowRight');
    assert.equal(await unfolded(page).count(), 1);
    await keyboard.press('ArrowLeft');
    assert.equal(await unfolded(page).count(), 0);
    await keyboard.press('End');
    assert.match(String(await focused()), /\/10$/);
    await keyboard.press('Home');
    await keyboard.press('Enter');
    assert.equal((await page.waitPosted('open')).path, FIRST);
    await keyboard.press('Shift+Tab');
    assert.match(String(await focused()), /^Code of /);
    await keyboard.press('Space');
    assert.equal(await unfolded(page).count(), 1);
  });

  narrowTest('shows a passage in which nothing matches by its first telling line', suite, async (page) => {
    const quote = 'import a from "a";\n\n// a comment\nconst value = 1;';
    const claims = [
      { ...extractive.claims[0]!, citations: [{ ...extractive.claims[0]!.citations[0]!, quote }] },
    ];
    const passages = extractive.passages.map((held) => ({
      ...held,
      symbolPath: '',
      why: { ...held.why, terms: [], evidence: [] },
    }));
    await show(page, { ...extractive, claims, passages });
    assert.deepEqual(await page.page.locator('.told').allTextContents(), ['const value = 1;']);
  });
}
