/** Accepted answers asked again, how often models decline, and more effort, by the command line of the build. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { citeEvidence, declineAnswer, parsePassages } from '../fakes/oracle.ts';
import type { TempSpec } from '../fakes/tempTree.ts';
import { type Run, withRepository } from './process.ts';

const LIMIT = 'export const uploadLimit = 7321;';
const REST = 'export const uploadRest = 4711;';
const TREE: TempSpec = {
  'src/limit.ts': `/** The limit of an upload. */\n${LIMIT}\n`,
  'src/rest.ts': `/** The rest after an upload. */\n${REST}\n`,
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `src/part${i}.ts`,
      `/** An upload has a part${i}. */\nexport function part${i}(): number {\n${`  step${i}(${i});\n`.repeat(2 + (i % 5))}  return ${i * 3};\n}\n`,
    ]),
  ),
};

const SAME = 'What is the limit of an upload?';
const OTHER = 'What bounds an upload?';
const LOST = 'Which number limits an upload?';
const NEVER = 'Who waits for an upload?';

/** Answers as each question is meant to be answered: from few passages, and with all of the context. */
function replyTo(prompt: string): Record<string, unknown> {
  const passages = parsePassages(prompt);
  const isWhole = passages.length > 20;
  const says = (text: string, line: string) => {
    const cited = citeEvidence(passages, line);
    return cited
      ? { answerable: true, evidence: [], claims: [{ text, evidence: [cited] }] }
      : declineAnswer([line]);
  };
  if (prompt.includes('names that they define')) return { names: [] };
  if (prompt.includes(NEVER)) return declineAnswer(['who waits']);
  if (prompt.includes(LOST) && isWhole) return declineAnswer(['the number']);
  if (prompt.includes(OTHER) && isWhole) return says('It rests after 4711.', REST);
  return says('The limit is 7321.', LIMIT);
}

async function withModel(
  work: (run: (...args: string[]) => ReturnType<Run>) => Promise<void>,
): Promise<void> {
  const endpoint = await startEndpoint({
    script: ({ prompt }) => ({ text: JSON.stringify(replyTo(prompt)) }),
  });
  try {
    const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'small' };
    await withRepository(TREE, (run) => work((...args) => run(args, env)));
  } finally {
    await endpoint.close();
  }
}

describe('sightline runs audit', () => {
  it('asks accepted answers again with all of the context, and tells how many differ', () =>
    withModel(async (run) => {
      assert.equal((await run('runs', 'audit')).code, 1);
      for (const question of [SAME, OTHER, LOST, NEVER]) await run('ask', question, '--route', 'retrieval');
      const { code, out, err } = await run('runs', 'audit', '--json');
      assert.equal(code, 0, err);
      const { rows, ...counts } = JSON.parse(out) as { rows: { question: string; outcome: string }[] };
      assert.deepEqual(counts, {
        ...{ accepted: 3, sampled: 3, same: 1, differs: 1, declined: 1, tooLarge: 0, failed: 0 },
      });
      assert.deepEqual(Object.fromEntries(rows.map(({ question, outcome }) => [question, outcome])), {
        ...{ [SAME]: 'same', [OTHER]: 'differs', [LOST]: 'declined' },
      });
      assert.match(err, /Asking 3 of 3 again takes up to \d+ tokens\./);
      const small = await run('runs', 'audit', '--budget', '3000', '--json');
      assert.equal((JSON.parse(small.out) as { tooLarge: number }).tooLarge, 3);
      const declines = await run('runs', '--declines');
      assert.match(declines.out, /small @ 127\.0\.0\.1:\d+ {2}declined 1 of 4 \(25 %\)/);
    }));
});

describe('sightline ask with more effort', () => {
  it('takes one way at a time, each by an option of its own', () =>
    withModel(async (run) => {
      const { code, out } = await run('ask', SAME, '--double-check', '--json');
      assert.equal(code, 0);
      const answer = JSON.parse(out) as Answer;
      assert.equal(answer.route.name, 'doubleCheck');
      assert.equal(answer.usage.calls, 2);
      const both = await run('ask', SAME, '--thorough', '--investigate');
      assert.equal(both.code, 2);
      assert.match(both.err, /Only one way to answer/);
    }));
});
