import { type Lines, splitLines } from '../parse/lines.ts';
import type { Citation, CitationProblem, Claim, ClaimState, Passage, SourceFile } from '../types.ts';
import type { ReplyClaim } from './reply.ts';

export interface VerifyTools {
  /** Reads a file as it is now; undefined when it cannot be read. */
  read(path: string): Promise<SourceFile | undefined>;
}

type Evidence = ReplyClaim['evidence'][number];

/** Lines one citation may span; a wider one proves nothing in particular. */
const MAX_CITED_LINES = 120;
const MIN_QUOTE_CHARS = 6;

/**
 * Checks every citation of a model's claims against the files as they are now. A citation is *verified* when it names
 * a passage that was sent, lies inside it, and its quote stands on those lines; *re-anchored* when the quote stands
 * exactly once elsewhere in the same file; otherwise *unproved*. Costs no model calls.
 */
export async function verifyClaims(
  claims: readonly ReplyClaim[],
  sent: readonly Passage[],
  tools: VerifyTools,
): Promise<Claim[]> {
  const passages = new Map(sent.map((passage) => [passage.id.toLowerCase(), passage]));
  const files = new Map<string, SourceFile | undefined>();
  const verified: Claim[] = [];
  for (const claim of claims) {
    const citations: Citation[] = [];
    for (const evidence of claim.evidence) {
      const passage = passages.get(
        evidence.id
          .trim()
          .replace(/^\[|\]$/g, '')
          .toLowerCase(),
      );
      if (passage && !files.has(passage.path)) files.set(passage.path, await tools.read(passage.path));
      citations.push(checkEvidence(evidence, passage, passage && files.get(passage.path)));
    }
    verified.push({ text: claim.text, state: claimState(citations), citations: dedupe(citations) });
  }
  return verified;
}

/** A claim is as good as its best citation; without one it is unproved. */
export function claimState(citations: readonly Citation[]): ClaimState {
  for (const state of ['verified', 'reanchored', 'stale'] as const)
    if (citations.some((citation) => citation.state === state)) return state;
  return 'unproved';
}

function checkEvidence(
  evidence: Evidence,
  passage: Passage | undefined,
  file: SourceFile | undefined,
): Citation {
  const place = {
    path: passage?.path ?? '',
    startLine: evidence.startLine,
    endLine: evidence.endLine,
    quote: evidence.quote,
  };
  if (!passage) return unproved(place, { kind: 'notSent', of: evidence.id.slice(0, 100) });
  if (!file) return unproved(place, { kind: 'unreadable' });
  const lines = splitLines(file.text);
  const quote = normalise(evidence.quote);
  const isOrdered =
    evidence.startLine >= 1 && evidence.endLine >= evidence.startLine && evidence.endLine <= lines.count;
  const isInside =
    isOrdered &&
    evidence.startLine >= passage.startLine &&
    evidence.endLine <= passage.endLine &&
    evidence.endLine - evidence.startLine < MAX_CITED_LINES;
  if (isInside && standsAt(quote, lines, evidence.startLine, evidence.endLine)) {
    if (quote !== '' || file.hash === passage.hash)
      return proved(file, passage, lines, evidence.startLine, evidence.endLine, 'verified');
    return unproved(place, { kind: 'changed' });
  }
  if (quote.replace(/\W/g, '').length < MIN_QUOTE_CHARS) {
    return unproved(place, isInside ? { kind: 'notThere' } : { kind: 'outside' });
  }
  const found = findQuote(quote, lines);
  if (found.length === 1)
    return proved(file, passage, lines, found[0]!.startLine, found[0]!.endLine, 'reanchored');
  const inPassage = found.filter((at) => at.startLine >= passage.startLine && at.endLine <= passage.endLine);
  if (inPassage.length === 1)
    return proved(file, passage, lines, inPassage[0]!.startLine, inPassage[0]!.endLine, 'reanchored');
  return unproved(place, found.length === 0 ? { kind: 'nowhere' } : { kind: 'several' });
}

function proved(
  file: SourceFile,
  passage: Passage,
  lines: Lines,
  startLine: number,
  endLine: number,
  state: ClaimState,
): Citation {
  return {
    path: file.path,
    ...(passage.root ? { root: passage.root } : {}),
    startLine,
    endLine,
    quote: lines.slice(startLine, endLine),
    hash: file.hash,
    state,
  };
}

function unproved(
  place: { path: string; startLine: number; endLine: number; quote: string },
  problem: CitationProblem,
): Citation {
  return { ...place, hash: '', state: 'unproved', problem };
}

/** White space folded, line numbers of the prompt's format taken off. */
function normalise(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*\d+\|\s?/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
}

/** True when each line of the quote stands, in order, on the lines of the range. An empty quote stands anywhere. */
function standsAt(quote: string, lines: Lines, startLine: number, endLine: number): boolean {
  if (quote === '') return true;
  const range = normalise(lines.slice(startLine, endLine));
  return (
    `\n${range}\n`.includes(`\n${quote}\n`) ||
    (!quote.includes('\n') && quote.length >= MIN_QUOTE_CHARS && range.includes(quote))
  );
}

/** Places in a file where the quote stands as whole lines, or within one line when it is part of one. */
function findQuote(quote: string, lines: Lines): { startLine: number; endLine: number }[] {
  const wanted = quote.split('\n');
  const kept: { line: number; text: string }[] = [];
  for (let line = 1; line <= lines.count; line++) {
    const text = normalise(lines.text(line));
    if (text !== '') kept.push({ line, text });
  }
  const found: { startLine: number; endLine: number }[] = [];
  for (let i = 0; i + wanted.length <= kept.length; i++) {
    const matches =
      wanted.length === 1
        ? kept[i]!.text.includes(quote)
        : wanted.every((text, k) => kept[i + k]!.text === text);
    if (matches) found.push({ startLine: kept[i]!.line, endLine: kept[i + wanted.length - 1]!.line });
  }
  return found;
}

function dedupe(citations: readonly Citation[]): Citation[] {
  const seen = new Map(
    citations.map((citation) => [
      `${citation.path}:${citation.startLine}-${citation.endLine}:${citation.state}`,
      citation,
    ]),
  );
  return [...seen.values()];
}

/**
 * Re-checks citations that were proved earlier: still there (*verified*), moved within the file (*re-anchored*), or
 * *stale* when the quoted text is gone or the file cannot be read.
 */
export async function recheckCitation(citation: Citation, tools: VerifyTools): Promise<Citation> {
  if (citation.state === 'unproved') return citation;
  const file = await tools.read(citation.path);
  if (!file) return { ...citation, state: 'stale', problem: { kind: 'unreadable' } };
  const lines = splitLines(file.text);
  const isThere =
    citation.endLine <= lines.count && lines.slice(citation.startLine, citation.endLine) === citation.quote;
  if (isThere) return { ...citation, hash: file.hash, state: 'verified' };
  const height = citation.endLine - citation.startLine;
  const found: number[] = [];
  // Whole lines only: a line that has grown is not the one that was quoted.
  for (let line = 1; line + height <= lines.count && found.length < 2; line++)
    if (lines.slice(line, line + height) === citation.quote) found.push(line);
  const [startLine] = found;
  if (startLine === undefined || found.length > 1 || citation.quote === '')
    return { ...citation, state: 'stale', problem: { kind: 'changed' } };
  return { ...citation, startLine, endLine: startLine + height, hash: file.hash, state: 'reanchored' };
}
