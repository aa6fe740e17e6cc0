import { isFault, parseQuery } from '../parse.ts';
import { ASKS_ALL, ASKS_FOR_ONE, NOUN_RULES, RULES, type Rule, SAYS_NOTHING } from './words.ts';

/** A longer question says more than a query can. */
const MOST_CHARS = 400;
/** Times that one rule may find something. */
const MOST_REPEATS = 4;

/** What a question in words asks to list. */
export interface Phrase {
  /** In the query language. */
  readonly query: string;
  /** What no rule has understood; empty when the query says all of it. */
  readonly rest: string;
}

/**
 * Puts a question that asks for all of something into the query language, by rules alone. Undefined for one that does
 * not ask so. Where words are left over the query gives what the question is about, and not what it asks of it.
 * Linear: what is read is bounded.
 */
export function readPhrase(text: string): Phrase | undefined {
  if (text.length > MOST_CHARS || !ASKS_ALL().test(text)) return undefined;
  const taken: string[] = [];
  let left = text;
  const apply = (rules: readonly Rule[], repeats: number): void => {
    for (const { pattern, read } of rules)
      for (let i = 0; i < repeats; i++) {
        const match = pattern().exec(left);
        const found = match ? read([...match]) : undefined;
        if (!match || found === undefined) break;
        if (found !== '') taken.push(found);
        left = `${left.slice(0, match.index)} ¦ ${left.slice(match.index + match[0].length)}`;
      }
  };
  apply(RULES, MOST_REPEATS);
  const hasThing = taken.some((one) => /^(?:kind|word):/.test(one));
  if (!hasThing) apply(NOUN_RULES, 1);
  if (!taken.some((one) => /^(?:kind|word):/.test(one))) return undefined;
  if (taken.length === 1 && !hasThing && isAboutOne(text)) return undefined;
  const query = ordered(taken).join(' ');
  const rest = left
    .replace(SAYS_NOTHING(), ' ')
    .replace(/[\s¦¿¡?!.,;:'"“”`’()？！。、，]+/gu, ' ')
    .trim();
  return isFault(parseQuery(query)) ? undefined : { query, rest };
}

/** `What is the function?` asks for one, `what functions are there?` for all. */
function isAboutOne(text: string): boolean {
  const others = text.replace(ASKS_FOR_ONE(), ' ');
  const isPlural = /(?:s|en|nes)(?![\p{L}])/iu.test(
    others.replace(/(?<![\p{L}])(?:is|this|class|des|das|es)(?![\p{L}])/giu, ' '),
  );
  return others !== text && !ASKS_ALL().test(others) && !isPlural;
}

/** What is listed first, then what holds of it, then how it is laid out; nothing twice. */
function ordered(taken: readonly string[]): string[] {
  const rank = (one: string): number =>
    /^(?:kind|word):/.test(one) ? 0 : /^(?:sort|group|limit):/.test(one) ? 2 : 1;
  return [...new Set(taken)].sort((a, b) => rank(a) - rank(b));
}
