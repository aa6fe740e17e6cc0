import { alignLines } from './align.ts';
import { type IndentHabit, indentOf, mapIndents } from './indent.ts';
import type { Quoted } from './slips.ts';

/**
 * The new lines as the file would have them, where the quoted ones differ from its own in white space: lines that stay
 * are the file's own, and new ones get its indentation. Undefined where that is not clear.
 *
 * @param own the lines of the file that `before` quotes, one for each
 */
export function reword(
  { before, after }: Quoted,
  own: readonly string[],
  habit: IndentHabit,
): string[] | undefined {
  const trimmed = after.map((line) => line.trimEnd());
  const of = alignLines(
    before.map((line) => line.trimEnd()),
    trimmed,
  );
  const isNew = (at: number): boolean => of[at]! < 0;
  const full = [...after.keys()].filter((at) => trimmed[at] !== '');
  const indents = full.some(isNew)
    ? mapIndents({
        pairs: before.flatMap((line, at) =>
          line.trim() === '' ? [] : [[indentOf(line), indentOf(own[at]!)] as const],
        ),
        wanted: full.map((at) => indentOf(trimmed[at]!)),
        isApart: full.map((at) => trimmed[at - 1] === ''),
        isNew: full.map(isNew),
        firstEnd: trimmed[full[0]!]!.at(-1)!,
        isFirstOther: closes(trimmed[full[0]!]!) !== closes(before.find((line) => line.trim() !== '') ?? ''),
        isFirstGoingOn: GOES_ON.test(trimmed[full[0]!]!),
        habit,
      })
    : [];
  if (indents === undefined) return undefined;
  const endOf = endHabit(before, own);
  const indentAt = new Map(full.map((at, k) => [at, indents[k]] as const));
  const blankOf = blanksBy(
    full.map((at) => [indentOf(trimmed[at]!), isNew(at) ? indentAt.get(at)! : indentOf(own[of[at]!]!)]),
  );
  // A line that stays is the file's own, but for blanks at its end that were quoted as they are, and then changed.
  const kept = (at: number, line: string): string => {
    const [mine, end] = [own[at]!, endOf(tailOf(line))];
    const isChanged =
      line.trim() !== '' && endOf(tailOf(before[at]!)) === tailOf(mine) && end !== tailOf(mine);
    return isChanged ? `${mine.trimEnd()}${end}` : mine;
  };
  const found = after.map((line, at) => {
    if (!isNew(at)) return kept(of[at]!, line);
    return trimmed[at] === ''
      ? blankOf(endOf(line))
      : `${indentAt.get(at)}${trimmed[at]!.trimStart()}${endOf(tailOf(line))}`;
  });
  return found.every((line) => line !== undefined) ? found : undefined;
}

/**
 * What stands in a new line of blanks alone: the indentation that lines of the file have where the given ones have these.
 * Undefined where it cannot be told: such lines are often left when others are moved, so the blanks may be meant as they
 * are, unless the file indents with other characters.
 */
function blanksBy(
  pairs: readonly (readonly [given: string, own: string])[],
): (blanks: string) => string | undefined {
  const known = new Map(pairs);
  const isAlike = pairs.every(([given, own]) => given === own);
  const used = new Set(pairs.flatMap(([, own]) => [...own]));
  return (blanks) => {
    if (blanks === '' || isAlike) return blanks;
    const mapped = known.get(blanks);
    const mayStay = mapped === undefined || [...blanks].every((char) => used.has(char));
    return mapped !== blanks && mayStay ? undefined : mapped;
  };
}

const tailOf = (line: string): string => line.slice(line.trimEnd().length);

/**
 * The blanks that a new line ends with, by those it is given with. What stands behind all quoted lines, and not in the
 * file, is the author's habit and is taken off; where only some have more than the file, none can be told from a habit.
 */
function endHabit(before: readonly string[], own: readonly string[]): (tail: string) => string {
  const full = [...before.keys()].filter((at) => before[at]!.trim() !== '');
  const [first = 0] = full;
  const [has, had] = [tailOf(before[first] ?? ''), tailOf(own[first] ?? '')];
  const added = has.startsWith(had) ? has.slice(had.length) : '';
  const isHabit = added !== '' && full.every((at) => tailOf(before[at]!) === `${tailOf(own[at]!)}${added}`);
  if (isHabit) return (tail) => (tail.endsWith(added) ? tail.slice(0, tail.length - added.length) : tail);
  const isMore = before.some((line, at) => tailOf(line) !== '' && tailOf(own[at]!) === '');
  return isMore ? () => '' : (tail) => tail;
}

/** How a line begins that goes on with the one before it, and may stand further in. */
const GOES_ON = /^\s*(?:[,.?:&|+*/]|-[^-])/;

const closes = (line: string): boolean => /^\s*(?:[)\]}]|end\b)/.test(line);
