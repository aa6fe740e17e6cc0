/** Long scopes: read in parts, nothing twice, nothing lost; or all at once where it fits (methods A1, A2; T2, T3). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { parsePassages } from '../fakes/oracle.ts';
import { promptOf, readersModel } from '../fakes/readers.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = ['const FIRST_LIMIT = 7321;', 'const SECOND_LIMIT = 8642;', 'const THIRD_LIMIT = 9753;'];

/** `count` files of functions, the gold lines spread over them. */
function repository(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let file = 0; file < count; file++) {
    const functions = Array.from({ length: 12 }, (_, i) => {
      const name = `step${file}_${i}`;
      const calls = file > 0 ? `  step${file - 1}_${i}(value + ${i});\n` : '';
      return `export function ${name}(value: number): number {\n${calls}  const total = value * ${file * 12 + i};\n  return total + ${i};\n}\n`;
    });
    const at = [1, Math.floor(count / 2), count - 2].indexOf(file);
    if (at >= 0) functions.splice(6, 0, `${GOLD[at]!}\n`);
    files[`src/part${String(file).padStart(2, '0')}.ts`] = functions.join('\n');
  }
  return files;
}

interface Asked {
  readonly answer: Answer;
  readonly events: readonly RunEvent[];
  readonly files: Readonly<Record<string, string>>;
}

async function ask(
  model: ReturnType<typeof readersModel>,
  options: {
    readonly count?: number;
    readonly isRouted?: boolean;
    readonly settings?: Partial<AskSettings>;
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: RunEvent) => void;
    readonly question?: string;
  } = {},
): Promise<Asked> {
  const files = repository(options.count ?? 12);
  const { engine } = await memoryEngine(pool, files, { model });
  const settings = {
    readerTokens: 3_200,
    rankShare: 1,
    budgetTokens: 400_000,
    directTokens: 0,
    ...options.settings,
  };
  const events: RunEvent[] = [];
  const question = asked(options.question ?? 'Which limits does every step obey?');
  const { signal = never } = options;
  const route = options.isRouted ? undefined : 'chain';
  for await (const { event } of engine.ask(question, { signal, route, settings })) {
    events.push(event);
    options.onEvent?.(event);
  }
  const last = events.at(-1)!;
  assert.ok('answer' in last && last.answer, JSON.stringify(last));
  return { answer: last.answer, events, files };
}

/** The lines of passages in prompts: how often each was shown. */
function shownLines(prompts: readonly string[]): Map<string, number> {
  const shown = new Map<string, number>();
  for (const prompt of prompts)
    for (const { path, lines } of parsePassages(prompt).filter(({ id }) => /^s\d/.test(id)))
      for (const { line } of lines) shown.set(`${path}:${line}`, (shown.get(`${path}:${line}`) ?? 0) + 1);
  return shown;
}

