import type { CallEvent } from '../../events.ts';
import { messageTokens } from '../../ports.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { type EditsPrompt, editsPrompt, editsRepairPrompt } from '../../prompts/repair/edits.ts';
import { type CallResult, callWithRepair, type NoReply } from '../../run/callModel.ts';
import type { ChangedSymbol, FailedAttempt, FixPlan, Located } from '../../types/repair.ts';
import type { Span } from '../../types.ts';
import type { FixContext } from './context.ts';
import { type Placed, placeRaw } from './place.ts';
import { SPARE } from './planStep.ts';
import { type EditsReply, editsDecoder, type RawEdit } from './replies.ts';
import { outputFor, roomFor, type Shown, showLines, type WantedLines } from './shown.ts';

/** How asking for edits ended. `nothing`: the model made none; `said` tells why. */
export type EditsEnd =
  | { readonly type: 'placed'; readonly placed: Placed }
  | { readonly type: 'unplaced'; readonly placed: Placed }
  | { readonly type: 'nothing'; readonly said: string }
  | NoReply;

/** What rounds of edits leave behind, whatever their end. It grows while they go on. */
export interface EditsLog {
  readonly attempts: FailedAttempt[];
  readonly notRead: Shown['notRead'][number][];
  /** Paths that a prompt showed. */
  readonly seen: Set<string>;
}

export interface EditsTask {
  readonly plan: FixPlan;
  readonly wanted: readonly WantedLines[];
  /** Edits that stand from before. */
  readonly standing: readonly RawEdit[];
  readonly changed: readonly ChangedSymbol[];
  readonly rounds: number;
}

/** Lines around a place that is shown because it came near. */
const AROUND = 10;

/**
 * Asks for edits until each has its place, at most so many rounds. Edits that have theirs are kept; of the others one line
 * goes into the next prompt, with the lines that come nearest. Costs an author call for each round, with one repair.
 * Source: Self-Refine (Madaan et al. 2023) and the failed edit purged (methods B14, D5).
 */
export async function* makeEdits(
  context: FixContext,
  task: EditsTask,
  log: EditsLog,
): AsyncGenerator<CallEvent, EditsEnd> {
  const attempts = [...context.earlier];
  let { standing, wanted } = task;
  let last: Placed | undefined;
  for (let round = 1; round <= task.rounds; round++) {
    const result = yield* askEdits(context, { ...task, standing, wanted, attempts }, log);
    if (result.type !== 'done') return result;
    const { edits, cannot } = result.value;
    if (edits.length === 0)
      return last ? { type: 'unplaced', placed: last } : { type: 'nothing', said: cannot };
    const placed = await placeRaw([...standing, ...edits], log.seen, context);
    if (placed.notTaken.length === 0) return { type: 'placed', placed };
    const attempt: FailedAttempt = {
      round: attempts.length + 1,
      kind: placed.isSyntax ? 'syntax' : 'refused',
      edits: placed.notTaken,
    };
    attempts.push(attempt);
    log.attempts.push(attempt);
    last = placed;
    standing = placed.kept;
    wanted = [...nearestTo(attempt), ...task.wanted];
  }
  return last ? { type: 'unplaced', placed: last } : { type: 'nothing', said: '' };
}

async function* askEdits(
  context: FixContext,
  { plan, wanted, standing, attempts, changed }: EditsTask & { readonly attempts: readonly FailedAttempt[] },
  log: EditsLog,
): AsyncGenerator<CallEvent, Exclude<CallResult<EditsReply>, { type: 'unusable' }>> {
  const { typed, problem, fence, model, settings } = context;
  const maxOutputTokens = outputFor(context, settings.editsOutputTokens);
  const empty: EditsPrompt = {
    ...{ problem: typed, rejected: problem.rejected, steps: plan.steps, attempts, changed, shown: [] },
    kept: standing.map(({ path, step }) => ({ path, step })),
    fence: MEASURING_FENCE,
  };
  const besideTokens = messageTokens(editsPrompt(empty), (text) => model.countTokens(text)) + SPARE;
  const room = roomFor(context, maxOutputTokens, besideTokens);
  const { shown, notRead, secrets } = await showLines(merged(wanted), room, context);
  for (const { path } of shown) log.seen.add(path);
  log.notRead.push(...notRead);
  const prompt: EditsPrompt = { ...empty, shown, fence };
  return yield* callWithRepair(
    context,
    { messages: editsPrompt(prompt), repair: (fault) => editsRepairPrompt(prompt, fault) },
    { decoder: editsDecoder, request: { role: 'author', maxOutputTokens }, secrets },
  );
}

/** Each file once, with all that is wanted of it, in the order in which it is first named. */
function merged(wanted: readonly WantedLines[]): WantedLines[] {
  return [...Map.groupBy(wanted, ({ path }) => path)].map(([path, own]) => ({
    path,
    lines: distinct(own.flatMap(({ lines }) => lines)),
  }));
}

/** Ranges in their order, without those that lie in an earlier one. */
function distinct(ranges: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (const range of ranges)
    if (!kept.some((one) => one.startLine <= range.startLine && one.endLine >= range.endLine))
      kept.push(range);
  return kept;
}

/** The lines around what came nearest to an edit that was not taken. */
function nearestTo({ edits }: FailedAttempt): WantedLines[] {
  return edits.map(({ path, startLine, endLine }) => ({
    path,
    lines:
      startLine > 0
        ? [{ startLine: Math.max(1, startLine - AROUND), endLine: Math.max(startLine, endLine) + AROUND }]
        : [],
  }));
}

/** Lines of a file that is named without a place, at most. */
const FIRST_LINES = 200;

/** What the edits of a plan should see: the files that it names, then what was located. */
export function linesOf({ steps }: FixPlan, located: Located): WantedLines[] {
  const wanted = steps.flatMap(({ files, symbols }) =>
    files
      .filter(({ exists }) => exists)
      .map(({ path }): WantedLines => {
        const defined = symbols.flatMap(({ definitions }) => definitions.filter((at) => at.path === path));
        const near = located.files.find((file) => file.path === path)?.lines ?? [];
        const lines = [
          ...near,
          ...defined.map(({ line }) => ({
            startLine: Math.max(1, line - AROUND),
            endLine: line + 4 * AROUND,
          })),
        ];
        return { path, lines: lines.length > 0 ? lines : [{ startLine: 1, endLine: FIRST_LINES }] };
      }),
  );
  return merged([...wanted, ...located.files]);
}
