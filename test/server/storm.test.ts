/** Many changes and many processes on one folder: what is left is always the index of the files. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RootStatus } from '../../src/protocol/data.ts';
import { BARE } from '../fakes/environment.ts';
import { DIST, runs } from '../fakes/memory.ts';
import { branchState, fillTree } from '../fakes/tempTree.ts';
import { type Client, configurationOf, withServer } from './client.ts';

const CHANGED_FILES = runs(120, 5_000);
const ROUNDS = runs(6, 200);

/** What an index says, without times. */
async function contents(client: Client, names: readonly string[]): Promise<unknown> {
  const [status] = await client.settled();
  const { savedAtMs: _saved, problems, ...counts } = status as RootStatus;
  assert.deepEqual(problems, []);
  const symbols = [];
  for (const name of names) symbols.push(await client.request('sightline/uses', { name }));
  const { hits } = await client.request('sightline/search', { question: names.join(' '), limit: 50 });
  return { counts, symbols, hits };
}

describe('a branch switch while the folder is open', () => {
  it('leaves the index of a fresh start', () =>
    withServer(branchState('left', CHANGED_FILES), async ({ root, home, start }) => {
      const client = await start();
      const configuration = configurationOf(home, { repo: root });
      await client.request('sightline/configure', configuration);
      await client.settled();
      for (const path of Object.keys(branchState('left', CHANGED_FILES))) await rm(join(root, path));
      const midway = client.request('sightline/reconcile', { paths: [], full: true });
      await fillTree(root, branchState('right', CHANGED_FILES));
      await midway;
      await client.request('sightline/reconcile', { paths: [], full: true });
      const fresh = await start();
      await fresh.request('sightline/configure', configurationOf(join(home, 'fresh'), { repo: root }));
      const names = [
        'rightFunction1',
        'leftFunction1',
        'rightFunction3',
        `rightFunction${CHANGED_FILES - 1}`,
      ];
      assert.deepEqual(await contents(client, names), await contents(fresh, names));
    }));
});

describe('two servers and the command line on one folder', () => {
  it('leave a whole index behind, however often one of them is killed', () =>
    withServer(branchState('left', 40), async ({ root, home, start }) => {
      const shared = join(home, 'sightline');
      const storage = { cacheDir: shared, stateDir: shared };
      const configuration = configurationOf(home, { repo: root }, { storage });
      for (let round = 0; round < ROUNDS; round++) {
        const [one, two] = await Promise.all([start(), start()]);
        await writeFile(join(root, `src/round${round}.ts`), `export function roundFunction${round}() {}\n`);
        const command = runIndexCommand(root, home);
        await Promise.all([one, two].map((client) => client?.request('sightline/configure', configuration)));
        if (round % 3 === 0) command.kill();
        if (round % 3 !== 1) await one?.kill();
        await command.ended;
        // The one that lives on is right, whatever the others did to the store.
        const reports = await two
          ?.settled()
          .then(() => two.request('sightline/uses', { name: `roundFunction${round}` }));
        assert.equal(reports?.definitions.length, 1, `round ${round}`);
        if (round % 2 === 0) await two?.stop();
        else await two?.kill();
      }
      const [last, fresh] = await Promise.all([start(), start()]);
      await last?.request('sightline/configure', configuration);
      await fresh?.request('sightline/configure', configurationOf(join(home, 'fresh'), { repo: root }));
      const names = ['leftFunction1', 'roundFunction0', `roundFunction${ROUNDS - 1}`];
      assert.deepEqual(await contents(last!, names), await contents(fresh!, names));
      assert.ok(!last!.logs.some((line) => /could not be read|broken/.test(line)), last!.logs.join('\n'));
    }));
});

/** `sightline index` with the places of the servers. */
function runIndexCommand(root: string, home: string): { ended: Promise<unknown>; kill(): void } {
  const child = spawn(process.execPath, [join(DIST, 'cli.js'), 'index', '--root', root, '--json'], {
    env: {
      ...BARE,
      HOME: home,
      // The command line makes these into the places that the configuration of the servers names.
      XDG_CACHE_HOME: home,
      XDG_STATE_HOME: home,
    },
    stdio: 'ignore',
  });
  return {
    ended: new Promise((resolve) => child.once('exit', resolve)),
    kill: () => child.kill('SIGKILL'),
  };
}
