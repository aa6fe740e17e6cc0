/** The built command line in a terminal of 80 columns and 24 rows, and what shells and `man` take from it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { columns } from '../../src/cli/columns.ts';
import { completionScript, SHELLS } from '../../src/cli/shell/completion.ts';
import { MAN_COLUMNS, manPage } from '../../src/cli/shell/manPage.ts';
import { createProgram } from '../../src/cli/shell/program.ts';
import { leftText } from '../../src/cli/shell/timeLeft.ts';
import { ROUTES } from '../../src/engine/routes/table.ts';
import { routeWord } from '../../src/present/routes.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';
import { saidBy, withRepository } from './process.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = '/usr/bin/script';
const noScript = existsSync(SCRIPT) && process.platform === 'linux' ? false : 'no script(1) of util-linux';

const LONG =
  'a very long text about retries that is wider than any terminal has ever been in the history of computing';
/** Files that are found by the same words and are no copies of each other. */
const TREE = Object.fromEntries(
  Array.from({ length: 14 }, (_one, i) => {
    const own = Array.from({ length: 12 }, (_two, k) => `  const part${i}x${k} = '${(i + 3) ** (k + 2)}';\n`);
    const head = `export function retryUpload${i}(fileToUpload: string, limitOfAttempts: number, pauseBetween: number)`;
    const text = `/** ${LONG}. */\n${head}: number {\n${own.join('')}  return retryUpload0(fileToUpload, ${i}, 0);\n}\n`;
    return [`src/some/rather/deeply/nested/folder/of/sources/retry${i}.ts`, text];
  }),
);

const program = () => createProgram(new AbortController().signal, MAN_COLUMNS);
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

interface Screen {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** With each state of the status line as a row. */
  readonly hasStatus?: true;
}

