import type { CommentSyntax } from '../language.ts';
import type { Lines } from '../lines.ts';

const MAX_DOC_CHARS = 300;
const MAX_LEAD_LINES = 80;
/** Decorators, annotations and attributes stand between a doc comment and its definition. */
const ATTRIBUTE_LINE = /^\s*(@\w|#!?\[|\[\w[\w.]*(\(|\]))/;

/** The comment and attribute lines that lead a definition, and the first paragraph of what the comment says. */
export interface Lead {
  /** First line that belongs to the definition, itself included. */
  readonly startLine: number;
  readonly doc: string;
}

/**
 * Looks upwards from the first line of a definition. Text only: the same for every language that says what its
 * comments look like.
 */
export function leadOf(lines: Lines, startLine: number, comment: CommentSyntax): Lead {
  const collected: string[] = [];
  let first = startLine;
  let insideBlock: string | undefined;
  for (let line = startLine - 1; line >= 1 && startLine - line <= MAX_LEAD_LINES; line--) {
    const text = lines.text(line).trim();
    if (insideBlock !== undefined) {
      collected.push(text);
      first = line;
      if (text.startsWith(insideBlock)) insideBlock = undefined;
      continue;
    }
    if (text === '') break;
    const block = comment.block.find(([, close]) => text.endsWith(close));
    if (block !== undefined) {
      const [open] = block;
      // A comment that follows code on its line documents that code, not the next definition.
      if (!text.startsWith(open) && text.includes(open)) break;
      collected.push(text);
      first = line;
      if (!text.startsWith(open)) insideBlock = open;
      continue;
    }
    if (comment.line.some((mark) => text.startsWith(mark))) {
      collected.push(text);
      first = line;
      continue;
    }
    if (!ATTRIBUTE_LINE.test(text)) break;
    first = line;
  }
  // An unclosed block means that the close mark was part of something else: take nothing.
  if (insideBlock !== undefined) return { startLine, doc: '' };
  return { startLine: first, doc: cleanDoc(collected.reverse().join('\n')) };
}

/** Strips comment marks, keeps the first paragraph, folds white space, at most 300 characters. */
export function cleanDoc(raw: string): string {
  const body: string[] = [];
  for (const line of raw.split('\n')) {
    const text = line
      .replace(/^\s*(\/\*+!?|\*+\/?|\/\/+[!/]?|#+:?|--+\[*\[*|;+|%+|"""|'''|r"""|<!--|\{-+\|?|\(\*+)\s?/, '')
      .replace(/\s*(\*+\/|"""|'''|-->|-\}|\*\)|\]\])\s*$/, '')
      .trim();
    if (text === '') {
      if (body.length > 0) break;
      continue;
    }
    if (text.startsWith('@') && body.length > 0) break;
    body.push(text);
  }
  return body.join(' ').replace(/\s+/g, ' ').slice(0, MAX_DOC_CHARS);
}
