import * as vscode from 'vscode';
import type { Turn } from '../../protocol/page.ts';
import type { ParamsOf } from '../../protocol/requests.ts';
import { placeOf, type Root } from '../engine/roots.ts';

export type Problem = ParamsOf<'sightline/fix'>['problem'];

/** What a diagnostic says; its first line is 1-based. */
export interface DiagnosticFact {
  readonly uri: vscode.Uri;
  readonly message: string;
  readonly source: string;
  readonly code: string;
  readonly startLine: number;
}

/** What shall be repaired: diagnostics of one file. */
export interface FixTarget {
  readonly uri: vscode.Uri;
  readonly facts: readonly DiagnosticFact[];
}

/** Characters of a problem that are sent at most. */
const MAX_CHARS = 100_000;
/**
 * Diagnostics as a problem, and how many of them did not fit or are outside of the folders. Their places stand in the text
 * and are not named beside it: what causes a problem may be in another file.
 */
export function problemOf(
  roots: readonly Root[],
  facts: readonly DiagnosticFact[],
): { readonly problem: Problem; readonly leftOut: number } {
  const rows: string[] = [];
  let chars = 0;
  for (const { uri, message, source, code, startLine } of facts) {
    const place = placeOf(roots, uri);
    if (!place) continue;
    const name = [place.root, place.path].filter(Boolean).join('/');
    const row = `${name}:${startLine}: ${[source, code].filter(Boolean).join(' ')}: ${message}`;
    chars += row.length;
    if (chars > MAX_CHARS) break;
    rows.push(row);
  }
  return {
    problem: { text: rows.join('\n'), places: [], rejected: [] },
    leftOut: facts.length - rows.length,
  };
}

/** Files of an answer that are looked at. */
const MAX_CITED_FILES = 5;

/** A question and its answer as a problem, with the lines that the answer cites as its places. */
export function problemOfTurn({ question, answer }: Turn): Problem {
  const claims = answer?.claims ?? [];
  const text = [question, ...claims.map((claim) => claim.text)].join('\n').slice(0, MAX_CHARS);
  const cited = claims.flatMap(({ citations }) => citations).filter(({ state }) => state !== 'unproved');
  const files = new Set<string>();
  const places = cited.flatMap(({ path, root, startLine, endLine }) => {
    const name = `${root ?? ''}\0${path}`;
    if (!files.has(name) && files.size >= MAX_CITED_FILES) return [];
    files.add(name);
    const lines = { startLine, endLine };
    return [{ path, lines, ...(root === undefined ? {} : { root }) }];
  });
  return { text, places, rejected: [] };
}

/** Whether something is a problem, as a command is given one. */
export const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'text' in value && 'places' in value && 'rejected' in value;

/** An instruction for lines of a file as a problem. */
export function instructionOf(
  roots: readonly Root[],
  instruction: string,
  { document, selection }: vscode.TextEditor,
): Problem {
  const place = placeOf(roots, document.uri);
  if (!place) throw new Error(vscode.l10n.t('This file is in no folder of this window.'));
  const isAtStart = selection.end.character === 0 && selection.end.line > selection.start.line;
  const endLine = selection.end.line + (isAtStart ? 0 : 1);
  const lines = { startLine: selection.start.line + 1, endLine };
  const text = `${instruction}\n(${place.path}:${lines.startLine}-${lines.endLine})`;
  return { text, places: [{ ...place, lines }], rejected: [] };
}
