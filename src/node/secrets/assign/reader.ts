/** Reads string literals and runs of a text. All searches for an end are remembered, so that many starts cost one. */

/** A range of a text, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A string literal: what stands in it, and where it ends with its quotes. */
export interface Literal extends Span {
  readonly after: number;
}

/** Reads one text. Positions are UTF-16 units. */
export interface Reader {
  readonly text: string;
  /** The literal that opens at a position, its prefix (`b"`, `@"`, `r#"`, `N'`) counted in. */
  literalAt(at: number): Literal | undefined;
  /** The end of the run of letters at a position that are neither blanks nor any of `stops`. */
  runEnd(at: number, stops: 'blank' | 'code'): number;
  /** What stands before a position in its line; nothing when that is longer than 200 characters. */
  linePrefix(at: number): string | undefined;
  /** Where the line of a position ends, before its line break. */
  lineEnd(at: number): number;
  /** Steps made until now: what the time is proportional to. */
  steps(): number;
}

const OPENING =
  /(?:[bBrRuUfFLNscqQ]|br|rb|u8|[qQ][qQwW]?|%[qQwW]|\$)?(?:@\$?|r?#{1,4}|\$)?(\\{0,3}["'`]|&(?:quot|apos|#34|#39|#x27|#x22);|[“„‘‚])/y;
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '„': '“', '‘': '’', '‚': '‘' };

/** Longest beginning of a line that is looked at. */
const LONGEST_PREFIX = 200;

/** Stops of a run in code: what cannot stand in a bare value. */
const CODE_STOPS = /[\s"'`<>,;|(){}[\]&«»\\]/g;
const BLANK_STOPS = /[\s«»]/g;

/** Makes a reader of a text. Each call costs what it reads, and a range is read once for all calls that end in it. */
export function createReader(text: string): Reader {
  let steps = 0;
  /** For each kind of search: the range that was searched, and where it ended. */
  const known = new Map<string, { from: number; end: number }>();

  function search(name: string, at: number, find: (from: number) => number): number {
    const last = known.get(name);
    if (last !== undefined && at >= last.from && at <= last.end) return last.end;
    const end = find(at);
    steps += end - at + 1;
    known.set(name, { from: at, end });
    return end;
  }

  const firstOf = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.index ?? text.length;
  };
  const lineEnd = (at: number): number =>
    search('line', at, (from) => {
      const found = text.indexOf('\n', from);
      return found < 0 ? text.length : text[found - 1] === '\r' && found - 1 >= from ? found - 1 : found;
    });

  /** The end of a line, with those that it goes on in by a backslash. */
  function endOfLines(at: number): number {
    return search('lines', at, (from) => {
      let end = lineEnd(from);
      while (text[end - 1] === '\\' && end < text.length)
        end = lineEnd(text[end] === '\r' ? end + 2 : end + 1);
      return end;
    });
  }

  /** The closing mark of a literal, before `text.length` or the end of the line where it may not cross lines. */
  function closing(mark: string, from: number): number {
    const crosses = mark === '"""' || mark === "'''";
    return search(`close ${mark}`, from, (at) => {
      const limit = crosses ? text.length : endOfLines(at);
      const rest = text.slice(at, limit);
      for (let found = rest.indexOf(mark); found >= 0; found = rest.indexOf(mark, found + 1))
        if (mark.startsWith('\\') || !isEscaped(rest, found)) return at + found;
      return limit;
    });
  }

  return {
    text,
    literalAt(at) {
      OPENING.lastIndex = at;
      const opening = OPENING.exec(text);
      if (opening === null) return undefined;
      steps++;
      let mark = opening[1]!;
      let start = at + opening[0].length;
      if (/^["']$/.test(mark) && text[start] === mark) {
        if (text[start + 1] !== mark) return { start, end: start, after: start + 1 };
        mark = mark.repeat(3);
        start += 2;
      }
      const close = CLOSING[mark] ?? mark;
      const end = closing(close, start);
      if (!text.startsWith(close, end)) return undefined;
      return { start, end, after: end + close.length };
    },
    runEnd: (at, stops) =>
      search(stops, at, (from) => firstOf(stops === 'code' ? CODE_STOPS : BLANK_STOPS, from)),
    linePrefix(at) {
      const before = text.slice(Math.max(0, at - LONGEST_PREFIX - 1), at);
      steps += before.length;
      const found = before.lastIndexOf('\n');
      return found < 0 && before.length > LONGEST_PREFIX ? undefined : before.slice(found + 1);
    },
    lineEnd,
    steps: () => steps,
  };
}

/** True when an odd number of backslashes stands before a position. */
function isEscaped(text: string, at: number): boolean {
  let count = 0;
  while (text[at - count - 1] === '\\') count++;
  return count % 2 === 1;
}
