/** The stored form of the index: what goes into a segment comes out of it, and damage costs its segment only. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { queryObjects } from 'node:v8';
import fc from 'fast-check';
import { openRepositoryIndex } from '../../src/engine/index/repository.ts';
import { BlockTable, encodeTable } from '../../src/engine/index/segments/blockTable.ts';
import { ByteReader, ByteWriter, RecordWriter } from '../../src/engine/index/segments/bytes.ts';
import { Dictionary, encodeDictionary } from '../../src/engine/index/segments/dictionary.ts';
import { decodeRecord, encodeRecord } from '../../src/engine/index/segments/parsedCodec.ts';
import { Segment } from '../../src/engine/index/segments/segment.ts';
import {
  readPostings,
  readTerms,
  writePostings,
  writeTerms,
} from '../../src/engine/index/segments/termCodec.ts';
import { decodeManifest } from '../../src/engine/index/snapshot.ts';
import { entryOf } from '../../src/engine/index/textIndex.ts';
import { DamagedError, type StoredBlob } from '../../src/engine/ports.ts';
import type { ParsedFile } from '../../src/engine/types.ts';
import {
  GRAMMARS,
  hashText,
  indexOf,
  MemoryStore,
  MemoryWorkspace,
  memoryPorts,
  never,
  rememberParses,
  runs,
  startPool,
} from '../fakes/memory.ts';

const pool = startPool();
const parser = rememberParses(pool);
after(() => pool.dispose());

const reading = (bytes: Uint8Array) => (start: number, end: number) => bytes.subarray(start, end);
/** Half a surrogate pair becomes another mark in UTF-8, so no generated text has one. */
const word = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.toWellFormed());
const count = fc.nat({ max: 70_000 });

describe('bytes', () => {
  it('give back the numbers and texts that were written', () => {
    const numbers = fc.array(fc.maxSafeNat());
    fc.assert(
      fc.property(numbers, fc.array(fc.double({ noNaN: true })), fc.array(word), (whole, real, texts) => {
        const into = new ByteWriter();
        for (const number of whole) into.uint(number);
        for (const number of real) into.double(number);
        const lengths = texts.map((text) => {
          const before = into.length;
          into.text(text);
          return into.length - before;
        });
        const from = new ByteReader(into.bytes());
        for (const number of whole) assert.equal(from.uint(), number);
        for (const number of real) assert.equal(from.double(), number);
        for (const [i, text] of texts.entries()) assert.equal(from.text(lengths[i]!), text);
        assert.throws(() => from.uint(), RangeError);
      }),
      { numRuns: runs(100, 3000) },
    );
  });
});

describe('a dictionary', () => {
  it('finds every word, and none that it does not hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 150 }), fc.array(word), (list, others) => {
        const words = list.sort((a, b) => (a < b ? -1 : 1));
        const bytes = encodeDictionary(words, (i, into) => into.uint(i * 7));
        const dictionary = new Dictionary(reading(bytes), bytes.length);
        assert.equal(dictionary.size, words.length);
        for (const [i, one] of words.entries()) {
          assert.equal(dictionary.find(one), i);
          assert.equal(dictionary.word(i), one);
          assert.equal(new ByteReader(dictionary.value(i)).uint(), i * 7);
        }
        for (const other of others)
          if (!words.includes(other)) assert.equal(dictionary.find(other), -1, other);
        assert.deepEqual(
          [...dictionary.entries()].map(([one]) => one),
          words,
        );
      }),
      { numRuns: runs(100, 3000) },
    );
  });

  it('reads a few blocks for a word, not all', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `w${String(i).padStart(6, '0')}`);
    const bytes = encodeDictionary(words, (i, into) => into.uint(i));
    let read = 0;
    const dictionary = new Dictionary((start, end) => {
      read += end - start;
      return bytes.subarray(start, end);
    }, bytes.length);
    assert.equal(dictionary.find('w012345'), 12_345);
    assert.ok(read < bytes.length / 10, `${read} of ${bytes.length}`);
  });

  it('reads nothing for most words that are not there, once it is searched often', () => {
    const words = Array.from({ length: 5_000 }, (_, i) => `w${String(i).padStart(6, '0')}`);
    const bytes = encodeDictionary(words, (i, into) => into.uint(i));
    const readAfter = (): number => {
      let reads = 0;
      const counting = (start: number, end: number): Uint8Array => {
        reads++;
        return bytes.subarray(start, end);
      };
      const dictionary = new Dictionary(counting, bytes.length, true);
      for (let i = 0; i < 1_000; i++) assert.equal(dictionary.find(`v${i}`), -1);
      const before = reads;
      for (let i = 0; i < 4_000; i++) assert.equal(dictionary.find(`w${i * 3 + 20_000}x`), -1);
      const taken = reads - before;
      for (const [i, one] of words.entries()) assert.equal(dictionary.find(one), i);
      return taken;
    };
    assert.ok(readAfter() < 100);
    const held = new Dictionary(reading(bytes), bytes.length);
    assert.deepEqual(held.near(40).slice(0, 2), [
      [32, 'w000032'],
      [33, 'w000033'],
    ]);
  });

  it('says so when its table is of another length', () => {
    const bytes = encodeTable(40, (i, into) => into.uint(i));
    assert.deepEqual([...new BlockTable(reading(bytes), bytes.length).entry(39)], [39]);
    assert.throws(() => new BlockTable(reading(bytes), bytes.length - 1).entry(0), RangeError);
  });
});

