/** The built command line as a process: what scripts and people rely on. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { cp, readdir, realpath, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { UsesReport } from '../../src/engine/engine.ts';
import type { Answer } from '../../src/engine/types.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { type EndpointFaults, startEndpoint, startSink, streamOf } from '../fakes/endpoint.ts';
import { BARE } from '../fakes/environment.ts';
import { DIST, isSoak } from '../fakes/memory.ts';
import { CAPPED, FLOODS, type ReplyShape, USAGES } from '../fakes/shapes/replies.ts';
import { createTestLog, fillTree, type TempSpec, withTempTree } from '../fakes/tempTree.ts';
import { withRepository } from './process.ts';
import { holdPublished } from './published.ts';

const CLI = join(DIST, 'cli.js');
const LINE = 'export const MAX_ATTEMPTS = 7;';
const QUESTION = 'How many attempts does the uploader make?';

const TREE: TempSpec = {
  'src/uploader.ts': `// The uploader makes some attempts.\n${LINE}\n\nexport function uploadFile(file: string): number {\n  return retryUpload(file, MAX_ATTEMPTS);\n}\n`,
  'src/retry.ts': 'export function retryUpload(file: string, limit: number): number {\n  return limit;\n}\n',
  'py/report.py': 'def report(rows):\n    return len(rows)\n',
  'README.md': '# Demo\n\nThe uploader sends files.\n',
  'logo.bin': new Uint8Array([0, 1, 2, 3, 0, 255]),
};

interface Result {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

interface Machine {
  readonly root: string;
  readonly home: string;
  readonly cache: string;
  run(args: readonly string[], options?: RunOptions): Promise<Result>;
  /** Runs with `--root` and `--json`, and reads the one line of output. */
  json<T = Record<string, unknown>>(args: readonly string[], options?: RunOptions): Promise<T>;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly code?: number;
  /** Called once the index folder exists: the run has begun. */
  readonly onBegun?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** A machine with an empty home, and a repository. */
function withMachine<T>(spec: TempSpec, work: (machine: Machine) => Promise<T>): Promise<T> {
  return withTempTree(spec, (root) =>
    withTempTree({ 'cache/': '', 'state/': '', 'config/': '' }, (home) => {
      const run = (args: readonly string[], options: RunOptions = {}) => runCli(home, root, args, options);
      return work({
        root,
        home,
        cache: join(home, 'cache'),
        run,
        async json<U>(args: readonly string[], options: RunOptions = {}) {
          const { code, out, err } = await run([...args, '--root', root, '--json'], options);
          assert.equal(code, options.code ?? 0, err);
          assert.equal(out.split('\n').length, 2, 'one line');
          holdPublished(args.includes('--json') ? args : [...args, '--json'], out);
          return JSON.parse(out) as U;
        },
      });
    }),
  );
}

function runCli(home: string, root: string, args: readonly string[], options: RunOptions): Promise<Result> {
  const cache = join(home, 'cache');
  return new Promise((resolve, reject) => {
    const watcher = options.onBegun ? watch(cache, { recursive: true }) : undefined;
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: options.cwd ?? root,
      env: {
        ...BARE,
        HOME: home,
        XDG_CACHE_HOME: cache,
        XDG_STATE_HOME: join(home, 'state'),
        XDG_CONFIG_HOME: join(home, 'config'),
        ...options.env,
      },
    });
    watcher?.once('change', () => options.onBegun!((signal) => child.kill(signal)));
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      watcher?.close();
      resolve({
        code,
        signal,
        out: Buffer.concat(out).toString('utf8'),
        err: Buffer.concat(err).toString('utf8'),
      });
    });
  });
}

interface IndexOutput {
  readonly files: {
    readonly seen: number;
    readonly indexed: number;
    readonly skipped: readonly { path: string; reason: string }[];
  };
  readonly lines: { readonly total: number; readonly covered: number };
  readonly chunks: number;
  readonly symbols: number;
  readonly references: number;
  readonly languages: Readonly<Record<string, number>>;
  readonly ms: number;
  readonly rssMB: number;
}

