/** The walk through the outline: only what is offered is gone to, nothing twice, and the way is told (methods A4). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import { FAN_OUT } from '../../src/engine/report/tree.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer, TrailNode, TrailStep } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';
import { walkerModel } from '../fakes/walker.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = 'const HOLD_SECONDS = 1713;';

/** Folders with folders of files; one function of one file has the gold line. */
function repository(folders: number, files: number): Record<string, string> {
  const made: Record<string, string> = { 'README.md': '# Demo\n\nA program of many parts.\n' };
  for (let folder = 0; folder < folders; folder++)
    for (let file = 0; file < files; file++) {
      const isGold = folder === 1 && file === 2;
      const functions = Array.from({ length: 12 }, (_, i) => {
        const body = Array.from(
          { length: 14 },
          (_, line) => `  step(${line}, ${file + i}, 'as before', 'as after');\n`,
        );
        const gold = isGold && i === 5 ? `  ${GOLD}\n` : '';
        return `/** Part ${i} of ${file}. */\nexport function part${folder}_${file}_${i}() {\n${gold}${body.join('')}}\n`;
      });
      made[`area${folder}/inner/file${String(file).padStart(2, '0')}.ts`] = functions.join('\n');
    }
  return made;
}

const GOLD_WAY = ['area1', 'file02', 'part1_2_5'];

async function ask(
  model: ScriptedModel | undefined,
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly settings?: Partial<AskSettings>;
    readonly question?: string;
    readonly isRouted?: boolean;
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: RunEvent) => void;
  } = {},
): Promise<{ readonly answer: Answer; readonly trail: readonly TrailStep[]; readonly last: RunEvent }> {
  const { engine } = await memoryEngine(pool, options.files ?? repository(3, 6), model ? { model } : {});
  const question = asked(options.question ?? 'When is somebody signed off who does nothing?');
  const { settings = {}, signal = never } = options;
  const route = options.isRouted ? undefined : 'walk';
  let last: RunEvent | undefined;
  for await (const { event } of engine.ask(question, { signal, route, settings })) {
    last = event;
    options.onEvent?.(event);
  }
  assert.ok(last && 'answer' in last && last.answer, JSON.stringify(last));
  return { answer: last.answer, trail: last.answer.trail ?? [], last };
}

const nameOf = ({ path, symbol, startLine = 0 }: TrailNode): string => `${path}:${startLine} ${symbol ?? ''}`;

/** What a trail must be whatever the model says. */
function assertSound(trail: readonly TrailStep[]): void {
  const left = new Set<string>();
  for (const [i, step] of trail.entries()) {
    assert.equal(step.step, i + 1);
    assert.ok(step.offered.length <= FAN_OUT, String(step.offered.length));
    const next = trail[i + 1];
    if (step.did === 'down') {
      assert.ok(
        step.offered.some((node) => nameOf(node) === nameOf(step.to!)),
        'only what was offered',
      );
      assert.ok(!left.has(`${step.to!.kind} ${nameOf(step.to!)} ${step.to!.outline}`), 'never again');
      if (next) assert.deepEqual(next.at, step.to);
    }
    if (step.did === 'up' || step.did === 'declined')
      left.add(`${step.at.kind} ${nameOf(step.at)} ${step.at.outline}`);
  }
}

