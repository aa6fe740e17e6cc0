/** Hostile texts in everything that the host can send, and what must never be found in the page afterwards. */
import assert from 'node:assert/strict';
import type { Answer, Citation, Failure, RunEvent } from '../../src/protocol/data.ts';
import type { ToPage, Turn } from '../../src/protocol/page.ts';
import type { PageUnderTest } from './browser.ts';
import { keptRuns } from './runSamples.ts';
import { answer, answered, asked, passage, ready, state, verified } from './samples.ts';

/** The payload in every field of an answer that a model, a repository or an endpoint can fill. */
export function hostileAnswer(text: string, runId: string): Answer {
  const problem = { kind: 'notSent', of: text } as const;
  const citation: Citation = { ...verified, path: `src/${text}`, quote: text, problem };
  const fence = `\`\`\`${text.replaceAll(/[\n`]/g, ' ')}\ncode\n\`\`\``;
  return {
    ...answer,
    runId,
    question: text,
    text,
    route: hostileRoute(text),
    claims: [
      { text, state: 'verified', citations: [citation, { ...verified, problem }] },
      { text: `See src/engine/agents/run.ts:12 ${text}`, state: 'verified', citations: [verified] },
      { text: fence, state: 'unproved', citations: [{ ...citation, state: 'unproved' }] },
      {
        ...{ text, state: 'stale', list: { level: 1 } },
        citations: [{ ...citation, state: 'stale', root: text }],
        code: [
          { kind: 'quoted', at: 0, citation: 0 },
          { kind: 'proposed', at: 1, language: text, text, syntax: { flaws: 1, firstLine: 1 } },
        ],
      },
    ],
    headings: [{ text, level: 1, before: 0 }],
    passages: [hostilePassage(text)],
    coverage: { read: 1, total: 2, notRead: [{ path: text, why: 'binary', detail: text }] },
    notices: [
      { kind: 'followUp', question: text },
      { kind: 'failure', failure: hostileFailure(text) },
    ],
    commit: text,
  };
}

/** The same in an answer made of passages, with the payload as the line that matches. */
function hostilePassages(text: string, runId: string): Answer {
  const given = hostileAnswer(text, runId);
  const claims = given.claims.map((claim) => ({ ...claim, passage: passage.id }));
  return { ...given, made: 'passages', claims };
}

function hostileRoute(text: string): Answer['route'] {
  const reason = { kind: text, of: [text] };
  const { estimate } = answer.route;
  // Names are bounded by the protocol; reasons are not.
  const name = text.slice(0, 60) || 'none';
  return { name, reason, estimate, alternatives: [{ name, reason, estimate }] };
}

function hostilePassage(text: string): Answer['passages'][number] {
  const why = { ...passage.why, terms: [text], evidence: [{ kind: 'definition', of: text } as const] };
  return { ...passage, path: text, symbolPath: text, text, why };
}

/** A failure in which everything that others say is the payload. */
function hostileFailure(text: string): Failure {
  const said = { host: text, model: text, said: text, detail: text, target: text, code: text };
  return { kind: 'badRequest', cause: 'refusedRequest', status: 400, ...said };
}

/** A turn that ended: answered, failed with the endpoint's own words, or stopped half-way. */
export function hostileTurn(text: string, at: number): Turn {
  const runId = `run-${at}`;
  const turn = answered(hostileAnswer(text, runId));
  if (at % 3 === 0) return turn;
  const error = { failure: hostileFailure(text) };
  if (at % 3 === 1) return { ...answered(hostilePassages(text, runId)), status: 'failed', error };
  const running = asked(runId, text);
  return {
    ...running,
    mentions: [{ kind: 'symbol', name: text }],
    status: 'stopped',
    progress: {
      ...running.progress,
      phase: 'writing',
      text,
      terms: [text],
      followUp: text,
      missing: [text],
    },
  };
}

/** What a run says before its words: steps, passages, route, retries, notices. */
export function hostileSteps(text: string): RunEvent[] {
  return [
    { type: 'started', question: text },
    { type: 'searching', terms: [text], followUp: text },
    { type: 'passages', passages: [hostilePassage(text)] },
    { type: 'routed', route: hostileRoute(text), budgetTokens: 60_000 },
    {
      type: 'step',
      step: { id: text, label: { kind: text, of: text }, state: 'running', done: 0, total: 1 },
    },
    { type: 'retry', afterMs: 1, reason: hostileFailure(text) },
    { type: 'widening', missing: [text], clues: [text] },
    { type: 'call', call: 1, tokensIn: 1 },
  ];
}

const spent = (key: string) => [{ key, usage: answer.usage }];

/** The payload in everything that a run on the disk is shown by. */
export function hostileRuns(text: string): ToPage[] {
  return [
    { type: 'showRuns' },
    {
      type: 'runs',
      list: {
        runs: [{ ...keptRuns.list.runs[1]!, id: text, question: text, route: text }],
        ...{ unreadable: 1, keepDays: 30, keepBytes: 1 },
      },
      totals: { days: spent(text), months: spent(text), models: spent(text) },
    },
  ];
}

/** How a run of this number ends. */
export function hostileEnd(text: string, runId: string, at: number): RunEvent {
  if (at % 3 === 0) return { type: 'done', answer: hostileAnswer(text, runId) };
  return at % 3 === 1 ? { type: 'failed', failure: hostileFailure(text) } : { type: 'aborted' };
}

