/**
 * Learns from lines that are the same but for their indentation how an author's indentation becomes that of the file.
 * Shifting all lines by the difference of the first one is wrong more often than right: authors leave out the
 * indentation of the first line alone, write tabs as blanks, and steps of four as steps of two. Where the lines tell
 * two ways, or none, there is no answer.
 */

/** The indentation of a line as it is quoted, and as it stands in the file. */
export type IndentPair = readonly [quoted: string, own: string];

/** How a file is indented. */
export interface IndentHabit {
  /** Blanks by which lines most often go in; 0 where that is not known. */
  readonly step: number;
  /** The characters that stand before its lines. */
  readonly characters: ReadonlySet<string>;
  /** Whether lines go on with blanks behind tabs: what stands deeper is then not told by its depth. */
  readonly isMixed: boolean;
}

export interface IndentSource {
  /** Of the quoted lines that are not blank, in order; at least one. */
  readonly pairs: readonly IndentPair[];
  /** Indentations of the lines that stand for them and are not blank, in order. */
  readonly wanted: readonly string[];
  /** Whether a blank line stands before each of these. */
  readonly isApart: readonly boolean[];
  /** Whether each of these is a new line, whose indentation is to be found. */
  readonly isNew: readonly boolean[];
  /** Whether one of the first of these and the first quoted line closes something, and the other not. */
  readonly isFirstOther: boolean;
  /** Whether the first of these goes on with the line before it: what follows may stand further out. */
  readonly isFirstGoingOn: boolean;
  /** The last character of the first of these. */
  readonly firstEnd: string;
  readonly habit: IndentHabit;
}

/** The indentation of each wanted line; undefined where the pairs contradict each other or do not tell. */
export function mapIndents(source: IndentSource): string[] | undefined {
  const { pairs, wanted } = source;
  const [first, ...rest] = pairs as readonly [IndentPair, ...IndentPair[]];
  const together = learn(pairs, source);
  const byAll = together && mapAll(source, together);
  if (first[0] !== '' || first[1] === '') return byAll;
  if (rest.length === 0) return mapFromOneLine(source, first[1], byAll);
  const others = learn(rest, source);
  if (others?.('') === first[1]) return byAll;
  if (!others) return undefined;
  // The first line alone was cut: it keeps its place, and the others follow what they say among themselves.
  if (wanted[0] !== '' || (source.isNew[0] && source.isFirstOther)) return undefined;
  if (!wanted.slice(1).includes(''))
    return mapAll(source, (indent) => (indent === '' ? first[1] : others(indent)));
  // Others stand at the margin as well: that the first of the new lines is the one that was cut must be seen.
  const isAtMargin = rest.some(([quoted, own]) => quoted === '' && own === '');
  const isFirstKept = isAtMargin && (!source.isNew[0] || isFirstCut(source, first[1]));
  const further =
    isFirstKept && mapAll({ ...source, wanted: wanted.slice(1), isNew: source.isNew.slice(1) }, others);
  return further ? [first[1], ...further] : undefined;
}

/** Whether a new first line was cut as the quoted one was: what it opens could not stand there otherwise. */
function isFirstCut({ wanted, firstEnd, habit }: IndentSource, own: string): boolean {
  const next = wanted[1] ?? '';
  const step = own.startsWith('\t') ? 1 : habit.step;
  return step > 0 && next.startsWith(own) && next.length === own.length + step && '{:'.includes(firstEnd);
}

type IndentMap = (indent: string) => string | undefined;

/** Lines that are not new may have an indentation that the map does not know: they stand in the file. */
function mapAll({ wanted, isNew }: IndentSource, map: IndentMap): string[] | undefined {
  const mapped = wanted.map((indent, at) => map(indent) ?? (isNew[at] ? undefined : ''));
  return mapped.includes(undefined) ? undefined : (mapped as string[]);
}

/**
 * One line without indentation tells two ways: all lines were moved with it, or it alone was cut. A next line at the
 * margin, or one left of its place in a block that it opens, can only have been moved; lines that go in by more than one
 * step can only have been left as they are. What begins at the margin behind a blank line, and has lines inside of it, may
 * stand there in the file as well.
 */