describe('a chain', () => {
  it('shows every line of the scope to exactly one reader, and answers from what they recorded', async (t) => {
    const model = readersModel(GOLD);
    const { answer, files } = await ask(model);
    const shown = shownLines(model.readers().map(promptOf));
    const all = Object.entries(files).flatMap(([path, text]) =>
      text
        .trimEnd()
        .split('\n')
        .map((_, i) => `${path}:${i + 1}`),
    );
    assert.deepEqual([...shown.keys()].sort(), all.sort());
    assert.ok([...shown.values()].every((times) => times === 1));
    t.diagnostic(
      `${all.length} of ${all.length} lines in exactly one of ${model.readers().length} reader prompts`,
    );
    assert.ok(model.readers().length >= 5, String(model.readers().length));
    assert.equal(answer.status, 'complete');
    assert.deepEqual(
      answer.claims.map(({ state }) => state),
      ['verified', 'verified', 'verified'],
    );
    assert.equal(answer.coverage.read, Object.keys(files).length);
    assert.equal(answer.route.name, 'chain');
  });

  it('shows the author what was recorded and the lines quoted, and no other source text', async () => {
    const model = readersModel(GOLD);
    await ask(model);
    const [author] = model.authors().map(promptOf);
    assert.equal(model.authors().length, 1);
    const lines = parsePassages(author!).flatMap((passage) => passage.lines.map(({ text }) => text));
    assert.deepEqual(lines.sort(), [...GOLD].sort());
    assert.ok(!author!.includes('const total'));
  });

  it('hands what was found to the next reader, within the window of each', async () => {
    const model = readersModel(GOLD);
    await ask(model);
    const prompts = model.readers().map(promptOf);
    const first = prompts.findIndex((prompt) =>
      GOLD.some((line) =>
        parsePassages(prompt).some((passage) => passage.lines.some(({ text }) => text === line)),
      ),
    );
    assert.ok(prompts[first + 1]!.includes(`[c1] It says`));
    assert.ok(!prompts[first]!.includes('[c1] It says'));
    for (const request of model.readers()) {
      const tokens = request.messages.reduce(
        (sum, { content }) => sum + Math.ceil(content.length / 4) + 4,
        0,
      );
      assert.ok(tokens + request.maxOutputTokens <= 3_200, String(tokens));
    }
  });

  it('keeps the window when the hand-over is full', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `  const total = value * ${i};`);
    const model = readersModel(lines);
    await ask(model, { settings: { handOverTokens: 600 } });
    const handed = model.readers().map((request) => promptOf(request).match(/^\[c\d+\] /gm)?.length ?? 0);
    assert.ok(Math.max(...handed) > 10);
    assert.match(promptOf(model.readers().at(-1)!), /\(\d+ more claims are recorded\)/);
    for (const request of model.readers()) {
      const tokens = request.messages.reduce(
        (sum, { content }) => sum + Math.ceil(content.length / 4) + 4,
        0,
      );
      assert.ok(tokens + request.maxOutputTokens <= 3_200, String(tokens));
    }
  });

  it('loses nothing to readers that forget', async () => {
    const model = readersModel(GOLD, { dropEvery: 3 });
    const { answer } = await ask(model);
    assert.equal(answer.status, 'complete');
    assert.equal(answer.claims.length, 3);
    // The last reader is still told of every claim.
    assert.equal(promptOf(model.readers().at(-1)!).match(/^\[c\d+\] /gm)?.length, 3);
  });

  it('records nothing that its quote does not prove, and says how much', async () => {
    const model = readersModel(GOLD, { invents: true });
    const { answer } = await ask(model);
    assert.ok(!promptOf(model.authors()[0]!).includes('invention'));
    const notice = answer.notices.find(({ kind }) => kind === 'readerUnproved');
    assert.deepEqual(notice, { kind: 'readerUnproved', count: model.readers().length });
  });

  it('goes on after a part whose replies cannot be used, and tells that it was not read', async () => {
    const model = readersModel(GOLD.slice(0, 1), { garbled: [2, 3] });
    const { answer } = await ask(model);
    assert.equal(answer.status, 'partial');
    assert.ok(answer.notices.some((notice) => notice.kind === 'segmentLost' && notice.segment === 2));
    const lost = answer.coverage.notRead.filter(({ why }) => why === 'notReached');
    const second = parsePassages(promptOf(model.readers()[1]!)).filter(({ id }) => /^s2p/.test(id));
    assert.deepEqual(
      lost.map(({ path, startLine, endLine }) => ({ path, startLine, endLine })),
      second.map(({ path, startLine, endLine }) => ({ path, startLine, endLine })),
    );
  });

  it('tells of each part when it begins and how it ended, with the claims that are new', async () => {
    const model = readersModel(GOLD, { garbled: [2, 3] });
    const { events } = await ask(model);
    const told = events.flatMap((event) =>
      event.type === 'segment' || event.type === 'ledger'
        ? [`${event.segment} ${event.type === 'ledger' ? 'read' : event.state}`]
        : [],
    );
    const { of } = events.find((event) => event.type === 'segment')!;
    const ends = Array.from({ length: of }, (_, i) => [
      `${i + 1} reading`,
      `${i + 1} ${i === 1 ? 'lost' : 'read'}`,
    ]);
    assert.deepEqual(told, ends.flat());
    const ledgers = events.filter((event) => event.type === 'ledger');
    const claims = ledgers.flatMap((event) => event.claims);
    assert.equal(claims.length, ledgers.at(-1)!.recorded, 'each claim once');
    assert.ok(claims.length > 0 && claims.every(({ citations }) => citations.length > 0));
    assert.ok(claims.every(({ state }) => state === 'verified'));
  });

  it('stopped in the middle, gives what was recorded and says what was not reached', async () => {
    const model = readersModel(GOLD);
    const stop = new AbortController();
    const { answer, events } = await ask(model, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'ledger' && event.recorded > 0) stop.abort();
      },
    });
    assert.equal(events.at(-1)!.type, 'aborted');
    assert.equal(answer.status, 'stopped');
    assert.ok(answer.claims.length >= 1 && answer.claims.length < 3);
    assert.ok(answer.claims.every(({ state }) => state === 'verified'));
    assert.equal(model.authors().length, 0);
    assert.ok(answer.coverage.read < answer.coverage.total);
    assert.ok(answer.coverage.notRead.some(({ why }) => why === 'notReached'));
  });

  it('stops reading before the budget cannot hold the answer, and answers from what was read', async () => {
    const model = readersModel(GOLD.slice(0, 1));
    const { answer } = await ask(model, { settings: { budgetTokens: 9_000 } });
    const { tokensIn, tokensOut } = answer.usage;
    assert.ok(tokensIn + tokensOut <= 9_000);
    assert.equal(model.authors().length, 1);
    assert.ok(answer.notices.some(({ kind }) => kind === 'overBudget'));
    assert.ok(answer.coverage.notRead.some(({ why }) => why === 'notReached'));
    assert.notEqual(answer.status, 'complete');
  });

  it('of one segment is one answer', async () => {
    const model = readersModel(['  return total + 3;']);
    const { answer } = await ask(model, {
      question: 'What does step1_3 call?',
      count: 30,
      settings: { readerTokens: 8_000, rankShare: 0.01 },
    });
    assert.equal(model.requests.length, 1);
    assert.equal(model.requests[0]!.role, 'author');
    assert.equal(answer.status, 'complete');
  });

  it('declines when no reader found anything, without asking an author', async () => {
    const model = readersModel(['nothing like this']);
    const { answer } = await ask(model);
    assert.equal(answer.status, 'notFound');
    assert.equal(model.authors().length, 0);
    assert.equal(answer.coverage.read, 12);
  });

  it('estimates its prompts within a fifth', async () => {
    const model = readersModel(GOLD);
    const { answer } = await ask(model, {
      count: 40,
      settings: { readerTokens: 8_000, handOverTokens: 400 },
    });
    const { estimate } = answer.route;
    const ratio = estimate.tokensIn / answer.usage.tokensIn;
    assert.ok(ratio > 0.8 && ratio < 1.2, String(ratio));
    assert.ok(estimate.isSequential);
    assert.ok(Math.abs(estimate.calls - answer.usage.calls) <= 1, `${estimate.calls} ${answer.usage.calls}`);
  });

  it('reads the files that hold most of the rank unless everything is wished for', async () => {
    const model = readersModel(GOLD.slice(0, 1));
    const { answer } = await ask(model, {
      question: 'What does step11_3 call?',
      settings: { rankShare: 0.5 },
    });
    assert.ok(answer.coverage.read < 12, String(answer.coverage.read));
    const searched = answer.coverage.notRead.find(({ why }) => why === 'searched');
    assert.equal(searched?.files, 12 - answer.coverage.read);
  });
});

