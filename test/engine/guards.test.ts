/** A fault planted in a route, a reader or a model, and the guard that names it. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { replyDecoder } from '../../src/engine/answer/decoder.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import type { ModelRole } from '../../src/engine/ports.ts';
import type { Route } from '../../src/engine/routes/route.ts';
import { callModel } from '../../src/engine/run/callModel.ts';
import { type Draft, passagesDraft, type RunContext } from '../../src/engine/run/context.ts';
import { createLedger } from '../../src/engine/run/ledger/ledger.ts';
import type { Claim, Passage } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { readersModel } from '../fakes/readers.ts';
import { type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const FILES = {
  'src/net/send.ts': 'export function sendFile(name: string) {\n  return openSocket(name);\n}\n',
  'src/db/row.ts': 'export function readRow(name: string) {\n  return openTable(name);\n}\n',
};

/** A route that does what it is told, whatever it may. */
function rogue(work: (context: RunContext) => Promise<Draft>): Route {
  return {
    name: 'rogue',
    offer: () => ({
      fits: true,
      reason: { kind: 'counts', of: [] },
      estimate: { calls: 1, tokensIn: 10, tokensOut: 10 },
      rule: 'lookup',
    }),
    async *run(context) {
      yield context.journal.begin('work', { kind: 'answer' });
      return work(context);
    },
  };
}

async function runRogue(
  work: (context: RunContext) => Promise<Draft>,
  {
    model = scriptedModel({ reply: () => '{}' }),
    text = 'What does sendFile do?',
    budgetTokens = 60_000,
  } = {},
) {
  const { engine, ports } = await memoryEngine(pool, FILES, { model, routes: [rogue(work)] });
  const before = ports.workspace.reads.length;
  const events: RunEvent[] = [];
  for await (const { event } of engine.ask(asked(text), { signal: never, settings: { budgetTokens } }))
    events.push(event);
  return { last: events.at(-1)!, reads: ports.workspace.reads.slice(before) };
}

/** What the guard said of a run that broke a rule. */
function breach(last: RunEvent): string {
  assert.ok(last.type === 'failed', JSON.stringify(last));
  assert.deepEqual([last.failure.kind, last.failure.cause], ['internal', 'crashed']);
  return last.failure.detail ?? '';
}

const passage = (path: string, text: string): Passage => ({
  ...{ path, id: 'p1', startLine: 1, endLine: 1, text, hash: '', symbolPath: '', tokens: 1, score: 1 },
  why: { terms: [], fields: [], evidence: [], groups: [], role: 'source' },
});

/** What came of one call: that it was sent, or why not. */
async function ask(context: RunContext, content: string, role: ModelRole): Promise<string> {
  const call = callModel(context, [{ role: 'user', content }], {
    decoder: replyDecoder,
    request: { role, maxOutputTokens: 300 },
    secrets: 0,
  });
  let step = await call.next();
  while (!step.done) step = await call.next();
  return step.value.type === 'refused' ? step.value.notice.kind : 'sent';
}

describe('a route that reads past its scope', () => {
  const text = 'What does sendFile do? Only in src/net.';

  it('is given nothing, and reads nothing from the disk', async () => {
    let given: unknown = 'not asked';
    const { reads } = await runRogue(
      async (context) => {
        given = await context.read('src/db/row.ts');
        return passagesDraft(context.look, 'complete');
      },
      { text },
    );
    assert.equal(given, undefined);
    assert.ok(!reads.includes('src/db/row.ts'));
  });

  it('makes no answer of it, whichever way it came by the text', async () => {
    const outside = passage('src/db/row.ts', FILES['src/db/row.ts'].split('\n')[0]!);
    for (const draft of [
      passagesDraft({ passages: [outside], leftOut: [] }, 'complete'),
      passagesDraft({ passages: [], leftOut: [] }, 'complete', { read: ['src/db/row.ts'] }),
    ]) {
      const { last } = await runRogue(async () => draft, { text });
      assert.equal(breach(last), 'A route went past its scope: src/db/row.ts');
    }
  });
});

