/**
 * Texts of strangers as Markdown that does nothing by itself, for documents that other programs show: no image is
 * loaded, no HTML is live, no character is hidden, and no text reaches beyond its own place.
 */
import MarkdownIt, { type Env, type Token } from 'markdown-it';
import { splitBlocks } from './blocks.ts';
import { countHidden, showHidden } from './hidden.ts';

/** Sees what the usual viewers see, HTML among it. */
const reader = new MarkdownIt({ html: true });
reader.validateLink = () => true;

/** A text of any length, to stand between blank lines. Only what would be live is escaped; code stays as it is. */
export function inertBlock(text: string): string {
  const shown = showHidden(text).trim();
  if (!isLive(shown)) return closeCode(shown);
  const pieces = splitBlocks(shown).map((piece) => (isLive(piece) ? escapeLive(piece) : piece));
  const escaped = pieces.join('\n\n');
  // Pieces can mean something else together than alone.
  return closeCode(isLive(escaped) ? escapeLive(shown) : escaped);
}

/** A text as one line, to stand anywhere inside a block. */
export function inertLine(text: string): string {
  const line = showHidden(text).replace(/\s+/g, ' ').trim();
  return reader.parseInline(line, {}).some(isLiveToken) ? escapeLive(line) : line;
}

/** Whether words can stand before a text on its first line without a change of what it is. */
export function beginsWithProse(text: string): boolean {
  return reader.parse(showHidden(text).trim(), {})[0]?.type === 'paragraph_open';
}

/** True for images, HTML, characters that entities hide, and definitions, which give addresses to other texts. */
function isLive(text: string): boolean {
  const env: Env = {};
  const tokens = reader.parse(text, env);
  return tokens.some(isLiveToken) || Object.keys(env.references ?? {}).length > 0;
}

function isLiveToken({ type, content, children }: Token): boolean {
  if (type === 'inline') return (children ?? []).some(isLiveToken);
  return type === 'image' || type.startsWith('html_') || countHidden(content) > 0;
}

/** Escapes so that no backslash before it can undo it. */
function escapeLive(text: string): string {
  return text
    .replace(/&(?=[#A-Za-z])/g, '&amp;')
    .replace(/<(?=[A-Za-z/!?])/g, '&lt;')
    .replaceAll('![', '!\\[')
    .replaceAll(']:', ']\\:');
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
