/** `sightline fix` as a process, with a scripted endpoint: shown, written, checked, taken back, as a patch for git. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import type { TempSpec } from '../fakes/tempTree.ts';
import { type Said, withRepository } from './process.ts';

const PRICE =
  '/** The price with its tax. */\nexport function grossPrice(net, rate) {\n  return net + rate;\n}\n';
const SPEC: TempSpec = {
  'src/price.mjs': PRICE,
  'src/rates.txt': 'low 7\r\nhigh 19',
  'src/mark.mjs': '\ufeffexport const mark = 1;\n',
  'check.mjs':
    "import { grossPrice } from './src/price.mjs';\nif (grossPrice(100, 0.5) !== 150) {\n  console.log('AssertionError: expected 150');\n  process.exit(3);\n}\n",
};
const PROBLEM = 'grossPrice adds the rate instead of multiplying with it';
const edit = (replace: string) => ({
  ...{ step: 's1', path: 'src/price.mjs', symbol: 'grossPrice' },
  ...{ search: '  return net + rate;', replace: `  return ${replace};` },
});
const GOOD = edit('net * (1 + rate)');
const WRONG = edit('net * rate');
const ONLY = ['--file', 'src/price.mjs'];
const CHECK = ['--check', JSON.stringify([process.execPath, 'check.mjs'])];

interface Tools {
  readonly fix: (...args: readonly string[]) => Promise<Said>;
  readonly json: (...args: readonly string[]) => Promise<{ readonly code: number | null; readonly doc: Doc }>;
  readonly endpoint: Endpoint;
  readonly root: string;
  readonly home: string;
  readonly run: (args: readonly string[]) => Promise<Said>;
}

interface Doc {
  readonly status: string;
  readonly applied: boolean;
  readonly diff: string;
  readonly files: readonly {
    readonly path: string;
    readonly steps: string[];
    readonly hunks: { state: string }[];
  }[];
  readonly check?: {
    readonly code: number;
    readonly output: string;
    readonly before?: { readonly code: number };
  };
  readonly attempts: readonly unknown[];
  readonly unknown: readonly { readonly path: string }[];
  readonly candidates?: readonly { readonly check?: string; readonly isChosen: boolean }[];
  readonly usage: { readonly calls: number };
}

/** Each request for edits is answered with the next of them. */
async function within(
  rounds: readonly object[],
  work: (tools: Tools) => Promise<void>,
  spec = SPEC,
): Promise<void> {
  let round = 0;
  const plan = { steps: [{ id: 's1', what: 'Multiply.', files: ['src/price.mjs'], symbols: [], check: '' }] };
  const next = () => ({ edits: rounds[Math.min(round++, rounds.length - 1)], cannot: '' });
  const endpoint = await startEndpoint({
    script: ({ prompt }) => ({ text: JSON.stringify(prompt.includes('{"steps"') ? plan : next()) }),
  });
  try {
    await withRepository(spec, async (run, home, root) => {
      const env = {
        SIGHTLINE_BASE_URL: endpoint.baseUrl,
        SIGHTLINE_MODEL: 'scripted',
        SIGHTLINE_API_KEY: 'k',
      };
      const fix: Tools['fix'] = (...args) => run(['fix', PROBLEM, ...args], env);
      const json: Tools['json'] = async (...args) => {
        const { code, out, err } = await fix(...args, '--json');
        assert.equal(out.split('\n').length, 2, err);
        return { code, doc: JSON.parse(out) as Doc };
      };
      await work({ fix, json, endpoint, root, home, run: (args) => run(args, env) });
    });
  } finally {
    await endpoint.close();
  }
}

const read = (root: string, path = 'src/price.mjs'): string => readFileSync(join(root, path), 'utf8');
const git = (root: string, ...args: readonly string[]) =>
  spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'core.autocrlf=false', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

