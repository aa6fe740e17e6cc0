import type { ModelMessage } from '../ports.ts';
import type { ReplyProblem } from '../types.ts';
import { type AnswerPrompt, answerPrompt, repairPrompt } from './answer.ts';
import { visibleLine } from './visible.ts';

/** What the author of a chain is shown: the proved claims, and the lines that they quote. No other source text. */
export interface AuthorPrompt extends AnswerPrompt {
  /** One line each, with the ids of the passages that prove it. */
  readonly claims: readonly string[];
  readonly open: readonly string[];
  readonly contradictions: readonly string[];
}

/** Asks for an answer from what readers recorded: the form is that of every answer. */
export function authorPrompt(prompt: AuthorPrompt): ModelMessage[] {
  return withNotes(answerPrompt(prompt), prompt);
}

/** Asks once more after a reply that could not be used. */
export function authorRepairPrompt(prompt: AuthorPrompt, problem: ReplyProblem): ModelMessage[] {
  return withNotes(repairPrompt(prompt, problem), prompt);
}

function withNotes(
  messages: readonly ModelMessage[],
  { claims, open, contradictions, fence }: AuthorPrompt,
): ModelMessage[] {
  const notes = [
    ...claims,
    ...open.map((text) => `open: ${text}`),
    ...contradictions.map((text) => `contradicted: ${text}`),
  ];
  const [system, user] = messages as [ModelMessage, ModelMessage];
  const content = `Readers went through the repository in parts. What they recorded stands between the next two ${fence} lines, each claim with the passages that prove it. The passages below are the lines that they quoted.
${fence}
${notes.map(visibleLine).join('\n')}
${fence}

${user.content}`;
  return [system, { role: 'user', content }];
}