describe('the terms of a file', () => {
  const slot = fc.uniqueArray(fc.tuple(count, fc.integer({ min: 1, max: 63 })), {
    selector: ([term]) => term,
    maxLength: 30,
  });

  it('come back as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(slot, slot, slot, slot), { maxLength: 6 }), (chunks) => {
        const slots = chunks.flat().map((entries) => entries.sort(([a], [b]) => a - b));
        const bounds = Uint32Array.from([0, ...slots.map((_, i) => slots.slice(0, i + 1).flat().length)]);
        const entries = Uint32Array.from(slots.flat(), ([term, uses]) => entryOf(term, uses));
        const into = new ByteWriter();
        writeTerms(into, { bounds, entries });
        const same = (term: number): number => term;
        assert.deepEqual(readTerms(into.bytes(), chunks.length, same), { bounds, entries });
      }),
      { numRuns: runs(100, 3000) },
    );
  });

  it('come back as posting lists', () => {
    const field = fc.option(slot, { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(field, field, field, field), (fields) => {
        const lists = fields.map((list) => {
          if (!list || list.length === 0) return undefined;
          const sorted = list.sort(([a], [b]) => a - b);
          return {
            chunks: Uint32Array.from(sorted, ([chunk]) => chunk),
            counts: Uint8Array.from(sorted, ([, uses]) => uses),
          };
        });
        const into = new ByteWriter();
        writePostings(into, lists);
        assert.deepEqual(readPostings(into.bytes()), lists);
      }),
      { numRuns: runs(100, 3000) },
    );
  });
});

const SOURCES = {
  'src/a.ts':
    "import { beta as b } from './b.ts';\n\n/** Calls beta. */\nexport function alpha(): number {\n  return b();\n}\n",
  'src/b.ts': 'export function beta(): number {\n  return 2;\n}\n\nexport class Gamma extends Delta {}\n',
  'c.py': 'def gamma(x):\n    """Says what x is."""\n    return x +\n',
  'd.md': '# One\n\nText\n\n## Two\n\n検索 𝒳\n',
};

describe('what the parser found', () => {
  it('is packed without loss, for real files', async () => {
    for (const [path, text] of Object.entries(SOURCES)) {
      const parsed: ParsedFile = await parser.parse({ path, text, hash: hashText(text) }, { signal: never });
      const record = {
        parsed,
        chunkHashes: parsed.chunks.map((_, i) => hashText(`${i}`).slice(0, 16)),
        chunkTokens: parsed.chunks.map((_, i) => i * 100),
        modules: [
          { name: '@a/*', to: ['src/*', 'lib/*'], within: '' },
          { name: path, to: [] },
        ],
      };
      const into = new RecordWriter();
      encodeRecord(record, into);
      const bytes = into.bytes();
      assert.deepEqual(decodeRecord(bytes, parsed), record, path);
      for (let cut = 0; cut < bytes.length; cut += 7)
        assert.throws(() => decodeRecord(bytes.subarray(0, cut), parsed), RangeError);
    }
  });
});

