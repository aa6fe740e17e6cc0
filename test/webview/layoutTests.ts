/** How the page looks: nothing overflows, nothing serious for axe, long answers stay quick. Pictures are kept. */
import assert from 'node:assert/strict';
import { pageTest, type Suite } from './harness.ts';
import { addAxe, checkAxe, checkLayout } from './looks.ts';
import { answer, answered, asked, conversing, turnMessage, verified } from './samples.ts';
import { SCENES } from './scenes.ts';
import { THEME_NAMES } from './themes.ts';

/** The wider one first: what a peek leaves out at 200 px would not come back. */
const WIDTHS = [600, 200];

/** One page for each scene, drawn anew in every theme and width, as the editor does it. */
function sceneTests(suite: Suite): void {
  for (const [name, play] of Object.entries(SCENES))
    suite.test(`looks right and is accessible: ${name}`, async () => {
      const page = await suite.harness().open({ width: 360 });
      try {
        await page.waitPosted('ready');
        await play(page);
        await addAxe(page);
        for (const theme of THEME_NAMES) {
          await page.setTheme(theme);
          // The elements are the same in every theme; only the colours differ.
          await checkAxe(
            page,
            `${name} in ${theme}`,
            theme === 'dark' ? undefined : ['color-contrast', 'link-in-text-block'],
          );
        }
        for (const width of WIDTHS) {
          await page.page.setViewportSize({ width, height: 760 });
          for (const theme of THEME_NAMES) {
            await page.setTheme(theme);
            await page.settle();
            await checkLayout(page, `${name} in ${theme} at ${width} px`);
            await page.screenshot(`${name}-${theme}-${width}`);
          }
        }
        assert.deepEqual(page.errors, []);
      } finally {
        await page.close();
      }
    });
}

export function layoutTests(suite: Suite): void {
  sceneTests(suite);

  pageTest(
    'has an edge around everything that can be pressed in high contrast',
    suite,
    async (page) => {
      await page.send({ type: 'state', state: conversing([answered()]) });
      for (const selector of ['.composer-box', 'button.chip', '.code-block', '.follow-up'])
        assert.equal(
          await page.page
            .locator(selector)
            .first()
            .evaluate((element) => getComputedStyle(element).borderTopColor),
          'rgb(111, 195, 223)',
          selector,
        );
    },
    { theme: 'contrast' },
  );

  pageTest('shows where the focus is', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.keyboard.press('Tab');
    const outline = await page.page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');
  });

  pageTest('keeps its place in the text unless it stands at the end', suite, async (page) => {
    const text = 'A paragraph that is long enough to wrap around.\n\n'.repeat(80);
    await page.send(turnMessage(asked()));
    await page.events([{ type: 'text', text }]);
    const top = () => page.page.locator('main').evaluate((main) => Math.round(main.scrollTop));
    const end = () =>
      page.page
        .locator('main')
        .evaluate((main) => main.scrollHeight - main.scrollTop - main.clientHeight < 33);
    assert.ok(await end(), 'follows the words');
    await page.page.locator('main').evaluate((main) => main.scrollTo(0, 200));
    const before = await top();
    await page.events([{ type: 'text', text: `${text}more\n\nand more` }], { from: 1 });
    assert.equal(await top(), before);
  });

  pageTest(
    'caps a code block of 10,000 lines with a count, shows all on demand, and copies all',
    suite,
    async (page) => {
      const code = Array.from({ length: 10_000 }, (_, i) => `const line${i} = ${i};`).join('\n');
      const text = `Here:\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
      await page.send(turnMessage(asked()));
      // Twenty states of the growing block, each drawn.
      for (let i = 1; i <= 20; i++)
        await page.events([{ type: 'text', text: text.slice(0, Math.floor((text.length * i) / 20)) }], {
          from: i,
        });
      assert.ok((await page.page.locator('.stream pre').textContent())!.length < 10_000);
      const claims = [{ text, state: 'verified' as const, citations: [verified] }];
      await page.events([{ type: 'done', answer: { ...answer, claims } }], { from: 99 });
      await page.page.getByRole('button', { name: 'Copy code' }).first().click();
      assert.equal((await page.waitPosted('copy')).text, code);
      await page.page.getByRole('button', { name: 'Show all 10,000 lines' }).click();
      assert.equal(await page.page.locator('.claim pre').textContent(), code);
    },
  );

  pageTest('caps a very long answer with a count, and shows all on demand', suite, async (page) => {
    const text = Array.from({ length: 3_000 }, (_, i) => `Paragraph ${i} of *many*.`).join('\n\n');
    const claims = [{ text, state: 'verified' as const, citations: [verified] }];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims })]) });
    const shown = page.page.locator('.claim .block');
    assert.equal(await shown.count(), 250);
    await page.page.getByRole('button', { name: /^Show all \([\d,]+ more characters\)$/ }).click();
    assert.equal(await shown.count(), 3_000);
  });

  pageTest('lists what was not read in full behind a count', suite, async (page) => {
    const notRead = Array.from({ length: 500 }, (_, i) => ({ path: `file${i}`, why: 'binary' as const }));
    const given = { ...answer, coverage: { read: 1, total: 501, notRead } };
    await page.send({ type: 'state', state: conversing([answered(given)]) });
    await page.page.locator('summary', { hasText: 'Read 1 of 501 files' }).click();
    await page.page.getByRole('button', { name: 'Show all 500' }).click();
    await page.page.getByText('file499 binary').waitFor();
  });
}
