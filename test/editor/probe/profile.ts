/** How long calls of one extension hold the extension host, by the sampling profiler of the process itself. */
import { type Profiler, Session } from 'node:inspector/promises';
import { threadCpuMs } from './lag.ts';

const INTERVAL_MS = 1;

export interface CallReport {
  /** The longest run of samples, one after another, with code of the extension on the stack; in ms of the processor. */
  readonly longestMs: number;
  /** All samples with such code, in ms of the processor. */
  readonly totalMs: number;
  /** All samples. */
  readonly samples: number;
}

let session: Session | undefined;
let cpuAtStart: number | null = null;

/** Begins to sample. A profile that is being taken is given up. */
export async function startProfile(): Promise<null> {
  session?.disconnect();
  session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MS * 1_000 });
  await session.post('Profiler.start');
  cpuAtStart = threadCpuMs();
  return null;
}

/**
 * Ends it and says what the code below the path `part` took. Samples are counted, not the time between them: a machine
 * that stalls takes none. One that is busy takes some while the thread waits for its turn: they count for as much as
 * the thread had of the processor.
 */
export async function endProfile(part: string): Promise<CallReport> {
  if (!session) throw new Error('No profile is being taken');
  const cpu = threadCpuMs();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  session = undefined;
  const own = nodesBelow(profile, part);
  let [run, longest, total] = [0, 0, 0];
  for (const id of profile.samples ?? []) {
    run = own.has(id) ? run + 1 : 0;
    longest = Math.max(longest, run);
    if (run > 0) total++;
  }
  const idle = new Set(profile.nodes.filter(isIdle).map(({ id }) => id));
  const busyMs = (profile.samples ?? []).filter((id) => !idle.has(id)).length * INTERVAL_MS;
  const share = cpu === null || cpuAtStart === null ? 1 : Math.min(1, (cpu - cpuAtStart) / busyMs);
  return {
    longestMs: Math.round(longest * INTERVAL_MS * share),
    totalMs: Math.round(total * INTERVAL_MS * share),
    samples: profile.samples?.length ?? 0,
  };
}

function isIdle({ callFrame }: Profiler.ProfileNode): boolean {
  return callFrame.functionName === '(idle)';
}

/** Nodes of the call tree in code of `part`, and everything that such code called. */
function nodesBelow({ nodes }: Profiler.Profile, part: string): Set<number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Set<number>();
  const add = (id: number): void => {
    found.add(id);
    for (const child of byId.get(id)?.children ?? []) add(child);
  };
  for (const { id, callFrame } of nodes) if (!found.has(id) && callFrame.url.includes(part)) add(id);
  return found;
}
