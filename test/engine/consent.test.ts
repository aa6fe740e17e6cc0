/** What a run may take: agreed to before, asked for near the stop, never passed, and within the range that was shown. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine } from '../../src/engine/engine.ts';
import type { Choice, Decision, Model } from '../../src/engine/ports.ts';
import { rangeOf } from '../../src/engine/run/consent.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, runs, startPool } from '../fakes/memory.ts';
import { promptOf, replyOf } from '../fakes/readers.ts';
import { scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = ['const FIRST_LIMIT = 7321;', 'const SECOND_LIMIT = 8642;'];
const SETTINGS: Partial<AskSettings> = {
  ...{ readerTokens: 3_000, handOverTokens: 400, rankShare: 1, directTokens: 0, confirmTokens: 10_000 },
};

function repository(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let file = 0; file < 12; file++) {
    const functions = Array.from({ length: 14 }, (_, i) => {
      const total = `  const total = value * ${file * 14 + i};\n  return total + ${i};\n`;
      return `export function step${file}_${i}(value: number): number {\n${total}}\n`;
    });
    const at = [1, 10].indexOf(file);
    if (at >= 0) functions.splice(3, 0, `${GOLD[at]!}\n`);
    files[`src/part${String(file).padStart(2, '0')}.ts`] = functions.join('\n');
  }
  return files;
}

let model: Model;
let engine: Engine;

before(async () => {
  const through: Model = {
    info: (role) => model.info(role),
    stream: (request, signal) => model.stream(request, signal),
    reveal: (text) => text,
    countTokens: (text) => model.countTokens(text),
  };
  ({ engine } = await memoryEngine(pool, repository(), { model: through }));
});

interface Run {
  readonly answer: Answer;
  readonly asked: readonly Decision[];
}

async function run(
  settings: Partial<AskSettings>,
  choose: (decision: Decision, nth: number) => Choice,
): Promise<Run> {
  const seen: Decision[] = [];
  let answer: Answer | undefined;
  for await (const { event } of engine.ask(asked('Which limits does every step obey?'), {
    ...{ signal: never, route: 'chain', settings: { ...SETTINGS, ...settings } },
    decide: async (decision) => choose(decision, seen.push(decision)),
  }))
    if ('answer' in event && event.answer) answer = event.answer;
  return { answer: answer!, asked: seen };
}

const spent = ({ usage }: Answer): number => usage.tokensIn + usage.tokensOut;
const readers = () => scriptedModel({ reply: (request) => replyOf(promptOf(request), GOLD) });

describe('what a run may take', () => {
  it('is asked for above the threshold, and nothing is sent after a no', async () => {
    const own = readers();
    model = own;
    const { answer, asked: decisions } = await run({}, () => 'stop');
    assert.equal(decisions.length, 1);
    assert.equal(decisions[0]!.kind, 'confirm');
    assert.equal(own.requests.length, 0);
    assert.equal(answer.status, 'stopped');
    assert.ok(answer.passages.length > 0);
    assert.ok(answer.notices.some(({ kind }) => kind === 'notConfirmed'));
    // Below the threshold nobody is asked.
    const below = await run({ confirmTokens: 1_000_000, budgetTokens: 1_000_000 }, () => 'stop');
    assert.deepEqual(below.asked, []);
    assert.equal(below.answer.status, 'complete');
  });

  it('that was agreed to raises the stop to the range, and the run ends within it', async () => {
    model = readers();
    const { answer, asked: decisions } = await run({ budgetTokens: 12_000 }, () => 'go');
    const [confirm] = decisions;
    assert.ok(confirm?.kind === 'confirm' && confirm.tokens.most > 12_000);
    assert.deepEqual(confirm.tokens, rangeOf(answer.route.estimate));
    assert.equal(answer.status, 'complete');
    assert.ok(spent(answer) >= confirm.tokens.least && spent(answer) <= confirm.tokens.most);
  });

  it('is asked for again at 80 % of the stop: more goes on, a no answers from what is there', async () => {
    model = readers();
    const settings = { confirmTokens: 1_000_000, budgetTokens: 9_000 };
    const finished = await run(settings, () => 'stop');
    const [question] = finished.asked;
    assert.ok(question?.kind === 'budget' && question.usedTokens <= 9_000);
    assert.equal(finished.asked.length, 1);
    assert.equal(finished.answer.status, 'partial');
    assert.equal(finished.answer.made, 'model');
    assert.ok(finished.answer.notices.some(({ kind }) => kind === 'finishedEarly'));
    assert.ok(finished.answer.coverage.notRead.some(({ why }) => why === 'notReached'));
    assert.ok(spent(finished.answer) <= 9_000);
    const more = await run(settings, () => 'go');
    assert.equal(more.answer.status, 'complete');
    const limits = more.asked.map((one) => (one.kind === 'budget' ? one.limitTokens : 0));
    assert.deepEqual(
      limits,
      limits.map((_, i) => 9_000 * (i + 1)),
    );
  });

  it('is within the range in 95 of 100 random runs, and passes the stop in none', async (t) => {
    const count = runs(40, 500);
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    let [within, passed, fewest, most] = [0, 0, Number.POSITIVE_INFINITY, 0];
    for (let i = 0; i < count; i++) {
      // Replies of any length, some of no use, some far longer than was asked for.
      model = scriptedModel({
        reply(request) {
          const luck = random();
          if (luck < 0.02) return 'no JSON at all';
          if (luck < 0.03) return 'x'.repeat(request.maxOutputTokens * 9);
          const reply = replyOf(promptOf(request), GOLD) as Record<string, unknown>;
          return { ...reply, note: 'y'.repeat(Math.floor(random() * request.maxOutputTokens * 2)) };
        },
      });
      const handOverTokens = 200 + Math.floor(random() * 400);
      const { answer, asked: decisions } = await run({ handOverTokens, budgetTokens: 1_000 }, () => 'go');
      const [confirm] = decisions;
      assert.ok(confirm?.kind === 'confirm');
      const { least, most: end } = confirm.tokens;
      const used = spent(answer);
      const raised = decisions.filter(({ kind }) => kind === 'budget').length * 1_000;
      if (used >= least && used <= end) within++;
      if (used > end + raised) passed++;
      fewest = Math.min(fewest, used / end);
      most = Math.max(most, used / end);
    }
    assert.equal(passed, 0);
    assert.ok(within >= 0.95 * count, `${within} of ${count}`);
    t.diagnostic(
      `${within} of ${count} within the range (${fewest.toFixed(2)} to ${most.toFixed(2)} of its end), stop passed in 0`,
    );
  });
});
