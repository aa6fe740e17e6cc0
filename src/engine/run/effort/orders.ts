/**
 * Up to `count` different orders of a list: the one it has, then others drawn from the seed, the same for the same seed.
 * Fewer where a list has no more orders.
 */
export function ordersOf<T>(list: readonly T[], count: number, seed: string): T[][] {
  const random = seededFrom(seed);
  const orders = [[...list]];
  const known = new Set([keyOf(list, list)]);
  const most = Math.min(count, ordersAtMost(list.length));
  while (orders.length < most) {
    const next = shuffled(list, random);
    const key = keyOf(next, list);
    if (known.has(key)) continue;
    known.add(key);
    orders.push(next);
  }
  return orders;
}

/** How many orders so many things have, as far as that is a small number. */
export const ordersAtMost = (length: number): number =>
  length < 2 ? 1 : length === 2 ? 2 : Number.MAX_SAFE_INTEGER;

const keyOf = <T>(order: readonly T[], list: readonly T[]): string =>
  order.map((one) => list.indexOf(one)).join();

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1));
    [order[last], order[at]] = [order[at]!, order[last]!];
  }
  return order;
}

/** Numbers from 0 up to 1, by the same rule for the same seed (FNV-1a, then mulberry32). */
function seededFrom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
