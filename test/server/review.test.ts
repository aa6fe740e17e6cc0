/** Reviews over the wire: findings with states, dismissals in the baseline, what was seen before, stops, refusals. */
import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Finding, KnownFinding } from '../../src/engine/types.ts';
import type { ReviewProgress, ReviewResult, ReviewWanted } from '../../src/protocol/review/requests.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { PAUSE, secondsForMilliseconds, WAIT } from '../fakes/secondsReviewer.ts';
import { type Client, configurationOf, withServer } from './client.ts';

const bad = (name: string): string => `export function ${name}(n: number): boolean {\n  return n === n;\n}\n`;
const FILES = { 'src/a.ts': bad('a'), 'src/b.ts': `${bad('b')}\n${bad('c')}`, 'guide.md': '# Guide\n' };
const ALL: ReviewWanted = { kind: 'paths', paths: [] };

type Reviewed = Extract<ReviewResult, { type: 'reviewed' }>;

let runs = 0;
async function review(
  client: Client,
  wish: ReviewWanted = ALL,
  before: readonly KnownFinding[] = [],
): Promise<Reviewed> {
  const result = await client.request('sightline/review', { runId: `r${++runs}`, wish, before });
  assert.equal(result.type, 'reviewed', JSON.stringify(result));
  return result as Reviewed;
}

const knownOf = ({ fingerprint, rule, path }: Finding): KnownFinding => ({
  ...{ fingerprint, rule, path, state: 'open' },
});
const placesOf = ({ report }: Reviewed): string[] =>
  report.findings.map(({ path, startLine, state }) => `${path}:${startLine} ${state ?? ''}`.trim());
const BASELINE = '.sightline/baseline.json';

