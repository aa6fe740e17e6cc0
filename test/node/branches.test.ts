import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { type OpenedPorts, openPorts } from '../../src/node/ports.ts';
import { createPlaces } from '../../src/node/storage/places.ts';
import { DIST, isSoak, never } from '../fakes/memory.ts';
import { createTestLog, runGit } from '../fakes/tempTree.ts';

/** Threat A56: a repository whose branches differ in most files, switched again and again while it is indexed. */
const FILES = isSoak ? 20_000 : 600;
const SWITCHES = isSoak ? 20 : 6;

function writeBranch(root: string, branch: number): void {
  for (let i = 0; i < FILES; i++) {
    // One file in twenty has another name on the other branch.
    const name = i % 20 === 0 ? `moved${branch}_${i}.ts` : `file${i}.ts`;
    const folder = join(root, `d${i % 50}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, name),
      `export function work${i}of${branch}() {\n  return shared${i % 7}(${branch});\n}\n`,
    );
  }
}

async function open(root: string, cacheDir: string): Promise<{ engine: Engine; opened: OpenedPorts }> {
  const places = createPlaces({ cacheDir, stateDir: join(cacheDir, 'state') });
  const opened = await openPorts({
    root,
    distDir: DIST,
    schema: 1,
    log: createTestLog(),
    places,
    workers: 1,
  });
  return { engine: await createEngine(opened.ports, { grammars: opened.grammars }), opened };
}

/** What two equal indexes agree on. */
async function picture(engine: Engine): Promise<unknown> {
  const { savedAtMs: _saved, ...status } = await engine.status();
  const { hits } = await engine.search('work20of1 work21of2 shared3', { limit: 40 });
  return { status, hits: hits.map(({ path, startLine, score }) => [path, startLine, score.toFixed(6)]) };
}

test('an index followed through branch switches equals a fresh one', async () => {
  const base = await mkdtemp(join(tmpdir(), 'sightline-branches-'));
  const root = join(base, 'repo');
  mkdirSync(root);
  try {
    runGit(root, 'init', '-q', '-b', 'one');
    writeBranch(root, 1);
    runGit(root, 'add', '-A');
    runGit(root, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'one');
    runGit(root, 'checkout', '-q', '-b', 'two');
    runGit(root, 'rm', '-rqf', '.');
    writeBranch(root, 2);
    runGit(root, 'add', '-A');
    runGit(root, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'two');
    const { engine, opened } = await open(root, join(base, 'live'));
    for (let i = 0; i < SWITCHES; i++) {
      // The switch happens while an update is under way; the one after it must put everything right.
      const update = engine.update({ signal: never });
      runGit(root, 'checkout', '-q', i % 2 === 0 ? 'one' : 'two');
      await update;
      await engine.update({ signal: never });
    }
    const live = await picture(engine);
    await opened.dispose();
    const fresh = await open(root, join(base, 'fresh'));
    await fresh.engine.update({ signal: never });
    assert.deepEqual(live, await picture(fresh.engine));
    await fresh.opened.dispose();
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
