/** The server as a process: started again, next to another one, over several folders, without trust. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import type { Configuration } from '../../src/protocol/requests.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { never } from '../fakes/memory.ts';
import { createTestLog, fillTree, runGit, withTempTree } from '../fakes/tempTree.ts';
import { answerOf, asked, type Client, configurationOf, endOf, withServer } from './client.ts';

const FILES = {
  'src/a.ts': "import { beta } from './b.ts';\nexport function alpha(): number {\n  return beta() + 1;\n}\n",
  'src/b.ts': 'export function beta(): number {\n  return 41;\n}\n',
  'docs/guide.md': '# Guide\n\nCall alpha to begin.\n',
};

const indexLine = (client: Client): string | undefined =>
  client.logs.find((line) => /^Index of .* added/.test(line));

async function paths(client: Client, question: string): Promise<string[]> {
  const { hits } = await client.request('sightline/search', { question, limit: 20 });
  return [...new Set(hits.map(({ root, path }) => (root === undefined ? path : `${root}:${path}`)))].sort();
}

describe('the server', () => {
  it('has its index back after it was killed, without reading the files again', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const first = await start();
      await first.request('sightline/configure', configurationOf(home, { repo: root }));
      await first.until('a saved index', () =>
        first.statuses.some(({ savedAtMs }) => savedAtMs !== undefined),
      );
      const before = await first.settled();
      await first.kill();
      const second = await start();
      await second.request('sightline/configure', configurationOf(home, { repo: root }));
      const line = await second.until('the index', () => indexLine(second));
      assert.match(line, /0 files added, 0 changed, 0 removed/);
      const after = await second.settled();
      assert.deepEqual(after[0]!.files, before[0]!.files);
      assert.equal(after[0]!.savedAtMs, before[0]!.savedAtMs);
      assert.ok((await paths(second, 'alpha')).includes('src/a.ts'));
      assert.equal(await second.stop(), 0);
    }));

  it('stores its index when it is shut down, and ends with its input', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const first = await start();
      await first.request('sightline/configure', configurationOf(home, { repo: root }));
      await first.settled();
      assert.equal(await first.stop(), 0);
      const second = await start();
      await second.request('sightline/configure', configurationOf(home, { repo: root }));
      const line = await second.until('the index', () => indexLine(second));
      assert.match(line, /0 files added/);
      const exited = new Promise((resolve) => second.process.once('exit', resolve));
      second.process.stdin!.end();
      await exited;
    }));

  it('shares the index of a folder with another server', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const [one, two] = await Promise.all([start(), start()]);
      const configuration = configurationOf(home, { repo: root });
      await Promise.all([one, two].map((client) => client!.request('sightline/configure', configuration)));
      for (let round = 0; round < 5; round++) {
        await writeFile(join(root, `src/round${round}.ts`), `export function round${round}Thing() {}\n`);
        const change = { paths: [{ root: 'repo', path: `src/round${round}.ts` }], full: false };
        await Promise.all([one, two].map((client) => client!.request('sightline/reconcile', change)));
        for (const client of [one, two])
          assert.ok((await paths(client!, `round${round}Thing`)).includes(`src/round${round}.ts`));
      }
      await one!.kill();
      assert.equal(await two!.stop(), 0);
      const third = await start();
      await third.request('sightline/configure', configuration);
      assert.match(await third.until('the index', () => indexLine(third)), /: 0 files added, 0 changed/);
      assert.equal((await third.settled())[0]!.files.indexed, 8);
    }));

  it('keeps the same path of two folders apart', () =>
    withServer(
      {
        'one/src/a.ts': 'export function firstThing() {}\n',
        'two/src/a.ts': 'export function secondThing() {}\n',
      },
      async ({ root, home, start }) => {
        const client = await start();
        const folders = { one: join(root, 'one'), two: join(root, 'two') };
        await client.request('sightline/configure', configurationOf(home, folders));
        assert.deepEqual(await paths(client, 'firstThing'), ['one:src/a.ts']);
        assert.deepEqual(await paths(client, 'secondThing'), ['two:src/a.ts']);
        const answer = answerOf(await client.ask('What is `secondThing`?', 'run-1'));
        const citation = answer.claims[0]!.citations[0]!;
        assert.deepEqual([citation.root, citation.path, citation.state], ['two', 'src/a.ts', 'verified']);
        assert.match(citation.quote, /secondThing/);
        await writeFile(join(folders.one, 'src/a.ts'), '// the other file\n');
        const recheck = async () =>
          (await client.request('sightline/recheck', { citations: [citation] })).citations[0]!;
        assert.equal((await recheck()).state, 'verified');
        await writeFile(join(folders.two, 'src/a.ts'), '// this file\n');
        const stale = await recheck();
        assert.deepEqual([stale.state, stale.root, stale.path], ['stale', 'two', 'src/a.ts']);
        const roots = await client.settled();
        assert.deepEqual(
          roots.map(({ root: name, files }) => [name, files.indexed]),
          [
            ['one', 1],
            ['two', 1],
          ],
        );
        const outline = await client.request('sightline/outline', { root: 'two', path: '' });
        assert.deepEqual(
          outline?.folders.map(({ path }) => path),
          ['src'],
        );
        const reports = (await client.request('sightline/uses', { name: 'firstThing' })).definitions;
        assert.deepEqual([reports[0]?.root, reports[0]?.path], ['one', 'src/a.ts']);
        // Text that is not saved counts for its own folder only.
        await client.openDocument(join(folders.one, 'src/a.ts'), 'export function thirdThing() {}\n');
        await client.until('the edit', () =>
          client.logs.some((line) => /changed/.test(line) && !/ 0 changed/.test(line)),
        );
        assert.deepEqual(await paths(client, 'thirdThing'), ['one:src/a.ts']);
        // A folder fewer: the other one is a workspace of one, and its ranges have no root.
        await client.request('sightline/configure', configurationOf(home, { two: folders.two }));
        assert.deepEqual(await paths(client, 'file'), ['src/a.ts']);
      },
    ));

  it('follows files that come, change and go, and leaves out what the editor hides', () =>
    withServer(
      { ...FILES, 'made/out.ts': 'export function alphaMade() {}\n' },
      async ({ root, home, start }) => {
        const client = await start();
        const configuration = configurationOf(home, { repo: root });
        const roots = configuration.roots.map((folder) => ({ ...folder, exclude: ['**/made', '{x,{y}}'] }));
        const { problems } = await client.request('sightline/configure', { ...configuration, roots });
        assert.deepEqual(problems, [
          {
            about: 'folders',
            problem: { kind: 'excludeUnused', root: 'repo', pattern: '{x,{y}}' },
          },
        ]);
        assert.ok(!(await paths(client, 'alphaMade')).includes('made/out.ts'));
        await fillTree(root, { 'src/late.ts': 'export function lateThing() {}\n' });
        const reconcile = (full: boolean, ...names: string[]) =>
          client.request('sightline/reconcile', {
            full,
            paths: names.map((path) => ({ root: 'repo', path })),
          });
        await reconcile(false, 'src/late.ts');
        assert.ok((await paths(client, 'lateThing')).includes('src/late.ts'));
        await mkdir(join(root, 'more'));
        await fillTree(root, { 'more/burst.ts': 'export function burstThing() {}\n' });
        await reconcile(true);
        assert.ok((await paths(client, 'burstThing')).includes('more/burst.ts'));
        await client.request('sightline/configure', configuration);
        await client.settled();
        assert.ok((await paths(client, 'alphaMade')).includes('made/out.ts'));
        const { items, total } = await client.request('sightline/complete', {
          kind: 'file',
          prefix: 'late',
          limit: 3,
        });
        assert.deepEqual([total, items[0]?.path], [1, 'src/late.ts']);
        const { suggestions } = await client.request('sightline/suggest', {});
        // Nothing here is documented, so no name is asked for.
        assert.deepEqual(suggestions, [{ kind: 'responsible', of: 'src/b.ts' }]);
        const [beta] = (await client.request('sightline/uses', { name: 'beta' })).definitions;
        assert.deepEqual(
          beta?.uses.map(({ path, line }) => [path, line]).filter(([, line]) => line === 3),
          [['src/a.ts', 3]],
        );
      },
    ));

  it('clears what it stored, and makes the index again when it is asked', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      await client.settled();
      await client.request('sightline/clear', { what: 'all' });
      assert.deepEqual(await readdir(join(home, 'cache', 'indexes')), []);
      assert.equal((await client.request('sightline/status', {})).roots[0]?.state, 'waiting');
      assert.ok((await paths(client, 'alpha')).includes('src/a.ts'));
      await client.request('sightline/rebuild', {});
      const [status] = await client.settled();
      assert.deepEqual([status?.state, status?.files.indexed], ['ready', 3]);
    }));

  it('says which folder is missing, and serves the others', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      const early = client.request('sightline/search', { question: 'x', limit: 1 });
      assert.deepEqual(await refusalOf(early), { kind: 'refused', cause: 'notConfigured' });
      const folders = { gone: join(root, 'nowhere'), repo: root };
      const { problems } = await client.request('sightline/configure', configurationOf(home, folders));
      const failure = { kind: 'folder', cause: 'notOpened', target: folders.gone, code: 'ENOENT' } as const;
      assert.deepEqual(problems, [{ about: 'folders', problem: { kind: 'failure', failure } }]);
      assert.ok((await paths(client, 'alpha')).includes('repo:src/a.ts'));
      const states = (await client.settled()).map(({ root: name, state }) => [name, state]);
      assert.deepEqual(states, [
        ['gone', 'unavailable'],
        ['repo', 'ready'],
      ]);
      await client.request('sightline/configure', configurationOf(home, { gone: join(root, 'nowhere') }));
      await client.request('sightline/ask', { runId: 'run-1', question: asked('alpha') });
      await client.until('the end', () => client.events.length > 0);
      assert.deepEqual(endOf(client.events), { type: 'failed', failure });
    }));

  it('refuses with facts, of which the editor makes the words', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      const one = configurationOf(home, { repo: root });
      const twice = client.request('sightline/configure', { ...one, roots: [...one.roots, ...one.roots] });
      assert.deepEqual(await refusalOf(twice), { kind: 'refused', cause: 'sameName', target: 'repo' });
      await client.request('sightline/configure', { ...one, roots: [] });
      const nowhere = client.request('sightline/search', { question: 'x', limit: 1 });
      assert.deepEqual(await refusalOf(nowhere), { kind: 'folder', cause: 'noFolderOpen' });
    }));

  it('sets a file aside that was under way when two servers died', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const configuration = configurationOf(home, { repo: root });
      const client = await start();
      await client.request('sightline/configure', configuration);
      await client.settled();
      assert.equal(await client.stop(), 0);
      const [folder] = await readdir(join(home, 'cache', 'indexes'));
      const dir = join(home, 'cache', 'indexes', folder!);
      assert.deepEqual(
        (await readdir(dir)).filter((name) => name.startsWith('in-progress')),
        [],
        'a stop in the usual way leaves no journal',
      );
      await fillTree(root, { 'src/deadly.ts': 'export function deadlyThing() {}\n' });
      const hash = await hashOf(root, 'src/deadly.ts');
      // What servers leave behind that die while they work on the file. No process has such a number.
      for (const pid of [4_194_305, 4_194_306])
        await writeFile(join(dir, `in-progress.${pid}`), `${JSON.stringify(['+', 'src/deadly.ts', hash])}\n`);
      const next = await start();
      await next.request('sightline/configure', configuration);
      const [status] = await next.settled();
      assert.deepEqual(
        status?.files.skipped.map(({ path, detail }) => [path, /ended the engine twice/.test(detail ?? '')]),
        [['src/deadly.ts', true]],
      );
      assert.ok(!(await paths(next, 'deadlyThing')).includes('src/deadly.ts'));
    }));
});

