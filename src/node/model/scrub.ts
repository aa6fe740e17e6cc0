/** Keeps keys out of everything that is said: removal by value, in every spelling a server may echo. */
import { spellingsOf } from '../secrets/spellings.ts';

const REPLACEMENT = '[key]';

/** A function that replaces the keys in a text, however they are spelled. */
export function createScrubber(keys: readonly (string | undefined)[]): (text: string) => string {
  const spellings = allSpellings(keys);
  return (text) => spellings.reduce((clean, spelling) => clean.replaceAll(spelling, REPLACEMENT), text);
}

/** Scrubs a text that arrives in parts: what may be the beginning of a key is held back until it is known. */
export function createStreamScrubber(keys: readonly (string | undefined)[]): {
  push(text: string): string;
  flush(): string;
} {
  const spellings = allSpellings(keys);
  const scrub = createScrubber(keys);
  let held = '';
  return {
    push(text) {
      const all = scrub(held + text);
      const keep = longestOpenEnd(all, spellings);
      held = all.slice(all.length - keep);
      return all.slice(0, all.length - keep);
    },
    flush() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

function allSpellings(keys: readonly (string | undefined)[]): string[] {
  const all = new Set(keys.flatMap((key) => (key === undefined ? [] : spellingsOf(key))));
  // The longest first: one spelling may hold another.
  return [...all].sort((a, b) => b.length - a.length);
}

/** How much of the end of a text may be the beginning of a spelling. Costs the length of the longest one. */
function longestOpenEnd(text: string, spellings: readonly string[]): number {
  const longest = spellings[0]?.length ?? 0;
  for (let length = Math.min(longest - 1, text.length); length > 0; length--) {
    const first = text[text.length - length];
    const isOpen = spellings.some(
      (spelling) =>
        spelling.length > length && spelling[0] === first && text.endsWith(spelling.slice(0, length)),
    );
    if (isOpen) return length;
  }
  return 0;
}

/** A server's words as one short line: no mark-up, no control characters, no keys. */
export function excerpt(body: string, scrub: (text: string) => string, limit = 300): string {
  const start = scrub(body.slice(0, 20_000));
  const title = /<title[^>]{0,200}>([^<]{1,200})/i.exec(start)?.[1];
  const plain = (title ?? start.replace(/<[^<>]{1,2000}>/g, ' '))
    .replace(/[\0-\x20\x7f-\x9f\u2028\u2029]+/g, ' ')
    .trim();
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}
