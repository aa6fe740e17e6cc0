/** Answers made to attack: nothing runs, nothing is fetched, nothing hides, nothing is done without a click. */
import assert from 'node:assert/strict';
import { showHidden } from '../../src/present/answer/hidden.ts';
import { MAX_MENTIONS, type ToPage, type Turn } from '../../src/protocol/page.ts';
import { PLACE_SHAPES } from '../fakes/shapes/places.ts';
import type { PageUnderTest } from './browser.ts';
import { pageTest, type Suite, TRAP } from './harness.ts';
import {
  addInspector,
  hostileEnd,
  hostileSteps,
  hostileSurroundings,
  hostileTurn,
  inspect,
  play,
  stir,
} from './hostileViews.ts';
import { ENCODED, HIDING, payloads } from './payloads.ts';
import { answer, answered, asked, conversing, passage, state, verified } from './samples.ts';

const LEAST = 200;
const BATCH = 30;
/** The page's own layers have to hold without the policy, which would hide what they let through. */
const ALONE = { hasPolicy: false } as const;

function batches<T>(all: readonly T[], size = BATCH): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** Running turns, to which every text is given character by character, one for each drawing of the page. */
async function streamAll(
  page: PageUnderTest,
  turns: readonly Turn[],
  texts: readonly string[],
): Promise<void> {
  await page.send({ type: 'state', state: conversing(turns) });
  for (const [i, { runId }] of turns.entries())
    await page.page.evaluate(
      (messages) => {
        for (const message of messages) window.postMessage(message);
      },
      eventsOf(hostileSteps(texts[i]!), runId, 0),
    );
  await page.settle();
  await inspect(page, 'the steps before the words');
  const runs = turns.map(({ runId }, i) => ({ runId, text: texts[i]! }));
  await page.page.evaluate(async (all) => {
    const longest = Math.max(...all.map(({ text }) => text.length));
    for (let end = 1; end <= longest; end++) {
      for (const { runId, text } of all)
        if (end <= text.length)
          window.postMessage({
            type: 'event',
            event: { runId, seq: 100 + end, event: { type: 'text', text: text.slice(0, end) } },
          });
      await new Promise((done) => requestAnimationFrame(done));
    }
  }, runs);
  await page.settle();
}

function eventsOf(events: ReturnType<typeof hostileSteps>, runId: string, from: number): ToPage[] {
  return events.map((event, i) => ({ type: 'event', event: { runId, seq: from + i, event } }));
}

function trapTests(suite: Suite): void {
  suite.test('would notice what runs, what is fetched and what hides', async () => {
    const page = await suite.harness().open(ALONE);
    try {
      await addInspector(page);
      await page.page.evaluate((address) => {
        const box = document.createElement('div');
        box.innerHTML = `<img src="${address}" onerror="xss('trap')"><b title="\u009b">\u202e</b>`;
        document.querySelector('#app')!.append(box);
      }, suite.harness().canary + TRAP);
      await page.page.waitForFunction(`window.executed.includes('trap') && window.violations.length > 0`);
      const found = (await page.page.evaluate('window.inspect()')) as string[];
      for (const part of ['element: <img', 'onerror on', 'unseen in title', 'unseen: '])
        assert.ok(
          found.some((what) => what.startsWith(part)),
          `${part} in ${found.join(' | ')}`,
        );
      assert.ok(suite.harness().hits.includes(TRAP));
    } finally {
      await page.close();
    }
  });
}

