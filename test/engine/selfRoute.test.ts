/** Self-Route: accepted, declined and widened, by clues, and what stands above the cap (methods A1, A12, A14, E3; T2). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import { termsOf } from '../../src/engine/index/tokenize.ts';
import { cluesFor } from '../../src/engine/retrieve/clues/clues.ts';
import type { AskSettings } from '../../src/engine/run/context.ts';
import type { Answer } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { citeEvidence, declineAnswer, parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const GOLD = '  if (now - seenAt > 900) sessions.delete(id);';
const FILES: Readonly<Record<string, string>> = {
  'src/registry.ts': `const sessions = new Map<string, number>();\n\nexport function purgeStaleSessions(now: number): void {\n  for (const [id, seenAt] of sessions)\n  ${GOLD}\n}\n`,
  'src/paint.ts': 'export function paintSquare(size: number): void {\n  fill(size * size);\n}\n',
  'src/mail.ts': `export function composeLetter(to: string): string {\n  return 'Dear ' + to;\n}\n`,
};

/** Words of the question stand in many places that do not answer it. */
const noiseOf = (length: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length }, (_, i) => [
      `src/noise${i}.ts`,
      `/** When the log of users is out of room, number ${i} writes a log for users. */\nexport function log${i}(users: string[]): void {\n  users.forEach((one) => write(one, ${i}));\n}\n`,
    ]),
  );
const NOISE = noiseOf(30);

interface Script {
  /** Lines that must all be seen for the answer. */
  readonly gold?: readonly string[];
  readonly missing?: readonly string[];
  /** Names that are picked from the map. */
  readonly names?: readonly string[];
}

/** Answers where the gold lines stand, declines elsewhere, and picks names when it is asked for them. */
function oracle({ gold = [GOLD.trim()], missing, names = [] }: Script = {}): ScriptedModel {
  return scriptedModel({
    reply(request): Scripted {
      const prompt = promptOf(request);
      if (prompt.includes('names that they define')) return { names: [...names] };
      const passages = parsePassages(prompt);
      const cited = gold.map((line) => citeEvidence(passages, line));
      if (cited.includes(undefined)) return declineAnswer(missing ?? []);
      return {
        ...{ answerable: true, missing: [], evidence: [] },
        claims: [{ text: 'After 900 seconds.', evidence: cited.map((one) => one!) }],
      };
    },
  });
}

async function ask(
  model: ScriptedModel | undefined,
  text: string,
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly settings?: Partial<AskSettings>;
    readonly route?: string;
  } = {},
): Promise<{ readonly answer: Answer; readonly events: readonly RunEvent[] }> {
  const { engine } = await memoryEngine(pool, options.files ?? FILES, model ? { model } : {});
  const events: RunEvent[] = [];
  const settings = { directTokens: 0, ...options.settings };
  for await (const { event } of engine.ask(asked(text), { signal: never, route: options.route, settings }))
    events.push(event);
  const last = events.at(-1)!;
  assert.ok('answer' in last && last.answer, JSON.stringify(last));
  return { answer: last.answer, events };
}

const IDLE = 'Where do we log users out when idle?';

describe('clues', () => {
  const known = new Set(['purge', 'session', 'stale', 'delete'].flatMap(termsOf));
  const view = { text: { frequency: (term: string) => (known.has(term) ? 1 : 0) } } as never;

  it('are words that code has for what is said, those of the index alone', () => {
    const clues = cluesFor(IDLE, view);
    assert.ok(
      clues.includes('session') && clues.includes('purge') && clues.includes('stale'),
      clues.join(' '),
    );
    assert.ok(!clues.includes('ttl') && !clues.includes('account'), clues.join(' '));
  });

  it('are found in six languages, and none is made of nothing', () => {
    for (const text of [
      'Wann wird ein untätiger Benutzer abgemeldet?',
      '¿Cuándo se cierra... cerrar sesión de un usuario inactivo?',
      'Quand un utilisateur inactif est-il déconnecté ?',
      '用户闲置多久会被登出？',
      'ユーザーが放置するといつログアウトされますか',
    ])
      assert.ok(cluesFor(text, view).includes('session'), text);
    assert.deepEqual(cluesFor('zzyzx qwrty frobnitz', view), []);
  });

  it('leave out what the question says itself', () =>
    assert.ok(!cluesFor('which session do we purge when users are idle', view).includes('purge')));
});

