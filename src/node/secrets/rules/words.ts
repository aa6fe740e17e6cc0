/** Rules out words that do not stand in a text, by the groups of three letters that do. */

/** Texts that are shorter are searched as they are. */
const WORTH_IT = 4_000;
const TWO_LETTERS = 0x3ff;

/**
 * True for a word that may stand in a text; false is certain. Case makes no difference. One pass over the text, some
 * nanoseconds a letter.
 */
export function createWordFilter(lower: string): (word: string) => boolean {
  if (lower.length < WORTH_IT) return () => true;
  const seen = new Uint8Array(1 << 15);
  let letters = 0;
  for (let at = 0; at < lower.length; at++) {
    letters = ((letters & TWO_LETTERS) << 5) | (lower.charCodeAt(at) & 31);
    seen[letters] = 1;
  }
  return (word) => {
    let three = 0;
    for (let at = 0; at < word.length; at++) {
      three = ((three & TWO_LETTERS) << 5) | (word.charCodeAt(at) & 31);
      if (at >= 2 && seen[three] === 0) return false;
    }
    return true;
  };
}
