/** More effort on request: each is a route that a person asks for (methods A5, A11, B5; T4, T8, T9). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import { medoidOf } from '../../src/engine/run/effort/medoid.ts';
import { ordersOf } from '../../src/engine/run/effort/orders.ts';
import type { Answer, Claim } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { citeEvidence, createOracle, parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = 'export const uploadLimit = 7321;';
const QUESTION = 'What limits an upload of files?';
/** Files of one topic that are no copies of each other. */
const PARTS = ['reader', 'queue', 'socket', 'folder', 'header', 'digest'];
const FILES: Readonly<Record<string, string>> = {
  'src/limit.ts': `/** The limit of an upload of files. */\n${GOLD}\n`,
  ...Object.fromEntries(
    PARTS.map((part, i) => [
      `src/${part}.ts`,
      `/** An upload of files needs a ${part}. */\nexport function ${part}For(files: string[]): number {\n${`  open${part}(files, '${part}');\n`.repeat(i + 2)}  return limits.${part} + ${i};\n}\n`,
    ]),
  ),
};

interface Asked {
  readonly answer: Answer;
  readonly events: readonly RunEvent[];
}

async function ask(
  model: ScriptedModel | undefined,
  route: string | undefined,
  settings: Partial<AskSettings> = {},
  files = FILES,
): Promise<Asked> {
  const { engine } = await memoryEngine(pool, files, model ? { model } : {});
  const events: RunEvent[] = [];
  const options = { signal: never, route, settings: { directTokens: 0, ...settings } };
  for await (const { event } of engine.ask(asked(QUESTION), options)) events.push(event);
  const last = events.at(-1)!;
  assert.ok('answer' in last && last.answer, JSON.stringify(last));
  return { answer: last.answer, events };
}

/** A claim with the gold line as its proof, said in other words. */
function cites(prompt: string, text: string): Scripted {
  const cited = citeEvidence(parsePassages(prompt), GOLD)!;
  return { answerable: true, missing: [], evidence: [], claims: [{ text, evidence: [cited] }] };
}

/** What each route that takes more effort is offered as, beside the one that was chosen. */
const offerOf = ({ answer }: Asked, name: string) =>
  answer.route.alternatives.find((other) => other.name === name)!;

describe('a double check', () => {
  it('is offered with its price, and never taken unasked', async () => {
    const model = scriptedModel({ reply: (request) => cites(promptOf(request), 'It is 7321.') });
    const result = await ask(model, undefined);
    assert.equal(result.answer.route.name, 'retrieval');
    const { estimate } = offerOf(result, 'doubleCheck');
    assert.equal(estimate!.calls, 3);
    assert.equal(estimate!.tokensIn, 3 * result.answer.route.estimate.tokensIn);
    assert.equal(offerOf(await ask(undefined, undefined), 'doubleCheck').reason.kind, 'needsModel');
  });

  it('ends with two answers that say the same from the same lines', async () => {
    const texts = ['The limit of an upload is 7321.', 'An upload has the limit 7321.'];
    const model = scriptedModel({ reply: (request, call) => cites(promptOf(request), texts[call - 1]!) });
    const { answer } = await ask(model, 'doubleCheck');
    assert.equal(model.requests.length, 2);
    assert.equal(answer.status, 'complete');
    assert.deepEqual(
      answer.notices.filter(({ kind }) => kind === 'doubleChecked'),
      [{ kind: 'doubleChecked', runs: 2, alike: 2 }],
    );
  });

  it('shows all passages each time, in orders that differ', async () => {
    const model = scriptedModel({ reply: (request, call) => cites(promptOf(request), `It is ${call}00.`) });
    const { answer } = await ask(model, 'doubleCheck');
    const orders = model.requests.map((request) => parsePassages(promptOf(request)).map(({ id }) => id));
    assert.equal(new Set(orders.map((order) => order.join())).size, 3);
    for (const order of orders) assert.deepEqual([...order].sort(), [...orders[0]!].sort());
    const notice = answer.notices.find(({ kind }) => kind === 'doubleChecked');
    assert.deepEqual(notice, { kind: 'doubleChecked', runs: 3, alike: 1 });
  });

  it('outvotes one order in which the model is blind', async () => {
    let blind = 0;
    let faults = {};
    const oracle = createOracle(
      [{ question: QUESTION, evidence: [GOLD], answer: 'The limit is 7321.' }],
      () => faults,
    );
    const model = scriptedModel({
      reply(request, call) {
        faults = call === 1 ? { positionBlind: { from: 0, to: 100 } } : {};
        if (call === 1) blind++;
        return oracle(promptOf(request));
      },
    });
    const { answer } = await ask(model, 'doubleCheck');
    assert.deepEqual([blind, model.requests.length, answer.status], [1, 3, 'complete']);
    assert.equal(answer.claims[0]?.text, 'The limit is 7321.');
    assert.equal(answer.claims[0]?.state, 'verified');
  });

  it('keeps what it has where the budget holds no more', async () => {
    const model = scriptedModel({
      reply: (request, call) => cites(promptOf(request), `It is ${call}00.`),
    });
    const first = await ask(model, undefined);
    const { tokensIn } = first.answer.usage;
    const { answer } = await ask(model, 'doubleCheck', {
      budgetTokens: 2 * tokensIn + 1_700,
    });
    assert.equal(model.requests.length, 1 + 2);
    assert.equal(answer.claims[0]?.state, 'verified');
    assert.ok(answer.notices.some(({ kind }) => kind === 'overBudget'));
  });
});

