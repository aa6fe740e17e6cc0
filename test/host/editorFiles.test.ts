/** Folders that only the editor can read: the engine asks the editor for them, and for nothing above them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEditorFs, MAX_EDITOR_FILE_BYTES } from '../../src/host/editorFiles.ts';
import type { EditorMethod, EditorParams } from '../../src/protocol/requests.ts';
import { EDITOR_REQUESTS, parseEditorParams } from '../../src/protocol/requests.ts';
import { type Client, configurationOf, endOf, withServer } from '../server/client.ts';

const ADDRESS = 'memory://host/a%20shop';
const ROOT = { name: 'shop', uri: ADDRESS, exclude: [] };

/** A file's text, or what goes wrong with it. */
type Held = string | { readonly error: string } | { readonly answer: unknown } | { readonly kind: 'link' };

/** An editor that holds files by path, and notes what it is asked for. */
function holdFiles(client: Client, files: Map<string, Held>) {
  const asked: { method: EditorMethod; params: EditorParams<'sightline/statFile'> }[] = [];
  const editor = { asked, isAway: false };
  const isFolder = (path: string) =>
    path === '' || [...files.keys()].some((name) => name.startsWith(`${path}/`));
  const answers = {
    'sightline/listFolder': (path: string) => {
      const prefix = path === '' ? '' : `${path}/`;
      const below = [...files.keys()].filter((name) => name.startsWith(prefix));
      const names = new Set(below.map((name) => name.slice(prefix.length).split('/')[0]!));
      const kindOf = (name: string) => {
        const held = files.get(prefix + name);
        return typeof held === 'object' && 'kind' in held
          ? held.kind
          : held === undefined
            ? 'folder'
            : 'file';
      };
      return { entries: [...names].map((name) => ({ name, kind: kindOf(name) })) };
    },
    'sightline/statFile': (path: string) => {
      const held = files.get(path);
      if (held === undefined)
        return isFolder(path) ? { kind: 'folder', size: 0, mtimeMs: 1 } : { error: 'ENOENT' };
      return { kind: 'file', size: typeof held === 'string' ? Buffer.byteLength(held) : 1, mtimeMs: 1 };
    },
    'sightline/readFile': (path: string) => {
      const held = files.get(path);
      if (held === undefined) return { error: 'ENOENT' };
      if (typeof held === 'string')
        return { base64: Buffer.from(held).toString('base64'), size: Buffer.byteLength(held), mtimeMs: 1 };
      return 'answer' in held ? held.answer : held;
    },
  };
  for (const method of Object.keys(EDITOR_REQUESTS) as EditorMethod[])
    client.connection.onRequest(method, (value: unknown) => {
      const params = parseEditorParams(method, value);
      asked.push({ method, params });
      if (editor.isAway) return { error: 'EIO' };
      return answers[method](params.path);
    });
  return editor;
}

const SHOP: [string, Held][] = [
  ['src/price.ts', 'export function totalPrice(): number {\n  return 490;\n}\n'],
  ['README.md', '# Shop\n'],
  ['.gitignore', 'secret/\n*.log\n'],
  ['secret/key.ts', 'export const hidden = 1;\n'],
  ['node_modules/x/index.js', 'hidden();\n'],
  ['debug.log', 'hidden\n'],
];

