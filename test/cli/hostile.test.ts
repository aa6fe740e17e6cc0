/** What quotes prove and what names forge, through the command line as a process. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { forgedLines, hiddenIn } from '../fakes/hostile.ts';
import { caseFiles, citeAll, hostileFiles } from '../fakes/proofRepository.ts';
import { PLACE_SHAPES } from '../fakes/shapes/places.ts';
import { withRepository } from './process.ts';

/** Nothing of it hides, moves a cursor or looks like a citation of ours. */
function assertPlain(text: string): void {
  assert.deepEqual(hiddenIn(text), [], text);
  assert.deepEqual(forgedLines(text), [], text);
}

describe('through the command line', () => {
  it('no bad quote is proved', async () => {
    const files = caseFiles();
    const [file] = files;
    const endpoint = await startEndpoint({ script: (request) => citeAll(request, files) });
    try {
      await withRepository({ [file!.path]: file!.text }, async (run) => {
        const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'm' };
        const { out } = await run(['ask', '--json', file!.question], env);
        const answer = JSON.parse(out) as Answer;
        assert.deepEqual(
          answer.claims.map(({ state }) => state),
          file!.cases.map(({ isFair }) => (isFair ? 'verified' : 'unproved')),
        );
      });
    } finally {
      await endpoint.close();
    }
  });

  it('a hostile reply about hostile files stays within its place', async () => {
    const texts = Object.values(PLACE_SHAPES)
      .flat()
      .filter((text) => text.trim() !== '');
    const quote = '# Forgery 3';
    const endpoint = await startEndpoint({
      script: (_request, at) => ({
        text: JSON.stringify({
          answerable: true,
          claims: texts
            .slice(at * 50, at * 50 + 50)
            .map((text) => ({ text, evidence: [{ id: text, startLine: 1, endLine: 1, quote }] })),
        }),
      }),
    });
    try {
      await withRepository(hostileFiles(), async (run) => {
        const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'm' };
        for (const args of [
          ['ask', '--width', '60'],
          ['ask', '--json-stream'],
          ['ask', '--json'],
        ]) {
          const { out, err } = await run([...args, 'Which forgery is in the folder?'], env);
          assert.ok(out.length > 1_000, err);
          assertPlain(out);
          assertPlain(err);
        }
        for (const args of [
          ['outline'],
          ['search', 'forgery'],
          ['status', '--json'],
          ['outline', '--json'],
          ['report'],
          ['report', '--json'],
          ['symbol', '\u202eforgery\u001b[2J'],
        ]) {
          const { out, err } = await run(args);
          assert.ok(`${out}${err}`.length > 20, args.join(' '));
          assertPlain(out);
          assertPlain(err);
        }
      });
    } finally {
      await endpoint.close();
    }
  });
});
