/** The question box: keyboard, completion, chips, history, drafts, drops. */
import assert from 'node:assert/strict';
import type { FromPage } from '../../src/protocol/page.ts';
import type { PageUnderTest } from './browser.ts';
import { pageTest, type Suite } from './harness.ts';
import { answered, asked, conversing, state } from './samples.ts';

const box = (page: PageUnderTest) => page.page.locator('#question');

/** Waits until the newest message of a type is the one that is looked for. */
async function waitLast<T extends FromPage['type']>(
  page: PageUnderTest,
  type: T,
  isIt: (message: Extract<FromPage, { type: T }>) => boolean,
): Promise<Extract<FromPage, { type: T }>> {
  for (let count = 1; ; count++) {
    await page.waitPosted(type, count);
    const last = (await page.posted(type)).at(-1)!;
    if (isIt(last)) return last;
  }
}

async function complete(page: PageUnderTest, total = 2): Promise<void> {
  const all = await page.posted('complete');
  const { requestId } = all.at(-1)!;
  await page.send({
    type: 'completions',
    requestId,
    items: [
      { mention: { kind: 'file', path: 'src/run.ts' }, label: 'run.ts', detail: 'src' },
      {
        mention: { kind: 'symbol', name: 'endRun', path: 'src/run.ts' },
        label: 'endRun',
        detail: 'function',
      },
    ],
    total,
  });
}