describe('a question that passages do not settle', () => {
  const question = 'What does step3_4 do about limits?';

  it('is answered from all of it, where that fits', async () => {
    const model = readersModel(GOLD);
    const { answer, events } = await ask(model, {
      question,
      isRouted: true,
      settings: { firstTokens: 300, widerFactor: 2 },
    });
    assert.equal(answer.route.name, 'fullContext');
    assert.equal(answer.route.reason.kind, 'afterDecline');
    assert.equal(answer.status, 'complete');
    assert.equal(events.filter(({ type }) => type === 'routed').length, 2);
    // Passages, two wider rounds, the names that no reader of these picks, and everything.
    assert.ok(model.requests.length <= 5, String(model.requests.length));
  });

  /** Asked of many files, in a window that holds few of them. */
  const inParts = (gold: readonly string[], more: Parameters<typeof ask>[1] = {}, garbled: number[] = []) => {
    const model = readersModel(gold, { garbled }, { contextTokens: 6_000 });
    const asked = ask(model, {
      question: 'Which limit does step0_5 obey?',
      count: 30,
      isRouted: true,
      ...more,
      settings: { firstTokens: 150, widerFactor: 1, ...more.settings },
    });
    return asked.then(({ answer }) => ({ model, answer }));
  };
  /** Stands in the second file, to which the question leads first. */
  const near = 'const FIRST_LIMIT';

  it('ends a chain as soon as an author can answer, and tells what was not needed', async () => {
    const { model, answer } = await inParts([near]);
    assert.equal(answer.route.name, 'chain');
    assert.equal(answer.status, 'complete');
    const ranges = answer.coverage.notRead.filter(({ why }) => why === 'notNeeded');
    const files = new Set(ranges.map(({ path }) => path));
    assert.ok(files.size > 0 && answer.coverage.read < answer.coverage.total);
    assert.ok(!answer.coverage.notRead.some(({ why }) => why === 'notReached'));
    const whole = await inParts([near], { isRouted: false });
    assert.equal(whole.answer.route.name, 'chain');
    assert.ok(!whole.answer.coverage.notRead.some(({ why }) => why === 'notNeeded'), 'a wish is followed');
    assert.equal(whole.model.authors().length, 1);
    assert.ok(model.readers().length < whole.model.readers().length / 2);
  });

  it('tells a part that was lost before the answer as not reached, never as not needed', async () => {
    // Each part is asked about twice before it is lost.
    const { answer } = await inParts([near], { question: 'Which limit does step20_5 obey?' }, [1, 2]);
    const ends = new Set(answer.coverage.notRead.map(({ why }) => why));
    assert.deepEqual(
      answer.notices
        .filter(({ kind }) => kind === 'segmentLost')
        .map((one) => 'segment' in one && one.segment),
      [1],
    );
    assert.ok(ends.has('notReached'));
  });

  it('reads on to the end when what was found does not do, and asks an author seldom', async () => {
    const { model, answer } = await inParts(GOLD);
    assert.equal(answer.status, 'complete');
    const [of] = model
      .readers()
      .flatMap((request) => /segment \d+ of (\d+)/.exec(promptOf(request))?.[1] ?? []);
    const inBetween = Math.floor(Math.log2(Number(of)));
    assert.ok(model.authors().length <= 3 + inBetween + 1, `${model.authors().length} of ${of}`);
    assert.equal(answer.claims.length, GOLD.length);
  });

  it('does not ask in between what the budget needs for the last answer', async () => {
    for (const budgetTokens of [12_000, 15_000, 20_000, 30_000]) {
      const { answer } = await inParts(GOLD, { settings: { budgetTokens } });
      const { tokensIn, tokensOut } = answer.usage;
      assert.ok(tokensIn + tokensOut <= budgetTokens, `${tokensIn + tokensOut} of ${budgetTokens}`);
    }
  });

  it('goes through a chain where it does not fit', async () => {
    const model = readersModel(GOLD, {}, { contextTokens: 6_000 });
    const { answer } = await ask(model, {
      question,
      isRouted: true,
      settings: { firstTokens: 300, widerFactor: 2 },
    });
    assert.equal(answer.route.name, 'chain');
    assert.equal(answer.status, 'complete');
  });

  it('is offered everything with its price where the budget does not hold it', async () => {
    const model = readersModel(GOLD);
    const { answer } = await ask(model, {
      question,
      isRouted: true,
      settings: { firstTokens: 300, widerFactor: 2, budgetTokens: 6_000 },
    });
    assert.equal(answer.status, 'notFound');
    assert.equal(answer.route.name, 'retrieval');
    const offered = answer.route.alternatives.find(({ name }) => name === 'chain');
    assert.ok(offered?.estimate && offered.estimate.tokensIn > 6_000);
  });
});
