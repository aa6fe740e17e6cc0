/** *Export* in the list of conversations, in the real editor: what was not proved must not look like a fact. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Endpoint } from '../fakes/endpoint.ts';
import { citeEvidence, parsePassages } from '../fakes/oracle.ts';
import { type Probe, useEditor, waitFor } from './host/index.ts';
import {
  ANSWER,
  EVIDENCE,
  EVIDENCE_LINE,
  modelSettings,
  QUESTION,
  SHOP,
  SidebarPage,
  withEndpoint,
} from './sidebar.ts';

const UNPROVED =
  'Nobody pays \u202egnippihs ![x](http://127.0.0.1:1/x.png) <img src="http://127.0.0.1:1/y.png">';

/** The shop beside another folder. */
const SEVERAL = {
  ...Object.fromEntries(Object.entries(SHOP).map(([path, text]) => [`shop/${path}`, text])),
  'bank/money.ts': 'export const cents = 1;\n',
  'both.code-workspace': JSON.stringify({ folders: [{ path: 'shop' }, { path: 'bank' }] }),
};

/** One claim that is proved, and one that is not and means no good. */
const oracle = [
  {
    question: QUESTION,
    evidence: [EVIDENCE],
    answer: (prompt: string) => {
      const cited = citeEvidence(parsePassages(prompt), EVIDENCE)!;
      const claims = [
        { text: ANSWER, evidence: [cited] },
        { text: UNPROVED, evidence: [] },
      ];
      return { answerable: true, missing: [], evidence: [cited.id], claims };
    },
  },
];

/** The text of the document that the export opened. */
function exported(probe: Probe): Promise<string> {
  return waitFor('the exported document', async () => {
    if ((await probe.ask('activeEditor'))?.scheme !== 'untitled') return undefined;
    await probe.ask('command', { command: 'editor.action.selectAll' });
    return (await probe.ask('activeEditor'))?.selectedText || undefined;
  });
}

describe('an exported conversation', () => {
  const editor = useEditor();

  it('says what is not proved, which folder a citation is in, what it cost, and loads nothing', (t) =>
    withEndpoint(
      (endpoint) =>
        editor.withFolder(
          t,
          SEVERAL,
          { open: 'both.code-workspace', user: modelSettings(endpoint.baseUrl) },
          async (window) => {
            const sidebar = await SidebarPage.open(window);
            await askTwice(sidebar, endpoint);
            await sidebar.button(/^Conversations:/).click();
            await sidebar.button(/^Export When is shipping free/).click();
            checkExport(await exported(await window.probe()));
            await window.screenshot('flow-export');
            assert.deepEqual(window.outsideRequests, []);
          },
        ),
      { oracle },
    ));
});

/** Gets an answer, asks again, and stops in the middle of the words. */
async function askTwice(sidebar: SidebarPage, endpoint: Endpoint): Promise<void> {
  await sidebar.ask(QUESTION);
  await sidebar.answered();
  endpoint.faults.stall = 3_000;
  await sidebar.lastTurn.getByRole('button', { name: 'Ask again', exact: true }).first().click();
  await sidebar.turns
    .nth(1)
    .getByText(/Shipping is free/)
    .waitFor();
  await sidebar.stop.click();
  await sidebar.shows('Stopped. What was found so far is kept.');
}

function checkExport(text: string): void {
  const [head, answered, stopped] = text.split(/^(?=##? )/m) as [string, string, string];
  assert.match(head, /^# When is shipping free.*\n\n\d{4}-\d\d-\d\dT/);
  const place = `[\`shop/src/shipping.ts:${EVIDENCE_LINE}\`](src/shipping.ts#L${EVIDENCE_LINE}) [verified]`;
  assert.ok(answered.includes(`\n\n${ANSWER}\n\n${place}\n\n\`\`\`\n`), text);
  assert.ok(
    answered.includes(
      '\n\n[unproved] Nobody pays ⟨U+202E⟩gnippihs !\\[x](http://127.0.0.1:1/x.png) &lt;img src=',
    ),
    text,
  );
  assert.ok(answered.indexOf(place) < answered.indexOf('[unproved] Nobody'), 'below its claim');
  assert.match(answered, /\n> Note: 1 of 2 claims could not be proved/);
  assert.match(
    answered,
    /\n- Route: written from the best passages, the question names shippingCost, which the index knows\n/,
  );
  assert.match(answered, /\n- 1 call · [\d,]+ tokens in · [\d,]+ tokens out\n/);
  assert.match(answered, /\n- Read \d of 5 files\n/);
  assert.match(stopped, /Shipping is free.*\*Not checked: .*\*Stopped\./s);
  assert.doesNotMatch(text, /\u202e|!\[|<img/);
}