const comparable = ({ ms: _ms, rssMB: _rss, ...rest }: IndexOutput) => rest;

/** The folder of the one index that is stored. */
async function indexDirOf(cache: string): Promise<string> {
  const indexes = join(cache, 'sightline', 'indexes');
  const [name] = await readdir(indexes);
  return join(indexes, name!);
}

describe('a file that ends the process', () => {
  it('is set aside after the second time, with the reason, until it changes', () =>
    withMachine(TREE, async ({ root, cache, run, json }) => {
      await json(['index']);
      const dir = await indexDirOf(cache);
      const left = async () => (await readdir(dir)).filter((name) => name.startsWith('in-progress'));
      assert.deepEqual(await left(), [], 'a run that ends in the usual way leaves no journal');
      await fillTree(root, { 'src/deadly.ts': 'export function deadlyThing() {}\n' });
      const hash = await hashOf(root, 'src/deadly.ts');
      // What runs leave behind that die while they work on the file. No process has such a number.
      for (const pid of [4_194_305, 4_194_306])
        await writeFile(join(dir, `in-progress.${pid}`), `${JSON.stringify(['+', 'src/deadly.ts', hash])}\n`);
      const { files } = await json<{
        files: { skipped: readonly { path: string; detail?: string }[] };
      }>(['index']);
      const aside = files.skipped.find(({ path }) => path === 'src/deadly.ts');
      assert.match(aside?.detail ?? 'indexed', /ended the engine twice/);
      assert.doesNotMatch((await run(['search', 'deadlyThing', '--root', root])).out, /src\/deadly\.ts/);
      await writeFile(join(root, 'src/deadly.ts'), 'export function deadlyThing() {} // mended\n');
      assert.match((await run(['search', 'deadlyThing', '--root', root])).out, /src\/deadly\.ts/);
      assert.deepEqual(await left(), []);
    }));
});

/** The hash of a file as the workspace makes it. */
async function hashOf(root: string, path: string): Promise<string> {
  const { signal } = new AbortController();
  const file = await createDiskWorkspace({ root, log: createTestLog() }).read(path, { signal });
  return 'hash' in file ? file.hash : assert.fail(path);
}

describe('usage', () => {
  it('prints its version', () =>
    withMachine({}, async ({ run }) => {
      const { code, out } = await run(['--version']);
      assert.equal(code, 0);
      assert.match(out, /^\d+\.\d+\.\d+\n$/);
    }));

  for (const command of ['index', 'status', 'search', 'rank', 'outline', 'symbol', 'uses', 'ask', 'clear']) {
    it(`${command} --help has an example and the exit codes`, () =>
      withMachine({}, async ({ run }) => {
        const { code, out } = await run([command, '--help']);
        assert.equal(code, 0);
        assert.match(out, new RegExp(`Example:\n  \\$ .*sightline ${command}`));
        assert.match(out, /Exit codes: 0 done, 1 nothing found or not applied, 2 /);
      }));
  }

  it('ends with 2 on wrong usage, and says what', () =>
    withMachine(TREE, async ({ run }) => {
      for (const [args, input, message] of [
        [['nosuch'], '', /unknown command/],
        [['index', '--nosuch'], '', /unknown option/],
        [['search'], '', /missing required argument/],
        [['search', 'x', '--limit', '0'], '', /whole number/],
        [['ask', '-'], ' \n', /question is empty/],
        [['rank'], 'not json\n', /Standard input has a line/],
      ] as const) {
        const { code, out, err } = await run(args, { input });
        assert.equal(code, 2, `${args.join(' ')}: ${err}`);
        assert.match(err, message);
        assert.equal(out, '');
      }
    }));

  it('ends with 2 on a configuration it refuses', () =>
    withMachine(TREE, async ({ run }) => {
      const env = { SIGHTLINE_MODEL: 'm', SIGHTLINE_BASE_URL: 'ftp://example.com/v1' };
      const { code, err } = await run(['ask', QUESTION], { env });
      assert.equal(code, 2, err);
      assert.match(err, /SIGHTLINE_BASE_URL|baseUrl|address/i);
    }));

  it('ends with 4 when the root is missing or is a file', () =>
    withMachine(TREE, async ({ run, root }) => {
      for (const path of ['/nonexistent/folder', join(root, 'README.md')]) {
        for (const args of [['index'], ['search', 'x'], ['ask', 'x']]) {
          const { code, err } = await run([...args, '--root', path]);
          assert.equal(code, 4, err);
          assert.ok(err.includes(path) && err.includes('--root') && !err.includes('    at '), err);
        }
      }
    }));
});

