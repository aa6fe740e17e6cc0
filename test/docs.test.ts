/** The documentation points at what is there. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

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