describe('a walk through the outline', () => {
  it('goes from folder to file to definition, and answers from it', async () => {
    const model = walkerModel({ way: GOLD_WAY, gold: [GOLD] });
    const { answer, trail } = await ask(model);
    assertSound(trail);
    assert.equal(answer.status, 'complete');
    assert.equal(answer.claims[0]!.state, 'verified');
    assert.equal(answer.claims[0]!.citations[0]!.path, 'area1/inner/file02.ts');
    assert.deepEqual(
      trail.map(({ did, to, at }) => `${did} ${(to ?? at).kind} ${(to ?? at).symbol ?? (to ?? at).path}`),
      [
        'down folder area1/inner',
        'down file area1/inner/file02.ts',
        ...trail.slice(2, -2).map(({ to }) => `down group ${to!.path}`),
        'down symbol part1_2_5',
        'answered symbol part1_2_5',
      ],
    );
    assert.ok(trail.every(({ by, why }) => by === 'model' && (why === '' || why.includes('leads'))));
  });

  it('sends no more than the places it passes: no source but the place it reads', async () => {
    const model = walkerModel({ way: GOLD_WAY, gold: [GOLD] });
    await ask(model);
    const steps = model.requests.filter(({ role }) => role === 'reader').map(promptOf);
    assert.ok(steps.length >= 3);
    assert.ok(steps.every((prompt) => !prompt.includes('step(') && !prompt.includes(GOLD)));
    const answers = model.requests.filter(({ role }) => role === 'author').map(promptOf);
    assert.equal(answers.length, 1);
    assert.ok(answers[0]!.includes(GOLD) && !answers[0]!.includes('part1_2_6'));
  });

  it('goes on beside a place that declines, and to none twice', async () => {
    const model = walkerModel({ way: ['area1', 'file02'], gold: [GOLD] });
    const { answer, trail } = await ask(model, { settings: { walkSteps: 60, budgetTokens: 400_000 } });
    assertSound(trail);
    assert.equal(answer.status, 'complete');
    const declined = trail.filter(({ did }) => did === 'declined');
    assert.ok(declined.length >= 1);
    assert.ok(
      declined.every(({ at }) => at.path === 'area1/inner/file02.ts'),
      'beside it, in the same file',
    );
    assert.equal(new Set(declined.map(({ at }) => nameOf(at))).size, declined.length);
  });

  it('goes up where a model says so, and leaves the branch for good', async () => {
    const model = walkerModel({ way: GOLD_WAY, gold: [GOLD], wrongFirst: ['area2', 'up', 'area1'] });
    const { answer, trail } = await ask(model);
    assertSound(trail);
    assert.deepEqual(
      trail.slice(0, 2).map(({ did }) => did),
      ['down', 'up'],
    );
    assert.ok(trail.slice(2).every(({ offered }) => offered.every(({ path }) => !path.startsWith('area2'))));
    assert.equal(answer.status, 'complete');
  });

  it('asks once more for an id that was not offered, then takes the best-ranked place', async () => {
    for (const bad of [
      { choose: 'n99', reason: '' },
      { choose: 'up', reason: '' },
      'no idea',
      { choose: 3 },
    ]) {
      const good = walkerModel({ way: GOLD_WAY, gold: [GOLD] });
      let replies = 0;
      const model = scriptedModel({
        reply: (request, call): Scripted | Promise<Scripted> =>
          ++replies <= 2 ? (bad as Scripted) : good.reply(request, call),
      });
      const { answer, trail } = await ask(model);
      assertSound(trail);
      assert.deepEqual([trail[0]!.by, trail[0]!.why], ['rank', '']);
      assert.deepEqual(trail[0]!.to, trail[0]!.offered[0]);
      assert.ok(promptOf(model.requests[1]!).includes('could not be used'));
      assert.equal(answer.notices.filter(({ kind }) => kind === 'askedAgain').length, 1);
    }
  });

  it('ends at its cap of steps with the way and what was read, as partial', async () => {
    const model = walkerModel({ way: [], gold: ['stands nowhere'] });
    const { answer, trail } = await ask(model, { settings: { walkSteps: 7 } });
    assertSound(trail);
    assert.equal(trail.length, 7);
    assert.equal(answer.status, 'partial');
    assert.deepEqual(
      answer.notices.filter(({ kind }) => kind === 'walkCapped'),
      [{ kind: 'walkCapped', steps: 7 }],
    );
    assert.ok(answer.passages.length > 0 && answer.claims.every(({ state }) => state === 'verified'));
    assert.equal(answer.coverage.read, new Set(answer.passages.map(({ path }) => path)).size);
  });

  it('declines when every place was read, each once', async () => {
    const files = {
      'a.ts': 'export const a = 1;\n',
      'lib/b.ts': 'export const b = 2;\n',
      'lib/c.ts': 'let c;\n',
    };
    const model = walkerModel({ way: [], gold: ['stands nowhere'] });
    const { answer, trail } = await ask(model, { files, settings: { walkSteps: 50 } });
    assertSound(trail);
    assert.equal(answer.notFound!.kind, 'declined');
    assert.deepEqual(answer.notFound!.missing, ['stands nowhere']);
    const read = trail.filter(({ did }) => did === 'declined').map(({ at }) => at.path);
    assert.deepEqual(read.sort(), ['a.ts', 'lib/b.ts', 'lib/c.ts']);
    assert.equal(answer.coverage.read, 3);
  });

  it('stops where it is told to, with the way so far', async () => {
    const controller = new AbortController();
    const model = walkerModel({ way: GOLD_WAY, gold: [GOLD] });
    let calls = 0;
    const { answer, trail, last } = await ask(model, {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'call' && ++calls === 2) controller.abort(new Error('stop'));
      },
    });
    assert.equal(last.type, 'aborted');
    assert.equal(answer.status, 'stopped');
    assert.equal(trail.length, 1);
  });

  it('sends nothing that does not fit the budget', async () => {
    const model = walkerModel({ way: GOLD_WAY, gold: [GOLD] });
    const { answer } = await ask(model, { settings: { budgetTokens: 2_400 } });
    assert.equal(answer.status, 'partial');
    assert.ok(answer.notices.some(({ kind }) => kind === 'overBudget'));
    assert.ok(answer.usage.tokensIn + answer.usage.tokensOut <= 2_400);
  });

  it('folds what a folder has more than eight of', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [
        `lib/f${String(i).padStart(3, '0')}.ts`,
        `export const f${i} = ${i};\n`,
      ]),
    );
    const model = walkerModel({
      way: ['f378.ts to f440.ts', 'f434.ts to f440.ts', 'f437.ts'],
      gold: ['export const f437 = 437;'],
    });
    const { answer, trail } = await ask(model, {
      files,
      question: 'What is it?',
      settings: { walkSteps: 40 },
    });
    assertSound(trail);
    assert.equal(answer.status, 'complete');
    assert.ok(trail.some(({ to }) => to?.kind === 'group'));
    assert.equal(answer.claims[0]!.citations[0]!.path, 'lib/f437.ts');
  });
});

