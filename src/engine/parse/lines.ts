/**
 * Lines of a text. A line ends at LF (a CR before it belongs to the break), as in git, grep and the parser's rows; a
 * lone CR is an ordinary character. A final line break does not start another line.
 */

export interface Lines {
  readonly count: number;
  /** Offset of the first character of a line (1-based). `start(count + 1)` is the length of the text. */
  start(line: number): number;
  /** The text of a line without its line break. */
  text(line: number): string;
  /** The raw text of the lines, breaks inside as they are, the last one left out. */
  slice(startLine: number, endLine: number): string;
  /** The line (1-based) that holds an offset. */
  lineAt(offset: number): number;
}

export function splitLines(text: string): Lines {
  const starts = lineStarts(text);
  const count = starts.length - 1;
  const endOf = (line: number): number => {
    let end = starts[line]!;
    if (end > starts[line - 1]! && text.charCodeAt(end - 1) === 10) end--;
    if (end > starts[line - 1]! && text.charCodeAt(end - 1) === 13) end--;
    return end;
  };
  return {
    count,
    start: (line) => starts[line - 1]!,
    text: (line) => text.slice(starts[line - 1]!, endOf(line)),
    slice: (startLine, endLine) => text.slice(starts[startLine - 1]!, endOf(endLine)),
    lineAt: (offset) => {
      let low = 0;
      let high = Math.max(0, count - 1);
      while (low < high) {
        const mid = (low + high + 1) >> 1;
        if (starts[mid]! <= offset) low = mid;
        else high = mid - 1;
      }
      return low + 1;
    },
  };
}

/** Offsets where lines start, closed by the length of the text. An empty text has no lines. */
function lineStarts(text: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; ) {
    starts.push(at);
    const next = text.indexOf('\n', at);
    at = next < 0 ? text.length : next + 1;
  }
  starts.push(text.length);
  return starts;
}

/** Number of lines of a text, without building the index. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return text.length > 0 && !text.endsWith('\n') ? count + 1 : count;
}

/** Length of the longest line, in UTF-16 units. */
export function longestLine(text: string): number {
  let longest = 0;
  let at = 0;
  while (at < text.length) {
    let next = text.indexOf('\n', at);
    if (next < 0) next = text.length;
    if (next - at > longest) longest = next - at;
    at = next + 1;
  }
  return longest;
}