function renderTests(suite: Suite): void {
  pageTest(
    'render as text in every field of a conversation that is restored',
    suite,
    async (page) => {
      await addInspector(page);
      const all = payloads(suite.harness().canary);
      const url = page.page.url();
      const rendered = new Set<string>();
      for (const texts of batches(all)) {
        const turns = texts.map((text) => hostileTurn(text, all.indexOf(text)));
        await page.send({ type: 'state', state: conversing(turns) });
        await stir(page);
        await inspect(page, `payloads from ${all.indexOf(texts[0]!)}`);
        const shown = await page.page.locator('.turn .question').allTextContents();
        assert.deepEqual(shown, texts.map(showHidden));
        for (const text of texts) rendered.add(text);
      }
      assert.ok(rendered.size >= LEAST, `${rendered.size} payloads`);
      assert.equal(page.page.url(), url);
      for (const type of ['open', 'runCommand', 'ask', 'copy'] as const)
        assert.deepEqual(await page.posted(type), []);
    },
    ALONE,
  );

  pageTest(
    'render as text while they stream one character at a time, and when that ends',
    suite,
    async (page) => {
      await addInspector(page);
      // Of like length in one batch, so that few drawings are enough for all.
      const all = payloads(suite.harness().canary).sort((a, b) => a.length - b.length);
      assert.ok(new Set(all).size >= LEAST);
      for (const texts of batches(all)) {
        const turns = texts.map((text) => asked(`run-s${all.indexOf(text)}`, 'q'));
        await streamAll(page, turns, texts);
        await inspect(page, `streamed ${texts[0]}`);
        const ends = turns.flatMap(({ runId }, i) =>
          eventsOf([hostileEnd(texts[i]!, runId, i)], runId, 100_000),
        );
        assert.deepEqual(await play(page, [ends]), []);
      }
    },
    ALONE,
  );

  pageTest(
    'render as text in names, models, errors, lists and the question box',
    suite,
    async (page) => {
      await addInspector(page);
      const all = payloads(suite.harness().canary);
      assert.ok(new Set(all).size >= LEAST);
      for (const texts of batches(all, MAX_MENTIONS)) {
        const mentions = texts.map((name) => ({ kind: 'symbol', name }) as const);
        // What the page itself kept of the batch before would win.
        await page.page.evaluate(() => sessionStorage.clear());
        await page.page.reload();
        await page.waitPosted('ready');
        await addInspector(page);
        await page.send({ type: 'state', state: state({ draft: { text: '', mentions } }) });
        await inspect(page, 'mentions');
        assert.equal(await page.page.locator('.mention').count(), mentions.length);
      }
      await page.page.locator('#question').fill('@');
      const { requestId } = await page.waitPosted('complete');
      const groups = all.map((text) => hostileSurroundings(text, requestId));
      await page.page.getByRole('button', { name: /^Conversations:/ }).evaluate((button) => {
        (button as HTMLElement).click();
      });
      assert.deepEqual(await play(page, groups), []);
      assert.equal(await page.page.locator('.option').count(), 5, 'four kinds and a hostile one');
    },
    ALONE,
  );
}

function placeTests(suite: Suite): void {
  const shapes = [...new Set(Object.values(PLACE_SHAPES).flat())];
  const PILED = /(?:^|\s)\p{M}|\p{M}{5}/u;

  pageTest(
    'forge nothing around them in any field',
    suite,
    async (page) => {
      await addInspector(page);
      for (const texts of batches(shapes, 60)) {
        const turns = texts.map((text) => hostileTurn(text, 3 * shapes.indexOf(text)));
        await page.send({ type: 'state', state: conversing(turns) });
        await stir(page);
        await inspect(page, `shapes from ${shapes.indexOf(texts[0]!)}`);
        const said = await page.page.locator('.evidence > .state').allTextContents();
        const states = ['verified', 'verified', 'unproved', 'stale'];
        assert.deepEqual(
          said.map((word) => word.trim()),
          texts.flatMap(() => states),
          'those of the claims alone',
        );
        assert.doesNotMatch((await page.page.locator('#app').textContent()) ?? '', PILED);
      }
      await page.page.locator('#question').fill('@');
      const { requestId } = await page.waitPosted('complete');
      assert.deepEqual(
        await play(
          page,
          shapes.map((text) => hostileSurroundings(text, requestId)),
        ),
        [],
      );
      for (const type of ['open', 'runCommand', 'ask', 'copy'] as const)
        assert.deepEqual(await page.posted(type), []);
    },
    ALONE,
  );

  pageTest('turn nothing around them, where they are written from right to left', suite, async (page) => {
    const path = '\u05d0\u05d1\u05d2/\u05d3\u05d4.ts';
    const citations = [{ ...verified, path, symbol: '\u05d6\u05d7' }];
    const claims = [{ text: 'It is `\u05d8\u05d9` so.', state: 'verified' as const, citations }];
    const passages = [{ ...passage, path, symbolPath: '\u05d6\u05d7' }];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims, passages })]) });
    await stir(page);
    const turning = await page.page.evaluate(() =>
      [...document.querySelectorAll('#app .turn :is(span, code, mark)')]
        .filter((element) => /[\u0590-\u05ff]/.test(element.textContent))
        .map((element) => getComputedStyle(element).unicodeBidi)
        .filter((kind) => kind !== 'isolate' && kind !== 'plaintext'),
    );
    assert.deepEqual(turning, []);
    const chip = page.page.locator('.chip', { hasText: '\u05d3\u05d4.ts' }).first();
    const leftOf = async (part: string): Promise<number> => (await chip.locator(part).boundingBox())!.x;
    assert.ok((await leftOf('.chip-name')) < (await leftOf('.chip-lines')), 'lines stand after the name');
  });
}