describe('an outline without a model', () => {
  it('opens the top and what ranks best, and calls nothing', async () => {
    const { answer, trail } = await ask(undefined, {
      question: 'Give me an overview of the architecture, with part1_2_5',
    });
    assert.equal(answer.usage.calls, 0);
    assert.equal(answer.status, 'complete');
    assert.ok(
      trail.length > 1 && trail.every(({ did, by, why }) => did === 'opened' && by === 'rank' && why === ''),
    );
    assert.equal(trail[0]!.at.kind, 'repository');
    assert.deepEqual(trail[0]!.offered.map(({ path }) => path).sort(), [
      'README.md',
      ...['area0/inner', 'area1/inner', 'area2/inner'],
    ]);
    assert.equal(trail[1]!.at.path, 'area1/inner', 'where the rank is');
  });

  it('shows what a repository consists of, the most source first, and how it describes itself', async () => {
    const source = 'export function work(value: number): number {\n  return value + 1;\n}\n';
    const files: Record<string, string> = {
      'README.md': '<p align="center">\n\n# Wagon\n\nA train of thought on rails.\n',
      '.github/repository.md':
        'The repository is organised in the repository. How this repository is organised.\n',
      'tests/work.test.ts': source.repeat(30),
    };
    for (const folder of ['core', 'rails', 'wagons', 'doors', 'brakes', 'lamps', 'bells', 'seats'])
      files[`${folder}/work.ts`] = source.repeat(folder === 'rails' ? 20 : 4);
    const { engine } = await memoryEngine(pool, files);
    let answer: Answer | undefined;
    for await (const { event } of engine.ask(asked('How is this repository organised?'), { signal: never }))
      if (event.type === 'done') answer = event.answer;
    const [top, second] = answer!.trail!;
    assert.equal(top!.offered[0]!.path, 'rails');
    assert.equal(second!.at.path, 'rails');
    assert.deepEqual(
      answer!.passages.map(({ path, startLine }) => [path, startLine]),
      [['README.md', 1]],
    );
  });

  it('answers an overview unasked, and is exact: every file is below one of the places', async () => {
    const { answer, trail } = await ask(undefined, {
      question: 'How is this repository organised?',
      isRouted: true,
    });
    assert.equal(answer.route.name, 'walk');
    assert.equal(answer.route.reason.kind, 'overview');
    const [top] = trail;
    const counted = top!.offered.map(({ kind, outline }) =>
      kind === 'file' ? 1 : Number(/^(\d+) files?/.exec(outline)![1]),
    );
    assert.equal(
      counted.reduce((sum, count) => sum + count, 0),
      19,
    );
  });
});
