import { splitLines } from '../../parse/lines.ts';
import type { CitedLines, ConcealedFile, JudgedProof, Rule } from '../../types.ts';
import { identityOf, type Unnumbered } from '../identity.ts';
import { MOST_QUOTED, symbolAt } from '../makeFindings.ts';
import type { TiedPiece } from './piece.ts';

/** What a model found and what its lines prove, before the second look and after it. */
export interface Candidate {
  readonly piece: TiedPiece;
  readonly rule: Rule;
  readonly proof: JudgedProof;
}

/**
 * A finding of a judged rule at its first evidence. What it is are its rule, its definition and the first line that it
 * cites: another reply may cite more lines for the same.
 */
export function judgedFinding({ piece, rule, proof }: Candidate, hash: (text: string) => string): Unnumbered {
  const { file, parsed } = piece;
  const { startLine, endLine } = proof.evidence[0]!;
  const symbol = symbolAt(parsed.symbols, startLine);
  const lines = splitLines(file.text);
  const quoteEnd = Math.min(endLine, startLine + MOST_QUOTED - 1, lines.count);
  return {
    ...{ path: file.path, startLine, endLine, rule: rule.id, severity: rule.severity, symbol },
    startColumn: /^\s*/.exec(lines.text(startLine))![0].length + 1,
    endColumn: lines.text(endLine).length + 1,
    facts: { claim: proof.claim },
    ...{ quote: lines.slice(startLine, quoteEnd), quoteEnd, hash: file.hash, related: [] },
    identity: identityOf({ rule: rule.id, symbol, text: lines.text(startLine) }, hash),
    judged: proof,
  };
}

const touches = (a: Unnumbered, b: Unnumbered): boolean =>
  a.path === b.path && a.startLine <= b.endLine && a.endLine >= b.startLine;

/** Of how many findings others say the same; and those that are left. */
export interface Distinct {
  readonly findings: readonly Unnumbered[];
  readonly twice: number;
}

const GRAVITY = { error: 2, warning: 1, note: 0 } as const;

/**
 * Judged findings without those that say what was said: by a query whose rule is of the same family on lines that they
 * share, by the same rule on lines that they share, or of the same first line. The graver one stays, then the first one.
 */
export function withoutDoubles(
  judged: readonly Unnumbered[],
  found: readonly Unnumbered[],
  familyOf: (rule: string) => string | undefined,
): Distinct {
  const byPath = Map.groupBy(found, ({ path }) => path);
  const kept: Unnumbered[] = [];
  const sorted = [...judged].sort((a, b) => GRAVITY[b.severity] - GRAVITY[a.severity]);
  for (const one of sorted) {
    const isKnown = (byPath.get(one.path) ?? []).some(
      (other) => familyOf(other.rule) === familyOf(one.rule) && touches(one, other),
    );
    const isSaid = kept.some(
      (other) =>
        touches(one, other) &&
        (other.rule === one.rule || (other.path === one.path && other.startLine === one.startLine)),
    );
    if (!isKnown && !isSaid) kept.push(one);
  }
  return { findings: kept, twice: judged.length - kept.length };
}

/** Lines with their text, as a report cites them. */
export function citedLines(
  file: ConcealedFile,
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): CitedLines {
  const quote = splitLines(file.text).slice(startLine, endLine);
  return { path: file.path, startLine, endLine, quote, hash: file.hash };
}
