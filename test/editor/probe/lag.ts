/** Measures how long the event loop is blocked: a timer that should fire every 5 ms, and how late it is. */
import type { Block, LagReport } from './protocol.ts';

const EVERY_MS = 5;
const KEPT = 10;

/** A sampler that runs until it is disposed. */
export function createLagSampler() {
  let worst: Block[] = [];
  let ticks = 0;
  let longestCpuMs: number | null = null;
  let start = performance.now();
  let last = start;
  let lastCpu = threadCpuMs();

  function tick(): void {
    const now = performance.now();
    const cpu = threadCpuMs();
    const ms = Math.max(0, now - last - EVERY_MS);
    const cpuMs = cpu === null || lastCpu === null ? null : cpu - lastCpu;
    last = now;
    lastCpu = cpu;
    ticks++;
    if (cpuMs !== null) longestCpuMs = Math.max(longestCpuMs ?? 0, cpuMs);
    const least = worst.at(-1);
    if (worst.length === KEPT && least !== undefined && ms <= least.ms) return;
    worst = [...worst, { ms, cpuMs, atMs: now - start }].sort((a, b) => b.ms - a.ms).slice(0, KEPT);
  }

  const timer = setInterval(tick, EVERY_MS);
  return {
    report(): LagReport {
      // A block that is going on right up to this request has not been seen by the timer yet.
      tick();
      return { longestMs: worst[0]?.ms ?? 0, longestCpuMs, ticks, sinceResetMs: last - start, worst };
    },
    reset(): void {
      worst = [];
      ticks = 0;
      longestCpuMs = null;
      start = performance.now();
      last = start;
      lastCpu = threadCpuMs();
    },
    dispose(): void {
      clearInterval(timer);
    },
  };
}

/** Desktop builds may run a Node that cannot tell the time of one thread. */
export function threadCpuMs(): number | null {
  if (typeof process.threadCpuUsage !== 'function') return null;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
