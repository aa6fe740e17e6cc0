import { innermost } from '../parse/innermost.ts';
import { splitLines } from '../parse/lines.ts';
import { secretMark } from '../prompts/mark.ts';
import type { PlaceSpan, Rule, RuleHit } from '../types/review.ts';
import type { ConcealedFile, SourceFile, SymbolDef } from '../types.ts';
import { identityOf, type Unnumbered } from './identity.ts';
import { fixOf } from './ownFix.ts';

/** So many lines of a finding are quoted. */
export const MOST_QUOTED = 12;

/** What a file's hits are made into findings with. */
export interface FileFacts {
  readonly file: SourceFile;
  /** The same file without its secrets. */
  readonly concealed: ConcealedFile;
  readonly symbols: readonly SymbolDef[];
  readonly language: string;
  /** Rules that ran, by id. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly hash: (text: string) => string;
}

/** The findings of one file: hits with their lines, the definition around them, and what they are. Holds no secret. */
export function makeFindings(hits: readonly RuleHit[], facts: FileFacts): Unnumbered[] {
  const { file, concealed, symbols, language, rules, hash } = facts;
  const lines = splitLines(concealed.text);
  return hits.flatMap(({ rule: id, span, facts: named, related }): Unnumbered[] => {
    const rule = rules.get(id);
    if (!rule) return [];
    const quoteEnd = Math.min(span.endLine, span.startLine + MOST_QUOTED - 1, lines.count);
    const symbol = symbolAt(symbols, span.startLine);
    const fix = isOpenAt(span, concealed) && fixOf(rule, language, file.text.slice(span.start, span.end));
    return [
      {
        path: file.path,
        ...placeOf(span),
        rule: id,
        severity: rule.severity,
        facts: withoutSecrets(named, concealed),
        symbol,
        quote: lines.slice(span.startLine, quoteEnd),
        quoteEnd,
        hash: file.hash,
        related: related.map(({ name, span: place }) => ({ name, ...placeOf(place) })),
        identity: identityOf({ rule: id, symbol, text: textOf(span, file, concealed) }, hash),
        ...(fix ? { fix } : {}),
      },
    ];
  });
}

function placeOf({ startLine, endLine, startColumn, endColumn }: PlaceSpan) {
  return { startLine, startColumn, endLine, endColumn };
}

/** What was found; where a secret stands in its lines, the lines with marks in its place. */
function textOf(span: PlaceSpan, file: SourceFile, concealed: ConcealedFile): string {
  if (isOpenAt(span, concealed)) return file.text.slice(span.start, span.end);
  return splitLines(concealed.text).slice(span.startLine, span.endLine);
}

/** Whether no secret stands in the lines of a place. */
const isOpenAt = (span: PlaceSpan, { secretLines }: ConcealedFile): boolean =>
  !secretLines.some((line) => line >= span.startLine && line <= span.endLine);

/** Facts are pieces of the file: one that the file without its secrets does not hold may hold a part of one. */
function withoutSecrets(facts: RuleHit['facts'], { text, secretLines }: ConcealedFile): RuleHit['facts'] {
  if (secretLines.length === 0) return facts;
  const isOpen = (value: string): boolean => text.includes(value.replace(/…$/, ''));
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, isOpen(value) ? value : secretMark('secret')]),
  );
}

/** The dotted name of the smallest definition that holds a line; empty outside of all. */
export function symbolAt(symbols: readonly SymbolDef[], line: number): string {
  const best = innermost(symbols, line);
  return best ? [...best.container, best.name].join('.') : '';
}
