import { splitLines } from '../parse/lines.ts';
import { english, type Say } from '../say.ts';
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
    claims.push({ text: describePassage(passage, tools.say), state: citation.state, citations: [citation] });
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
export function describePassage(passage: Passage, say: Say = english): string {
  const { symbolPath, path } = passage;
  const place = symbolPath === '' ? path : say('{0} in {1}', symbolPath, path);
  return `${place}: ${describeReason(passage, say)}.`;
}

function describeReason({ why }: Passage, say: Say): string {
  const parts: string[] = [];
  if (why.exact.length > 0)
    parts.push(
      [...new Set(why.exact)]
        .slice(0, 3)
        .map((exact) => describeExact(exact, say))
        .join(', '),
    );
  if (why.terms.length > 0) {
    const shown = why.terms.slice(0, 6).join(', ');
    const more = why.terms.length - 6;
    parts.push(say('matches {0}', more > 0 ? say('{0} and {1} more', shown, more) : shown));
  }
  if (why.graph >= 0.25) parts.push(say('linked to other matches'));
  return parts.length === 0 ? say('found through the symbol graph') : parts.join('; ');
}

/** Ranking names exact evidence by a word and what it is about; anything else stays as it is. */
function describeExact(exact: string, say: Say): string {
  const [, kind, what] = /^(defines|named|path|stack frame) (.*)$/s.exec(exact) ?? [];
  if (kind === 'defines') return say('defines {0}', what!);
  if (kind === 'named') return say('matches the name {0}', what!);
  if (kind === 'path') return say('path {0}', what!);
  return kind === 'stack frame' ? say('stack frame {0}', what!) : exact;
}
