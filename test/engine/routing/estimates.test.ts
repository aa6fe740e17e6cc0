/** What a route says that it takes, held to the prompts that were counted, over seeded repositories. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ModelRequest } from '../../../src/engine/ports.ts';
import type { Answer } from '../../../src/engine/types.ts';
import { asked, memoryEngine, never, runs, startPool } from '../../fakes/memory.ts';
import { parsePassages } from '../../fakes/oracle.ts';
import { promptOf } from '../../fakes/readers.ts';
import { type Scripted, scriptedModel } from '../../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

/** Numbers in a row that a seed begins. */
function numbersOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 12_345;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const WORDS = [
  'order',
  'price',
  'letter',
  'session',
  'upload',
  'square',
  'limit',
  'token',
  'client',
  'report',
];

function repository(next: (below: number) => number): Record<string, string> {
  const files: Record<string, string> = {};
  const count = 4 + next(14);
  for (let file = 0; file < count; file++) {
    const functions = Array.from({ length: 2 + next(6) }, (_, i) => {
      const word = WORDS[next(WORDS.length)]!;
      const body = Array.from(
        { length: 2 + next(14) },
        (_, at) => `  ${WORDS[next(WORDS.length)]}(${at}, one);\n`,
      );
      return `/** Makes a ${word} of ${file}. */\nexport function ${word}${file}x${i}(one: string): void {\n${body.join('')}}\n`;
    });
    const folder = ['src', 'src/net', 'lib', 'lib/deep/er'][next(4)];
    files[`${folder}/file${file}.ts`] = functions.join('\n');
  }
  return files;
}

/** Answers from what it is shown, records each first line, and chooses the first place. */
function obedient(): ReturnType<typeof scriptedModel> {
  return scriptedModel({
    contextTokens: 60_000,
    reply(request): Scripted {
      const prompt = promptOf(request);
      if (prompt.includes('"choose"'))
        return { choose: 'n1', reason: 'its name and what it holds fit the question' };
      if (prompt.includes('"verdicts"')) {
        const ids = /exactly once[^:]*: (.*)\.$/m.exec(prompt)![1]!.split(', ');
        return { verdicts: ids.map((id) => ({ id, match: true, line: 1, why: 'it does' })) };
      }
      const [passage] = parsePassages(prompt);
      const line = passage?.lines.find(({ text }) => text.trim().length > 12);
      const evidence = line && [
        { id: passage!.id, startLine: line.line, endLine: line.line, quote: line.text },
      ];
      const claims = evidence ? [{ text: 'It says so in this line.', evidence }] : [];
      const keep = [...prompt.matchAll(/^\[(c\d+)\] /gm)].map((match) => match[1]!);
      if (request.role === 'reader') return { keep, claims, open: [], contradicted: [] };
      return { answerable: true, missing: [], evidence: [], claims };
    },
  });
}

describe('an estimate', () => {
  const ROUTES = ['retrieval', 'fullContext', 'walk'] as const;
  const seeds = runs(25, 100);

  it(`is within a fifth of the prompts that were counted, over ${seeds} repositories`, async (t) => {
    const shares = new Map<string, number[]>(ROUTES.map((name) => [name, []]));
    for (let seed = 1; seed <= seeds; seed++) {
      const next = numbersOf(seed);
      const { engine } = await memoryEngine(pool, repository(next), { model: obedient() });
      const text = `What becomes of the ${WORDS[next(10)]} and the ${WORDS[next(10)]} of ${next(9)}?`;
      for (const route of ROUTES) {
        let answer: Answer | undefined;
        for await (const { event } of engine.ask(asked(text), { signal: never, route }))
          if ('answer' in event) answer = event.answer;
        assert.ok(answer && answer.usage.calls > 0, `${route} of ${seed}`);
        assert.equal(answer.usage.calls, answer.route.estimate.calls, `${route} of ${seed}`);
        shares.get(route)!.push(answer.route.estimate.tokensIn / answer.usage.tokensIn);
      }
    }
    for (const [route, all] of shares) {
      const [least, most] = [Math.min(...all), Math.max(...all)];
      t.diagnostic(
        `${route}: ${least.toFixed(2)} to ${most.toFixed(2)} of what was counted, ${all.length} runs`,
      );
      assert.ok(least > 0.8 && most < 1.2, `${route}: ${least} to ${most}`);
    }
  });

  it('of each stage of the other routes is within a fifth of its prompts', async (t) => {
    const stages = new Map<string, number[]>();
    const note = (stage: string, estimated: number, counted: number): void => {
      stages.set(stage, [...(stages.get(stage) ?? []), estimated / counted]);
    };
    for (let seed = 1; seed <= runs(8, 60); seed++) {
      const next = numbersOf(seed);
      const model = obedient();
      const { engine } = await memoryEngine(pool, repository(next), { model });
      const things = `the ${WORDS[next(10)]} and the ${WORDS[next(10)]}`;
      const run = async (route: string, text: string) => {
        const before = model.requests.length;
        let answer: Answer | undefined;
        const settings = { budgetTokens: 1_000_000 };
        for await (const { event } of engine.ask(asked(text), { signal: never, route, settings }))
          if ('answer' in event) answer = event.answer;
        assert.ok(answer, `${route} of ${seed}`);
        const requests = model.requests.slice(before).map((request) => ({
          ...{ role: request.role, tokens: tokensOf(request) },
        }));
        return { estimate: answer.route.estimate, requests };
      };
      const sum = (all: readonly { readonly tokens: number }[]): number =>
        all.reduce((total, { tokens }) => total + tokens, 0);
      const unknown = await run('aggregate', 'How many functions make something that nobody expects?');
      note('judging, of no known word', unknown.estimate.tokensIn, sum(unknown.requests));
      const judged = await run('aggregate', `How many functions make something of the ${WORDS[next(10)]}?`);
      assert.equal(judged.requests.length, judged.estimate.calls);
      note('judging', judged.estimate.tokensIn, sum(judged.requests));
      const thorough = await run('thorough', `What becomes of ${things}?`);
      const filter = thorough.requests.filter(({ role }) => role === 'reader');
      note('filter', thorough.estimate.readers!.tokensIn, sum(filter));
      const double = await run('doubleCheck', `What becomes of ${things}?`);
      const each = double.estimate.tokensIn / double.estimate.calls;
      for (const { tokens } of double.requests) note('double check', each, tokens);
    }
    for (const [stage, all] of stages) {
      const [least, most] = [Math.min(...all), Math.max(...all)];
      t.diagnostic(`${stage}: ${least.toFixed(2)} to ${most.toFixed(2)}, ${all.length} prompts`);
      assert.ok(least > 0.8 && most < 1.2, `${stage}: ${least} to ${most}`);
    }
    assert.deepEqual(
      [...stages.keys()],
      [...['judging, of no known word', 'judging', 'filter', 'double check']],
    );
  });
});

/** As the scripted model counts. */
const tokensOf = ({ messages }: ModelRequest): number =>
  messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4) + 4, 0);
