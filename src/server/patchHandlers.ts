import type { PATCH_REQUESTS, WrittenPatch } from '../protocol/patches.ts';
import type { ParamsOf, ResultOf } from '../protocol/requests.ts';
import type { Handlers } from './dispatch.ts';
import { currentEngine } from './runHandlers.ts';
import type { Server } from './server.ts';

/** What is asked of patches: planned, written, taken back, checked. Nothing is written or started in Restricted Mode. */
export function patchHandlers(server: Server): Pick<Handlers, keyof typeof PATCH_REQUESTS> {
  return {
    'sightline/preparePatch': async (params, signal) =>
      (await server.host(signal)).patches.prepare(params, signal),
    'sightline/applyPatch': (params, signal) =>
      writing(server, params.root, signal, (patches) => patches.apply(params, signal)),
    'sightline/moved': (params, signal) => movedOf(server, params, signal),
    'sightline/users': async ({ root, paths: asked }, signal) => {
      const { engine, paths } = await currentEngine(server, signal);
      const users = await engine.usersOf(asked.map((path) => paths.inner(path, root)));
      return { users: users.map(paths.outer) };
    },
    'sightline/undoPatch': (params, signal) =>
      writing(server, params.root, signal, (patches) => patches.undo(params, signal)),
    'sightline/patches': async (_params, signal) => (await server.host(signal)).patches.list(),
    'sightline/check': async ({ checkId, ...params }, signal) => {
      server.requireTrust('patchesRestricted');
      return (await server.host(signal)).patches.check(params, {
        signal: AbortSignal.any([signal, server.closing]),
        onOutput: (text) => server.onCheckOutput({ checkId, text }),
      });
    },
    'sightline/showPatch': async (params, signal) => (await server.host(signal)).patches.show(params, signal),
  };
}

/** What moved files change in imports. The index is brought up to the moves first: they are only just made. */
async function movedOf(
  server: Server,
  { root, moves }: ParamsOf<'sightline/moved'>,
  signal: AbortSignal,
): Promise<ResultOf<'sightline/moved'>> {
  const host = await server.host(signal);
  const inner = moves.map(({ from, to }) => ({
    from: host.paths.inner(from, root),
    to: host.paths.inner(to, root),
  }));
  const options = { isDone: true, signal };
  await host.reconcile(
    inner.flatMap(({ from, to }) => [from, to]),
    false,
  );
  const { engine, paths } = await currentEngine(server, signal);
  let found = await engine.moved(inner, options);
  if (!found) {
    // What a moved folder holds is seen by a walk alone.
    await host.reconcile([], true);
    found = await engine.moved(inner, options);
  }
  if (!found) return { files: [], changed: [], left: [], others: 0 };
  const own = <T extends { readonly path: string }>(list: readonly T[]): T[] =>
    list.flatMap((one) => {
      const { path, root: of } = paths.outer(one.path);
      return of === root ? [{ ...one, path }] : [];
    });
  const files = own(found.files);
  return {
    ...{ files, others: found.files.length - files.length },
    changed: own(found.changed).map(({ path, line }) => ({ path, line })),
    left: own(found.left).map(({ path, line, why }) => ({ path, line, why })),
  };
}

type Patches = Awaited<ReturnType<Server['host']>>['patches'];

/** Writes; the index is brought up to what was written. */
async function writing(
  server: Server,
  root: string | undefined,
  signal: AbortSignal,
  work: (patches: Patches) => Promise<WrittenPatch>,
): Promise<WrittenPatch> {
  server.requireTrust('patchesRestricted');
  const host = await server.host(signal);
  const written = await work(host.patches);
  if (written.type === 'written')
    void host.reconcile(
      written.files.map((path) => host.paths.inner(path, root)),
      false,
    );
  return written;
}
