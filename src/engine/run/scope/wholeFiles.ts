import type { FileEntry } from '../../index/fileEntry.ts';
import { type Lines, splitLines } from '../../parse/lines.ts';
import { renderPassage } from '../../prompts/passage.ts';
import { roleOf } from '../../retrieve/roles.ts';
import type { ConcealedFile, Hit, HitReason, NotRead, Passage, Span } from '../../types.ts';

/** A definition this long or shorter is not folded: its head would be most of it. */
const SHORTEST_FOLDED = 6;

/** Files laid out whole, in the order in which they were given. */
export interface WholeFiles {
  readonly passages: readonly Passage[];
  readonly leftOut: readonly NotRead[];
  /** Model tokens of all passages as they stand in a prompt. */
  readonly tokens: number;
}

export interface WholeTools {
  read(path: string): Promise<ConcealedFile | undefined>;
  countTokens(text: string): number;
}

/**
 * Reads files and lays them out whole, one passage each. With `keep`, the bodies of definitions that none of those hits
 * touches are folded: their heads stay, the lines inside are left out and told. Ids follow the order. No model calls.
 */
export async function layOutFiles(
  entries: readonly FileEntry[],
  tools: WholeTools,
  keep?: readonly Hit[],
): Promise<WholeFiles> {
  const passages: Passage[] = [];
  const leftOut: NotRead[] = [];
  for (const entry of entries) {
    const file = await tools.read(entry.path);
    if (!file) {
      leftOut.push({ path: entry.path, why: 'gone' });
      continue;
    }
    const lines = splitLines(file.text);
    const whole = { startLine: 1, endLine: lines.count };
    // An outline of other bytes would fold the wrong lines.
    const folded = keep && file.hash === entry.hash ? foldedLines(entry, keep) : [];
    for (const hidden of folded) leftOut.push({ path: entry.path, ...hidden, why: 'folded' });
    for (const shown of without(whole, folded))
      passages.push(plainPassage(file, lines, shown, { id: `p${passages.length + 1}`, ...tools }));
  }
  return { passages, leftOut, tokens: passages.reduce((sum, { tokens }) => sum + tokens, 0) };
}

const READ_WHOLE: Omit<HitReason, 'role'> = { terms: [], fields: [], evidence: [], groups: [] };

/** Lines of a file that are read for no hit of their own, as a passage. */
export function plainPassage(
  file: ConcealedFile,
  lines: Lines,
  span: Span,
  { id, countTokens }: { readonly id: string } & Pick<WholeTools, 'countTokens'>,
): Passage {
  const text = lines.slice(span.startLine, span.endLine);
  const base = { id, path: file.path, ...span, text };
  const secrets = file.secretLines.filter((line) => line >= span.startLine && line <= span.endLine).length;
  return {
    ...base,
    hash: file.hash,
    symbolPath: '',
    tokens: countTokens(renderPassage(base)),
    score: 0,
    why: { ...READ_WHOLE, role: roleOf(file.path) },
    ...(secrets > 0 ? { secrets } : {}),
  };
}

/** The lines inside definitions that no hit touches: outermost ones, apart and in order. */
function foldedLines({ path, parsed }: FileEntry, keep: readonly Hit[]): Span[] {
  const hits = keep.filter((hit) => hit.path === path);
  const isKept = (span: Span): boolean =>
    hits.some((hit) => hit.startLine <= span.endLine && span.startLine <= hit.endLine);
  const folded: Span[] = [];
  const bodies = parsed.symbols
    .filter(({ kind }) => kind === 'function' || kind === 'method' || kind === 'constructor')
    .sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  for (const { startLine, endLine, line } of bodies) {
    if (endLine - startLine + 1 <= SHORTEST_FOLDED || isKept({ startLine, endLine })) continue;
    if (startLine <= (folded.at(-1)?.endLine ?? 0)) continue;
    const body = { startLine: Math.max(startLine, line) + 1, endLine: endLine - 1 };
    if (body.startLine <= body.endLine) folded.push(body);
  }
  return folded;
}

/** What is left of a range without some ranges of it, which are apart and in order. */
function without({ startLine, endLine }: Span, hidden: readonly Span[]): Span[] {
  const shown: Span[] = [];
  let from = startLine;
  for (const span of hidden) {
    if (span.startLine > from) shown.push({ startLine: from, endLine: span.startLine - 1 });
    from = Math.max(from, span.endLine + 1);
  }
  if (from <= endLine) shown.push({ startLine: from, endLine });
  return shown;
}
