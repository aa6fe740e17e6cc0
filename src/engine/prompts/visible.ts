/**
 * Control characters, direction marks, zero-width, tag and other invisible characters, line separators, and halves of
 * surrogate pairs; tabs and line feeds stay. The same class as in `present/untrusted.ts`, held equal by a test.
 */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{DI}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]/gu;

/** Text as a model is shown it: what hides, turns or breaks lines stands there as an escape, for example `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** A name or path on one line of a prompt: it can make neither a line nor a header of its own. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\t\n]/g, escaped);
}

const escaped = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;
