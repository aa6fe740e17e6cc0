import type { NextStep } from '../../answer/steps/roundReply.ts';
import { splitLines } from '../../parse/lines.ts';
import type { PastStep } from '../../prompts/investigate.ts';
import { buildPassages } from '../../retrieve/passages.ts';
import { analyseQuery } from '../../retrieve/query.ts';
import type { Passage, Span } from '../../types.ts';
import type { RunContext } from '../context.ts';
import { passagesIn, rankInScope } from '../look.ts';
import { plainPassage } from '../scope/wholeFiles.ts';

/** Lines that a step brought, or why it brought none. */
export interface Observation {
  readonly passages: readonly Passage[];
  readonly trouble?: PastStep['trouble'];
}

export interface StepTools {
  /** What was shown before. */
  readonly shown: readonly Passage[];
  /** Model tokens that the lines may take. */
  readonly roomTokens: number;
  /** Begins the ids of the passages. */
  readonly prefix: string;
}

/**
 * Searches, or reads lines of a file of the scope, as far as there is room. A search brings nothing that was shown before;
 * lines that were shown can be read again by their place, since no turn sees what those before it saw. A path or a range that is none is a failed step, never a file outside. Costs no model calls.
 */
export async function takeStep(
  context: RunContext,
  { what, of }: NextStep,
  tools: StepTools,
): Promise<Observation> {
  const passages = what === 'read' ? await readLines(context, of, tools) : await search(context, of, tools);
  if (!passages) return { passages: [], trouble: 'noFile' };
  if (passages.length === 0) return { passages, trouble: 'nothingNew' };
  return { passages: passages.map((passage, i) => ({ ...passage, id: `${tools.prefix}p${i + 1}` })) };
}

async function search(
  { view, scope, read, model }: RunContext,
  words: string,
  { shown, roomTokens }: StepTools,
): Promise<Passage[]> {
  const hits = rankInScope(view, analyseQuery(words, view), scope).filter((hit) => !isIn(hit, shown));
  const limits = { budgetTokens: roomTokens, maxPassages: passagesIn(roomTokens) };
  const countTokens = (text: string): number => model!.countTokens(text);
  const found = await buildPassages(hits, view, limits, { read, countTokens });
  return found.passages.filter((passage) => !isIn(passage, shown));
}

/** `path:first-last`, `path:line` or `path`. Undefined where there is no such file of the scope, or no such line. */
async function readLines(
  { view, scope, read, model }: RunContext,
  place: string,
  { roomTokens }: StepTools,
): Promise<Passage[] | undefined> {
  const [, path = '', first, last] = /^(.*?)(?::(\d{1,8})(?:-(\d{1,8}))?)?$/.exec(place.trim()) ?? [];
  if (view.numberOf(path) === undefined || !scope.holds(path)) return undefined;
  const file = await read(path);
  if (!file) return undefined;
  const lines = splitLines(file.text);
  const startLine = Math.max(1, Number(first ?? 1));
  const asked = Number(last ?? (first === undefined ? lines.count : first));
  const countTokens = (text: string): number => model!.countTokens(text);
  // As many of the lines as there is room for: half of them until they fit.
  for (let endLine = Math.min(asked, lines.count); endLine >= startLine; ) {
    const passage = plainPassage(file, lines, { startLine, endLine }, { id: '', countTokens });
    if (passage.tokens <= roomTokens) return [passage];
    endLine = endLine === startLine ? 0 : startLine + Math.floor((endLine - startLine) / 2);
  }
  return startLine > lines.count ? undefined : [];
}

/** Whether one of the passages has all of the lines. */
const isIn = (span: Span & { readonly path: string }, passages: readonly Passage[]): boolean =>
  passages.some(
    ({ path, startLine, endLine }) =>
      path === span.path && startLine <= span.startLine && span.endLine <= endLine,
  );
