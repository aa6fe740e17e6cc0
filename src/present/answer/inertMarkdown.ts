/**
 * Texts of strangers as Markdown that does nothing by itself, for documents that other programs show: no image is
 * loaded, no HTML is live, no character is hidden, and no text reaches beyond its own place.
 */
import MarkdownIt, { type Env, type Token } from 'markdown-it';
import { named } from '../untrusted.ts';
import { splitBlocks } from './blocks.ts';
import { countHidden, showHidden } from './hidden.ts';
import { breakMarks, holdsMark } from './marks.ts';

/** Sees what the usual viewers see, HTML among it. */
const reader = new MarkdownIt({ html: true });
reader.validateLink = () => true;

/** A text of any length, to stand between blank lines. Only what would be live is escaped; code stays as it is. */
export function inertBlock(text: string): string {
  const shown = withoutTabs(withoutMarks(showHidden(text).trim()));
  const pieces = splitBlocks(shown).map((piece) => {
    const plain = withoutHeadings(piece);
    return isLive(plain) ? escapeLive(plain) : plain;
  });
  const inert = pieces.join('\n\n');
  // Pieces can mean something else together than alone.
  return closeCode(isLive(inert) ? escapeLive(inert) : inert);
}

/**
 * Tabs as the blanks they stand for, outside of fences: behind the indentation of a list a tab is narrower, and what was
 * code would be text there.
 */
function withoutTabs(text: string): string {
  if (!text.includes('\t')) return text;
  const isFenced = new Set<number>();
  for (const { type, map } of reader.parse(text, {}))
    if (type === 'fence' && map) for (let line = map[0]; line < map[1]; line++) isFenced.add(line);
  const lines = text.split('\n');
  return lines.map((line, at) => (isFenced.has(at) ? line : expandTabs(line))).join('\n');
}

function expandTabs(line: string): string {
  let shown = '';
  for (const part of line.split(/(\t)/)) shown += part === '\t' ? ' '.repeat(4 - (shown.length % 4)) : part;
  return shown;
}

/** Breaks what looks like marks of ours, outside of blocks of code. */
function withoutMarks(text: string): string {
  if (!holdsMark(text)) return text;
  const lines = text.split('\n');
  const shown: string[] = [];
  let at = 0;
  const plain = (end: number): void => {
    if (end > at) shown.push(breakMarks(lines.slice(at, end).join('\n'), named));
  };
  for (const { type, map } of reader.parse(text, {})) {
    if (!map || (type !== 'fence' && type !== 'code_block')) continue;
    plain(map[0]);
    shown.push(lines.slice(map[0], map[1]).join('\n'));
    at = map[1];
  }
  plain(lines.length);
  return shown.join('\n');
}

/** A text as one line, to stand anywhere inside a block. */
export function inertLine(text: string): string {
  const line = breakMarks(showHidden(text).replace(/\s+/g, ' ').trim(), named);
  return reader.parseInline(line, {}).some(isLiveToken) ? escapeLive(line) : line;
}

/** Whether words can stand before a text on its first line without a change of what it is. */
export function beginsWithProse(text: string): boolean {
  return reader.parse(showHidden(text).trim(), {})[0]?.type === 'paragraph_open';
}

/** Headings are those of the document: one of a stranger would begin a turn or an answer of its own. */
function withoutHeadings(text: string): string {
  const headings = reader.parse(text, {}).filter(({ type, map }) => type === 'heading_open' && map);
  if (headings.length === 0) return text;
  const lines = text.split('\n');
  for (const { map, markup } of headings) {
    const at = markup.startsWith('#') ? map![0] : map![1] - 1;
    lines[at] = lines[at]!.replace(markup.startsWith('#') ? /#{1,6}(?=\s|$)/ : /[=-](?=[=-]*\s*$)/, '\\$&');
  }
  return lines.join('\n');
}

/**
 * True for images, HTML, characters that entities hide, headings, links that lead elsewhere than they say, and
 * definitions, which give addresses to other texts.
 */
function isLive(text: string): boolean {
  const env: Env = {};
  const tokens = reader.parse(text, env);
  return tokens.some(isLiveToken) || Object.keys(env.references ?? {}).length > 0;
}

function isLiveToken({ type, content, children }: Token): boolean {
  if (type === 'inline') return (children ?? []).some(isLiveToken) || hasFalseLink(children ?? []);
  if (type === 'heading_open') return true;
  return type === 'image' || type.startsWith('html_') || countHidden(content) > 0;
}

/** An address that a person may follow from a document: of the web, of mail, or relative. */
const PLAIN_ADDRESS = /^(?:https?:\/\/[^/\\]|mailto:|#|(?![/\\]|%5c|%2f)[^:&]*$)/i;
const PLACE = /:\d|#L\d/;

/** True when a link runs something, opens something of this computer, or looks like a place in a file and is none. */
function hasFalseLink(children: readonly Token[]): boolean {
  return children.some((token, i) => {
    if (token.type !== 'link_open') return false;
    const address = String(token.attrGet('href') ?? '');
    const text = children[i + 1]?.content ?? '';
    return !PLAIN_ADDRESS.test(address) || (/^\w+:/.test(address) && PLACE.test(text) && text !== address);
  });
}

/** Escapes so that no backslash before it can undo it. */
function escapeLive(text: string): string {
  const plain = withoutHeadings(
    text
      .replace(/&(?=[#A-Za-z])/g, '&amp;')
      .replace(/<(?=[A-Za-z/!?])/g, '&lt;')
      .replaceAll('![', '!\\[')
      .replaceAll(']:', ']\\:'),
  );
  return isLive(plain) ? plain.replace(/\](?=[([])/g, ']\\') : plain;
}

/** Ends a code block that the text leaves open: it would swallow what follows. */
function closeCode(text: string): string {
  const last = reader.parse(text, {}).at(-1);
  if (last?.type !== 'fence' || !last.map) return text;
  const [first, end] = last.map;
  const line = text.split('\n')[end - 1] ?? '';
  const isClosed =
    end - 1 > first && line.trim().startsWith(last.markup) && /^ {0,3}([`~])\1*\s*$/.test(line);
  return isClosed ? text : `${text}\n${last.markup}`;
}
