/** Answers made to attack: nothing runs, nothing is fetched, nothing hides, nothing is done without a click. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Answer, Citation } from '../../src/protocol/data.ts';
import type { PageState, Turn } from '../../src/protocol/page.ts';
import { showHidden } from '../../src/webview/hidden.ts';
import type { Harness, PageUnderTest } from './browser.ts';
import { pageTest } from './harness.ts';
import { HIDING, payloads } from './payloads.ts';
import {
  answer,
  answered,
  asked,
  conversing,
  passage,
  ready,
  state,
  turnMessage,
  verified,
} from './samples.ts';

const BATCH = 18;

/** The payload in every field of an answer that a model, a repository or an endpoint can fill. */
function hostileAnswer(text: string, runId: string): Answer {
  const citation: Citation = { ...verified, path: `src/${text}`, quote: text, problem: text };
  return {
    ...answer,
    runId,
    question: text,
    text,
    route: { ...answer.route, reason: text, alternatives: [{ name: 'walk', why: text }] },
    claims: [
      { text, state: 'verified', citations: [citation, { ...verified, problem: text }] },
      { text: `See src/engine/agents/run.ts:12 ${text}`, state: 'verified', citations: [verified] },
      { text, state: 'unproved', citations: [{ ...citation, state: 'unproved' }] },
      { text, state: 'stale', citations: [{ ...citation, state: 'stale', root: text }] },
    ],
    passages: [
      {
        ...passage,
        path: text,
        symbolPath: text,
        text,
        why: { ...passage.why, terms: [text], exact: [text] },
      },
    ],
    coverage: { read: 1, total: 2, notRead: [{ what: text, why: text }] },
    notices: [text],
    commit: text,
  };
}

function hostileTurn(text: string, at: number): Turn {
  const turn = { ...answered(hostileAnswer(text, `run-${at}`)), mentions: [] };
  const kind = at % 3;
  if (kind === 1) return { ...turn, status: 'failed', error: { kind: text, message: text } };
  if (kind === 2) {
    const running = asked(`run-${at}`, text);
    const progress = {
      ...running.progress,
      phase: 'writing',
      text,
      terms: [text],
      notices: [text],
      missing: [text],
    } as const;
    return {
      ...running,
      mentions: [{ kind: 'symbol', name: text.slice(0, 900) || 'x' }],
      status: 'stopped',
      progress,
    };
  }
  return turn;
}

function hostileState(texts: readonly string[]): PageState {
  const text = texts[0]!;
  const [root] = ready.roots;
  return conversing(texts.map(hostileTurn), {
    suggestions: [...texts.slice(0, 3)],
    model: { label: text, detail: text },
    history: [...texts],
    conversations: texts.map((title, i) => ({
      id: `c${i}`,
      title,
      createdAtMs: 1,
      updatedAtMs: 1,
      turns: 1,
    })),
    index: { roots: [{ ...root!, root: text, state: 'failed', problems: [...texts] }] },
    isTrusted: false,
  });
}

/** Whatever could run, load, navigate, style or clobber. Our own elements are known by name. */
const INSPECT = `(() => {
  const tags = new Set(('DIV SPAN P BR HR STRONG EM S CODE PRE BLOCKQUOTE UL OL LI H2 H3 H4 H5 H6 TABLE THEAD TBODY TR TH TD ' +
    'HEADER MAIN SECTION ARTICLE FORM TEXTAREA BUTTON DETAILS SUMMARY DL DT DD ' +
    'VSCODE-BUTTON VSCODE-PROGRESS-RING VSCODE-PROGRESS-BAR').split(' '));
  const bad = [];
  for (const element of document.querySelectorAll('#app *')) {
    if (!tags.has(element.tagName)) bad.push(element.outerHTML.slice(0, 200));
    for (const { name } of element.attributes) {
      if (/^on|^(src|srcset|href|style|srcdoc|action|formaction|ping|poster|background|data|name|xlink:href)$/i.test(name)) {
        if (!(name === 'style' && element.id === 'peek')) bad.push(name + ' on ' + element.outerHTML.slice(0, 200));
      }
      if (name === 'data-cite' || name === 'data-code') bad.push(element.outerHTML.slice(0, 200));
    }
  }
  const links = document.querySelectorAll('#app a, #app [role=link], #app img, #app iframe, #app script').length;
  return { bad, links, hidden: document.querySelector('#app').textContent.match(/[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufe00-\\ufe0f]/u) };
})()`;

async function inspect(page: PageUnderTest, what: string): Promise<void> {
  const found = (await page.page.evaluate(INSPECT)) as { bad: string[]; links: number; hidden: unknown };
  assert.deepEqual(found, { bad: [], links: 0, hidden: null }, what);
}

/** Opens everything that opens, and points at and focuses what shows more. */
async function stir(page: PageUnderTest): Promise<void> {
  await page.page.evaluate(`
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const element of document.querySelectorAll('#app button, #app .address, #app .address-text, #app .image-note, #app pre')) {
      element.dispatchEvent(new MouseEvent('mouseenter'));
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      element.focus?.();
    }
    for (const element of document.querySelectorAll('.address, .address-text, .image-note, .chip.unproved, .question'))
      element.click();
  `);
}