describe('index', () => {
  it('prints counts that add up', () =>
    withMachine(TREE, async ({ json }) => {
      const result = await json<IndexOutput>(['index']);
      assert.equal(result.files.seen, 5);
      assert.equal(result.files.indexed + result.files.skipped.length, result.files.seen);
      assert.deepEqual(
        result.files.skipped.map(({ path, reason }) => [path, reason]),
        [['logo.bin', 'binary']],
      );
      assert.deepEqual(result.lines, { total: 14, covered: 14 });
      assert.deepEqual(result.languages, { markdown: 1, python: 1, typescript: 2 });
      for (const count of [result.chunks, result.symbols, result.references, result.rssMB])
        assert.ok(Number.isInteger(count) && count > 0);
      assert.ok(Number.isInteger(result.ms));
    }));

  it('reads nothing when no size and time changed', () =>
    withMachine(TREE, async ({ json, root }) => {
      const old = new Date('2020-01-01');
      const file = join(root, 'src/retry.ts');
      await utimes(file, old, old);
      const first = await json<IndexOutput>(['index']);
      const text = 'export function retryUpload(file: string, limit: number): number {\n  return limit;\n}\n';
      await writeFile(file, text.replaceAll('retryUpload', 'otherThing_'.slice(0, 11)));
      await utimes(file, old, old);
      assert.deepEqual(comparable(await json<IndexOutput>(['index'])), comparable(first));
      assert.deepEqual(
        (await json<{ definitions: unknown[] }>(['symbol', 'otherThing_'], { code: 1 })).definitions,
        [],
      );
      await utimes(file, new Date(), new Date());
      assert.equal((await json<{ definitions: unknown[] }>(['symbol', 'otherThing_'])).definitions.length, 1);
    }));

  it('keeps its files to the user and outside the repository', () =>
    withMachine(TREE, async ({ json, root, cache }) => {
      await json(['index']);
      assert.deepEqual((await readdir(root)).sort(), ['README.md', 'logo.bin', 'py', 'src']);
      const folders = (await readdir(cache, { recursive: true, withFileTypes: true })).filter((e) =>
        e.isDirectory(),
      );
      assert.ok(folders.length > 0);
      for (const folder of folders)
        assert.equal((await stat(join(folder.parentPath, folder.name))).mode & 0o777, 0o700);
    }));

  it('stops on SIGINT with 130, and the next run completes it', () => {
    const count = isSoak ? 4_000 : 800;
    const spec = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `src/f${i}.ts`,
        `export function f${i}(a: number) {\n  return f${(i * 7) % count}(a);\n}\n`.repeat(5),
      ]),
    );
    return withMachine(spec, async ({ json, run, root }) => {
      const stopped = await run(['index', '--root', root, '--json', '--workers', '1'], {
        onBegun: (kill) => kill('SIGINT'),
      });
      assert.equal(stopped.code, 130, stopped.err);
      assert.equal(stopped.out, '');
      assert.match(stopped.err, /Stopping/);
      const resumed = await json<IndexOutput>(['index']);
      assert.equal(resumed.files.indexed, count);
      await json(['clear']);
      assert.deepEqual(comparable(await json<IndexOutput>(['index'])), comparable(resumed));
    });
  });

  it('ignores an index that lies in the repository (A49)', () =>
    withMachine(
      { 'src/forged.ts': 'export function plantedForgery() {\n  return 1;\n}\n' },
      async (forger) => {
        await forger.json(['index']);
        await withMachine(TREE, async ({ json, root }) => {
          for (const place of ['.sightline', '.cache/sightline', 'sightline', '.sightline/index'])
            await cp(join(forger.cache, 'sightline'), join(root, place), { recursive: true });
          const found = await json<{ definitions: unknown[] }>(['symbol', 'plantedForgery'], { code: 1 });
          assert.deepEqual(found.definitions, []);
          const { out } = await forger.run(['search', 'plantedForgery', '--json', '--root', root]);
          assert.ok(!out.includes('src/forged.ts"'));
        });
      },
    ));
});