/** What a command shows on a terminal, row by row, without its colours. */
function onTerminal(
  root: string,
  home: string,
  args: readonly string[],
  { columns: width = 80, env = {}, hasStatus }: Screen = {},
) {
  const line = [process.execPath, join(DIST, 'cli.js'), ...args].map(quoted).join(' ');
  return new Promise<string[]>((resolve, reject) => {
    const child = spawn(SCRIPT, ['-qec', `stty cols ${width} rows 24; ${line}`, '/dev/null'], {
      cwd: root,
      env: { ...BARE, HOME: home, PAGER: 'cat', SHELL: '/bin/sh', TERM: 'xterm', ...env },
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    child.stdin.end();
    child.on('error', reject);
    child.on('close', () => {
      // A status line is drawn over: what was in its place is gone.
      const drawn = text.replaceAll('\r\n', '\n');
      const rows = hasStatus ? drawn.replaceAll('\r', '\n') : drawn.replace(/[^\n]*\r\x1b\[2K/g, '');
      resolve(stripVTControlCharacters(rows).split('\n'));
    });
  });
}

/** What routes are called in JSON, and nowhere else. */
const OF_JSON = new RegExp(
  `\\b(?:${ROUTES.map(({ name }) => name)
    .filter((name) => routeWord(name) !== name)
    .join('|')})\\b`,
);

const tooWide = (rows: readonly string[], width: number): string[] =>
  rows.filter((row) => columns(row) > width);

describe('a terminal of 80 columns', { skip: noScript }, () => {
  it('is wide enough for every result, and so is one of 50', () =>
    withRepository(TREE, async (_run, home, root) => {
      const status = await onTerminal(root, home, ['index'], { hasStatus: true });
      assert.ok(
        status.some((row) => /Indexing \d+ of 14 files/.test(row)),
        status.join('|'),
      );
      assert.doesNotMatch(status.join('\n'), /\d (?:s|min|h) left/, 'nobody knows that after a few files');
      assert.deepEqual(tooWide(status, 80), []);
      const questions = [
        ['search', 'retry upload'],
        ['outline', 'src/some/rather/deeply/nested/folder/of/sources/retry1.ts'],
        ['symbol', 'retryUpload0'],
        ['ask', 'How are retries limited?'],
        ['find', 'kind:function params>1'],
        ['status'],
        ['report'],
        ['runs'],
        ['models'],
        ['models', 'names'],
        ['patches'],
        ['notes'],
        ['review'],
        ['outline', 'there/is/no/such/folder/in/all/of/this/repository/that/we/have/just/made/for/this'],
      ];
      for (const [i, args] of questions.entries()) {
        const width = i % 3 === 1 ? 50 : 80;
        const rows = await onTerminal(root, home, args, { columns: width });
        assert.ok(rows.join('').length > 20, `${args.join(' ')}: ${rows.join('|')}`);
        assert.deepEqual(tooWide(rows, width), [], args.join(' '));
        assert.doesNotMatch(rows.join('\n'), OF_JSON, args.join(' '));
      }
    }));

  it('holds every help text', async () => {
    const all = program().commands.flatMap((command) => [
      [command.name()],
      ...command.commands.map((one) => [command.name(), one.name()]),
    ]);
    assert.ok(all.length > 25);
    await withTempTree({}, async (root) => {
      // The longest of them through a terminal, all of them by their text.
      assert.deepEqual(tooWide(await onTerminal(root, root, ['find', '--help']), 80), []);
    });
    for (const command of createProgram(new AbortController().signal, 80).commands.flatMap((one) => [
      one,
      ...one.commands,
    ])) {
      const rows: string[] = [];
      command.configureOutput({
        writeOut: (text) => rows.push(...text.split('\n')),
        getOutHelpWidth: () => 80,
      });
      command.outputHelp();
      assert.deepEqual(tooWide(rows, 80), [], command.name());
      assert.doesNotMatch(rows.join('\n'), OF_JSON, command.name());
    }
  });
});

describe('an answer that a model did not finish', { skip: noScript }, () => {
  const times = (text: string, words: RegExp): number => [...text.matchAll(words)].length;
  const said = /refused the key/g;

  it('says so once on a screen, and where its text and the messages go apart, once in each', async () => {
    const faults = { status: { code: 401 } };
    const endpoint = await startEndpoint({ oracle: [], faults });
    const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'fake', SIGHTLINE_API_KEY: 'none' };
    try {
      await withRepository({ 'a.ts': 'export const retries = 7;\n' }, async (run, home, root) => {
        await run(['index']);
        const asked = ['ask', 'How many retries?'];
        const screen = (await onTerminal(root, home, asked, { env })).join('\n');
        assert.equal(times(screen, said), 1, screen);
        assert.match(screen, /The model gave no answer: [\s\S]*The best passages are shown instead/);
        assert.doesNotMatch(screen, /partial/);
        const apart = await run(asked, env);
        assert.deepEqual([times(apart.out, said), times(apart.err, said)], [1, 1], apart.out + apart.err);
        assert.doesNotMatch(apart.out + apart.err, /partial/);
        const shown = await run(['runs', 'show', /resume (\w+)/.exec(apart.err)?.[1] ?? ''], env);
        assert.equal(times(shown.out, said), 1, shown.out + shown.err);
      });
    } finally {
      await endpoint.close();
    }
  });

  it('says once that nothing was sent, and how to agree, where both go into one pipe', async () => {
    const endpoint = await startEndpoint({ oracle: [] });
    const env = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'fake', SIGHTLINE_API_KEY: 'none' };
    try {
      await withRepository({ 'a.ts': 'export const retries = 7;\n' }, async (run, home, root) => {
        await run(['index']);
        mkdirSync(join(home, '.config/sightline'), { recursive: true });
        writeFileSync(join(home, '.config/sightline/config.json'), '{"confirmTokens": 10}');
        const line = [process.execPath, join(DIST, 'cli.js'), 'ask', 'How many retries?']
          .map(quoted)
          .join(' ');
        const all = await shell('sh', ['-c', `${line} 2>&1`], { cwd: root, env: { ...env, HOME: home } });
        assert.equal(all?.code, 2, all?.said);
        assert.equal(times(all.said, /Nothing was sent/g), 1, all.said);
        assert.match(all.said, /Ask again with --yes/);
        assert.doesNotMatch(all.said, /partial/);
        assert.equal(endpoint.requests.length, 0);
      });
    } finally {
      await endpoint.close();
    }
  });
});

describe('a result that is higher than the screen', { skip: noScript }, () => {
  it('goes to the pager with the best result first, and all at once with --no-pager or a short result', () =>
    withRepository(TREE, async (run, home, root) => {
      await run(['index']);
      const pager = join(home, 'pager');
      writeFileSync(pager, '#!/bin/sh\ncat > "$HOME/paged"\nenv | grep -c SIGHTLINE > "$HOME/own"\n');
      chmodSync(pager, 0o755);
      const env = { PAGER: pager, SIGHTLINE_API_KEY: 'kept' };
      const asked = ['search', 'retry upload', '-n', '14'];
      assert.equal((await onTerminal(root, home, asked, { env })).join('').trim(), '');
      const paged = stripVTControlCharacters(readFileSync(join(home, 'paged'), 'utf8')).split('\n');
      assert.match(paged[0]!, /^ {2}1 {2}/);
      assert.equal(paged.filter((row) => /^ +\d+ {2}\S/.test(row)).length, 14);
      assert.equal(readFileSync(join(home, 'own'), 'utf8'), '0\n');
      for (const args of [
        [...asked, '--no-pager'],
        ['search', 'retry upload', '-n', '2'],
      ]) {
        writeFileSync(join(home, 'paged'), '');
        assert.notEqual((await onTerminal(root, home, args, { env })).join('').trim(), '', args.join(' '));
        assert.equal(readFileSync(join(home, 'paged'), 'utf8'), '', args.join(' '));
      }
    }));

  it('is shown without a pager that lies in the folder, or that is none', () =>
    withRepository({ ...TREE, 'my-pager': '#!/bin/sh\ntouch "$HOME/ran"\n' }, async (run, home, root) => {
      chmodSync(join(root, 'my-pager'), 0o755);
      await run(['index']);
      const asked = ['search', 'retry upload', '-n', '14'];
      for (const PAGER of [join(root, 'my-pager'), 'my-pager', '']) {
        const rows = await onTerminal(root, home, asked, { env: { PAGER, PATH: `${root}:/usr/bin:/bin` } });
        assert.ok(rows.length > 24, PAGER);
      }
      assert.ok(!existsSync(join(home, 'ran')));
    }));
});

describe('habits of people', () => {
  it('has short flags, a version, and a file for the result', () =>
    withRepository(TREE, async (run, home, root) => {
      const file = join(home, 'hits.txt');
      const found = await run(['search', 'retry upload', '-n', '3', '-C', root, '-j', '1', '-o', file]);
      assert.deepEqual([found.code, found.out], [0, ''], found.err);
      assert.equal(readFileSync(file, 'utf8').match(/^ +\d+ {2}\S/gm)?.length, 3);
      const json = await run(['search', 'retry upload', '--json', '-n', '2', '-o', file]);
      assert.equal(json.out, '');
      assert.equal((JSON.parse(readFileSync(file, 'utf8')) as { hits: unknown[] }).hits.length, 2);
      const refused = await run(['search', 'retry', '-o', join(home, 'no/such/folder')]);
      assert.equal(refused.code, 2);
      assert.match(refused.err, /cannot be written \(ENOENT\)/);
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
      assert.equal((await run(['version'])).out, `${version}\n`);
    }));

  it('says how long it takes only when that is known', () => {
    assert.equal(leftText({ ms: 900, done: 3, left: 9_000 }), '');
    assert.equal(leftText({ ms: 2_900, done: 500, left: 9_000 }), '');
    assert.equal(leftText({ ms: 9_000, done: 10, left: 9_000 }), '');
    assert.equal(leftText({ ms: 5_000, done: 1_000, left: 0 }), '');
    assert.equal(leftText({ ms: 5_000, done: 1_000, left: 1_000 }), 'about 5 s left');
    assert.equal(leftText({ ms: 5_000, done: 1_000, left: 4_300 }), 'about 25 s left');
    assert.equal(leftText({ ms: 5_000, done: 1_000, left: 60_000 }), 'about 5 min left');
    assert.equal(leftText({ ms: 5_000, done: 50, left: 100_000 }), 'about 3 h left');
  });

  it('has a manual page that the package installs, with every command and option', async () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { man: string };
    const page = readFileSync(join(ROOT, manifest.man), 'utf8');
    assert.equal(page, manPage(program()), 'the build is fresh');
    for (const command of program().commands.flatMap((one) => [one, ...one.commands])) {
      assert.match(page, new RegExp(`^\\.SS (?:\\w+ )?${command.name()}\\b`, 'm'));
      for (const { flags } of command.options)
        assert.ok(page.includes(`.B ${flags.replaceAll('-', '\\-')}\n`), flags);
    }
    const shownBy = await shell('man', ['-l', join(ROOT, manifest.man)]);
    if (shownBy) assert.match(shownBy.said, /SYNOPSIS/);
  });
});