describe('a folder that only the editor can read', () => {
  it('is indexed, searched and cited like one on the disk, and nothing outside it is asked for', () =>
    withServer({}, async ({ home, start }) => {
      const client = await start();
      const files = new Map<string, Held>([
        ...SHOP,
        ['big.txt', 'x'.repeat(MAX_EDITOR_FILE_BYTES + 1)],
        ['door', { kind: 'link' }],
      ]);
      const { asked } = holdFiles(client, files);
      const { problems } = await client.request('sightline/configure', {
        ...configurationOf(home, {}),
        roots: [ROOT],
      });
      assert.deepEqual(problems, []);
      const [status] = await client.settled();
      assert.equal(status!.state, 'ready');
      assert.equal(status!.files.indexed, 3);
      assert.deepEqual(
        status!.files.skipped.map(({ path, reason }) => [path, reason]),
        [
          ['big.txt', 'tooLarge'],
          ['door', 'notRegular'],
        ],
      );
      const end = endOf(await client.ask('What does `totalPrice` return?', 'run-1'));
      assert.ok(end.type === 'done');
      const [citation] = end.answer.claims[0]!.citations;
      assert.deepEqual([citation!.path, citation!.state], ['src/price.ts', 'verified']);

      files.set('src/price.ts', 'export const gone = true;\n');
      files.set('src/new.ts', 'export function freshPrice(): number {\n  return 1;\n}\n');
      const recheck = await client.request('sightline/recheck', { citations: [citation!] });
      assert.equal(recheck.citations[0]!.state, 'stale');
      const changed = ['src/price.ts', 'src/new.ts'].map((path) => ({ root: 'shop', path }));
      await client.request('sightline/reconcile', { paths: changed, full: false });
      const found = (await client.request('sightline/uses', { name: 'freshPrice' })).definitions;
      assert.deepEqual(
        found.map(({ path }) => path),
        ['src/new.ts'],
      );
      assert.deepEqual((await client.request('sightline/uses', { name: 'totalPrice' })).definitions, []);

      for (const { params } of asked) {
        assert.equal(params.folder, ADDRESS);
        assert.ok(!/^\/|\.\.|^secret\/|^node_modules\//.test(params.path), params.path);
      }
    }));

  it('keeps its index for the next start, takes unsaved text, and is cleared', () =>
    withServer({}, async ({ home, start }) => {
      const configuration = { ...configurationOf(home, {}), roots: [ROOT] };
      const files = new Map(SHOP);
      for (const [word, run] of [
        ['3 files added, 0 changed', 1],
        ['0 files added, 0 changed', 2],
      ] as const) {
        const client = await start();
        holdFiles(client, files);
        await client.request('sightline/configure', configuration);
        await client.settled();
        await client.until(`the line of start ${run}`, () =>
          client.logs.find((line) => line.includes('Index of shop')),
        );
        assert.ok(
          client.logs.some((line) => line.includes(word)),
          client.logs.join('\n'),
        );
        if (run === 1) {
          await client.stop();
          continue;
        }
        const uri = 'memory://host/a%20shop/src/price.ts';
        await client.connection.sendNotification('textDocument/didOpen', {
          textDocument: {
            uri,
            languageId: 'typescript',
            version: 1,
            text: 'export const unsavedPrice = 1;\n',
          },
        });
        await foundAs(client, 'unsavedPrice', 'src/price.ts');
        await client.request('sightline/clear', { what: 'index' });
        await client.request('sightline/search', { question: 'totalPrice', limit: 3 });
        assert.ok(client.logs.filter((line) => line.includes('3 files added')).length > 0);
      }
    }));

  it('says what the editor could not read, and survives answers in another shape', () =>
    withServer({}, async ({ home, start }) => {
      const client = await start();
      holdFiles(
        client,
        new Map<string, Held>([
          ...SHOP,
          ['denied.ts', { error: 'EACCES' }],
          ['odd.ts', { answer: { base64: 7 } }],
          ['empty.ts', { answer: null }],
        ]),
      );
      await client.request('sightline/configure', { ...configurationOf(home, {}), roots: [ROOT] });
      const [status] = await client.settled();
      assert.deepEqual(
        status!.files.skipped.map(({ path, reason, detail }) => [path, reason, detail]),
        [
          ['denied.ts', 'unreadable', 'EACCES'],
          ['empty.ts', 'unreadable', 'EPROTO'],
          ['odd.ts', 'unreadable', 'EPROTO'],
        ],
      );
      assert.equal(status!.files.indexed, 3);
    }));

  it('stands beside a folder of the disk, with paths kept apart', () =>
    withServer({ 'src/price.ts': 'export function bankPrice() {}\n' }, async ({ root, home, start }) => {
      const client = await start();
      holdFiles(client, new Map(SHOP));
      const disk = configurationOf(home, { bank: root });
      await client.request('sightline/configure', { ...disk, roots: [...disk.roots, ROOT] });
      await client.settled();
      for (const [name, folder] of [
        ['bankPrice', 'bank'],
        ['totalPrice', 'shop'],
      ] as const) {
        const found = (await client.request('sightline/uses', { name })).definitions;
        assert.deepEqual(
          found.map((report) => [report.root, report.path]),
          [[folder, 'src/price.ts']],
        );
      }
    }));

  it('keeps what it knows while a provider is away, and reads again what failed for the moment', () =>
    withServer({}, async ({ home, start }) => {
      const client = await start();
      const files = new Map<string, Held>([...SHOP, ['late.ts', { error: 'EIO' }]]);
      const editor = holdFiles(client, files);
      await client.request('sightline/configure', { ...configurationOf(home, {}), roots: [ROOT] });
      const [first] = await client.settled();
      assert.deepEqual([first!.files.indexed, first!.files.skipped.length], [3, 1]);

      editor.isAway = true;
      await client.request('sightline/reconcile', { paths: [], full: true });
      const [away] = await client.settled();
      assert.deepEqual([away!.files.indexed, away!.state], [3, 'ready']);
      assert.deepEqual(away!.problems, [{ kind: 'notWalked', path: '', why: 'system', detail: 'EIO' }]);
      assert.equal((await client.request('sightline/uses', { name: 'totalPrice' })).definitions.length, 1);

      editor.isAway = false;
      files.set('late.ts', 'export function lateName() {}\n');
      files.set('src/price.ts', { error: 'EIO' });
      await client.request('sightline/reconcile', { paths: [], full: true });
      assert.equal((await client.request('sightline/uses', { name: 'lateName' })).definitions.length, 1);
      assert.equal((await client.request('sightline/uses', { name: 'totalPrice' })).definitions.length, 1);
      assert.deepEqual((await client.settled())[0]!.files.skipped, []);
    }));

  it('takes addresses of schemes that are none of the web, and folders at the root of one', () =>
    withServer({}, async ({ home, start }) => {
      const client = await start();
      holdFiles(client, new Map(SHOP));
      for (const [uri, document] of [
        ['my_fs:/', 'my_fs:/src/price.ts'],
        ['z:/in%3Aside?branch', 'z:/in:side/src/price.ts?branch'],
      ] as const) {
        await client.request('sightline/configure', {
          ...configurationOf(home, {}),
          roots: [{ ...ROOT, uri }],
        });
        await client.settled();
        const text = `export const edited${uri.length} = 1;\n`;
        await client.connection.sendNotification('textDocument/didOpen', {
          textDocument: { uri: document, languageId: 'typescript', version: 1, text },
        });
        await foundAs(client, `edited${uri.length}`, 'src/price.ts');
        await client.connection.sendNotification('textDocument/didClose', {
          textDocument: { uri: document },
        });
      }
    }));
});

/** Waits until the only symbol of this name is in this file. */
async function foundAs(client: Client, name: string, path: string): Promise<void> {
  await client.answers(`${name} in ${path}`, async () => {
    const found = (await client.request('sightline/uses', { name })).definitions;
    return found.length === 1 && found[0]!.path === path;
  });
}

describe('the calls to the editor', () => {
  const { signal } = new AbortController();
  const folder = ADDRESS;

  it('end when the editor never answers, and leave it alone for a while', async () => {
    let calls = 0;
    const ask = (): Promise<unknown> => {
      calls++;
      return new Promise(() => {});
    };
    const fs = createEditorFs({ folder, ask, signal, waitMs: 1 });
    // The timer does not keep a process alive, so something else must.
    const alive = setInterval(() => {}, 1_000);
    try {
      await assert.rejects(fs.readdir('/'), { code: 'ETIMEDOUT' });
      await assert.rejects(fs.lstat('/a.ts'), { code: 'ETIMEDOUT' });
      assert.equal(calls, 1);
    } finally {
      clearInterval(alive);
    }
  });

  it('end at once when the folders are closed, or the connection is', async () => {
    const controller = new AbortController();
    const hung = createEditorFs({ folder, ask: () => new Promise(() => {}), signal: controller.signal });
    const call = hung.readdir('/');
    controller.abort();
    await assert.rejects(call, { code: 'ECANCELED' });
    await assert.rejects(hung.lstat('/a.ts'), { code: 'ECANCELED' });
    const gone = createEditorFs({ folder, ask: () => Promise.reject(new Error('closed')), signal });
    await assert.rejects(gone.lstat('/a.ts'), { code: 'ECONNRESET' });
  });

  it('take no name that is no name, and end in folders that hold themselves', async () => {
    const names = ['.', '..', '', 'a/b', 'a\0', 'again'];
    const ask = async (): Promise<unknown> => ({ entries: names.map((name) => ({ name, kind: 'folder' })) });
    const fs = createEditorFs({ folder, ask, signal });
    let path = '/';
    const walk = async (): Promise<void> => {
      for (;;) {
        assert.deepEqual(
          (await fs.readdir(path)).map(({ name }) => name),
          ['again'],
        );
        path += 'again/';
      }
    };
    await assert.rejects(walk(), { code: 'ELOOP' });
  });

  it('learn the length of a file whose size the provider does not know', async () => {
    const base64 = Buffer.from('12345').toString('base64');
    const ask = async (method: EditorMethod): Promise<unknown> =>
      method === 'sightline/readFile'
        ? { base64, size: 0, mtimeMs: 7 }
        : { kind: 'file', size: 0, mtimeMs: 7 };
    const fs = createEditorFs({ folder, ask, signal });
    assert.equal((await fs.lstat('/a.ts')).size, 0);
    await fs.open('/a.ts', 0);
    assert.equal((await fs.lstat('/a.ts')).size, 5);
  });
});
