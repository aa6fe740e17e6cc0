/** Claims made wrong on purpose: which checks see it, and which cannot (methods D4b; T12). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { randomFrom } from '../../bench/random.ts';
import { doubtsOf, type Ground } from '../../src/engine/answer/doubts/doubts.ts';
import type { Claim } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { scriptedModel } from '../fakes/scriptedModel.ts';
import { MUTATIONS, type Reply } from './doubts/mutations.ts';
import { FILES, TRUTHS } from './doubts/truths.ts';

const pool = startPool();
after(() => pool.dispose());

const ROUNDS = 4;

const lineOf = ({ path, quote }: { readonly path: string; readonly quote: string }): number =>
  FILES[path]!.split('\n').findIndex((line) => line.trim() === quote) + 1;

let replies: readonly Reply[] = [];
const made = memoryEngine(pool, FILES, {
  model: scriptedModel({
    reply(request) {
      const passages = parsePassages(promptOf(request));
      const claims = replies.map(({ path, quote, text, line }) => ({
        text,
        evidence: [
          {
            id: passages.find((one) => one.path === path)!.id,
            ...{ startLine: line, endLine: line, quote },
          },
        ],
      }));
      return { answerable: true, missing: [], evidence: [], claims };
    },
  }),
});

/** Claims as an answer shows them after all checks. */
async function checked(next: readonly Reply[]): Promise<readonly Claim[]> {
  replies = next;
  const { engine } = await made;
  for await (const { event } of engine.ask(asked('What holds here?'), {
    signal: never,
    route: 'fullContext',
  }))
    if (event.type === 'done') return event.answer.claims;
  throw new Error('no answer');
}

const truths = TRUTHS.map((truth): Reply => ({ ...truth, line: lineOf(truth) }));

/** What became of wrong claims: where the link leads all the same, it is as good as caught. */
function outcome(claim: Claim, truth: Reply): 'repaired' | 'unproved' | 'doubted' | 'missed' {
  if (claim.state === 'unproved') return 'unproved';
  if (claim.doubts) return 'doubted';
  const [citation] = claim.citations;
  const isRight = citation!.startLine === lineOf(truth) && claim.text === truth.text;
  return isRight ? 'repaired' : 'missed';
}

interface Row {
  readonly name: string;
  readonly made: number;
  readonly repaired: number;
  readonly unproved: number;
  readonly doubted: number;
  readonly missed: number;
}

async function measure(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [at, { name, change }] of MUTATIONS.entries()) {
    const random = randomFrom(at + 1);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const made: { truth: Reply; reply: Reply }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      for (const truth of truths) {
        const reply = change(truth, { files: FILES, pick });
        if (reply) made.push({ truth, reply });
      }
    // One wrong claim is counted once, however often the seed draws it.
    const once = [...new Map(made.map((one) => [JSON.stringify(one.reply), one])).values()];
    const counts = { repaired: 0, unproved: 0, doubted: 0, missed: 0 };
    for (let from = 0; from < once.length; from += 25) {
      const part = once.slice(from, from + 25);
      const claims = await checked(part.map(({ reply }) => reply));
      for (const [i, { truth }] of part.entries()) counts[outcome(claims[i]!, truth)]++;
    }
    rows.push({ name, made: once.length, ...counts });
  }
  return rows;
}

describe('claims that were made wrong', () => {
  it('are seen by the checks as often as docs/evaluation.md says', async (t) => {
    const rows = await measure();
    const table = rows.map(
      ({ name, made, repaired, unproved, doubted, missed }) =>
        `| ${name} | ${made} | ${repaired} | ${unproved} | ${doubted} | ${missed} |`,
    );
    for (const row of table) t.diagnostic(row);
    const docs = readFileSync('docs/evaluation.md', 'utf8');
    for (const row of table) assert.ok(docs.includes(row), `docs/evaluation.md lacks: ${row}`);
  });

  it('raise no doubt where they are true', async () => {
    const claims = await checked(truths);
    assert.deepEqual(
      claims
        .filter(({ state, doubts }) => state !== 'verified' || doubts)
        .map(({ text, doubts }) => ({ text, doubts })),
      [],
    );
  });
});

describe('a doubt', () => {
  const ground = (quote: string, more: Partial<Ground> = {}): Ground => ({
    ...{ quotes: [quote], around: ['src/a.ts'], counts: [1], spans: [{ startLine: 40, endLine: 42 }] },
    ...more,
  });
  const told = (claim: string, from: Ground): string[] =>
    doubtsOf(claim, from).map(({ kind, of }) => (of === '' ? kind : `${kind} ${of}`));

  it('is raised by names that stand nowhere near, and by no others', () => {
    const from = ground('const port = readPort(env);', { around: ['src/startServer.ts', 'openServer'] });
    assert.deepEqual(told('`readPort` and openServer in `startServer`, HTTP, a Port', from), []);
    assert.deepEqual(told('`readHost` calls bindTo() for max_port', from), [
      'name readHost',
      'name bindTo',
      'name max_port',
    ]);
  });

  it('is raised by numbers that nobody can count there', () => {
    const from = ground('limit = 1_000', { counts: [2] });
    assert.deepEqual(told('1,000 of them, two places, line 41, ES2015, UTF-16, the 3rd, `a1` 1.', from), []);
    assert.deepEqual(told('1001 of them, drei mal, 0.5 each', from), [
      'number 1001',
      'number 0.5',
      'number drei',
    ]);
  });

  it('is raised by the same words with another negation, and not by other words', () => {
    const from = ground('// Sessions are not closed when the window is hidden.');
    assert.deepEqual(told('Sessions are closed when the window is hidden.', from), ['turned']);
    assert.deepEqual(told('Sessions do not get closed when the window gets hidden.', from), []);
    assert.deepEqual(told('Open sessions stay when somebody hides it, not closed.', from), []);
    assert.deepEqual(told('Not every one of the sessions is kept.', from), []);
  });

  it('is not raised by a number in another unit than that of the code', () => {
    const from = ground(
      'const WAIT_MS = 30_000; const SHARE = 0.29; const MAX = 64 * 1024; const KEEP = 86_400;',
    );
    for (const claim of [
      'It waits 30 seconds.',
      'It waits 30s, 29 % of the time.',
      'At most 64 KB are read.',
      'It is kept for one day, 24 hours long.',
    ])
      assert.deepEqual(told(claim, from), [], claim);
    assert.deepEqual(told('It waits 31 seconds, or 30 minutes.', from), ['number 31', 'number 30']);
    assert.deepEqual(told('28 percent of them fail.', from), ['number 28']);
  });

  it('takes names with hyphens in any letter case, and no others', () => {
    const from = ground("const wanted = headers.get('accept-language') ?? flags['--dry-run'];");
    assert.deepEqual(told('It follows `Accept-Language`, unless `--dry-run` is there.', from), []);
    assert.deepEqual(told('It follows `Accept-Charset`.', from), ['name Accept', 'name Charset']);
    assert.deepEqual(told('`Language` is read.', from), ['name Language']);
  });
});
