/** The host as a door opens it: what it gives for folders that can be opened, and for those that cannot. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { questionOf } from '../../src/host/focus.ts';
import { type HostOptions, openHost } from '../../src/host/host.ts';
import { pathMap } from '../../src/host/paths.ts';
import { RefusedError } from '../../src/host/refusals.ts';
import { Runs } from '../../src/host/runs.ts';
import { openPlaces } from '../../src/host/stored.ts';
import type { NumberedEvent, RunEvent } from '../../src/protocol/data.ts';
import { DIST, never } from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const folder = (name: string, path: string) => ({
  ...{ name, path, uri: pathToFileURL(path).href, exclude: [] },
});

function options(
  home: string,
  folders: HostOptions['folders'],
  more: Partial<HostOptions> = {},
): HostOptions {
  return {
    ...{ folders, isTrusted: false, workers: 1, distDir: DIST, log: createTestLog() },
    places: openPlaces({ cacheDir: join(home, 'cache'), stateDir: join(home, 'state') }),
    model: () => undefined,
    ...more,
  };
}

describe('a host', () => {
  it('refreshes while its caller watches, stores what was read, and is asked at once the next time', () =>
    withTempTree({ 'a.ts': 'export function alpha() {}\n' }, (root) =>
      withTempTree({}, async (home) => {
        const first = await openHost(options(home, [folder('repo', root)]));
        const phases = new Set<string>();
        assert.deepEqual(
          await first.refresh({ signal: never, onProgress: ({ phase }) => phases.add(phase) }),
          [],
        );
        assert.ok(phases.has('read'));
        assert.equal((await first.stored().symbol('alpha')).length, 1);
        await first.close();
        const second = await openHost(options(home, [folder('repo', root)]));
        assert.equal((await (await second.engine(never)).symbol('alpha')).length, 1);
        await second.close();
      }),
    ));

  it('searches once for nobody when it keeps an index, and not when it is only asked', () =>
    withTempTree({ 'a.ts': 'export function alpha() {}\n' }, (root) =>
      withTempTree({}, async (home) => {
        const said = 'What every search needs was read';
        const { promise: heard, resolve } = Promise.withResolvers<void>();
        const info = (line: string): void => {
          if (line.startsWith(said)) resolve();
        };
        const log = { ...createTestLog(), info };
        const kept = await openHost(options(home, [folder('repo', root)], { log }));
        kept.begin();
        await heard;
        await kept.close();
        const quiet = createTestLog();
        const asked = await openHost(options(home, [folder('repo', root)], { log: quiet }));
        await asked.refresh({ signal: never });
        assert.equal((await asked.stored().symbol('alpha')).length, 1);
        await asked.close();
        assert.equal(quiet.lines.filter((line) => line.startsWith(said)).length, 0);
      }),
    ));

  it('rejects a refresh that is stopped with the reason, and can go on', () =>
    withTempTree({ 'a.ts': 'export function alpha() {}\n' }, (root) =>
      withTempTree({}, async (home) => {
        const host = await openHost(options(home, [folder('repo', root)]));
        const reason = new Error('stopped by a person');
        await assert.rejects(host.refresh({ signal: AbortSignal.abort(reason) }), reason);
        await host.refresh({ signal: never });
        assert.equal(host.status()[0]?.files.indexed, 1);
        await host.close();
      }),
    ));

  it('tells which folders cannot be opened, as facts, and refuses when none can', () =>
    withTempTree({ 'repo/a.ts': 'export const a = 1;\n' }, (root) =>
      withTempTree({}, async (home) => {
        const gone = join(root, 'gone');
        const failure = { kind: 'folder', cause: 'notOpened', target: gone, code: 'ENOENT' } as const;
        const some = await openHost(
          options(home, [folder('repo', join(root, 'repo')), folder('gone', gone)]),
        );
        assert.deepEqual(some.problems, [{ kind: 'failure', failure }]);
        await some.refresh({ signal: never });
        assert.deepEqual(
          some.status().map(({ state, problems }) => [state, problems]),
          [
            ['ready', []],
            ['unavailable', [{ kind: 'failure', failure }]],
          ],
        );
        await some.close();
        const none = await openHost(options(home, [folder('gone', gone)]));
        assert.throws(() => none.stored(), { name: 'RefusedError', failure });
        await none.close();
      }),
    ));

  it('gives each folder its own problems of the walk, whatever their names hold', () =>
    withTempTree({ 'one/a.ts': 'a', 'two/.gitignore/': '', 'two/b.ts': 'b' }, (root) =>
      withTempTree({}, async (home) => {
        const folders = [folder('one: two', join(root, 'one')), folder('two', join(root, 'two'))];
        const host = await openHost(options(home, folders));
        await host.refresh({ signal: never });
        assert.deepEqual(
          host.status().map(({ problems }) => problems.map(({ kind }) => kind)),
          [[], ['rulesUnread']],
        );
        await host.close();
      }),
    ));
});

describe('what a question points at', () => {
  it('has the paths of the engine', () => {
    const mentions = [
      { kind: 'folder', path: 'src/', root: 'two' },
      { kind: 'selection', path: 'a.ts', startLine: 2, endLine: 3 },
      { kind: 'symbol', name: 'alpha', path: 'b.ts', root: 'two' },
      { kind: 'symbol', name: 'beta' },
    ] as const;
    const asked = { text: 'Why?', history: [], focus: mentions, open: { path: 'c.ts', root: 'two' } };
    const { focus, open } = questionOf(asked, pathMap(['one', 'two']));
    assert.deepEqual(open, { path: 'two/c.ts' });
    assert.deepEqual(focus, [
      { kind: 'folder', path: 'two/src' },
      { kind: 'selection', path: 'one/a.ts', startLine: 2, endLine: 3 },
      { kind: 'symbol', name: 'alpha', path: 'two/b.ts' },
      { kind: 'symbol', name: 'beta' },
    ]);
  });
});

describe('the runs of a host', () => {
  it('end with what refused them, and with a bug as one that is in the log', async () => {
    const log = createTestLog();
    const sent: NumberedEvent[] = [];
    const runs = new Runs<RunEvent>((step) => sent.push(step), log);
    const refused = new RefusedError({ kind: 'index', cause: 'noIndex', detail: 'no space left' });
    // biome-ignore lint/correctness/useYield: it ends before its first event.
    const failing = async function* (error: Error): AsyncGenerator<NumberedEvent> {
      throw error;
    };
    runs.start('one', () => failing(refused));
    assert.throws(() => runs.start('one', () => failing(refused)), {
      failure: { kind: 'refused', cause: 'runUnderWay', target: 'one' },
    });
    runs.start('two', () => failing(new Error('it is no function')));
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (sent.length < 2) await new Promise<void>((resolve) => setImmediate(resolve));
    assert.deepEqual(
      sent.map(({ event }) => event),
      [
        { type: 'failed', failure: refused.failure },
        { type: 'failed', failure: { kind: 'internal', cause: 'crashed', detail: 'it is no function' } },
      ],
    );
    assert.equal(log.lines.length, 1);
  });
});
