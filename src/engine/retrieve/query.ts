import { CODE_WORDS, REQUEST_WORDS, STOP_WORDS } from '../index/stopWords.ts';
import { DENSE_SCRIPT, eachWord, isIdentifierLike, splitIdentifier, termsOf } from '../index/tokenize.ts';
import { SECRET_MARKS } from '../prompts/mark.ts';
import type { FileRole } from '../types.ts';
import { type Frame, findFrames } from './frames.ts';
import { findMessages } from './messages.ts';
import { rolesAskedFor } from './roles.ts';
import { WEIGHTS, type Weights } from './score.ts';

export interface QueryTerm {
  readonly term: string;
  readonly weight: number;
  /** The word of the question it came from, as written. */
  readonly word: string;
}

/** What a question says, read by rules: no model. */
export interface Query {
  readonly text: string;
  readonly terms: readonly QueryTerm[];
  /** Names written as code: in back ticks, with a case change, called, or dotted. As written, most telling first. */
  readonly identifiers: readonly string[];
  /**
   * Quoted strings, without their marks, of at least two words or six characters (fewer where no blanks part words), and
   * then error texts that stand without marks.
   */
  readonly quoted: readonly string[];
  readonly paths: readonly string[];
  readonly frames: readonly Frame[];
  readonly roles: ReadonlySet<FileRole>;
  /** It asks how things are, where a report tells what is wrong or wanted. */
  readonly isAsking: boolean;
}

/** What a question is read with. */
export interface QueryOptions {
  /** Suffixes of the files of known languages (`.ts`): a word that ends with one is a path. */
  readonly suffixes: readonly string[];
  readonly weights?: Weights;
}

const MAX_TOKEN = 300;

/** Reads a question. Long questions keep their most telling terms. */
export function analyseQuery(written: string, { suffixes, weights = WEIGHTS }: QueryOptions): Query {
  const text = withoutNoise(written);
  const code = codeSpans(text);
  const frames = findFrames(written);
  const paths = findPaths(text, suffixes);
  return {
    text: written,
    terms: weighTerms(text, code, weights),
    identifiers: findIdentifiers(text, code),
    quoted: [...new Set([...findQuoted(text), ...findMessages(text)])],
    paths,
    frames,
    roles: rolesAskedFor(text.slice(0, ASKING_CHARS)),
    isAsking: ASKING.test(text.slice(0, ASKING_CHARS)),
  };
}

/** What a question is about stands at its beginning. */
const ASKING_CHARS = 200;
const ASKING =
  /^\W*(how|what|where|which|who|when|why|explain|describe|show|find|list|tell|is there|are there|does|do|can|could|in which|give)\b/i;

/** Addresses, hidden comments, check lists of issue forms and marks of secrets say nothing about the code. */
function withoutNoise(text: string): string {
  return text
    .replace(SECRET_MARKS, ' ')
    .replace(/<!--[\s\S]{0,4000}?-->/g, ' ')
    .replace(/^[ \t]*[-*] \[[ xX]\].*$/gm, ' ')
    .replace(/\bhttps?:\/\/[^\s)>\]]+/g, ' ');
}

/** Ranges of the text that are written as code: back ticks and fenced blocks. */
function codeSpans(text: string): { inline: [number, number][]; fenced: [number, number][] } {
  const fenced = [...text.matchAll(/```[\s\S]*?(?:```|$)/g)].map((m): [number, number] => [
    m.index,
    m.index + m[0].length,
  ]);
  const inline = [...text.matchAll(/`[^`\n]{1,200}`/g)]
    .map((m): [number, number] => [m.index, m.index + m[0].length])
    .filter(([start]) => !fenced.some(([from, to]) => start >= from && start < to));
  return { inline, fenced };
}

/** Pieces of a text that may be a path: no spaces, quotes or brackets. Short ones only, so that time stays linear. */
function pathTokens(text: string): string[] {
  return text
    .split(/[\s"'`()<>[\]{},;|=]+/)
    .filter((token) => token.length >= 3 && token.length <= MAX_TOKEN);
}

function findPaths(text: string, suffixes: readonly string[]): string[] {
  const known = new Set(suffixes.map((suffix) => suffix.toLowerCase()));
  const found = pathTokens(text)
    .map((token) =>
      token
        .replace(/[.:!?]+$/, '')
        .replace(/:\d+(?::\d+)?$/, '')
        .replaceAll('\\', '/'),
    )
    .filter(
      (token) =>
        /^[\w@.+/-]+$/.test(token) && (hasSuffix(token, known) || /\/[\w@+-]+\.\w{1,10}$/.test(token)),
    );
  return [...new Set(found)];
}

