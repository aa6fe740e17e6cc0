/** How a route is chosen, what a person is told of it, and that one more route is one more file. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { NumberedEvent } from '../../src/engine/events.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { chooseRoute } from '../../src/engine/routes/choose.ts';
import type { Route, RouteFacts } from '../../src/engine/routes/route.ts';
import { ROUTES } from '../../src/engine/routes/table.ts';
import { ASK_DEFAULTS, passagesDraft } from '../../src/engine/run/context.ts';
import type { Answer, Evidence, Hit, Passage, Question } from '../../src/engine/types.ts';
import { routeReason, routeScope } from '../../src/present/routes.ts';
import { english } from '../../src/present/say.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const FILES = {
  'src/session.ts':
    'export function purgeIdleSession(): void {\n  sessions.clear();\n}\n\nexport function openSession(): void {}\n',
  'src/upload.ts': 'export function uploadFile(): void {\n  retry(7);\n}\n',
};

function hitOf(evidence: readonly Evidence[] = []): Hit {
  return {
    ...{ path: 'a.ts', startLine: 1, endLine: 2, score: 1, symbolPath: '', kind: 'block' },
    why: { terms: ['word'], fields: ['body'], evidence, groups: [], role: 'source' },
  };
}

function factsOf(
  evidence: readonly Evidence[] | undefined,
  more: {
    readonly hasModel?: boolean;
    readonly scopeTokens?: number;
    readonly focus?: Question['focus'];
  } = {},
): RouteFacts {
  const hit = evidence && hitOf(evidence);
  const passage: Passage | undefined = hit && { ...hit, id: 'p1', text: 'x', hash: 'h', tokens: 50 };
  return {
    question: asked('how?', { focus: more.focus ?? [] }),
    look: {
      query: analyseQuery('how?', { suffixes: [] }),
      hits: hit ? [hit] : [],
      passages: passage ? [passage] : [],
      leftOut: [],
    },
    index: { files: 2, chunks: 4 },
    scope: {
      files: 2,
      tokens: more.scopeTokens ?? 50_000,
      ranked: { files: 1, tokens: 20_000 },
      limits: [],
    },
    author: more.hasModel === false ? undefined : { id: 'm', host: 'h', contextTokens: 128_000 },
    reader: more.hasModel === false ? undefined : { id: 'm', host: 'h', contextTokens: 128_000 },
    settings: ASK_DEFAULTS,
    overheadTokens: 700,
    countTokens: (text) => Math.ceil(text.length / 4),
    measure: () => ({ units: 3, tokens: 300 }),
    brief: {},
    outline: () => ({ steps: 3, choosing: 2_000, answering: 1_500 }),
  };
}

/** Routes that take more effort: a person asks for them, and effort.test.ts tells of their offers. */
const EFFORTS: ReadonlySet<string> = new Set(['doubleCheck', 'thorough', 'investigate']);

