import { splitLines } from '../parse/lines.ts';
import type { Citation, Claim, Passage } from '../types.ts';
import type { VerifyTools } from './verify.ts';
import { recheckCitation } from './verify.ts';

/** One claim for each passage, which tells why it was found. Each citation is checked against the file. */
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
    claims.push({
      text: placeOf(passage),
      state: citation.state,
      citations: [citation],
      passage: passage.id,
    });
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

/** A passage by its place in the code: data, as all that a claim of this kind says. */
function placeOf({ symbolPath, path }: Passage): string {
  return symbolPath === '' ? path : `${symbolPath} (${path})`;
}