describe('what cannot be looked into', () => {
  /** `closed` has an ignore file that leaves the folder: what it says is not known, so nothing there is read. */
  const withClosed = (work: Parameters<typeof withRepository>[1]): Promise<void> =>
    withRepository(
      { 'src/a.ts': 'export function openThing() {}\n', 'closed/b.ts': 'b\n' },
      async (...all) => {
        await symlink('/etc/hostname', join(all[2], 'closed/.gitignore'));
        await work(...all);
      },
    );

  it('is in the status, in every JSON document and in the coverage of answers', () =>
    withClosed(async (run) => {
      assert.equal((await run(['index'])).code, 0);
      const status = await run(['status']);
      assert.match(status.out, /problem +closed\/\.gitignore is a link that leaves the folder/);
      const commands: readonly (readonly string[])[] = [
        ['status', '--json'],
        ['search', 'openThing', '--json'],
        ['search', 'zzzz', '--json'],
        ['outline', '--json'],
        ['symbol', 'openThing', '--json'],
        ['uses', 'openThing', '--json'],
        ['index', '--json'],
      ];
      for (const command of commands) {
        const { out } = await run(command);
        const { problems } = JSON.parse(out) as { problems: { kind: string; folder?: string }[] };
        assert.deepEqual(
          problems.map(({ kind, folder }) => [kind, folder]),
          [['rulesUnread', 'closed']],
          command.join(' '),
        );
      }
      for (const question of ['where is openThing?', 'zzzz qqqq', 'kind:function']) {
        const answer = JSON.parse((await run(['ask', question, '--json'])).out) as Answer;
        const [first] = answer.coverage.notRead;
        assert.equal(first?.why, 'rulesUnread', question);
        assert.match(first?.path ?? '', /closed$/);
      }
      assert.match((await run(['ask', 'openThing'])).out, /Not read: \S*closed \(a folder whose ignore/);
    }));

  it('is an error when it is the root, and never nothing found', () =>
    withRepository({ 'a.ts': 'export function openThing() {}\n' }, async (run, _home, root) => {
      await run(['index']);
      await symlink('/etc/hostname', join(root, '.gitignore'));
      for (const command of [
        ['ask', 'openThing'],
        ['search', 'openThing'],
        ['index'],
        ['uses', 'openThing'],
      ]) {
        const { code, out, err } = await run(command);
        assert.equal(code, 4, command.join(' '));
        assert.equal(out, '');
        assert.match(err, /cannot be read \(link\), so nothing in it was looked at/);
      }
    }));

  it('is not a folder that is empty: that has an index', () =>
    withRepository({}, async (run) => {
      assert.equal((await run(['index'])).code, 0);
      const { code, out } = await run(['status']);
      assert.equal(code, 0);
      assert.match(out, /0 indexed \+ 0 skipped = 0 seen/);
      assert.match((await run(['ask', 'anything'])).out, /Nothing was found/);
    }));
});

describe('search, rank, outline, symbol, status, clear', () => {
  it('search gives hits with reasons, and 1 when there are none', () =>
    withMachine(TREE, async ({ json, run, root }) => {
      const found = await json<{ hits: { path: string; why: { terms: string[] } }[] }>([
        'search',
        'upload retry',
        '--limit',
        '3',
      ]);
      assert.ok(found.hits.length > 0 && found.hits.length <= 3);
      assert.ok(found.hits[0]!.path.startsWith('src/'));
      assert.ok(found.hits[0]!.why.terms.length > 0);
      const plain = await run(['search', 'retryUpload', '--root', root]);
      assert.equal(plain.code, 0);
      assert.match(plain.out, /src\/retry\.ts:1-3/);
      const none = await run(['search', 'zzyzx', '--root', root]);
      assert.equal(none.code, 1);
      assert.match(none.out, /Nothing was found/);
    }));

  it('rank reads JSON lines and ends with what it cost', () =>
    withMachine(TREE, async ({ run, root }) => {
      const input = [
        { id: 'a', query: 'retryUpload' },
        { id: 2, query: 'zzyzx' },
        { id: null, query: 'report rows' },
      ];
      const { code, out } = await run(['rank', '--root', root], {
        input: `${input.map((row) => JSON.stringify(row)).join('\r\n\r\n')}\n`,
      });
      assert.equal(code, 0);
      const rows = out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.deepEqual(
        rows.slice(0, 3).map(({ id }) => id),
        ['a', 2, null],
      );
      assert.deepEqual(rows[1].results, []);
      assert.deepEqual(Object.keys(rows[0].results[0]), ['path', 'startLine', 'endLine', 'score']);
      assert.equal(rows[2].results[0].path, 'py/report.py');
      const scores = rows[0].results.map(({ score }: { score: number }) => score);
      assert.deepEqual(
        scores,
        [...scores].sort((a: number, b: number) => b - a),
      );
      assert.equal(rows[3].meta.queries, 3);
      assert.equal(rows[3].meta.files, 4);
    }));

  it('outline shows the repository, a folder, a file, and 1 for what is not there', () =>
    withMachine(TREE, async ({ json, run, root }) => {
      const all = await json<{ kind: string; folders: { path: string }[] }>(['outline']);
      assert.equal(all.kind, 'repository');
      assert.deepEqual(all.folders.map(({ path }) => path).sort(), ['py', 'src']);
      const file = await json<{ files: { symbols: { name: string }[] }[] }>(['outline', 'src/uploader.ts']);
      assert.deepEqual(
        file.files[0]!.symbols.map(({ name }) => name),
        ['MAX_ATTEMPTS', 'uploadFile'],
      );
      for (const path of ['nosuch.ts', '../..', '/etc'])
        assert.equal((await run(['outline', path, '--root', root])).code, 1, path);
    }));

  it('symbol shows callers and callees', () =>
    withMachine(TREE, async ({ json }) => {
      const { definitions } = await json<{
        definitions: { path: string; callers: { path: string; inside: string }[] }[];
      }>(['symbol', 'retryUpload']);
      assert.equal(definitions[0]!.path, 'src/retry.ts');
      assert.deepEqual(
        definitions[0]!.callers.map(({ path, inside }) => [path, inside]),
        [['src/uploader.ts', 'uploadFile']],
      );
    }));

  it('uses tells a function of many heads once, and counts the places that it does not name', () =>
    withMachine(
      {
        'a.ts': `${'export function pad(a: string): string;\n'.repeat(5)}export function pad(a: string) {\n  return a;\n}\n`,
        'b.ts': "import { pad } from './a';\npad('1');\n",
      },
      async ({ root, run }) => {
        const { out } = await run(['uses', 'pad', '--root', root]);
        const places = 'Other places of it: 5';
        assert.ok(
          out.includes(
            `${places} (a.ts:2, a.ts:3, a.ts:4 and 2 more: --all lists them)\n  Proved or likely uses: 1`,
          ),
          out,
        );
        const all = await run(['uses', 'pad', '--all', '--root', root]);
        assert.ok(all.out.includes(`${places} (a.ts:2, a.ts:3, a.ts:4, a.ts:5, a.ts:6)\n`), all.out);
      },
    ));

  it('uses lists lines of code by file and kind, and counts what merely names it', () =>
    withMachine(TREE, async ({ root, run, json }) => {
      const report = await json<UsesReport>(['uses', 'retryUpload']);
      assert.deepEqual(
        report.definitions.map(({ path, uses }) => [
          path,
          uses.map(({ line, kind, text }) => [line, kind, text]),
        ]),
        [['src/retry.ts', [[5, 'call', 'return retryUpload(file, MAX_ATTEMPTS);']]]],
      );
      assert.deepEqual([report.named, report.unread], [[], 0]);
      const { out } = await run(['uses', 'MAX_ATTEMPTS', '--root', root]);
      assert.match(
        out,
        /Proved or likely uses: 1 \(as a value 1\)\n {2}src\/uploader\.ts\n {4}as a value\n.* 5 {2}proved {2}return/,
      );
      assert.match(out, /No other line names it/);
      const named = await run(['uses', 'attempts', '--all', '--root', root]);
      assert.equal(named.code, 0);
      assert.match(
        named.out,
        /Other lines that name it: 1, .*\n {2}src\/uploader\.ts:1 {2}\/\/ The uploader/,
      );
      assert.equal((await run(['uses', 'nosuchname', '--root', root])).code, 1);
    }));

  it('clear removes the index', () =>
    withMachine(TREE, async ({ json }) => {
      await json(['status'], { code: 1 });
      await json(['index']);
      assert.equal(typeof (await json(['status'])).savedAtMs, 'number');
      assert.ok(((await json(['clear'])).bytes as number) > 0);
      await json(['status'], { code: 1 });
    }));
});

describe('ask', () => {
  it('without a model prints one answer with verified citations', () =>
    withMachine(TREE, async ({ json, root }) => {
      const answer = await json<Answer>(['ask', QUESTION]);
      assert.equal(answer.schema, 2);
      assert.equal(answer.status, 'complete');
      assert.equal(answer.usage.calls, 0);
      assert.ok(answer.claims.length > 0);
      for (const citation of answer.claims.flatMap(({ citations }) => citations)) {
        assert.equal(citation.state, 'verified');
        const text = String(TREE[citation.path]);
        assert.equal(
          text
            .split('\n')
            .slice(citation.startLine - 1, citation.endLine)
            .join('\n'),
          citation.quote,
        );
      }
      const piped = await json<Answer>(['ask', '-'], { input: QUESTION });
      assert.deepEqual(piped.claims, answer.claims);
      assert.equal(await realpath(root), root);
    }));

  it('ends with 1 when nothing matches', () =>
    withMachine(TREE, async ({ json, run, root }) => {
      const answer = await json<Answer>(['ask', 'zzyzx qwrty'], { code: 1 });
      assert.equal(answer.notFound!.kind, 'noMatch');
      const plain = await run(['ask', 'zzyzx qwrty', '--root', root]);
      assert.equal(plain.code, 1);
      assert.match(plain.out, /Nothing was found/);
    }));

  const oracle = [{ question: QUESTION, evidence: [LINE], answer: 'It makes seven.' }];
  const withModel = async <T>(
    faults: EndpointFaults,
    work: (env: Record<string, string>, endpoint: Awaited<ReturnType<typeof startEndpoint>>) => Promise<T>,
  ) => {
    const endpoint = await startEndpoint({ oracle, faults });
    try {
      const env = {
        SIGHTLINE_BASE_URL: endpoint.baseUrl,
        SIGHTLINE_MODEL: 'fake',
        SIGHTLINE_API_KEY: 'key-for-tests-only',
      };
      return await work(env, endpoint);
    } finally {
      await endpoint.close();
    }
  };

  it('takes the route that is wished for, and offers the others with what they take', () =>
    withModel({}, (env, endpoint) =>
      withMachine(TREE, async ({ json, run, root }) => {
        const passages = await json<Answer>(['ask', QUESTION, '--route', 'extractive'], { env });
        assert.deepEqual(
          [passages.made, passages.route.name, passages.route.reason.kind],
          ['passages', 'extractive', 'asTheyStand'],
        );
        assert.equal(endpoint.requests.length, 0);
        const plain = await run(['ask', QUESTION, '--root', root, '--route', 'passages'], { env });
        assert.match(
          plain.out,
          /Or ask with --route best \(1 call, up to [\d,]+ tokens; if the model declines, up to 4 calls and [\d,]+ tokens\) or --route all \(1 call, up to [\d,]+ tokens\) or --route walk \(\d calls, up to [\d,]+ tokens\) or --route double-check/,
        );
        const unknown = await run(['ask', QUESTION, '--root', root, '--route', 'telepathy'], { env });
        assert.equal(unknown.code, 2);
        assert.match(
          unknown.err,
          /There is no route telepathy\. There are: best, all, walk, passages, double-check, thorough, investigate\./,
        );
        const noModel = await run(['ask', QUESTION, '--root', root, '--route', 'best']);
        assert.equal(noModel.code, 2);
        assert.match(
          noModel.err,
          /route best does not fit this question.*it needs a model, and none is named.*passages/,
        );
        assert.equal(endpoint.requests.length, 0);
      }),
    ));

  it('with a model prints a written answer with proof', () =>
    withModel({}, (env, endpoint) =>
      withMachine(TREE, async ({ json, run, root }) => {
        const answer = await json<Answer>(['ask', QUESTION], { env });
        assert.equal(answer.text, 'It makes seven.');
        assert.equal(answer.claims[0]!.state, 'verified');
        assert.equal(endpoint.requests.length, 1);
        const plain = await run(['ask', QUESTION, '--root', root], { env });
        assert.match(plain.out, /It makes seven\.[\s\S]*src\/uploader\.ts:2 +\[?verified/);
        assert.ok(!`${plain.out}${plain.err}${JSON.stringify(answer)}`.includes('key-for-tests-only'));
        const stream = await run(['ask', QUESTION, '--root', root, '--json-stream'], { env });
        const events = stream.out
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        assert.deepEqual(
          events.map(({ seq }) => seq),
          [...events.keys()],
        );
        assert.equal(events.at(-1).event.type, 'done');
      }),
    ));

  it('ends with 3 when the model fails, and prints the passages', () =>
    withModel({ status: { code: 401 } }, (env) =>
      withMachine(TREE, async ({ json, run, root }) => {
        const answer = await json<Answer>(['ask', QUESTION], { env, code: 3 });
        assert.equal(answer.status, 'partial');
        assert.ok(answer.claims.length > 0);
        const plain = await run(['ask', QUESTION, '--root', root], { env });
        assert.equal(plain.code, 3);
        assert.match(plain.err, /The model gave no answer/);
        assert.match(plain.out, /src\/uploader\.ts/);
        assert.ok(!`${plain.out}${plain.err}`.includes('key-for-tests-only'));
      }),
    ));

  const costly: readonly (readonly [shape: ReplyShape, code: number, told: RegExp])[] = [
    [FLOODS['prose after the reply']!, 0, /grew longer than was asked for and was stopped/],
    [FLOODS['reasoning of 4 MB']!, 3, /sent far more than it was asked for, and was stopped/],
    [CAPPED['60 claims']!, 0, /10 claims, 0 citations and 0 texts were left out or shortened/],
    [(good) => streamOf(good, { finish: 'content_filter' }), 0, /content filter of the endpoint ended/],
    [
      (good) => streamOf(good, { usage: USAGES['1e300'] as never }),
      0,
      /count of tokens that cannot be right in 1 call/,
    ],
  ];
  it('tells what of a reply was not taken, and why', () =>
    withMachine(TREE, async ({ run, root }) => {
      let shape: ReplyShape = (good) => good;
      const endpoint = await startEndpoint({
        script: ({ prompt }) => {
          const id = /\[(p\d+)\] src\/uploader\.ts:/.exec(prompt)?.[1];
          const evidence = [{ id, startLine: 2, endLine: 2, quote: LINE }];
          return { sse: shape(JSON.stringify({ answerable: true, claims: [{ text: 'Seven.', evidence }] })) };
        },
      });
      const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'fake' };
      try {
        for (const [made, code, told] of costly) {
          shape = made;
          const ran = await run(['ask', QUESTION, '--root', root], { env });
          assert.equal(ran.code, code, ran.err);
          assert.match(`${ran.out}${ran.err}`, told);
        }
        assert.equal(endpoint.requests.length, costly.length);
      } finally {
        await endpoint.close();
      }
    }));

  it('sends nothing when only a key is set', () =>
    withModel({}, ({ SIGHTLINE_MODEL: _model, ...env }, endpoint) =>
      withMachine(TREE, async ({ run, root }) => {
        await run(['ask', QUESTION, '--root', root], { env: { ...env, OPENAI_API_KEY: 'other-key' } });
        assert.equal(endpoint.requests.length, 0);
      }),
    ));

  it('is not redirected by anything in the repository (A36)', async () => {
    const sink = await startSink();
    try {
      const settings = {
        baseUrl: sink.url,
        model: 'evil',
        roles: { author: { baseUrl: sink.url, model: 'evil' } },
      };
      const env = `SIGHTLINE_BASE_URL=${sink.url}\nSIGHTLINE_MODEL=evil\nSIGHTLINE_API_KEY=k\nOPENAI_BASE_URL=${sink.url}\nHTTPS_PROXY=${sink.url}\n`;
      const spec = {
        ...TREE,
        '.env': env,
        '.env.local': env,
        '.npmrc': `registry=${sink.url}\nproxy=${sink.url}\nsightline_base_url=${sink.url}\n`,
        'config.json': JSON.stringify(settings),
        'sightline.json': JSON.stringify(settings),
        '.sightline/config.json': JSON.stringify(settings),
        '.config/sightline/config.json': JSON.stringify(settings),
        '.codex/config.toml': `base_url = "${sink.url}"\n`,
        '.vscode/settings.json': JSON.stringify({ 'sightline.baseUrl': sink.url, sightline: settings }),
        'package.json': JSON.stringify({ name: 'x', sightline: settings, config: settings }),
      };
      await withMachine(spec, async ({ json, root }) => {
        const plain = await json<Answer>(['ask', QUESTION], { cwd: root });
        assert.equal(plain.usage.calls, 0);
        await withModel({}, async (modelEnv, endpoint) => {
          const answer = await json<Answer>(['ask', QUESTION], { cwd: root, env: modelEnv });
          assert.equal(answer.usage.calls, endpoint.requests.length);
          assert.equal(answer.text, 'It makes seven.');
        });
      });
      assert.equal(sink.connections(), 0);
    } finally {
      await sink.close();
    }
  });
});

describe('hostile text', () => {
  it('never reaches the terminal raw', () =>
    withMachine(
      {
        'src/\x1b[31mred\x1b[0m.ts':
          '// \x1b]0;owned\x07 uploader \u202egnirts\u202c \x9b31m\nexport function uploader\u200b() {}\nexport function plainName() {\n  return "\x1b[2J uploader";\n}\n',
        'new\nline uploader.md': '# \x1b[2J Uploader \u2066title\n\nuploader text \x7f\r\n',
        'bell\x07.bin': new Uint8Array([0, 1]),
      },
      async ({ run, root }) => {
        const commands = [
          ['index'],
          ['status'],
          ['search', 'uploader'],
          ['outline'],
          ['outline', 'src'],
          ['symbol', 'plainName'],
          ['symbol', '\x1b[31mnone'],
          ['outline', '\x1b[31mnone'],
          ['ask', 'what does the uploader do \x1b[31m'],
        ];
        for (const command of commands) {
          for (const more of [[], ['--json']]) {
            const { out, err } = await run([...command, ...more, '--root', root]);
            const raw =
              more.length > 0
                ? /[\x00-\x09\x0b-\x1f]/
                : /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/;
            assert.doesNotMatch(out, raw, command.join(' '));
            assert.doesNotMatch(err, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/, command.join(' '));
          }
        }
      },
    ));
});
