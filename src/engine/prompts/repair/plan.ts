import type { ModelMessage } from '../../ports.ts';
import type { ReachedPlace } from '../../types/repair.ts';
import type { ReplyProblem } from '../../types.ts';
import { visible, visibleLine } from '../visible.ts';
import { askedAgain, linesBlock, problemBlock, type RepairPrompt } from './problem.ts';

export interface PlanPrompt extends RepairPrompt {
  /** What uses, tests and documents the definitions that are shown. */
  readonly related: readonly ReachedPlace[];
}

/** Asks for the steps of a change. No edit is made from it. */
export function planPrompt(prompt: PlanPrompt): ModelMessage[] {
  return [
    { role: 'system', content: SYSTEM },
    {
      role: 'user',
      content: `${problemBlock(prompt)}
${linesBlock(prompt)}

${relatedBlock(prompt)}Problem again: ${visible(prompt.problem)}

${FORMAT}`,
    },
  ];
}

/** Asks once more after a reply that could not be used. */
export function planRepairPrompt(prompt: PlanPrompt, problem: ReplyProblem): ModelMessage[] {
  return askedAgain(planPrompt(prompt), problem);
}

function relatedBlock({ related, fence }: Pick<PlanPrompt, 'related' | 'fence'>): string {
  if (related.length === 0) return '';
  const lines = related.map(
    ({ kind, path, startLine, of }) => `${kind} of ${visibleLine(of)}: ${visibleLine(path)}:${startLine}`,
  );
  return `What uses, tests and documents these definitions stands between the next two ${fence} lines.
${fence}
${lines.join('\n')}
${fence}

`;
}

const SYSTEM = `You plan a change to a code repository that settles a problem, as small as it can be.
Lines of the repository have a header [id] path:first-last and numbers. Characters that cannot be seen are written as \\u{...}; marks like «secret:...» stand for values that you may not see or touch.
Name only files and definitions that are shown to you, or files that are to be made. Do not write the code yet.`;

const FORMAT = `Reply with one JSON object and nothing else:
{"steps": [{"id": "s1", "what": "one sentence", "files": ["path of a file that changes"], "symbols": ["names of definitions that change"], "check": "how to see that it is done"}]}
At most eight steps, in the order in which they are done.`;
