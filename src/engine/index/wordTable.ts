/**
 * Numbers for words that lie inside a text, in the order in which they are met: looking one up makes no string. Indexing
 * asks it once for every word of every file, and nearly all of them have been seen before. Open addressing, at most half
 * full; all of it in typed arrays.
 */
export class WordTable {
  /** The words that are known, end to end, and where each begins; one more closes the last. */
  #units = new Uint16Array(1 << 15);
  #starts = new Uint32Array(1 << 11);
  #hashes = new Int32Array(1 << 11);
  /** Number of the word in each slot, plus 1; 0 where it is free. */
  #slots = new Int32Array(1 << 12);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of the word `units[start, end)`, whose `hashOf` is `hash`. One that is not known gets the next number. */
  numberOf(units: Uint16Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = spread(hash) & mask;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      if (this.#hashes[held - 1] === hash && this.#isAt(held - 1, units, start, end)) return held - 1;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#size + 1;
    return this.#enter(units.subarray(start, end), hash);
  }

  #isAt(word: number, units: Uint16Array, start: number, end: number): boolean {
    const from = this.#starts[word]!;
    if (this.#starts[word + 1]! - from !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (this.#units[from + i] !== units[start + i]) return false;
    return true;
  }

  #enter(word: Uint16Array, hash: number): number {
    const number = this.#size++;
    const from = this.#starts[number]!;
    if (from + word.length > this.#units.length) this.#units = longer(this.#units, from + word.length);
    this.#units.set(word, from);
    if (this.#size >= this.#starts.length) {
      this.#starts = longer(this.#starts, this.#size + 1);
      this.#hashes = longer(this.#hashes, this.#size + 1);
    }
    this.#starts[this.#size] = from + word.length;
    this.#hashes[number] = hash;
    if (this.#size * 2 > this.#slots.length) this.#spreadAnew();
    return number;
  }

  #spreadAnew(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = spread(this.#hashes[number]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

/** What a word is looked up by, made unit by unit from 0: `nextHash` of what comes before and the unit. */
export function nextHash(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

/** Spreads a hash over the low bits, which choose the slot. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** A longer copy of numbers: at least `least`, and twice as long. */
export function longer<A extends Uint16Array | Uint32Array | Int32Array>(numbers: A, least: number): A {
  const Numbers = numbers.constructor as new (length: number) => A;
  const copy = new Numbers(Math.max(least, numbers.length * 2));
  copy.set(numbers);
  return copy;
}
