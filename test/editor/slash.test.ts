/** What stands behind a slash in the question box: the commands of the palette, by names that are no paths. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { fittingCommands, slashCommands } from '../../src/editor/chat/slash.ts';

const { commands } = manifest.contributes;
const all = slashCommands(commands, () => true);
const names = (typed: string): string[] => fittingCommands(all, typed).map(({ name }) => name);

describe('commands behind a slash', () => {
  it('are those of the palette, each by a name of its own', () => {
    const missing = commands.filter(({ command }) => !all.some((one) => one.command === command));
    assert.deepEqual(
      missing.map(({ command }) => command),
      ['sightline.ask'],
    );
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.ok(all.every(({ name }) => /^[a-z]+(?:-[a-z]+)*$/.test(name)));
  });

  it('are offered under the conditions that the manifest sets', () => {
    const without = (missing: string): string[] =>
      slashCommands(commands, (condition) => condition !== missing).map(({ command }) => command);
    assert.ok(!without('sightline.hasPatch').includes('sightline.writePatch'));
    assert.ok(without('sightline.hasPatch').includes('sightline.fix'));
    assert.ok(!without('isWorkspaceTrusted').includes('sightline.fix'));
    assert.ok(without('workspaceFolderCount > 0').includes('sightline.chooseModel'));
    assert.deepEqual(
      slashCommands(undefined, () => true),
      [],
    );
  });

  it('begin with what was typed, or have a word that does', () => {
    assert.deepEqual(names('review-s'), ['review-selection', 'review-staged']);
    assert.deepEqual(names('MODEL'), ['choose-model', 'test-model', 'measure-model']);
    assert.deepEqual(names('').length, all.length);
    for (const path of ['src', 'lib', 'docs', 'packages', 'usr', 'etc', 'tmp', 'home', 'build'])
      assert.deepEqual(names(path), [], path);
  });
});
