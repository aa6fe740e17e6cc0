/** An investigation: turns of one size, evidence that is kept outside of them, and its guards (methods B5, B8, B14; T8, T9). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ModelRequest } from '../../src/engine/ports.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { citeEvidence, declineAnswer, parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const QUESTION = 'Which pause does the uploader make?';
const HOP = 'export const pauseOf = settingsOf(garden);';
const GOLD = 'export const gardenRestMs = 7321;';
const FILES: Readonly<Record<string, string>> = {
  'src/uploader.ts': `/** The uploader makes a pause. */\n${HOP}\n`,
  'src/garden.ts': `${'// a line about flowers and trees\n'.repeat(30)}${GOLD}\n`,
  ...Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => [
      `src/topic${i}.ts`,
      `/** Words on topic${i}: number${i * 7}. */\nexport function topic${i}(): string {\n${`  say('topic${i}');\n`.repeat(1 + (i % 9))}  return 'end${i}';\n}\n`,
    ]),
  ),
};

type Next = { readonly do: string; readonly of: string };
type Turn = { readonly claims?: readonly string[]; readonly next: Next; readonly report?: string } | string;

/** Plays turns from a script; the author answers when it is shown the gold line. */
function player(
  script: (prompt: string, turn: number) => Turn,
): ScriptedModel & { turns: () => ModelRequest[] } {
  let turn = 0;
  const model = scriptedModel({
    reply(request): Scripted {
      const prompt = promptOf(request);
      const passages = parsePassages(prompt);
      const cite = (line: string) => {
        const cited = citeEvidence(passages, line);
        return cited ? [{ text: `It says ${line}`, evidence: [cited] }] : [];
      };
      if (request.role === 'author') {
        const claims = cite(GOLD);
        return claims.length > 0 ? { answerable: true, evidence: [], claims } : declineAnswer([GOLD]);
      }
      turn++;
      const said = script(prompt, turn);
      if (typeof said === 'string') return said;
      const { claims = [], next, report = `Report of turn ${turn}.` } = said;
      return { report, claims: claims.flatMap(cite), open: ['what comes next'], next };
    },
  });
  return Object.assign(model, { turns: () => model.requests.filter(({ role }) => role === 'reader') });
}

async function investigate(model: ScriptedModel, settings: Partial<AskSettings> = {}, text = QUESTION) {
  const { engine, ports } = await memoryEngine(pool, FILES, { model });
  const before = ports.workspace.reads.length;
  const options = {
    ...{ signal: never, route: 'investigate' },
    settings: { budgetTokens: 2_000_000, ...settings },
  };
  let answer: Answer | undefined;
  for await (const { event } of engine.ask(asked(text), options))
    if ('answer' in event && event.answer) answer = event.answer;
  assert.ok(answer);
  return { answer, reads: ports.workspace.reads.slice(before) };
}

const search = (of: string): Next => ({ do: 'search', of });
const read = (of: string): Next => ({ do: 'read', of });
const DONE: Next = { do: 'answer', of: '' };
const tokensOf = ({ messages, maxOutputTokens }: ModelRequest): number =>
  messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4) + 4, maxOutputTokens);

describe('an investigation', () => {
  it('follows what it finds from turn to turn, and answers from what was proved', async () => {
    const model = player((_, turn) =>
      turn === 1 ? { claims: [HOP], next: search('gardenRestMs garden') } : { claims: [GOLD], next: DONE },
    );
    const { answer } = await investigate(model);
    assert.equal(model.turns().length, 2);
    assert.deepEqual([answer.status, answer.claims[0]?.state], ['complete', 'verified']);
    assert.deepEqual(
      answer.claims[0]?.citations.map(({ path, startLine }) => `${path}:${startLine}`),
      ['src/garden.ts:31'],
    );
    const [author] = model.requests.filter(({ role }) => role === 'author').map(promptOf);
    assert.ok(author!.includes('[c1] It says export const pauseOf'));
    assert.ok(!author!.includes('flowers and trees'));
  });

  it('has prompts of one size over 100 turns, and forgets nothing that a report leaves out', async () => {
    const model = player((_, turn) => ({
      claims: turn === 1 ? [HOP] : [`  return 'end${turn}';`],
      next: read(`src/topic${turn + 1}.ts`),
      report: turn % 2 === 0 ? '' : `Turn ${turn}. ${'It goes on. '.repeat(400)}`,
    }));
    const settings = { investigateTurns: 100, readerTokens: 4_000, passageTokens: 800 };
    await investigate(model, settings);
    const turns = model.turns();
    assert.equal(turns.length, 100);
    const sizes = turns.map(tokensOf);
    assert.ok(Math.max(...sizes) <= 4_000, String(Math.max(...sizes)));
    const late = turns.slice(50).map(promptOf);
    for (const prompt of late) {
      assert.match(prompt, /^\(\d+ earlier steps\)$/m);
      assert.ok(prompt.includes('[c1] It says export const pauseOf'));
      assert.ok(prompt.includes('Report: '));
      // Nothing of what earlier turns were shown.
      assert.ok(
        parsePassages(prompt).every(({ id }) => id.startsWith(`t${/Turn (\d+) of/.exec(prompt)![1]}p`)),
      );
    }
  });

  it('says the goal again every four turns and after each fold, and no more often', async () => {
    const model = player((_, turn) => ({
      claims: [`  return 'end${turn}';`],
      next: search(`topic${turn + 1}`),
    }));
    await investigate(model, { investigateTurns: 11, readerTokens: 16_000 });
    const reminded = model
      .turns()
      .flatMap((request, i) => (promptOf(request).includes('To be kept to') ? [i + 1] : []));
    assert.deepEqual(reminded, [1, 5, 9]);
    for (const prompt of model.turns().map(promptOf))
      assert.equal(prompt.split(`Question: ${QUESTION}`).length, 2);
  });

  it('counts the turns down, and asks for what there is at the last', async () => {
    const model = player((_, turn) => ({ claims: [HOP], next: search(`topic${turn}`) }));
    const { answer } = await investigate(model, { investigateTurns: 3 });
    const hints = model.turns().map((request) => /^Turn .*$/m.exec(promptOf(request))![0]);
    assert.deepEqual(hints, [
      'Turn 1 of 3. After this turn 2 are left.',
      'Turn 2 of 3. After this turn 1 is left.',
      'Turn 3 of 3. This is the last turn: what you do not claim now is lost. Set next to {"do": "answer", "of": ""}.',
    ]);
    assert.equal(answer.status, 'notFound');
  });

  it('reads lines of a file of the scope, and no others', async () => {
    const places = ['src/garden.ts:31-31', '../../etc/passwd', 'src/topic1.ts', 'src/garden.ts:90-99'];
    const model = player((_, turn) => ({
      claims: [GOLD],
      next: places[turn - 1] ? read(places[turn - 1]!) : DONE,
    }));
    const { answer, reads } = await investigate(
      model,
      {},
      `${QUESTION} Only in src/garden.ts and src/uploader.ts.`,
    );
    const shown = model.turns().map((request) => parsePassages(promptOf(request)).map(({ path }) => path));
    assert.deepEqual(shown.slice(1), [['src/garden.ts'], [], [], []]);
    const last = promptOf(model.turns().at(-1)!);
    assert.ok(last.includes('read ../../etc/passwd: failed, there are no such lines'));
    assert.ok(last.includes('read src/topic1.ts: failed, there are no such lines'));
    assert.ok(!reads.some((path) => path.includes('passwd') || path.includes('topic')));
    assert.equal(answer.claims[0]?.state, 'verified');
  });
});

describe('the guards of an investigation', () => {
  it('end a read loop once, and name it', async () => {
    const model = player(() => ({ claims: [GOLD], next: read('src/garden.ts:31-31') }));
    const { answer } = await investigate(model);
    assert.equal(model.turns().length, 3);
    assert.ok(promptOf(model.turns()[2]!).includes('not taken again, it was taken before'));
    assert.deepEqual(
      answer.notices.filter(({ kind }) => kind === 'loopStopped'),
      [{ kind: 'loopStopped', why: 'same', of: 'src/garden.ts:31-31', times: 3 }],
    );
    assert.equal(answer.status, 'complete');
  });

  it('end turns that prove nothing', async () => {
    const model = player((_, turn) => ({ next: search(`topic${turn}`) }));
    const { answer } = await investigate(model);
    assert.equal(model.turns().length, 8);
    assert.ok(answer.notices.some((notice) => notice.kind === 'loopStopped' && notice.why === 'idle'));
    assert.equal(answer.status, 'notFound');
  });

  it('leave one line of a turn whose replies were of no use', async () => {
    const model = player((_, turn) => {
      if (turn < 3) return 'words that are no JSON at all';
      return turn === 3 ? { next: read('src/garden.ts:31-31') } : { claims: [GOLD], next: DONE };
    });
    const { answer } = await investigate(model);
    const after = promptOf(model.turns()[2]!);
    assert.ok(!after.includes('words that are no JSON'));
    assert.equal(after.match(/the reply to its lines could not be used/g)?.length, 1);
    assert.equal(answer.status, 'complete');
  });

  it('keep within the budget, and answer from what was proved', async () => {
    const model = player((_, turn) => ({ claims: [HOP, GOLD], next: read(`src/garden.ts:${32 - turn}-31`) }));
    const { answer } = await investigate(model, { budgetTokens: 9_000 });
    assert.ok(answer.usage.tokensIn + answer.usage.tokensOut <= 9_000);
    assert.ok(model.turns().length < 12);
    assert.ok(answer.notices.some(({ kind }) => kind === 'overBudget'));
    assert.equal(answer.claims[0]?.state, 'verified');
  });
});

describe('what an investigation takes', () => {
  const WORDS = 'upload retry pause garden token budget segment ledger reader author passage window'.split(
    ' ',
  );
  const part = (i: number, j: number): string => {
    const word = WORDS[(i * 5 + j) % WORDS.length]!;
    const steps = Array.from(
      { length: 12 + ((i + j) % 25) },
      (_, k) => `  const ${word}Step${k} = value * ${k};\n`,
    );
    return `/** Handles the ${word} of part ${i}. */\nexport function ${word}${i}_${j}(value: number): number {\n${steps.join('')}  return value;\n}\n`;
  };
  const files = Object.fromEntries(
    Array.from({ length: 150 }, (_, i) => [
      `src/part${i}.ts`,
      [0, 1, 2, 3, 4].map((j) => part(i, j)).join('\n'),
    ]),
  );

  it('is estimated within a fifth of the prompts of its turns, where it takes all of them', async () => {
    let turn = 0;
    const model = scriptedModel({
      reply(request): Scripted {
        if (request.role === 'author') return declineAnswer(['more']);
        turn++;
        const passages = parsePassages(promptOf(request));
        const line = passages[0]?.lines[1]?.text ?? '';
        const cited = citeEvidence(passages, line);
        const claims = cited ? [{ text: `It says ${line}`, evidence: [cited] }] : [];
        const report = `Turn ${turn}. ${'It goes on with what was seen. '.repeat(7 * turn)}`;
        return { report, claims, open: ['more'], next: search(`${WORDS[turn % WORDS.length]} step`) };
      },
    });
    const { engine } = await memoryEngine(pool, files, { model });
    let answer: Answer | undefined;
    for await (const { event } of engine.ask(asked('How does the upload retry go?'), {
      ...{ signal: never, route: 'investigate' },
      settings: { budgetTokens: 2_000_000, confirmTokens: 2_000_000 },
    }))
      if ('answer' in event && event.answer) answer = event.answer;
    const turns = model.requests.filter(({ role }) => role === 'reader');
    assert.equal(turns.length, 12);
    const sent = turns
      .flatMap(({ messages }) => messages)
      .reduce((sum, { content }) => sum + model.countTokens(content), 0);
    const ratio = answer!.route.estimate.readers!.tokensIn / sent;
    assert.ok(ratio > 0.8 && ratio < 1.2, String(ratio));
  });
});
