import type { Query } from '../retrieve/query.ts';

/** A question of the same conversation, and what was answered. Untrusted, as everything of a model is. */
export interface EarlierTurn {
  readonly question: string;
  readonly answer: string;
}

/** What of a conversation goes into the next prompt. */
const TURNS = 3;
const TURN_CHARS = 600;

/** Words that point at something said before. */
const POINTING =
  /\b(?:it|its|this|that|these|those|they|them|their|there|same|both|instead|latter|former)\b|^\s*(?:and|but|so|or|what about|how about|why|where|who|which one)\b/i;

/**
 * The question before, when this one cannot be searched alone: it points back and names nothing of the code itself.
 * Undefined otherwise: an unrelated question before it would only blur the search.
 */
export function pointsBackAt(query: Query, history: readonly EarlierTurn[]): EarlierTurn | undefined {
  const names = [query.identifiers, query.paths, query.frames, query.quoted];
  if (names.some((found) => found.length > 0) || !POINTING.test(query.text)) return undefined;
  return history.at(-1);
}

/** The last turns, each short enough to leave the room to the passages. */
export function recentTurns(history: readonly EarlierTurn[]): EarlierTurn[] {
  return history
    .slice(-TURNS)
    .map(({ question, answer }) => ({ question: shorten(question), answer: shorten(answer) }));
}

function shorten(text: string): string {
  return text.length <= TURN_CHARS ? text : `${text.slice(0, TURN_CHARS)} (cut)`;
}
