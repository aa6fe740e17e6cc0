/** The command of a person: no shell, no program of the repository, few variables, ended as a whole (A47, A48). */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { reduceOutput } from '../../src/node/check/reduce.ts';
import { type CheckOptions, runCheck } from '../../src/node/check/runCheck.ts';
import { findProgram } from '../../src/node/programs.ts';
import { never } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const NODE = process.execPath;

const check = (root: string, argv: readonly string[], more: Partial<CheckOptions> = {}) =>
  runCheck({
    argv,
    realRoot: realpathSync(root),
    env: process.env,
    timeoutMs: 60_000,
    signal: never,
    ...more,
  });

/** What a model or a repository might want to be run (A47). */
const LINES = [
  ...[
    'npm test\ntouch ran',
    '`touch ran`',
    '$(touch ran)',
    '$(echo touch ran)',
    '$' + '{x@P}',
    'export PATH=.',
    'env -S touch',
    'env -S"touch ran"',
  ],
  ...[
    'git -c core.pager=touch log',
    'find . -exec touch ran ;',
    'tar --checkpoint-action=exec=touch',
    'rg --pre touch x',
    'ping $(id).sink',
    'a;touch ran',
    'a&touch ran',
    'a|touch ran',
  ],
  ...[
    'touch >ran',
    'touch <(touch ran)',
    '!touch',
    '!!',
    'touc? ran',
    '/usr/bin/touc* ran',
    'touch\u00a0ran',
    'touch\u2003ran',
    '\u202etouch',
    'touch ran',
  ],
  ...[
    'sh -c "touch ran"',
    'bash<<<touch',
    '. ./tool',
    'source tool',
    './tool',
    '../tool',
    'src/tool',
    'tool\u0000',
    '',
    ' ',
    '.',
    '..',
    '~/tool',
    '%COMSPEC%',
    'C:\\tool.exe',
    'tool\r',
  ],
];

