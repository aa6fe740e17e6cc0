import { type Lines, splitLines } from '../parse/lines.ts';
import type {
  Citation,
  CitationProblem,
  Claim,
  ClaimCode,
  ClaimState,
  Passage,
  SourceFile,
  Span,
} from '../types.ts';
import { type Folded, foldLines, quoteReadings, unseenIn } from './fold.ts';
import { findQuote, holdsText, type Proof, saysEnough } from './quote.ts';
import type { ReplyClaim } from './reply.ts';

export interface VerifyTools {
  /** Reads a file as it is now; undefined when it cannot be read. */
  read(path: string): Promise<SourceFile | undefined>;
  /** A quote as the file has it, where the model was sent a placeholder. */
  reveal?(text: string): string;
}

type Evidence = ReplyClaim['evidence'][number];

/** A file as citations are checked against it: read and folded once. */
export interface Checked {
  readonly file: SourceFile;
  readonly lines: Lines;
  readonly folded: Folded;
}

/** No file has more lines. */
const MAX_LINE = 10_000_000;

/**
 * Checks every citation of a model's claims against the files as they are now. A citation is *verified* when it names
 * a passage that was sent, and its quote is at least one whole, telling line that stands on the lines it names, within
 * the passage; *re-anchored* when such a quote stands exactly once elsewhere in the same file; otherwise *unproved*.
 * What is cited then is the lines of the quote. Costs no model calls.
 */
export async function verifyClaims(
  claims: readonly ReplyClaim[],
  sent: readonly Passage[],
  tools: VerifyTools,
): Promise<Claim[]> {
  const passages = new Map(sent.map((passage) => [passage.id.toLowerCase(), passage]));
  const files = new Map<string, Checked | undefined>();
  const verified: Claim[] = [];
  for (const claim of claims) {
    const citations: Citation[] = [];
    for (const evidence of claim.evidence) {
      const id = evidence.id.trim().replace(/^\[|\]$/g, '');
      const passage = passages.get(id.toLowerCase());
      if (passage && !files.has(passage.path)) files.set(passage.path, await openFile(passage.path, tools));
      const checked = passage && files.get(passage.path);
      citations.push(checkEvidence(evidence, passage, checked, tools));
    }
    const distinct = dedupe(citations);
    const code = shownCode(claim, citations, distinct);
    verified.push({
      ...{ text: claim.text, state: claimState(citations), citations: distinct },
      ...(claim.list ? { list: claim.list } : {}),
      ...(code.length > 0 ? { code } : {}),
    });
  }
  return verified;
}

/** A file as it is now, read and folded; undefined when it cannot be read. */
export async function openFile(path: string, tools: VerifyTools): Promise<Checked | undefined> {
  const file = await tools.read(path);
  if (!file) return undefined;
  const lines = splitLines(file.text);
  return { file, lines, folded: foldLines(lines) };
}

/** The citations of which a model wants the lines shown as code, after the text of the claim; proved ones alone. */
function shownCode(
  { text, evidence }: ReplyClaim,
  citations: readonly Citation[],
  distinct: readonly Citation[],
): ClaimCode[] {
  const keys = distinct.map(placeKey);
  const shown = citations.flatMap((citation, i) =>
    evidence[i]!.show === true && citation.state !== 'unproved' ? [keys.indexOf(placeKey(citation))] : [],
  );
  return [...new Set(shown)].map((citation) => ({ kind: 'quoted', at: text.length, citation }));
}

/** Whether what carries a state was proved, be it at another place than it was quoted from. */
export const isProved = ({ state }: { readonly state: ClaimState }): boolean =>
  state === 'verified' || state === 'reanchored';

/** A claim is as good as its best citation; without one it is unproved. */
export function claimState(citations: readonly Citation[]): ClaimState {
  for (const state of ['verified', 'reanchored', 'stale'] as const)
    if (citations.some((citation) => citation.state === state)) return state;
  return 'unproved';
}

function checkEvidence(
  evidence: Evidence,
  passage: Passage | undefined,
  checked: Checked | undefined,
  { reveal = (text) => text }: Pick<VerifyTools, 'reveal'>,
): Citation {
  const { quote } = evidence;
  const span = spanOf(evidence);
  if (!passage)
    return unproved({ path: '', ...span, quote }, { kind: 'notSent', of: evidence.id.slice(0, 100) });
  const place = { path: passage.path, ...(passage.root ? { root: passage.root } : {}), ...span, quote };
  if (!span.isSpan) return unproved(place, { kind: 'badLines' });
  if (!checked) return unproved(place, { kind: 'unreadable' });
  let problem: CitationProblem = { kind: 'nowhere' };
  const given = reveal(quote);
  // The escape of a hidden character is what the model was shown; the character itself must be in the file.
  const unseen = unseenIn(given);
  for (const lines of quoteReadings(given, passage)) {
    const found = locate({ lines, unseen }, span, passage, checked);
    if ('kind' in found) problem = found;
    else return quotedAt(evidence.show === true ? widened(found, span, passage) : found, passage, checked);
  }
  return unproved(place, problem);
}

