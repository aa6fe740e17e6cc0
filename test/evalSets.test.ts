/** Public sets of questions, from their file to the table: through the command line of the build and a scripted endpoint. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runSet } from '../bench/eval/runSet.ts';
import { setTable } from '../bench/eval/tables.ts';
import { startEndpoint } from './fakes/endpoint.ts';
import { citeEvidence, declineAnswer, parsePassages } from './fakes/oracle.ts';
import { withTempTree } from './fakes/tempTree.ts';

const LIMIT = 'export const uploadLimit = 7321;';
const REST = 'export const uploadRest = 4711;';
const REPO_TEXT = `[start of src/limit.ts]\n${LIMIT}\n[end of src/limit.ts]\n[start of src/rest.ts]\n${REST}\n[end of src/rest.ts]\n`;

/** Says the letter that it is told to, and cites the limit. */
function replyTo(prompt: string): Record<string, unknown> {
  const cited = citeEvidence(parsePassages(prompt), LIMIT);
  if (!cited || prompt.includes('Who waits')) return declineAnswer([LIMIT]);
  const text = `It is 7321. Final Answer: ${prompt.includes('wrongly') ? 'A' : 'B'}`;
  return { answerable: true, missing: [], evidence: [], claims: [{ text, evidence: [cited] }] };
}

/** Runs the rows of a set with places of their own and a model, and gives what came of each. */
function run(set: 'longcodeqa' | 'longswe' | 'sweqa', rows: readonly Record<string, unknown>[]) {
  return withTempTree({ 'state/': '', 'config/': '' }, async (home) => {
    const endpoint = await startEndpoint({
      script: ({ prompt }) => ({ text: JSON.stringify(replyTo(prompt)) }),
    });
    const own = {
      ...{ SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'small' },
      ...{ XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: join(home, 'config') },
    };
    const before = Object.fromEntries(Object.keys(own).map((name) => [name, process.env[name]]));
    Object.assign(process.env, own);
    try {
      const file = join(home, 'rows.jsonl');
      await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
      return await runSet({ set, file, say: () => undefined });
    } finally {
      for (const [name, value] of Object.entries(before))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      await endpoint.close();
    }
  });
}

describe('a public set', () => {
  it('of choices is judged by the letter; a row that fails counts, with why', async () => {
    const row = { repo_text: REPO_TEXT, correct_letter: 'B' };
    const results = await run('longcodeqa', [
      { ...row, id: 'right', question: 'What is uploadLimit?' },
      { ...row, id: 'wrong', question: 'What is uploadLimit, wrongly?' },
      { ...row, id: 'outside', question: 'What?', repo_text: '[start of ../x.ts]\na\n[end of ../x.ts]\n' },
    ]);
    const said = results.map(({ id, isRight, letter, failure }) => [
      id,
      isRight,
      letter,
      failure?.includes('outside of the repository'),
    ]);
    assert.deepEqual(said, [
      ['right', true, 'B', undefined],
      ['wrong', false, 'A', undefined],
      ['outside', undefined, undefined, true],
    ]);
    assert.ok(results[0]!.tokensIn > 0 && results[0]!.calls > 0);
    const table = setTable('longcodeqa, small', results).join('\n');
    assert.match(table, /longcodeqa, small/);
    assert.match(table, /33/);
  });

  it('of repairs and of questions is judged by the lines that the answer proves', async () => {
    const patch =
      'diff --git a/src/limit.ts b/src/limit.ts\n--- a/src/limit.ts\n+++ b/src/limit.ts\n@@ -1 +1 @@\n-a\n+b\n';
    const [repair] = await run('longswe', [
      { id: 'r', problem_statement: 'uploadLimit is too small', repo_text: REPO_TEXT, patch },
    ]);
    assert.deepEqual([repair?.precision, repair?.recall], [1, 1]);
    const [asked] = await run('sweqa', [
      {
        ...{ id: 'q', question: 'What is uploadLimit?', repo_text: REPO_TEXT, answer: 'It is 7321.' },
        gold_ranges: { 'src/limit.ts': [[1, 1]], 'src/rest.ts': [[1, 1]] },
      },
    ]);
    assert.deepEqual([asked?.precision, asked?.recall, asked?.reference], [1, 0.5, 'It is 7321.']);
  });
});
