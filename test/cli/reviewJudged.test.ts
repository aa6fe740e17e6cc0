/** `sightline review --judged` as a process, with a model over real HTTP: price first, proof, refusal, resume. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReviewReport } from '../../src/engine/types.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { PAUSE, secondsForMilliseconds, WAIT } from '../fakes/secondsReviewer.ts';
import { withRepository } from './process.ts';

const TREE = { 'src/wait.ts': WAIT, 'src/pause.ts': PAUSE };

describe('sightline review --judged', () => {
  it('tells the price, asks, shows findings with their proof, and asks nothing twice', () =>
    withRepository(TREE, async (run) => {
      let verdict = 'keep';
      let isDown = true;
      const endpoint = await startEndpoint({
        script: (request) =>
          isDown && request.prompt.includes('You defend')
            ? { status: 401, body: '{}' }
            : secondsForMilliseconds(request, verdict),
      });
      try {
        const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'm', SIGHTLINE_API_KEY: 'k' };
        const review = (...args: readonly string[]) => run(['review', '--width', '100', ...args], env);
        const bare = await run(['review', '--judged']);
        assert.equal(bare.code, 3);
        const plan = await review('--judged', '--dry-run');
        assert.match(
          plan.out,
          /Nothing was sent\.\nJudging \d+ pieces of code, of which 0 are known.*\n {2}to find +about 1 call/,
        );
        assert.equal(endpoint.requests.length, 0);
        const stopped = await review('--judged', '--budget', '9000');
        assert.equal(stopped.code, 2, stopped.err);
        assert.match(stopped.err, /Go on with: sightline review --resume/);
        isDown = false;
        const sent = endpoint.requests.length;
        const { code, out, err } = await review('--resume');
        assert.equal(code, 1, err);
        assert.equal(endpoint.requests.length, sent + 1, 'the findings stood in the record');
        assert.match(out, /warning +Seconds are taken for milliseconds\. \[broken-contract\]/);
        assert.match(out, /proved with src\/wait\.ts:2/);
        const again = await review('--judged', '--json');
        assert.equal(endpoint.requests.length, sent + 1);
        const report = JSON.parse(again.out) as ReviewReport;
        assert.deepEqual([report.judged?.usage.calls, report.findings[0]?.judged?.verdict], [0, 'kept']);
        const { fingerprint } = report.findings[0]!;
        const dismissed = await run(['review', 'dismiss', fingerprint, '--reason', 'later'], env);
        assert.equal(dismissed.code, 0, dismissed.err);
        assert.equal(endpoint.requests.length, sent + 1);
        verdict = 'refute';
        const own = { ...env, SIGHTLINE_MODEL: 'other' };
        const refuted = await run(['review', '--judged', '--sarif', '-', '--yes'], own);
        assert.equal(refuted.code, 0, refuted.err);
        const [result] = JSON.parse(refuted.out).runs[0].results;
        assert.equal(result.suppressions[0].justification, 'refuted: So.');
        assert.equal(result.codeFlows[0].threadFlows[0].locations.length, 4);
      } finally {
        await endpoint.close();
      }
    }));
});