describe('a check', () => {
  it(`starts none of ${LINES.length} lines that a shell would run`, () =>
    withTempTree({ 'src/a.ts': '' }, async (root) => {
      assert.ok(LINES.length >= 40);
      writeFileSync(join(root, 'tool'), '#!/bin/sh\ntouch ran\n', { mode: 0o755 });
      for (const line of LINES)
        assert.equal((await check(root, [line])).type, 'refused', JSON.stringify(line));
      assert.ok(!existsSync(join(root, 'ran')));
    }));

  it('hands arguments on as they are', () =>
    withTempTree({ 'src/a.ts': '' }, async (root) => {
      const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
      const result = await check(root, [
        NODE,
        '-e',
        script,
        '--',
        ...LINES.filter((line) => !line.includes('\0')),
      ]);
      assert.ok(result.type === 'ended' && result.code === 0);
      assert.deepEqual(
        (JSON.parse(result.output) as string[]).filter((part) => part !== '--'),
        LINES.filter((line) => !line.includes('\0')),
      );
      assert.ok(!existsSync(join(root, 'ran')));
    }));

  it('starts no program that the repository brings under a name of the system', () =>
    withTempTree({ 'node_modules/.bin/x': '' }, async (root) => {
      const bin = join(root, 'node_modules/.bin');
      mkdirSync(join(root, 'bin'));
      for (const name of ['git', 'node', 'rg', 'sightline-tool'])
        for (const folder of [root, bin, join(root, 'bin')]) {
          writeFileSync(join(folder, name), '#!/bin/sh\ntouch ran\n');
          chmodSync(join(folder, name), 0o755);
        }
      await withTempTree({ x: '' }, async (outside) => {
        symlinkSync(join(root, 'bin/sightline-tool'), join(outside, 'sightline-tool'));
        const PATH = ['.', 'bin', root, bin, join(root, 'bin'), outside, dirname(NODE)].join(delimiter);
        const realRoot = realpathSync(root);
        assert.equal(await findProgram('node', { realRoot, env: { PATH } }), join(dirname(NODE), 'node'));
        assert.deepEqual(await findProgram('sightline-tool', { realRoot, env: { PATH } }), {
          why: 'notFound',
        });
        assert.deepEqual(await findProgram(join(outside, 'sightline-tool'), { realRoot, env: { PATH } }), {
          why: 'insideFolder',
        });
        const script = 'console.log(process.env.PATH)';
        const result = await check(root, ['node', '-e', script], { env: { PATH } });
        assert.ok(result.type === 'ended');
        assert.equal(result.output.trim(), [outside, dirname(NODE)].join(delimiter));
      });
      assert.ok(!existsSync(join(root, 'ran')));
    }));

  it('sees the folder and few variables', () =>
    withTempTree({ 'src/a.ts': '' }, async (root) => {
      const env = {
        ...process.env,
        NODE_OPTIONS: '--require=./evil.js',
        LD_PRELOAD: 'x',
        SIGHTLINE_API_KEY: 'secret',
        GIT_DIR: '/',
      };
      const script = 'console.log(JSON.stringify([process.cwd(), Object.keys(process.env)]))';
      const result = await check(root, [NODE, '-e', script], { env });
      assert.ok(result.type === 'ended' && result.code === 0, JSON.stringify(result));
      const [cwd, names] = JSON.parse(result.output) as [string, string[]];
      assert.equal(cwd, realpathSync(root));
      for (const name of ['NODE_OPTIONS', 'LD_PRELOAD', 'SIGHTLINE_API_KEY', 'GIT_DIR'])
        assert.ok(!names.includes(name), name);
    }));

  it('ends with all that it started when it is cancelled, and when it takes too long', () =>
    withTempTree({ 'src/a.ts': '' }, async (root) => {
      const script = `const { spawn } = require('child_process'); const c = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); console.log(c.pid); setInterval(() => {}, 1000);`;
      const isGone = (pid: number): boolean => {
        try {
          process.kill(pid, 0);
          return false;
        } catch {
          return true;
        }
      };
      const gone = async (pid: number): Promise<void> => {
        while (!isGone(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const stop = new AbortController();
      let child = 0;
      const onOutput = (text: string): void => {
        child = Number(text);
        stop.abort(new Error('stopped'));
      };
      await assert.rejects(check(root, [NODE, '-e', script], { signal: stop.signal, onOutput }), /stopped/);
      await gone(child);
      const late = await check(root, [NODE, '-e', script], { timeoutMs: 1_500 });
      assert.ok(late.type === 'ended' && late.isTimedOut && late.code === null);
      if (late.output.trim() !== '') await gone(Number(late.output));
    }));

  it('keeps the beginning and the end of what it says, and counts the rest', () =>
    withTempTree({ 'src/a.ts': '' }, async (root) => {
      const script = "process.stdout.write('first\\n' + 'x'.repeat(1_000_000) + '\\nlast')";
      const result = await check(root, [NODE, '-e', script]);
      assert.ok(result.type === 'ended');
      assert.ok(result.output.startsWith('first') && result.output.endsWith('last'));
      assert.equal(result.output.length + result.dropped, 1_000_011);
    }));
});

describe('what matters of an output', () => {
  it('is what failed, with the lines around it and the end', () => {
    const noise = Array.from({ length: 500 }, (_, i) => `ok ${i} it works`);
    const { text, leftOut } = reduceOutput(
      [
        ...noise,
        'not ok 501 adds the tax',
        '  \u001b[31mexpected\u001b[0m 119',
        '  at price.ts:3:9',
        ...noise,
        'tests 1001',
        'broken 1',
      ].join('\n'),
    );
    assert.match(
      text,
      /^\[499 lines\]\nok 499 it works\nnot ok 501 adds the tax\n {2}expected 119\n {2}at price\.ts:3:9\n/,
    );
    assert.match(text, /broken 1$/);
    assert.ok(leftOut > 900);
  });

  it('stays short and linear for any output', () => {
    for (const output of [
      'error\n'.repeat(200_000),
      'e'.repeat(2_000_000),
      '\u001b['.repeat(300_000),
      '\r'.repeat(300_000),
    ])
      assert.ok(reduceOutput(output).text.length < 12_000);
    assert.deepEqual(reduceOutput(''), { text: '', leftOut: 0 });
  });
});
