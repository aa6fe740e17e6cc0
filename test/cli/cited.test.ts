/** Citations that other programs can take: the place, its hash, and the commit that holds it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import { runGit } from '../fakes/tempTree.ts';
import { withRepository } from './process.ts';

const TREE = {
  'src/held.ts': 'export function heldLimit(): number {\n  return 7;\n}\n',
  'src/changed.ts': 'export function changedLimit(): number {\n  return 8;\n}\n',
};

describe('a citation in JSON', () => {
  it('has the place, the hash of its lines, and the commit only where that holds the file as it is', () =>
    withRepository(TREE, async (run, _home, root) => {
      runGit(root, 'init', '-q', '-b', 'main');
      runGit(root, 'add', '.');
      runGit(root, 'commit', '-q', '-m', 'One');
      runGit(root, 'remote', 'add', 'origin', 'https://me:secret@github.com/owner/name.git');
      await writeFile(join(root, 'src/changed.ts'), `// Another line.\n${TREE['src/changed.ts']}`);
      const { code, out } = await run(['ask', 'heldLimit and changedLimit', '--json']);
      assert.equal(code, 0);
      const answer = JSON.parse(out) as Answer;
      const commit = answer.commit!;
      assert.match(commit, /^[0-9a-f]{40}$/);
      assert.deepEqual(answer.web, { forge: 'github', base: 'https://github.com/owner/name', folder: '' });
      assert.ok(!out.includes('secret@'));
      const cited = new Map(
        answer.claims.flatMap(({ citations }) => citations.map((one) => [one.path, one] as const)),
      );
      const held = cited.get('src/held.ts')!;
      assert.ok(held.startLine >= 1 && held.endLine >= held.startLine);
      assert.match(held.hash, /^[0-9a-f]{16,}$/);
      assert.equal(held.commit, commit);
      assert.equal(cited.get('src/changed.ts')!.commit, undefined, 'the commit holds another text');
      const table = await run(['find', 'kind:function name:heldLimit', '--json']);
      const [row] = (JSON.parse(table.out) as Answer).table!.rows;
      assert.deepEqual([row?.citation.path, row?.citation.commit], ['src/held.ts', commit]);
    }));
});
