import { conversationPart, type PromptConversation } from './conversation.ts';
import { instructionsPart, type PromptInstructions } from './instructions.ts';

/** What may stand before a question, in a prompt of any step of a run. */
export interface PromptBrief {
  /** Standing instructions of the repository. */
  readonly instructions?: readonly PromptInstructions[];
  /** The conversation before: it says what `it` means, and proves nothing. */
  readonly conversation?: PromptConversation;
}

const NONE: PromptConversation = { folded: [], dropped: 0 };

/** Standing instructions and the conversation before, as quoted data before the question. Empty without either. */
export function briefPart({ instructions = [], conversation = NONE }: PromptBrief, fence: string): string {
  return instructionsPart(instructions, fence) + conversationPart(conversation, fence);
}
