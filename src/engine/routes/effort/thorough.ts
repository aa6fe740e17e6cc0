import { type Verdict, verdictDecoder } from '../../answer/verdictReply.ts';
import type { RunEvent } from '../../events.ts';
import { messageTokens } from '../../ports.ts';
import { type FilterPrompt, filterPrompt, filterRepairPrompt } from '../../prompts/filter.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { inPromptOrder, layInPrompt } from '../../retrieve/passages.ts';
import { answerStep, secretsIn } from '../../run/answerStep.ts';
import { callWithRepair, endingNotices } from '../../run/callModel.ts';
import { passagesDraft, type RunContext } from '../../run/context.ts';
import { readerBrief, withoutInstructions } from '../../run/instructions/brief.ts';
import { overheadTokens, passageRoom, widerTokens } from '../../run/look.ts';
import { layOutFiles } from '../../run/scope/wholeFiles.ts';
import type { Passage } from '../../types.ts';
import type { Route, RouteFacts } from '../route.ts';

/** Tokens of a reply of the filter: for what a model thinks before, and for each verdict. */
const THINKING_TOKENS = 300;
const VERDICT_TOKENS = 40;
/** By how much the estimate of a scope may fall short. */
const SCOPE_MISS = 1.25;

/**
 * Answers from whole files beside passages: one call says which of the first passages help, the files of these are read
 * whole as far as there is room, the others stay passages. For a question whose answer needs what stands around the
 * places that were found. Costs one reader call and one answer, each with one repair.
 * Source: LongRAG (Zhao et al. 2024), with one filter call for all passages; methods A5.
 */
export const thorough: Route = {
  name: 'thorough',
  offer(facts) {
    const { author, reader, look, settings } = facts;
    if (!author || !reader) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    if (look.passages.length === 0) return { fits: false, reason: { kind: 'noWords', of: [] } };
    const readers = {
      tokensIn: look.passages.reduce((sum, { tokens }) => sum + tokens, filterTokens(facts)),
      tokensOut: outputFor(look.passages.length),
    };
    return {
      fits: true,
      reason: { kind: 'wholeFiles', of: [String(look.passages.length)] },
      estimate: {
        calls: 2,
        tokensIn: readers.tokensIn + answerTokens(facts),
        tokensOut: readers.tokensOut + settings.maxOutputTokens,
        readers,
        isSequential: true,
      },
    };
  },
  async *run(context) {
    const { look, notices } = context;
    const kept = yield* filter(context);
    if (kept === 'stopped') return passagesDraft(look, 'stopped');
    const round = await readWhole(context, kept);
    yield { type: 'passages', passages: round.passages };
    notices.push({
      ...{ kind: 'filtered', kept: kept.length, of: look.passages.length },
      whole: round.whole,
    });
    const result = yield* answerStep(context, round, { id: 'answer', label: { kind: 'answerWhole' } });
    const declined = { made: 'model', missing: result.draft ? [] : result.missing } as const;
    const draft = result.draft ?? passagesDraft(round, 'declined', declined);
    // What the filter saw was read, too.
    const read = [...new Set([...draft.read, ...look.passages.map(({ path }) => path)])];
    return { ...draft, read };
  },
};

const outputFor = (passages: number): number => THINKING_TOKENS + VERDICT_TOKENS * passages;

/** Tokens of the filter's prompt without its passages. */
function filterTokens({ question, brief, countTokens }: RouteFacts): number {
  const empty = { passages: [], fence: MEASURING_FENCE };
  const prompt = { question: question.text, ...withoutInstructions(brief), ...empty };
  return messageTokens(filterPrompt(prompt), countTokens);
}

/** Tokens of the answer's prompt: no more than there is, whose size is estimated. */
function answerTokens({ settings, scope, author, overheadTokens: beside }: RouteFacts): number {
  const all = Math.ceil(scope.tokens * SCOPE_MISS);
  return Math.min(widerTokens(settings, author), all) + beside;
}

/** The passages that help, in their order. All of them where none does, and one that nothing was said of. */
async function* filter(context: RunContext): AsyncGenerator<RunEvent, readonly Passage[] | 'stopped'> {
  const { look, typed, question, view, fence, journal, notices } = context;
  const { passages } = look;
  const prompt: FilterPrompt = {
    ...{ question: typed, passages: inPromptOrder(passages), fence },
    ...withoutInstructions(readerBrief(question, view)),
  };
  yield journal.begin('filter', { kind: 'filter' });
  const result = yield* callWithRepair(
    context,
    { messages: filterPrompt(prompt), repair: (problem) => filterRepairPrompt(prompt, problem) },
    {
      decoder: verdictDecoder(passages.map(({ id }) => id)),
      request: { role: 'reader', maxOutputTokens: outputFor(passages.length) },
      secrets: secretsIn(passages),
    },
  );
  yield journal.end('filter', result.type === 'done' ? 'done' : 'failed');
  if (result.type === 'aborted') return 'stopped';
  if (result.type === 'refused') notices.push(result.notice);
  if (result.type === 'failed') notices.push({ kind: 'failure', failure: result.failure });
  if (result.type === 'done') notices.push(...endingNotices(result.ending));
  const said: readonly Verdict[] =
    result.type === 'done' ? result.value : 'salvaged' in result ? (result.salvaged ?? []) : [];
  const refused = new Set(said.filter(({ isMatch }) => !isMatch).map(({ id }) => id));
  const kept = passages.filter(({ id }) => !refused.has(id));
  return kept.length > 0 ? kept : passages;
}

interface WholeRound {
  readonly passages: readonly Passage[];
  readonly leftOut: RunContext['look']['leftOut'];
  /** Files that are there whole. */
  readonly whole: number;
}

/** The files of the passages whole, the best first, as far as there is room; the passages of the others as they are. */
async function readWhole(context: RunContext, kept: readonly Passage[]): Promise<WholeRound> {
  const { look, view, read, model, settings, question } = context;
  const tools = { read, countTokens: (text: string) => model!.countTokens(text) };
  const beside = settings.maxOutputTokens + overheadTokens(question, model);
  const author = model?.info('author');
  const wished = Math.min(widerTokens(settings, author), context.budget.left() - beside);
  let room = passageRoom(wished, author, beside);
  room -= kept.reduce((sum, { tokens }) => sum + tokens, 0);
  const chosen: Passage[] = [];
  let whole = 0;
  for (const path of new Set(kept.map((passage) => passage.path))) {
    const own = kept.filter((passage) => passage.path === path);
    const number = view.numberOf(path);
    const laid = await layOutFiles(number === undefined ? [] : [view.files[number]!], tools);
    const [file] = laid.passages;
    const more = laid.tokens - own.reduce((sum, { tokens }) => sum + tokens, 0);
    if (!file || more > room) chosen.push(...own);
    else {
      room -= more;
      whole++;
      // It is there for what was found in it.
      chosen.push({ ...file, why: own[0]!.why, score: own[0]!.score });
    }
  }
  const passages = layInPrompt(chosen.map((passage, i) => ({ ...passage, id: `p${i + 1}` })));
  return { passages, leftOut: look.leftOut, whole };
}