/** The payload in everything around the conversation: names, models, the index, errors, lists, the box. */
export function hostileSurroundings(text: string, requestId: number): ToPage[] {
  const [root] = ready.roots;
  const error = { kind: text, message: text };
  const mention = { kind: 'symbol', name: text } as const;
  const conversations = [{ id: text, title: text, createdAtMs: 1, updatedAtMs: 1, turns: 1 }];
  return [
    {
      type: 'state',
      state: state({
        conversations,
        conversation: { id: text, title: text, createdAtMs: 1, turns: [] },
        suggestions: [text, `${text} 2`, `${text} 3`],
        model: { label: text, detail: text },
        history: [text],
        currency: text,
        index: {
          roots: [{ ...root!, root: text, state: 'failed', problems: [{ kind: 'indexFailed', said: text }] }],
        },
      }),
    },
    { type: 'engineDown', message: text, retry: true },
    { type: 'trouble', trouble: error },
    {
      type: 'previewResult',
      requestId: 0,
      preview: {
        route: hostileRoute(text),
        request: { model: text, host: text, tokens: 1, redactions: 1 },
        passages: [hostilePassage(text)],
        notices: [{ kind: 'followUp', question: text }],
      },
      error,
    },
    { type: 'completions', requestId, items: [{ mention, label: text, detail: text }], total: 9 },
  ];
}

/**
 * Puts `inspect()` into the page. It finds whatever could run, load, navigate, style or clobber (our own elements are
 * known by name), and characters that nobody can see, in texts and in what is read out.
 */
const INSPECTOR = `window.inspect = () => {
  const tags = new Set(('DIV SPAN P BR WBR HR STRONG EM S CODE PRE BLOCKQUOTE UL OL LI H2 H3 H4 H5 H6 TABLE THEAD TBODY TR TH TD ' +
    'HEADER MAIN SECTION ARTICLE FORM INPUT TEXTAREA BUTTON DETAILS SUMMARY DL DT DD MARK PROGRESS ' +
    'VSCODE-BUTTON VSCODE-PROGRESS-RING VSCODE-PROGRESS-BAR').split(' '));
  const unseen = /(?![\\t\\n])\\p{Cc}|\\p{Cf}|\\p{Cs}|\\p{Default_Ignorable_Code_Point}|[\\u2028\\u2029\\u2800]/u;
  const active = /^on|^(src|srcset|href|style|srcdoc|action|formaction|ping|poster|background|data|name|xlink:href)$/i;
  const bad = [];
  for (const element of document.querySelectorAll('#app *')) {
    const outer = () => element.outerHTML.slice(0, 200);
    if (!tags.has(element.tagName)) bad.push('element: ' + outer());
    for (const { name, value } of element.attributes) {
      if (active.test(name) && !(name === 'style' && element.id === 'peek')) bad.push(name + ' on ' + outer());
      if (name === 'data-cite' || name === 'data-code') bad.push('forged: ' + outer());
      if (/^(title|aria-.*|placeholder|label)$/.test(name) && unseen.test(value)) bad.push('unseen in ' + name + ' of ' + outer());
    }
  }
  const text = document.querySelector('#app').textContent;
  if (unseen.test(text)) bad.push('unseen: ' + JSON.stringify(text.match(new RegExp('.{0,20}(' + unseen.source + ').{0,20}', 'su'))[0]));
  return bad;
};`;

export async function addInspector(page: PageUnderTest): Promise<void> {
  await page.page.evaluate(INSPECTOR);
}

/** Fails when the page holds anything that it must not. */
export async function inspect(page: PageUnderTest, what: string): Promise<void> {
  assert.deepEqual(await page.page.evaluate('window.inspect()'), [], what);
}

/** Opens everything that opens, points at and focuses everything that shows more, clicks what is no button. */
export async function stir(page: PageUnderTest): Promise<void> {
  await page.page.evaluate(`
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const element of document.querySelectorAll('#app button, #app .address, #app .address-text, #app .image-note, #app pre')) {
      element.dispatchEvent(new MouseEvent('mouseenter'));
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      element.focus?.();
    }
    for (const element of document.querySelectorAll('.address, .address-text, .image-note, .reason, .question, code'))
      element.click();
  `);
}

/** Sends each group of messages, lets the page draw it, and returns what was found, by the number of the group. */
export async function play(page: PageUnderTest, groups: readonly (readonly ToPage[])[]): Promise<unknown[]> {
  return await page.page.evaluate(async (all) => {
    const found: unknown[] = [];
    const { inspect } = window as unknown as { inspect: () => string[] };
    for (const [at, messages] of all.entries()) {
      const drawn = new Promise<void>((done) =>
        window.addEventListener('message', function ended({ data }) {
          if (data?.type !== `probe-${at}`) return;
          window.removeEventListener('message', ended);
          requestAnimationFrame(() => done());
        }),
      );
      for (const message of messages) window.postMessage(message);
      window.postMessage({ type: `probe-${at}` });
      await drawn;
      const bad = inspect();
      if (bad.length > 0) found.push([at, ...bad]);
    }
    return found;
  }, groups as ToPage[][]);
}
