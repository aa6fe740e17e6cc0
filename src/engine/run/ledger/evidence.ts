import type { ReplyClaim } from '../../answer/reply.ts';
import { renderPassage } from '../../prompts/passage.ts';
import { roleOf } from '../../retrieve/roles.ts';
import type { Citation, Passage } from '../../types.ts';
import { entryLine, type Ledger } from './ledger.ts';

/** What the author is shown of the ledger, as far as its window goes. */
export interface LedgerEvidence {
  /** The lines that claims quote, each place once. */
  readonly passages: readonly Passage[];
  /** A line for each claim, with the ids of its passages. */
  readonly claims: readonly string[];
  /** Claims for which there was no room. */
  readonly leftOut: number;
}

/**
 * What an author is shown of a ledger, the most telling first, in so many model tokens. A claim for which there is no
 * room is passed over, and counted.
 */
export function evidenceOf(
  ledger: Ledger,
  roomTokens: number,
  count: (text: string) => number,
): LedgerEvidence {
  let room = roomTokens;
  const passages = new Map<string, Passage>();
  const claims: string[] = [];
  for (const entry of ledger.entries()) {
    const added = entry.citations.filter((citation) => !passages.has(placeOf(citation)));
    const made = added.map((citation, i) => quotedPassage(citation, `e${passages.size + i + 1}`, count));
    const line = entryLine(entry);
    const cost = made.reduce((sum, { tokens }) => sum + tokens, count(line) + 10);
    if (cost > room) continue;
    room -= cost;
    for (const passage of made) passages.set(placeOf(passage), passage);
    const ids = entry.citations.map((citation) => passages.get(placeOf(citation))!.id);
    claims.push(`${line} proved by ${ids.join(', ')}`);
  }
  return { passages: [...passages.values()], claims, leftOut: ledger.entries().length - claims.length };
}

function quotedPassage(citation: Citation, id: string, count: (text: string) => number): Passage {
  const { path, root, startLine, endLine, quote, hash } = citation;
  const base = { id, path, startLine, endLine, text: quote };
  return {
    ...{ ...base, hash, symbolPath: citation.symbol ?? '', score: 0 },
    ...(root ? { root } : {}),
    tokens: count(renderPassage(base)),
    why: { terms: [], fields: [], evidence: [], groups: [], role: roleOf(path) },
  };
}

/** The recorded claims as they stand, each with the passages that prove it, as far as these hold them. */
export function claimsFrom(ledger: Ledger, passages: readonly Passage[]): ReplyClaim[] {
  const byPlace = new Map(passages.map((passage) => [placeOf(passage), passage]));
  return ledger.entries().map(({ text, citations }) => ({
    text,
    evidence: citations.flatMap((citation) => {
      const passage = byPlace.get(placeOf(citation));
      if (!passage) return [];
      const { id, startLine, endLine } = passage;
      return [{ id, startLine, endLine, quote: passage.text }];
    }),
  }));
}

const placeOf = ({ path, startLine, endLine }: Pick<Citation, 'path' | 'startLine' | 'endLine'>): string =>
  `${path}:${startLine}-${endLine}`;
