/** Lists of secrets below a heading that tells what they are, and codes that are used once. */

import { createNameReader } from '../assign/names.ts';
import type { Match } from '../match.ts';
import { randomBits, varietyOf } from '../random/randomness.ts';

/** A line that only says what stands below it. */
const HEADING =
  /^[ \t]{0,80}(?:#{1,6}|\/\/|--|\*{1,2}|\[|;|-)?[ \t]{0,4}([\p{L}][\p{L}\d ,'’()/&-]{2,100}?)[ \t]{0,4}[:：\]*]{0,3}[ \t]{0,4}\r?$/u;
/** A line that holds one value, numbered or marked as an item or as code. */
const ITEM =
  /^[ \t>]{0,80}(?:#[ \t]{1,2})?(?:[-*+•]|\d{1,3}[.):]?)?[ \t]{0,8}["'`]?([A-Za-z0-9][^\s"'`«»]{3,400})["'`]?,?[ \t]{0,8}\r?$/;
const BLANK = /^[ \t>#=*-]{0,80}\r?$/;
/** Bits of a value that stands alone in its line, below a heading. */
const LEAST_BITS = 30;
const LEAST_LENGTH = 16;

/** Words that tell of codes that are used once; their lists are short and plain. */
const CODES =
  /(?:recovery|backup|scratch|one[- _]?time|emergency|2fa|mfa|two[- _]?factor|rescue|reset)[ _-]{0,2}(?:2fa[ _-]|login[ _-]|security[ _-]|verification[ _-])?(?:codes?|keys?)\b/gi;
const CODE =
  /(?<![\w.-])(?:\d{6,10}|\d{3,5}[ -]\d{3,5}|[A-Za-z0-9]{4,6}(?:-[A-Za-z0-9]{4,6}){1,5}|[A-Za-z0-9]{8,16})(?![\w.]|-\w)/g;
/** How far behind the words the codes stand. */
const REACH = 900;

/** Finds lists of secrets below headings, and codes behind the words that name them. Linear. */
export function findLists(text: string): Match[] {
  return [...belowHeadings(text), ...codes(text), ...userLines(text)];
}

function belowHeadings(text: string): Match[] {
  const meaningOf = createNameReader();
  const matches: Match[] = [];
  let kind: string | undefined;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const line = end - at > 500 ? 'x x' : text.slice(at, end);
    const item = kind === undefined ? null : ITEM.exec(line);
    if (item !== null && isDrawn(item[1]!)) {
      const start = at + line.lastIndexOf(item[1]!);
      matches.push({ start, end: start + item[1]!.length, kind: kind! });
    } else if (!BLANK.test(line)) kind = kindOfHeading(line, meaningOf);
    at = end + 1;
  }
  return matches;
}

const TELLING = /key|pass|pw|secret|token|cred|code|wort|senha|clave|contrase|mdp|[^\0-\x7f]/i;

function kindOfHeading(line: string, meaningOf: ReturnType<typeof createNameReader>): string | undefined {
  if (line.length > 140 || !TELLING.test(line)) return undefined;
  const words = HEADING.exec(line)?.[1]?.split(/[ ,()/&]+/) ?? [];
  for (const [index, word] of words.entries()) {
    const meaning = meaningOf(index === 0 ? word : `${words[index - 1]}_${word}`);
    if (meaning?.strength === 'secret' || meaning?.strength === 'password') return meaning.kind;
  }
  return undefined;
}

const isDrawn = (value: string): boolean =>
  value.length >= LEAST_LENGTH && /^[\w+/=.!@#$%^&*~-]+$/.test(value) && randomBits(value) >= LEAST_BITS;

function codes(text: string): Match[] {
  const matches: Match[] = [];
  let read = 0;
  for (const words of text.matchAll(CODES)) {
    const from = Math.max(read, words.index + words[0].length);
    const window = text.slice(from, words.index + words[0].length + REACH);
    const found = [...window.matchAll(CODE)].filter((one) => /\d/.test(one[0]));
    // One shape, several times: a single number is a date, a version or a count. One of a list may look like no code.
    const shapes = Map.groupBy(found, (one) => one[0].replace(/[A-Za-z]/g, '0').replace(/\d/g, '0'));
    for (const group of shapes.values()) {
      const sure = group.filter((one) => isCode(one[0]));
      if (sure.length >= 3)
        matches.push(
          ...(2 * sure.length >= group.length ? group : sure).map((one) => ({
            start: from + one.index,
            end: from + one.index + one[0].length,
            kind: 'recovery-code',
          })),
        );
    }
    read = Math.max(read, from + window.length);
  }
  return matches;
}

const USERS =
  /\bchpasswd\b[\s\S]{0,200}?(?:\n|<<[^\n]{0,40}\n)((?:[ \t]{0,20}(?:-[ \t])?[\w.-]{1,40}:[^\s:]{4,120}[ \t]{0,4}(?:\r?\n|$)){1,200})/g;

/** Lines `user:password` that are given to `chpasswd`. */
function userLines(text: string): Match[] {
  return [...text.matchAll(USERS)].flatMap((found) => {
    const from = found.index + found[0].length - found[1]!.length;
    return [...found[1]!.matchAll(/:(\S+)/g)].map((line) => ({
      start: from + line.index + 1,
      end: from + line.index + line[0].length,
      kind: 'password',
    }));
  });
}

const isCode = (text: string): boolean =>
  varietyOf(text) >= 4 && (/^[\d -]+$/.test(text) || randomBits(text) >= 8);
