/**
 * Whether the runtime optimises is one setting of the whole process, and a function keeps what was set when it was first
 * called. Workers that parse at one time must therefore agree: while one has a lexer that must not be optimised, no other
 * may have the setting on. To optimise such a lexer takes gigabytes and a minute, for a file that is parsed in a moment.
 *
 * Each worker has a cell of shared memory with what it needs now, and the first cell says what one waits for.
 */

/** What a worker needs of the process: `any`, nothing now. */
const NEEDS = { any: 0, optimised: 1, plain: 2 } as const;
type Need = Exclude<keyof typeof NEEDS, 'any'>;

/** Workers that can be told apart; those beyond share the last cell's place in line, and none has so many. */
const CELLS = 256;
/** Looks for its turn as often as this, in milliseconds. */
const POLL_MS = 2;
/** So many looks a worker lets another one pass that waits for the other setting. */
const PATIENCE = 25;

/** The cells of all workers of a process. */
export const createTurns = (): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT));

/** Finds a cell that no other worker has, from 1 on. */
export function freeCell(taken: ReadonlySet<number>): number {
  for (let cell = 1; cell < CELLS; cell++) if (!taken.has(cell)) return cell;
  throw new RangeError(`There are no more than ${CELLS - 1} workers.`);
}

/** Waits, blocking, until no other worker needs the opposite setting. Ends, since each leaves its turn after a file. */
export function takeTurn(cells: Int32Array<SharedArrayBuffer>, own: number, need: Need): void {
  const wanted = NEEDS[need];
  for (let looks = 0; ; looks++) {
    const isOthers = Atomics.load(cells, 0) === 3 - wanted && looks < PATIENCE;
    if (!isOthers) {
      Atomics.store(cells, own, wanted);
      if (isFree(cells, own, wanted)) break;
      Atomics.store(cells, own, NEEDS.any);
      Atomics.compareExchange(cells, 0, NEEDS.any, wanted);
    }
    // Workers that stepped back at one time do not come again at one time.
    Atomics.wait(cells, own, NEEDS.any, POLL_MS + (own % 3));
  }
  Atomics.compareExchange(cells, 0, wanted, NEEDS.any);
}

function isFree(cells: Int32Array, own: number, wanted: number): boolean {
  for (let cell = 1; cell < cells.length; cell++)
    if (cell !== own && Atomics.load(cells, cell) === 3 - wanted) return false;
  return true;
}

/** Ends the turn of a worker; also that of one that was killed in it. */
export function leaveTurn(cells: Int32Array<SharedArrayBuffer>, own: number): void {
  Atomics.store(cells, own, NEEDS.any);
}
