/** What went wrong in words, and the step that helps most. Every door of the editor offers the same. */
import type { Failure } from '../engine/types.ts';
import { failureText } from './failures.ts';
import type { Say } from './say.ts';

/** A failure of the engine, or a sentence of the door; `kind` says what can be done about it. */
export type Trouble = { readonly failure: Failure } | { readonly kind: string; readonly message: string };

/** What happened, as a sentence. */
export function troubleText(trouble: Trouble, { say }: { readonly say: Say }): string {
  return 'failure' in trouble ? failureText(trouble.failure, { say, door: 'editor' }) : trouble.message;
}

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
