/** The tests' side of the probe: finds the extension host of a window and asks it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbeAddress, ProbeCalls, ProbeInfo } from '../probe/protocol.ts';
import { START_LIMIT_MS, waitFor } from './waiting.ts';

/** A connection to the probe in one extension host. */
export interface Probe {
  readonly info: ProbeInfo;
  /** Asks the editor API. @throws Error with the message of what failed there. */
  ask<Call extends keyof ProbeCalls>(
    call: Call,
    ...args: Record<string, never> extends ProbeCalls[Call][0]
      ? [args?: ProbeCalls[Call][0]]
      : [args: ProbeCalls[Call][0]]
  ): Promise<ProbeCalls[Call][1]>;
}

/**
 * Waits for the probe of the window that shows `folder` (or the workspace file; undefined: a window without one).
 * `notPid` leaves out an extension host that is known to be ending, as after a reload.
 */
export async function findProbe(
  probeDir: string,
  folder: string | undefined,
  notPids: ReadonlySet<number> = new Set(),
): Promise<Probe> {
  return waitFor(
    `the probe in the extension host of ${folder ?? 'the empty window'}`,
    async () => {
      const addresses = await readAddresses(probeDir);
      for (const address of addresses.sort((a, b) => b.startedAt - a.startedAt)) {
        if (notPids.has(address.pid)) continue;
        const info = (await call(address, 'info', {}).catch(() => undefined)) as ProbeInfo | undefined;
        if (info === undefined) continue;
        if ((info.workspaceFile ?? info.folders[0]) !== folder) continue;
        return { info, ask: (name, args) => call(address, name, args ?? {}) } as Probe;
      }
      return undefined;
    },
    START_LIMIT_MS,
  );
}

async function readAddresses(probeDir: string): Promise<ProbeAddress[]> {
  const names = (await readdir(probeDir)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(
    names.map((name) => readFile(join(probeDir, name), 'utf8').catch(() => '')),
  );
  return texts.filter((text) => text !== '').map((text) => JSON.parse(text) as ProbeAddress);
}

async function call({ port, token }: ProbeAddress, name: string, args: unknown): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({ call: name, args }),
  });
  const body = (await response.json()) as { value?: unknown; error?: string };
  if (body.error !== undefined) throw new Error(`probe ${name}: ${body.error}`);
  return body.value;
}
