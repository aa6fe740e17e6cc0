/** Workers of one process never parse at one time what needs opposite settings of the runtime. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createTurns, freeCell, leaveTurn, takeTurn } from '../../src/node/parser/turns.ts';

const TURNS = pathToFileURL(`${import.meta.dirname}/../../src/node/parser/turns.ts`).href;

/** Takes and leaves turns, and counts in `seen` who is inside: optimised, plain, overlaps, turns. */
const PROGRAM = `
const { workerData } = require('node:worker_threads');
import(${JSON.stringify(TURNS)}).then(({ takeTurn, leaveTurn }) => {
  const { cells, seen, cell, rounds } = workerData;
  for (let i = 0; i < rounds; i++) {
    const isPlain = (i * 7 + cell * 3) % 5 < 2;
    takeTurn(cells, cell, isPlain ? 'plain' : 'optimised');
    Atomics.add(seen, isPlain ? 1 : 0, 1);
    for (let look = 0; look < 200; look++)
      if (Atomics.load(seen, isPlain ? 0 : 1) > 0) Atomics.add(seen, 2, 1);
    Atomics.sub(seen, isPlain ? 1 : 0, 1);
    Atomics.add(seen, 3, 1);
    leaveTurn(cells, cell);
  }
});
`;

describe('turns of parser workers', () => {
  it('never overlap with the opposite need, and all of them come', async () => {
    const cells = createTurns();
    const seen = new Int32Array(new SharedArrayBuffer(16));
    const rounds = 300;
    await Promise.all(
      [1, 2, 3].map(
        (cell) =>
          new Promise<void>((resolve, reject) => {
            const worker = new Worker(PROGRAM, { eval: true, workerData: { cells, seen, cell, rounds } });
            worker.on('error', reject);
            worker.on('exit', () => resolve());
          }),
      ),
    );
    assert.deepEqual([...seen], [0, 0, 0, 3 * rounds]);
  });

  it('may be had by many at once that need the same', () => {
    const cells = createTurns();
    for (const cell of [1, 2, 3]) takeTurn(cells, cell, 'plain');
    leaveTurn(cells, 2);
    takeTurn(cells, 2, 'plain');
    for (const cell of [1, 2, 3]) leaveTurn(cells, cell);
    takeTurn(cells, 1, 'optimised');
    assert.deepEqual([...cells.slice(0, 4)], [0, 1, 0, 0]);
  });

  it('are freed for a worker that was killed in its own', async () => {
    const cells = createTurns();
    takeTurn(cells, 1, 'optimised');
    const seen = new Int32Array(new SharedArrayBuffer(16));
    const waits = new Worker(PROGRAM, { eval: true, workerData: { cells, seen, cell: 2, rounds: 1 } });
    const ended = new Promise((resolve) => waits.on('exit', resolve));
    // Its first need is the opposite one: it waits until the pool ends the turn of the killed worker.
    while (Atomics.load(cells, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(seen[3], 0);
    leaveTurn(cells, 1);
    await ended;
    assert.deepEqual([...seen], [0, 0, 0, 1]);
  });

  it('have a cell for each worker', () => {
    assert.equal(freeCell(new Set()), 1);
    assert.equal(freeCell(new Set([1, 2, 4])), 3);
  });
});
