import { extractive } from './extractive.ts';
import { retrieval } from './retrieval.ts';
import type { Route } from './route.ts';

/** The routes, in the order in which they are taken: the first that fits answers. The only list of them. */
export const ROUTES: readonly Route[] = [retrieval, extractive];
