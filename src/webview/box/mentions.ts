/** The `@` language of the question box: what is being typed at the caret, and what a choice puts in its place. */
import type { Mention } from '../../protocol/page.ts';

const MENTION_KINDS = ['file', 'folder', 'symbol', 'selection'] as const;
export type MentionKind = (typeof MENTION_KINDS)[number];

export interface MentionQuery {
  /** Offsets of the `@` and of the caret. */
  readonly start: number;
  readonly end: number;
  /**
   * `any` until a kind and a colon or space stand there. `query`: what is typed is a query, and the prefix all of it.
   * `command`: a slash begins the box.
   */
  readonly kind: MentionKind | 'any' | 'query' | 'command';
  readonly prefix: string;
}

const MAX_PREFIX = 200;

/**
 * The mention that is being typed before the caret: `@pre`, `@file:pre` or `@file pre`. None inside a word (an
 * address such as a@b is not a mention) and none across a line break.
 */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const before = text.slice(Math.max(0, caret - MAX_PREFIX), caret);
  const match = /(?:^|[\s(["'`])@(?:(file|folder|symbol|selection)(?::|[ \t](?=\S*$)))?([^\s@]*)$/.exec(
    before,
  );
  if (!match) return undefined;
  const start = caret - before.length + match.index + match[0].indexOf('@');
  return { start, end: caret, kind: (match[1] as MentionKind | undefined) ?? 'any', prefix: match[2]! };
}

/** Characters of a query that can be completed, and how one begins: a word with a colon or a comparison. */
const MAX_QUERY = 1_000;
const QUERY = /^[\s(!]*[A-Za-z][A-Za-z-]*(?::|[<>]=?\s*\d|!?=)/;

/** The query that is being typed before the caret; the host knows whether its words are some of the language. */
export function queryAt(text: string, caret: number): MentionQuery | undefined {
  const before = text.slice(0, caret);
  if (before.length > MAX_QUERY || before.includes('\n') || !QUERY.test(before)) return undefined;
  return { start: caret, end: caret, kind: 'query', prefix: before };
}

/** The command that is being typed: a slash and letters, and nothing else in the box. A path has more than that. */
export function commandAt(text: string, caret: number): MentionQuery | undefined {
  const match = caret === text.length ? /^\/([A-Za-z-]{0,50})$/.exec(text) : null;
  return match ? { start: 0, end: caret, kind: 'command', prefix: match[1]! } : undefined;
}

/** The text with a part of a query in the place of what was typed of it. */
export function writePart(
  text: string,
  { end }: MentionQuery,
  { write, replaces }: { readonly write: string; readonly replaces: number },
): { readonly text: string; readonly caret: number } {
  const start = Math.max(0, end - replaces);
  return { text: text.slice(0, start) + write + text.slice(end), caret: start + write.length };
}

/** The text without the typed mention, and where the caret goes: the mention itself becomes a chip. */
export function takeMention(
  text: string,
  query: MentionQuery,
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, query.start);
  const after = text.slice(query.end);
  const isDoubleSpace = (before === '' || /\s$/.test(before)) && /^[ \t]/.test(after);
  return { text: before + (isDoubleSpace ? after.slice(1) : after), caret: before.length };
}

/** The text with `@kind:` in place of what was typed, so that the kind's own choices are offered. */
export function chooseKind(
  text: string,
  query: MentionQuery,
  kind: MentionKind,
): { readonly text: string; readonly caret: number } {
  const written = `@${kind}:`;
  return {
    text: text.slice(0, query.start) + written + text.slice(query.end),
    caret: query.start + written.length,
  };
}

/** Kinds whose name begins with what was typed. */
export function kindsFor(query: MentionQuery): MentionKind[] {
  if (query.kind !== 'any') return [];
  return MENTION_KINDS.filter((kind) => kind.startsWith(query.prefix.toLowerCase()));
}

/** Adds a mention unless the same one is there. */
export function addMention(mentions: readonly Mention[], added: Mention): Mention[] {
  const key = mentionKey(added);
  return mentions.some((mention) => mentionKey(mention) === key) ? [...mentions] : [...mentions, added];
}

/** Two mentions are the same when this is. */
export function mentionKey(mention: Mention): string {
  const lines = mention.kind === 'selection' ? `${mention.startLine}-${mention.endLine}` : '';
  const name = mention.kind === 'symbol' ? mention.name : '';
  return JSON.stringify([mention.kind, mention.root ?? '', mention.path ?? '', name, lines]);
}
