import type { Conversation, Turn } from '../protocol/page.ts';
import { fenced } from './fence.ts';

/** A conversation as Markdown: questions, answers, and every citation with its state. Pure. */
export function exportMarkdown({ title, createdAtMs, turns }: Conversation): string {
  const head = `# ${oneLine(title)}\n\n${new Date(createdAtMs).toISOString()}\n`;
  return [head, ...turns.map(exportTurn)].join('\n');
}

function exportTurn(turn: Turn): string {
  const parts = [`## ${oneLine(turn.question)}\n`];
  if (turn.answer) {
    parts.push(`${turn.answer.text}\n`);
    const citations = turn.answer.claims.flatMap((claim) =>
      claim.citations.map(({ path, startLine, endLine, state, quote }) => {
        return `- \`${path}:${startLine}-${endLine}\` (${state})\n\n${fenced(quote)}\n`;
      }),
    );
    if (citations.length > 0) parts.push(`### Citations\n\n${citations.join('\n')}`);
    const { read, total, notRead } = turn.answer.coverage;
    parts.push(
      `Read ${read} of ${total} files.${notRead.map(({ what, why }) => `\nNot read: ${what} (${why})`).join('')}\n`,
    );
  }
  if (turn.error) parts.push(`> ${oneLine(turn.error.message)}\n`);
  return parts.join('\n');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
