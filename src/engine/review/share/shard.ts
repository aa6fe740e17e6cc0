/** One of several machines that share a review. */
export interface Shard {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

/** Whether a file falls to a shard; without one all do. */
export const isOfShard = (path: string, shard: Shard | undefined): boolean =>
  !shard || hashNumber(path) % shard.of === shard.part - 1;

/** FNV-1a over the UTF-16 units: the same on every machine. */
function hashNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
