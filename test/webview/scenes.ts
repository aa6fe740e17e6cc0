/** The states in which the page is looked at: each plays its messages into a page that has just been opened. */
import type { PageState, ToPage } from '../../src/protocol/page.ts';
import type { PageUnderTest } from './browser.ts';
import {
  answer,
  answered,
  asked,
  conversing,
  extractive,
  halfWay,
  inParts,
  preview,
  ranked,
  ready,
  runOf,
  state,
  turnMessage,
  verified,
} from './samples.ts';

import { counted, walked } from './tableSamples.ts';

type Scene = (page: PageUnderTest) => Promise<void>;

/** Longer than any view is wide, with no place to break it. */
const LONG = 'a_very_long_name_without_any_place_to_break_it_that_goes_on_and_on_and_on'.repeat(3);

const longAnswer = {
  ...answer,
  question: `What about ${LONG}?`,
  notices: [{ kind: 'followUp', question: LONG } as const],
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
  error: {
    failure: { kind: 'auth', cause: 'refusedKey', host: 'api.example.test', model: 'large', status: 401 },
  },
} as const;

const [root] = ready.roots;
const indexing = { ...root!, state: 'indexing', progress: { phase: 'read', done: 120, total: 242 } } as const;

const show =
  (...messages: readonly ToPage[]): Scene =>
  (page) =>
    page.send(...messages);

async function openDetails(page: PageUnderTest): Promise<void> {
  await page.send({ type: 'state', state: conversing([answered()]) });
  await page.page.evaluate(`
    for (const details of document.querySelectorAll('details')) details.open = true;
    document.querySelector('.details-group').scrollIntoView();
  `);
}

async function stale(page: PageUnderTest): Promise<void> {
  const citations = [
    { ...verified, state: 'stale', problem: 'the file changed since' },
    { ...verified, path: 'src/engine/agents/retry.ts', startLine: 3, endLine: 3 },
  ] as const;
  const claims = [
    { ...answer.claims[0]!, state: 'stale', citations: [citations[0]] },
    { ...answer.claims[1]!, state: 'verified', citations: [citations[1], citations[0]] },
  ] as const;
  const given = { ...answer, claims: structuredClone(claims) as unknown as typeof answer.claims };
  await page.send({ type: 'state', state: conversing([answered(given)]) });
}

async function complete(page: PageUnderTest): Promise<void> {
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
}

async function peek(page: PageUnderTest): Promise<void> {
  await page.send({ type: 'state', state: conversing([answered()]) });
  await page.page.locator('button.chip').first().focus();
}

async function notices(page: PageUnderTest): Promise<void> {
  await page.send({ type: 'state', state: conversing([asked()]) });
  await page.page.locator('#question').fill('What does \u202egpj.exe\u2066 do?');
  await page.page.locator('#question').press('Enter');
}

async function running(page: PageUnderTest): Promise<void> {
  await page.send({ type: 'state', state: state() }, turnMessage(asked()));
  await page.events(
    runOf(answer, ['Every step ', 'checks **the signal** ', 'first, and `aborted` follows.']).slice(0, -2),
  );
}

/** A run that has read seven of twelve parts, one of them in vain. */
async function inTheMiddle(page: PageUnderTest): Promise<void> {
  const turn = { ...asked(), askedAtMs: Date.now() - 83_000 };
  await page.send({ type: 'state', state: state() }, turnMessage(turn));
  await page.events(halfWay());
}

async function conversations(page: PageUnderTest): Promise<void> {
  await page.send({ type: 'state', state: conversing([answered()]) });
  await page.page.getByRole('button', { name: /^Conversations:/ }).click();
}

/** A folder that may not be read, with a name that is wider than the view. */
const partlyRead: PageState['index']['roots'][number] = {
  ...ready.roots[0]!,
  problems: [
    { kind: 'notWalked', path: `data/${'volume'.repeat(12)}`, why: 'system', detail: 'EACCES' },
    { kind: 'rulesUnread', path: 'own/.gitignore', folder: 'own', why: 'system', detail: 'EACCES' },
  ],
};

export const SCENES: Readonly<Record<string, Scene>> = {
  empty: show({ type: 'state', state: state({ index: { roots: [partlyRead] } }) }),
  noModel: show({ type: 'state', state: state({ model: null, index: { roots: [indexing] } }) }),
  restricted: show({ type: 'state', state: state({ isTrusted: false, model: null }) }),
  running,
  inTheMiddle,
  table: show({ type: 'state', state: conversing([answered(counted)]) }),
  trail: async (page) => {
    await page.send({ type: 'state', state: conversing([answered(walked)]) });
    await page.page.locator('.trail').evaluate((element) => element.scrollIntoView());
  },
  answered: show({ type: 'state', state: conversing([answered()]) }),
  stale,
  details: openDetails,
  peek,
  extractive: show({ type: 'state', state: conversing([answered(extractive)], { model: null }) }),
  passages: show({ type: 'state', state: conversing([answered(ranked(5))], { model: null }) }),
  unfolded: async (page) => {
    await page.send({ type: 'state', state: conversing([answered(ranked(2))], { model: null }) });
    await page.page.locator('.expander[aria-expanded="false"]').first().click();
  },
  error: show(
    { type: 'state', state: conversing([failed]) },
    { type: 'engineDown', message: 'The engine ended with code 9. The index is kept.', retry: true },
  ),
  conversations,
  deleting: async (page) => {
    await conversations(page);
    await page.page.getByRole('button', { name: /^Delete What does/ }).click();
  },
  completion: complete,
  preview: async (page) => {
    await page.send({ type: 'state', state: state() }, { type: 'previewResult', requestId: 0, preview });
  },
  routeCard: async (page) => {
    const before = { ...preview, route: inParts, passages: [] };
    await page.send(
      { type: 'state', state: state() },
      { type: 'previewResult', requestId: 0, preview: before },
    );
    await page.page.getByText('Routes that do not fit').click();
  },
  notices,
  drop: async (page) => {
    await page.send({ type: 'state', state: state() });
    await page.page.evaluate(
      `document.querySelector('main').dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true }))`,
    );
  },
  long: show({ type: 'state', state: conversing([answered(longAnswer)]) }),
};
