/** Rejections that nobody waits for: in a process of ours each of them would be its end. */
export async function unseenDuring(work: () => Promise<void>): Promise<unknown[]> {
  const unseen: unknown[] = [];
  const note = (error: unknown): void => void unseen.push(error);
  // Those of the test runner would fail the test with a stack that names neither the work nor the promise.
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  try {
    await work();
  } finally {
    process.off('unhandledRejection', note);
    for (const one of others) process.on('unhandledRejection', one);
  }
  return unseen;
}
