import type { Answer, EarlierTurn } from '../../engine/types.ts';
import { isProved } from '../states.ts';

/**
 * What of an answer goes with the next question of its conversation: the claims whose lines stand in the files as of
 * the last check, with these lines. What is unproved or stale stays behind.
 */
export function earlierTurn({ question, claims }: Pick<Answer, 'question' | 'claims'>): EarlierTurn {
  return {
    question,
    claims: claims.flatMap(({ text, citations }) => {
      const places = citations.flatMap(({ path, root, startLine, endLine, state }) =>
        isProved(state) ? [{ path, ...(root === undefined ? {} : { root }), startLine, endLine }] : [],
      );
      return places.length > 0 ? [{ text, places }] : [];
    }),
  };
}
