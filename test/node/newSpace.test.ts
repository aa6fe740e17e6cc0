import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';

const MODULE = join(import.meta.dirname, '../../src/node/shell/newSpace.ts');

/** A process in which much of what is new lives for a while; prints how large the space for it has grown, in bytes. */
const GROWS = `
  const { getHeapSpaceStatistics } = await import('node:v8');
  if (process.argv[1]) (await import(process.argv[1])).limitNewSpace();
  const kept = [];
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < 20000; i++) kept[(round * 20000 + i) % 600000] = { round, i, text: 'x' + i };
    if (round % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(space_size);
`;

async function grown(...args: string[]): Promise<number> {
  const granted = ['--max-semi-space-size=64', '--input-type=module', '-e', GROWS];
  const { stdout } = await promisify(execFile)(process.execPath, [...granted, ...args]);
  return Number(stdout);
}

suite('The space for new objects', () => {
  test('stays small where a runtime would let it grow', async () => {
    const free = await grown();
    const limited = await grown(MODULE);
    assert.ok(free > 40 * 2 ** 20, `${free} bytes by itself`);
    // It may double once before it is looked at.
    assert.ok(limited <= 34 * 2 ** 20, `${limited} bytes`);
  });
});
