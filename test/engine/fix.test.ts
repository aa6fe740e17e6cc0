/** A problem to a patch with a scripted model: plan, edits, rounds, reach, and that nothing half comes of a bad reply. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { NumberedFixEvent } from '../../src/engine/events.ts';
import type { FixSettings } from '../../src/engine/repair/fix/context.ts';
import type { Fix, FixProblem } from '../../src/engine/types/repair.ts';
import { memoryEngine, never, startPool } from '../fakes/memory.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const FILES: Readonly<Record<string, string>> = {
  'src/price.ts':
    'const BASE = 100;\n/** The price with its tax. */\nexport function grossPrice(net: number, rate: number): number {\n  return net + rate;\n}\n',
  'src/cart.ts':
    "import { grossPrice } from './price.ts';\n\nexport function cartTotal(items: number[]): number {\n  return items.reduce((sum, net) => sum + grossPrice(net, 0.19), 0);\n}\n",
  'test/price.test.ts':
    "import { grossPrice } from '../src/price.ts';\n\nit('adds the tax', () => {\n  assert.equal(grossPrice(100, 0.19), 119);\n});\n",
  'src/keys.ts':
    "export const token = 'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB';\nexport const retries = 3;\n",
  'src/twin.ts': 'start();\nstart();\n',
};
const PROBLEM = 'grossPrice adds the rate instead of multiplying with it';
const GOOD = {
  ...{ step: 's1', path: 'src/price.ts', symbol: '' },
  search: '  return net + rate;',
  replace: '  return net * (1 + rate);',
};
const PLAN = {
  steps: [
    {
      ...{ id: 's1', what: 'Multiply with the rate.', check: 'grossPrice(100, 0.19) is 119' },
      ...{ files: ['src/price.ts', 'src/prices.ts'], symbols: ['grossPrice', 'grosPrice'] },
    },
  ],
};
const isPlanning = (prompt: string): boolean => prompt.includes('{"steps"');

interface Ran {
  readonly fix: Fix;
  readonly events: readonly NumberedFixEvent[];
}

interface Options {
  readonly problem?: Partial<FixProblem>;
  readonly settings?: Partial<FixSettings>;
  readonly files?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const ENDS = new Set(['done', 'failed', 'aborted']);

async function run(model: ScriptedModel | undefined, options: Options = {}): Promise<NumberedFixEvent[]> {
  const { engine } = await memoryEngine(pool, options.files ?? FILES, model ? { model } : {});
  const problem = { text: PROBLEM, places: [], rejected: [], ...options.problem };
  const events: NumberedFixEvent[] = [];
  const { signal = never, settings = {} } = options;
  for await (const event of engine.fix(problem, { signal, settings })) events.push(event);
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i),
  );
  assert.equal(events.filter(({ event }) => ENDS.has(event.type)).length, 1);
  assert.ok(ENDS.has(events.at(-1)!.event.type));
  return events;
}

async function fix(model: ScriptedModel, options: Options = {}): Promise<Ran> {
  const events = await run(model, options);
  const last = events.at(-1)!.event;
  assert.ok('fix' in last && last.fix, JSON.stringify(last));
  return { fix: last.fix, events };
}

/** Replies to the plan with the plan, and to each round of edits with the next reply. */
const planned = (...rounds: readonly Scripted[]): ScriptedModel => {
  let round = 0;
  return scriptedModel({
    reply: (request) => (isPlanning(promptOf(request)) ? PLAN : (rounds[round++] ?? { edits: [] })),
  });
};

const edits = (...all: readonly object[]): Scripted => ({ edits: all, cannot: '' });

