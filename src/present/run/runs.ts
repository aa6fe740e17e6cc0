import type { Answer } from '../../engine/types.ts';
import type { Say } from '../say.ts';

type RunStatus = Answer['status'] | 'running' | 'failed' | 'broken';

/** How a run that is kept ended, or that it has not. */
export function runStatusText(status: RunStatus, say: Say): string {
  switch (status) {
    case 'running':
      return say('under way');
    case 'complete':
      return say('complete');
    case 'partial':
      return say('ended early');
    case 'notFound':
      return say('nothing found');
    case 'stopped':
      return say('was stopped');
    case 'failed':
      return say('failed');
    case 'broken':
      return say('broken off');
  }
}
