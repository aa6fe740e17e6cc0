import type { RouteEstimate, RouteReason } from '../engine/types.ts';
import type { Say } from './say.ts';

/** What a route is called, for a person. A route that this program has no words for shows its name. */
export function routeTitle(name: string, say: Say): string {
  switch (name) {
    case 'extractive':
      return say('passages as they stand');
    case 'retrieval':
      return say('written from the best passages');
    default:
      return name;
  }
}

type Wording = (of: readonly string[], say: Say) => string;

/** Why a route fits, or does not, by the kind of the reason. */
const REASONS: Readonly<Record<string, Wording>> = {
  noModel: (_of, say) => say('no model is set'),
  needsModel: (_of, say) => say('it needs a model, and none is named'),
  asTheyStand: (_of, say) => say('it needs no model call'),
  noWords: (_of, say) => say('no word of the question is in the index, so there was nothing to send'),
  names: (of, say) => say('the question names {0}, which the index knows', listed(of, say)),
  pointedAt: (of, say) => say('the question points at {0}', listed(of, say)),
  words: (_of, say) =>
    say('the question names nothing exactly, so passages are chosen by their words and by the symbol graph'),
  widened: (of, say) =>
    of.length > 0
      ? say('the question names {0}; the model declined, so a wider round was made', listed(of, say))
      : say('the model declined, so a wider round was made'),
};

/** Why a route was taken, or is none, in a few words that end without a full stop. */
export function routeReason({ kind, of }: RouteReason, say: Say): string {
  return Object.hasOwn(REASONS, kind) ? REASONS[kind]!(of, say) : [kind, ...of].join(' ');
}

/** What a route is expected to take, in a few words; what money it costs only where the model has a price. */
export function routeEstimate({ calls, tokensIn, tokensOut, cost }: RouteEstimate, say: Say): string {
  if (calls === 0) return say('no model calls');
  const tokens = tokensIn + tokensOut;
  const sizes =
    calls === 1 ? say('1 call, up to {0} tokens', tokens) : say('{0} calls, up to {1} tokens', calls, tokens);
  return cost === undefined ? sizes : say('{0}, about {1}', sizes, cost.toFixed(4));
}

/** Up to three names, and how many more there are. */
function listed(names: readonly string[], say: Say): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? say('{0} and {1} more', shown, names.length - 3) : shown;
}