export function composerTests(suite: Suite): void {
  pageTest('completes a mention by keyboard, as a combo box', suite, async (page) => {
    await box(page).focus();
    await page.page.keyboard.type('why does @run');
    await page.waitPosted('complete', 4);
    const [last] = (await page.posted('complete')).slice(-1);
    assert.deepEqual(
      { ...last, requestId: 0 },
      { type: 'complete', requestId: 0, kind: 'any', prefix: 'run' },
    );
    await complete(page, 40);
    assert.equal(await box(page).getAttribute('role'), 'combobox');
    assert.equal(await box(page).getAttribute('aria-expanded'), 'true');
    await page.page.getByText('2 of 40 shown').waitFor();
    await page.page.keyboard.press('ArrowDown');
    const active = await box(page).getAttribute('aria-activedescendant');
    assert.equal(await page.page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    assert.match((await page.page.locator(`#${active}`).textContent()) ?? '', /endRun/);
    await page.page.keyboard.press('Enter');
    assert.equal(await box(page).inputValue(), 'why does ');
    assert.equal(await box(page).getAttribute('role'), null);
    await page.page.keyboard.type('end?');
    await page.page.keyboard.press('Enter');
    const ask = await page.waitPosted('ask');
    assert.equal(ask.question, 'why does end?');
    assert.deepEqual(ask.mentions, [{ kind: 'symbol', name: 'endRun', path: 'src/run.ts' }]);
  });

  pageTest('completes a query in the same list, and Enter asks it as it stands', suite, async (page) => {
    await box(page).focus();
    await page.page.keyboard.type('kind:f');
    const { requestId, prefix } = await waitLast(page, 'complete', (one) => one.prefix === 'kind:f');
    assert.equal(prefix, 'kind:f');
    const items = ['function', 'field', 'file'].map((write) => ({
      ...{ write, replaces: 1, label: write, detail: 'value' },
    }));
    await page.send({ type: 'completions', requestId, items, total: 3 });
    await page.page.getByRole('option', { name: 'function' }).waitFor();
    await page.page.keyboard.press('Tab');
    assert.equal(await box(page).inputValue(), 'kind:function');
    await page.page.keyboard.type(' pa');
    const next = await waitLast(page, 'complete', (one) => one.prefix === 'kind:function pa');
    const keys = ['path:', 'params:'].map((write) => ({
      ...{ write, replaces: 2, label: write, detail: 'condition' },
    }));
    await page.send({ type: 'completions', requestId: next.requestId, items: keys, total: 2 });
    await page.page.getByRole('option', { name: 'params:' }).waitFor();
    await page.page.keyboard.press('ArrowDown');
    await page.page.keyboard.press('Enter');
    assert.equal(await box(page).inputValue(), 'kind:function params:');
    await page.page.keyboard.type('3');
    await page.page.keyboard.press('Enter');
    assert.equal((await page.waitPosted('ask')).question, 'kind:function params:3');
  });

  pageTest(
    'offers the kinds first, and Escape closes the list without stopping a run',
    suite,
    async (page) => {
      await page.send({ type: 'state', state: conversing([asked()]) });
      await box(page).focus();
      await page.page.keyboard.type('@s');
      assert.deepEqual(await page.page.locator('.option-label').allTextContents(), ['@symbol', '@selection']);
      await page.page.keyboard.press('Enter');
      assert.equal(await box(page).inputValue(), '@symbol:');
      const all = await page.posted('complete');
      assert.deepEqual([all.at(-1)?.kind, all.at(-1)?.prefix], ['symbol', '']);
      await page.page.keyboard.press('Escape');
      assert.equal(await page.page.getByRole('listbox').count(), 0);
      assert.deepEqual(await page.posted('stop'), []);
    },
  );

  pageTest(
    'offers the file in the editor before the kinds, and keeps what was gone to',
    suite,
    async (page) => {
      const labels = page.page.locator('.option-label');
      const active = page.page.locator('.option[aria-selected="true"] .option-label');
      const items = ['src/a.ts', 'src/open.ts', 'yarn.lock'].map((path) => ({
        ...{ mention: { kind: 'file' as const, path }, label: path, detail: '' },
        ...(path === 'src/open.ts' ? { isOpen: true as const } : {}),
      }));
      const offer = async (): Promise<void> => {
        const { requestId } = (await page.posted('complete')).at(-1)!;
        await page.send({ type: 'completions', requestId, items, total: 3 });
        await labels.getByText('yarn.lock').waitFor();
      };
      await box(page).focus();
      await page.page.keyboard.type('@');
      await offer();
      const kinds = ['@file', '@folder', '@symbol', '@selection'];
      assert.deepEqual(await labels.allTextContents(), ['src/open.ts', ...kinds, 'src/a.ts', 'yarn.lock']);
      await page.page.keyboard.press('Enter');
      assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), ['src/open.ts']);
      // A kind that was gone to before the files came is still the one that Enter takes.
      await page.page.keyboard.type('@');
      await page.page.keyboard.press('ArrowDown');
      assert.equal(await active.textContent(), '@folder');
      await offer();
      assert.equal(await active.textContent(), '@folder');
      await page.page.keyboard.press('Enter');
      assert.equal(await box(page).inputValue(), '@folder:');
    },
  );

  pageTest('keeps a choice for the items of what was typed last', suite, async (page) => {
    await box(page).focus();
    await page.page.keyboard.type('@file:r');
    await complete(page);
    await page.page.getByRole('option', { name: 'run.ts' }).waitFor();
    await page.page.keyboard.type('x');
    await page.page.keyboard.press('Enter');
    assert.equal(await box(page).inputValue(), '@file:rx');
    assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), []);
    const { requestId } = (await page.posted('complete')).at(-1)!;
    const item = { mention: { kind: 'file', path: 'src/rx.ts' }, label: 'rx.ts', detail: 'src' } as const;
    await page.send({ type: 'completions', requestId, items: [item], total: 1 });
    await page.page.locator('.mention-text').waitFor();
    assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), ['src/rx.ts']);
    assert.deepEqual(await page.posted('ask'), []);
  });

  pageTest('offers commands behind a slash, and runs the one that is taken', suite, async (page) => {
    const items = [
      { command: 'sightline.reviewRepository', label: '/review-repository', detail: 'Review Repository' },
      { command: 'sightline.reviewFile', label: '/review-file', detail: 'Review This File' },
    ];
    await box(page).focus();
    await page.page.keyboard.type('/rev');
    const { requestId } = await waitLast(page, 'complete', ({ prefix }) => prefix === 'rev');
    assert.equal((await page.posted('complete')).at(-1)!.kind, 'command');
    await page.send({ type: 'completions', requestId, items, total: 2 });
    await page.page.getByRole('option', { name: '/review-file Review This File' }).waitFor();
    await page.page.keyboard.press('ArrowDown');
    await page.page.keyboard.press('Enter');
    assert.equal((await page.waitPosted('slash')).command, 'sightline.reviewFile');
    assert.equal(await box(page).inputValue(), '');
    assert.equal(await page.page.getByRole('listbox').count(), 0);
    assert.deepEqual(await page.posted('ask'), []);
  });

  pageTest(
    'takes a path that begins with a slash as a question, however fast it is sent',
    suite,
    async (page) => {
      await box(page).focus();
      await page.page.keyboard.type('/src');
      const { requestId } = await waitLast(page, 'complete', ({ prefix }) => prefix === 'src');
      // Before the host has said that no command begins so.
      await page.page.keyboard.press('Enter');
      assert.deepEqual(await page.posted('ask'), []);
      await page.send({ type: 'completions', requestId, items: [], total: 0 });
      assert.equal((await page.waitPosted('ask')).question, '/src');
      const before = (await page.posted('complete')).length;
      for (const typed of ['/src/', '/etc/hosts', 'a /review', '/review what?']) {
        await box(page).fill('');
        await page.page.keyboard.type(typed);
        const last = (await page.posted('complete')).slice(before);
        assert.ok(!last.some(({ kind, prefix }) => kind === 'command' && prefix.includes('/')), typed);
        assert.equal(await page.page.getByRole('listbox').count(), 0, typed);
      }
      // Escape leaves what looks like a command as it is.
      await box(page).fill('');
      await page.page.keyboard.type('/review');
      const offered = await waitLast(page, 'complete', ({ prefix }) => prefix === 'review');
      const item = { command: 'sightline.reviewFile', label: '/review-file', detail: 'Review This File' };
      await page.send({ type: 'completions', requestId: offered.requestId, items: [item], total: 1 });
      await page.page.getByRole('option').waitFor();
      await page.page.keyboard.press('Escape');
      assert.equal(await box(page).inputValue(), '/review');
      assert.deepEqual(await page.posted('slash'), []);
    },
  );

  pageTest(
    'shows how much of the window a question takes before it is sent, and what it costs',
    suite,
    async (page) => {
      const estimate = { calls: 1, tokensIn: 1_240, tokensOut: 600, cost: 0.0125 };
      const meter = page.page.locator('.context-meter');
      await box(page).fill('/rev');
      await page.settle();
      assert.equal(await meter.isVisible(), false);
      await box(page).fill('How does it end?');
      const { requestId, question } = await page.waitPosted('measure');
      assert.equal(question, 'How does it end?');
      await page.send({ type: 'measured', requestId, size: { tokens: 1_240, window: 28_000, estimate } });
      await page.page.getByText('1,240 of 28,000 tokens · 0.0125').waitFor();
      assert.match(
        (await meter.getAttribute('aria-label')) ?? '',
        /1 call, up to 1,840 tokens, about 0\.0125/,
      );
      // A number of other words is of no use.
      await page.send({ type: 'measured', requestId: requestId - 1, size: null });
      await page.page.getByText('1,240 of 28,000 tokens').waitFor();
      await meter.click();
      assert.equal((await page.waitPosted('preview')).question, 'How does it end?');
      await box(page).fill('How does it end, and why?');
      const next = await waitLast(page, 'measure', (one) => one.question.endsWith('why?'));
      const size = { tokens: 40_000, window: 28_000, estimate: { calls: 4, tokensIn: 9, tokensOut: 9 } };
      await page.send({ type: 'measured', requestId: next.requestId, size });
      await page.page.getByText('40,000 tokens, more than the 28,000 of the model · 4 calls').waitFor();
      await box(page).fill('Where?');
      const third = await waitLast(page, 'measure', (one) => one.question === 'Where?');
      await page.send({ type: 'measured', requestId: third.requestId, size: null });
      await page.page.getByText('Nothing is sent for this').waitFor();
      await page.send({ type: 'measured', requestId: third.requestId });
      await meter.waitFor({ state: 'hidden' });
      await box(page).fill('');
      await page.settle();
      assert.equal(await meter.isVisible(), false);
    },
  );

  pageTest(
    'measures nothing where no model is set',
    suite,
    async (page) => {
      await box(page).fill('How does it end?');
      await waitLast(page, 'draft', ({ text }) => text === 'How does it end?');
      await page.settle();
      assert.deepEqual(await page.posted('measure'), []);
    },
    { state: state({ model: null }) },
  );

  pageTest('passes over completions that come too late', suite, async (page) => {
    await box(page).focus();
    await page.page.keyboard.type('@run');
    await page.send({ type: 'completions', requestId: 1, items: [], total: 0 });
    assert.equal(await page.page.getByText('Nothing has this name').count(), 0);
  });

  pageTest('shows chips that can be removed by keyboard', suite, async (page) => {
    await page.send({ type: 'insertMention', mention: { kind: 'file', path: 'src/a.ts' } });
    await page.send({ type: 'insertMention', mention: { kind: 'folder', path: 'src' } });
    await page.send({ type: 'insertMention', mention: { kind: 'file', path: 'src/a.ts' } });
    assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), ['src/a.ts', 'src/']);
    await page.page.getByRole('button', { name: 'Remove src/a.ts' }).press('Enter');
    assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), ['src/']);
    assert.equal(await page.page.evaluate('document.activeElement.id'), 'question');
    // The host has the box as it stands, however many drafts it took.
    await waitLast(page, 'draft', ({ mentions }) => mentions.length === 1);
  });

  pageTest(
    'walks through earlier questions at the edges of the text',
    suite,
    async (page) => {
      await box(page).focus();
      await page.page.keyboard.type('half');
      await page.page.keyboard.press('ArrowUp');
      assert.equal(await box(page).inputValue(), 'half', 'not from the middle of a text');
      await page.page.keyboard.press('Home');
      await page.page.keyboard.press('ArrowUp');
      assert.equal(await box(page).inputValue(), 'two\nlines');
      await page.page.keyboard.press('ArrowUp');
      assert.equal(await box(page).inputValue(), 'two\nlines', 'first up inside the text');
      await page.page.keyboard.press('ArrowUp');
      assert.equal(await box(page).inputValue(), 'one');
      await page.page.keyboard.press('ArrowDown');
      await page.page.keyboard.press('ArrowDown');
      assert.equal(await box(page).inputValue(), 'half');
    },
    { state: state({ history: ['one', 'two\nlines'] }) },
  );

  pageTest(
    'sends with Enter, breaks lines with Shift+Enter, and sends nothing empty',
    suite,
    async (page) => {
      await box(page).focus();
      await page.page.keyboard.press('Enter');
      await page.page.keyboard.type('one');
      await page.page.keyboard.press('Shift+Enter');
      await page.page.keyboard.type('two');
      await page.page.keyboard.press('Enter');
      assert.equal((await page.waitPosted('ask')).question, 'one\ntwo');
      await page.page.keyboard.press('Enter');
      await page.settle();
      assert.equal((await page.posted('ask')).length, 1, 'not twice');
    },
  );

  pageTest('refuses a question that is too long, with its count, and keeps it', suite, async (page) => {
    await box(page).fill('x'.repeat(50_001));
    await page.page.getByText('The question has 50,001 characters; at most 50,000 can be sent.').waitFor();
    await box(page).press('Enter');
    await page.settle();
    assert.deepEqual(await page.posted('ask'), []);
    assert.equal((await box(page).inputValue()).length, 50_001);
  });

  pageTest('keeps a draft over a reload, newer than the one of the host', suite, async (page) => {
    await box(page).fill('half a thought');
    assert.equal((await page.waitPosted('draft')).text, 'half a thought');
    await page.page.reload();
    await page.waitPosted('ready');
    await page.send({ type: 'state', state: state({ draft: { text: 'older', mentions: [] } }) });
    assert.equal(await box(page).inputValue(), 'half a thought');
    await page.send({ type: 'state', state: state({ draft: { text: 'older', mentions: [] } }) });
    assert.equal(await box(page).inputValue(), 'half a thought');
  });

  pageTest(
    'takes the draft of the host into an empty box',
    suite,
    async (page) => assert.equal(await box(page).inputValue(), 'from before'),
    { state: state({ draft: { text: 'from before', mentions: [] } }) },
  );

  pageTest('takes dropped files, and puts in what the host makes of them', suite, async (page) => {
    await page.page.evaluate(`
      const data = new DataTransfer();
      data.setData('text/uri-list', '# comment\\r\\nfile:///work/a.ts\\r\\nfile:///work/b.ts');
      document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    `);
    assert.deepEqual((await page.waitPosted('dropped')).uris, ['file:///work/a.ts', 'file:///work/b.ts']);
  });

  pageTest('says when nothing that was dropped can be named, or not all of it', suite, async (page) => {
    const drop = (text: string) =>
      page.page.evaluate((list) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('application/vnd.code.uri-list', list);
        const init = { dataTransfer, bubbles: true, cancelable: true };
        document.querySelector('main')!.dispatchEvent(new DragEvent('drop', init));
      }, text);
    await drop('');
    await page.page.locator('.box-notices').getByText('Nothing in what was dropped can be named').waitFor();
    assert.deepEqual(await page.posted('dropped'), []);
    await drop(Array.from({ length: 101 }, (_, i) => `file:///work/${i}.ts`).join('\n'));
    assert.equal((await page.waitPosted('dropped')).uris.length, 100);
    await page.page.locator('.box-notices').getByText('At most 100 things can be named').waitFor();
  });

  pageTest('offers to fix what looks like a failure, beside asking about it', suite, async (page) => {
    const failure = 'TypeError: x is not a function\n    at total (src/shop.ts:14:3)';
    const fix = page.page.getByRole('button', { name: 'Fix', exact: true });
    await box(page).fill('Where is a TypeError thrown?');
    assert.equal(await fix.count(), 0);
    await box(page).fill(failure);
    await fix.click();
    assert.equal((await page.waitPosted('fix')).text, failure);
    assert.deepEqual(await page.posted('ask'), []);
    assert.equal(await box(page).inputValue(), failure);
    await box(page).fill('');
    assert.equal(await fix.count(), 0, 'gone with the text');
  });

  pageTest('takes at most as many mentions as the host accepts, and says so', suite, async (page) => {
    const mentions = Array.from({ length: 100 }, (_, i) => ({ kind: 'file', path: `src/${i}.ts` }) as const);
    await page.page.evaluate((all) => {
      for (const mention of all) window.postMessage({ type: 'insertMention', mention });
    }, mentions);
    await page.send({ type: 'insertMention', mention: { kind: 'file', path: 'src/one-too-many.ts' } });
    assert.equal(await page.page.locator('.mention').count(), 100);
    await page.page.locator('.box-notices').getByText('At most 100 things can be named').waitFor();
    await box(page).fill('What are these?');
    assert.equal(await page.page.locator('.box-notices .notice').count(), 0, 'gone once the text changes');
    await box(page).press('Enter');
    assert.equal((await page.waitPosted('ask')).mentions.length, 100);
  });

  pageTest(
    'sends a question behind an answer that is made, and shows what waits in line',
    suite,
    async (page) => {
      const line = page.page.locator('.box-notices .waiting');
      await page.send({ type: 'state', state: conversing([answered(), asked('run-2')]) });
      assert.equal(await page.page.getByRole('button', { name: 'Send (Enter)' }).isVisible(), false);
      await box(page).fill('And another one');
      assert.equal(await page.page.getByRole('button', { name: 'Send (Enter)' }).isVisible(), true);
      await box(page).press('Enter');
      assert.equal((await page.waitPosted('ask')).question, 'And another one');
      assert.equal(await box(page).inputValue(), '', 'the host has it');
      await page.send({ type: 'waiting', waiting: [{ id: 'w1', question: 'And another one' }] });
      assert.match((await line.textContent()) ?? '', /^Asked when this answer is made: And another one$/);
      const height = await line.evaluate((one) => one.getBoundingClientRect().height);
      assert.ok(height < 40, 'one line');
      await line.getByRole('button', { name: 'Do not ask: And another one' }).click();
      assert.equal((await page.waitPosted('dropWaiting')).id, 'w1');
      await page.send({ type: 'waiting', waiting: [] });
      assert.equal(await line.count(), 0);
    },
  );

  pageTest('completes by mouse, and names folders, files and the selection', suite, async (page) => {
    const items = [
      { mention: { kind: 'folder', path: 'src' }, label: 'src/', detail: '12 files' },
      { mention: { kind: 'file', path: 'src/run.ts' }, label: 'run.ts', detail: 'src' },
      {
        mention: { kind: 'selection', path: 'src/run.ts', startLine: 3, endLine: 9 },
        label: 'run.ts:3-9',
        detail: 'selection',
      },
    ] as const;
    await box(page).focus();
    for (const [i, item] of items.entries()) {
      await page.page.keyboard.type(`@${item.mention.kind}:`);
      const { requestId } = await waitLast(page, 'complete', ({ kind }) => kind === item.mention.kind);
      await page.send({ type: 'completions', requestId, items: [item], total: 1 });
      await page.page.getByRole('option', { name: item.label }).click();
      assert.equal(await page.page.evaluate('document.activeElement.id'), 'question', 'the focus stays');
      assert.equal(await page.page.locator('.mention').count(), i + 1);
    }
    assert.equal(await box(page).inputValue(), '');
    await page.page.keyboard.type('What is this?');
    await page.page.keyboard.press('Enter');
    assert.deepEqual(
      (await page.waitPosted('ask')).mentions,
      items.map(({ mention }) => mention),
    );
  });

  pageTest('is focused by the host, with a question when there is one', suite, async (page) => {
    await page.send({ type: 'focus', question: 'Explain this' });
    assert.equal(await page.page.evaluate('document.activeElement.id'), 'question');
    assert.equal(await box(page).inputValue(), 'Explain this');
  });

  pageTest('can be worked from first to last by Tab alone', suite, async (page) => {
    const seen: string[] = [];
    await page.page.evaluate('document.body.focus()');
    for (let i = 0; i < 12; i++) {
      await page.page.keyboard.press('Tab');
      seen.push(
        (await page.page.evaluate(
          `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()`,
        )) as string,
      );
    }
    for (const name of ['New conversation', '2 files were not indexed', 'Ask about this code'])
      assert.ok(seen.includes(name), `${name} in ${seen.join(' | ')}`);
    assert.ok(seen.indexOf('2 files were not indexed') < seen.indexOf('Ask about this code'));
  });
}