/** Stores the sources in as many segments as there are files. */
async function storeOneByOne() {
  const ports = memoryPorts(parser);
  const index = await openRepositoryIndex(ports, GRAMMARS);
  for (const [path, text] of Object.entries(SOURCES)) {
    ports.workspace.set(path, text);
    ports.workspace.now += 60_000;
    await index.update({ signal: never });
    assert.equal(await index.save(), true);
  }
  return { ports, index };
}

const keysOf = (store: MemoryStore) =>
  decodeManifest(store.blobs.get('manifest')!, GRAMMARS)!.segments.map(({ key }) => key);

describe('a stored segment', () => {
  it('that is damaged where nobody has read yet costs its own files, when they are asked for', async () => {
    const { ports } = await storeOneByOne();
    const keys = keysOf(ports.store);
    assert.equal(keys.length, Object.keys(SOURCES).length);
    const broken = keys[1]!;
    const store = new MemoryStore();
    for (const [key, bytes] of ports.store.blobs) store.blobs.set(key, bytes);
    let isOpen = false;
    const open = store.open.bind(store);
    store.open = async (key): Promise<StoredBlob | undefined> => {
      const blob = await open(key);
      if (!blob || key !== broken) return blob;
      const read = (start: number, end: number): Uint8Array => {
        if (isOpen) throw new DamagedError(key, 'a page is damaged');
        return blob.read(start, end);
      };
      return { length: blob.length, read };
    };
    const workspace = new MemoryWorkspace(SOURCES);
    workspace.now = ports.workspace.now;
    for (const [path, file] of ports.workspace.files) workspace.files.set(path, file);
    const index = await openRepositoryIndex({ ...memoryPorts(parser, workspace, store) }, GRAMMARS);
    isOpen = true;
    assert.equal(index.rows().length, keys.length);
    const found = await index.look((view) => view.graph.definitions('beta').map(({ symbol }) => symbol.line));
    assert.deepEqual(found, [1]);
    assert.deepEqual([...new Set(workspace.reads)], ['src/b.ts']);
    assert.equal(keysOf(store).includes(broken), false);
  });

  it('goes at once when its last file is newer elsewhere, however long nothing is stored', async () => {
    const { ports, index } = await storeOneByOne();
    const count = (): number => queryObjects(Segment, { format: 'count' });
    const before = count();
    for (let i = 0; i < 50; i++) {
      ports.workspace.set('src/a.ts', `export const alpha${i} = ${i};\n`);
      ports.workspace.now += 60_000;
      await index.update({ signal: never });
    }
    assert.ok(count() <= before + 1, `${before}, then ${count()}`);
    assert.equal(index.rows().length, Object.keys(SOURCES).length);
  });

  it('is merged with others of its size, and none is left behind', async () => {
    const { ports, index } = await storeOneByOne();
    for (let i = 0; i < 20; i++) {
      ports.workspace.set('src/a.ts', `export const alpha${i} = ${i};\n`);
      ports.workspace.now += 60_000;
      await index.update({ signal: never });
      assert.equal(await index.save(), true);
      const keys = keysOf(ports.store);
      assert.ok(keys.length <= 12, `${keys.length}`);
      assert.deepEqual([...ports.store.blobs.keys()].sort(), ['manifest', ...keys].sort());
    }
    const again = await openRepositoryIndex(ports, GRAMMARS);
    assert.deepEqual(
      again.rows().map(({ path }) => path),
      Object.keys(SOURCES).sort(),
    );
    assert.equal((await again.view()).graph.definitions('alpha19').length, 1);
    assert.equal((await again.view()).graph.definitions('alpha18').length, 0);
  });

  it('that another process removed is written again', async () => {
    const { ports, index } = await storeOneByOne();
    const other = await indexOf(memoryPorts(parser, ports.workspace, new MemoryStore()));
    ports.store.blobs.clear();
    ports.workspace.set('d.md', '# Three\n');
    ports.workspace.now += 60_000;
    await index.update({ signal: never });
    assert.equal(await index.save(), true);
    const again = await openRepositoryIndex(ports, GRAMMARS);
    ports.workspace.reads.length = 0;
    await again.update({ signal: never });
    assert.deepEqual(ports.workspace.reads, []);
    assert.deepEqual(again.rows().length, other.rows().length);
  });
});
