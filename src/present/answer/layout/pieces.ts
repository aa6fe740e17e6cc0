import type { Answer, Citation, Claim, Heading } from '../../../engine/types.ts';
import type { Say } from '../../say.ts';

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

/** Words of a claim, or code between them. */
export type ClaimPart =
  | { readonly type: 'text'; readonly text: string }
  /** Lines of a file: those of the citation with this number. */
  | { readonly type: 'quoted'; readonly citation: Citation }
  | { readonly type: 'proposed'; readonly code: Proposal };

export type Proposal = Extract<NonNullable<Claim['code']>[number], { readonly kind: 'proposed' }>;

/** A claim in pieces, in reading order; it always begins with words, if with none. */
export function partsOf({ text, code = [], citations }: Claim): ClaimPart[] {
  const parts: ClaimPart[] = [];
  let from = 0;
  for (const one of code) {
    const said = text.slice(from, one.at).trim();
    if (said !== '' || parts.length === 0) parts.push({ type: 'text', text: said });
    from = Math.max(from, one.at);
    if (one.kind === 'proposed') parts.push({ type: 'proposed', code: one });
    else if (citations[one.citation]) parts.push({ type: 'quoted', citation: citations[one.citation]! });
  }
  const rest = text.slice(from).trim();
  if (rest !== '' || parts.length === 0) parts.push({ type: 'text', text: rest });
  return parts;
}

/** The citations of a claim whose lines are shown as part of it. */
export function shownCitations({ code = [], citations }: Claim): ReadonlySet<Citation> {
  return new Set(code.flatMap((one) => (one.kind === 'quoted' ? (citations[one.citation] ?? []) : [])));
}

/** What a person must know of proposed code: that no file has it, and what is known of its syntax. */
export function proposalText({ syntax }: Proposal, say: Say): string {
  const what = say('Proposed by the model; no file that was read has it.');
  if (!syntax) return `${what} ${say('Its syntax was not checked.')}`;
  if (syntax.flaws === 0) return `${what} ${say('Its syntax is right.')}`;
  return `${what} ${say('It has a syntax error in its line {0}.', syntax.firstLine ?? 1)}`;
}
