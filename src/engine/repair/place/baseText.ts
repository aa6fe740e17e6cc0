/** A file as lines that know their own line breaks. Lines end as in `engine/parse/lines.ts`. */

export interface BaseText {
  /** Lines without their breaks. A final line break does not start another line. */
  readonly lines: readonly string[];
  /** The break of each line: LF, CR LF, or empty for a last line without one. */
  readonly breaks: readonly string[];
  /** The break that most lines have; LF where there is none. */
  readonly usual: string;
}

/** Splits a text, in one pass. */
export function baseTextOf(text: string): BaseText {
  const lines: string[] = [];
  const breaks: string[] = [];
  let returns = 0;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const hasReturn = next > at && text.charCodeAt(next - 1) === 13;
    lines.push(text.slice(at, hasReturn ? end - 1 : end));
    breaks.push(next < 0 ? '' : hasReturn ? '\r\n' : '\n');
    if (hasReturn) returns++;
    at = end + 1;
  }
  return { lines, breaks, usual: returns * 2 > breaks.filter((one) => one !== '').length ? '\r\n' : '\n' };
}

/** Lines of a quoted text, whose breaks are not looked at. */
export function quotedLines(text: string): string[] {
  return text === '' ? [] : text.replaceAll('\r\n', '\n').split('\n');
}

/** Replaces `count` lines from `start` (0-based) by others. */
export interface LineChange {
  readonly start: number;
  readonly count: number;
  readonly lines: readonly string[];
  /** What is said of the break of the last line, where the change reaches the end of the file. */
  readonly end?: 'bare' | 'broken';
}

/** Whether two changes touch the same lines, or insert at one place so that their order would matter. */
export function isOverlap(a: LineChange, b: LineChange): boolean {
  if (a.start === b.start && (a.count === 0) === (b.count === 0)) return true;
  const [first, second] = a.start < b.start || (a.start === b.start && a.count === 0) ? [a, b] : [b, a];
  return second.start < first.start + first.count;
}

/**
 * The text with changes that do not overlap. All other lines keep every character and their breaks; a new line gets
 * the break of the line it stands for or follows, and the end of the file stays as it was unless a change says otherwise.
 */
export function applyChanges(base: BaseText, changes: readonly LineChange[]): string {
  const { lines, breaks, usual } = base;
  const parts: string[] = [];
  let at = 0;
  let end: LineChange['end'];
  let isEndNew = false;
  const sorted = [...changes].sort((a, b) => a.start - b.start || a.count - b.count);
  for (const change of sorted) {
    for (; at < change.start; at++) parts.push(lines[at]!, breaks[at]! || usual);
    const reachesEnd = change.start + change.count === lines.length;
    for (const [k, line] of change.lines.entries()) parts.push(line, breakAt(base, change, k) || usual);
    at = change.start + change.count;
    if (reachesEnd) isEndNew = true;
    if (reachesEnd && change.end) end = change.end;
  }
  for (; at < lines.length; at++) parts.push(lines[at]!, breaks[at]!);
  const wasBare = lines.length > 0 && breaks.at(-1) === '';
  if (isEndNew && parts.length > 0 && (end === 'bare' || (wasBare && end !== 'broken'))) parts.pop();
  return parts.join('');
}

function breakAt({ breaks }: BaseText, { start, count }: LineChange, k: number): string {
  return breaks[count > 0 ? start + Math.min(k, count - 1) : start - 1] ?? breaks[start] ?? '';
}
