/**
 * A hash table keyed by words that lie inside a text: looking one up makes no string. Indexing asks it once for every
 * word of every file, and nearly all of them have been seen before. Open addressing, at most half full.
 */
export class WordTable<T> {
  #words: (string | undefined)[] = [];
  #values: (T | undefined)[] = [];
  #hashes = new Int32Array(0);
  #count = 0;

  constructor() {
    this.clear();
  }

  /** The slot of the word `text[start, end)`: its own, or the free one where it belongs until the next `put`. */
  find(text: string, start: number, end: number): number {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    // Spread over the low bits, which choose the slot.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const mask = this.#hashes.length - 1;
    let slot = hash & mask;
    while (this.#words[slot] !== undefined) {
      if (this.#hashes[slot] === hash && isAt(this.#words[slot]!, text, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
    this.#hashes[slot] = hash;
    return slot;
  }

  /** What is kept in a slot; undefined when it is free. */
  value(slot: number): T | undefined {
    return this.#values[slot];
  }

  /** Fills the free slot that `find` gave for this word. */
  put(slot: number, word: string, value: T): void {
    this.#words[slot] = word;
    this.#values[slot] = value;
    this.#count++;
    if (this.#count * 2 > this.#words.length) this.#grow();
  }

  clear(): void {
    this.#resize(1 << 12);
    this.#count = 0;
  }

  #resize(size: number): void {
    this.#words = new Array<string | undefined>(size).fill(undefined);
    this.#values = new Array<T | undefined>(size).fill(undefined);
    this.#hashes = new Int32Array(size);
  }

  #grow(): void {
    const [words, values, hashes] = [this.#words, this.#values, this.#hashes];
    this.#resize(words.length * 2);
    const mask = this.#words.length - 1;
    for (const [i, word] of words.entries()) {
      if (word === undefined) continue;
      let slot = hashes[i]! & mask;
      while (this.#words[slot] !== undefined) slot = (slot + 1) & mask;
      this.#words[slot] = word;
      this.#values[slot] = values[i];
      this.#hashes[slot] = hashes[i]!;
    }
  }
}

function isAt(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
}
