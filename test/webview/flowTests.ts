/** What a person does with the page, from the question to what follows the answer. */
import assert from 'node:assert/strict';
import type { PageUnderTest } from './browser.ts';
import { pageTest, type Suite } from './harness.ts';
import { checkLayout } from './looks.ts';
import {
  answer,
  answered,
  asked,
  conversing,
  extractive,
  halfWay,
  inParts,
  moved,
  preview,
  QUESTION,
  runOf,
  state,
  turnMessage,
  verified,
} from './samples.ts';

interface Wrapped {
  /** Lines of code that stand on several lines of the box. */
  readonly wrapped: number;
  /** Words that stand on several, though they fit on one. */
  readonly broken: readonly string[];
}

/** How the lines of the peek wrap. */
const WRAPPED = `(() => {
  const broken = [];
  let wrapped = 0;
  const rows = (range) => new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  for (const code of document.querySelectorAll('.peek-lines code')) {
    const text = code.firstChild;
    const range = document.createRange();
    range.selectNodeContents(code);
    wrapped += rows(range) > 1;
    for (const word of text.data.matchAll(/\\S+/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const probe = code.cloneNode();
      probe.textContent = word[0];
      Object.assign(probe.style, { position: 'absolute', whiteSpace: 'nowrap' });
      code.parentElement.append(probe);
      const fits = probe.getBoundingClientRect().width <= code.clientWidth;
      probe.remove();
      if (fits && rows(range) > 1) broken.push(word[0]);
    }
  }
  return { wrapped, broken };
})()`;

const question = (page: PageUnderTest) => page.page.getByRole('textbox', { name: 'Ask about this code' });
const run = runOf(answer, ['Every step ', 'checks **the signal**', ' first.']);