describe('a prompt over the window of the reader', () => {
  it('is not sent, and told with what it needs', async () => {
    const model = scriptedModel({ reply: () => '{}', contextTokens: 2_000 });
    let type = '';
    await runRogue(
      async (context) => {
        type = await ask(context, 'x'.repeat(8_000), 'reader');
        return passagesDraft(context.look, 'complete');
      },
      { model },
    );
    assert.equal(type, 'promptTooLong');
    assert.equal(model.requests.length, 0);
  });
});

describe('a budget that two parallel calls would pass', () => {
  it('lets one of them through, and names the other', async () => {
    const model = scriptedModel({ reply: () => 'x'.repeat(400) });
    const kinds: string[] = [];
    const { last } = await runRogue(
      async (context) => {
        const asking = () => ask(context, 'y'.repeat(1_600), 'author');
        kinds.push(...(await Promise.all([asking(), asking()])));
        return passagesDraft(context.look, 'complete');
      },
      { model, budgetTokens: 1_000 },
    );
    assert.deepEqual(kinds.sort(), ['overBudget', 'sent']);
    assert.equal(model.requests.length, 1);
    assert.ok(last.type === 'done');
    assert.ok(last.answer.usage.tokensIn + last.answer.usage.tokensOut <= 1_000);
  });
});

describe('a chain that loses an id', () => {
  const claim = (text: string): Claim => ({
    text,
    state: 'verified',
    citations: [{ path: 'src/a.ts', startLine: 1, endLine: 1, quote: text, hash: 'h', state: 'verified' }],
  });

  it('has it put back, counted, behind those that a reader names', () => {
    const ledger = createLedger();
    ledger.record([claim('one'), claim('two'), claim('three')], 1);
    assert.deepEqual(ledger.order(['c3']), { putBack: 2 });
    const { entries } = ledger.handOver(10_000, (text) => text.length);
    assert.deepEqual(
      entries.map(({ id }) => id),
      ['c3', 'c1', 'c2'],
    );
  });

  it('answers from all of them, though every reader forgets all', async () => {
    const gold = ['const FIRST = 7321;', 'const SECOND = 8642;', 'const THIRD = 9753;'];
    const files = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        `src/part${i}.ts`,
        `${gold[i / 3] ?? ''}\n${`export const filler${i} = 'some words that take room';\n`.repeat(40)}`,
      ]),
    );
    const model = readersModel(gold, { dropEvery: 1 });
    const { engine } = await memoryEngine(pool, files, { model });
    const settings = { readerTokens: 3_200, rankShare: 1, budgetTokens: 400_000 };
    for await (const { event } of engine.ask(asked('Which constants are there?'), {
      ...{ signal: never, route: 'chain', settings },
    }))
      if (event.type === 'done') assert.equal(event.answer.claims.length, 3);
    assert.ok(model.readers().length >= 3);
  });
});

describe('a count that is taken from the text of a model', () => {
  const row = { cells: ['sendFile'], path: 'src/net/send.ts', line: 1, hash: 'h' };
  /** A route that believes what a model says of how many there are. */
  const believing = (model: ScriptedModel, more: Partial<NonNullable<Draft['table']>> = {}) =>
    runRogue(
      async (context) => {
        let said = '';
        for await (const event of context.model!.stream(
          { messages: [], role: 'author', maxOutputTokens: 10 },
          never,
        ))
          if (event.type === 'text') said += event.text;
        const table = {
          ...{ query: 'kind:function', columns: [{ key: 'name', kind: 'text' as const }], rows: [row] },
          ...{ total: Number(said), unit: 'function', ...more },
        };
        return passagesDraft({ passages: [], leftOut: [] }, 'complete', { made: 'table', table });
      },
      { model },
    );

  it('is no answer where the rows, the groups or the verdicts say another', async () => {
    const says = (count: string): ScriptedModel => scriptedModel({ reply: () => count });
    assert.equal(breach((await believing(says('99'))).last), 'A table counts 99 and lists 1');
    const groups = [{ name: 'src/net', count: 4 }];
    assert.equal(breach((await believing(says('1'), { groups })).last), 'A table counts 1 and its groups 4');
    const counted = { query: 'count kind:function', rows: [], judged: { done: 40, of: 50 } };
    assert.equal(
      breach((await believing(says('41'), counted)).last),
      'A table counts 41 of 40 that were judged, of 50',
    );
    assert.equal((await believing(says('1'))).last.type, 'done');
  });
});
