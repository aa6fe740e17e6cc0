/** How the tests find their browser. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { MissingTool } from '../fakes/missingTool.ts';
import { withTempTree } from '../fakes/tempTree.ts';
import { BROWSER_VARIABLE, type BrowserProgram, findBrowser } from './find.ts';
import { npmBrowser } from './npmBrowser.ts';

const NPM: BrowserProgram = { path: '/npm/chromium', env: { LD_LIBRARY_PATH: '/npm/lib' } };
const npm = async (): Promise<BrowserProgram> => NPM;
const none = async (): Promise<undefined> => undefined;

/** A folder with a browser that can be run, one that cannot, and an empty folder. */
function withPrograms(work: (root: string) => Promise<void>): Promise<void> {
  return withTempTree({ 'good/google-chrome': '', 'dull/chromium': '', 'named/mine': '' }, async (root) => {
    await chmod(join(root, 'good/google-chrome'), 0o755);
    await chmod(join(root, 'named/mine'), 0o755);
    await work(root);
  });
}

describe('the browser of the tests', () => {
  it('is the one that is named, whatever else is installed', () =>
    withPrograms(async (root) => {
      const env = { PATH: join(root, 'good'), [BROWSER_VARIABLE]: join(root, 'named/mine') };
      const found = await findBrowser({ env, platform: 'linux', npm });
      assert.deepEqual(found, { path: join(root, 'named/mine'), env: {} });
    }));

  it('is refused when it is named and cannot be run', () =>
    withPrograms(async (root) => {
      const env = { PATH: join(root, 'good'), [BROWSER_VARIABLE]: join(root, 'dull/chromium') };
      await assert.rejects(findBrowser({ env, platform: 'linux', npm }), {
        name: 'MissingTool',
        message: `SIGHTLINE_TEST_BROWSER names ${join(root, 'dull/chromium')}, which cannot be run.`,
      });
    }));

  it('is an installed one before that of npm, and one that can be run', () =>
    withPrograms(async (root) => {
      const env = { PATH: ['dull', 'nowhere', 'good'].map((name) => join(root, name)).join(delimiter) };
      const found = await findBrowser({ env, platform: 'linux', npm });
      assert.deepEqual(found, { path: join(root, 'good/google-chrome'), env: {} });
    }));

  it('is that of npm where none is installed', () =>
    withPrograms(async (root) => {
      for (const PATH of [join(root, 'dull'), '', undefined])
        assert.deepEqual(await findBrowser({ env: { PATH }, platform: 'linux', npm }), NPM);
    }));

  it('is missed in one line that says what to install', async () => {
    const error = await findBrowser({ env: {}, platform: 'linux', npm: none }).catch((e: unknown) => e);
    assert.ok(error instanceof MissingTool);
    assert.match(
      error.message,
      /Install one \(Debian: apt-get install chromium\) or set SIGHTLINE_TEST_BROWSER/,
    );
    assert.equal(error.stack, error.message);
    assert.ok(!error.message.includes('\n'));
  });
});

describe('the browser of npm', () => {
  it('is not offered on a machine that cannot run it', async () => {
    assert.equal(await npmBrowser({ platform: 'darwin', arch: 'arm64' }), undefined);
    assert.equal(await npmBrowser({ platform: 'linux', arch: 'arm64' }), undefined);
  });

  it(
    'is unpacked whole by two runs at once, and starts with what it carries',
    {
      skip: process.platform !== 'linux' || process.arch !== 'x64',
    },
    () =>
      withTempTree({}, async (root) => {
        const cacheDir = join(root, 'a & b');
        const [first, second] = await Promise.all([npmBrowser({ cacheDir }), npmBrowser({ cacheDir })]);
        assert.deepEqual(first, second);
        const { stdout } = await promisify(execFile)(first!.path, ['--version'], { env: first!.env });
        assert.match(stdout, /^(?:Chromium|Google Chrome|HeadlessChrome) \d+\./);
        // Nothing half stays behind.
        assert.equal((await readdir(cacheDir)).length, 1);
      }),
  );
});
