import type { RunEvent } from '../../events.ts';
import { cluesFor } from '../../retrieve/clues/clues.ts';
import { buildPassages } from '../../retrieve/passages.ts';
import { analyseQuery } from '../../retrieve/query.ts';
import type { Hit, Passage, Span } from '../../types.ts';
import type { AnswerRound } from '../answerStep.ts';
import type { RunContext } from '../context.ts';
import { overheadTokens, passageRoom, passagesIn, rankInScope, widerTokens } from '../look.ts';
import { askClues } from './askClues.ts';

/** What led to a wider round. */
export interface Declined {
  /** What the model said that it lacks. */
  readonly missing: readonly string[];
  /** All that was sent so far. */
  readonly sent: readonly Passage[];
  /** Whether a model may be asked for names of the map. */
  readonly asksModel: boolean;
}

/**
 * Retrieves again, wider: by what the model lacks, and by what code tends to call the things of the question, or by
 * names that the reader picks from the map. What the first prompt had stays, since the model declined for want of more;
 * beside it stand only places that were not sent. Undefined when there are none. Costs at most the call for names.
 * Source: AgenticLU (methods A12) and MemoRAG (A14).
 */
export async function* widen(
  context: RunContext,
  { missing, sent, asksModel }: Declined,
): AsyncGenerator<RunEvent, AnswerRound | undefined> {
  const { look, view, scope, settings, model, question, read, signal } = context;
  const clues = asksModel
    ? yield* askClues(context, missing)
    : cluesFor([question.text, ...missing].join('\n'), view);
  signal.throwIfAborted();
  yield { type: 'widening', missing, clues };
  const own = [look.query.text, ...missing].join('\n');
  const named = asksModel ? clues.map((name) => `\`${name}\``) : clues;
  const rankings = [own, named.join(' ')]
    .filter((text) => text !== '')
    .map((text) => rankInScope(view, analyseQuery(text, view), scope).filter((hit) => !isIn(hit, sent)));
  if (rankings.every((hits) => hits.length === 0)) return undefined;
  const countTokens = (text: string): number => model!.countTokens(text);
  const author = model?.info('author');
  const budgetTokens = passageRoom(
    widerTokens(settings, author),
    author,
    settings.maxOutputTokens + overheadTokens(question, model),
  );
  const round = await buildPassages(
    interleave([...rankings, look.hits.filter((hit) => isIn(hit, look.passages))]),
    view,
    { budgetTokens, maxPassages: passagesIn(budgetTokens) },
    { read, countTokens },
  );
  if (round.passages.every((passage) => isIn(passage, sent))) return undefined;
  yield { type: 'passages', passages: round.passages };
  return round;
}

/** Whether one of the passages has all of the lines. */
const isIn = (span: Span & { readonly path: string }, passages: readonly Passage[]): boolean =>
  passages.some(
    ({ path, startLine, endLine }) =>
      path === span.path && startLine <= span.startLine && span.endLine <= endLine,
  );

/** Takes turns among rankings, without repeats. */
function interleave(rankings: readonly (readonly Hit[])[]): Hit[] {
  const merged = new Map<string, Hit>();
  const longest = Math.max(0, ...rankings.map(({ length }) => length));
  for (let i = 0; i < longest; i++)
    for (const hits of rankings) {
      const hit = hits[i];
      const place = hit && `${hit.path}:${hit.startLine}`;
      if (hit && place && !merged.has(place)) merged.set(place, hit);
    }
  return [...merged.values()];
}