function mapFromOneLine(
  { wanted, isApart, firstEnd, habit, isFirstGoingOn }: IndentSource,
  own: string,
  byMove: string[] | undefined,
): string[] | undefined {
  const [, next, ...further] = wanted;
  if (next === undefined) return byMove;
  if (isFirstGoingOn) return undefined;
  const isDefinition = (indent: string, at: number): boolean =>
    at > 0 && isApart[at]! && indent === '' && (wanted[at + 1] ?? '') !== '';
  if (wanted.some(isDefinition)) return undefined;
  const opens = '{([:'.includes(firstEnd);
  if ([next, ...further].some((indent) => !indent.startsWith(own)))
    return next === '' || opens ? byMove : undefined;
  const step = own.startsWith('\t') ? 1 : habit.step;
  if (step === 0) return undefined;
  if (next.length <= step) return opens ? byMove : undefined;
  const isBeside = next === own && !opens;
  const isInside = next.length === own.length + step && !'([,='.includes(firstEnd);
  return isBeside || isInside ? [own, ...wanted.slice(1)] : undefined;
}

/** One way from quoted to own indentation that holds for all pairs; undefined where they contradict each other. */
function learn(pairs: readonly IndentPair[], { wanted, habit }: IndentSource): IndentMap | undefined {
  const known = new Map<string, string>();
  for (const [quoted, own] of pairs) {
    if (known.has(quoted) && known.get(quoted) !== own) return undefined;
    known.set(quoted, own);
  }
  const ways: Ways = {
    points: [...known].sort((a, b) => a[0].length - b[0].length),
    width: stepOf([...known.keys(), ...wanted]),
    quoted: charactersOf([...known.keys(), ...wanted]),
    own: charactersOf(known.values()),
    habit,
  };
  const further = shiftOf(ways) ?? scaleOf(ways) ?? stopsOf(ways);
  if (known.size > 1 && !further && !isAscending(ways.points)) return undefined;
  return (indent) => known.get(indent) ?? further?.(indent);
}

interface Ways {
  /** What is known, the shortest quoted indentation first. */
  readonly points: readonly IndentPair[];
  /** The author's step: the largest that all differences are made of, or 0. */
  readonly width: number;
  readonly quoted: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
  readonly habit: IndentHabit;
}

/** Lines that go in on one side never come out on the other. */
const isAscending = (points: readonly IndentPair[]): boolean =>
  points.every(([, own], at) => at === 0 || own.length > points[at - 1]![1].length);

const charactersOf = (indents: Iterable<string>): Set<string> =>
  new Set([...indents].flatMap((indent) => [...indent]));

/** All lines were moved by the same characters at their beginning. */
function shiftOf({ points, width, quoted, own, habit }: Ways): IndentMap | undefined {
  const [from, to] = points[0]!;
  const shift: IndentMap = (indent) => {
    if (indent.startsWith(from)) return to + indent.slice(from.length);
    const less = from.startsWith(indent) ? from.slice(indent.length) : undefined;
    return less !== undefined && to.endsWith(less) ? to.slice(0, to.length - less.length) : undefined;
  };
  if (!points.every(([a, b]) => shift(a) === b)) return undefined;
  if (from === to) return shift;
  if (habit.isMixed && own.has('\t') && quoted.has(' ') && !quoted.has('\t')) return undefined;
  const allowed = own.size > 0 ? own : habit.characters;
  if (![...quoted].every((character) => allowed.has(character))) return undefined;
  // One pair fits a shift and a scale: only the author's step tells that it is not the latter.
  const isOneKind = quoted.size === 0 || quoted.has('\t');
  return points.length > 1 || isOneKind || width === 0 || width === habit.step ? shift : undefined;
}

