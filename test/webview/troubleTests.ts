/** Runs that stop, fail or wait, an engine that dies, an index that is not ready: always with a next step. */
import assert from 'node:assert/strict';
import type { RootStatus } from '../../src/protocol/data.ts';
import type { PageUnderTest } from './browser.ts';
import { pageTest, type Suite } from './harness.ts';
import { answer, asked, conversing, extractive, ready, runOf, state, turnMessage } from './samples.ts';

const question = (page: PageUnderTest) => page.page.getByRole('textbox', { name: 'Ask about this code' });
const run = runOf(answer, ['Every step ', 'checks **the signal**', ' first.']);

export function troubleTests(suite: Suite): void {
  pageTest('stops a run, and shows what is kept', suite, async (page) => {
    await page.send(turnMessage(asked()));
    await page.events(run.slice(0, 6));
    await page.page.getByRole('button', { name: 'Stop (Escape)' }).click();
    assert.equal((await page.waitPosted('stop')).runId, 'run-1');
    await page.events([{ type: 'aborted' }], { from: 50 });
    await page.page.getByText('Stopped. What was found so far is kept.').waitFor();
    await page.page.locator('.answer .markdown').getByText('Every step').waitFor();
    await page.page.getByRole('button', { name: 'Send (Enter)' }).waitFor();
  });

  pageTest('keeps the words of a stopped run beside the passages of its answer', suite, async (page) => {
    await page.send(turnMessage(asked()));
    await page.events(run.slice(0, 6));
    await page.events([{ type: 'aborted', answer: { ...extractive, status: 'stopped' } }], { from: 50 });
    await page.page.locator('.answer .markdown').getByText('Every step').waitFor();
    await page.page.locator('.claim').first().waitFor();
    await page.page.getByRole('button', { name: 'Copy as Markdown' }).click();
    const { text } = await page.waitPosted('copy');
    assert.match(text, /Every step/);
    assert.match(text, /src\/engine\/agents\/run\.ts:8-11/);
  });

  pageTest('shows retries and widening while they happen', suite, async (page) => {
    await page.send(turnMessage(asked()));
    const reason = { kind: 'overloaded', cause: 'overloaded', host: 'api.test', status: 503 } as const;
    await page.events([{ type: 'retry', afterMs: 2_400, reason }]);
    await page.page
      .getByText('Trying again in 3 seconds: api.test answered 503. It is overloaded.')
      .first()
      .waitFor();
    await page.events([{ type: 'widening', missing: ['the caller of endRun'], clues: [] }], { from: 1 });
    await page.page.getByText('Searching again, wider, for the caller of endRun').first().waitFor();
  });

  pageTest('offers the next step for a failure', suite, async (page) => {
    await page.send(turnMessage(asked()));
    const failure = { kind: 'auth', cause: 'refusedKey', host: 'api.test', model: 'm', status: 401 } as const;
    await page.events([{ type: 'failed', failure }]);
    const said = 'api.test refused the key (status 401). Check the key with Sightline: Set API Key';
    await page.page.getByText(said).first().waitFor();
    await page.page.locator('.turn').getByRole('button', { name: 'Set key' }).click();
    assert.equal((await page.waitPosted('runCommand')).command, 'setKey');
    await page.page.locator('.turn .banner').getByRole('button', { name: 'Ask again', exact: true }).click();
    assert.equal((await page.waitPosted('askAgain')).runId, 'run-1');
  });

  pageTest('tells once what ended an answer', suite, async (page) => {
    await page.send(turnMessage(asked()));
    const failure = { kind: 'network', cause: 'brokeOff', host: 'api.test' } as const;
    const notices = [{ kind: 'failure', failure } as const];
    await page.events([{ type: 'failed', failure, answer: { ...extractive, status: 'partial', notices } }]);
    await page.page.locator('.turn .banner').getByText('The answer could not be finished').waitFor();
    await page.page.locator('.claim').first().waitFor();
    assert.equal(
      await page.page.locator('.turn').getByText('The connection to api.test broke off').count(),
      1,
    );
    assert.equal(await page.page.getByText('This answer is partial').count(), 0);
  });

  pageTest('offers a next step for every kind of error, wherever it is shown', suite, async (page) => {
    const kinds = [
      ...['notConfigured', 'auth', 'refusedAddress', 'rateLimited', 'contextLength', 'server', 'network'],
      ...['timeout', 'badResponse', 'badRequest', 'restricted', 'internal', 'engineDown', 'engineEnded'],
      ...['protocol', 'closed', 'something that nobody thought of', '__proto__'],
    ];
    for (const kind of kinds) {
      const error = { kind, message: `It failed: ${kind}` };
      await page.send(
        { type: 'state', state: conversing([{ ...asked(`run-${kind}`), status: 'failed', error }]) },
        { type: 'trouble', trouble: error },
        { type: 'previewResult', requestId: 0, error },
      );
      for (const area of ['.turn .banner', '.banners .banner', '.preview .banner']) {
        const banner = page.page.locator(area).filter({ hasText: error.message });
        assert.ok((await banner.getByRole('button').count()) >= 1, `${kind} in ${area}`);
      }
    }
  });

  pageTest('shows an engine that stays down with a way to its logs', suite, async (page) => {
    await page.send({ type: 'engineDown', message: 'It ended five times.', retry: false });
    const banner = page.page.locator('.banner', { hasText: 'It ended five times.' });
    assert.equal(await banner.getByRole('button', { name: 'Retry' }).count(), 0);
    await banner.getByRole('button', { name: 'Show logs' }).click();
    assert.equal((await page.waitPosted('runCommand')).command, 'showLogs');
  });

  pageTest('survives a dead engine: banner, retry, and the question is still there', suite, async (page) => {
    await question(page).fill('A question that nobody answers');
    await question(page).press('Enter');
    await page.send({ type: 'engineDown', message: 'It ended with code 9.', retry: true });
    await page.page.getByText('It ended with code 9.').first().waitFor();
    assert.equal(await question(page).inputValue(), 'A question that nobody answers');
    await page.page.getByRole('button', { name: 'Retry' }).click();
    await page.waitPosted('retry');
    await page.send({ type: 'state', state: state() });
    assert.equal(await page.page.getByRole('button', { name: 'Retry' }).count(), 0);
    await question(page).press('Enter');
    await page.waitPosted('ask', 2);
  });

  pageTest('draws a run again that goes on while the page was closed', suite, async (page) => {
    const before = {
      ...asked(),
      progress: { ...asked().progress, seq: 5, phase: 'writing', text: 'Half an' },
    } as const;
    await page.send({ type: 'state', state: conversing([before]) });
    await page.page.getByText('Half an').waitFor();
    await page.events([{ type: 'text', text: 'Half an answer' }], { from: 6 });
    await page.page.getByText('Half an answer').waitFor();
  });

  pageTest(
    'explains Restricted Mode, and trust ends it without a reload',
    suite,
    async (page) => {
      await page.page.getByText('Restricted Mode').waitFor();
      await page.page.getByRole('button', { name: 'Manage trust' }).click();
      assert.equal((await page.waitPosted('runCommand')).command, 'manageTrust');
      await page.send({ type: 'state', state: state() });
      assert.equal(await page.page.getByText('Restricted Mode').count(), 0);
      await page.send({ type: 'state', state: state({ isTrusted: false }) });
      await page.page.getByText('Restricted Mode').waitFor();
    },
    { state: state({ isTrusted: false, model: null }) },
  );

  pageTest('shows how the index comes along, and what to do when it fails', suite, async (page) => {
    const [root] = ready.roots;
    const indexing = {
      ...root!,
      state: 'indexing',
      progress: { phase: 'read', done: 120, total: 242 },
    } as const;
    await page.send({ type: 'indexStatus', status: { roots: [indexing] } });
    await page.page.getByText('Indexing sightline: 120 of 242 files').waitFor();
    const failed: RootStatus = {
      ...root!,
      state: 'failed',
      problems: [{ kind: 'indexFailed', said: 'no space left' }],
    };
    await page.send({ type: 'indexStatus', status: { roots: [failed] } });
    await page.page.getByText('The index of sightline failed: no space left').waitFor();
    await page.page.getByRole('button', { name: 'Rebuild index' }).click();
    assert.equal((await page.waitPosted('runCommand')).command, 'rebuildIndex');
    const unkept: RootStatus = {
      ...root!,
      problems: [{ kind: 'notKept', failure: { kind: 'storage', cause: 'storeFull', target: '/cache' } }],
    };
    await page.send({ type: 'indexStatus', status: { roots: [unkept, { ...unkept, root: 'two' }] } });
    const told = page.page.getByText('The index is kept in memory only. No space is left for /cache.');
    await told.waitFor();
    assert.equal(await told.count(), 1);
    const unread: RootStatus = {
      ...root!,
      problems: [
        { kind: 'notWalked', path: 'private', why: 'system', detail: 'EACCES' },
        { kind: 'rulesUnread', path: 'own/.gitignore', folder: 'own', why: 'system', detail: 'EACCES' },
      ],
    };
    await page.send({ type: 'indexStatus', status: { roots: [unread] } });
    const line = page.page.locator('.empty p', { hasText: 'private: not walked (EACCES)' });
    await line
      .filter({ hasText: 'own/.gitignore cannot be read (EACCES): nothing in own is indexed.' })
      .waitFor();
    await line.getByRole('button', { name: 'Index status' }).click();
    assert.equal((await page.waitPosted('runCommand', 2)).command, 'indexStatus');
    const [gap] = unread.problems;
    const many = Array.from({ length: 9 }, () => gap!);
    await page.send({ type: 'indexStatus', status: { roots: [{ ...unread, problems: many }] } });
    await line.filter({ hasText: '(EACCES) and 6 more.' }).waitFor();
  });
}
