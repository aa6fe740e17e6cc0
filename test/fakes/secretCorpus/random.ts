/** Seeded values for the corpus of secrets: the same seed gives the same letters, and none of them is anybody's. */

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALNUM = UPPER + LOWER + DIGITS;

/** Words for phrases and for passwords as people make them: none of them stands in the texts around. */
const WORDS =
  'orbit velvet canyon mosaic tunnel harvest pepper glacier wisdom lantern copper meadow riddle sailor timber walnut yonder zebra anchor basket cradle dolphin ember falcon garlic hollow island jungle kitten lemon marble needle oyster pigeon quartz ribbon saddle tomato utopia violin window yellow acorn blanket cactus desert engine feather goblin hammer insect jacket kernel ladder magnet napkin otter pencil rabbit salmon turtle'.split(
    ' ',
  );

/** Draws from a seed (mulberry32). Lengths are in characters. */
export interface Random {
  int(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chars(alphabet: string, length: number): string;
  hex(length: number): string;
  /** Lower-case letters and digits. */
  lower(length: number): string;
  /** Upper-case letters and digits. */
  upper(length: number): string;
  alnum(length: number): string;
  /** Letters, digits, `-` and `_`. */
  word(length: number): string;
  base64(length: number): string;
  base32(length: number): string;
  digits(length: number): string;
  uuid(): string;
  bytes(count: number): number[];
  words(count: number): string[];
  /** A password as a manager makes it, 14 to 22 long, of characters that no format escapes. */
  password(): string;
  /** A password as a person makes it: a word, digits, a sign. */
  human(): string;
  /** A password of 8 to 9 characters of three classes. */
  short(): string;
}

/** A source of values. Pure but for its own state. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const pick = <Item>(items: readonly Item[]): Item => items[int(0, items.length - 1)]!;
  const chars = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]!).join('');
  const hex = (length: number): string => chars('0123456789abcdef', length);
  const words = (count: number): string[] => Array.from({ length: count }, () => pick(WORDS));
  const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
  return {
    int,
    pick,
    chars,
    hex,
    lower: (length) => chars(LOWER + DIGITS, length),
    upper: (length) => chars(UPPER + DIGITS, length),
    alnum: (length) => chars(ALNUM, length),
    word: (length) => chars(`${ALNUM}-_`, length),
    base64: (length) => chars(`${ALNUM}+/`, length),
    base32: (length) => chars(`${UPPER}234567`, length),
    digits: (length) => chars(DIGITS, length),
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
    bytes: (count) => Array.from({ length: count }, () => int(0, 255)),
    words,
    password: () => `${chars(ALNUM, 1)}${chars(`${ALNUM}!*+-_.?~^`, int(12, 20))}${chars(ALNUM, 1)}`,
    human: () =>
      `${capital(pick(WORDS))}${capital(pick(WORDS))}${int(10, 9999)}${pick(['!', '?', '*', '.'])}`,
    short: () => `${chars(UPPER, 2)}${chars(LOWER, 3)}${chars(DIGITS, 2)}${chars(LOWER, int(1, 2))}`,
  };
}
