/** How a place in a text moves when the text is edited. Pure; lines and characters from 0. */

export interface Spot {
  readonly line: number;
  readonly character: number;
}

export interface Area {
  readonly start: Spot;
  readonly end: Spot;
}

/** A piece of a text that was replaced. */
export interface Edit {
  readonly range: Area;
  readonly text: string;
}

/** Where an area is after an edit, and whether the edit reached into it. Linear in the text of the edit. */
export function follow(
  area: Area,
  { range, text }: Edit,
): { readonly area: Area; readonly isTouched: boolean } {
  if (!isBefore(range.start, area.end)) return { area, isTouched: false };
  const added = endOf(range.start, text);
  const moved = (spot: Spot): Spot => ({
    line: spot.line + added.line - range.end.line,
    character:
      spot.line === range.end.line ? spot.character + added.character - range.end.character : spot.character,
  });
  if (!isBefore(area.start, range.end))
    return { area: { start: moved(area.start), end: moved(area.end) }, isTouched: false };
  const start = isBefore(area.start, range.start) ? area.start : range.start;
  return { area: { start, end: isBefore(range.end, area.end) ? moved(area.end) : added }, isTouched: true };
}

const isBefore = (a: Spot, b: Spot): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** Where a text ends that begins at a spot. */
function endOf(start: Spot, text: string): Spot {
  const lines = linesOf(text);
  const last = lines.at(-1)!.length;
  return lines.length === 1
    ? { line: start.line, character: start.character + last }
    : { line: start.line + lines.length - 1, character: last };
}

/**
 * Whether lines stand in a text as a review saw them. `quote` has them from `startLine` on, counted from 0; a line of it
 * in which a secret was hidden proves nothing and is taken to stand. `lineAt` gives undefined beyond the text.
 */
export function stands(
  lineAt: (line: number) => string | undefined,
  startLine: number,
  quote: string,
): boolean {
  return linesOf(quote.replace(/\r?\n$/, '')).every(
    (line, at) => line.includes('«secret:') || lineAt(startLine + at) === line,
  );
}

/** The lines of a text, as the editor counts them. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);