/** Each step of the author's is one of the file's: tabs for blanks, blanks for tabs, or steps of another width. */
function scaleOf({ points, width, quoted, own, habit }: Ways): IndentMap | undefined {
  if (quoted.size !== 1 || own.size !== 1) return undefined;
  const toTabs = own.has('\t');
  if (toTabs && habit.isMixed && quoted.has(' ')) return undefined;
  const lengths = points.map(([a, b]) => [a.length, b.length] as const);
  const [low, high] = [lengths[0]!, lengths.at(-1)!];
  const factor =
    low[0] === high[0]
      ? factorOfOne(low, { width, step: habit.step, isTabs: quoted.has('\t'), toTabs })
      : (high[1] - low[1]) / (high[0] - low[0]);
  const lengthOf = (length: number): number => low[1] + factor * (length - low[0]);
  const isPure = quoted.has('\t') !== toTabs || Math.abs(lengthOf(0)) < 1e-9;
  if (!(factor > 0) || !isPure) return undefined;
  if (lengths.some(([a, b]) => Math.abs(lengthOf(a) - b) > 1e-9)) return undefined;
  return (indent) => {
    const length = lengthOf(indent.length);
    const whole = Math.round(length);
    if (whole < 0 || Math.abs(length - whole) > 1e-9) return undefined;
    return (toTabs ? '\t' : ' ').repeat(whole);
  };
}

/** Widths of a tab that authors have. */
const TAB_WIDTHS = [2, 3, 4, 8];

/**
 * Tabs stand for so many blanks each, and blanks for themselves: an editor wrote tabs for a file of blanks, whatever its
 * step. One width must fit all that is known, and tabs and blanks must both be among it, which no step explains.
 */
function stopsOf({ points, quoted, own }: Ways): IndentMap | undefined {
  if (own.has('\t') || !quoted.has('\t') || ![...quoted].every((one) => one === '\t' || one === ' '))
    return undefined;
  const isTold =
    points.some(([indent]) => indent.includes('\t')) && points.some(([indent]) => indent.includes(' '));
  if (!isTold) return undefined;
  const wide = (width: number, indent: string): string => indent.replaceAll('\t', ' '.repeat(width));
  const [width, other] = TAB_WIDTHS.filter((one) => points.every(([a, b]) => wide(one, a) === b));
  return width === undefined || other !== undefined ? undefined : (indent) => wide(width, indent);
}

/** Own characters for one of the author's, as far as one pair tells; 0 where it does not. */
function factorOfOne(
  [from, to]: readonly [number, number],
  { width, step, isTabs, toTabs }: { width: number; step: number; isTabs: boolean; toTabs: boolean },
): number {
  if (isTabs) {
    // Tabs of another width than the file's step fit as well: which of both was meant is not told.
    const isOtherWidth = to !== from * step && TAB_WIDTHS.some((one) => to === from * one);
    return !toTabs && step > 0 && to % step === 0 && !isOtherWidth ? step : 0;
  }
  if (!toTabs) return width > 0 && step > 0 ? step / width : 0;
  if (from > 0 && to > 0) return width === 0 || width === from / to ? to / from : 0;
  return [2, 3, 4].includes(width) ? 1 / width : 0;
}

/** The largest step that all differences between indentations are made of; 0 where they are all alike. */
function stepOf(indents: readonly string[]): number {
  let step = 0;
  for (const indent of indents) {
    let [a, b] = [step, Math.abs(indent.length - indents[0]!.length)];
    while (b > 0) [a, b] = [b, a % b];
    step = a;
  }
  return step;
}

/** White space at the start of a line. */
export const indentOf = (line: string): string => line.slice(0, line.length - line.trimStart().length);

/** From this share of lines on, blanks behind tabs are a habit. */
const MIXED_SHARE = 0.02;

/** Learns how a file is indented. The lines of a comment that begin with a star do not count. */
export function indentHabitOf(lines: readonly string[]): IndentHabit {
  const counts = new Map<number, number>();
  const characters = new Set<string>();
  let before = 0;
  let [tabbed, mixed] = [0, 0];
  for (const line of lines) {
    const body = line.trimStart();
    if (body === '' || body.startsWith('*')) continue;
    const indent = line.length - body.length;
    if (indent > 0) characters.add(line[0]!);
    if (line.startsWith('\t')) {
      tabbed++;
      if (body[0] !== '*' && line[indent - 1] === ' ') mixed++;
      continue;
    }
    if (indent > before) counts.set(indent - before, (counts.get(indent - before) ?? 0) + 1);
    before = indent;
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return { step: most?.[0] ?? 0, characters, isMixed: mixed > tabbed * MIXED_SHARE };
}
