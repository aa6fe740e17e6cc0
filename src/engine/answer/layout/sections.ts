import type { Heading, ListPlace } from '../../types.ts';

/** Sections of claims as a model writes them, nested or flat, checked or not. */
export interface Sectioned {
  readonly claims?: unknown;
  readonly sections?: unknown;
}

/** One thing of an answer in reading order, as it was written. */
export type Laid =
  | { readonly type: 'heading'; readonly section: Sectioned; readonly level: number }
  | { readonly type: 'claim'; readonly claim: unknown };

const MAX_LEVEL = 3;
const MAX_LIST_LEVEL = 4;

/**
 * What a reply says in reading order: its sections, each with its heading, its claims, and the sections in it; then the
 * claims that stand in none, as weak models write all of them. A section without a claim is left out. Stops after so many
 * claims.
 */
export function inReadingOrder(reply: Sectioned, maxClaims: number): Laid[] {
  const laid: Laid[] = [];
  let claims = 0;
  const take = ({ claims: own, sections }: Sectioned, level: number): void => {
    for (const claim of listOf(own)) {
      if (claims >= maxClaims) return;
      claims++;
      laid.push({ type: 'claim', claim });
    }
    for (const section of listOf(sections)) {
      if (claims >= maxClaims || typeof section !== 'object' || section === null) continue;
      const one = section as Sectioned & { readonly level?: unknown };
      const at = laid.length;
      const before = claims;
      const asked = typeof one.level === 'number' ? Math.round(one.level) : 1;
      const own = Math.min(MAX_LEVEL, Math.max(level, asked));
      laid.push({ type: 'heading', section: one, level: own });
      take(one, own + 1);
      if (claims === before) laid.length = at;
    }
  };
  take({ sections: reply.sections }, 1);
  take({ claims: reply.claims }, 1);
  return laid;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A claim as far as its place in a list is concerned: `list` is `bullet` or `number`, anything else is none. */
export interface ListedClaim {
  readonly list?: unknown;
  readonly level?: unknown;
}

/**
 * The places of claims in lists, in reading order (`undefined` for a heading, which ends all lists). A level is at most one
 * deeper than the one before, and numbers count on where a deeper list stood between.
 */
export function listPlaces(claims: readonly (ListedClaim | undefined)[]): (ListPlace | undefined)[] {
  const numbers: number[] = [];
  return claims.map((claim) => {
    const { list, level } = claim ?? {};
    if (list !== 'bullet' && list !== 'number') {
      numbers.length = 0;
      return undefined;
    }
    const asked = typeof level === 'number' && level >= 1 ? Math.floor(level) : 1;
    const own = Math.min(MAX_LIST_LEVEL, asked, numbers.length + 1);
    const before = numbers[own - 1] ?? 0;
    numbers.length = own - 1;
    numbers.push(list === 'number' ? before + 1 : 0);
    return list === 'number' ? { level: own, number: before + 1 } : { level: own };
  });
}

/** Claims and headings as one text of Markdown: each claim a paragraph or an item of a list. */
export function layoutText(
  claims: readonly { readonly text: string; readonly list?: ListPlace }[],
  headings: readonly Heading[] = [],
): string {
  let text = '';
  let next = 0;
  let wasItem = false;
  const add = (block: string, isItem: boolean): void => {
    text += text === '' ? block : `${isItem && wasItem ? '\n' : '\n\n'}${block}`;
    wasItem = isItem;
  };
  for (const [at, { text: said, list }] of claims.entries()) {
    for (; headings[next]?.before === at; next++) {
      const { text: title, level } = headings[next]!;
      add(`${'#'.repeat(level + 1)} ${title}`, false);
    }
    if (said === '') continue;
    add(list ? itemText(said, list) : said, list !== undefined);
  }
  return text;
}

/** An item with its mark; what follows its first line stands below its words. */
function itemText(text: string, { level, number }: ListPlace): string {
  const mark = number === undefined ? '- ' : `${number}. `;
  const indent = '   '.repeat(level - 1);
  const below = indent + ' '.repeat(mark.length);
  return `${indent}${mark}${text.replace(/\n(?=[^\n])/g, `\n${below}`)}`;
}
