/** Secrets of files and of questions, through the command line as a process. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { doorFiles, leakedBelow, leakedIn, repeatMarks, secretDoors } from '../fakes/secretDoors.ts';
import { type Run, withRepository } from './process.ts';

const SAVED = secretDoors(1);
/** Secrets that stand in no file. */
const TYPED = secretDoors(3);
const everything = [...SAVED, ...TYPED];

/** Names every file by its first word. */
const QUESTION = `What is set at ${SAVED.map(({ first }) => first).join(', ')}?`;
const TYPED_QUESTION = `${QUESTION}\n\n${TYPED.map(({ text }) => text).join('\n')}`;
/** Files that one prompt, and one list of passages, holds at the most. */
const SHOWN = 12;

/** Asks in each way the command line has, and gives all it said, the JSON answer first. */
async function askInAllWays(run: Run, env: Readonly<Record<string, string>>): Promise<string[]> {
  const said = [
    await run(['ask', '--json', QUESTION], env),
    await run(['ask', '--verbose', '--width', '300', QUESTION], env),
    await run(['ask', '--json-stream', '--verbose', '-'], env, TYPED_QUESTION),
  ];
  return said.flatMap(({ out, err }) => [out, err]);
}

describe('the command line', () => {
  it('shows, sends and keeps no secret of a file or of a question', async () => {
    const endpoint = await startEndpoint({ script: repeatMarks });
    try {
      await withRepository(doorFiles(SAVED), async (run, home) => {
        const passages = await askInAllWays(run, {});
        const found = JSON.parse(passages[0]!) as Answer;
        assert.equal(found.made, 'passages');
        assert.equal(found.passages.length, SHOWN);
        assert.deepEqual(leakedIn(passages.join('\n'), everything), []);

        const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'm' };
        const written = await askInAllWays(run, env);
        const answer = JSON.parse(written[0]!) as Answer;
        assert.equal(answer.claims[0]?.state, 'verified');
        assert.match(answer.text, /«secret:/);
        assert.deepEqual(leakedIn(written.join('\n'), everything), []);

        assert.equal(endpoint.requests.length, 3);
        const sent = JSON.stringify(endpoint.requests);
        for (const { last } of TYPED) assert.ok(sent.includes(last));
        assert.deepEqual(leakedIn(sent, everything), []);
        for (const folder of ['.local', '.config'])
          assert.deepEqual(await leakedBelow(join(home, folder), everything), []);
      });
    } finally {
      await endpoint.close();
    }
  });
});
