/** Runs a lane `count` times at once, waits until each has ended, then passes on the first failure: nothing goes on behind it. */
export async function runLanes(count: number, lane: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: count }, lane));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
