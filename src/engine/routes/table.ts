import { aggregate } from './aggregate.ts';
import { chain } from './chain.ts';
import { doubleCheck } from './effort/doubleCheck.ts';
import { investigate } from './effort/investigate.ts';
import { thorough } from './effort/thorough.ts';
import { extractive } from './extractive.ts';
import { fullContext } from './fullContext.ts';
import { retrieval } from './retrieval.ts';
import type { Route } from './route.ts';
import { walk } from './walk.ts';

/** Whether a route answers from passages alone. */
export const isFromPassages = ({ name }: Pick<Route, 'name'>): boolean =>
  name === retrieval.name || name === extractive.name;

/** The routes, in the order in which they are taken by one rule, and told as alternatives. The only list of them. */
export const ROUTES: readonly Route[] = [
  retrieval,
  fullContext,
  chain,
  walk,
  extractive,
  aggregate,
  doubleCheck,
  thorough,
  investigate,
];
