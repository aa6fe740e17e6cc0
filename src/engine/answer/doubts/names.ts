import { KEYWORDS } from '../telling.ts';

/** What stands between marks of code: no other mark, no line break. */
const MARKED = /`([^`\n]{1,300})`/g;
const NAME = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*/gu;
/** A word that only code has: a capital inside, an underscore, a dollar. `iPhone` is one, `Iphone` and `API` are none. */
const CODE_SHAPED =
  /^(?:[\p{L}\p{N}]*\p{Ll}\p{Lu}[\p{L}\p{N}_$]*|[\p{L}\p{N}$]*[\p{L}\p{N}]_[\p{L}\p{N}_$]+|_+\p{L}[\p{L}\p{N}_$]*)$/u;
/** A word before an opening bracket that follows at once is a call. */
const CALL = /(?<![\p{L}\p{M}\p{N}_$])([\p{L}_$][\p{L}\p{M}\p{N}_$]*)\(/gu;
/** Names with hyphens inside: headers, flags, classes of style sheets. Letter case does not count in most of them. */
const COMPOUND = /(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)+/gu;
/** Of one claim at most: each is looked for in all that it cites. */
const MOST_COMPOUNDS = 20;
const LEAST_CHARS = 3;
/** How values and types are called in prose about any language. */
const GENERAL: ReadonlySet<string> = new Set(
  `true false null nil none undefined nan string number boolean bool integer float object array list map set dict tuple
  error promise iterator regexp json http https url uri javascript typescript github gitlab vscode nodejs`.split(
    /\s+/,
  ),
);

/**
 * Names of code in a sentence, each once: what stands between back ticks, what is called, and what is shaped as only
 * names of code are. Keywords and names of general types are none. Linear.
 */
export function namesIn(text: string): string[] {
  const marked = [...text.matchAll(MARKED)].flatMap((match) => match[1]!.match(NAME) ?? []);
  const called = [...text.matchAll(CALL)].map((match) => match[1]!);
  const shaped = (text.match(NAME) ?? []).filter((word) => CODE_SHAPED.test(word));
  return [...new Set([...marked, ...called, ...shaped])].filter(isTelling);
}

const isTelling = (name: string): boolean =>
  name.length >= LEAST_CHARS && !KEYWORDS.has(name.toLowerCase()) && !GENERAL.has(name.toLowerCase());

/** Names with hyphens that stand between back ticks, each once: `Retry-After`, `dry-run`. Linear. */
export function compoundsIn(text: string): string[] {
  const marked = [...text.matchAll(MARKED)].flatMap((match) => match[1]!.match(COMPOUND) ?? []);
  return [...new Set(marked)].slice(0, MOST_COMPOUNDS);
}
