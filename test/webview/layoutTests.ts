/** How the page looks: nothing overflows, nothing serious for axe, long answers stay quick. Pictures are kept. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import type { ToPage } from '../../src/protocol/page.ts';
import type { Harness, PageUnderTest } from './browser.ts';
import { pageTest } from './harness.ts';
import {
  answer,
  answered,
  asked,
  conversing,
  extractive,
  ready,
  runOf,
  state,
  turnMessage,
  verified,
} from './samples.ts';
import { THEME_NAMES } from './themes.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const LONG = 'a_very_long_name_without_any_place_to_break_it_that_goes_on_and_on_and_on'.repeat(3);
const longAnswer = {
  ...answer,
  question: `What about ${LONG}?`,
  notices: [LONG],
  claims: [
    {
      ...answer.claims[0]!,
      text: `# ${LONG}\n\n\`${LONG}\` and [link](https://${LONG}.test/${LONG})\n\n| a | b |\n|---|---|\n| ${LONG} | ${LONG} |\n\n\`\`\`\n${LONG.repeat(3)}\n\`\`\`\n\n- ${LONG}`,
      citations: [{ ...verified, path: `src/${LONG}/${LONG}.ts` }],
    },
    ...answer.claims,
  ],
};

const failed = {
  ...asked('run-f'),
  status: 'failed',
  error: { kind: 'auth', message: 'The key for api.example.test was refused (401).' },
} as const;

type Scene = (page: PageUnderTest) => Promise<void>;
const show =
  (...messages: readonly ToPage[]): Scene =>
  (page) =>
    page.send(...messages);

const [root] = ready.roots;
const SCENES: Readonly<Record<string, Scene>> = {
  empty: show({ type: 'state', state: state() }),
  noModel: show({
    type: 'state',
    state: state({
      model: null,
      index: { roots: [{ ...root!, state: 'indexing', progress: { phase: 'read', done: 120, total: 242 } }] },
    }),
  }),
  restricted: show({ type: 'state', state: state({ isTrusted: false, model: null }) }),
  streaming: async (page) => {
    await page.send({ type: 'state', state: state() }, turnMessage(asked()));
    await page.events(
      runOf(answer, ['Every step ', 'checks **the signal** ', 'first, and `aborted` follows.']).slice(0, -2),
    );
  },
  answered: show({ type: 'state', state: conversing([answered()]) }),
  details: async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.evaluate(
      `for (const details of document.querySelectorAll('details')) details.open = true`,
    );
    await page.page.evaluate(`document.querySelector('.details-group').scrollIntoView()`);
  },
  peek: async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.locator('button.chip').first().focus();
  },
  extractive: show({ type: 'state', state: conversing([answered(extractive)], { model: null }) }),
  trouble: show(
    { type: 'state', state: conversing([failed]) },
    { type: 'engineDown', message: 'The engine ended with code 9. The index is kept.', retry: true },
  ),
  conversations: async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.getByRole('button', { name: /^Conversations:/ }).click();
    await page.page.getByRole('button', { name: /^Delete What does/ }).click();
  },
  completion: async (page) => {
    await page.send({ type: 'state', state: state() });
    await page.send({ type: 'insertMention', mention: { kind: 'file', path: 'src/engine/agents/run.ts' } });
    await page.page.locator('#question').focus();
    await page.page.keyboard.type('How does @');
    const { requestId } = (await page.posted('complete')).at(-1)!;
    const items = ['run.ts', 'router.ts', `${LONG}.ts`].map((label) => ({
      mention: { kind: 'file', path: `src/engine/${label}` } as const,
      label,
      detail: 'src/engine',
    }));
    await page.send({ type: 'completions', requestId, items, total: 240 });
  },
  preview: async (page) => {
    await page.send({ type: 'state', state: state() });
    const { route, passages } = answer;
    await page.send({ type: 'previewResult', requestId: 0, route, passages: [...passages] });
  },
  long: show({ type: 'state', state: conversing([answered(longAnswer)]) }),
};

/** Elements that stand outside the view, but for those inside something that scrolls sideways by design. */
const OVERFLOW = `(() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement)
      if (at.matches('pre.code, .table-frame, .sr-only') || getComputedStyle(at).overflow === 'hidden') return true;
    return false;
  };
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.matches('.sr-only') || scrolls(element)) continue;
    if (box.right > width + 0.5 || box.left < -0.5) found.push(element.className + ' ' + Math.round(box.left) + '..' + Math.round(box.right));
  }
  for (const element of document.querySelectorAll('html, body, #app, main, .banners, .conversations, .preview'))
    if (element.scrollWidth > element.clientWidth) found.push('scrolls: ' + (element.className || element.tagName));
  return found;
})()`;

interface AxeResult {
  readonly violations: readonly {
    id: string;
    impact: string;
    nodes: readonly { html: string; failureSummary: string }[];
  }[];
}

async function checkAxe(page: PageUnderTest, what: string): Promise<void> {
  await page.page.evaluate(AXE);
  const { violations } = (await page.page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] })`,
  )) as AxeResult;
  const bad = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${what}: ${id} ${nodes.map((node) => `${node.html}\n${node.failureSummary}`).join('\n')}`,
    );
  assert.deepEqual(bad, []);
}

export function layoutTests(get: () => Harness): void {
  for (const theme of THEME_NAMES) {
    for (const width of [200, 360, 600]) {
      pageTest(
        `overflows nowhere in ${theme} at ${width} px`,
        get,
        async (page) => {
          for (const [name, scene] of Object.entries(SCENES)) {
            await page.page.reload();
            await page.waitPosted('ready');
            await scene(page);
            await page.settle();
            await page.screenshot(`${name}-${theme}-${width}`);
            assert.deepEqual(await page.page.evaluate(OVERFLOW), [], name);
          }
        },
        { theme, width },
      );
    }

    it(`has nothing serious for axe in ${theme}`, async () => {
      for (const [name, scene] of Object.entries(SCENES)) {
        const page = await get().open({ theme });
        try {
          await page.waitPosted('ready');
          await scene(page);
          await page.settle();
          await checkAxe(page, `${theme}, ${name}`);
        } finally {
          await page.close();
        }
      }
    });
  }

  pageTest(
    'has an edge around everything that can be pressed in high contrast',
    get,
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

  pageTest('shows where the focus is', get, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.keyboard.press('Tab');
    const outline = await page.page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    assert.equal(outline, 'solid');
  });

  pageTest('keeps its place in the text unless it stands at the end', get, async (page) => {
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
    get,
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

  pageTest('caps a very long answer with a count, and shows all on demand', get, async (page) => {
    const text = Array.from({ length: 3_000 }, (_, i) => `Paragraph ${i} of *many*.`).join('\n\n');
    const claims = [{ text, state: 'verified' as const, citations: [verified] }];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims })]) });
    const shown = page.page.locator('.claim .block');
    assert.equal(await shown.count(), 250);
    await page.page.getByRole('button', { name: /^Show all \([\d,]+ more characters\)$/ }).click();
    assert.equal(await shown.count(), 3_000);
  });

  pageTest('lists what was not read in full behind a count', get, async (page) => {
    const notRead = Array.from({ length: 500 }, (_, i) => ({ what: `file${i}`, why: 'binary' }));
    const given = { ...answer, coverage: { read: 1, total: 501, notRead } };
    await page.send({ type: 'state', state: conversing([answered(given)]) });
    await page.page.locator('summary', { hasText: 'Read 1 of 501 files' }).click();
    await page.page.getByRole('button', { name: 'Show all 500' }).click();
    await page.page.getByText('file499 binary').waitFor();
  });
}