/** The lines that a model names: whole numbers that lines can have, in order, and of no other type. */
function spanOf({ startLine, endLine }: Evidence): Span & { readonly isSpan: boolean } {
  const isSpan = isLine(startLine) && isLine(endLine) && startLine <= endLine;
  return isSpan ? { startLine, endLine, isSpan } : { startLine: 0, endLine: 0, isSpan };
}

const isLine = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_LINE;

type Located = Span & { readonly state: 'verified' | 'reanchored' };

/** Where a quote proves something: on the lines that are cited, or at its only place in the file or in the passage. */
function locate(
  { lines: quote, unseen }: { readonly lines: readonly string[]; readonly unseen: string },
  cited: Span,
  passage: Passage,
  { file, lines, folded }: Checked,
): Located | CitationProblem {
  if (!saysEnough(quote)) return { kind: 'tooLittle' };
  const all = findQuote(quote, {
    file: folded,
    passage,
    fits: (at) => unseen === '' || unseenIn(lines.slice(at.startLine, at.endLine)).includes(unseen),
  });
  const inPassage = all.filter((at) => isWithin(at, passage));
  const there = wholeFirst(isWithin(cited, passage) ? inPassage.filter((at) => isWithin(at, cited)) : []);
  const [named] = there.length === 1 ? there : there.filter(({ startLine }) => startLine === cited.startLine);
  if (named) return { ...named, state: 'verified' };
  for (const places of [wholeFirst(all), wholeFirst(inPassage)])
    if (places.length === 1) return { ...places[0]!, state: 'reanchored' };
  if (all.length > 0) return { kind: 'several' };
  if (holdsText(quote, folded)) return { kind: 'tooLittle' };
  if (file.hash !== passage.hash) return { kind: 'changed' };
  return { kind: isWithin(cited, passage) ? 'nowhere' : 'outside' };
}

/** Where a quote is whole lines somewhere, its places inside other lines do not count. */
function wholeFirst(places: readonly Proof[]): readonly Proof[] {
  const whole = places.filter(({ isWhole }) => isWhole);
  return whole.length > 0 ? whole : places;
}

const isWithin = (inner: Span, outer: Span): boolean =>
  inner.startLine >= outer.startLine && inner.endLine <= outer.endLine;

/** More lines than this are not shown for one citation: the lines of the quote stand in their place. */
const MAX_SHOWN_LINES = 80;

/** All the lines that a model named, where they hold those of the quote and lie in the passage. */
function widened(found: Located, named: Span, passage: Passage): Located {
  const isFair = isWithin(found, named) && isWithin(named, passage);
  if (!isFair || named.endLine - named.startLine >= MAX_SHOWN_LINES) return found;
  return { ...found, startLine: named.startLine, endLine: named.endLine };
}

/** A citation of these lines, with their text as the file has it. */
export function quotedAt(
  { startLine, endLine, state }: Located,
  { root }: Passage,
  { file, lines }: Checked,
): Citation {
  return {
    path: file.path,
    ...(root ? { root } : {}),
    startLine,
    endLine,
    quote: lines.slice(startLine, endLine),
    hash: file.hash,
    state,
  };
}

function unproved(
  {
    path,
    root,
    startLine,
    endLine,
    quote,
  }: Pick<Citation, 'path' | 'root' | 'startLine' | 'endLine' | 'quote'>,
  problem: CitationProblem,
): Citation {
  const place = { path, ...(root ? { root } : {}), startLine, endLine };
  return { ...place, quote, hash: '', state: 'unproved', problem };
}

/** What makes two citations of a claim the same one. */
export const placeKey = ({ path, startLine, endLine, state }: Citation): string =>
  `${path}:${startLine}-${endLine}:${state}`;

const dedupe = (citations: readonly Citation[]): Citation[] => [
  ...new Map(citations.map((citation) => [placeKey(citation), citation])).values(),
];

/** Re-checks many citations as `recheckCitation` does; each file is read once. */
export async function recheckCitations(
  citations: readonly Citation[],
  { read }: VerifyTools,
): Promise<Citation[]> {
  const rechecked: Citation[] = [];
  const byFile = Map.groupBy(citations.keys(), (at) => citations[at]!.path);
  for (const [path, places] of byFile) {
    const file = await read(path);
    for (const at of places)
      rechecked[at] = await recheckCitation(citations[at]!, { read: async () => file });
  }
  return rechecked;
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
  // What the commit holds was said of the file as it was.
  const { commit: _before, ...own } = citation;
  const kept = file.hash === citation.hash ? citation : own;
  if (isThere) return { ...kept, hash: file.hash, state: 'verified' };
  const height = citation.endLine - citation.startLine;
  const found: number[] = [];
  // Whole lines only: a line that has grown is not the one that was quoted.
  for (let line = 1; line + height <= lines.count && found.length < 2; line++)
    if (lines.slice(line, line + height) === citation.quote) found.push(line);
  const [startLine] = found;
  if (startLine === undefined || found.length > 1 || citation.quote === '')
    return { ...kept, state: 'stale', problem: { kind: 'changed' } };
  return { ...kept, startLine, endLine: startLine + height, hash: file.hash, state: 'reanchored' };
}
