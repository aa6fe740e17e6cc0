import { answerStep } from '../run/answerStep.ts';
import { passagesDraft, type RunContext } from '../run/context.ts';
import { overheadTokens } from '../run/look.ts';
import { reachFrom } from '../run/scope/reach.ts';
import { layOutFiles, type WholeFiles } from '../run/scope/wholeFiles.ts';
import { windowOf } from '../run/scope/window.ts';
import type { Route, RouteFacts } from './route.ts';

/** Share of its rooms that estimates may miss by. */
const MARGIN = 0.9;

/**
 * Puts all of the scope into one prompt: whole files, in the order in which the question leads to them. Where they do
 * not fit as they are, the bodies of definitions that the question does not lead to are folded, and told; nothing is
 * cut in silence. Costs one answer and one repair.
 * Source: the second step of Self-Route (Li et al. 2024); folding: methods A15.
 */
export const fullContext: Route = {
  name: 'fullContext',
  readsAll: true,
  offer(facts) {
    const { author, scope, settings, overheadTokens } = facts;
    if (!author) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    if (scope.files === 0) return { fits: false, reason: { kind: 'emptyScope', of: [] } };
    const tokensIn = scope.tokens + overheadTokens;
    const limit = roomFor(facts);
    if (tokensIn > limit)
      return { fits: false, reason: { kind: 'scopeTooLarge', of: [String(tokensIn), String(limit)] } };
    const isSmall = scope.tokens <= settings.directTokens;
    return {
      fits: true,
      reason: { kind: isSmall ? 'allIsSmall' : 'allOfIt', of: [String(scope.files)] },
      estimate: { calls: 1, tokensIn, tokensOut: settings.maxOutputTokens },
      ...(isSmall ? { rule: 'direct' as const } : {}),
    };
  },
  async *run(context) {
    const { settings, budget, model, question } = context;
    const beside = settings.maxOutputTokens + overheadTokens(question, model);
    const laid = await layOut(
      context,
      Math.min(model?.info('author')?.contextTokens ?? 0, settings.fullContextTokens) - beside,
    );
    yield { type: 'passages', passages: laid.passages };
    if (laid.passages.length === 0) return passagesDraft(laid, 'noMatch');
    const needs = laid.tokens + beside;
    if (needs > budget.left()) {
      const { limitTokens: limit } = budget;
      context.notices.push({ kind: 'overBudget', needs, left: budget.left(), limit, unit: 'tokens' });
      return passagesDraft(context.look, 'partial');
    }
    const result = yield* answerStep(context, laid, { id: 'answer', label: { kind: 'answerAll' } });
    return result.draft ?? passagesDraft(laid, 'declined', { made: 'model', missing: result.missing });
  },
};

/** Tokens that one prompt may have: what the model reads well, and what a person allows. */
function roomFor({ author, settings }: RouteFacts): number {
  const { budgetTokens, fullContextTokens, maxOutputTokens } = settings;
  const room = Math.min(windowOf(author!), budgetTokens, fullContextTokens) - maxOutputTokens;
  return Math.max(0, Math.floor(room * MARGIN));
}

/** All files whole, or folded where they do not fit `room`. */
async function layOut(context: RunContext, room: number): Promise<WholeFiles> {
  const { view, scope, question, look, read, model } = context;
  const { order } = reachFrom(question, look, 1, { view, scope });
  const entries = order.map((file) => view.files[file]!);
  const tools = { read, countTokens: (text: string) => model!.countTokens(text) };
  const whole = await layOutFiles(entries, tools);
  return whole.tokens <= room ? whole : layOutFiles(entries, tools, look.hits);
}
