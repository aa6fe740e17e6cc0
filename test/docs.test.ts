/** The documentation points at what is there. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { ROUTES } from '../src/engine/routes/table.ts';
import { ASK_DEFAULTS } from '../src/engine/run/context.ts';
import { routeWord } from '../src/present/routes.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/*.md', { cwd: ROOT })];
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** Links of a page to files or headings that do not exist, and scripts it names that `package.json` lacks. */
function findBroken(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(
    ([, path, anchor]) => {
      const file = path === '' ? page : join(dirname(page), path!);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchorsOf(path === '' ? text : read(file)).includes(anchor);
    },
  );
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...text.matchAll(/npm run (?:-{1,2}\w+ )*([\w:]+)/g)].filter(
    ([, name]) => !scripts[name!],
  );
  return [...links, ...commands].map(([whole]) => `${page}: ${whole}`);
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documentation', () => {
  it('links to files and headings that exist, and names scripts that exist', () => {
    assert.ok(PAGES.length >= 7);
    assert.deepEqual(
      PAGES.flatMap((page) => findBroken(page, read(page))),
      [],
    );
  });

  it('would notice a link or a script that leads nowhere', () => {
    for (const text of [
      '[a](gone.md)',
      '[a](#gone)',
      '[a](../README.md#gone)',
      'npm run gone',
      'npm run --silent gone',
    ])
      assert.equal(findBroken('docs/privacy.md', text).length, 1, text);
    const text = '## Two words\n[a](#two-words) [b](models.md) [c](https://example.com/x.md) `npm run try`';
    assert.deepEqual(findBroken('docs/privacy.md', text), []);
  });
});

interface Manifest {
  readonly engines: { readonly node: string; readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const MANIFEST = JSON.parse(read('package.json')) as Manifest;

/** Lines of files as a page shows them below `path:first-last`, which do not stand in those files. */
function findChanged(text: string): string[] {
  const [changed, shown]: [string[], string[]] = [[], []];
  for (const [block] of text.matchAll(/^ +\d+ {2}[\w./-]+:\d+-\d+.*\n(?:.*\n)*?(?=```)/gm)) {
    const lines = read(/^ +\d+ {2}([^:]+)/.exec(block)![1]!).split('\n');
    for (const [whole, number, line] of block.matchAll(/^ *(\d+) │ (.*)$/gm)) {
      shown.push(whole);
      if (lines[Number(number) - 1] !== line) changed.push(whole);
    }
  }
  return shown.length > 0 ? changed : ['no line is shown'];
}

describe('what the documentation says', () => {
  it('is one version of Node and of VS Code', () => {
    const said = (pattern: RegExp) =>
      new Set(
        [...PAGES, 'esbuild.mjs'].flatMap((page) => [...read(page).matchAll(pattern)].map(([, one]) => one)),
      );
    assert.deepEqual(said(/Node (\d+) or later/g), new Set([/^>=(\d+)$/.exec(MANIFEST.engines.node)![1]]));
    assert.deepEqual(
      said(/VS Code \(?(\d+\.\d+) or later/g),
      new Set([/^\^(\d+\.\d+)\./.exec(MANIFEST.engines.vscode)![1]]),
    );
  });

  it('shows lines that stand in the files', () => {
    assert.deepEqual(findChanged(read('README.md')), []);
    assert.deepEqual(findChanged(' 1  LICENSE:1-1\n  1 │ MIT\n```\n'), ['  1 │ MIT']);
    assert.deepEqual(findChanged('nothing'), ['no line is shown']);
  });

  it('counts and names every language', () => {
    const names = globSync('grammars/*/language.json', { cwd: ROOT }).map(
      (file) => (JSON.parse(read(file)) as { name: string }).name,
    );
    const [, count, listed] = /^(\d+) are parsed: ([\s\S]*?), also inside/m.exec(read('README.md'))!;
    const written = listed!.replaceAll('\n', ' ').split(/, | and /);
    assert.deepEqual([Number(count), written], [names.length, names.sort((a, b) => a.localeCompare(b))]);
  });

  it('names the budget of a question, and every route', () => {
    const budget = ASK_DEFAULTS.budgetTokens.toLocaleString('en');
    for (const page of ['README.md', 'docs/manual.md', 'docs/models.md'])
      assert.match(read(page), new RegExp(`\\b${budget}\\b`), page);
    for (const { name } of ROUTES) {
      const row = new RegExp(`^\\| (?:\`[a-z-]+\` \\(in JSON )?\`${name}\`\\)? \\|`, 'm');
      assert.match(read('docs/manual.md'), row, name);
    }
  });

  it('calls routes by their words, and by the names that JSON has for them only where it says so', () => {
    const own = ROUTES.map(({ name }) => name).filter((name) => routeWord(name) !== name);
    assert.ok(own.includes('extractive'));
    const named = new RegExp(`\\b(?:${own.join('|')})\\b`, 'g');
    const pages = ['README.md', 'package.nls.json', ...globSync('docs/*.md', { cwd: ROOT })];
    // Two pages are for those who work on the program, and speak of its parts.
    for (const page of pages.filter((one) => !/architecture|evaluation/.test(one))) {
      const prose = read(page)
        .replace(/```[\s\S]*?```/g, '')
        .replace(/\(in JSON `\w+`\)/g, '');
      assert.deepEqual(prose.match(named), null, page);
    }
  });

  it('names every command and setting of the editor, and every command of the command line', () => {
    const page = read('docs/vscode.md');
    const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
    for (const { title } of MANIFEST.contributes.commands) {
      const text = texts[title.slice(1, -1)]!;
      assert.ok(page.match(new RegExp(`^\\| .*${text.replace('?', '\\?')}`, 'm')), text);
    }
    const rows = page.split('\n').filter((line) => line.startsWith('| `sightline.'));
    for (const name of Object.keys(MANIFEST.contributes.configuration.properties)) {
      const [group, last] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))];
      const isNamed = (row: string) =>
        row.includes(`\`${name}\``) ||
        row.includes(`\`${group}.*\``) ||
        (row.includes(`\`${group}.`) && row.includes(`\`${last}\``));
      assert.ok(rows.some(isNamed), name);
    }
    const added = read('src/cli/shell/program.ts').matchAll(
      /\badd\(\s*sightline, \w+, \{\s+(?:pages: true,\s+)?usage: '([a-z]+)/g,
    );
    const commands = [...added].map(([, name]) => name);
    assert.ok(commands.length >= 8);
    for (const name of commands)
      assert.match(read('docs/manual.md'), new RegExp(`^### \`sightline ${name}`, 'm'));
  });

  it('begins with a page that is read in one go', () => {
    assert.ok(read('README.md').split('\n').length <= 140);
  });
});
