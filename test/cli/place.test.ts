/** The command line as a process where it lives badly: no cache, a cache made to harm, a death in the middle. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DIST, isSoak, runs } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const isPosix = process.platform !== 'win32';
const TREE = { 'a.ts': 'export function alpha() {}\n', 'notes.txt': 'beta is a word\n' };

interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program. `limit`: the largest file it may write, in blocks of the shell. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  {
    limit,
    onIndexing,
  }: { limit?: number; onIndexing?: (kill: (signal: NodeJS.Signals) => void) => void } = {},
): Promise<Run> {
  const program = [process.execPath, join(DIST, 'cli.js'), ...args, '--workers', '1'];
  const [command, ...rest] =
    limit === undefined ? program : ['/bin/sh', '-c', `ulimit -f ${limit}; exec "$0" "$@"`, ...program];
  return new Promise((resolve, reject) => {
    const watcher = onIndexing ? watch(env.XDG_CACHE_HOME!, { recursive: true }) : undefined;
    const child = spawn(command!, rest, { env: { PATH: process.env.PATH ?? '', ...env } });
    watcher?.on('change', (_, name) => {
      if (!String(name).includes('in-progress')) return;
      watcher.close();
      onIndexing?.((signal) => child.kill(signal));
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes;
    });
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      watcher?.close();
      resolve({ code, signal, out, err });
    });
  });
}

function withHome(work: (root: string, home: string, env: Record<string, string>) => Promise<void>) {
  return withTempTree(TREE, (root) =>
    withTempTree({ 'cache/': '', 'config/': '', 'state/': '' }, (home) =>
      work(root, home, {
        HOME: home,
        XDG_CACHE_HOME: join(home, 'cache'),
        XDG_CONFIG_HOME: join(home, 'config'),
        XDG_STATE_HOME: join(home, 'state'),
      }),
    ),
  );
}

interface Told {
  readonly files: { readonly indexed: number };
  readonly problems: readonly { readonly kind: string; readonly failure?: { readonly cause: string } }[];
}

/** Indexes, and gives what was told as data; the same must stand as a warning. */
async function indexed(root: string, env: Record<string, string>, limit?: number): Promise<Told['problems']> {
  const { code, out, err } = await run(
    ['index', '--root', root, '--json'],
    env,
    limit === undefined ? {} : { limit },
  );
  assert.equal(code, 0, err);
  const { files, problems } = JSON.parse(out) as Told;
  assert.equal(files.indexed, 2);
  assert.equal(
    err.match(/^warning: The index is kept in memory only\./gm)?.length ?? 0,
    problems.length,
    err,
  );
  return problems;
}

const causes = (problems: Told['problems']) =>
  problems.map(({ kind, failure }) => `${kind} ${failure?.cause}`);

describe('the command line without a usable cache', { skip: !isPosix && 'files of POSIX systems' }, () => {
  it('works in memory and says so, whatever stands in its place', () =>
    withHome(async (root, home, env) => {
      const shapes: readonly (readonly [cache: string, cause: string])[] = [
        ['/dev/null/x', 'notMade'],
        [join(home, 'x'.repeat(300)), 'notMade'],
        [join(root, 'inside'), 'cacheInside'],
        [join(home, 'cache', 'fifo'), 'notMade'],
      ];
      execFileSync('mkfifo', [join(home, 'cache', 'fifo')]);
      for (const [cache, cause] of shapes)
        assert.deepEqual(causes(await indexed(root, { ...env, XDG_CACHE_HOME: cache })), [
          `notKept ${cause}`,
        ]);
      const nowhere = { ...env, XDG_CACHE_HOME: '/dev/null/x' };
      const found = await run(['search', 'beta', '--root', root], nowhere);
      assert.deepEqual([found.code, /notes\.txt/.test(found.out)], [0, true], found.err);
      const status = await run(['status', '--root', root, '--json'], nowhere);
      const { indexDir, problems } = JSON.parse(status.out) as Told & { indexDir: unknown };
      assert.deepEqual([status.code, indexDir, causes(problems)], [1, null, ['notKept notMade']]);
      assert.match((await run(['status', '--root', root], nowhere)).out, /none can be kept/);
      assert.deepEqual((await readdir(root)).sort(), Object.keys(TREE).sort());
    }));

  it('works where the disk takes no more, and keeps the index once it does', () =>
    withHome(async (root, _home, env) => {
      assert.deepEqual(causes(await indexed(root, env, 0)), ['notKept storeFull']);
      assert.deepEqual(causes(await indexed(root, env)), []);
      assert.equal((await run(['status', '--root', root], env)).code, 0);
    }));

  it('follows no link, waits for no FIFO, and reads no file of 100 GB in its folder', () =>
    withHome(async (root, home, env) => {
      await indexed(root, env);
      const indexes = join(home, 'cache', 'sightline', 'indexes');
      const dir = join(indexes, (await readdir(indexes))[0]!);
      const secret = join(home, 'secret');
      await writeFile(secret, 'none of ours\n');
      const names = [...(await readdir(dir)), 'lock', 'set-aside.json', 'in-progress.1'];
      const plants: readonly ((file: string) => unknown)[] = [
        (file) => symlink(secret, file),
        (file) => execFileSync('mkfifo', [file]),
        (file) => mkdir(file),
        (file) => execFileSync('truncate', ['-s', '100G', file]),
        (file) => symlink('/dev/zero', file),
      ];
      for (let round = 0; round < runs(1, plants.length); round++) {
        for (const [i, name] of names.entries()) {
          await rm(join(dir, name), { recursive: true, force: true });
          await plants[(i + round) % plants.length]!(join(dir, name));
        }
        const { code, out, err } = await run(['index', '--root', root, '--json'], env);
        assert.equal(code, 0, err);
        assert.equal((JSON.parse(out) as Told).files.indexed, 2);
        assert.equal(await readFile(secret, 'utf8'), 'none of ours\n');
        assert.ok(!err.includes('none of ours'));
      }
    }));
});

const SIGNALS: readonly NodeJS.Signals[] = isSoak
  ? ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGHUP', 'SIGQUIT', 'SIGSYS']
  : ['SIGKILL', 'SIGSEGV'];

describe('a run that dies', { skip: !isPosix && 'signals of POSIX systems' }, () => {
  for (const signal of SIGNALS)
    it(`of ${signal} is told by the next one, which completes it`, () =>
      withHome(async (root, _home, env) => {
        const dead = await run(['index', '--root', root], env, { onIndexing: (kill) => kill(signal) });
        assert.equal(dead.signal, signal);
        const next = await run(['index', '--root', root, '--json'], env);
        assert.equal(next.code, 0, next.err);
        assert.equal((JSON.parse(next.out) as Told).files.indexed, 2);
        // It may have died before it began a file, or after it had ended the last one.
        if (next.err !== '') assert.match(next.err, /^warning: A process ended while it worked on/);
      }));
});
