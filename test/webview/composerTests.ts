/** The question box: keyboard, completion, chips, history, drafts, drops. */
import assert from 'node:assert/strict';
import type { Harness, PageUnderTest } from './browser.ts';
import { pageTest } from './harness.ts';
import { asked, conversing, state } from './samples.ts';

const box = (page: PageUnderTest) => page.page.locator('#question');

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

export function composerTests(get: () => Harness): void {
  pageTest('completes a mention by keyboard, as a combo box', get, async (page) => {
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

  pageTest('offers the kinds first, and Escape closes the list without stopping a run', get, async (page) => {
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
  });

  pageTest('passes over completions that come too late', get, async (page) => {
    await box(page).focus();
    await page.page.keyboard.type('@run');
    await page.send({ type: 'completions', requestId: 1, items: [], total: 0 });
    assert.equal(await page.page.getByText('Nothing has this name').count(), 0);
  });

  pageTest('shows chips that can be removed by keyboard', get, async (page) => {
    await page.send({ type: 'insertMention', mention: { kind: 'file', path: 'src/a.ts' } });
    await page.send({ type: 'insertMention', mention: { kind: 'folder', path: 'src' } });
    await page.send({ type: 'insertMention', mention: { kind: 'file', path: 'src/a.ts' } });
    assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), ['src/a.ts', 'src/']);
    await page.page.getByRole('button', { name: 'Remove src/a.ts' }).press('Enter');
    assert.deepEqual(await page.page.locator('.mention-text').allTextContents(), ['src/']);
    assert.equal(await page.page.evaluate('document.activeElement.id'), 'question');
    const drafts = await page.waitPosted('draft');
    assert.equal(drafts.mentions.length, 1);
  });

  pageTest(
    'walks through earlier questions at the edges of the text',
    get,
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

  pageTest('sends with Enter, breaks lines with Shift+Enter, and sends nothing empty', get, async (page) => {
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
  });

  pageTest('refuses a question that is too long, with its count, and keeps it', get, async (page) => {
    await box(page).fill('x'.repeat(50_001));
    await page.page.getByText('The question has 50,001 characters; at most 50,000 can be sent.').waitFor();
    await box(page).press('Enter');
    await page.settle();
    assert.deepEqual(await page.posted('ask'), []);
    assert.equal((await box(page).inputValue()).length, 50_001);
  });

  pageTest('keeps a draft over a reload, newer than the one of the host', get, async (page) => {
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
    get,
    async (page) => assert.equal(await box(page).inputValue(), 'from before'),
    { state: state({ draft: { text: 'from before', mentions: [] } }) },
  );

  pageTest('takes dropped files, and puts in what the host makes of them', get, async (page) => {
    await page.page.evaluate(`
      const data = new DataTransfer();
      data.setData('text/uri-list', '# comment\\r\\nfile:///work/a.ts\\r\\nfile:///work/b.ts');
      document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    `);
    assert.deepEqual((await page.waitPosted('dropped')).uris, ['file:///work/a.ts', 'file:///work/b.ts']);
  });

  pageTest('is focused by the host, with a question when there is one', get, async (page) => {
    await page.send({ type: 'focus', question: 'Explain this' });
    assert.equal(await page.page.evaluate('document.activeElement.id'), 'question');
    assert.equal(await box(page).inputValue(), 'Explain this');
  });

  pageTest('can be worked from first to last by Tab alone', get, async (page) => {
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
