import { walkDecoder } from '../answer/smallReply.ts';
import type { RunEvent } from '../events.ts';
import { messageTokens } from '../ports.ts';
import { walkPrompt, walkRepairPrompt } from '../prompts/walk.ts';
import type { TreeNode } from '../report/tree.ts';
import { answerStep } from '../run/answerStep.ts';
import { callWithRepair, endingNotices } from '../run/callModel.ts';
import { mayGoOn } from '../run/consent.ts';
import { type Draft, passagesDraft, type RunContext } from '../run/context.ts';
import { briefOfStep, readerBrief } from '../run/instructions/brief.ts';
import { overheadTokens } from '../run/look.ts';
import { readLeaf } from '../run/walk/leaf.ts';
import { outlineWalk } from '../run/walk/outlineWalk.ts';
import { WALK_OUTPUT } from '../run/walk/size.ts';
import { treeFor } from '../run/walk/tree.ts';
import { shown, startWay, type Way } from '../run/walk/way.ts';
import type { FailureCause, NotRead, Passage } from '../types.ts';
import { isOverview } from './asks.ts';
import type { Route } from './route.ts';

/** Failures of one reply, after which the rank of the index chooses instead. */
const UNUSABLE: ReadonlySet<FailureCause> = new Set(['unusableReply', 'overrun']);

/**
 * Goes down the outline of the repository, from folders to files to definitions: at each place a model chooses one, or
 * goes up again; where it arrives it answers from the lines, or declines, and the walk goes on beside it. No place is
 * gone to twice. A reply that names no place is asked for once more, then the best-ranked place is taken. Costs a short
 * reader call for each step and an answer for each place that is read, at most `walkSteps` together. Without a model the
 * top of the outline is opened where the rank is, and shown; that costs nothing.
 * Source: MemWalker (Chen et al. 2023); the tree is that of the code, and nothing is summarised.
 */
export const walk: Route = {
  name: 'walk',
  offer({ author, question, scope, settings, outline }) {
    if (scope.files === 0) return { fits: false, reason: { kind: 'emptyScope', of: [] } };
    const isAsked = isOverview(question.text);
    const rule = isAsked ? { rule: 'walk' as const } : {};
    const kind = author ? 'byOutline' : 'outlineAlone';
    const reason = { kind: isAsked ? 'overview' : kind, of: [String(scope.files)] };
    if (!author) return { fits: true, reason, estimate: { calls: 0, tokensIn: 0, tokensOut: 0 }, ...rule };
    const { steps, choosing, answering } = outline();
    const readers = { tokensIn: choosing, tokensOut: steps * WALK_OUTPUT };
    return {
      fits: true,
      reason,
      estimate: {
        calls: steps + 1,
        tokensIn: choosing + answering,
        tokensOut: readers.tokensOut + settings.maxOutputTokens,
        readers,
        isSequential: true,
      },
      ...rule,
    };
  },
  async *run(context) {
    const { view, scope, look, model, question } = context;
    const isAsked = isOverview(question.text);
    const tree = treeFor(view, scope, { hits: look.hits, isOverview: isAsked });
    if (!model?.info('author')) return outlineWalk(context, tree, isAsked);
    const walk: Walk = { context, way: startWay(tree), read: [], leftOut: [], missing: [] };
    const { walkSteps } = context.settings;
    while (walk.way.trail().length < walkSteps) {
      const draft = walk.way.at().isLeaf ? yield* readHere(walk) : yield* goOn(walk);
      if (draft) return { ...draft, trail: walk.way.trail() };
    }
    context.notices.push({ kind: 'walkCapped', steps: walkSteps });
    return ended(walk, 'partial');
  },
};

interface Walk {
  readonly context: RunContext;
  readonly way: Way;
  /** What was read so far, the newest last. */
  read: readonly Passage[];
  readonly leftOut: NotRead[];
  /** What the model said it was missing, the last time it declined. */
  missing: readonly string[];
}

/** The end of a walk without an answer: what was read stands there as it is. */
function ended(
  { way, read, leftOut, missing }: Walk,
  status: Draft['status'],
  more: Partial<Draft> = {},
): Draft {
  return passagesDraft({ passages: read, leftOut }, status, { missing, trail: way.trail(), ...more });
}

/** One step: down, or up where nothing is left. Gives a draft when the walk ends here. */
async function* goOn(walk: Walk): AsyncGenerator<RunEvent, Draft | undefined> {
  const { way } = walk;
  const open = way.open();
  if (open.length === 0) {
    if (way.isTop()) return ended(walk, 'declined', { made: 'model' });
    way.up({ by: 'rank', why: '' });
    return undefined;
  }
  if (open.length === 1) {
    way.down(open[0]!, { by: 'rank', why: '' });
    return undefined;
  }
  return yield* choose(walk, open);
}

