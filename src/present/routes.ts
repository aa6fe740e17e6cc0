import type { RouteEstimate, RouteReason, RouteScope } from '../engine/types.ts';
import { costText } from './answer/format.ts';
import { queryFault } from './failures/queryFault.ts';
import type { Say } from './say.ts';

/** What a route is called, for a person. A route that this program has no words for shows its name. */
export function routeTitle(name: string, say: Say): string {
  switch (name) {
    case 'extractive':
      return say('passages as they stand');
    case 'retrieval':
      return say('written from the best passages');
    case 'fullContext':
      return say('written from all of it at once');
    case 'chain':
      return say('read in parts, one after another');
    case 'walk':
      return say('a walk through the outline');
    case 'report':
      return say('a report, section by section');
    case 'review':
      return say('a review by rules that need a model');
    case 'aggregate':
      return say('listed and counted one by one');
    case 'doubleCheck':
      return say('double-checked in other orders');
    case 'investigate':
      return say('investigated turn by turn');
    case 'thorough':
      return say('thorough, from whole files');
    default:
      return name;
  }
}

/** What a person types for a route, in any language: plain words for the names in JSON. */
const WORDS: Readonly<Record<string, string>> = {
  retrieval: 'best',
  fullContext: 'all',
  chain: 'parts',
  walk: 'walk',
  extractive: 'passages',
  aggregate: 'list',
  doubleCheck: 'double-check',
  thorough: 'thorough',
  investigate: 'investigate',
};

/** The word for a route; a route without one is called by its name. */
export const routeWord = (name: string): string => (Object.hasOwn(WORDS, name) ? WORDS[name]! : name);

/** The name of the route that a person typed, by its word or its name; what is neither is given back as it is. */
export function routeOfWord(typed: string): string {
  return Object.keys(WORDS).find((name) => WORDS[name] === typed) ?? typed;
}

type Wording = (of: readonly string[], say: Say) => string;

/** A count among the words of a reason, to be written as the language writes numbers. */
const number = (of: string | undefined): number => Number(of ?? 0);

/** Why a route fits, or does not, by the kind of the reason. */
const REASONS: Readonly<Record<string, Wording>> = {
  asQuery: (_of, say) => say('the question is a query'),
  asList: (of, say) => say('it asks for all that fits {0}, which is counted exactly', of[0] ?? ''),
  judged: (of, say) =>
    say(
      'it asks for all of something; each of {0} is judged for itself and counted by the program',
      number(of[0]),
    ),
  notInWords: (of, say) =>
    say('"{0}" can only be judged by a model, and none is named; {1} lists all', of[0] ?? '', of[1] ?? ''),
  badQuery: (of, say) => queryFault(of, say),
  notAll: (_of, say) =>
    say('it does not ask for all of something; a query begins with a key, as kind:function'),
  noModel: (_of, say) => say('no model is set'),
  needsModel: (_of, say) => say('it needs a model, and none is named'),
  asTheyStand: (_of, say) => say('it needs no model call'),
  noWords: (_of, say) => say('no word of the question is in the index'),
  clues: (of, say) =>
    say('no word of the question is in the index; {0} were searched for in its place', listed(of, say)),
  pickNames: (_of, say) =>
    say('no word of the question is in the index, so the model picks names from its map first'),
  names: (of, say) => say('the question names {0}, which the index knows', listed(of, say)),
  pointedAt: (of, say) => say('the question points at {0}', listed(of, say)),
  words: (_of, say) =>
    say('the question names nothing exactly, so passages are chosen by their words, names and neighbours'),
  allIsSmall: (of, say) => say('all of it is small ({0} files), so all of it is read', number(of[0])),
  allOfIt: (of, say) => say('all of it ({0} files) fits one prompt', number(of[0])),
  emptyScope: (_of, say) => say('nothing of the index is in what the question names'),
  scopeTooLarge: (of, say) =>
    say('all of it takes about {0} tokens, and one prompt may have {1}', number(of[0]), number(of[1])),
  afterDecline: (_of, say) => say('the passages did not settle it, so everything was read'),
  inParts: (of, say) => say('{0} of {1} files, in {2} parts', number(of[0]), number(of[1]), number(of[2])),
  onePart: (_of, say) => say('one part would hold all of it'),
  windowTooSmall: (of, say) =>
    say('parts of {0} tokens leave no room beside what is handed on', number(of[0])),
  overview: (of, say) => say('the question is about the whole of it ({0} files)', number(of[0])),
  byOutline: (of, say) => say('the outline of {0} files leads to a place by names', number(of[0])),
  outlineAlone: (of, say) => say('the outline of {0} files needs no model', number(of[0])),
  wholeFiles: (of, say) =>
    say('of {0} passages those that help are kept, and their files read whole', number(of[0])),
  inTurns: (of, say) => say('in up to {0} turns it searches, reads and revises a report', number(of[0])),
  inSections: (of, say) => say('the outline from the index has {0} sections', number(of[0])),
  noSection: (of, say) => say('the report has no such section; it has {0}', of.join(', ')),
  oneOrder: (_of, say) => say('one passage has no other order'),
  otherOrders: (of, say) =>
    say(
      '{0} passages in up to {1} orders show whether the answer depends on them',
      number(of[0]),
      number(of[1]),
    ),
  widened: (of, say) =>
    of.length > 0
      ? say('the question names {0}; the model declined, so a wider round was made', listed(of, say))
      : say('the model declined, so a wider round was made'),
};

/** Why a route was taken, or is none, in a few words that end without a full stop. */
export function routeReason({ kind, of }: RouteReason, say: Say): string {
  return Object.hasOwn(REASONS, kind) ? REASONS[kind]!(of, say) : [kind, ...of].join(' ');
}

/**
 * What a route is expected to take, in a few words; what money it costs only where the model has a price. `currency`
 * follows the amount.
 */
export function routeEstimate(
  { calls, tokensIn, tokensOut, cost, atMost }: RouteEstimate,
  say: Say,
  currency = '',
): string {
  if (calls === 0) return say('no model calls');
  const tokens = tokensIn + tokensOut;
  const sizes =
    calls === 1 ? say('1 call, up to {0} tokens', tokens) : say('{0} calls, up to {1} tokens', calls, tokens);
  const price =
    cost === undefined ? sizes : say('{0}, about {1}', sizes, `${costText(cost)} ${currency}`.trim());
  if (!atMost) return price;
  const most = atMost.tokensIn + atMost.tokensOut;
  return say('{0}; if the model declines, up to {1} calls and {2} tokens', price, atMost.calls, most);
}

/** What of the files that it may read a route reads, as a sentence. */
export function routeScope({ files, of, share }: RouteScope, say: Say): string {
  if (files >= of) return of === 1 ? say('It reads the only file.') : say('It reads all {0} files.', of);
  return say(
    'It reads the part that holds {0} % of the rank: {1} of {2} files.',
    Math.round(share * 100),
    files,
    of,
  );
}

/** Up to three names, and how many more there are. */
function listed(names: readonly string[], say: Say): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? say('{0} and {1} more', shown, names.length - 3) : shown;
}
