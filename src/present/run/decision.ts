import type { Decision } from '../../engine/ports.ts';
import { routeTitle } from '../routes.ts';
import type { Say } from '../say.ts';

/** What a run asks a person, as sentences. */
export function decisionText(decision: Decision, say: Say): string {
  if (decision.kind === 'confirm') {
    const { route, tokens, confirmTokens } = decision;
    return say(
      'This route ({0}) may take {1} to {2} tokens. Up to {3} are taken without asking.',
      routeTitle(route, say),
      tokens.least,
      tokens.most,
      confirmTokens,
    );
  }
  const { usedTokens, limitTokens } = decision;
  return say(
    '{0} of {1} tokens of this run are used, and the next step comes near the end of them.',
    usedTokens,
    limitTokens,
  );
}

/** What each choice is called. */
export function choiceText(decision: Decision, choice: Decision['choices'][number], say: Say): string {
  if (decision.kind === 'confirm') return choice === 'go' ? say('Go on') : say('Show passages instead');
  return choice === 'go' ? say('Go on with {0} more', decision.addTokens) : say('Finish with what is there');
}
