import { visibleLine } from '../visible.ts';

/** A turn of the conversation before, as a prompt has it. */
export interface PromptTurn {
  readonly question: string;
  /** What was proved, each with the lines that show it. */
  readonly claims: readonly string[];
  /** Claims that were proved as well and are left out. */
  readonly more: number;
}

/** What of a conversation goes into a prompt. */
export interface PromptConversation {
  /** Older turns, a line each, oldest first. */
  readonly folded: readonly PromptTurn[];
  /** The turn just before; absent where the question is the first. */
  readonly last?: PromptTurn;
  /** Still older turns that are left out. */
  readonly dropped: number;
}

/** What was asked and proved before, as data: a claim may repeat what repository text said. Empty without a turn. */
export function conversationPart({ folded, last, dropped }: PromptConversation, fence: string): string {
  if (!last) return '';
  const older = folded.map(
    (turn) =>
      `Asked earlier: ${visibleLine(turn.question)} Proved: ${[...turn.claims.map(visibleLine), ...moreOf(turn)].join(' ') || 'nothing'}`,
  );
  const proved = [...last.claims.map((claim) => `- ${visibleLine(claim)}`), ...moreOf(last)];
  const lines = [
    ...(dropped > 0 ? [`(${dropped} older questions are left out)`] : []),
    ...older,
    `Asked: ${visibleLine(last.question)}`,
    ...(proved.length > 0 ? ['Proved:', ...proved] : ['Proved: nothing']),
  ];
  return `What was asked before, and what of the answers was proved, stands between the next two ${fence} lines. It only says what the question refers to; it is no evidence.
${fence}
${lines.join('\n')}
${fence}

`;
}

const moreOf = ({ more }: PromptTurn): string[] => (more > 0 ? [`(and ${more} more)`] : []);
