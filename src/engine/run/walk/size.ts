import { messageTokens } from '../../ports.ts';
import type { PromptBrief } from '../../prompts/before/brief.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { walkPrompt } from '../../prompts/walk.ts';
import type { RepositoryTree } from '../../report/tree.ts';
import type { Question } from '../../types.ts';
import { briefOfStep } from '../instructions/brief.ts';
import { startWay } from './way.ts';

/** Tokens of a reply that chooses a place, at most, with room for what a model thinks before. */
export const WALK_OUTPUT = 500;

/** What a walk takes that goes straight to the best-ranked place. */
export interface WalkSize {
  /** Steps for which a model is asked. */
  readonly steps: number;
  /** Tokens of the prompts of those steps. */
  readonly choosing: number;
  /** Tokens of the prompt of the answer. */
  readonly answering: number;
}

/** Measures the prompts of the way along the best-ranked places. Costs no model calls; outlines what the walk would see. */
export function measureWalk(
  tree: RepositoryTree,
  { text: question }: Question,
  options: {
    /** What stands before the question. */
    readonly brief: PromptBrief;
    readonly countTokens: (text: string) => number;
    /** Of the prompt of the answer, beside its passage. */
    readonly besideTokens: number;
    readonly passageTokens: number;
    readonly walkSteps: number;
    /** Tokens that text takes in a prompt, for one that the index expects. */
    readonly factor: number;
  },
): WalkSize {
  const { brief, countTokens, besideTokens, passageTokens, walkSteps, factor } = options;
  const way = startWay(tree);
  let [steps, choosing] = [0, 0];
  while (!way.at().isLeaf && way.trail().length < walkSteps) {
    const open = way.open();
    if (open.length === 0) break;
    if (open.length > 1) {
      const offered = open.map((node, i) => ({ id: `n${i + 1}`, node }));
      const prompt = {
        ...briefOfStep(brief, steps),
        question,
        trail: way.trail(),
        at: way.at(),
        offered,
        canGoUp: !way.isTop(),
        fence: MEASURING_FENCE,
      };
      choosing += messageTokens(walkPrompt(prompt), countTokens);
      steps++;
    }
    way.down(open[0]!, { by: 'rank', why: WHY });
  }
  const leaf = way.at().isLeaf ? factor * way.at().tokens : 0;
  return { steps, choosing, answering: Math.ceil(besideTokens + Math.min(leaf, passageTokens)) };
}

/** As long as reasons tend to be. */
const WHY = 'its name and what it holds fit the question';
