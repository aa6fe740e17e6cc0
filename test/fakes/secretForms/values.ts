/** Values drawn at random from a seed: what the shapes of secrets are filled with. */

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** A source of random text. */
export interface Draw {
  /** A number from 0 to below `limit`. */
  below(limit: number): number;
  text(letters: string, length: number): string;
}

/** The same seed gives the same texts. */
export function createDraw(seed: number): Draw {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    text: (letters, length) => Array.from({ length }, () => letters[below(letters.length)]).join(''),
  };
}

const numbers = (draw: Draw, count: number): number[] => Array.from({ length: count }, () => draw.below(256));

/** Makers of values, by what a shape asks for between braces: `‹alnum:32›`. */
export const MAKERS: Readonly<Record<string, (draw: Draw, length: number) => string>> = {
  alnum: (draw, n) => draw.text(UPPER + LOWER + DIGITS, n),
  lower: (draw, n) => draw.text(LOWER + DIGITS, n),
  letters: (draw, n) => draw.text(LOWER, n),
  upper: (draw, n) => draw.text(UPPER + DIGITS, n),
  hex: (draw, n) => draw.text(HEX, n),
  bighex: (draw, n) => draw.text(HEX, n).toUpperCase(),
  word: (draw, n) => draw.text(`${UPPER}${LOWER}${DIGITS}-_`, n),
  base64: (draw, n) => draw.text(`${UPPER}${LOWER}${DIGITS}+/`, n),
  slash: (draw, n) => `/${draw.text(`${UPPER}${LOWER}${DIGITS}+/`, n - 1)}`,
  base32: (draw, n) => draw.text(`${UPPER}234567`, n),
  base58: (draw, n) => draw.text(BASE58, n),
  bech32: (draw, n) => draw.text(BECH32, n),
  digits: (draw, n) => draw.text(DIGITS, n),
  pass: (draw, n) =>
    `${draw.text(LOWER, 1)}${draw.text(`${UPPER}${LOWER}${DIGITS}`, n - 3)}!${draw.below(10)}`,
  mark: (draw, n) =>
    `${draw.text(UPPER + LOWER, 2)}${draw.text(`${UPPER}${LOWER}${DIGITS}@#%^*-_+!?`, n - 3)}7`,
  spaced: (draw, n) => `${draw.text(UPPER + LOWER + DIGITS, n)} ${draw.text(LOWER + DIGITS, n)}`,
  uuid: (draw) => [8, 4, 4, 4, 12].map((n) => draw.text(HEX, n)).join('-'),
  words: (draw, n) => Array.from({ length: n }, () => WORDS[draw.below(WORDS.length)]).join(' '),
  comma: (draw, n) => Array.from({ length: n }, () => `"${WORDS[draw.below(WORDS.length)]}"`).join(', '),
  bytes: (draw, n) => numbers(draw, n).join(', '),
  hexbytes: (draw, n) =>
    numbers(draw, n)
      .map((byte) => `0x${byte.toString(16).padStart(2, '0')}`)
      .join(', '),
  escbytes: (draw, n) =>
    numbers(draw, n)
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  colonbytes: (draw, n) =>
    numbers(draw, n)
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(':'),
  bitlocker: (draw) => Array.from({ length: 8 }, () => draw.text(DIGITS, 6)).join('-'),
  recovery: (draw) => `${draw.text(LOWER + DIGITS, 5)}-${draw.text(LOWER + DIGITS, 5)}`,
  rows: (draw, n) => Array.from({ length: n }, () => draw.text(`${UPPER}${LOWER}${DIGITS}+/`, 64)).join('\n'),
  hexrows: (draw, n) => Array.from({ length: n }, () => draw.text(HEX, 32)).join('\n'),
};

/** Words as phrases are drawn from; any list of short common words does. */
const WORDS =
  'acid basket candle dwarf ember fabric garden hollow island jacket kitten ladder marble napkin orbit pepper quartz ribbon salmon timber umbrella velvet walnut yellow zebra anchor bronze copper donkey engine falcon ginger hammer insect jungle kernel lemon magnet needle oyster parrot rabbit saddle tunnel urban violin whisper'.split(
    ' ',
  );

/** A shape filled with random values, and what must not be seen of it. */
export interface Filled {
  readonly text: string;
  readonly secrets: readonly string[];
}

/**
 * Fills a shape: `‹alnum:20›` is a secret, `‹=alnum:20›` ordinary random text. A secret of
 * several lines or items counts as one for each.
 */
export function fill(shape: string, draw: Draw): Filled {
  const secrets: string[] = [];
  const text = shape.replace(
    /‹(=?)([a-z0-9]+)(?::(\d+))?›/g,
    (whole, open: string, name: string, length?: string) => {
      const make = MAKERS[name];
      if (make === undefined) return whole;
      const value = make(draw, Number(length ?? 0));
      if (open === '') secrets.push(...value.split('\n'));
      return value;
    },
  );
  return { text, secrets };
}
