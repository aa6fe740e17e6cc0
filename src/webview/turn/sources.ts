/** Finds what an answer's text points at: cited ranges in prose, and code that stands in a cited quote. */
import { isProved } from '../../present/states.ts';
import type { Answer, Citation } from '../../protocol/data.ts';

/** Citations that may look like facts, and so be links of the text. */
export function provedCitations(citations: readonly Citation[]): Citation[] {
  return citations.filter(({ state }) => isProved(state));
}

export interface TextPart {
  readonly text: string;
  /** Index into the citations; absent for plain text. */
  readonly citation?: number;
}

/**
 * Cuts prose where it names a cited range (`src/a.ts:12-20`, `src/a.ts#L12`, `src/a.ts`, `a.ts:12`). A mention with
 * lines links only when a citation holds its first line; everything else stays text.
 */
export function linkParts(text: string, citations: readonly Citation[]): TextPart[] {
  const names = new Set(citations.flatMap(({ path }) => [path, path.slice(path.lastIndexOf('/') + 1)]));
  names.delete('');
  if (names.size === 0) return [{ text }];
  const either = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
  const pattern = new RegExp(
    `(?<![\\w/.-])(${either})(?:(?::|#L)(\\d{1,9})(?:-L?(\\d{1,9}))?)?(?![\\w/]|[.-]\\w)`,
    'gu',
  );
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const citation = findCitation(match[1]!, match[2] ? Number(match[2]) : undefined, citations);
    if (citation < 0) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: match[0], citation });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function findCitation(name: string, line: number | undefined, citations: readonly Citation[]): number {
  return citations.findIndex(
    ({ path, startLine, endLine }) =>
      (path === name || path.endsWith(`/${name}`)) &&
      (line === undefined || (line >= startLine && line <= endLine)),
  );
}

/** The cited lines that a code block repeats whole, whatever its indentation; undefined when none do. */
export function findSource(code: string, citations: readonly Citation[]): Citation | undefined {
  const wanted = bareLines(code);
  if (wanted.join('').replace(/\W/g, '').length < 4) return undefined;
  for (const citation of provedCitations(citations)) {
    const held = bareLines(citation.quote, false);
    for (let at = 0; at + wanted.length <= held.length; at++) {
      if (!isSame(wanted, held.slice(at, at + wanted.length))) continue;
      const startLine = citation.startLine + at;
      const quote = citation.quote
        .split('\n')
        .slice(at, at + wanted.length)
        .join('\n');
      return { ...citation, startLine, endLine: startLine + wanted.length - 1, quote };
    }
  }
  return undefined;
}

function bareLines(text: string, trims = true): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\s+$/, ''));
  if (!trims) return lines;
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  while (lines.length > 1 && lines[0] === '') lines.shift();
  return lines;
}

/** Equal once the common indentation of each is taken away. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  const [x, y] = [indentOf(a), indentOf(b)];
  return a.every((line, i) => line.slice(x) === b[i]!.slice(y));
}

function indentOf(lines: readonly string[]): number {
  const filled = lines.filter((line) => line !== '');
  return filled.length === 0 ? 0 : Math.min(...filled.map((line) => line.length - line.trimStart().length));
}

export interface CitedSymbol {
  readonly name: string;
  readonly path: string;
  readonly root?: string | undefined;
}

/** Definitions that hold proved citations, most cited first: what to ask about next. One letter is no name to ask about. */
export function citedSymbols(answer: Answer, limit = 3): CitedSymbol[] {
  const found = new Map<string, { symbol: CitedSymbol; count: number }>();
  for (const { path, root, symbol: name = '' } of provedCitations(
    answer.claims.flatMap((claim) => claim.citations),
  )) {
    if (!/^[\p{L}_$][\p{L}\p{N}_$]+$/u.test(name)) continue;
    const key = `${root ?? ''}\n${path}\n${name}`;
    const entry = found.get(key) ?? { symbol: { name, path, ...(root ? { root } : {}) }, count: 0 };
    entry.count++;
    found.set(key, entry);
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
    .map(({ symbol }) => symbol);
}