describe('thorough', () => {
  const FAR = 'const uploadUnit = 4096;';
  /** The gold line stands in the file of a passage that helps, far from what the words of the question find. */
  const files = {
    ...FILES,
    'src/socket.ts': `${FILES['src/socket.ts']!}\n${'const filler = readNothing();\n'.repeat(120)}\n${FAR}\n`,
  };
  const isFilter = (prompt: string): boolean => prompt.includes('Say of each of these ids');
  /** Keeps the passages of some files, and answers where the gold line is. */
  const model = (keeps: RegExp, filtered?: Scripted): ScriptedModel =>
    scriptedModel({
      reply(request) {
        const prompt = promptOf(request);
        const passages = parsePassages(prompt);
        if (isFilter(prompt))
          return filtered ?? { verdicts: passages.map(({ id, path }) => ({ id, match: keeps.test(path) })) };
        const cited = citeEvidence(passages, FAR);
        if (!cited) return { answerable: false, missing: [FAR], evidence: [], claims: [] };
        return { answerable: true, evidence: [], claims: [{ text: 'It is 4096.', evidence: [cited] }] };
      },
    });
  const filesIn = (request: ScriptedModel['requests'][number]): string[] => [
    ...new Set(parsePassages(promptOf(request)).map(({ path }) => path)),
  ];

  it('asks once which passages help, and reads their files whole', async () => {
    const asks = model(/socket/);
    const { answer } = await ask(asks, 'thorough', {}, files);
    assert.deepEqual(
      asks.requests.map(({ role }) => role),
      ['reader', 'author'],
    );
    assert.ok(filesIn(asks.requests[0]!).length > 3);
    assert.deepEqual(filesIn(asks.requests[1]!), ['src/socket.ts']);
    assert.deepEqual([answer.status, answer.claims[0]?.state], ['complete', 'verified']);
    const notice = answer.notices.find(({ kind }) => kind === 'filtered');
    assert.deepEqual(notice, { kind: 'filtered', kept: 2, of: 8, whole: 1 });
  });

  it('keeps all where none helps, where the reply is of no use, and where nothing is said of one', async () => {
    for (const asks of [model(/none/), model(/x/, 'no JSON'), model(/x/, { verdicts: [] })]) {
      const { answer } = await ask(asks, 'thorough', {}, files);
      const last = asks.requests.at(-1)!;
      assert.equal(last.role, 'author');
      assert.deepEqual(filesIn(last).sort(), filesIn(asks.requests[0]!).sort());
      assert.equal(answer.status, 'complete');
    }
  });

  it('leaves a passage as it is where its file does not fit, and sends no line twice', async () => {
    const asks = model(/./);
    const { answer } = await ask(asks, 'thorough', { firstTokens: 600, widerFactor: 2 }, files);
    const lines = parsePassages(promptOf(asks.requests.at(-1)!)).flatMap(({ path, lines: shown }) =>
      shown.map(({ line }) => `${path}:${line}`),
    );
    assert.equal(new Set(lines).size, lines.length);
    assert.ok(!lines.includes('src/socket.ts:130'));
    const notice = answer.notices.find(({ kind }) => kind === 'filtered');
    assert.ok(notice?.kind === 'filtered' && notice.whole > 0 && notice.whole < notice.kept);
  });

  it('is offered with its price, which the run keeps to', async () => {
    const asks = model(/socket/);
    const offered = offerOf(await ask(asks, undefined, {}, files), 'thorough').estimate!;
    const { usage } = (await ask(model(/socket/), 'thorough', {}, files)).answer;
    assert.equal(offered.calls, usage.calls);
    assert.ok(usage.tokensIn <= offered.tokensIn && usage.tokensOut <= offered.tokensOut);
  });
});

describe('orders', () => {
  it('are the same for the same seed, all different, and no more than there are', () => {
    const list = [1, 2, 3, 4, 5];
    assert.deepEqual(ordersOf(list, 3, 'seed'), ordersOf(list, 3, 'seed'));
    assert.notDeepEqual(ordersOf(list, 3, 'seed')[1], ordersOf(list, 3, 'other')[1]);
    assert.deepEqual(ordersOf(list, 3, 'seed')[0], list);
    assert.deepEqual(ordersOf([1, 2], 3, 'seed'), [
      [1, 2],
      [2, 1],
    ]);
    assert.deepEqual(ordersOf([1], 3, 'seed'), [[1]]);
    assert.equal(new Set(ordersOf([1, 2, 3], 6, 'seed').map((order) => order.join())).size, 6);
  });
});

describe('the medoid', () => {
  const said = (text: string, lines: readonly number[]): Claim[] => [
    {
      text,
      state: lines.length > 0 ? 'verified' : 'unproved',
      citations: lines.map((line) => ({
        ...{ path: 'a.ts', startLine: line, endLine: line, quote: 'x', hash: 'h' },
        state: 'verified',
      })),
    },
  ];

  it('is the answer that the others resemble, whatever its place', () => {
    const right = [said('The server limits uploads', [3]), said('Uploads are limited by the server', [3])];
    const wrong = said('Nobody knows the colour of the sky', [9]);
    assert.deepEqual(medoidOf([wrong, ...right]).alike, 2);
    for (const answers of [
      [wrong, ...right],
      [right[0]!, wrong, right[1]!],
      [...right, wrong],
    ])
      assert.notEqual(answers[medoidOf(answers).index], wrong);
  });

  it('of two that resemble each other alike is the one with more proofs, and other numbers are no agreement', () => {
    assert.equal(medoidOf([said('All of it', [1]), said('All of it', [1, 2])]).index, 1);
    assert.equal(medoidOf([said('There are 3 of them', [1]), said('There are 4 of them', [1])]).alike, 1);
    assert.deepEqual(medoidOf([[], said('Something', [1]), []]), { index: 0, alike: 2 });
  });
});
