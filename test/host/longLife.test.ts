/** A host that lives long: what is counted after thousands of updates and questions is what was there before them. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { openHost } from '../../src/host/host.ts';
import { openPlaces } from '../../src/host/stored.ts';
import { findSecrets } from '../../src/node/secrets/find.ts';
import { type Census, census } from '../fakes/census.ts';
import { asked, DIST, never, runs } from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

/** Rounds before the first count: what is made once is made then. */
const WARM = 20;

/** Times that growth is counted again: what is held until something is written goes, what leaks stays. */
const COUNTS = 60;

/** Beyond what caches and the runtime keep, nothing may grow with the number of rounds. */
function grownIn(before: Census, after: Census, rounds: number): string | undefined {
  const grown = (Object.keys(before) as (keyof Census)[]).filter(
    (name) => after[name] - before[name] > Math.max(4, rounds / 20),
  );
  return grown.length === 0
    ? undefined
    : grown
        .map((name) => `${name}: ${before[name]} before, ${after[name]} after ${rounds} rounds`)
        .join('\n');
}

/** Waits for a census without growth; `settle` ends what may still be under way. */
async function assertFlat(
  before: Census,
  rounds: number,
  settle: () => Promise<unknown> = async () => {},
): Promise<void> {
  let grown: string | undefined;
  for (let i = 0; i < COUNTS; i++) {
    grown = grownIn(before, census(), rounds);
    if (grown === undefined) return;
    await settle();
    await setTimeout(500);
  }
  assert.fail(grown);
}

describe('a long life', () => {
  it('of questions and updates leaves no mark, listener, timer, signal, map or set behind', () =>
    withTempTree({ 'a.txt': 'alpha goes first\n', 'src/b.ts': 'export const beta = 1;\n' }, (root) =>
      withTempTree({}, async (home) => {
        const host = await openHost({
          ...{ isTrusted: true, workers: 1, distDir: DIST, model: () => undefined, log: createTestLog() },
          places: openPlaces({ cacheDir: join(home, 'cache'), stateDir: join(home, 'state') }),
          folders: [{ name: 'repo', path: root, uri: pathToFileURL(root).href, exclude: [] }],
        });
        const round = async (i: number): Promise<void> => {
          await writeFile(join(root, `note${i % 5}.txt`), `alpha note ${i}\n`);
          await host.reconcile([`note${i % 5}.txt`], i % 10 === 0);
          const engine = await host.engine(never);
          const stop = new AbortController();
          const ends: string[] = [];
          for await (const { event } of engine.ask(asked(`where is alpha ${i}?`), { signal: stop.signal }))
            ends.push(event.type);
          assert.equal(ends.at(-1), 'done');
          await engine.search('beta', { limit: 5 });
          assert.equal(host.status()[0]?.state, 'ready');
          // As it is stored whenever it is quiet; what changed since the last time is kept apart.
          if (i % 20 === 19) await host.refresh({ signal: never });
        };
        const rounds = runs(80, 5_000);
        for (let i = 0; i < WARM; i++) await round(i);
        const before = census();
        for (let i = WARM; i < WARM + rounds; i++) await round(i);
        await assertFlat(before, rounds, () => host.refresh({ signal: never }));
        await host.close();
      }),
    ));

  it('of hosts that are opened and closed leaves nothing of them', () =>
    withTempTree({ 'a.txt': 'alpha\n' }, (root) =>
      withTempTree({}, async (home) => {
        const round = async (): Promise<void> => {
          const host = await openHost({
            ...{ isTrusted: false, workers: 1, distDir: DIST, model: () => undefined, log: createTestLog() },
            places: openPlaces({ cacheDir: join(home, 'cache'), stateDir: join(home, 'state') }),
            folders: [{ name: 'repo', path: root, uri: pathToFileURL(root).href, exclude: [] }],
          });
          host.begin();
          await host.refresh({ signal: never });
          await host.close();
        };
        for (let i = 0; i < 5; i++) await round();
        const before = census();
        const rounds = runs(16, 1_000);
        for (let i = 0; i < rounds; i++) await round();
        await assertFlat(before, rounds);
      }),
    ));

  it('of searches for secrets leaves no mark in the timeline', async () => {
    const before = census();
    const rounds = runs(200, 10_000);
    for (let i = 0; i < rounds; i++)
      await findSecrets(`const a${i} = "AKIA${String(i).padStart(16, 'X')}";\n`);
    await assertFlat(before, rounds);
    assert.equal(performance.getEntries().length, before.marks);
  });
});
