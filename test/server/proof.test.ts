/** What quotes prove and what names forge, through the language server: one process, every shape. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startEndpoint } from '../fakes/endpoint.ts';
import { hiddenIn } from '../fakes/hostile.ts';
import { caseFiles, citeAll, hostileFiles } from '../fakes/proofRepository.ts';
import { answerOf, configurationOf, withServer } from './client.ts';

const FILES = caseFiles();

describe('through the language server', () => {
  it('no bad quote is proved, and every fair one that was sent is', () =>
    withServer(
      Object.fromEntries(FILES.map(({ path, text }) => [path, text])),
      async ({ root, home, start }) => {
        const endpoint = await startEndpoint({ script: (request) => citeAll(request, FILES) });
        try {
          const client = await start();
          const model = {
            kind: 'endpoint',
            author: { baseUrl: endpoint.baseUrl, model: 'm', apiKey: '' },
          } as const;
          await client.request('sightline/configure', configurationOf(home, { repo: root }, { model }));
          await client.settled();
          let sent = 0;
          let fair = 0;
          for (const { path, question, cases } of FILES) {
            const focus = [{ kind: 'file', path } as const];
            const answer = answerOf(await client.ask({ text: question, focus, history: [] }, `run-${path}`));
            assert.equal(answer.claims.length, cases.length, path);
            for (const [i, { quote, startLine, endLine, isFair }] of cases.entries()) {
              const [citation] = answer.claims[i]!.citations;
              if (citation!.problem?.kind === 'notSent') continue;
              sent++;
              const about = `${JSON.stringify(quote)} at ${path}:${startLine}`;
              if (!isFair) assert.equal(citation!.state, 'unproved', about);
              else {
                fair++;
                assert.deepEqual(
                  [citation!.state, citation!.startLine, citation!.endLine],
                  ['verified', startLine, endLine],
                  about,
                );
              }
            }
          }
          const all = FILES.reduce((sum, { cases }) => sum + cases.length, 0);
          assert.ok(sent > all * 0.9 && fair > 30, `${sent} of ${all} were in a prompt, ${fair} fair ones`);
        } finally {
          await endpoint.close();
        }
      },
    ));

  it('hostile names and lines arrive as they are, and the log hides nothing of them', () =>
    withServer(hostileFiles(), async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      await client.settled();
      const answer = answerOf(await client.ask('Which forgery is in the folder?', 'run-1'));
      assert.ok(answer.claims.length > 0 && answer.claims.every(({ state }) => state === 'verified'));
      for (const line of client.logs) {
        assert.deepEqual(hiddenIn(line), []);
        assert.ok(
          line.split('\n').every((row, i) => i === 0 || row.startsWith('    ')),
          line,
        );
      }
    }));
});
