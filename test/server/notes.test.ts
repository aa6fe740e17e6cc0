/** Notes through the language server: kept, checked with the window's paths, edited without secrets, removed. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { asked, configurationOf, withServer } from './client.ts';

/** Put together at run time, so that this file holds no secret. */
const SECRET = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

const FILES = {
  'shop/src/price.ts': 'export function totalPrice(): number {\n  return 42;\n}\n',
  'desk/src/desk.ts': 'export function deskHeight(): number {\n  return 7;\n}\n',
};

describe('notes of a window', () => {
  it('keep what was proved, by folder, and turn stale with their code', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      const folders = { shop: join(root, 'shop'), desk: join(root, 'desk') };
      await client.request('sightline/configure', configurationOf(home, folders));
      await client.ask('What does `totalPrice` return?', 'run-1');
      const { id, claims } = await client.request('sightline/saveNote', { runId: 'run-1' });
      assert.ok(claims > 0);
      const listed = async () => (await client.request('sightline/notes', {})).notes;
      const [note, ...others] = await listed();
      assert.deepEqual(others, []);
      assert.deepEqual([note?.id, note?.isStale, note?.claims.length], [id, false, claims]);
      const [citation] = note!.claims[0]!.citations;
      assert.deepEqual([citation?.root, citation?.path], ['shop', 'src/price.ts']);

      const whyOf = async (): Promise<string[]> => {
        const again = asked('What does `totalPrice` return?');
        const { passages } = await client.request('sightline/preview', { question: again });
        return passages.flatMap(({ why }) => why.evidence.map(({ kind }) => kind));
      };
      assert.ok(
        (await whyOf()).includes('note'),
        'what is previewed has the lines of the note, as what is asked',
      );

      const { question } = await client.request('sightline/editNote', {
        ...{ id, question: `Who uses ${SECRET}?` },
      });
      assert.ok(!question.includes(SECRET));
      assert.equal((await listed())[0]?.question, question);

      await writeFile(join(folders.shop, 'src/price.ts'), 'export const nothing = 0;\n');
      assert.equal((await listed())[0]?.isStale, true);
      await assert.rejects(client.request('sightline/saveNote', { runId: 'run-0' }), /noRun/);
      await assert.rejects(client.request('sightline/deleteNotes', { id: 'none' }), /noNote/);
      assert.deepEqual(await client.request('sightline/deleteNotes', { id }), { removed: 1 });
      assert.deepEqual(await listed(), []);
      assert.equal(await client.stop(), 0);
    }));
});
