/** The step that helps most, for each kind of trouble. Every door offers the same. */

/** What a person can do at once: `askAgain` and `retry` are no commands of the editor. */
export type TroubleAction = 'askAgain' | 'retry' | 'chooseModel' | 'setKey' | 'showLogs' | 'manageTrust';

const BY_KIND: Readonly<Record<string, TroubleAction>> = {
  notConfigured: 'chooseModel',
  auth: 'setKey',
  refusedAddress: 'chooseModel',
  contextLength: 'chooseModel',
  badResponse: 'chooseModel',
  badRequest: 'chooseModel',
  settings: 'chooseModel',
  restricted: 'manageTrust',
  internal: 'showLogs',
  refused: 'showLogs',
  failed: 'showLogs',
  protocol: 'showLogs',
  engineDown: 'retry',
  engineEnded: 'askAgain',
};

/** The step for a failure, or a trouble of a door's own kind; undefined where none is better than asking again. */
export function troubleAction({ kind }: { readonly kind: string }): TroubleAction | undefined {
  return Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : undefined;
}
