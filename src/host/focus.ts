import type { Focus, Question } from '../engine/engine.ts';
import { type PathMap, toInner } from './paths.ts';

/** A question of the window with the engine's paths. */
export function questionOf(question: Question, map: PathMap): Question {
  const { open, history, ...rest } = question;
  const inner = open && { path: map.inner(open.path, open.root) };
  const earlier = history.map(({ claims, ...turn }) => ({
    ...turn,
    claims: claims.map((claim) => ({ ...claim, places: claim.places.map((place) => toInner(map, place)) })),
  }));
  return {
    ...rest,
    focus: focusOf(question.focus, map),
    history: earlier,
    ...(inner ? { open: inner } : {}),
  };
}

/** The places that a question names. */
function focusOf(mentions: readonly Focus[] | undefined, map: PathMap): Focus[] {
  return (mentions ?? []).map((mention): Focus => {
    if (mention.kind === 'symbol') {
      const { name, path, root } = mention;
      return { kind: 'symbol', name, ...(path === undefined ? {} : { path: map.inner(path, root) }) };
    }
    const path = map.inner(mention.path, mention.root).replace(/\/+$/, '');
    if (mention.kind !== 'selection') return { kind: mention.kind, path };
    return { kind: 'selection', path, startLine: mention.startLine, endLine: mention.endLine };
  });
}
