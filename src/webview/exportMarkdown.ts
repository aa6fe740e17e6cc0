/** An answer as Markdown for another place: claims with their states, citations, notices, coverage and cost. */
import type { Answer, Citation } from '../protocol/data.ts';
import type { Turn } from '../protocol/page.ts';
import { placeText, usageText } from './format.ts';
import { showHidden } from './hidden.ts';
import { stateWord } from './states.ts';
import type { Translate } from './strings.ts';

/** The turn as Markdown. Nothing is left out; hidden characters are made visible, so that a paste carries none. */
export function turnMarkdown(turn: Turn, t: Translate, currency?: string): string {
  const { answer, error, progress } = turn;
  const parts = [`## ${oneLine(turn.question)}`];
  if (progress.text !== '') parts.push(progress.text, `*${t('neverChecked')}*`);
  if (answer) parts.push(...answerParts(answer, t, currency));
  if (error) parts.push(`**${t('failed')}:** ${oneLine(error.message)}`);
  return `${showHidden(parts.join('\n\n'))}\n`;
}

function answerParts(answer: Answer, t: Translate, currency?: string): string[] {
  const parts: string[] = [];
  if (answer.status === 'partial') parts.push(`*${t('partial')}*`);
  if (answer.status === 'stopped') parts.push(`*${t('stopped')}*`);
  if (answer.claims.length === 0) parts.push(answer.text);
  for (const { text, state, citations } of answer.claims) {
    const cited = citations.map((citation) => citationLine(citation, t));
    parts.push([state === 'unproved' ? `[${stateWord(state, t)}] ${text}` : text, ...cited].join('\n\n'));
  }
  if (answer.notices.length > 0)
    parts.push(answer.notices.map((notice) => `> ${t('notice')}: ${oneLine(notice)}`).join('\n>\n'));
  const { coverage, route, usage } = answer;
  const footer = [
    `${t('route')}: ${oneLine(route.reason)}`,
    `${t('coverageRead', { read: coverage.read, total: t.plural('files', coverage.total) })}`,
    usageText(usage, t, currency),
  ];
  for (const { what, why } of coverage.notRead)
    footer.push(`${t('notRead')}: ${oneLine(what)} (${oneLine(why)})`);
  if (answer.commit) footer.push(t('commit', { commit: answer.commit }));
  parts.push(footer.map((line) => `- ${line}`).join('\n'));
  return parts;
}

function citationLine(citation: Citation, t: Translate): string {
  const state = stateWord(citation.state, t);
  const problem = citation.problem ? `: ${oneLine(citation.problem)}` : '';
  if (citation.state === 'unproved') return `*[${state}${problem}]*`;
  const fence = '`'.repeat(Math.max(3, longestRun(citation.quote) + 1));
  return `\`${placeText(citation).replaceAll('`', "'")}\` [${state}${problem}]\n\n${fence}\n${citation.quote}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
