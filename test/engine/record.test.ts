/** A run that was ended at any point goes on from its record: nothing recorded is asked again, and the answer is the same. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../src/engine/engine.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import type { Model, ModelRequest, RunLine, RunRecord } from '../../src/engine/ports.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer, Question } from '../../src/engine/types.ts';
import { asked, isSoak, type MemoryPorts, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { memoryRecord } from '../fakes/memoryRecord.ts';
import { promptOf, readersModel } from '../fakes/readers.ts';
import { scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = ['const FIRST_LIMIT = 7321;', 'const SECOND_LIMIT = 8642;', 'const THIRD_LIMIT = 9753;'];
const QUESTION = asked('Which limits does every step obey?');
const SETTINGS: Partial<AskSettings> = {
  ...{ readerTokens: 2_400, handOverTokens: 400, rankShare: 1 },
  ...{ budgetTokens: 400_000, directTokens: 0 },
};

/** Files that a chain reads in more than 30 segments, the gold lines spread over them. */
function repository(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let file = 0; file < count; file++) {
    const functions = Array.from({ length: 14 }, (_, i) => {
      const total = `  const total = value * ${file * 14 + i};\n  return total + ${i};\n`;
      return `export function step${file}_${i}(value: number): number {\n${total}}\n`;
    });
    const at = [1, Math.floor(count / 2), count - 2].indexOf(file);
    if (at >= 0) functions.splice(3, 0, `${GOLD[at]!}\n`);
    files[`src/part${String(file).padStart(2, '0')}.ts`] = functions.join('\n');
  }
  return files;
}

type Readers = ReturnType<typeof readersModel>;

interface Part {
  readonly end: RunEvent | 'killed';
  readonly events: readonly RunEvent[];
}

/** A model that can be changed for another one, as when a process begins anew. */
let model: Model;
let engine: Engine;
let ports: MemoryPorts;

before(async () => {
  const through: Model = {
    info: (role) => model.info(role),
    stream: (request, signal) => model.stream(request, signal),
    reveal: (text) => model.reveal(text),
    countTokens: (text) => model.countTokens(text),
  };
  ({ engine, ports } = await memoryEngine(pool, repository(44), { model: through }));
});

/** Runs until the run ends or its process is killed. */
async function run(
  record: RunRecord & { readonly killed?: Promise<'killed'> },
  {
    signal = never,
    settings = SETTINGS,
    onEvent = (_event: RunEvent): void => {},
    question = QUESTION as Question,
  } = {},
): Promise<Part> {
  const events: RunEvent[] = [];
  const steps = engine.ask(question, { signal, settings, route: 'chain', runId: 'run', record });
  for (;;) {
    const step = await Promise.race([steps.next(), record.killed ?? new Promise<never>(() => {})]);
    if (step === 'killed') return { end: 'killed', events };
    if (step.done) return { end: events.at(-1)!, events };
    events.push(step.value.event);
    onEvent(step.value.event);
  }
}

const answerOf = ({ end }: Part): Answer => {
  assert.ok(typeof end === 'object' && 'answer' in end && end.answer, JSON.stringify(end));
  return end.answer;
};

/** Prompts whose replies stand in a record. */
const recorded = (lines: readonly RunLine[], requests: readonly ModelRequest[]): Set<string> => {
  const done = new Set(
    lines.flatMap((line) => (line.type === 'reply' && line.status === 'done' ? [line.call] : [])),
  );
  return new Set(requests.flatMap((request, i) => (done.has(i + 1) ? [promptOf(request)] : [])));
};

const withoutUsage = ({ usage: _usage, ...answer }: Answer): Omit<Answer, 'usage'> => answer;

