import type { Say } from '../say.ts';

/** Names that are listed of those that could stand there. */
const MOST_LISTED = 30;

/** Why a text is no query, by its facts: the kind, the place from 1, what stands there, the nearest name, what could stand there. */
export function queryFault(of: readonly string[], say: Say): string {
  const [kind = '', at = '', found = '', near = '', ...expected] = of;
  const names = expected.slice(0, MOST_LISTED).join(', ');
  switch (kind) {
    case 'unknownKey':
    case 'unknownValue':
      return near === ''
        ? say('at {0} of the query, "{1}" is none of {2}', at, found, names)
        : say('at {0} of the query, "{1}" is not known; did you mean {2}?', at, found, near);
    case 'expected':
      return found === ''
        ? say('the query ends at {0}, where {1} should stand', at, names)
        : say('at {0} of the query stands "{1}", where {2} should', at, found, names);
    case 'tooLong':
      return say('the query is longer than {0} characters', at);
    case 'tooDeep':
      return say('at {0} of the query there are too many brackets inside of each other', at);
    default:
      return say('the query is empty');
  }
}
