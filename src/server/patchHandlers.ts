import type { PATCH_REQUESTS, WrittenPatch } from '../protocol/patches.ts';
import type { Handlers } from './dispatch.ts';
import type { Server } from './server.ts';

/** What is asked of patches: planned, written, taken back, checked. Nothing is written or started in Restricted Mode. */
export function patchHandlers(server: Server): Pick<Handlers, keyof typeof PATCH_REQUESTS> {
  return {
    'sightline/preparePatch': async (params, signal) =>
      (await server.host(signal)).patches.prepare(params, signal),
    'sightline/applyPatch': (params, signal) =>
      writing(server, params.root, signal, (patches) => patches.apply(params, signal)),
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
