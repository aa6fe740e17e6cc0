/** The language server as a process where it lives badly, and for long. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RootStatus } from '../../src/protocol/data.ts';
import type { Census } from '../fakes/census.ts';
import { runs } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';
import { answerOf, configurationOf, withServer } from './client.ts';

const FILES = { 'a.ts': 'export function alpha() {}\n', 'notes.txt': 'beta is a word\n' };
const kindsOf = (roots: readonly RootStatus[]) =>
  roots.flatMap(({ problems }) => problems.map(({ kind }) => kind));

describe('a server without a usable cache', {
  skip: process.platform === 'win32' && 'files of POSIX systems',
}, () => {
  it('answers from memory, and tells it when it is configured and with the status', () =>
    withServer(FILES, async ({ root, home, start }) => {
      await writeFile(join(home, 'file'), '');
      await symlink(join(home, 'gone'), join(home, 'dangling'));
      execFileSync('mkfifo', [join(home, 'fifo')]);
      const client = await start();
      for (const cacheDir of [
        ...[join(home, 'file'), join(home, 'dangling'), join(home, 'fifo'), '/dev/null/x'],
        join(home, 'x'.repeat(300)),
      ]) {
        const { problems } = await client.request('sightline/configure', {
          ...configurationOf(home, { repo: root }),
          storage: { cacheDir, stateDir: join(home, 'state') },
        });
        assert.deepEqual(
          problems.map(({ about, problem }) => [about, problem.kind]),
          [['folders', 'notKept']],
          cacheDir,
        );
        assert.deepEqual(kindsOf(await client.settled()), ['notKept']);
        const answer = answerOf(await client.ask('where is alpha?', cacheDir.slice(-100)));
        assert.equal(answer.claims[0]?.state, 'verified');
      }
      const good = await client.request('sightline/configure', configurationOf(home, { repo: root }));
      assert.deepEqual(good.problems, []);
      assert.deepEqual(kindsOf(await client.settled()), []);
      assert.equal(await client.stop(), 0);
    }));

  it('goes on when its folder is taken away or filled with traps under it', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const saved = (more: number) =>
        client.until(
          'a saved index',
          () => client.statuses.filter(({ savedAtMs }) => savedAtMs).length > more,
        );
      await saved(0);
      const indexes = join(home, 'cache', 'indexes');
      const dir = join(indexes, (await readdir(indexes))[0]!);
      await rm(dir, { recursive: true });
      await writeFile(dir, 'a file in its place');
      await writeFile(join(root, 'later.txt'), 'gamma\n');
      await client.request('sightline/reconcile', { paths: [], full: true });
      await client.until('that it is not kept', () => kindsOf(client.statuses).includes('notKept'));
      const hits = await client.request('sightline/search', { question: 'gamma', limit: 3 });
      assert.equal(hits.hits[0]?.path, 'later.txt');
      await rm(dir);
      await mkdir(dir, { mode: 0o700 });
      await writeFile(join(root, 'last.txt'), 'delta\n');
      await client.request('sightline/reconcile', { paths: [], full: true });
      await client.answers('that it is kept again', async () => kindsOf(await client.settled()).length === 0);
      assert.equal(await client.stop(), 0);
    }));

  it('is asked as before after one that died by a signal', () =>
    withServer(FILES, async ({ root, home, start }) => {
      for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const) {
        const client = await start();
        await client.request('sightline/configure', configurationOf(home, { repo: root }));
        const ended = new Promise((resolve) => client.process.once('exit', (_code, by) => resolve(by)));
        client.process.kill(signal);
        assert.equal(await ended, signal);
      }
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      assert.equal(answerOf(await client.ask('where is alpha?', 'last')).claims[0]?.state, 'verified');
      assert.equal((await client.settled())[0]?.files.indexed, 2);
      assert.equal(await client.stop(), 0);
    }));
});

/**
 * Loaded into the server before anything else: writes a count of what may pile up whenever it is signalled. What waits for
 * a collection to be let go is let go by the first one, a turn later: the second counts.
 */
const PROBE = `import { census } from ${JSON.stringify(import.meta.resolve('../fakes/census.ts'))};
import { renameSync, writeFileSync } from 'node:fs';
let taken = 0;
process.on('SIGUSR2', async () => {
  census();
  await new Promise((resolve) => setTimeout(resolve, 200));
  writeFileSync(process.env.CENSUS + '.new', JSON.stringify(census()));
  renameSync(process.env.CENSUS + '.new', process.env.CENSUS + taken++);
});
`;

describe('a server that lives long', {
  skip: process.platform === 'win32' && 'signals of POSIX systems',
}, () => {
  it('holds after many questions and edits what it held after few', () =>
    withServer(FILES, ({ root, home, start }) =>
      withTempTree({ 'probe.mjs': PROBE }, async (probes) => {
        const file = join(probes, 'census');
        const client = await start({ NODE_OPTIONS: `--import=${join(probes, 'probe.mjs')}`, CENSUS: file });
        await client.request('sightline/configure', configurationOf(home, { repo: root }));
        let asked = 0;
        const round = async (): Promise<void> => {
          const path = join(root, 'notes.txt');
          await client.openDocument(path, `beta is the word ${asked}\n`);
          assert.ok(answerOf(await client.ask('where is alpha?', `run ${asked++}`)));
          await client.request('sightline/search', { question: 'beta', limit: 3 });
          await client.closeDocument(path);
          await client.request('sightline/reconcile', {
            paths: [{ root: 'repo', path: 'notes.txt' }],
            full: false,
          });
        };
        const count = async (at: number): Promise<Census> => {
          client.process.kill('SIGUSR2');
          for (;;) {
            const text = await readFile(`${file}${at}`, 'utf8').catch(() => undefined);
            if (text !== undefined) return JSON.parse(text) as Census;
            await client.request('sightline/status', {});
          }
        };
        // What is kept until the next storing is a matter of time: it is counted when all that was read is stored.
        const rest = async (): Promise<void> => {
          const since = Date.now();
          await writeFile(join(root, 'notes.txt'), `beta was the word ${asked}\n`);
          await client.request('sightline/reconcile', { paths: [], full: true });
          await client.answers('the storing of it', async () => {
            const [status] = (await client.request('sightline/status', {})).roots;
            return status?.state === 'ready' && (status.savedAtMs ?? 0) > since;
          });
        };
        for (let i = 0; i < 20; i++) await round();
        await rest();
        const before = await count(0);
        const rounds = runs(60, 3_000);
        for (let i = 0; i < rounds; i++) await round();
        await rest();
        const after = await count(1);
        for (const name of Object.keys(before) as (keyof Census)[])
          assert.ok(
            after[name] - before[name] <= Math.max(4, rounds / 20),
            `${name}: ${before[name]}, then ${after[name]}`,
          );
        assert.equal(await client.stop(), 0);
      }),
    ));
});
