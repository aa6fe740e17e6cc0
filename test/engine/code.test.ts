/** Code in answers: lines of files come from the files, anything else is a proposal with its syntax checked. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { splitCode } from '../../src/engine/answer/layout/code.ts';
import type { Answer, Claim } from '../../src/engine/types.ts';
import { asked, memoryEngine, never, runs, startPool } from '../fakes/memory.ts';
import { scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());

const FILE = 'src/retry.ts';
const LINES = [
  'export const MAX_TRIES = 7;',
  '',
  '/** Runs a job, and runs it again. */',
  'export function retryJob(job: Job): void {',
  '\tfor (let i = 0; i < MAX_TRIES; i++) {',
  '\t\tif (job.run()) return;',
  '\t}',
  '}',
];

/** The answer whose claims are these; `p1` is the passage of the one file. */
async function answerOf(claims: readonly unknown[]): Promise<Answer> {
  const model = scriptedModel({ reply: () => ({ answerable: true, sections: [{ heading: '', claims }] }) });
  const { engine } = await memoryEngine(pool, { [FILE]: LINES.join('\n') }, { model });
  let answer: Answer | undefined;
  for await (const { event } of engine.ask(asked('How often does retryJob run a job?'), { signal: never }))
    if (event.type === 'done') answer = event.answer;
  assert.ok(answer);
  return answer;
}

const cited = (startLine: number, endLine: number, show?: unknown) => ({
  ...{ id: 'p1', startLine, endLine, quote: LINES.slice(startLine - 1, endLine)[0] },
  show,
});

const codeOf = ({ code = [], citations }: Claim) =>
  code.map((one) => {
    if (one.kind === 'proposed') return [one.kind, one.at, one.language, one.syntax];
    const { startLine, endLine, quote, state } = citations[one.citation]!;
    assert.equal(quote, LINES.slice(startLine - 1, endLine).join('\n'));
    return [one.kind, one.at, startLine, endLine, state];
  });

describe('code in answers', () => {
  it('that a model wants shown is the lines it names, whole, as far as its quote proves them', async () => {
    const { claims } = await answerOf([
      { text: 'It loops.', evidence: [cited(4, 8, true)] },
      { text: 'No lines of its own.', evidence: [{ ...cited(4, 500, true) }] },
      { text: 'Not asked for.', evidence: [cited(4, 8, 'yes')] },
      { text: 'Not proved.', evidence: [{ ...cited(4, 8, true), quote: 'export function other() {' }] },
    ]);
    assert.deepEqual(claims.map(codeOf), [
      [['quoted', 9, 4, 8, 'verified']],
      [['quoted', 20, 4, 4, 'reanchored']],
      [],
      [],
    ]);
    assert.deepEqual(
      claims[2]!.citations.map(({ startLine, endLine }) => [startLine, endLine]),
      [[4, 4]],
    );
  });

  it('that a model retyped is taken from the file, with its own blanks; the rest is a proposal', async () => {
    const retyped = ['```ts', 'for (let i = 0; i < MAX_TRIES; i++) {', '  if (job.run()) return;', '```'];
    const changed = [
      '~~~typescript',
      'for (let i = 0; i < 9; i++) {',
      '  if (job.run()) return;',
      '}',
      '~~~',
    ];
    const broken = ['```python', 'x = 1', 'def f(:', '```'];
    const text = ['It loops:', ...retyped, 'Better:', ...changed, 'Or:', ...broken].join('\n');
    const { claims, text: said } = await answerOf([{ text, evidence: [cited(1, 1)] }]);
    const [claim] = claims;
    assert.equal(claim!.text, 'It loops:\n\nBetter:\n\nOr:');
    assert.equal(said, claim!.text);
    assert.deepEqual(codeOf(claim!), [
      ['quoted', 9, 5, 6, 'verified'],
      ['proposed', 18, 'typescript', { flaws: 0 }],
      ['proposed', 23, 'python', { flaws: 1, firstLine: 2 }],
    ]);
    const proposed = claim!.code!.flatMap((one) => (one.kind === 'proposed' ? [one.text] : []));
    assert.deepEqual(proposed, [changed.slice(1, -1).join('\n'), broken.slice(1, -1).join('\n')]);
  });

  it('of a language without a grammar is not said to be right', async () => {
    const text = ['Run:', '```console', '$ npm test', '```', '```', 'plain', '```'].join('\n');
    const { claims } = await answerOf([{ text, evidence: [cited(1, 1)] }]);
    assert.deepEqual(codeOf(claims[0]!), [
      ['proposed', 4, 'console', undefined],
      ['proposed', 4, '', undefined],
    ]);
  });

  it('is split from any text without a loss of words', () => {
    const line = fc.constantFrom('a b', '```', '```ts', '~~~', '  ```', '', 'x = 1', '````', '``` `x`');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { text, fences } = splitCode(lines.join('\n'));
        const words = (all: string): number => all.match(/a b|x = 1/g)?.length ?? 0;
        const kept = words(text) + fences.reduce((sum, fence) => sum + words(fence.text), 0);
        assert.equal(kept, words(lines.join('\n')));
        for (const { at } of fences) assert.ok(at >= 0 && at <= text.length);
      }),
      { numRuns: runs(500, 5_000) },
    );
  });
});
