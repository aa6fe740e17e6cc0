import { splitLines } from '../parse/lines.ts';
import type { Citation, Claim, Passage } from '../types.ts';
import type { VerifyTools } from './verify.ts';
import { recheckCitation } from './verify.ts';

/** One claim for each passage: what it is and why it was found. Each citation is checked against the file. */
export async function extractiveClaims(passages: readonly Passage[], tools: VerifyTools): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const passage of passages) {
    const citation = await recheckCitation(
      {
        path: passage.path,
        ...(passage.root ? { root: passage.root } : {}),
        ...linesOf(passage),
        hash: passage.hash,
        state: 'verified',
      },
      tools,
    );
    claims.push({ text: describePassage(passage), state: citation.state, citations: [citation] });
  }
  return claims;
}

/** What of a passage is cited: its best lines, so that a reader does not begin at the imports above them. */
function linesOf({
  startLine,
  endLine,
  text,
  best,
}: Passage): Pick<Citation, 'startLine' | 'endLine' | 'quote'> {
  if (!best) return { startLine, endLine, quote: text };
  const quote = splitLines(text).slice(best.startLine - startLine + 1, best.endLine - startLine + 1);
  return { ...best, quote };
}

/** A line about a passage for a person: its place in the code, and why it was found. */
export function describePassage(passage: Passage): string {
  const place = passage.symbolPath === '' ? passage.path : `${passage.symbolPath} in ${passage.path}`;
  return `${place}: ${describeReason(passage)}.`;
}

function describeReason({ why }: Passage): string {
  const parts: string[] = [];
  if (why.exact.length > 0) parts.push([...new Set(why.exact)].slice(0, 3).join(', '));
  if (why.terms.length > 0)
    parts.push(
      `matches ${why.terms.slice(0, 6).join(', ')}${why.terms.length > 6 ? ` and ${why.terms.length - 6} more` : ''}`,
    );
  if (why.graph >= 0.25) parts.push('linked to other matches');
  return parts.length === 0 ? 'found through the symbol graph' : parts.join('; ');
}
