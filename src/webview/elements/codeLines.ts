/** Lines of code in colours, with their numbers beside them and the words that match marked. Long lines wrap. */
import { type Child, h } from './dom.ts';
import type { Token } from './highlight.ts';

/** Offsets in a line. */
export interface Mark {
  readonly start: number;
  readonly end: number;
}

export interface CodeLine {
  readonly line: number;
  readonly tokens: readonly Token[];
  readonly marks: readonly Mark[];
}

/** The pieces of a line as elements: each of one kind, and marked or not. */
export function lineParts(tokens: readonly Token[], marks: readonly Mark[]): Child[] {
  const parts: Child[] = [];
  let at = 0;
  for (const { text, kind } of tokens) {
    const end = at + text.length;
    for (let from = at; from < end; ) {
      const mark = marks.find((one) => one.end > from);
      const isMarked = mark !== undefined && mark.start <= from;
      const to = Math.min(end, mark ? (isMarked ? mark.end : mark.start) : end);
      const part = text.slice(from - at, to - at);
      const inner = kind ? h('span', { class: `tok-${kind}` }, part) : part;
      parts.push(isMarked ? h('mark', {}, inner) : inner);
      from = to;
    }
    at = end;
  }
  return parts;
}

/** A block of numbered lines. What is copied from it has no numbers. A rule stands where lines are left out. */
export function codeLines(lines: readonly CodeLine[]): HTMLElement {
  const cells = lines.flatMap(({ line, tokens, marks }, i) => [
    i > 0 && lines[i - 1]!.line < line - 1 && h('span', { class: 'line-gap' }),
    h('span', { class: 'line-number', attrs: { 'aria-hidden': 'true', 'data-line': line } }),
    h('span', { class: marks.length > 0 ? 'line telling' : 'line' }, ...lineParts(tokens, marks), '\n'),
  ]);
  return h('code', { class: 'code-lines' }, ...cells);
}

/** The lines without the indentation that all of them share: where there is little room, it would be the first to go. */
export function dedent(lines: readonly CodeLine[]): CodeLine[] {
  const indents = lines.flatMap(({ tokens }) => {
    const text = tokens.map((token) => token.text).join('');
    return text.trim() === '' ? [] : [/^[\t ]*/.exec(text)![0]];
  });
  const [first = ''] = indents;
  let shared = first.length;
  for (const indent of indents) while (!indent.startsWith(first.slice(0, shared))) shared--;
  return lines.map(({ line, tokens, marks }) => ({
    line,
    tokens: without(tokens, shared),
    marks: marks.map(({ start, end }) => ({ start: start - shared, end: end - shared })),
  }));
}

function without(tokens: readonly Token[], chars: number): Token[] {
  let left = chars;
  return tokens.flatMap((token) => {
    const cut = Math.min(left, token.text.length);
    left -= cut;
    return cut < token.text.length ? [{ ...token, text: token.text.slice(cut) }] : [];
  });
}