/** Whether a name ends with one of the suffixes, in any letter case, and has something before it. */
function hasSuffix(token: string, suffixes: ReadonlySet<string>): boolean {
  const name = token.slice(token.lastIndexOf('/') + 1).toLowerCase();
  for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1))
    if (suffixes.has(name.slice(dot))) return true;
  return false;
}

/** Opening and closing marks of quoted strings: those of code, and those of several languages. */
const QUOTES = ['""', '``', '“”', '„“”', '””', '«»', '»«', '‹›', '「」', '『』'];
/** Marks that are apostrophes as well, which stand inside words. */
const SINGLE_QUOTES = ["''", '‘’', '‚‘’'];
const QUOTED = new RegExp(
  [
    ...QUOTES.map(([open, ...close]) => `${open}([^\\n${close.join('')}]{3,200})[${close.join('')}]`),
    ...SINGLE_QUOTES.map(([open, ...close]) => {
      const closing = `[${close.join('')}](?!\\w)`;
      return `(?<!\\w)${open}((?:(?!${closing})[^\\n]){3,200})${closing}`;
    }),
  ].join('|'),
  'g',
);
function findQuoted(text: string): string[] {
  const quoted = [...text.matchAll(QUOTED)].map((match) =>
    match
      .slice(1)
      .find((part) => part !== undefined)!
      .trim(),
  );
  return [...new Set(quoted)].filter(
    (part) => part.length >= 6 || /\s/.test(part) || DENSE_SCRIPT.test(part),
  );
}

function findIdentifiers(text: string, code: { inline: [number, number][] }): string[] {
  const found = new Map<string, number>();
  const note = (name: string, value: number): void => {
    if (name.length >= 3 && !STOP_WORDS.has(name.toLowerCase()) && !CODE_WORDS.has(name))
      found.set(name, Math.max(value, found.get(name) ?? 0));
  };
  eachWord(text, (word, start) => {
    const isInline = code.inline.some(([from, to]) => start >= from && start < to);
    const isCalled = text.charCodeAt(start + word.length) === 40;
    const isDotted = /[.:>]/.test(text[start - 1] ?? '') && /[\w)\]]/.test(text[start - 2] ?? '');
    if (isInline) note(word, 3);
    else if (isIdentifierLike(word)) note(word, 2);
    else if (isCalled || isDotted) note(word, 1);
  });
  return [...found].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

interface TermUse {
  word: string;
  uses: number;
  value: number;
}

function weighTerms(
  text: string,
  code: { inline: [number, number][]; fenced: [number, number][] },
  { query }: Weights,
): QueryTerm[] {
  const uses = new Map<string, TermUse>();
  const titleEnd = titleLength(text);
  eachWord(text, (word, start) => {
    const isInline = code.inline.some(([from, to]) => start >= from && start < to);
    const isFenced = code.fenced.some(([from, to]) => start >= from && start < to);
    const isCode = isInline || isIdentifierLike(word);
    let value = isInline ? query.inlineCode : isCode ? query.identifier : 1;
    if (isFenced) value *= query.fenced;
    if (!isCode && REQUEST_WORDS.has(word.toLowerCase())) value *= query.request;
    if (start < titleEnd) value *= query.title;
    const terms = termsOf(word);
    const isCompound = splitIdentifier(word).length > 1;
    for (const [i, term] of terms.entries()) {
      const share = isCompound && i > 0 ? query.part : 1;
      const known = uses.get(term);
      if (!known) uses.set(term, { word, uses: 1, value: value * share });
      else {
        known.uses++;
        known.value = Math.max(known.value, value * share);
      }
    }
  });
  addPairs(text, uses, query.pair);
  return [...uses]
    .map(([term, use]) => ({
      term,
      word: use.word,
      weight: use.value * (1 + query.repeat * Math.log(use.uses)),
    }))
    .sort((a, b) => b.weight - a.weight);
}

/** Adds neighbouring words as one name each: the index holds compound names without their separators. */
function addPairs(text: string, uses: Map<string, TermUse>, value: number): void {
  let run: { word: string; end: number }[] = [];
  eachWord(text, (word, start) => {
    const last = run[run.length - 1];
    const isNear = last && start - last.end <= 2 && !/[\n.;:]/.test(text.slice(last.end, start));
    if (!isNear || STOP_WORDS.has(word.toLowerCase())) run = [];
    if (!STOP_WORDS.has(word.toLowerCase())) run.push({ word, end: start + word.length });
    for (const length of [2, 3]) {
      const words = run.slice(-length).map((entry) => entry.word);
      const term = words.join('').toLowerCase().replace(/[_$]/g, '');
      if (words.length === length && !uses.has(term))
        uses.set(term, { word: words.join(' '), uses: 1, value });
    }
  });
}

/** A question of several lines states its subject in the first one. */
function titleLength(text: string): number {
  const end = text.indexOf('\n');
  return end > 0 && end < 300 ? end : 0;
}