describe('sightline fix', () => {
  it('shows place, hunks and cost, and writes nothing unasked', () =>
    within([[GOOD]], async ({ fix, root }) => {
      const { code, out, err } = await fix(...ONLY);
      assert.equal(code, 0, err);
      assert.match(out, /src\/price\.mjs/);
      assert.match(out, /^- {2}return net \+ rate;$/m);
      assert.match(out, /^\+ {2}return net \* \(1 \+ rate\);$/m);
      assert.match(out, /Nothing was written\. To write it: --apply/);
      assert.match(out, /1 calls, \d+ tokens in/);
      assert.equal(read(root), PRICE);
    }));

  it('applies a patch that passes its check, and undo brings the bytes back', () =>
    within([[GOOD]], async ({ json, root, run }) => {
      const { code, doc } = await json(...ONLY, '--apply', ...CHECK);
      assert.equal(code, 0, JSON.stringify(doc));
      assert.deepEqual([doc.status, doc.applied, doc.check?.code], ['patch', true, 0]);
      assert.equal(doc.check?.before?.code, 3, 'it failed before');
      assert.deepEqual(doc.files[0]?.steps, ['s1']);
      assert.equal(read(root), PRICE.replace('net + rate', 'net * (1 + rate)'));
      assert.equal((await run(['undo'])).code, 0);
      assert.equal(read(root), PRICE);
    }));

  it('takes a patch back on which the check fails, and tells the model what it said', () =>
    within([[WRONG], [GOOD]], async ({ json, root, endpoint }) => {
      const { code, doc } = await json(...ONLY, '--apply', ...CHECK);
      assert.equal(code, 0, JSON.stringify(doc));
      assert.equal(endpoint.requests.length, 2);
      assert.match(endpoint.requests[1]!.prompt, /AssertionError: expected 150/);
      assert.match(endpoint.requests[1]!.prompt, /It failed before as well/);
      assert.match(endpoint.requests[1]!.prompt, /Round 1: all edits were made, and the check failed/);
      assert.match(read(root), /net \* \(1 \+ rate\)/);
      assert.equal(doc.usage.calls, 2);
    }));

  it('leaves the files as they were after three failed checks, or the patch with --keep', () =>
    within([[WRONG]], async ({ json, root, endpoint }) => {
      const { code, doc } = await json(...ONLY, '--apply', ...CHECK);
      assert.deepEqual([code, doc.applied, doc.check?.code], [1, false, 3]);
      assert.match(doc.check!.output, /expected 150/);
      assert.equal(endpoint.requests.length, 3);
      assert.equal(read(root), PRICE);
      const kept = await json(...ONLY, '--apply', '--keep', ...CHECK);
      assert.deepEqual([kept.code, kept.doc.applied], [1, true]);
      assert.match(read(root), /net \* rate/);
    }));

  it("runs the checks of the user's configuration, all of them, and none where they are not wanted", () =>
    within([[WRONG]], async ({ fix, json, root, home, run }) => {
      mkdirSync(join(home, '.config/sightline'), { recursive: true });
      const checks = [
        [process.execPath, '--version'],
        [process.execPath, 'check.mjs'],
      ];
      writeFileSync(join(home, '.config/sightline/config.json'), JSON.stringify({ checks }));
      const failed = await fix(...ONLY, '--apply', '--keep');
      assert.equal(failed.code, 1, failed.err);
      assert.match(failed.out, /The check failed with 3, as it did before the patch\. It said/);
      assert.equal((await run(['undo'])).code, 0);
      const bare = await json(...ONLY, '--apply', '--no-check');
      assert.deepEqual([bare.code, bare.doc.applied, bare.doc.check], [0, true, undefined]);
      assert.equal((await run(['undo'])).code, 0);
      const quick = await json(...ONLY, '--apply', '--keep', '--no-baseline');
      assert.deepEqual([quick.code, quick.doc.check?.code, quick.doc.check?.before], [1, 3, undefined]);
      assert.match(read(root), /net \* rate/);
    }));

  it('chooses among candidates by equal patches, and before that by the check', async () => {
    const OTHER = edit('net - rate');
    await within([[OTHER], [GOOD], [GOOD]], async ({ fix, root }) => {
      const { code, out, err } = await fix(...ONLY, '--apply', '--no-check', '--candidates', '3');
      assert.equal(code, 0, err);
      assert.match(err, /Up to 3 candidates, each with at most 20000 tokens/);
      assert.match(out, /candidate 1: a patch\n {2}candidate 2: a patch, chosen\n {2}candidate 3: as 2\n/);
      assert.match(read(root), /net \* \(1 \+ rate\)/);
    });
    await within([[WRONG], [WRONG], [GOOD]], async ({ json, root, endpoint }) => {
      const { code, doc } = await json(...ONLY, '--apply', '--candidates', '3', ...CHECK);
      assert.equal(code, 0, JSON.stringify(doc));
      const told = doc.candidates?.map(({ check, isChosen }) => [check, isChosen]);
      assert.deepEqual(told, [
        ['failed', false],
        ['failed', false],
        ['passed', true],
      ]);
      assert.deepEqual([endpoint.requests.length, doc.usage.calls, doc.check?.before?.code], [3, 3, 3]);
      assert.match(read(root), /net \* \(1 \+ rate\)/);
    });
  });

  it('writes a patch file that git applies: without a last break, CR LF, byte order mark, new, gone and moved files', () => {
    const all = [
      GOOD,
      { step: '', path: 'src/rates.txt', search: 'high 19', replace: 'high 20' },
      { step: '', path: 'src/mark.mjs', search: 'mark = 1', replace: 'mark = 2' },
      { step: '', path: 'src/with blank.txt', create: 'one\ntwo' },
      { step: '', path: 'src/empty.txt', create: '' },
      { step: '', path: 'src/gone.txt', delete: true },
      { step: '', path: 'src/old name.txt', to: 'src/new.txt' },
    ];
    const spec = { ...SPEC, 'src/gone.txt': 'bye', 'src/old name.txt': 'a\nb\n' };
    const files = ['price.mjs', 'rates.txt', 'mark.mjs', 'gone.txt', 'old name.txt'].flatMap((name) => [
      '--file',
      `src/${name}`,
    ]);
    return within(
      [[...all], []],
      async ({ json, root }) => {
        git(root, 'init', '-q');
        git(root, 'add', '-A');
        git(root, 'commit', '-qm', 'start');
        const { code, doc } = await json(...files, '--patch', join(root, 'out.diff'));
        assert.equal(code, 0, JSON.stringify(doc.attempts));
        const applied = git(root, 'apply', '--index', 'out.diff');
        assert.equal(applied.status, 0, applied.stderr + doc.diff);
        assert.equal(read(root, 'src/rates.txt'), 'low 7\r\nhigh 20');
        assert.equal(read(root, 'src/mark.mjs'), '\ufeffexport const mark = 2;\n');
        assert.equal(read(root, 'src/with blank.txt'), 'one\ntwo');
        assert.equal(read(root, 'src/empty.txt'), '');
        assert.equal(read(root, 'src/new.txt'), 'a\nb\n');
        assert.ok(!existsSync(join(root, 'src/gone.txt')) && !existsSync(join(root, 'src/old name.txt')));
        assert.match(read(root), /net \* \(1 \+ rate\)/);
      },
      spec,
    );
  });

  it('holds protected files back until each is allowed by name', () =>
    within(
      [[GOOD, { step: '', path: '.github/workflows/x.yml', create: 'on: push\n' }]],
      async ({ json, root }) => {
        const held = await json(...ONLY, '--apply');
        assert.deepEqual([held.code, held.doc.applied], [1, false]);
        assert.ok(held.doc.files.some(({ hunks }) => hunks.some(({ state }) => state === 'refused')));
        assert.equal(read(root), PRICE);
        const allowed = await json(...ONLY, '--apply', '--allow', '.github/workflows/x.yml');
        assert.deepEqual([allowed.code, allowed.doc.applied], [0, true]);
      },
    ));

  it('refuses a check that is no list of arguments, or a program of the repository, before anything is asked', () =>
    within([[GOOD]], async ({ fix, endpoint, root }) => {
      writeFileSync(join(root, 'tool'), '#!/bin/sh\ntouch ran\n', { mode: 0o755 });
      for (const check of [
        'npm test\ntouch ran',
        '[1]',
        '["./tool"]',
        JSON.stringify([join(root, 'tool')]),
      ]) {
        const { code } = await fix(...ONLY, '--apply', '--check', check);
        assert.equal(code, 2, check);
      }
      assert.equal((await fix(...ONLY, ...CHECK)).code, 2, 'a check without --apply');
      assert.equal(endpoint.requests.length, 0);
      assert.ok(!existsSync(join(root, 'ran')));
    }));

  it('reads the problem from standard input, and says what is missing', () =>
    within([[GOOD]], async ({ run }) => {
      assert.equal((await run(['fix', '   '])).code, 2);
      const none = await run(['fix', 'x', '--json', '--file', 'nothing.ts']);
      assert.equal(none.code, 1, none.err);
      const { status, unknown } = JSON.parse(none.out) as Doc;
      assert.deepEqual([status, unknown], ['nothing', [{ path: 'nothing.ts' }]]);
    }));
});