describe('the table of routes', () => {
  const rows: readonly {
    readonly name: string;
    readonly facts: RouteFacts;
    readonly wished?: string;
    readonly route: string;
    readonly reason: string;
    readonly calls: number;
    readonly others: readonly string[];
  }[] = [
    {
      name: 'without a model: the passages, and what a model would do',
      facts: factsOf([], { hasModel: false }),
      ...{
        route: 'extractive',
        reason: 'noModel',
        calls: 0,
        others: [
          'retrieval needsModel',
          'fullContext needsModel',
          'chain needsModel',
          'walk outlineAlone',
          'aggregate notAll',
        ],
      },
    },
    {
      name: 'with a model: written',
      facts: factsOf([]),
      ...{
        route: 'retrieval',
        reason: 'words',
        calls: 1,
        others: [
          'fullContext allOfIt',
          'chain inParts',
          'walk byOutline',
          'extractive asTheyStand',
          'aggregate notAll',
        ],
      },
    },
    {
      name: 'a named symbol is the reason',
      facts: factsOf([{ kind: 'definition', of: 'uploadFile' }]),
      ...{
        route: 'retrieval',
        reason: 'names',
        calls: 1,
        others: [
          'fullContext allOfIt',
          'chain inParts',
          'walk byOutline',
          'extractive asTheyStand',
          'aggregate notAll',
        ],
      },
    },
    {
      name: 'a place that was pointed at is the reason',
      facts: factsOf([{ kind: 'selection', of: 'a.ts', line: 1 }], {
        focus: [{ kind: 'selection', path: 'a.ts', startLine: 1, endLine: 2 }],
      }),
      ...{
        route: 'retrieval',
        reason: 'pointedAt',
        calls: 1,
        others: [
          'fullContext allOfIt',
          'chain inParts',
          'walk byOutline',
          'extractive asTheyStand',
          'aggregate notAll',
        ],
      },
    },
    {
      name: 'nothing found: names are picked first',
      facts: factsOf(undefined),
      ...{
        route: 'retrieval',
        reason: 'pickNames',
        calls: 2,
        others: [
          'fullContext allOfIt',
          'chain inParts',
          'walk byOutline',
          'extractive noWords',
          'aggregate notAll',
        ],
      },
    },
    {
      name: 'nothing found without a model',
      facts: factsOf(undefined, { hasModel: false }),
      ...{
        route: 'extractive',
        reason: 'noWords',
        calls: 0,
        others: [
          'retrieval needsModel',
          'fullContext needsModel',
          'chain needsModel',
          'walk outlineAlone',
          'aggregate notAll',
        ],
      },
    },
    {
      name: 'passages are taken when they are wished for',
      facts: factsOf([]),
      wished: 'extractive',
      ...{
        route: 'extractive',
        reason: 'asTheyStand',
        calls: 0,
        others: [
          'retrieval words',
          'fullContext allOfIt',
          'chain inParts',
          'walk byOutline',
          'aggregate notAll',
        ],
      },
    },
  ];
  for (const { name, facts, wished, route, reason, calls, others } of rows)
    it(name, () => {
      const chosen = chooseRoute(ROUTES, facts, wished);
      assert.ok('choice' in chosen);
      const { choice } = chosen;
      assert.deepEqual([choice.name, choice.reason.kind, choice.estimate.calls], [route, reason, calls]);
      const told = choice.alternatives.filter((other) => !EFFORTS.has(other.name));
      assert.deepEqual(
        told.map((other) => `${other.name} ${other.reason.kind}`),
        others,
      );
      for (const other of told)
        assert.equal(other.estimate === undefined, ['needsModel', 'notAll'].includes(other.reason.kind));
      assert.notEqual(routeReason(choice.reason, english), choice.reason.kind, 'present has words for it');
    });

  it('reads all at once only as far as a person allows', () => {
    const facts = factsOf([], { scopeTokens: 30_000 });
    const offerAt = (fullContextTokens: number) => {
      const settings = { ...ASK_DEFAULTS, fullContextTokens };
      return ROUTES.find(({ name }) => name === 'fullContext')!.offer({ ...facts, settings });
    };
    assert.equal(offerAt(ASK_DEFAULTS.fullContextTokens).fits, true);
    assert.equal(offerAt(40_000).fits, true);
    const capped = offerAt(20_000);
    assert.deepEqual([capped.fits, capped.reason.kind], [false, 'scopeTooLarge']);
    assert.ok(Number(capped.reason.of[1]) < 20_000, 'the limit that is told is that of the person');
  });

  it('goes no further in one prompt than was measured of the model', () => {
    const facts = factsOf([], { scopeTokens: 30_000 });
    const measured = { id: 'm', host: 'h', contextTokens: 128_000, effectiveTokens: 12_000 };
    const offerOf = (name: string) =>
      ROUTES.find((one) => one.name === name)!.offer({ ...facts, author: measured, reader: measured });
    const whole = offerOf('fullContext');
    assert.deepEqual([whole.fits, whole.reason.kind], [false, 'scopeTooLarge']);
    assert.ok(Number(whole.reason.of[1]) < 12_000, 'the limit that is told is the measured one');
    const parts = (name: string) => {
      const offer = offerOf(name);
      const before = ROUTES.find((one) => one.name === name)!.offer(facts);
      assert.ok(offer.fits && before.fits);
      return [offer.estimate.calls, before.estimate.calls] as const;
    };
    const [calls, before] = parts('chain');
    assert.ok(calls > before, `${calls} parts of what it reads well, ${before} of its window`);
  });

  it('does not follow a wish that cannot be followed, and says what can', () => {
    const noModel = chooseRoute(ROUTES, factsOf([], { hasModel: false }), 'retrieval');
    assert.ok('failure' in noModel);
    assert.deepEqual(noModel.failure, {
      ...{
        kind: 'route',
        cause: 'routeDoesNotFit',
        detail: 'retrieval',
        names: ['walk', 'extractive'],
      },
      reason: { kind: 'needsModel', of: [] },
    });
    const unknown = chooseRoute(ROUTES, factsOf([]), 'telepathy');
    assert.ok('failure' in unknown);
    assert.deepEqual(unknown.failure, {
      ...{
        kind: 'route',
        cause: 'unknownRoute',
        detail: 'telepathy',
        names: ['retrieval', 'fullContext', 'chain', 'walk', 'extractive', 'thorough', 'investigate'],
      },
    });
  });
});