function hidingTests(suite: Suite): void {
  pageTest('show every hidden character in text, with a count', suite, async (page) => {
    const turns = HIDING.map(([text], i) => {
      const claims = [{ text: `before ${text} after`, state: 'unproved' as const, citations: [] }];
      return answered({ ...answer, runId: `h${i}`, claims, notices: [] });
    });
    await page.send({ type: 'state', state: conversing(turns) });
    const claims = await page.page.locator('.turn .claim').allTextContents();
    for (const [i, [, shown]] of HIDING.entries())
      assert.ok(claims[i]!.includes(shown), `${shown} in ${claims[i]}`);
    assert.equal(
      await page.page.getByText(/hidden characters? (is|are) shown as/).count(),
      HIDING.length,
      'each answer says so',
    );
  });

  pageTest('count a character that hides in the path of a citation', suite, async (page) => {
    const citations = [{ ...verified, path: 'src/gn\u202est.exe' }];
    const claims = [{ text: 'It is so.', state: 'verified' as const, citations }];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims })]) });
    await page.page.locator('.chip', { hasText: 'gn⟨U+202E⟩st.exe' }).waitFor();
    await page.page.getByText('1 hidden character is shown as ⟨U+…⟩').waitFor();
  });

  pageTest('show hidden characters that Markdown itself decodes', suite, async (page) => {
    const turns = ENCODED.map(([text], i) =>
      answered({ ...answer, runId: `e${i}`, claims: [{ text, state: 'unproved', citations: [] }] }),
    );
    await page.send({ type: 'state', state: conversing(turns) });
    const claims = await page.page.locator('.turn .claim').allTextContents();
    for (const [i, [text, shown]] of ENCODED.entries())
      assert.ok(claims[i]!.includes(shown), `${shown} of ${text} in ${claims[i]}`);
  });

  pageTest('show every control character everywhere: C0, DEL and C1', suite, async (page) => {
    await addInspector(page);
    const codes = [...Array(0xa0).keys()].filter(
      (code) => (code < 0x20 || code >= 0x7f) && code !== 10 && code !== 9,
    );
    const text = codes.map((code) => String.fromCharCode(code)).join('.');
    await page.page.locator('#question').fill('@');
    const { requestId } = await page.waitPosted('complete');
    assert.deepEqual(await play(page, [hostileSurroundings(text, requestId)]), []);
    await page.send({ type: 'state', state: conversing([0, 1, 2].map((at) => hostileTurn(text, at))) });
    await stir(page);
    await inspect(page, 'control characters');
    const body = (await page.page.locator('.turn').first().textContent()) ?? '';
    for (const code of codes) {
      const name = `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
      assert.ok(body.includes(name), name);
    }
  });

  pageTest('name look-alike letters in text, paths and addresses', suite, async (page) => {
    const text = 'Call `p\u0430y`. [go](https://p\u0430ypal.test/x)';
    // A path is in no text of the answer: it stands on the chip alone, as what a click opens.
    const citations = [{ ...verified, path: 'src/l\u043egin.ts' }];
    const claims = [{ text, state: 'verified' as const, citations }];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims })]) });
    const words = ['p\u0430⟨U+0430⟩y', 'p\u0430⟨U+0430⟩ypal', 'l\u043e⟨U+043E⟩gin'].join(', ');
    await page.page.getByText(`Look-alike letters of another script: ${words}`, { exact: true }).waitFor();
    assert.match((await page.page.locator('.address').textContent()) ?? '', /xn--|⟨U\+0430⟩/);
  });

  pageTest('warn of hidden characters in the question before it is sent', suite, async (page) => {
    await page.page.locator('#question').fill('Explain \u202egpj.exe');
    await page.page.getByText('Hidden characters in the question (1): ⟨U+202E⟩').waitFor();
    await page.page.locator('#question').fill('Explain');
    assert.equal(await page.page.locator('.box-notices .notice').count(), 0);
  });
}

const FORGED: readonly unknown[] = [
  null,
  'text',
  42,
  [],
  {},
  { type: 'eval', code: 'xss()' },
  { type: '__proto__' },
  { type: 'state' },
  { type: 'state', state: { ...state(), suggestions: '<img>' } },
  { type: 'event', event: { runId: 'run-1', seq: -1, event: { type: 'text', text: 'x' } } },
  { type: 'event', event: { runId: 'run-1', seq: 1, event: { type: 'html', html: '<img>' } } },
  JSON.parse('{"type":"focus","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  JSON.parse('{"type":"state","state":{"strings":{"__proto__":{"polluted":1}}}}'),
  { type: 'completions', requestId: 'x', items: [], total: 0 },
  { type: 'insertMention', mention: { kind: 'file', path: '../../etc/passwd' } },
  { type: 'insertMention', mention: { kind: 'file', path: 'C:/x' } },
  { type: 'turn', turn: 'x'.repeat(5_000_000) },
];

function forgeryTests(suite: Suite): void {
  pageTest('cannot open a place outside the folder', suite, async (page) => {
    const places = ['../../etc/passwd', '/etc/passwd', 'C:/x', 'a/../../b', '\\\\evil\\share'];
    const claims = places.map((path) => ({
      text: `See ${path}:12 and [it](${path})`,
      state: 'verified' as const,
      citations: [{ ...verified, path }],
    }));
    const passages = places.map((path) => ({ ...passage, path }));
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims, passages })]) });
    await stir(page);
    assert.equal(await page.page.locator('.chip, .cite-link, .inspected button').count(), 0);
    assert.deepEqual(
      await page.page.locator('.claim .reason').allTextContents(),
      places.map((path) => `${path}:12-15`),
      'still shown',
    );
  });

  pageTest('do nothing by themselves, trusted or not', suite, async (page) => {
    const texts = payloads(suite.harness().canary).slice(-10);
    for (const isTrusted of [true, false])
      await page.send({ type: 'state', state: conversing(texts.map(hostileTurn), { isTrusted }) });
    await page.settle();
    const types = ((await page.page.evaluate('window.posted')) as { type: string }[]).map(({ type }) => type);
    assert.deepEqual(types, ['ready']);
  });

  pageTest('cannot be forged: what does not fit is refused, and the page lives on', suite, async (page) => {
    const refused: string[] = [];
    page.page.on('console', (message) => {
      if (message.text().includes('a message was refused')) refused.push(message.text());
    });
    const before = await page.page.locator('#app').innerHTML();
    for (const value of FORGED) await page.sendRaw(value);
    await page.settle();
    assert.equal(await page.page.evaluate('({}).polluted'), undefined);
    assert.equal(await page.page.locator('.mention').count(), 0);
    // A `focus` with unknown keys fits; it moves the cursor and nothing else.
    assert.equal(refused.length, FORGED.length - 1);
    assert.equal(await page.page.locator('#app').innerHTML(), before);
    await page.send({ type: 'state', state: conversing([answered()]) });
    await page.page.locator('.claim').first().waitFor();
  });
}

export function hostileTests(suite: Suite): void {
  trapTests(suite);
  renderTests(suite);
  placeTests(suite);
  hidingTests(suite);
  forgeryTests(suite);
}