describe('a question that shares no words with the code', () => {
  it('is found by clues without a model, where words alone find nothing', async () => {
    const { answer } = await ask(undefined, IDLE);
    assert.deepEqual([answer.route.name, answer.route.reason.kind], ['extractive', 'clues']);
    assert.equal(answer.passages[0]!.path, 'src/registry.ts');
  });

  it('is answered in one call when its clues lead there', async () => {
    const model = oracle();
    const { answer } = await ask(model, IDLE);
    assert.equal(model.requests.length, 1);
    assert.equal(answer.claims[0]!.state, 'verified');
    assert.equal(answer.route.reason.kind, 'clues');
  });

  it('is found among places that share its words, by clues after a decline', async () => {
    const model = oracle();
    const { answer, events } = await ask(model, IDLE, {
      files: { ...FILES, ...NOISE },
      settings: { firstTokens: 600 },
    });
    assert.ok(!promptOf(model.requests[0]!).includes(GOLD.trim()), 'words alone miss it');
    assert.equal(model.requests.length, 2);
    assert.equal(answer.status, 'complete');
    assert.equal(answer.route.reason.kind, 'widened');
    const widening = events.find((event) => event.type === 'widening');
    assert.ok(widening?.type === 'widening' && widening.clues.includes('session'));
  });

  it('is found by names that the model picks from the map, and only those that stand in it', async () => {
    const files = { ...FILES, ...NOISE };
    const model = oracle({ names: ['neverDefined', 'purgeStaleSessions'] });
    const { answer, events } = await ask(model, 'Tell me about the qwrty of the log', {
      files,
      settings: { firstTokens: 600 },
    });
    assert.equal(answer.claims[0]!.citations[0]!.path, 'src/registry.ts');
    const clues = events.flatMap((event) => (event.type === 'widening' ? [event.clues] : []));
    assert.deepEqual(clues.at(-1), ['purgeStaleSessions']);
    const picked = model.requests.filter((request) => promptOf(request).includes('names that they define'));
    assert.deepEqual(
      picked.map(({ role }) => role),
      ['reader'],
    );
    assert.ok(!promptOf(picked[0]!).includes(GOLD.trim()), 'names, and no source');
  });

  it('begins with the names when no word is known and no clue is', async () => {
    const model = oracle({ names: ['purgeStaleSessions'] });
    const { answer } = await ask(model, 'zzyzx qwrty?');
    assert.equal(model.requests.length, 2);
    assert.equal(answer.status, 'complete');
    assert.deepEqual([answer.route.name, answer.route.estimate.calls], ['retrieval', 2]);
  });

  it('without a fit is told as no match, after one call for names', async () => {
    const model = oracle();
    const { answer } = await ask(model, 'zzyzx qwrty?', {
      settings: { budgetTokens: 8_000 },
      route: 'retrieval',
    });
    assert.deepEqual([answer.notFound!.kind, model.requests.length], ['noMatch', 1]);
  });
});

describe('wider rounds', () => {
  const files = { ...FILES, ...NOISE };
  const settings = { firstTokens: 600 };

  it('are two at most, each with places that were not sent, in four times the room', async () => {
    const model = oracle({ gold: ['stands nowhere'], missing: ['composeLetter'], names: ['paintSquare'] });
    const { answer } = await ask(model, IDLE, { files, settings, route: 'retrieval' });
    assert.equal(answer.notFound!.kind, 'declined');
    const answers = model.requests.filter(
      ({ role, messages }) => role === 'author' && messages[1]!.content.includes('"answerable"'),
    );
    assert.equal(answers.length, 3);
    const places = answers.map((request) =>
      parsePassages(promptOf(request)).map(
        ({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`,
      ),
    );
    for (const [i, now] of places.entries()) {
      const before = new Set(places.slice(0, i).flat());
      assert.ok(
        now.some((place) => !before.has(place)),
        `round ${i + 1}`,
      );
    }
    assert.ok(
      places[1]!.some((place) => place.startsWith('src/mail.ts')),
      'what was missing is searched for',
    );
    assert.ok(
      places[2]!.some((place) => place.startsWith('src/paint.ts')),
      'what was picked is searched for',
    );
    const again = places[2]!.filter((place) => places[1]!.includes(place) && !places[0]!.includes(place));
    assert.deepEqual(again, [], 'what a wider round declined is not sent again');
    for (const request of answers.slice(1)) {
      const tokens = parsePassages(promptOf(request)).reduce(
        (sum, { lines }) => sum + lines.reduce((all, { text }) => all + text.length / 4, 0),
        0,
      );
      assert.ok(tokens <= 2_400, String(tokens));
    }
  });

  it('are not made when there is nothing new to send', async () => {
    const model = oracle({ gold: ['stands nowhere'] });
    const one = { 'a.ts': 'export const limit = 3;\n' };
    const { answer } = await ask(model, 'What is limit?', { files: one, route: 'retrieval' });
    assert.equal(
      model.requests.filter(({ messages }) => messages[1]!.content.includes('"answerable"')).length,
      1,
    );
    assert.equal(answer.notFound!.kind, 'declined');
  });

  it('are followed by all of it where that fits, and offered with its price where it does not', async () => {
    const gold = ["return 'Dear ' + to;", 'stands nowhere'];
    const model = oracle({ gold: gold.slice(0, 1) });
    const wide = await ask(model, 'Tell me of the qwrty, the log', {
      files,
      settings: { firstTokens: 200, widerFactor: 1 },
    });
    assert.deepEqual(
      [wide.answer.status, wide.answer.route.name, wide.answer.route.reason.kind],
      [...['complete', 'fullContext', 'afterDecline']],
    );
    const poor = oracle({ gold });
    const many = { ...FILES, ...noiseOf(150) };
    const capped = await ask(poor, 'Tell me of the qwrty, the log', {
      files: many,
      settings: { firstTokens: 200, widerFactor: 1, budgetTokens: 9_500 },
    });
    assert.equal(capped.answer.status, 'notFound');
    const offer = capped.answer.notices.find(({ kind }) => kind === 'couldRead');
    assert.ok(
      offer?.kind === 'couldRead' && offer.tokens > offer.left,
      JSON.stringify(capped.answer.notices),
    );
    assert.ok(capped.events.at(-1)!.type === 'done', 'an offer, and no failure');
  });
});
