/** A number of a text: its value, and how it was written. */
export interface SaidNumber {
  readonly value: number;
  readonly written: string;
}

/** Digits that are no part of a name, a version or an ordinal: `404`, `1_000`, `1,000`, `0.5`, `100ms`. */
const DIGITS =
  /(?<![\p{L}\p{N}_.$]|[\p{L}]-)(?:0[xX][\da-fA-F_]+|\d[\d_]*(?:,\d{3})*(?:\.\d+)?)(?!\d|\.\d|st\b|nd\b|rd\b|th\b)/gu;
/** The mark of a list at the beginning of a line is no number of what it says. */
const LIST_MARK = /^[ \t]*\d+[.)](?=\s)/gm;
/** Counts as words, from two on: `one` is mostly no count. */
const WORDS: ReadonlyMap<string, number> = new Map(
  [
    'two three four five six seven eight nine ten eleven twelve',
    'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
    'dos tres cuatro cinco seis siete ocho nueve diez once doce',
    'deux trois quatre cinq six sept huit neuf dix onze douze',
  ].flatMap((row) => row.split(' ').map((word, i) => [word, i + 2] as const)),
);
const WORD = /\p{L}+/gu;
/** `once` is eleven in Spanish and a common word of English; 0 and 1 stand in any code. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['once']);
const LEAST = 2;

/** The numbers in a text, written in digits or as words up to twelve in four languages; 0 and 1 left out. Linear. */
export function numbersIn(text: string): SaidNumber[] {
  const plain = text.replace(LIST_MARK, ' ');
  const digits = (plain.match(DIGITS) ?? []).map((written) => ({
    value: Number(written.replaceAll(/[_,]/g, '')),
    written,
  }));
  const words = (plain.match(WORD) ?? []).flatMap((written) => {
    const value = AMBIGUOUS.has(written) ? undefined : WORDS.get(written.toLowerCase());
    return value === undefined ? [] : [{ value, written }];
  });
  return [...digits, ...words].filter(({ value }) => value >= LEAST || !Number.isInteger(value));
}
