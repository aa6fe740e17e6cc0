/**
 * What a finding is, wherever it stands.
 *
 * An identity is the rule, the definition around it, and the tokens of what was found: no line number, no path, no white
 * space. So it stays when lines are put before it, when the file is formatted anew, and when the file or the
 * definition is moved. It changes when what was found is edited or its definition gets another name: that is a
 * finding that nobody has judged yet.
 */
import type { Finding } from '../types.ts';

/** So many tokens of what was found count: a long range would change with every edit inside. */
const MOST_TOKENS = 64;
const CLOSING = new Set([')', ']', '}']);

/** The parts that make an identity. */
export interface IdentityParts {
  readonly rule: string;
  /** The definition around it, dotted. */
  readonly symbol: string;
  /** What was found, as it stands. */
  readonly text: string;
}

/** 16 letters that equal findings share. `hash` gives at least as many. Linear in the text. */
export function identityOf({ rule, symbol, text }: IdentityParts, hash: (text: string) => string): string {
  return hash([rule, symbol, ...tokensOf(text)].join('\0')).slice(0, 16);
}

/** Words and signs, without what formatters add and take: blanks, the kind of quotes, semicolons, a last comma. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const [token] of text.matchAll(/[\p{L}\p{N}_$]+|[^\s]/gu)) {
    if (token === ';') continue;
    if (CLOSING.has(token) && tokens.at(-1) === ',') tokens.pop();
    tokens.push(token === "'" || token === '`' ? '"' : token);
    if (tokens.length >= MOST_TOKENS && tokens.at(-1) !== ',') break;
  }
  return tokens;
}

/** A finding before its equals were told apart. */
export type Unnumbered = Omit<Finding, 'fingerprint'>;

/** The fingerprint of the nth of equal findings. */
export function fingerprintOf(identity: string, number: number): string {
  return `${identity}-${number}`;
}

/** Reverses `fingerprintOf`; a text that is none is an identity by itself. */
export function readFingerprint(fingerprint: string): { readonly identity: string; readonly number: number } {
  const match = /^([0-9a-f]+)-(\d{1,9})$/.exec(fingerprint);
  return match ? { identity: match[1]!, number: Number(match[2]) } : { identity: fingerprint, number: 1 };
}

/** By path, line, column and rule, in code-unit order: the order of a report. */
function byPlace(a: Unnumbered, b: Unnumbered): number {
  return (
    compare(a.path, b.path) ||
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    compare(a.rule, b.rule) ||
    a.endLine - b.endLine ||
    a.endColumn - b.endColumn
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The findings in order, each once, with equals numbered in that order. Cost: one sort. */
export function numberFindings(found: readonly Unnumbered[]): Finding[] {
  const counts = new Map<string, number>();
  return mergeDuplicates(found).map((finding) => {
    const number = (counts.get(finding.identity) ?? 0) + 1;
    counts.set(finding.identity, number);
    return { ...finding, fingerprint: fingerprintOf(finding.identity, number) };
  });
}

/** One finding for each rule and place; what belongs to any of its doubles belongs to it. */
function mergeDuplicates(found: readonly Unnumbered[]): Unnumbered[] {
  const merged: Unnumbered[] = [];
  for (const finding of [...found].sort(byPlace)) {
    const last = merged.at(-1);
    if (last && byPlace(last, finding) === 0) merged[merged.length - 1] = joined(last, finding);
    else merged.push(finding);
  }
  return merged;
}

function joined(a: Unnumbered, b: Unnumbered): Unnumbered {
  const related = new Map([...a.related, ...b.related].map((place) => [JSON.stringify(place), place]));
  return { ...a, facts: { ...b.facts, ...a.facts }, related: [...related.values()] };
}