describe('fix', () => {
  it('plans, holds the plan against the index, and puts the edits in their places', async () => {
    const model = planned(edits(GOOD));
    const { fix: made } = await fix(model);
    assert.equal(made.status, 'patch');
    assert.equal(model.requests.length, 2);
    const [step] = made.plan!.steps;
    assert.deepEqual(step!.files, [
      { path: 'src/price.ts', exists: true },
      { path: 'src/prices.ts', exists: false, nearest: 'src/price.ts' },
    ]);
    assert.deepEqual(step!.symbols, [
      { name: 'grossPrice', definitions: [{ path: 'src/price.ts', line: 3 }], uses: 2 },
      { name: 'grosPrice', definitions: [], uses: 0, nearest: 'grossPrice' },
    ]);
    const [file] = made.files;
    assert.equal(file!.after, FILES['src/price.ts']!.replace('net + rate', 'net * (1 + rate)'));
    assert.deepEqual(file!.steps, ['s1']);
    assert.deepEqual(made.attempts, []);
    assert.ok(
      promptOf(model.requests[1]!).includes(
        'src/prices.ts (there is no such file; the nearest is src/price.ts)',
      ),
    );
  });

  it('asks for no plan where one file was found', async () => {
    const model = scriptedModel({ reply: () => edits(GOOD) });
    const { fix: made } = await fix(model, { problem: { places: [{ path: 'src/price.ts' }] } });
    assert.equal(model.requests.length, 1);
    assert.equal(made.plan!.made, 'one');
    assert.equal(made.status, 'patch');
  });

  it('shows what came nearest to an edit without a place, once each round, and keeps the others', async () => {
    const bad = { ...GOOD, path: 'src/cart.ts', search: 'sum - grossPrice(net, 0.19)', replace: 'x' };
    const mended = { ...bad, search: 'sum + grossPrice(net, 0.19)', replace: 'sum + grossPrice(net, 0.2)' };
    const model = planned(edits(GOOD, bad), edits(mended));
    const { fix: made } = await fix(model);
    assert.equal(made.status, 'patch');
    assert.deepEqual(
      made.attempts.map(({ round, kind, edits: all }) => [
        round,
        kind,
        all.map(({ path, reason }) => `${path} ${reason}`),
      ]),
      [[1, 'refused', ['src/cart.ts notFound']]],
    );
    const again = promptOf(model.requests[2]!);
    assert.ok(again.includes('Round 1: src/cart.ts: the search text does not stand there'));
    assert.ok(again.includes('not to be given again: src/price.ts (s1)'));
    assert.ok(!again.includes('sum - grossPrice'), 'the failed edit is not shown again');
    assert.deepEqual(new Set(made.files.map(({ path }) => path)), new Set(['src/price.ts', 'src/cart.ts']));
  });

  it('ends after three rounds without a patch, and says what was refused', async () => {
    const twins = { ...GOOD, path: 'src/twin.ts', search: 'start();', replace: 'stop();' };
    const model = planned(...Array.from({ length: 5 }, () => edits(twins)));
    const { fix: made } = await fix(model, { problem: { text: `${PROBLEM}; see src/twin.ts` } });
    assert.equal(made.status, 'refused');
    assert.equal(made.attempts.length, 3);
    assert.equal(model.requests.length, 4);
    assert.ok(made.files.every(({ after }) => after === undefined));
  });

  it('gives a file with a new syntax error one more look, and never as a patch', async () => {
    const broken = { ...GOOD, replace: '  return net * (1 + rate;' };
    const { fix: made } = await fix(planned(edits(broken), edits(GOOD)));
    assert.equal(made.status, 'patch');
    assert.deepEqual(
      made.attempts.map(({ kind }) => kind),
      ['syntax'],
    );
    const { fix: never3 } = await fix(planned(edits(broken), edits(broken), edits(broken)));
    assert.equal(never3.status, 'refused');
  });

  it('offers callers and tests of a changed head as part of the patch, and lists those that stay', async () => {
    const head = {
      ...GOOD,
      search: 'export function grossPrice(net: number, rate: number): number {\n  return net + rate;',
      replace:
        'export function grossPrice(net: number, rate: number, count: number): number {\n  return net * (1 + rate) * count;',
    };
    const caller = {
      ...GOOD,
      path: 'src/cart.ts',
      search: 'grossPrice(net, 0.19)',
      replace: 'grossPrice(net, 0.19, 1)',
    };
    const model = planned(edits(head), edits(caller));
    const { fix: made } = await fix(model);
    assert.equal(made.status, 'patch');
    assert.deepEqual(
      made.changed.map(({ name, kind }) => `${name} ${kind}`),
      ['grossPrice signature'],
    );
    assert.deepEqual(new Set(made.files.map(({ path }) => path)), new Set(['src/price.ts', 'src/cart.ts']));
    assert.deepEqual(
      new Set(made.related.map(({ kind, path }) => `${kind} ${path}`)),
      new Set(['test test/price.test.ts']),
    );
    assert.match(promptOf(model.requests[2]!), /and is now: .*rate: number, count: number/);
    // Without a round left they are listed.
    const { fix: alone } = await fix(planned(edits(head)), { settings: { rounds: 1 } });
    assert.equal(alone.status, 'patch');
    assert.ok(alone.related.some(({ kind, path }) => kind === 'caller' && path === 'src/cart.ts'));
  });

  it('takes edits that leave a secret as it is, and refuses those that touch it', async () => {
    const mark = '«secret:github-token»';
    const places = { problem: { places: [{ path: 'src/keys.ts' }] } };
    const model = scriptedModel({
      reply: (request) => {
        const line = promptOf(request)
          .split('\n')
          .find((one) => one.includes('token ='))!
          .replace(/^\d+\| /, '');
        return edits({
          ...GOOD,
          path: 'src/keys.ts',
          search: `${line}\nexport const retries = 3;`,
          replace: `${line}\nexport const retries = 5;`,
        });
      },
    });
    const { fix: made } = await fix(model, places);
    assert.equal(made.status, 'patch', JSON.stringify(made.attempts));
    assert.equal(made.files[0]!.after, FILES['src/keys.ts']!.replace('retries = 3', 'retries = 5'));
    assert.ok(model.requests.every((request) => !promptOf(request).includes('ghp_')));
    const touching = scriptedModel({
      reply: () =>
        edits({
          ...GOOD,
          path: 'src/keys.ts',
          search: 'export const retries = 3;',
          replace: `export const copy = '${mark}';`,
        }),
    });
    const { fix: refused } = await fix(touching, { ...places, settings: { rounds: 1 } });
    assert.equal(refused.status, 'refused');
    assert.equal(refused.attempts[0]!.edits[0]!.reason, 'secretMark');
  });

  it('changes no file that it was not shown, and shows it then', async () => {
    const unseen = { ...GOOD, path: 'src/twin.ts', search: 'start();\nstart();', replace: 'start();' };
    const model = scriptedModel({ reply: () => edits(unseen) });
    const { fix: made } = await fix(model, { problem: { places: [{ path: 'src/price.ts' }] } });
    assert.deepEqual(
      made.attempts[0]!.edits.map(({ reason }) => reason),
      ['unseen'],
    );
    assert.equal(made.status, 'patch');
    assert.ok(promptOf(model.requests[1]!).includes('src/twin.ts:1-2'));
  });

  it('makes, removes and moves files, and refuses paths that lead out', async () => {
    const all = edits(
      { step: 's1', path: 'src/new.ts', create: 'export const x = 1;\n' },
      { step: 's1', path: 'src/price.ts', to: 'src/prices.ts' },
    );
    const { fix: made } = await fix(planned(all, edits()), { settings: { rounds: 1 } });
    assert.equal(made.status, 'patch', JSON.stringify(made.attempts));
    assert.deepEqual(
      made.files.map(({ path, to, kind }) => [path, to, kind]),
      [
        ['src/new.ts', undefined, 'create'],
        ['src/price.ts', 'src/prices.ts', 'edit'],
      ],
    );
    for (const path of ['../out.ts', '/etc/passwd', 'src/../../x', '.git/../../x', 'C:\\x', 'a\u202eb.ts']) {
      const { fix: out } = await fix(planned(edits({ step: '', path, create: 'x' })), {
        settings: { rounds: 1 },
      });
      assert.equal(out.status, 'refused', path);
    }
  });

  it('tells a model that cannot, a missing model, and a problem that leads nowhere', async () => {
    const { fix: cannot } = await fix(planned({ edits: [], cannot: 'The rate is not known.' }));
    assert.deepEqual([cannot.status, cannot.said], ['nothing', 'The rate is not known.']);
    const none = (await run(undefined)).at(-1)!.event;
    assert.equal(none.type === 'failed' && none.failure.cause, 'noModel');
    const { fix: nowhere } = await fix(planned(), { problem: { text: 'zzzqqq' } });
    assert.deepEqual([nowhere.status, nowhere.usage.calls], ['nothing', 0]);
  });
});

