import * as vscode from 'vscode';
import type { Citation } from '../protocol/data.ts';
import type { Conversation, Turn } from '../protocol/page.ts';
import { fenced } from './fence.ts';

/** A conversation as Markdown: questions, answers, and every citation with its state. Pure but for translations. */
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
        return `- \`${path}:${startLine}-${endLine}\` (${stateText(state)})\n\n${fenced(quote)}\n`;
      }),
    );
    if (citations.length > 0) parts.push(`### ${vscode.l10n.t('Citations')}\n\n${citations.join('\n')}`);
    const { read, total, notRead } = turn.answer.coverage;
    const lines = [
      vscode.l10n.t('Read {0} of {1} files.', read, total),
      ...notRead.map(({ what, why }) => vscode.l10n.t('Not read: {0} ({1})', what, why)),
    ];
    parts.push(`${lines.join('\n')}\n`);
  }
  if (turn.error) parts.push(`> ${oneLine(turn.error.message)}\n`);
  return parts.join('\n');
}

/** The state of a citation in a word, as the page shows it. */
function stateText(state: Citation['state']): string {
  const texts: Readonly<Record<Citation['state'], string>> = {
    verified: vscode.l10n.t('verified'),
    reanchored: vscode.l10n.t('re-anchored'),
    unproved: vscode.l10n.t('unproved'),
    stale: vscode.l10n.t('stale'),
  };
  return texts[state];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
