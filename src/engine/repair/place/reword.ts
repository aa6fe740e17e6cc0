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
        isNew: full.map(isNew),
        firstEnd: trimmed[full[0]!]!.at(-1)!,
        isFirstOther: closes(trimmed[full[0]!]!) && !closes(before.find((line) => line.trim() !== '') ?? ''),
        habit,
      })
    : [];
  if (indents === undefined) return undefined;
  // Blanks at the end of lines are the author's habit, where the file has none there.
  const isTrailing = before.some((line, at) => line !== line.trimEnd() && own[at] === own[at]!.trimEnd());
  const indentAt = new Map(full.map((at, k) => [at, indents[k]] as const));
  return after.map((line, at) => {
    if (!isNew(at)) return own[of[at]!]!;
    const text = isTrailing || trimmed[at] === '' ? trimmed[at]! : line;
    return trimmed[at] === '' ? '' : `${indentAt.get(at)}${text.trimStart()}`;
  });
}

const closes = (line: string): boolean => /^\s*(?:[)\]}]|end\b)/.test(line);