describe('fix against bad replies', () => {
  const whole = JSON.stringify(
    edits(GOOD, { step: 's1', path: 'src/new.ts', create: 'export const x = 1;\n' }),
  );

  it('makes no patch of any of fifty truncations', async () => {
    const cuts = Array.from({ length: 50 }, (_, i) => Math.floor((i * whole.length) / 50));
    for (const cut of cuts) {
      const model = planned(whole.slice(0, cut), whole.slice(0, cut));
      const last = (await run(model, { settings: { rounds: 1 } })).at(-1)!.event;
      assert.equal(last.type, 'failed', String(cut));
      assert.ok(last.type === 'failed' && last.fix && last.fix.files.length === 0);
    }
  });

  it('makes no patch of a whole text that ended at the limit', async () => {
    const model = scriptedModel({
      reply: (request) =>
        isPlanning(promptOf(request))
          ? PLAN
          : ({
              text: whole,
              end: {
                type: 'done',
                finish: 'length',
                usage: { calls: 1, tokensIn: 1, tokensOut: 1, counted: true },
                redactions: 0,
              },
            } as unknown as Scripted),
    });
    const last = (await run(model)).at(-1)!.event;
    assert.ok(last.type === 'failed' && last.fix?.files.length === 0);
  });

  const BODIES: readonly (readonly [name: string, body: string])[] = [
    ...(
      ['', '   ', 'null', '[]', '{}', '"edits"', '42', 'I cannot do that.', '{"edits": null}'] as const
    ).map((body) => [body, body] as const),
    ['edits is text', '{"edits": "all"}'],
    ['edits is an object', '{"edits": {"path": "src/price.ts"}}'],
    ['no path', '{"edits": [{"search": "a", "replace": "b"}]}'],
    ['empty path', '{"edits": [{"path": "", "search": "a", "replace": "b"}]}'],
    ['path is a number', '{"edits": [{"path": 3, "search": "a", "replace": "b"}]}'],
    ['no replace', '{"edits": [{"path": "src/price.ts", "search": "net"}]}'],
    ['search is a list', '{"edits": [{"path": "src/price.ts", "search": ["net"], "replace": "b"}]}'],
    ['two kinds', '{"edits": [{"path": "src/price.ts", "create": "x", "search": "net", "replace": "b"}]}'],
    ['delete false', '{"edits": [{"path": "src/price.ts", "delete": false}]}'],
    ['delete as text', '{"edits": [{"path": "src/price.ts", "delete": "true"}]}'],
    ['unknown field', '{"edits": [{"path": "src/price.ts", "search": "net", "replace": "b", "mode": 511}]}'],
    ['two objects', `${whole}\n${whole}`],
    ['trailing comma', '{"edits": [{"path": "src/price.ts", "delete": true},]}'],
    ['single quotes', "{'edits': [{'path': 'src/price.ts', 'delete': true}]}"],
    ['comment', '{"edits": [/* */ {"path": "src/price.ts", "delete": true}]}'],
    ['raw line break', '{"edits": [{"path": "src/price.ts", "search": "a\nb", "replace": "c"}]}'],
    ['bad escape', '{"edits": [{"path": "src/price.ts", "search": "\\q", "replace": "c"}]}'],
    ['a diff', '--- a/src/price.ts\n+++ b/src/price.ts\n@@ -1 +1 @@\n-a\n+b\n'],
    ['deep', `${'{"edits":['.repeat(200)}${']}'.repeat(200)}`],
    ['nul path', '{"edits": [{"path": "src/\\u0000.ts", "create": "x"}]}'],
    [
      'too many',
      JSON.stringify({ edits: Array.from({ length: 201 }, (_, i) => ({ path: `n${i}`, create: '' })) }),
    ],
    ['steps instead', JSON.stringify(PLAN)],
  ];

  it(`makes no patch of any of ${BODIES.length} bodies`, async () => {
    assert.ok(BODIES.length >= 30);
    for (const [name, body] of BODIES) {
      const last = (await run(planned(body, body), { settings: { rounds: 1 } })).at(-1)!.event;
      const made = 'fix' in last ? last.fix : undefined;
      assert.notEqual(made?.status, 'patch', name);
      assert.ok(
        (made?.files ?? []).every(({ after }) => after === undefined),
        name,
      );
    }
  });

  it('asks for a form in which everything is required and nothing is limited', async () => {
    const model = planned(edits(GOOD));
    await fix(model);
    for (const { json } of model.requests) {
      const text = JSON.stringify(json!.schema);
      assert.doesNotMatch(text, /"(?:minLength|maxLength|minItems|maxItems|default)"/);
      assert.match(text, /"additionalProperties":false/);
      assert.match(text, /"required":\["(?:steps|edits)/);
    }
  });

  it('takes an object in a fence or behind a sentence', async () => {
    for (const body of [`\`\`\`json\n${whole}\n\`\`\``, `Here it is:\n${whole}`]) {
      const { fix: made } = await fix(planned(body));
      assert.equal(made.status, 'patch');
    }
  });

  it('stays inside of its budget, and ends as aborted at each step', async () => {
    for (const budgetTokens of [100, 1_500, 4_000, 9_000]) {
      const { fix: made } = await fix(planned(edits({ ...GOOD, search: 'nothing like it' })), {
        settings: { budgetTokens },
      });
      assert.ok(made.usage.tokensIn + made.usage.tokensOut <= budgetTokens);
      assert.notEqual(made.status, 'patch');
    }
    for (const at of [1, 2]) {
      const stop = new AbortController();
      const model = scriptedModel({
        reply: (request, call) => {
          if (call === at) stop.abort(new Error('stopped'));
          return isPlanning(promptOf(request)) ? PLAN : edits(GOOD);
        },
      });
      const last = (await run(model, { signal: stop.signal })).at(-1)!.event;
      assert.equal(last.type, 'aborted');
    }
  });
});
