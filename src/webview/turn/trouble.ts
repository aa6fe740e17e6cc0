/** The next steps for what went wrong. */

import type { StringKey } from '../../present/answer/strings.ts';
import { type TroubleAction, troubleAction } from '../../present/trouble.ts';
import type { PageCommand, Trouble } from '../../protocol/page.ts';

export const ACTION_LABELS = {
  askAgain: 'askAgain',
  retry: 'retry',
  chooseModel: 'chooseModel',
  setKey: 'setKey',
  showLogs: 'showLogs',
  manageTrust: 'manageTrust',
} as const satisfies Record<TroubleAction, StringKey>;

/** What can be done about it depends on this. */
export function troubleKind(trouble: Trouble): string {
  return 'failure' in trouble ? trouble.failure.kind : trouble.kind;
}

/** Steps to offer, the most helpful first; there is always one. `canAskAgain`: the trouble belongs to a turn. */
export function nextSteps(trouble: Trouble, canAskAgain: boolean): TroubleAction[] {
  const first = troubleAction({ kind: troubleKind(trouble) });
  const steps = [first, canAskAgain ? 'askAgain' : undefined, 'showLogs'] as const;
  return [...new Set(steps.filter((step) => step !== undefined))].slice(0, 2);
}

/** The host's command for a step, when it is one. */
export function commandOf(action: TroubleAction): PageCommand | undefined {
  return action === 'askAgain' || action === 'retry' ? undefined : action;
}