/** Lets the model choose among what is open. */
async function* choose(walk: Walk, open: readonly TreeNode[]): AsyncGenerator<RunEvent, Draft | undefined> {
  const { context, way } = walk;
  const { typed, fence, journal, notices, question, view } = context;
  const canGoUp = !way.isTop();
  const ids = open.map((_, i) => `n${i + 1}`);
  const chosen = way.trail().filter(({ by }) => by === 'model').length;
  const prompt = {
    ...briefOfStep(readerBrief(question, view), chosen),
    ...{ question: typed, trail: way.trail(), at: shown(way.at()), canGoUp, fence },
    offered: open.map((node, i) => ({ id: ids[i]!, node })),
  };
  const messages = walkPrompt(prompt);
  const stepTokens = WALK_OUTPUT + messageTokens(messages, (text) => context.model!.countTokens(text));
  const answerTokens = context.settings.passageTokens + answerBeside(context);
  if (!(await mayGoOn(context, { stepTokens, needsTokens: stepTokens + answerTokens })))
    return ended(walk, 'partial');
  const id = `walk${way.trail().length + 1}`;
  yield journal.begin(id, { kind: 'chooseBranch', of: way.at().path });
  const result = yield* callWithRepair(
    context,
    { messages, repair: (problem) => walkRepairPrompt(prompt, problem) },
    {
      decoder: walkDecoder(ids, canGoUp),
      request: { role: 'reader', maxOutputTokens: WALK_OUTPUT },
      secrets: 0,
    },
  );
  yield journal.end(id, result.type === 'done' ? 'done' : 'failed');
  if (result.type === 'done') {
    notices.push(...endingNotices(result.ending));
    const { id: taken, reason: why } = result.value;
    const to = open[ids.indexOf(taken ?? '')];
    if (to) way.down(to, { by: 'model', why });
    else way.up({ by: 'model', why });
    return undefined;
  }
  if (result.type === 'failed' && UNUSABLE.has(result.failure.cause)) {
    way.down(open[0]!, { by: 'rank', why: '' });
    return undefined;
  }
  if (result.type === 'refused') notices.push(result.notice);
  const failure = result.type === 'failed' ? { failure: result.failure } : {};
  return ended(walk, result.type === 'aborted' ? 'stopped' : 'partial', failure);
}

/** Answers from the place where the walk is, and what it read before. Gives a draft unless the model declines. */
async function* readHere(walk: Walk): AsyncGenerator<RunEvent, Draft | undefined> {
  const { context, way, leftOut } = walk;
  const room = context.settings.passageTokens;
  const { path } = way.at();
  const number = walk.read.length + 1;
  const { passage, leftOut: cut } = await readLeaf(context, way.at(), { id: `p${number}`, room });
  leftOut.push(...cut);
  if (!passage) {
    way.up({ by: 'rank', why: '' });
    return undefined;
  }
  walk.read = [...walk.read, passage];
  const passages = newest(walk.read, room);
  yield { type: 'passages', passages };
  const stepTokens = passages.reduce((sum, { tokens }) => sum + tokens, answerBeside(context));
  if (!(await mayGoOn(context, { stepTokens, needsTokens: stepTokens }))) return ended(walk, 'partial');
  const step = { id: `read${way.trail().length + 1}`, label: { kind: 'answerHere', of: path } };
  const result = yield* answerStep(context, { passages, leftOut }, step);
  const { draft } = result;
  if (draft) {
    if (draft.made === 'model' && draft.status !== 'stopped') way.read('answered', '');
    return { ...draft, read: [...new Set(walk.read.map((one) => one.path))] };
  }
  walk.missing = result.missing;
  way.read('declined', result.missing.join('; ').slice(0, 300));
  return undefined;
}

/** Tokens of an answer beside its passages. */
const answerBeside = ({ question, model, settings }: RunContext): number =>
  overheadTokens(question, model) + settings.maxOutputTokens;

/** The newest of what was read, as far as it fits. */
function newest(read: readonly Passage[], room: number): Passage[] {
  let left = room;
  const kept: Passage[] = [];
  for (const passage of [...read].reverse()) {
    left -= passage.tokens;
    if (left < 0 && kept.length > 0) break;
    kept.unshift(passage);
  }
  return kept;
}
