import type { Passage } from '../../engine/types.ts';

/** One line that tells why a passage was found. */
export interface TellingLine {
  readonly line: number;
  /** Without its line break. */
  readonly text: string;
  /** The words that match, as offsets in the text, in order. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
}

type Told = Pick<Passage, 'text' | 'startLine' | 'symbolPath' | 'best' | 'why'>;

/** Characters of a line that are looked at: what stands further right is seen by nobody. */
const MAX_LINE = 2000;
const MAX_WANTED = 40;
/** An import says less than the code that uses it. */
const IMPORT_SHARE = 0.4;
const BEST_SHARE = 1.5;
const EXACT = 2;
/** A word that a chosen line shows already counts this much in the next one. */
const SEEN_SHARE = 0.4;
const IMPORT = /^\s*(?:import|from|using|use|require|include|#\s*include|package|export\s+\*|@import)\b/;

/**
 * The lines of a passage that tell most of why it was found: those with the rarest of its matching words, names that
 * the question says exactly first. At most `max`, in the file's order. Without any match, the first that say something.
 */
export function tellingLines(passage: Told, max: number): TellingLine[] {
  const words = wantedWords(passage);
  const lines = passage.text.split('\n').map((raw, i) => {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    return { line: passage.startLine + i, text, ...matchesIn(text.slice(0, MAX_LINE), words) };
  });
  const seenIn = words.map((_, w) => lines.filter(({ found }) => found.has(w)).length);
  const { best } = passage;
  const shareOf = ({ line, text }: TellingLine): number =>
    (IMPORT.test(text) ? IMPORT_SHARE : 1) *
    (best && line >= best.startLine && line <= best.endLine ? BEST_SHARE : 1);
  const shown = new Set<number>();
  const chosen: typeof lines = [];
  while (chosen.length < max) {
    let next: (typeof lines)[number] | undefined;
    let most = 0;
    for (const one of lines) {
      if (one.found.size === 0 || chosen.includes(one)) continue;
      let score = 0;
      for (const w of one.found)
        score += words[w]!.weight * Math.log(1 + lines.length / seenIn[w]!) * (shown.has(w) ? SEEN_SHARE : 1);
      score *= shareOf(one);
      if (score > most) [next, most] = [one, score];
    }
    if (!next) break;
    chosen.push(next);
    for (const w of next.found) shown.add(w);
  }
  const told = chosen.length > 0 ? chosen : firstThatSay(lines, max);
  return told.sort((a, b) => a.line - b.line).map(({ line, text, marks }) => ({ line, text, marks }));
}

/** A word to look for in lines, in lower case, and how much a line that holds it tells. */
export interface Wanted {
  readonly word: string;
  readonly weight: number;
}

/** What to look for: names and strings that were said exactly, and the words that matched. */
function wantedWords({ why, symbolPath }: Told): Wanted[] {
  const wanted = new Map<string, number>();
  const want = (text: string, weight: number): void => {
    for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}_$]+/gu) ?? [])
      if (wanted.size < MAX_WANTED) wanted.set(word, Math.max(weight, wanted.get(word) ?? 0));
  };
  for (const { kind, of } of why.evidence)
    if (kind === 'definition' || kind === 'named' || kind === 'quoted' || kind === 'symbol') want(of, EXACT);
  for (const term of why.terms) want(term, 1);
  // Where nothing else decides, the line that names the definition is shown.
  want(symbolPath.split('.').at(-1) ?? '', 0.5);
  return [...wanted].map(([word, weight]) => ({ word, weight }));
}

/**
 * Which of the wanted words a line holds, by number, and where. Identifiers are looked at as a whole and by their parts;
 * forms of one word (retry, retries) are one.
 */
export function matchesIn(
  text: string,
  words: readonly Wanted[],
): { found: ReadonlySet<number>; marks: TellingLine['marks'] } {
  const found = new Set<number>();
  const marks: { start: number; end: number }[] = [];
  const look = (part: string, start: number): boolean => {
    const lower = part.toLowerCase();
    const hits = words.flatMap(({ word }, w) => (isSameWord(lower, word) ? [w] : []));
    for (const w of hits) found.add(w);
    if (hits.length > 0) marks.push({ start, end: start + part.length });
    return hits.length > 0;
  };
  for (const { 0: whole, index } of text.matchAll(/[\p{L}\p{M}\p{N}_$]+/gu)) {
    if (look(whole, index)) continue;
    for (const part of whole.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu))
      if (part[0].length < whole.length) look(part[0], index + part.index);
  }
  return { found, marks };
}

/** Endings that make no other word of it. */
const ENDING =
  /^(?:|s|es|ed|e|d|er|ers|or|ors|ing|ings|y|ies|ied|ion|ions|ation|ations|able|ible|ment|ments|ly)$/;

/** True for two forms of one word (retry, retries), or where one without spaces between words holds the other. */
function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(b)) return a.includes(b);
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  if (common < 3) return false;
  // A doubled letter before an ending belongs to it: stop, stopped.
  const rest = (word: string): string =>
    word.slice(common + (word[common] === word[common - 1] && word.length > common + 1 ? 1 : 0));
  return ENDING.test(rest(a)) && ENDING.test(rest(b));
}

function firstThatSay<T extends TellingLine>(lines: readonly T[], max: number): T[] {
  const saying = lines.filter(({ text }) => /[\p{L}\p{N}]{2}/u.test(text));
  const code = saying.filter(({ text }) => !IMPORT.test(text) && !/^\s*(?:\/\/|\/?\*|#|--|;)/.test(text));
  // A line of markup alone says nothing; a README begins with many.
  const prose = code.filter(({ text }) => !/^\s*[<[!]/.test(text));
  const [first] = [prose, code, saying, lines].filter((list) => list.length > 0);
  return (first ?? []).slice(0, Math.min(1, max));
}