export function hostileTests(get: () => Harness): void {
  it('has at least 200 payloads', () => assert.ok(new Set(payloads('http://c')).size >= 200));

  pageTest('render as text in every field of the page', get, async (page) => {
    const all = payloads(get().canary);
    const url = page.page.url();
    for (let from = 0; from < all.length; from += BATCH) {
      const batch = all.slice(from, from + BATCH);
      await page.send({ type: 'state', state: hostileState(batch) });
      await page.send({
        type: 'previewResult',
        requestId: 0,
        passages: answered(hostileAnswer(batch[0]!, 'x')).answer!.passages,
      });
      await page.send({ type: 'trouble', trouble: { kind: batch[0]!, message: batch[0]! } });
      await stir(page);
      await inspect(page, `payloads from ${from}`);
      for (const [i, text] of batch.entries())
        assert.equal(await page.page.locator('.turn .question').nth(i).textContent(), showHidden(text));
    }
    assert.equal(page.page.url(), url);
    assert.deepEqual(await page.posted('open'), []);
    assert.deepEqual(await page.posted('runCommand'), []);
  });

  pageTest('render as text while they stream, one character at a time', get, async (page) => {
    const all = payloads(get().canary);
    const chosen = all.filter((_, i) => i % 12 === 0);
    for (const [at, text] of chosen.entries()) {
      const runId = `run-s${at}`;
      await page.send(turnMessage(asked(runId, 'q')));
      await page.page.evaluate(
        async ([id, whole]) => {
          for (let i = 1; i <= whole.length; i++) {
            const event = { runId: id, seq: i, event: { type: 'text', text: whole.slice(0, i) } };
            window.postMessage({ type: 'event', event });
            await new Promise((done) => requestAnimationFrame(done));
          }
        },
        [runId, text] as const,
      );
      await page.settle();
      await inspect(page, `streaming ${text}`);
      await page.events([{ type: 'aborted' }], { runId, from: 100_000 });
    }
    await inspect(page, 'after streaming');
  });

  pageTest('show every hidden character, with a count', get, async (page) => {
    for (const [at, [text, shown]] of HIDING.entries()) {
      const claims = [{ text: `before ${text} after`, state: 'unproved' as const, citations: [] }];
      await page.send({
        type: 'state',
        state: conversing([answered({ ...answer, runId: `h${at}`, claims, notices: [] })]),
      });
      const body = (await page.page.locator('.turn .claim').textContent()) ?? '';
      assert.ok(body.includes(shown), `${shown} in ${body}`);
      await page.page.getByText(/hidden characters? (is|are) shown as/).waitFor();
    }
  });

  pageTest('name look-alike letters in text, paths and addresses', get, async (page) => {
    const claims = [
      {
        text: 'Call `p\u0430y`. [go](https://p\u0430ypal.test/x)',
        state: 'unproved' as const,
        citations: [],
      },
    ];
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims })]) });
    await page.page.getByText('Look-alike letters of another script: p\u0430⟨U+0430⟩y').waitFor();
    assert.match((await page.page.locator('.address').textContent()) ?? '', /xn--|⟨U\+0430⟩/);
  });

  pageTest('cannot open a place outside the folder', get, async (page) => {
    const places = ['../../etc/passwd', '/etc/passwd', 'C:/x', 'a/../../b', '\\\\evil\\share'];
    const claims = places.map((path) => ({
      text: `See ${path}:12 and [it](${path})`,
      state: 'verified' as const,
      citations: [{ ...verified, path }],
    }));
    const passages = places.map((path) => ({ ...passage, path }));
    await page.send({ type: 'state', state: conversing([answered({ ...answer, claims, passages })]) });
    await stir(page);
    assert.equal(
      await page.page.locator('.claim button.chip, .claim .cite-link, .inspected button').count(),
      0,
    );
    assert.equal(await page.page.locator('.claim .chip').count(), places.length, 'still shown');
  });

  pageTest('do nothing by themselves, whatever they say', get, async (page) => {
    const before = (await page.page.evaluate('window.posted.length')) as number;
    const texts = payloads(get().canary).slice(-10);
    await page.send({
      type: 'state',
      state: conversing(texts.map((text, i) => answered(hostileAnswer(text, `r${i}`)))),
    });
    await page.settle();
    assert.equal(await page.page.evaluate('window.posted.length'), before);
  });

  pageTest(
    'cannot be forged: messages that do not fit are refused and the page lives on',
    get,
    async (page) => {
      const forged: unknown[] = [
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
        { type: 'completions', requestId: 'x', items: [], total: 0 },
        { type: 'insertMention', mention: { kind: 'file', path: '../../etc/passwd' } },
        { type: 'turn', turn: 'x'.repeat(5_000_000) },
      ];
      for (const value of forged) await page.sendRaw(value);
      await page.settle();
      assert.equal(await page.page.evaluate('({}).polluted'), undefined);
      assert.equal(await page.page.locator('.mention').count(), 0);
      await page.send({ type: 'state', state: conversing([answered()]) });
      await page.page.locator('.claim').first().waitFor();
    },
  );

  pageTest('cannot ask for anything in Restricted Mode but through the person', get, async (page) => {
    await page.send({
      type: 'state',
      state: { ...hostileState(payloads(get().canary).slice(0, 6)), isTrusted: false },
    });
    await page.settle();
    const types = ((await page.page.evaluate('window.posted')) as { type: string }[]).map(({ type }) => type);
    assert.deepEqual([...new Set(types)], ['ready']);
  });

  it('reached no server', () => assert.deepEqual(get().hits, []));
}
