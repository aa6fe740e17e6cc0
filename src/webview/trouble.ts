/** The next step for each kind of trouble. */
import type { PageCommand, Trouble } from '../protocol/page.ts';
import type { StringKey } from './strings.ts';

export type TroubleAction = NonNullable<Trouble['action']>;

const BY_KIND: Readonly<Record<string, TroubleAction>> = {
  notConfigured: 'chooseModel',
  auth: 'setKey',
  refusedAddress: 'chooseModel',
  contextLength: 'chooseModel',
  badResponse: 'chooseModel',
  badRequest: 'chooseModel',
  restricted: 'manageTrust',
  internal: 'showLogs',
  engineDown: 'retry',
  engineEnded: 'askAgain',
};

export const ACTION_LABELS = {
  askAgain: 'askAgain',
  retry: 'retry',
  chooseModel: 'chooseModel',
  setKey: 'setKey',
  showLogs: 'showLogs',
  manageTrust: 'manageTrust',
} as const satisfies Record<TroubleAction, StringKey>;

/** Steps to offer, the most helpful first; there is always one. `canAskAgain`: the trouble belongs to a turn. */
export function nextSteps(trouble: Trouble, canAskAgain: boolean): TroubleAction[] {
  const first = trouble.action ?? BY_KIND[Object.hasOwn(BY_KIND, trouble.kind) ? trouble.kind : ''];
  const steps = [first, canAskAgain ? 'askAgain' : undefined, 'showLogs'] as const;
  return [...new Set(steps.filter((step) => step !== undefined))].slice(0, 2);
}

/** The host's command for a step, when it is one. */
export function commandOf(action: TroubleAction): PageCommand | undefined {
  return action === 'askAgain' || action === 'retry' ? undefined : action;
}
