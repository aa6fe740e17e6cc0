import { newTurn } from '../../present/answer/turn.ts';
import type { Say } from '../../present/say.ts';
import type { Conversation, Turn } from '../../protocol/page.ts';
import type { RunDetails } from '../../protocol/runs.ts';
import { titleOf } from './titleOf.ts';

/**
 * A run from the disk that no conversation holds, as a conversation of its own with one question: its answer, or the
 * claims that were proved before it ended. Pure.
 */
export function conversationOf(details: RunDetails, nowMs: number, say: Say): Conversation {
  const { run, answer, claims } = details;
  const asked = newTurn({ runId: run.id, question: run.question, mentions: [], askedAtMs: run.atMs });
  const proved = claims.map(({ text, citations }) => ({ text, state: 'verified' as const, citations }));
  const turn: Turn = {
    ...asked,
    ...endOf(details, say),
    ...(answer ? { answer } : {}),
    progress: { ...asked.progress, phase: 'ended', usage: run.usage, proved: answer ? [] : proved },
  };
  return { id: `run-${run.id}`, title: titleOf(run.question), createdAtMs: nowMs, turns: [turn] };
}

/** How it ended. One that is under way is so in another window or program: its events do not come here. */
function endOf({ run, answer, failure }: RunDetails, say: Say): Pick<Turn, 'status' | 'error'> {
  switch (run.status) {
    case 'complete':
    case 'partial':
    case 'notFound':
      return { status: answer ? 'done' : 'stopped' };
    case 'stopped':
      return { status: 'stopped' };
    case 'failed':
      return failure ? { status: 'failed', error: { failure } } : { status: 'failed' };
    case 'broken':
      return closed(say('Its program ended in the middle. What was recorded is kept.'));
    case 'running':
      return closed(say('This run is under way in another window or on the command line.'));
  }
}

const closed = (message: string): Pick<Turn, 'status' | 'error'> => ({
  status: 'stopped',
  error: { kind: 'closed', message },
});