describe('a chain over more than 30 segments', () => {
  it('killed at any point goes on with nothing recorded sent again, to the same answer', async (t) => {
    const whole = memoryRecord();
    const first = readersModel(GOLD);
    model = first;
    const reference = answerOf(await run(whole));
    assert.equal(reference.status, 'complete');
    assert.ok(first.readers().length > 30, `${first.readers().length} segments`);
    const all = whole.kept.length;
    // Every line is a point where the process may end; a sample of them is enough for every day.
    const points = Array.from({ length: all }, (_, i) => i).filter(
      (i) => isSoak || i < 4 || i > all - 6 || i % 9 === 0,
    );
    let [replayed, again] = [0, 0];
    for (const dies of points) {
      const killed = memoryRecord([], dies);
      const one = readersModel(GOLD);
      model = one;
      assert.equal((await run(killed)).end, 'killed', `at line ${dies} of ${all}`);
      const two = readersModel(GOLD);
      model = two;
      const resumed = memoryRecord(killed.kept);
      const answer = answerOf(await run(resumed));
      const known = recorded(killed.kept, one.requests);
      for (const request of two.requests)
        assert.ok(!known.has(promptOf(request)), `sent again after ${dies}`);
      assert.equal(known.size + two.requests.length, first.requests.length);
      assert.deepEqual(withoutUsage(answer), withoutUsage(reference), `after ${dies}`);
      // A request whose end nobody saw counts with all that it was given.
      const lost = killed.kept.filter(({ type }) => type === 'sent').length - known.size;
      assert.equal(answer.usage.calls, reference.usage.calls + lost);
      assert.ok(answer.usage.tokensIn >= reference.usage.tokensIn);
      replayed += known.size;
      again += two.requests.length;
    }
    t.diagnostic(
      `${points.length} of ${all} points, ${first.requests.length} calls: ${replayed} taken from the record, ${again} sent, 0 sent twice`,
    );
  });

  it('stopped by a person, or by a refusal of the endpoint, goes on where it was', async () => {
    const reference = readersModel(GOLD);
    model = reference;
    const whole = answerOf(await run(memoryRecord()));
    const stop = new AbortController();
    const stopped = memoryRecord();
    const one = readersModel(GOLD);
    model = one;
    const part = await run(stopped, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'ledger' && event.segment === 9) stop.abort();
      },
    });
    assert.equal(answerOf(part).status, 'stopped');
    assert.ok(one.requests.length <= 10);
    // The endpoint refuses after twenty more.
    const two = readersModel(GOLD);
    const limit = { kind: 'rateLimit', cause: 'rateLimited', status: 429 } as const;
    const usage = { calls: 1, tokensIn: 0, tokensOut: 0, counted: false };
    model = {
      ...two,
      stream: (request, signal) =>
        two.requests.length < 20
          ? two.stream(request, signal)
          : (async function* () {
              yield { type: 'failed', failure: limit, retryable: true, usage, redactions: 0 } as const;
            })(),
    };
    const refused = memoryRecord(stopped.kept);
    const second = await run(refused);
    assert.equal(typeof second.end === 'object' && second.end.type, 'failed');
    assert.equal(two.requests.length, 20);
    const three = readersModel(GOLD);
    model = three;
    const resumed = await run(memoryRecord(refused.kept));
    assert.deepEqual(withoutUsage(answerOf(resumed)), withoutUsage(whole));
    assert.ok(three.requests.length <= reference.requests.length - 29);
    const told = resumed.events.find((event) => event.type === 'resumed');
    assert.equal(told?.calls, reference.requests.length - three.requests.length);
  });

  it('reads changed files anew, and tells which they are and how much of the record was of no use', async () => {
    const first = readersModel(GOLD);
    model = first;
    const stop = new AbortController();
    const record = memoryRecord();
    await run(record, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'ledger' && event.segment === 25) stop.abort();
      },
    });
    const path = 'src/part05.ts';
    const text = ports.workspace.text(path);
    ports.workspace.now += 10_000;
    ports.workspace.set(path, text.replace('return total + 2;', 'return total - 2;'));
    await engine.update({ signal: never });
    const second: Readers = readersModel(GOLD);
    model = second;
    const answer = answerOf(await run(memoryRecord(record.kept)));
    const notice = answer.notices.find(({ kind }) => kind === 'changedSince');
    assert.deepEqual(notice, { kind: 'changedSince', files: [path], calls: 1 });
    assert.equal(answer.status, 'complete');
    assert.ok(promptOf(second.requests[0]!).includes('return total - 2;'));
    ports.workspace.set(path, text);
    await engine.update({ signal: never });
  });

  it('counts every part against one stop', async () => {
    const first = readersModel(GOLD);
    model = first;
    const settings = { ...SETTINGS, budgetTokens: 30_000 };
    const record = memoryRecord();
    const part = answerOf(await run(record, { settings }));
    assert.equal(part.status, 'partial');
    const spent = part.usage.tokensIn + part.usage.tokensOut;
    assert.ok(spent <= 30_000);
    // With the same stop nothing more is sent; with a higher one it goes on behind what was read.
    const again = readersModel(GOLD);
    model = again;
    const same = answerOf(await run(memoryRecord(record.kept), { settings }));
    assert.equal(again.requests.length, 0);
    assert.deepEqual(same.usage, part.usage);
    const more = readersModel(GOLD);
    model = more;
    const raised = answerOf(
      await run(memoryRecord(record.kept), { settings: { ...SETTINGS, budgetTokens: 60_000 } }),
    );
    assert.ok(more.readers().length > 0);
    assert.ok(raised.coverage.read > part.coverage.read);
    assert.ok(raised.usage.tokensIn + raised.usage.tokensOut <= 60_000);
  });
});

describe('the record of a run', () => {
  it('holds no secret of the question or of the files', async () => {
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const key = 'AKIAQ7XW2ZV5N3LT4KPD';
    const { engine: own } = await memoryEngine(
      pool,
      {
        'src/login.ts': `export const token = '${secret}';\nexport function login(user: string) {\n  return user;\n}\n`,
      },
      {
        model: scriptedModel({
          reply: () => ({ answerable: false, missing: ['the token'], evidence: [], claims: [] }),
        }),
      },
    );
    const record = memoryRecord();
    const question = asked(`Why does login fail with aws_access_key_id = ${key}?`);
    for await (const _step of own.ask(question, { signal: never, runId: 'run', record }));
    const text = JSON.stringify(record.kept);
    assert.ok(record.kept.some(({ type }) => type === 'reply'));
    assert.ok(!text.includes(secret) && !text.includes(key), text.slice(0, 2_000));
    // The question that the record has is asked in the same words.
    const head = record.kept[0]!;
    assert.ok(head.type === 'begun');
    const resumed = memoryRecord(record.kept);
    const events: RunEvent[] = [];
    for await (const { event } of own.ask(head.question, { signal: never, runId: 'run', record: resumed }))
      events.push(event);
    const sent = resumed.kept.slice(record.kept.length).filter(({ type }) => type === 'sent');
    assert.deepEqual(sent, []);
    assert.equal(events.at(-1)!.type, 'done');
  });
});