/** Runs a program with a text; its output, or undefined where it is not installed. */
function shell(
  name: string,
  args: readonly string[],
  { input = '', cwd, env = {} }: { input?: string; cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number | null; said: string } | undefined> {
  return new Promise((resolve) => {
    const place = cwd === undefined ? {} : { cwd };
    const child = spawn(name, args, { ...place, env: { ...BARE, HOME: '/nonexistent', ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve({ code, said }));
  });
}

describe('completion', () => {
  /** What bash offers for words, of which the last is being typed. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const list = ['sightline', ...words].map(quoted).join(' ');
    const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _sightline; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const result = await shell('bash', ['--norc'], {
      input: `${completionScript(program(), 'bash')}\n${ask}\n`,
    });
    assert.ok(result && result.code === 0, result?.said);
    return result.said.split('\n').filter((word) => word !== '');
  }

  it('offers commands, their commands, options and values in bash', async () => {
    assert.deepEqual(await offered('s'), ['status', 'search', 'symbol']);
    assert.deepEqual(await offered('runs', 're'), ['resume']);
    assert.deepEqual(await offered('runs', 'resume', '--bu'), ['--budget']);
    assert.deepEqual(await offered('search', 'some words', '--li'), ['--limit']);
    assert.deepEqual(await offered('review', '--fail-on', 'w'), ['warning']);
    assert.deepEqual(await offered('search', '--root', ''), [], 'files, by the shell itself');
    assert.deepEqual(await offered('completion', 'z'), ['zsh']);
  });

  it('is a script that each shell reads, where it is installed', () =>
    withTempTree(
      Object.fromEntries(SHELLS.map((name) => [name, completionScript(program(), name)])),
      async (folder) => {
        const checks = {
          bash: ['bash', '-n'],
          zsh: ['zsh', '-fn'],
          fish: ['fish', '-n'],
          powershell: ['pwsh', '-File'],
        };
        for (const name of SHELLS) {
          const [shellName, ...args] = checks[name] as [string, ...string[]];
          const result = await shell(shellName, [...args, join(folder, name)]);
          if (result) assert.deepEqual(result, { code: 0, said: '' }, name);
          const script = completionScript(program(), name);
          assert.deepEqual(
            program().commands.filter((command) => !script.includes(command.name())),
            [],
          );
        }
      },
    ));
});

describe('the start of the command line', () => {
  it('keeps its compiled code beside itself, and goes without where nothing can be kept', () =>
    withTempTree({ 'dist/': '', 'home/': '' }, async (root) => {
      for (const name of ['cli.js', 'program.js', 'package.json'])
        copyFileSync(join(DIST, name), join(root, 'dist', name));
      const compiled = join(root, 'dist', 'compiled');
      const version = async (): Promise<string> => {
        const env = { PATH: process.env.PATH ?? '', HOME: join(root, 'home') };
        return (
          await saidBy(spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'version'], { env }), [
            'version',
          ])
        ).out;
      };
      const said = await version();
      assert.match(said, /^\d+\.\d+\.\d+\n$/);
      assert.equal(readdirSync(compiled).length, 1);
      assert.deepEqual(readdirSync(join(root, 'home')), []);
      rmSync(compiled, { recursive: true });
      writeFileSync(compiled, 'a file in its place');
      assert.equal(await version(), said);
    }));

  it('brings no client of a model', () => {
    // Some 400 kB that most commands would read and never run.
    assert.ok(readFileSync(join(DIST, 'model.js'), 'utf8').includes('llhttp'));
    for (const name of ['program.js', 'server.js'])
      assert.ok(!readFileSync(join(DIST, name), 'utf8').includes('llhttp'), name);
  });
});
