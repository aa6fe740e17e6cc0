import type { IndexView } from '../../index/repository.ts';
import { briefPart, type PromptBrief } from '../../prompts/before/brief.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import type { Question } from '../../types.ts';
import { foldConversation } from '../conversation.ts';
import { readQuestion } from '../look.ts';

/** Steps of a run from one that is told the standing instructions to the next. */
const REMIND_EVERY = 4;

/** What an author is told before a question: all of the conversation that fits, and the standing instructions. */
export function authorBrief({ history, instructions }: Question): Required<PromptBrief> {
  return { conversation: foldConversation(history), instructions: instructions?.files ?? [] };
}

/**
 * What readers are told: the standing instructions, and the question before where this one cannot be understood without
 * it. More of a conversation would cost each of many prompts what only the author can use. Pure.
 */
export function readerBrief(question: Question, view: Pick<IndexView, 'suffixes'>): PromptBrief {
  const { before } = readQuestion(question, view);
  return {
    instructions: question.instructions?.files ?? [],
    ...(before ? { conversation: foldConversation([before]) } : {}),
  };
}

/**
 * The same for one step of many, the first being 0: the standing instructions are said again every four steps. What the
 * question means is said in each of them.
 * Source: goal reminders, methods B14.
 */
export function briefOfStep(brief: PromptBrief, step: number): PromptBrief {
  return step % REMIND_EVERY === 0 ? brief : { ...brief, instructions: [] };
}

/** For steps that write no words: what the question means. */
export const withoutInstructions = ({ conversation }: PromptBrief): Pick<PromptBrief, 'conversation'> =>
  conversation ? { conversation } : {};

/** How many of so many steps are told the standing instructions. */
export const remindersIn = (steps: number): number => Math.ceil(steps / REMIND_EVERY);

/** Model tokens that all steps of a run take for what stands before the question. */
export function briefTokens(
  brief: PromptBrief,
  steps: number,
  countTokens: (text: string) => number,
): number {
  const [told, others] = [brief, briefOfStep(brief, 1)].map((one) =>
    countTokens(briefPart(one, MEASURING_FENCE)),
  ) as [number, number];
  const reminders = remindersIn(steps);
  return reminders * told + (steps - reminders) * others;
}
