import type { CallEvent } from '../../events.ts';
import type { IndexView } from '../../index/repository.ts';
import { foldName } from '../../index/symbolGraph.ts';
import { messageTokens } from '../../ports.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { type PlanPrompt, planPrompt, planRepairPrompt } from '../../prompts/repair/plan.ts';
import { nearest } from '../../query/nearest.ts';
import { callWithRepair, type NoReply } from '../../run/callModel.ts';
import type { FixPlan, FixStep, Located, PlannedPath, PlannedSymbol } from '../../types/repair.ts';
import { plainPath } from '../guard/paths.ts';
import type { FixContext } from './context.ts';
import { type PlanReply, planDecoder } from './replies.ts';
import { outputFor, roomFor, showLines } from './shown.ts';

/**
 * The steps of a change, each held against the index. Where one file alone was found there is nothing to plan, and no
 * call is made. Costs one author call, with one repair.
 * Source: RPG (Luo et al. 2025), methods A13.
 */
export async function* planChange(
  context: FixContext,
  located: Located,
): AsyncGenerator<CallEvent, { readonly type: 'plan'; readonly plan: FixPlan } | NoReply> {
  const { view, typed, problem, fence, model, settings } = context;
  const [only, ...others] = located.files;
  if (only && others.length === 0)
    return { type: 'plan', plan: { made: 'one', steps: [oneStep(only, view)] } };
  const maxOutputTokens = outputFor(context, settings.planOutputTokens);
  const empty: PlanPrompt = {
    ...{ problem: typed, rejected: problem.rejected, related: located.related, shown: [] },
    fence: MEASURING_FENCE,
  };
  const besideTokens = messageTokens(planPrompt(empty), (text) => model.countTokens(text)) + SPARE;
  const room = roomFor(context, maxOutputTokens, besideTokens);
  const { shown, secrets } = await showLines(located.files, room, context);
  const prompt: PlanPrompt = { ...empty, shown, fence };
  const result = yield* callWithRepair(
    context,
    { messages: planPrompt(prompt), repair: (fault) => planRepairPrompt(prompt, fault) },
    { decoder: planDecoder, request: { role: 'author', maxOutputTokens }, secrets },
  );
  if (result.type !== 'done') return result;
  return { type: 'plan', plan: { made: 'model', steps: checkSteps(result.value, view) } };
}

/** Tokens that are kept free for what a second request says of the first. */
export const SPARE = 80;

function oneStep({ path, symbols }: Located['files'][number], view: IndexView): FixStep {
  const named = symbols.slice(0, 1).map(({ name }) => checkSymbol(name, view));
  return { id: 's1', what: '', files: [checkPath(path, view)], symbols: named, check: '' };
}

/** The steps of a reply with what the index says of them; ids that stand twice are numbered anew. */
function checkSteps({ steps }: PlanReply, view: IndexView): FixStep[] {
  const areOwn = new Set(steps.map(({ id }) => id)).size === steps.length;
  return steps.map(({ id, what, files, symbols, check }, at) => ({
    id: areOwn ? id : `s${at + 1}`,
    ...{ what: what.trim(), check: check.trim() },
    files: [...new Set(files)].map((path) => checkPath(path, view)),
    symbols: [...new Set(symbols)].map((name) => checkSymbol(name, view)),
  }));
}

/** Whether a file is there, and the nearest path where it is not: of its name, or almost of its name. */
function checkPath(written: string, view: IndexView): PlannedPath {
  const path = plainPath(written) ?? written;
  if (view.numberOf(path) !== undefined) return { path, exists: true };
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [same] = view.filesNamed(name);
  const near = same === undefined ? undefined : view.files[same]!.path;
  const found =
    near ??
    nearest(
      path,
      view.files.map((file) => file.path),
    );
  return { path, exists: false, ...(found === undefined ? {} : { nearest: found }) };
}

/** Where a definition is, how many lines use it, and the nearest name where there is none. */
function checkSymbol(name: string, view: IndexView): PlannedSymbol {
  const parts = name.split(/\.|#|::/);
  const bare = (parts.pop() ?? name).replace(/\(.*$/s, '');
  const inside = parts.pop();
  const all = view.graph.definitions(bare);
  const own = inside === undefined ? all : all.filter(({ symbol }) => symbol.container.includes(inside));
  const found = (own.length > 0 ? own : all).slice(0, MOST_DEFINITIONS);
  const definitions = found.map(({ file, symbol }) => ({ path: view.files[file]!.path, line: symbol.line }));
  const uses = found.reduce((sum, at) => sum + view.graph.usesOf(at).length, 0);
  if (found.length > 0) return { name, definitions, uses };
  const [folded] = view.graph.definitionsFolded(foldName(bare));
  const near = folded?.symbol.name ?? nearest(bare, [...view.graph.defined().keys()]);
  return { name, definitions, uses, ...(near === undefined ? {} : { nearest: near }) };
}

/** Definitions of one name that are told. */
const MOST_DEFINITIONS = 5;