describe('what a route is expected to cost', () => {
  const priced = (id: string, inputPerMillion: number) => ({
    ...{ id, host: 'h', contextTokens: 128_000 },
    price: { inputPerMillion, outputPerMillion: 10 * inputPerMillion },
  });
  const chainOf = (facts: RouteFacts) => {
    const chosen = chooseRoute(ROUTES, facts, 'chain');
    assert.ok('choice' in chosen);
    return chosen.choice;
  };

  it('counts what the readers take at their price, and the rest at that of the author', () => {
    const facts = { ...factsOf([]), author: priced('large', 10), reader: priced('small', 1) };
    const { estimate } = chainOf(facts);
    const { tokensIn, tokensOut, readers } = estimate;
    assert.ok(readers && readers.tokensIn < tokensIn && readers.tokensOut < tokensOut);
    const expected =
      (readers.tokensIn + 10 * readers.tokensOut) / 1e6 +
      (10 * (tokensIn - readers.tokensIn) + 100 * (tokensOut - readers.tokensOut)) / 1e6;
    assert.ok(Math.abs(estimate.cost! - expected) < 1e-9, `${estimate.cost} and ${expected}`);
  });

  it('says no price where one of the models has none, and none for no call', () => {
    const { author, ...rest } = { ...factsOf([]), author: priced('large', 10) };
    const choice = chainOf({ ...rest, author });
    assert.equal(choice.estimate.cost, undefined);
    const told = choice.alternatives.filter(({ name }) => !EFFORTS.has(name));
    const costs = told.map(({ name, estimate }) => [name, estimate?.cost !== undefined]);
    assert.deepEqual(costs, [
      ['retrieval', true],
      ['fullContext', true],
      ['walk', false],
      ['extractive', false],
      ['aggregate', false],
    ]);
  });

  it('tells the part that is read, and what everything would take', () => {
    const { estimate, scope } = chainOf(factsOf([]));
    assert.deepEqual([scope?.files, scope?.of, scope?.share], [1, 2, 0.9]);
    assert.ok(scope!.everything!.tokensIn > estimate.tokensIn && scope!.everything!.calls > estimate.calls);
    const facts = factsOf([]);
    const ranked = { files: 2, tokens: 50_000 };
    const all = chainOf({ ...facts, scope: { ...facts.scope, ranked } });
    assert.deepEqual(all.scope, { files: 2, of: 2, share: 1 });
    assert.equal(routeScope(scope!, english), 'It reads the part that holds 90 % of the rank: 1 of 2 files.');
    assert.equal(routeScope(all.scope!, english), 'It reads all 2 files.');
  });
});

