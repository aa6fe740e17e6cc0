import type { EditsFault } from '../../types.ts';

/** A text that is no patch: a fault on its way up to `readEdits`. */
export class UnreadableEdits extends Error {
  override readonly name = 'UnreadableEdits';
  readonly fault: EditsFault;

  /** @param at the line, 0-based */
  constructor(kind: EditsFault['kind'], at = 0) {
    super(kind);
    this.fault = { kind, line: at + 1 };
  }
}

/** The lines of a message, without returns at their ends, and whether the last one has no line break. */
export interface MessageLines {
  readonly lines: readonly string[];
  readonly isBare: boolean;
}

export function messageLines(text: string): MessageLines {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const isBare = lines.at(-1) !== '';
  return { lines: isBare ? lines : lines.slice(0, -1), isBare };
}

export const isBlank = (line: string): boolean => line.trim() === '';

export interface Fence {
  readonly mark: string;
  readonly info: string;
}

/** The beginning of a block of code in Markdown, or undefined. */
export function fenceOf(line: string): Fence | undefined {
  const found = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
  return found ? { mark: found[1]!, info: found[2]!.trim() } : undefined;
}

/** Whether a line ends the block that a fence began. */
export function closes(fence: Fence, line: string): boolean {
  const found = fenceOf(line);
  return found?.info === '' && found.mark[0] === fence.mark[0] && found.mark.length >= fence.mark.length;
}

/**
 * The path that a line above a block of code names, as authors write it: bare, in backticks or bold, as a heading, with a
 * colon behind it or `File:` before it; one with blanks only in backticks. Undefined for a line that is something else.
 */
export function pathOnLine(line: string): string | undefined {
  let path = line.trim().replace(/^(?:#{1,6}|[-*])\s+/, '');
  path = path.replace(/^(?:file(?:name)?|path)\s*:\s*/i, '').replace(/:$/, '');
  path = path.replace(/^\*\*(.+?):?\*\*$/, '$1');
  const quoted = /^`([^`]+)`$/.exec(path)?.[1];
  path = (quoted ?? path).replace(/:$/, '').trim();
  return looksLikePath(path, quoted !== undefined) ? path : undefined;
}

/** Files that are known without a suffix. */
const BARE_NAMES =
  /^(?:[A-Z][\w-]*file|LICENSE|COPYING|NOTICE|AUTHORS|README|CHANGELOG|INSTALL|VERSION|\.[\w-]+)$/;
/** Products that are called like files. */
const PRODUCTS = /^(?:node|next|nuxt|vue|react|express|three|d3)\.js$/i;

function looksLikePath(text: string, isQuoted: boolean): boolean {
  if (text === '' || text.length > 5_000 || /[`"'<>|*?,;!]/.test(text)) return false;
  if (/\s/.test(text) && !isQuoted) return false;
  if (PRODUCTS.test(text) && !isQuoted) return false;
  return /[./\\]/.test(text) ? /[\w\])}]$/.test(text) : BARE_NAMES.test(text);
}
