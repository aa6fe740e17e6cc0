/** `sightline review --judged` as a process, with a model over real HTTP: price first, proof, refusal, resume. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ReviewReport } from '../../src/engine/types.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { PAUSE, secondsForMilliseconds, WAIT } from '../fakes/secondsReviewer.ts';
import { withRepository } from './process.ts';

/** Enough lines for several prompts, one of which holds a defect. */
const SHARED = {
  ...{ 'src/wait.ts': WAIT, 'src/pause.ts': PAUSE },
  ...Object.fromEntries(
    Array.from({ length: 5 }, (_, i) => [
      `src/plain${i}.ts`,
      Array.from(
        { length: 60 },
        (_, n) =>
          `export function plain${i}x${n}(value: number): number {\n  const doubled = value * 2 + ${n};\n  return doubled - ${n};\n}\n`,
      ).join('\n'),
    ]),
  ),
};

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

  it('gives four shards that put together are one review, byte for byte, also one that was stopped and gone on with', () =>
    withRepository(SHARED, async (run, home) => {
      let isDown = false;
      const endpoint = await startEndpoint({
        script: (request) =>
          isDown && request.prompt.includes('You defend')
            ? { status: 401, body: '{}' }
            : secondsForMilliseconds(request),
      });
      try {
        const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'm', SIGHTLINE_API_KEY: 'k' };
        // Each has a cache of its own, as on another machine.
        let machine = 0;
        const review = (...args: readonly string[]) =>
          run(['review', '--judged', '--rules', 'broken-contract', '--json', '--budget', '900000', ...args], {
            ...env,
            XDG_CACHE_HOME: join(home, `cache-${++machine}`),
          });
        const whole = await review();
        assert.equal(whole.code, 1, whole.err);
        const { length } = endpoint.requests;
        const files: string[] = [];
        for (const part of ['3/4', '1/4', '4/4', '2/4']) {
          const { code, out, err } = await review('--shard', part);
          assert.equal(code, 0, err);
          files.push(join(home, `part-${part[0]}.json`));
          writeFileSync(files.at(-1)!, out);
        }
        assert.equal(endpoint.requests.length, 2 * length, 'no line is read twice');
        const merged = await run(['merge', ...files, '--json']);
        assert.equal(merged.code, 1, merged.err);
        assert.equal(merged.out, whole.out);
        const hits = files.findIndex((path) => readFileSync(path, 'utf8').includes('"verdict":"kept"'));
        const part = ['3/4', '1/4', '4/4', '2/4'][hits]!;
        isDown = true;
        const stopped = await review('--shard', part);
        assert.equal(stopped.code, 2, stopped.err);
        isDown = false;
        const sent = endpoint.requests.length;
        // What part it is stands in the record.
        const rest = await run(['review', '--resume', '--json'], env);
        assert.equal(rest.code, 0, rest.err);
        assert.equal(endpoint.requests.length, sent + 1);
        writeFileSync(files[hits]!, rest.out);
        const again = await run(['merge', ...files, '--json']);
        const plain = (text: string) => ({ ...JSON.parse(text), judged: undefined });
        assert.deepEqual(plain(again.out), plain(whole.out));
      } finally {
        await endpoint.close();
      }
    }));
});