describe('reviews over the wire', () => {
  it('give findings and coverage, and tell what is gone of those that were seen before', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const first = await review(client);
      assert.deepEqual(placesOf(first), ['src/a.ts:2', 'src/b.ts:2', 'src/b.ts:6']);
      assert.deepEqual([first.report.status, first.report.coverage.reviewed.length], ['complete', 3]);
      assert.deepEqual([first.hasBaseline, first.reading], [false, []]);
      const before = first.report.findings.map(knownOf);
      await writeFile(join(root, 'src/b.ts'), `${bad('b')}\n`);
      await client.request('sightline/reconcile', {
        paths: [{ root: 'repo', path: 'src/b.ts' }],
        full: false,
      });
      // Of the file that is not looked at, nothing is said.
      const second = await review(client, { kind: 'paths', paths: [{ path: 'src/b.ts' }] }, before);
      assert.deepEqual(placesOf(second), ['src/b.ts:2']);
      assert.deepEqual(
        second.report.resolved.map(({ fingerprint }) => fingerprint),
        [before[2]!.fingerprint],
      );
      assert.deepEqual(second.earlier, [before[0]!.fingerprint]);
      // Of some lines of a file, what stands elsewhere in it is neither gone nor told.
      const lines = { kind: 'lines', path: 'src/b.ts', startLine: 1, endLine: 1 } as const;
      const third = await review(client, lines, before.slice(0, 2));
      assert.deepEqual([placesOf(third), third.report.coverage.partly], [[], ['src/b.ts']]);
      assert.deepEqual(third.earlier.length, 2);
    }));

  it('keep a dismissal in the baseline until it is taken back, and write what is known', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const [finding] = (await review(client)).report.findings;
      const { fingerprint, rule, path } = finding!;
      const dismissal = { reason: 'wont-fix', note: 'it is meant' } as const;
      await client.request('sightline/dismissFinding', { fingerprint, rule, path, dismissal });
      const second = await review(client);
      assert.deepEqual(placesOf(second), ['src/a.ts:2 dismissed', 'src/b.ts:2 new', 'src/b.ts:6 new']);
      assert.deepEqual(second.report.findings[0]!.dismissal, dismissal);
      await client.request('sightline/dismissFinding', { fingerprint, rule, path });
      assert.deepEqual(placesOf(await review(client))[0], 'src/a.ts:2 new');
      const { report } = await review(client);
      const written = await client.request('sightline/writeBaseline', { report });
      assert.deepEqual(written.paths, [BASELINE]);
      assert.match(await readFile(join(root, BASELINE), 'utf8'), /"schema":1/);
      assert.ok(placesOf(await review(client)).every((place) => place.endsWith('persisting')));
    }));

  it('change no baseline that is none or a link, or in Restricted Mode', () =>
    withServer({ ...FILES, [BASELINE]: '{"mine":true}\n' }, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const { report, notRead, hasBaseline } = await review(client);
      assert.deepEqual([notRead, hasBaseline], [[{ path: BASELINE, why: 'bad' }], false]);
      const { fingerprint, rule, path } = report.findings[0]!;
      const dismiss = () =>
        client.request('sightline/dismissFinding', {
          ...{ fingerprint, rule, path, dismissal: { reason: 'later' } },
        });
      const refusal = (cause: string, target?: string) => ({
        data: {
          failure: {
            kind: cause.endsWith('Restricted') ? 'restricted' : 'refused',
            cause,
            ...(target ? { target } : {}),
          },
        },
      });
      await assert.rejects(dismiss(), refusal('baselineBad', BASELINE));
      await assert.rejects(
        client.request('sightline/writeBaseline', { report }),
        refusal('baselineBad', BASELINE),
      );
      assert.equal(await readFile(join(root, BASELINE), 'utf8'), '{"mine":true}\n');
      await client.request('sightline/configure', {
        ...configurationOf(home, { repo: root }),
        isTrusted: false,
      });
      await assert.rejects(dismiss(), refusal('baselineRestricted'));
      assert.equal((await review(client)).report.status, 'complete');
    }));

  it('name the folder in paths where several are open, and keep what belongs to each in its own baseline', () =>
    withServer({ 'one/a.ts': bad('a'), 'two/b.ts': bad('b') }, async ({ root, home, start }) => {
      const client = await start();
      const folders = { one: join(root, 'one'), two: join(root, 'two') };
      await client.request('sightline/configure', configurationOf(home, folders));
      const { report } = await review(client);
      assert.deepEqual(
        report.findings.map(({ path }) => path),
        ['one/a.ts', 'two/b.ts'],
      );
      const only = await review(client, { kind: 'paths', paths: [{ root: 'two', path: '' }] });
      assert.deepEqual(placesOf(only), ['two/b.ts:2']);
      const { paths } = await client.request('sightline/writeBaseline', { report });
      assert.deepEqual(paths, [`one/${BASELINE}`, `two/${BASELINE}`]);
      assert.match(await readFile(join(folders.two, BASELINE), 'utf8'), /"path":"b.ts"/);
      assert.deepEqual(placesOf(await review(client)), ['one/a.ts:2 persisting', 'two/b.ts:2 persisting']);
      await mkdir(join(root, 'elsewhere'));
      await mkdir(join(root, 'three'));
      await symlink(join(root, 'elsewhere'), join(root, 'three/.sightline'));
      await writeFile(join(root, 'three/c.ts'), bad('c'));
      await client.request('sightline/configure', configurationOf(home, { three: join(root, 'three') }));
      const linked = await review(client);
      assert.deepEqual(linked.notRead, [{ path: BASELINE, why: 'link' }]);
      await assert.rejects(client.request('sightline/writeBaseline', { report: linked.report }), {
        data: { failure: { kind: 'refused', cause: 'baselineLink', target: BASELINE } },
      });
    }));

  it('tell how far they are, and keep what was done when they are stopped', () =>
    withServer(
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`src/f${i}.ts`, bad(`f${i}`)])),
      async ({ root, home, start }) => {
        const client = await start();
        await client.request('sightline/configure', configurationOf(home, { repo: root }));
        await client.settled();
        const told: number[] = [];
        client.connection.onNotification(
          'sightline/reviewing',
          ({ runId, progress }: { runId: string; progress: ReviewProgress }) => {
            assert.equal(runId, 'stopped');
            assert.ok(progress.kind === 'files');
            told.push(progress.done);
            if (told.length === 1) void client.request('sightline/stop', { runId });
          },
        );
        const result = await client.request('sightline/review', { runId: 'stopped', wish: ALL, before: [] });
        assert.ok(result.type === 'reviewed' && told.length > 0);
        const { status, coverage, findings } = result.report;
        const stopped = coverage.notReviewed.filter(({ why }) => why.kind === 'stopped').length;
        assert.equal(coverage.reviewed.length + stopped, 60);
        assert.equal(status, stopped > 0 ? 'stopped' : 'complete');
        assert.equal(findings.length, coverage.reviewed.length);
        assert.ok(stopped > 0, 'it was stopped before the last file');
      },
    ));

  it('ask a model only after its price was seen, and go on with what was not judged', () =>
    withServer({ 'src/wait.ts': WAIT, 'src/pause.ts': PAUSE }, async ({ root, home, start }) => {
      let isDown = true;
      const endpoint = await startEndpoint({
        script: (request) => (isDown ? { status: 401, body: '{}' } : secondsForMilliseconds(request)),
      });
      try {
        const client = await start();
        const model = {
          kind: 'endpoint' as const,
          author: { baseUrl: endpoint.baseUrl, model: 'm' },
          reader: { baseUrl: endpoint.baseUrl, model: 'm' },
        };
        await client.request('sightline/configure', { ...configurationOf(home, { repo: root }), model });
        const told: ReviewProgress[] = [];
        client.connection.onNotification(
          'sightline/reviewing',
          ({ progress }: { progress: ReviewProgress }) => {
            told.push(progress);
          },
        );
        let choice: 'go' | 'stop' = 'stop';
        client.connection.onNotification('sightline/decision', ({ runId }: { runId: string }) => {
          assert.equal(told.at(-1)?.kind, 'estimated', 'the price comes first');
          void client.request('sightline/decide', { runId, choice });
        });
        const judge = (runId: string, again: boolean) =>
          client.request('sightline/review', {
            ...{ runId, wish: ALL, before: [], judged: { title: 'All', again } },
          });
        assert.deepEqual(await judge('no', false), { type: 'fault', fault: { kind: 'notConfirmed' } });
        assert.equal(endpoint.requests.length, 0);
        choice = 'go';
        const failed = await judge('yes', false);
        assert.ok(failed.type === 'reviewed');
        assert.deepEqual(
          [failed.report.status, failed.report.findings.length, failed.report.judged?.failure?.kind],
          ['incomplete', 0, 'auth'],
        );
        isDown = false;
        const { report } = (await judge('yes', true)) as Reviewed;
        assert.deepEqual(
          report.findings.map(({ path, rule, judged }) => [path, rule, judged?.verdict]),
          [['src/pause.ts', 'broken-contract', 'kept']],
        );
        assert.equal(report.status, 'complete');
        assert.deepEqual([...new Set(told.map(({ kind }) => kind))].sort(), [
          ...['estimated', 'files', 'find', 'refute'],
        ]);
        const sent = endpoint.requests.length;
        const known = (await judge('later', false)) as Reviewed;
        assert.deepEqual([known.report.judged?.usage.calls, endpoint.requests.length], [0, sent]);
      } finally {
        await endpoint.close();
      }
    }));

  it('say why nothing could be reviewed, and show a rule with its examples', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const wish = { kind: 'since', base: 'main' } as const;
      const fault = await client.request('sightline/review', { runId: 'none', wish, before: [] });
      assert.deepEqual(fault, { type: 'fault', fault: { kind: 'noRepository', of: 'main' } });
      const { rule } = await client.request('sightline/rule', { id: 'self-comparison' });
      assert.equal(rule?.family, 'correctness');
      assert.ok(rule.bad.length > 0 && rule.good.length > 0);
      assert.deepEqual(await client.request('sightline/rule', { id: 'none' }), { rule: null });
    }));
});
