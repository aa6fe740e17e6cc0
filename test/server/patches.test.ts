/** Patches over the wire: planned, confirmed, written as one beside open documents, shown, taken back byte for byte. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ExactEdit, PlannedFile } from '../../src/engine/engine.ts';
import type { ParamsOf, ResultOf } from '../../src/protocol/requests.ts';
import { type Client, configurationOf, withServer } from './client.ts';

const A = '\ufeffexport const a = 1;\r\nexport const b = 2;\r\n';
const FILES = { 'src/a.ts': A, 'src/c.ts': 'export const c = 3;\n', '.vscode/settings.json': '{}\n' };

const UNCONFIRMED = { allowed: [], areErrorsAllowed: false, dirty: [] } as const;
const blocks = (path: string, old: string, made: string): string =>
  `${path}\n<<<<<<< SEARCH\n${old}\n=======\n${made}\n>>>>>>> REPLACE\n`;

type Prepared = Extract<ResultOf<'sightline/preparePatch'>, { type: 'prepared' }>;

async function prepare(
  client: Client,
  patch: ParamsOf<'sightline/preparePatch'>['patch'],
  confirmed: Partial<ParamsOf<'sightline/preparePatch'>> = {},
): Promise<Prepared> {
  const result = await client.request('sightline/preparePatch', { patch, ...UNCONFIRMED, ...confirmed });
  assert.equal(result.type, 'prepared', JSON.stringify(result));
  return result as Prepared;
}

const exact = ({ path, before, after }: PlannedFile): ExactEdit => ({
  ...{ kind: 'exact', path, before, after: after ?? null },
});

const texts = (text: string) => ({ kind: 'text', text }) as const;
const BOTH =
  blocks('src/a.ts', 'export const b = 2;', 'export const b = 22;') +
  blocks('src/c.ts', 'export const c = 3;', 'export const c = 33;');

describe('patches over the wire', () => {
  it('writes what was approved, tells what it did, and takes it back byte for byte', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const { files, hash, held, unsaved } = await prepare(client, texts(BOTH));
      assert.ok(hash);
      assert.deepEqual([held, unsaved], [[], []]);
      const edits = files.map(exact);
      // A person rejects the second file: another patch, and another hash.
      const one = await prepare(client, { kind: 'files', files: edits.slice(0, 1) });
      assert.notEqual(one.hash, hash);
      const wrong = await client.request('sightline/applyPatch', {
        ...{ files: edits.slice(0, 1), ...UNCONFIRMED, approved: hash },
      });
      assert.deepEqual(wrong, { type: 'refused', refusal: { kind: 'notApproved' } });
      const written = await client.request('sightline/applyPatch', {
        ...{ files: edits, ...UNCONFIRMED, approved: hash },
      });
      assert.equal(written.type, 'written');
      const made = A.replace('2', '22');
      assert.equal(await readFile(join(root, 'src/a.ts'), 'utf8'), made);
      const { patches } = await client.request('sightline/patches', {});
      assert.deepEqual(
        patches.map(({ state, files }) => [state, files.map(({ path }) => path)]),
        [['applied', ['src/a.ts', 'src/c.ts']]],
      );
      const id = patches[0]!.id;
      const undone = await client.request('sightline/undoPatch', { id, edited: 'refuse', dirty: [] });
      assert.equal(undone.type, 'written');
      for (const [path, text] of Object.entries(FILES))
        assert.equal(await readFile(join(root, path), 'utf8'), text);
      // Of what it wrote, the undo has kept the bytes.
      const shown = await client.request('sightline/showPatch', { id });
      assert.deepEqual(shown?.files[1], {
        ...{ path: 'src/c.ts', before: 'export const c = 3;\n', after: 'export const c = 33;\n' },
      });
      assert.equal(await client.request('sightline/showPatch', { id: 'none' }), null);
    }));

  it('changes no file whose text in the editor is not on disk, however late it was edited', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const path = join(root, 'src/a.ts');
      // As an editor opens it: without the mark, and with its own line breaks.
      await client.openDocument(path, A.slice(1).replaceAll('\r\n', '\n'));
      const ready = await prepare(client, texts(BOTH));
      assert.ok(ready.hash);
      await client.changeDocument(path, 2, 'export const mine = 1;\n');
      const dirty = ['src/a.ts', 'elsewhere.ts'];
      const approved = { files: ready.files.map(exact), ...UNCONFIRMED, dirty, approved: ready.hash };
      const refused = { type: 'refused', refusal: { kind: 'unsaved', paths: ['src/a.ts'] } };
      assert.deepEqual(await client.request('sightline/applyPatch', approved), refused);
      const { unsaved, hash } = await prepare(client, texts(BOTH), { dirty });
      assert.deepEqual([unsaved, hash], [['src/a.ts'], undefined]);
      await writeFile(path, 'export const mine = 1;\n');
      assert.deepEqual(await client.request('sightline/applyPatch', approved), {
        ...{ type: 'refused', refusal: { kind: 'changed', paths: ['src/a.ts'] } },
      });
      assert.equal(await readFile(join(root, 'src/c.ts'), 'utf8'), FILES['src/c.ts']);
      await client.closeDocument(path);
      await writeFile(path, A);
      const written = await client.request('sightline/applyPatch', { ...approved, dirty: [] });
      assert.equal(written.type, 'written');
      await client.openDocument(path, 'typed');
      const id = written.type === 'written' ? written.id : '';
      for (const edited of ['refuse', 'overwrite', 'skip'] as const)
        assert.deepEqual(await client.request('sightline/undoPatch', { id, edited, dirty }), refused);
      // The editor has only not heard yet of what is on disk: nobody typed it.
      const undone = await client.request('sightline/undoPatch', { id, edited: 'refuse', dirty: [] });
      assert.equal(undone.type, 'written');
      assert.equal(await readFile(path, 'utf8'), A);
    }));

  it('shows what is held back, and writes it only when it is confirmed by its name', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const patch = texts(
        blocks('.vscode/settings.json', '{}', '{"a": 1}') +
          blocks('src/c.ts', 'export const c = 3;', 'export const c = (3;'),
      );
      const { files, held, hash } = await prepare(client, patch);
      assert.equal(hash, undefined);
      assert.deepEqual(
        held.map(({ path, reason }) => [path, reason]),
        [
          ['.vscode/settings.json', 'protected'],
          ['src/c.ts', 'syntax'],
        ],
      );
      assert.equal(files[0]?.after, '{"a": 1}\n');
      const edits = files.map(exact);
      const some = await prepare(client, { kind: 'files', files: edits }, { areErrorsAllowed: true });
      assert.deepEqual([some.held.length, some.hash], [1, undefined]);
      const confirmed = { allowed: ['.vscode/settings.json'], areErrorsAllowed: true, dirty: [] };
      const all = await prepare(client, { kind: 'files', files: edits }, confirmed);
      assert.ok(all.hash);
      const unnamed = { files: edits, ...UNCONFIRMED, approved: all.hash };
      assert.deepEqual(await client.request('sightline/applyPatch', unnamed), {
        ...{ type: 'refused', refusal: { kind: 'notApproved' } },
      });
      const named = { files: edits, ...confirmed, approved: all.hash };
      assert.equal((await client.request('sightline/applyPatch', named)).type, 'written');
      assert.equal(await readFile(join(root, '.vscode/settings.json'), 'utf8'), '{"a": 1}\n');
    }));

  it('tells what moved files and folders change in imports, and who uses a file', () =>
    withServer(
      {
        ...{
          'app/__init__.py': '',
          'app/cart.py': 'from app.shop.price import net\nimport app.shop.price\nnet()\n',
        },
        ...{
          'app/shop/__init__.py': '',
          'app/shop/price.py': 'from ..rate import RATE\ndef net(): return RATE\n',
        },
        'app/rate.py': 'RATE = 2\n',
      },
      async ({ root, home, start }) => {
        const client = await start();
        await client.request('sightline/configure', configurationOf(home, { repo: root }));
        assert.deepEqual(await client.request('sightline/users', { paths: ['app/shop/price.py'] }), {
          users: [{ path: 'app/cart.py' }],
        });
        await mkdir(join(root, 'lib'));
        await rename(join(root, 'app/shop'), join(root, 'lib/shop'));
        const moves = [{ from: 'app/shop', to: 'lib/shop' }];
        const moved = await client.request('sightline/moved', { moves });
        assert.deepEqual(moved.changed, [{ path: 'app/cart.py', line: 1 }]);
        // Dots cannot lead out of the outermost package.
        assert.deepEqual(moved.left, [
          { path: 'app/cart.py', line: 2, why: 'form' },
          { path: 'lib/shop/price.py', line: 1, why: 'form' },
        ]);
        await rename(join(root, 'lib/shop'), join(root, 'app/store'));
        const inside = await client.request('sightline/moved', {
          moves: [{ from: 'app/shop', to: 'app/store' }],
        });
        assert.deepEqual(
          inside.files.map(({ path, after }) => [path, after]),
          [['app/cart.py', 'from app.store.price import net\nimport app.shop.price\nnet()\n']],
        );
        assert.deepEqual(inside.left, [{ path: 'app/cart.py', line: 2, why: 'form' }]);
        assert.equal(inside.others, 0);
        assert.match(await readFile(join(root, 'app/cart.py'), 'utf8'), /app\.shop/, 'nothing is written');
      },
    ));

  it('writes nothing in Restricted Mode, and names texts that are no patch', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request(
        'sightline/configure',
        configurationOf(home, { repo: root }, { isTrusted: false }),
      );
      const { files, hash } = await prepare(client, texts(BOTH));
      const approved = { files: files.map(exact), ...UNCONFIRMED, approved: hash! };
      for (const asked of [
        () => client.request('sightline/applyPatch', approved),
        () => client.request('sightline/undoPatch', { id: 'p', edited: 'refuse', dirty: [] }),
      ])
        await assert.rejects(asked, {
          data: { failure: { kind: 'restricted', cause: 'patchesRestricted' } },
        });
      assert.equal(await readFile(join(root, 'src/a.ts'), 'utf8'), A);
      const none = await client.request('sightline/preparePatch', { patch: texts('hello'), ...UNCONFIRMED });
      assert.deepEqual(none, { type: 'fault', fault: { kind: 'unknownFormat', line: 1 } });
    }));
});
