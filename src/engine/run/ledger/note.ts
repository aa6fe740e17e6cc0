import type { ReplyClaim } from '../../answer/reply.ts';
import { verifyClaims } from '../../answer/verify.ts';
import type { Citation, Claim, Notice, Passage } from '../../types.ts';
import type { RunContext } from '../context.ts';
import type { Ledger } from './ledger.ts';

/** What one reader claims of the passages that it was shown; `part`: the segment or the turn, from 1. */
export interface Noted {
  readonly claims: readonly ReplyClaim[];
  readonly passages: readonly Passage[];
  readonly part: number;
}

/**
 * Checks what a reader claims against the files at once, and records what is proved; what is not is told by a notice.
 * Gives the ids of all that is recorded of it, and what of it is new. Costs no model calls.
 */
export async function noteClaims(
  { read, model, notices, record }: Pick<RunContext, 'read' | 'model' | 'notices' | 'record'>,
  ledger: Ledger,
  noted: Noted,
): Promise<{ readonly ids: readonly string[]; readonly added: Claim[] }> {
  const reveal = (text: string): string => model?.reveal(text) ?? text;
  const claims = await verifyClaims(noted.claims, noted.passages, { read, reveal });
  const { ids, added, unproved } = ledger.record(claims, noted.part);
  await record?.noteClaims(added);
  if (unproved > 0) countUnproved(notices, unproved);
  return {
    ids,
    added: added.map(({ text, citations }) => ({ text, state: bestState(citations), citations })),
  };
}

const bestState = (citations: readonly Citation[]): 'verified' | 'reanchored' =>
  citations.some(({ state }) => state === 'verified') ? 'verified' : 'reanchored';

/** One notice for all readers. */
function countUnproved(notices: Notice[], count: number): void {
  const at = notices.findIndex(({ kind }) => kind === 'readerUnproved');
  const before = notices[at];
  const sum = count + (before?.kind === 'readerUnproved' ? before.count : 0);
  if (at >= 0) notices.splice(at, 1);
  notices.push({ kind: 'readerUnproved', count: sum });
}