async function run(
  question: Question,
  options: {
    readonly route?: string;
    readonly routes?: readonly Route[];
    readonly model?: Parameters<typeof memoryEngine>[2] extends infer O
      ? O extends { model?: infer M }
        ? M
        : never
      : never;
  } = {},
): Promise<{ events: NumberedEvent['event'][]; answer: Answer | undefined }> {
  const { route, routes, model } = options;
  const { engine } = await memoryEngine(pool, FILES, {
    ...(routes ? { routes } : {}),
    ...(model ? { model } : {}),
  });
  const events: NumberedEvent['event'][] = [];
  for await (const { event } of engine.ask(question, { signal: never, route })) events.push(event);
  const last = events.at(-1)!;
  return { events, answer: 'answer' in last ? last.answer : undefined };
}

describe('the reason of a route', () => {
  const decline = { answerable: false, missing: ['nothing'], evidence: [], claims: [] };
  const reasonFor = async (question: Question): Promise<string> => {
    const model = scriptedModel({ reply: () => decline });
    const { events } = await run(question, { model });
    const routed = events.find((event) => event.type === 'routed');
    assert.ok(routed?.type === 'routed');
    return routeReason(routed.route.reason, english);
  };

  it('names what the question names, and not how it was found', async () => {
    for (const text of ['What does purgeIdleSession do?', 'when is an idle session purged?'])
      assert.equal(
        await reasonFor(asked(text)),
        'the question names purgeIdleSession, which the index knows',
        text,
      );
  });

  it('names the place of a selection', async () => {
    const focus = [{ kind: 'selection', path: 'src/upload.ts', startLine: 1, endLine: 2 }] as const;
    assert.equal(
      await reasonFor(asked('What happens here?', { focus })),
      'the question points at src/upload.ts',
    );
  });
});

describe('one more route', () => {
  const counting: Route = {
    name: 'counting',
    offer: ({ look }) =>
      look.query.text.includes('how many')
        ? {
            fits: true,
            reason: { kind: 'counts', of: [] },
            estimate: { calls: 0, tokensIn: 0, tokensOut: 0 },
            rule: 'aggregate',
          }
        : { fits: false, reason: { kind: 'countsNothing', of: [] } },
    async *run({ look, journal }) {
      yield journal.begin('count', { kind: 'count' }, 2);
      yield journal.advance('count', 1);
      yield journal.end('count');
      return passagesDraft(look, 'complete');
    },
  };
  const routes = [counting, ...ROUTES];

  it('is one entry of the table: it is chosen, runs, and ends through finish', async () => {
    const { events, answer } = await run(asked('how many calls of uploadFile?'), { routes });
    assert.equal(answer!.route.name, 'counting');
    assert.ok(answer!.claims.length > 0 && answer!.claims.every(({ state }) => state === 'verified'));
    const steps = events.flatMap((event) => (event.type === 'step' ? [event.step] : []));
    assert.deepEqual(
      steps.map(({ id, state, done, total }) => `${id} ${state} ${done}/${total}`),
      [
        ...['count running 0/2', 'count running 1/2', 'count done 2/2'],
        ...['check running 0/1', 'check done 1/1'],
      ],
    );
  });

  it('is an alternative of the others, with its reason where it does not fit', async () => {
    const { answer } = await run(asked('What does uploadFile do?'), { routes });
    assert.equal(answer!.route.name, 'extractive');
    assert.deepEqual(answer!.route.alternatives[0], {
      name: 'counting',
      reason: { kind: 'countsNothing', of: [] },
    });
  });

  it('can be wished for, and a wish that is none ends as failed before any call', async () => {
    const model = scriptedModel({ reply: () => 'never' });
    const { events } = await run(asked('What does uploadFile do?'), { routes, model, route: 'counting' });
    const last = events.at(-1)!;
    assert.ok(last.type === 'failed');
    assert.deepEqual([last.failure.kind, last.failure.cause], ['route', 'routeDoesNotFit']);
    assert.equal(model.requests.length, 0);
  });
});
