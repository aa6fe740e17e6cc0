import type { Answer, Claim, Heading } from '../../../engine/types.ts';

/** One thing of a written answer. `at` is the number of the claim, from 0. */
export type Piece =
  | { readonly type: 'heading'; readonly heading: Heading }
  | { readonly type: 'claim'; readonly claim: Claim; readonly at: number };

/** Headings and claims of an answer in reading order. Headings that stand before no claim are left out. */
export function piecesOf({ claims, headings = [] }: Pick<Answer, 'claims' | 'headings'>): Piece[] {
  return claims.flatMap((claim, at): Piece[] => [
    ...headings
      .filter(({ before }) => before === at)
      .map((heading) => ({ type: 'heading', heading }) as const),
    { type: 'claim', claim, at },
  ]);
}

/** The mark of an item of a list with the blanks around it: `- `, or `  2. `; empty for a paragraph. */
export function listMark({ list }: Claim): string {
  if (!list) return '';
  return `${'  '.repeat(list.level - 1)}${list.number === undefined ? '-' : `${list.number}.`} `;
}
