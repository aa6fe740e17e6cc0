/** Schemas of routes: how a question is answered, why, at what price, and how else it could be. */
import * as z from 'zod';
import type { RouteChoice } from '../engine/types.ts';
import { held, type Same } from './equal.ts';

const count = z.number().int().min(0);
const text = z.string();

/** The engine's table is the list of routes; a door that was built for other ones still shows the name. */
export const routeName = text.min(1).max(60);

export const reason = z.object({ kind: text, of: z.array(text) });

export const estimate = z.object({
  calls: count,
  tokensIn: count,
  tokensOut: count,
  cost: z.number().min(0).exactOptional(),
  readers: z.object({ tokensIn: count, tokensOut: count }).exactOptional(),
  isSequential: z.boolean().exactOptional(),
  atMost: z.object({ calls: count, tokensIn: count, tokensOut: count }).exactOptional(),
});

const scope = z.object({
  files: count,
  of: count,
  share: z.number().min(0).max(1),
  everything: estimate.exactOptional(),
});

export const route = z.object({
  name: routeName,
  reason,
  estimate,
  scope: scope.exactOptional(),
  alternatives: z.array(
    z.object({ name: routeName, reason, estimate: estimate.exactOptional(), scope: scope.exactOptional() }),
  ),
});

// A schema and its type are the same in both directions; this compiles only then.
held<[Same<z.output<typeof route>, RouteChoice>]>();