/** The facts of a refusal: what stands in the data of the error. */
async function refusalOf(request: Promise<unknown>): Promise<unknown> {
  const error = await request.then(
    () => assert.fail('it was done'),
    (reason: unknown) => reason,
  );
  return (error as { data?: { failure?: unknown } }).data?.failure;
}

/** The hash of a file as the workspace makes it. */
async function hashOf(root: string, path: string): Promise<string> {
  const file = await createDiskWorkspace({ root, log: createTestLog() }).read(path, { signal: never });
  return 'hash' in file ? file.hash : assert.fail(path);
}

describe('a window without trust', () => {
  it('searches and outlines, and makes no request; with trust it answers without a restart', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint();
      try {
        const client = await start();
        const model: Configuration['model'] = {
          kind: 'endpoint',
          author: { baseUrl: endpoint.baseUrl, model: 'test-model' },
        };
        const configuration = configurationOf(home, { repo: root }, { model, isTrusted: false });
        const { models } = await client.request('sightline/configure', configuration);
        assert.deepEqual(models, []);
        assert.ok((await paths(client, 'alpha')).includes('src/a.ts'));
        assert.equal((await client.request('sightline/outline', { path: 'src' }))?.files.length, 2);
        assert.equal((await client.request('sightline/uses', { name: 'alpha' })).definitions.length, 1);
        const found = answerOf(await client.ask('What does `alpha` return?', 'restricted-1'));
        assert.equal(found.route.name, 'extractive');
        assert.ok(found.claims.length > 0 && found.claims.every(({ state }) => state === 'verified'));
        const { messages } = await client.request('sightline/preview', { question: asked('alpha?') });
        assert.deepEqual(messages, []);
        assert.deepEqual(
          [
            await refusalOf(client.request('sightline/testModel', { role: 'author' })),
            await refusalOf(client.request('sightline/discover', {})),
          ],
          [
            { kind: 'restricted', cause: 'modelsRestricted' },
            { kind: 'restricted', cause: 'discoveryRestricted' },
          ],
        );
        assert.equal(endpoint.requests.length, 0);
        await client.request('sightline/configure', { ...configuration, isTrusted: true });
        answerOf(await client.ask('What does `alpha` return?', 'run-1', 'retrieval'));
        const sent = endpoint.requests.length;
        assert.ok(sent > 0);
        await client.request('sightline/configure', configuration);
        answerOf(await client.ask('What does `alpha` return?', 'restricted-2'));
        assert.equal(endpoint.requests.length, sent);
      } finally {
        await endpoint.close();
      }
    }));

  it('starts no git', { skip: process.platform === 'win32' }, () =>
    withTempTree({ 'bin/': '' }, async (tools) => {
      // A git that leaves a trace, first on the path.
      const script = `#!/bin/sh\necho "$@" >> "${tools}/ran"\nexit 1\n`;
      await writeFile(join(tools, 'bin/git'), script, { mode: 0o755 });
      const path = process.env.PATH;
      process.env.PATH = `${tools}/bin:${path}`;
      try {
        await withServer(FILES, async ({ root, home, start }) => {
          process.env.PATH = path;
          runGit(root, 'init', '-q');
          process.env.PATH = `${tools}/bin:${path}`;
          const client = await start();
          const configuration = configurationOf(home, { repo: root }, { isTrusted: false });
          await client.request('sightline/configure', configuration);
          await client.settled();
          await paths(client, 'alpha');
          await client.request('sightline/reconcile', { paths: [], full: true });
          assert.ok(!readdirSync(tools).includes('ran'));
          await client.request('sightline/configure', { ...configuration, isTrusted: true });
          await client.settled();
          assert.match(readFileSync(join(tools, 'ran'), 'utf8'), /ls-files/);
        });
      } finally {
        process.env.PATH = path;
      }
    }),
  );
});
