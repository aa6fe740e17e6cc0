/** A stored index that was tampered with or damaged: it opens as it was, or is built again, and is never believed (F7). */
import assert from 'node:assert/strict';
import { link, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { createEngine } from '../../src/engine/engine.ts';
import { createDiskStore } from '../../src/node/storage/store.ts';
import {
  asked,
  GRAMMARS,
  MemoryWorkspace,
  memoryPorts,
  never,
  rememberParses,
  runs,
  secretsHere,
  startPool,
} from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const pool = startPool();
after(() => pool.dispose());
const parser = rememberParses(pool);
const FILES = {
  'src/a.ts': "import { beta } from './b.ts';\nexport function alpha(): number {\n  return beta() + 1;\n}\n",
  'src/b.ts': 'export function beta(): number {\n  return 41;\n}\n',
  'docs/guide.md': '# Guide\n\nCall alpha to begin, and beta for more.\n',
  'notes.txt': 'gamma is not alpha\n',
};

async function engineOn(dir: string, store = createDiskStore(dir, { log: createTestLog(), owner: 'repo' })) {
  const ports = { ...memoryPorts(parser, new MemoryWorkspace(FILES)), store, secrets: secretsHere };
  return createEngine(ports, { grammars: GRAMMARS });
}

/** All that a person could be shown from an index. */
async function shownBy(dir: string): Promise<unknown> {
  const engine = await engineOn(dir);
  // Asked before the files are looked at again, as a window does that has just been opened.
  const stored =
    engine.counts('').files.indexed > 0 ? await engine.search('alpha beta', { limit: 9 }) : undefined;
  await engine.update({ signal: never });
  const found = await engine.search('alpha beta', { limit: 9 });
  if (stored) assert.deepEqual(stored, found);
  const answers = [];
  for await (const { event } of engine.ask(asked('where is alpha?'), { signal: never }))
    if (event.type === 'done') answers.push(event.answer.claims.map(({ text, state }) => [text, state]));
  const { savedAtMs: _at, ...status } = await engine.status();
  return { status, found, answers, outline: await engine.outline(''), alpha: await engine.symbol('alpha') };
}

interface Damage {
  readonly kind: (typeof KINDS)[number];
  /** Which file, and where in it, as shares of all. */
  readonly file: number;
  readonly at: number;
  readonly value: number;
}

const KINDS = [
  ...['flip', 'byte', 'zeros', 'cut', 'empty', 'grow', 'sparse', 'shift', 'repeat', 'noise'],
  ...['swap', 'copy', 'gone', 'link', 'dangling', 'hardLink', 'folder', 'older', 'twice', 'reversed'],
] as const;

/** Does one kind of damage to one file of an index. `old` has the files of an earlier generation. */
async function damage(
  dir: string,
  old: ReadonlyMap<string, Buffer>,
  { kind, file, at, value }: Damage,
): Promise<void> {
  const names = (await readdir(dir)).sort();
  const name = names[Math.floor(file * names.length)]!;
  const other = names[(names.indexOf(name) + 1 + Math.floor(at * (names.length - 1))) % names.length]!;
  const [path, beside] = [join(dir, name), join(dir, other)];
  const bytes = await readFile(path);
  const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
  const written: Readonly<Record<string, () => Buffer>> = {
    flip: () => Buffer.from(bytes.map((byte, i) => (i === place ? byte ^ (1 << (value % 8)) : byte))),
    byte: () => Buffer.from(bytes.map((byte, i) => (i === place ? (byte + 1 + (value % 255)) & 255 : byte))),
    zeros: () => Buffer.from(bytes.map((byte, i) => (i >= place && i < place + 64 ? 0 : byte))),
    cut: () => bytes.subarray(0, place),
    empty: () => Buffer.alloc(0),
    grow: () => Buffer.concat([bytes, Buffer.alloc(1 + value, value)]),
    shift: () => Buffer.concat([bytes.subarray(0, place), Buffer.from([value]), bytes.subarray(place)]),
    repeat: () => Buffer.concat([bytes, bytes]),
    noise: () => Buffer.from(bytes.map((_, i) => (i * 7919 + value) & 255)),
    reversed: () => Buffer.from(bytes).reverse(),
    copy: () => bytes,
    older: () => [...old.values()][value % old.size]!,
  };
  if (kind === 'copy') await writeFile(beside, bytes);
  else if (written[kind]) await writeFile(path, written[kind]());
  else if (kind === 'sparse') await truncate(path, 10_000_000_000);
  else if (kind === 'swap') {
    await rename(path, `${path}.x`);
    await rename(beside, path);
    await rename(`${path}.x`, beside);
  } else if (kind === 'twice') for (const [older, content] of old) await writeFile(join(dir, older), content);
  else {
    await rm(path);
    if (kind === 'link') await symlink(beside, path);
    if (kind === 'dangling') await symlink(`${path}.gone`, path);
    if (kind === 'hardLink') await link(beside, path);
    if (kind === 'folder') await mkdir(join(path, 'x'), { recursive: true });
  }
}

describe('a stored index', () => {
  it('shows what a fresh one shows, whatever was done to its files', () =>
    withTempTree({ 'fresh/': '' }, async (base) => {
      const fresh = await shownBy(join(base, 'fresh'));
      const kept = async (dir: string): Promise<Map<string, Buffer>> => {
        const engine = await engineOn(dir);
        await engine.update({ signal: never });
        assert.ok(await engine.save());
        const names = await readdir(dir);
        return new Map(
          await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)),
        );
      };
      const [old, whole] = [await kept(join(base, 'old')), await kept(join(base, 'new'))];
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              kind: fc.constantFrom(...KINDS),
              ...{ file: fc.double({ min: 0, max: 0.999, noNaN: true }) },
              ...{ at: fc.double({ min: 0, max: 0.999, noNaN: true }), value: fc.nat({ max: 255 }) },
            }),
            { minLength: 1, maxLength: 2 },
          ),
          async (damages) => {
            const dir = join(base, `run${run++}`);
            await mkdir(dir);
            for (const [name, bytes] of whole) await writeFile(join(dir, name), bytes);
            // The second one may meet what the first one left, which is no file any more.
            const [first, second] = damages;
            await damage(dir, old, first!);
            if (second) await damage(dir, old, second).catch(() => {});
            assert.deepEqual(await shownBy(dir), fresh);
            await rm(dir, { recursive: true });
          },
        ),
        { seed: 7, numRuns: runs(150, 5_000) },
      );
    }));
});
