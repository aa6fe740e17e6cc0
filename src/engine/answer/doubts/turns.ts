import { stem } from '../../index/stem.ts';
import { isTurningWord } from '../turned.ts';

/** So many words in a row, beside those that carry no content, are the same words and not the same subject. */
const RUN = 4;
/** Words without content of their own, which a claim has more or fewer of than the line that it repeats. */
const SMALL: ReadonlySet<string> = new Set(
  `a an the this that these those it its is are was were be been being do does did has have had will would can could
  should may might must to of in on at for from by with as and or so then also`.split(/\s+/),
);
const WORD = /[\p{L}\p{M}\p{N}_'’]+/gu;

/** A word that says something, and whether an odd number of negations stands before it. */
interface Said {
  readonly stem: string;
  readonly isTurned: boolean;
}

/**
 * True when a claim has four telling words in a row that stand in the same order in the lines it cites, and not once
 * with the same negations between them: one of both says the opposite of the other. Linear.
 */
export function isTurnedRound(claim: string, quotes: readonly string[]): boolean {
  const held = new Map<string, Set<boolean>>();
  for (const quote of quotes)
    for (const { key, isTurned } of runsOf(quote)) held.set(key, (held.get(key) ?? new Set()).add(isTurned));
  return runsOf(claim).some(({ key, isTurned }) => {
    const known = held.get(key);
    return known !== undefined && !known.has(isTurned);
  });
}

function runsOf(text: string): { readonly key: string; readonly isTurned: boolean }[] {
  const words = saidIn(text);
  return words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, at) => {
    const run = words.slice(at, at + RUN);
    return {
      key: run.map((word) => word.stem).join(' '),
      isTurned: run.filter((word) => word.isTurned).length % 2 === 1,
    };
  });
}

function saidIn(text: string): Said[] {
  const said: Said[] = [];
  let turns = 0;
  for (const word of text.match(WORD) ?? []) {
    const lower = word.toLowerCase();
    if (isTurningWord(word)) turns++;
    else if (!SMALL.has(lower)) {
      said.push({ stem: stem(lower), isTurned: turns % 2 === 1 });
      turns = 0;
    }
  }
  return said;
}
