/**
 * A light English stemmer: folds plural, `-ing`, `-ed`, `-er`, `-ion`, `-able` and `-ment` endings onto one form, so
 * that a question's words meet the words inside identifiers. Both sides use it, so the forms need not be words.
 * After the idea of M. F. Porter, "An algorithm for suffix stripping" (1980), cut down to what code and issues need.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let base = word;
  if (base.endsWith('ies') && base.length > 4) base = `${base.slice(0, -3)}y`;
  else if (/(?:ss|sh|ch|x|z)es$/.test(base)) base = base.slice(0, -2);
  else if (base.endsWith('s') && !/(?:ss|us|is)$/.test(base)) base = base.slice(0, -1);
  for (const [ending, least, replacement] of ENDINGS) {
    if (base.endsWith(ending) && base.length - ending.length >= least) {
      base = base.slice(0, -ending.length) + replacement;
      break;
    }
  }
  if (base.length > 3 && /([bdfglmnprt])\1$/.test(base) && !/(?:ll|ss)$/.test(base)) base = base.slice(0, -1);
  if (base.length > 3 && base.endsWith('e')) base = base.slice(0, -1);
  else if (base.length > 3 && base.endsWith('y')) base = `${base.slice(0, -1)}i`;
  return base;
}

/** Endings, longest first, with the least length of what must remain and what takes their place. */
const ENDINGS: readonly (readonly [ending: string, least: number, replacement: string])[] = [
  ['ization', 3, 'iz'],
  ['isation', 3, 'iz'],
  ['izing', 3, 'iz'],
  ['ising', 3, 'iz'],
  ['ized', 3, 'iz'],
  ['ised', 3, 'iz'],
  ['izer', 3, 'iz'],
  ['iser', 3, 'iz'],
  ['ation', 3, ''],
  ['ating', 3, ''],
  ['ated', 3, ''],
  ['ator', 3, ''],
  ['ate', 4, ''],
  ['ition', 3, 'it'],
  ['sion', 3, 's'],
  ['tion', 3, 't'],
  ['ment', 4, ''],
  ['able', 4, ''],
  ['ible', 4, ''],
  ['ing', 3, ''],
  ['ed', 3, ''],
  ['er', 4, ''],
  ['or', 4, ''],
  ['ly', 4, ''],
];