export function flowTests(suite: Suite): void {
  pageTest('asks, streams, answers, and a citation opens its lines', suite, async (page) => {
    await question(page).fill(QUESTION);
    await question(page).press('Enter');
    const ask = await page.waitPosted('ask');
    assert.deepEqual(ask, { type: 'ask', question: QUESTION, mentions: [] });
    assert.equal(await question(page).inputValue(), QUESTION, 'kept until it is taken');
    await page.send(turnMessage(asked()));
    assert.equal(await question(page).inputValue(), '');
    await page.events(run.slice(0, 4));
    await page.page.getByText('1 call, up to 5,620 tokens').waitFor();
    await page.page.getByText('the question names endRun').waitFor();
    await page.events(run.slice(4, 7), { from: 4 });
    await page.page.getByText('Not checked yet').waitFor();
    assert.equal(await page.page.locator('.stream strong').textContent(), 'the signal');
    assert.equal(await page.page.locator('.stream .cite-link').count(), 0);
    await page.events(run.slice(7), { from: 7 });
    await page.page.locator('button.chip').first().click();
    const open = await page.waitPosted('open');
    assert.deepEqual(
      { ...open },
      { type: 'open', path: verified.path, startLine: 12, endLine: 15, quote: verified.quote, hash: 'aaaa' },
    );
  });

  pageTest('says the steps and the end to a screen reader, never the words', suite, async (page) => {
    await page.page.evaluate(`
      window.said = [];
      new MutationObserver(() => window.said.push(document.querySelector('[role=status]').textContent))
        .observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true });
    `);
    await page.send(turnMessage(asked()));
    for (const [at, event] of run.entries()) await page.events([event], { from: at });
    const said = (await page.page.evaluate('window.said')) as string[];
    assert.deepEqual(
      said.filter((text) => text === 'Writing the answer'),
      ['Writing the answer'],
    );
    assert.equal(said.at(-1), 'Answer complete. 3 claims: 1 verified, 1 re-anchored, 1 unproved.');
    assert.ok(!said.some((text) => text.includes('the signal')));
  });

  pageTest('shows states in words, and an unproved claim has no link', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    assert.deepEqual(await page.page.locator('.claim .state').allTextContents(), [
      ' verified',
      ' re-anchored',
      ' unproved',
    ]);
    const last = page.page.locator('.claim').nth(2);
    assert.equal(await last.locator('button, a').count(), 0);
    assert.match((await last.textContent()) ?? '', /the quote is not in the file/);
  });

  pageTest('links the cited range in the text, and code at its source', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.getByRole('button', { name: 'src/engine/agents/run.ts:12', exact: true }).click();
    assert.equal((await page.waitPosted('open')).startLine, 12);
    await page.page
      .getByRole('button', { name: /^Open at source/ })
      .first()
      .click();
    assert.deepEqual((await page.waitPosted('open', 2)).quote, verified.quote);
    await page.page.getByRole('button', { name: 'Copy code' }).first().click();
    assert.match((await page.waitPosted('copy')).text, /^for await/);
  });

  pageTest('has what an answer tells of repaired', suite, async (page) => {
    const turn = answered(answer);
    await page.send({ type: 'state', state: conversing([turn]) });
    await page.page.getByRole('button', { name: 'Fix this' }).click();
    assert.equal((await page.waitPosted('fixThis')).runId, turn.runId);
  });

  pageTest('offers to go through code of an answer that is a patch, and no other', suite, async (page) => {
    const text = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-a\n+b\n';
    const code = [
      { kind: 'proposed' as const, at: 0, language: 'diff', text },
      { kind: 'proposed' as const, at: 0, language: 'ts', text: 'let a = 1;\n' },
    ];
    const [claim] = answer.claims;
    const turn = answered({ ...answer, claims: [{ ...claim!, code }] });
    await page.send({ type: 'state', state: conversing([turn]) });
    await page.page.getByRole('button', { name: 'Go through this patch and apply it' }).click();
    assert.equal((await page.waitPosted('applyPatch')).text, text);
    // What is no patch goes to the cursor as it stands.
    const insertIn = (line: string) =>
      page.page
        .locator('.code-block')
        .filter({ hasText: line })
        .getByRole('button', { name: 'Insert at the cursor' });
    assert.equal(await insertIn('diff --git').count(), 0);
    await insertIn('let a = 1;').click();
    assert.equal((await page.waitPosted('insertCode')).text, 'let a = 1;\n');
  });

  pageTest(
    'peeks at the quoted lines on focus and on hover, and Escape closes it first',
    suite,
    async (page) => {
      await page.send({ type: 'state', state: conversing([answered(), asked('run-2')]) });
      const chip = page.page.locator('button.chip').first();
      await chip.focus();
      const peek = page.page.getByRole('tooltip');
      await peek.waitFor();
      assert.match(
        (await peek.textContent()) ?? '',
        /run\.ts:12-15.*verified.*12 +for await.*13 +signal\.throwIfAborted.*15 +\}$/s,
      );
      assert.equal(await chip.getAttribute('aria-describedby'), 'peek');
      await page.page.setViewportSize({ width: 200, height: 760 });
      await page.settle();
      const { wrapped, broken } = (await page.page.evaluate(WRAPPED)) as Wrapped;
      assert.ok(wrapped > 0, 'lines of code are longer than the box');
      assert.deepEqual(broken, [], 'words that would fit are whole');
      await page.page.setViewportSize({ width: 360, height: 760 });
      await page.page.keyboard.press('Escape');
      await peek.waitFor({ state: 'hidden' });
      assert.deepEqual(await page.posted('stop'), []);
      await chip.hover();
      await peek.waitFor();
      await page.page.keyboard.press('Escape');
      await page.page.keyboard.press('Escape');
      assert.equal((await page.waitPosted('stop')).runId, 'run-2');
    },
  );

  pageTest('says where selected words of an answer come from', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    const ask = page.page.getByRole('button', { name: 'Where does this come from?' });
    const select = (from: number, to: number) =>
      page.page.evaluate(`{
        const said = document.querySelectorAll('.claim .said');
        const words = said[${to}].querySelector('p');
        document.getSelection().setBaseAndExtent(said[${from}].querySelector('p'), 0, words, words.childNodes.length);
      }`);
    assert.equal(await ask.count(), 0);
    await select(0, 0);
    await ask.click();
    const origin = page.page.getByRole('region', { name: 'Where the selected words come from' });
    assert.deepEqual(await origin.locator('mark').allTextContents(), ['event', 'signal', 'Aborted']);
    assert.match((await origin.textContent()) ?? '', /In none of the cited lines: .*step/);
    await origin.getByRole('button', { name: 'src/engine/agents/run.ts:13' }).click();
    const open = await page.waitPosted('open');
    assert.deepEqual([open.startLine, open.endLine, open.quote], [13, 13, '    signal.throwIfAborted();']);
    await origin.focus();
    await page.page.keyboard.press('Escape');
    assert.equal(await origin.count(), 0);
    // Nothing is proved for the last claim: that is said, and no line is shown for it.
    await select(2, 2);
    await ask.click();
    assert.match((await origin.textContent()) ?? '', /No line was proved for this/);
    assert.equal(await origin.locator('code').count(), 0);
    await page.page.evaluate(`document.getSelection().removeAllRanges()`);
    await ask.waitFor({ state: 'hidden' });
  });

  pageTest('turns a citation stale, and back when the text only moved', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    const stale = { ...verified, state: 'stale', problem: { kind: 'changed' } } as const;
    await page.send({
      type: 'citations',
      runId: 'run-1',
      citations: [{ claim: 0, index: 0, citation: stale }],
    });
    const claim = page.page.locator('.claim').first();
    assert.equal(await claim.locator('.state').textContent(), ' stale');
    assert.equal(await claim.locator('.cite-link').count(), 0, 'not a link of fact any more');
    const back = { ...verified, startLine: 20, endLine: 23, state: 'reanchored' } as const;
    await page.send({
      type: 'citations',
      runId: 'run-1',
      citations: [{ claim: 0, index: 0, citation: back }],
    });
    await claim.locator('button.chip').click();
    assert.equal((await page.waitPosted('open')).startLine, 20);
    assert.match((await page.page.getByRole('status').textContent()) ?? '', /checked again/);
  });

  pageTest('goes from question to cited lines and on by keyboard alone', suite, async (page) => {
    const { keyboard } = page.page;
    const focused = () =>
      page.page.evaluate(
        `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()`,
      ) as Promise<string>;
    const tabTo = async (name: string, key = 'Tab') => {
      for (let i = 0; i < 40 && (await focused()) !== name; i++) await keyboard.press(key);
      assert.equal(await focused(), name);
    };
    await question(page).focus();
    await keyboard.type(QUESTION);
    await keyboard.press('Enter');
    await page.waitPosted('ask');
    await page.send(turnMessage(asked()));
    await page.events(run);
    assert.equal(await focused(), 'Ask about this code', 'an answer does not take the focus');
    await tabTo('Open src/engine/events.ts:40, re-anchored', 'Shift+Tab');
    await page.page.getByRole('tooltip').waitFor();
    await keyboard.press('Enter');
    assert.equal((await page.waitPosted('open')).path, moved.path);
    await tabTo('Route: written from the best passages');
    await keyboard.press('Enter');
    await page.page.getByText('Other routes').waitFor();
    await tabTo('Copy as Markdown');
    await keyboard.press('Space');
    await page.waitPosted('copy');
    await tabTo(`Conversations: ${QUESTION}`, 'Shift+Tab');
    await keyboard.press('Enter');
    await tabTo(`Delete ${QUESTION}`);
    await keyboard.press('Enter');
    assert.equal(await focused(), 'Keep', 'the harmless choice is the first');
    await keyboard.press('Enter');
    assert.equal(await focused(), `Delete ${QUESTION}`, 'back where it was');
    await keyboard.press('Escape');
    assert.equal(await focused(), `Conversations: ${QUESTION}`);
  });

  pageTest('has landmarks, headings and names in reading order', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    const tree = await page.page.locator('body').ariaSnapshot();
    const parts = [
      'banner:',
      'main:',
      'article "',
      'heading "',
      'group "Claims"',
      'toolbar "Answer"',
      'form "',
    ];
    const places = parts.map((part) => tree.indexOf(part));
    assert.ok(
      places.every((at, i) => at >= 0 && at > (places[i - 1] ?? -1)),
      `${parts} at ${places} in\n${tree}`,
    );
    assert.equal(await page.page.getByRole('status').getAttribute('aria-live'), 'polite');
  });

  pageTest(
    'is useful without a model: examples, a hint, passages with their lines',
    suite,
    async (page) => {
      await page.page.getByText('No model is set').waitFor();
      await page.page.getByText('240 files, 41,237 lines, 5,481 symbols').waitFor();
      assert.equal(await page.page.locator('.example').count(), 3, 'never more than three examples');
      assert.equal(await page.page.locator('.example code').textContent(), 'ParserPool');
      await page.page.getByRole('button', { name: 'Choose model' }).click();
      assert.equal((await page.waitPosted('runCommand')).command, 'chooseModel');
      await page.page.getByRole('button', { name: 'Where are citations checked' }).click();
      assert.match((await page.waitPosted('ask')).question, /^Where are citations/);
      await page.send({ type: 'state', state: conversing([answered(extractive)], { model: null }) });
      await page.page.locator('.hit .line', { hasText: 'signal.throwIfAborted' }).waitFor();
      await page.page.getByText('no model was called').first().waitFor();
    },
    { state: state({ model: null, suggestions: [...state().suggestions, 'And a fourth?'] }) },
  );

  pageTest('shows coverage, passages, route and spending on demand', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    const open = (name: RegExp) => page.page.locator('summary', { hasText: name }).click();
    await open(/Read 2 of 240 files/);
    await page.page.getByText('media/icon.png binary').waitFor();
    await open(/Passages in the prompt: 2/);
    await page.page.getByText('matches run, abort').first().waitFor();
    assert.match(
      (await page.page.locator('.inspected').first().textContent()) ?? '',
      /320 tokens.*rank 1.*defines endRun/,
    );
    await page.page.getByRole('button', { name: 'src/engine/agents/run.ts:8-30' }).click();
    assert.equal((await page.waitPosted('open')).endLine, 30);
    await open(/Spending/);
    assert.deepEqual(await page.page.locator('.spending dt').allTextContents(), [
      'This answer',
      'Conversation',
      'Today',
      'This month',
    ]);
    await page.page.getByText('cost 2.40 USD').waitFor();
    await page.send({
      type: 'citations',
      runId: 'run-1',
      citations: [{ claim: 1, index: 0, citation: moved }],
    });
    assert.equal(
      await page.page.locator('.details-group > details[open]').count(),
      3,
      'what was open stays open',
    );
  });

  pageTest('follows up, asks again and copies', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.getByRole('button', { name: 'Where is endRun used?' }).click();
    assert.equal((await page.waitPosted('symbolUse')).name, 'endRun');
    await page.page.getByRole('button', { name: 'Copy as Markdown' }).click();
    assert.match((await page.waitPosted('copy')).text, /## How does a run end/);
    await page.page.getByRole('button', { name: 'Ask again', exact: true }).click();
    assert.equal((await page.waitPosted('askAgain')).runId, 'run-1');
    await page.page.getByRole('button', { name: 'What does endRun do?' }).click();
    const ask = await page.waitPosted('ask');
    assert.deepEqual([ask.conversationId, ask.mentions], ['c1', [{ kind: 'symbol', name: 'endRun' }]]);
  });

  pageTest('puts a recipe into the box, its blank selected', suite, async (page) => {
    await page.page.getByRole('button', { name: 'Compare … and …' }).click();
    await page.page.keyboard.type('chunks');
    assert.equal(await question(page).inputValue(), 'Compare chunks and …');
    assert.deepEqual(await page.posted('ask'), []);
  });

  pageTest('takes another route from those that were not taken', suite, async (page) => {
    const other = answer.route.alternatives[0]!;
    const without = { name: 'chain', reason: { kind: 'asTheyStand', of: [] } };
    const route = { ...answer.route, alternatives: [other, without] };
    await page.send({ type: 'state', state: conversing([answered({ ...answer, route })]) });
    await page.page.locator('summary', { hasText: 'Route: written from the best passages' }).click();
    const routes = page.page.locator('details[data-key="route"] li');
    assert.equal(
      await routes.nth(1).locator('button').count(),
      0,
      'one that does not fit is told, not offered',
    );
    await routes.first().getByRole('button').click();
    assert.deepEqual(await page.waitPosted('askAgain'), {
      type: 'askAgain',
      runId: 'run-1',
      route: 'extractive',
    });
  });

  pageTest('shows the route before the run: its part, everything, and the others', suite, async (page) => {
    await question(page).fill(QUESTION);
    await page.page.getByRole('button', { name: 'Show what would be sent' }).click();
    const { requestId } = await page.waitPosted('preview');
    await page.send({ type: 'previewResult', requestId, preview: { ...preview, route: inParts } });
    const card = page.page.locator('.preview .route-card');
    const text = (await card.textContent()) ?? '';
    for (const part of [
      'Read in parts, one after another',
      '34 of 210 files, in 12 parts.',
      '13 calls, up to 216,000 tokens, about 0.4100 USD, one after another.',
      'It reads the part that holds 90 % of the rank: 34 of 210 files.',
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await card.getByText('Routes that do not fit').click();
    await card.getByText('all of it takes about 812,000 tokens').waitFor();
    assert.equal(await card.locator('.route-option').count(), 2);
    await card.getByRole('button', { name: /^Read everything \(68 calls/ }).click();
    const everything = await page.waitPosted('ask');
    assert.deepEqual([everything.route, everything.everything], ['chain', true]);
    await page.send(turnMessage(asked()));
    await page.events([{ type: 'routed', route: inParts, budgetTokens: 400_000 }]);
    await page.page.getByText('Other routes').click();
    await page.page.getByRole('button', { name: /^Written from the best passages/ }).click();
    const again = { type: 'askAgain', runId: 'run-1', route: 'retrieval' } as const;
    assert.deepEqual(await page.waitPosted('askAgain'), again);
  });

  pageTest('shows a long run while it goes on, and stops it', suite, async (page) => {
    await page.send(turnMessage({ ...asked(), askedAtMs: Date.now() - 65_000 }));
    const turn = page.page.locator('.turn');
    const beginning = halfWay().slice(0, 6);
    await page.events(beginning);
    const draft = page.page.getByRole('region', { name: 'Draft' });
    assert.match((await draft.textContent()) ?? '', /not checked.*abortController/s);
    await page.events(halfWay().slice(6), { from: 6 });
    assert.equal(await draft.count(), 0, 'it steps back behind what is proved');
    await turn.getByText('Reading part 8 of 12').waitFor();
    await turn.getByText('6 of 12 parts read · 1 being read · 1 lost · 4 to come').waitFor();
    const cells = await turn.locator('.cell').evaluateAll((all) => all.map(({ className }) => className));
    assert.deepEqual(
      ['read', 'lost', 'reading', 'cell'].map(
        (state) => cells.filter((name) => name.split(' ').includes(state)).length,
      ),
      [6, 1, 1, 12],
    );
    await turn.getByText('106,800 of 240,000 tokens of the budget').waitFor();
    assert.match((await turn.getByRole('timer').textContent()) ?? '', /^for 1:\d\d$/);
    await turn.getByText('6 claims proved so far').waitFor();
    assert.equal(await turn.locator('.ledger > li').count(), 5, 'the newest');
    await turn
      .locator('.ledger')
      .getByRole('button', { name: /^Open src\/engine/ })
      .first()
      .click();
    await page.waitPosted('open');
    await turn.getByRole('button', { name: 'Show all 6' }).click();
    assert.equal(await turn.locator('.ledger > li').count(), 6);
    await turn.locator('summary', { hasText: 'Draft' }).click();
    assert.match((await turn.locator('.draft').textContent()) ?? '', /abortController.*and 3 more passages/s);
    await page.events([{ type: 'text', text: 'Runs end' }], { from: 90 });
    await turn.getByText('Not checked yet').waitFor();
    await turn.getByRole('button', { name: 'Stop and keep what was found' }).click();
    assert.equal((await page.waitPosted('stop')).runId, 'run-1');
  });

  pageTest('says each quarter of a long run once, and not its parts', suite, async (page) => {
    await page.page.evaluate(`
      window.said = [];
      new MutationObserver(() => window.said.push(document.querySelector('[role=status]').textContent))
        .observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true });
    `);
    await page.send(turnMessage(asked()));
    for (const [at, event] of halfWay().entries()) await page.events([event], { from: at });
    const said = (await page.page.evaluate('window.said')) as string[];
    assert.deepEqual(said.slice(-3), [
      '0 of 12 parts read, 0 claims.',
      '2 of 12 parts read, 2 claims.',
      '5 of 12 parts read, 5 claims.',
    ]);
  });

  pageTest('says that the question before was searched too, and searches alone', suite, async (page) => {
    const before = 'What is a journal?';
    const told = page.page.getByText(`Searched together with your question before: “${before}”`);
    await page.send(turnMessage(asked()));
    await page.events([{ type: 'searching', terms: ['end'], followUp: before }]);
    await told.waitFor();
    await page.page.getByRole('button', { name: 'Search alone' }).click();
    const alone = { type: 'askAgain', runId: 'run-1', alone: true } as const;
    assert.deepEqual(await page.waitPosted('askAgain'), alone);
    const notices = [{ kind: 'followUp', question: before } as const];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, notices })]) });
    assert.equal(await told.count(), 1, 'said once when it is answered');
    await page.page.getByRole('button', { name: 'Search alone' }).click();
    assert.deepEqual(await page.waitPosted('askAgain', 2), alone);
    // Of an answer from a part of the files it is said of how many, with the way to all of them.
    const indexing = [{ kind: 'indexing', read: 80, unread: 120 }] as const;
    const part = { ...answered({ ...answer, notices: indexing }), runId: 'run-2' };
    await page.send({ type: 'state', state: conversing([part]) });
    const soFar = page.page.locator('.notice', { hasText: 'From 40 % of the files so far: 120 are still' });
    await soFar.getByRole('button', { name: 'Ask again' }).click();
    assert.deepEqual(await page.waitPosted('askAgain', 3), { type: 'askAgain', runId: 'run-2' });
  });

  pageTest('switches, exports and deletes conversations, asking before it deletes', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered()]) });
    const switcher = page.page.getByRole('button', { name: /^Conversations:/ });
    await switcher.click();
    await page.page.getByRole('button', { name: 'Export What does the router do?' }).click();
    assert.equal((await page.waitPosted('exportConversation')).id, 'c2');
    await page.page.getByRole('button', { name: 'Delete What does the router do?' }).click();
    assert.equal(await page.page.evaluate('document.activeElement.textContent'), 'Keep');
    const isPrimary = async (name: string): Promise<boolean> =>
      (await page.page
        .locator('.conversations vscode-button', { hasText: name })
        .getAttribute('secondary')) === null;
    assert.deepEqual([await isPrimary('Keep'), await isPrimary('Delete')], [true, false]);
    assert.deepEqual(await page.posted('deleteConversation'), []);
    await page.page.getByRole('button', { name: 'Delete', exact: true }).click();
    assert.equal((await page.waitPosted('deleteConversation')).id, 'c2');
    await page.page.keyboard.press('Escape');
    assert.equal(await switcher.getAttribute('aria-expanded'), 'false');
    await switcher.click();
    await page.page.locator('.conversation-open').nth(1).click();
    assert.equal((await page.waitPosted('openConversation')).id, 'c2');
    await switcher.click();
    await page.page.locator('.conversation-open').first().waitFor();
    await question(page).click();
    await page.page.locator('.conversation-open').first().waitFor({ state: 'hidden' });
    await page.page.getByRole('button', { name: 'New conversation', exact: true }).click();
    await page.waitPosted('newConversation');
    // Asked before the host has said that the other conversation is left.
    await question(page).fill('And now something else?');
    await question(page).press('Enter');
    assert.equal('conversationId' in (await page.waitPosted('ask')), false);
  });

  pageTest('names, dates and searches conversations', suite, async (page) => {
    const switcher = page.page.getByRole('button', { name: /^Conversations:/ });
    await page.send({ type: 'state', state: conversing([answered()]) });
    await switcher.click();
    const rows = page.page.locator('.conversation');
    assert.match((await rows.nth(1).textContent()) ?? '', /1970 · 4 questions/);
    // VS Code makes its side bar no narrower than 170 px.
    for (const width of [360, 290, 170]) {
      await page.page.setViewportSize({ width, height: 760 });
      await page.settle();
      for (const [place, count] of [
        [rows.nth(1), 4],
        [page.page.locator('.header-bar'), 3],
      ] as const) {
        const tops = (await place
          .locator('button')
          .evaluateAll((all) =>
            all
              .map((one) => one.getBoundingClientRect())
              .map(({ top, height }) => Math.round(top + height / 2)),
          )) as number[];
        assert.equal(tops.length, count);
        assert.ok(Math.max(...tops) - Math.min(...tops) <= 1, `icons beside the title at ${width} px`);
      }
      await checkLayout(page, `conversations at ${width} px`);
    }
    await page.screenshot('conversations-170');
    await page.page.setViewportSize({ width: 360, height: 760 });
    await page.page.getByRole('button', { name: 'Rename What does the router do?' }).click();
    const field = page.page.getByRole('textbox', { name: 'Name of the conversation' });
    assert.equal(await field.inputValue(), 'What does the router do?');
    await field.fill('Routing');
    await field.press('Enter');
    const { id, name } = await page.waitPosted('renameConversation');
    assert.deepEqual([id, name], ['c2', 'Routing']);
    const search = page.page.getByRole('searchbox', { name: 'Search conversations' });
    await search.pressSequentially('ROUTER');
    assert.equal(await rows.count(), 1);
    assert.equal(await search.inputValue(), 'ROUTER');
    await search.fill('nothing like it');
    await page.page.getByText('No conversation has this in its title.').waitFor();
  });

  pageTest('edits the last question in its place and asks it again', suite, async (page) => {
    await page.send({ type: 'state', state: conversing([answered(), { ...answered(), runId: 'run-2' }]) });
    const edit = page.page.getByRole('button', { name: 'Edit this question and ask again' });
    assert.equal(await edit.count(), 1, 'the last one alone');
    await edit.last().click();
    const field = page.page.getByRole('textbox', { name: 'Edit this question and ask again' });
    await field.press('Escape');
    assert.equal(await field.count(), 0);
    await edit.last().click();
    await field.fill('What else does it do?');
    await field.press('Enter');
    const ask = await page.waitPosted('ask');
    assert.deepEqual(
      [ask.question, ask.replaces, ask.conversationId],
      ['What else does it do?', 'run-2', 'c1'],
    );
    await page.send({ type: 'state', state: conversing([answered(), asked('run-2')]) });
    assert.equal(await page.page.locator('.question-edit:visible').count(), 0, 'not while it is answered');
  });

  pageTest('says how many conversations are kept before the oldest goes', suite, async (page) => {
    const switcher = page.page.getByRole('button', { name: /^Conversations:/ });
    const before = conversing([answered()]);
    const note = page.page.getByText(/conversations are kept; the oldest is deleted/);
    await page.send({ type: 'state', state: { ...before, maxConversations: 3 } });
    await switcher.click();
    await page.page.locator('.conversation-open').first().waitFor();
    assert.equal(await note.count(), 0, 'two of three');
    await page.send({ type: 'state', state: { ...before, maxConversations: 2 } });
    await switcher.click();
    await switcher.click();
    await note.waitFor();
    assert.match((await note.textContent()) ?? '', /^2 conversations/);
  });

  pageTest('previews what would be sent', suite, async (page) => {
    await question(page).fill(QUESTION);
    await page.page.getByRole('button', { name: 'Show what would be sent' }).click();
    const { requestId } = await page.waitPosted('preview');
    const panel = page.page.locator('.preview');
    await page.send({ type: 'previewResult', requestId: requestId + 7, preview });
    assert.equal(await panel.count(), 0, 'an old result is passed over');
    await page.send({ type: 'previewResult', requestId, preview });
    await panel.getByText('src/engine/events.ts:1-60').waitFor();
    const text = (await panel.textContent()) ?? '';
    for (const part of [
      'Would be sent to 127.0.0.1:11434, model qwen3-coder:30b: 4,087 tokens, 2 secrets replaced.',
      '1 call, up to 5,620 tokens',
      'Passages in the prompt: 2',
      'In the order they would be sent.',
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await page.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  pageTest('says when nothing would be sent, and why', suite, async (page) => {
    await question(page).fill(QUESTION);
    await page.page.getByRole('button', { name: 'Show what would be sent' }).click();
    const { requestId } = await page.waitPosted('preview');
    const { route, passages } = extractive;
    const notices = [
      { kind: 'overBudget', needs: 70_000, left: 60_000, limit: 60_000, unit: 'tokens' } as const,
    ];
    await page.send({ type: 'previewResult', requestId, preview: { route, passages, notices } });
    const panel = page.page.locator('.preview');
    await panel.getByText('Nothing would be sent.').waitFor();
    const text = (await panel.textContent()) ?? '';
    const reason = 'No model is set.';
    const why = 'The next request needs 70,000 tokens and does not fit the budget of 60,000';
    for (const part of [reason, 'No model calls.', 'Passages found: 2', why])
      assert.ok(text.includes(part), `${part} in ${text}`);
    assert.doesNotMatch(text, /Would be sent|In the order/);
  });

  pageTest(
    'speaks the language of the host',
    suite,
    async (page) => {
      await page.page.getByRole('heading', { name: 'Frag den Code' }).waitFor();
      await page.page.getByRole('button', { name: 'Senden' }).waitFor();
    },
    { state: state({ strings: { emptyTitle: 'Frag den Code', send: 'Senden' } }) },
  );
}
