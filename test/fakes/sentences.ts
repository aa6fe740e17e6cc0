import type { Failure } from '../../src/engine/types.ts';
import { type Door, failureText } from '../../src/present/failures.ts';
import { english } from '../../src/present/say.ts';

/** What a person reads about a failure, in English. */
export function sentence(failure: Failure, door: Door = 'cli'): string {
  return failureText(failure, { say: english, door });
}
