/** A number of a text: its value, and how it was written. */
export interface SaidNumber {
  readonly value: number;
  readonly written: string;
  /** What code would write for the same in a smaller unit: 30 seconds are 30,000 there. */
  readonly also: readonly number[];
}

/** How many of the units of code are in one of prose. */
const UNITS: readonly (readonly [unit: RegExp, many: readonly number[]])[] = [
  [/^(?:s|secs?|seconds?|sekunden?|segundos?|secondes?)$/, [1_000]],
  [/^(?:min|mins|minutes?|minuten?|minutos?)$/, [60, 60_000]],
  [/^(?:h|hrs?|hours?|stunden?|horas?|heures?)$/, [60, 3_600, 3_600_000]],
  [/^(?:days?|tagen?|tage|días?|jours?)$/, [24, 1_440, 86_400, 86_400_000]],
  [/^(?:k|kb|kib|kilobytes?|thousand)$/, [1_000, 1_024]],
  [/^(?:m|mb|mib|megabytes?|million)$/, [1_000, 1_024, 1_000_000, 1_048_576]],
  [/^(?:gb|gib|gigabytes?|billion)$/, [1_000, 1_024, 1_000_000, 1_048_576, 1_000_000_000, 1_073_741_824]],
];
const UNIT = /^[ \u00a0-]?(%|\p{L}+)/u;

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
/** Characters after a number in which its unit stands. */
const MOST_UNIT = 16;

function inSmallerUnits(value: number, after: string): number[] {
  const unit = UNIT.exec(after)?.[1]?.toLowerCase();
  if (unit === undefined) return [];
  if (unit === '%' || unit === 'percent' || unit === 'prozent') return [value / 100];
  const many = UNITS.find(([of]) => of.test(unit))?.[1] ?? [];
  return many.map((factor) => value * factor);
}

/** The numbers in a text, written in digits or as words up to twelve in four languages; 0 and 1 left out. Linear. */
export function numbersIn(text: string): SaidNumber[] {
  const plain = text.replace(LIST_MARK, ' ');
  const said = (value: number, written: string, end: number): SaidNumber => ({
    ...{ value, written },
    also: inSmallerUnits(value, plain.slice(end, end + MOST_UNIT)),
  });
  const digits = [...plain.matchAll(DIGITS)].map(({ 0: written, index }) =>
    said(Number(written.replaceAll(/[_,]/g, '')), written, index + written.length),
  );
  const words = [...plain.matchAll(WORD)].flatMap(({ 0: written, index }) => {
    const value = AMBIGUOUS.has(written) ? undefined : WORDS.get(written.toLowerCase());
    return value === undefined ? [] : [said(value, written, index + written.length)];
  });
  return [...digits, ...words].filter(({ value }) => value >= LEAST || !Number.isInteger(value));
}
