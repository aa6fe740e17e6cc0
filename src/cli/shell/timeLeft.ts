/** Before this a rate says nothing: the first files are read while the parsers start. */
const LEAST_MS = 3_000;
const LEAST_DONE = 50;

/**
 * How long the rest of a work will take, in words; empty while nobody can know. `ms` is how long the work has gone on,
 * `done` what was done in it.
 */
export function leftText({
  ms,
  done,
  left,
}: {
  readonly ms: number;
  readonly done: number;
  readonly left: number;
}): string {
  if (ms < LEAST_MS || done < LEAST_DONE || left === 0) return '';
  const seconds = Math.ceil(((ms / done) * left) / 1000);
  if (seconds < 60) return `about ${seconds < 10 ? seconds : Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 5_400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3_600)} h left`;
}
