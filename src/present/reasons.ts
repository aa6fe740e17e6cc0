import type { Evidence, HitReason } from '../engine/types.ts';
import type { Say } from './say.ts';

const MAX_EVIDENCE = 3;
const MAX_TERMS = 6;
/** Share of a score that the symbol graph must have given to be told. */
const TOLD_GRAPH = 0.25;

/** Why a passage was found, in a few words: what the question says exactly, its words, and the symbol graph. */
export function hitReason({ evidence, terms, graph }: HitReason, say: Say): string {
  const parts: string[] = [];
  const exact = [...new Set(evidence.map((one) => evidenceText(one, say)))].slice(0, MAX_EVIDENCE);
  if (exact.length > 0) parts.push(exact.join(', '));
  if (terms.length > 0) {
    const shown = terms.slice(0, MAX_TERMS).join(', ');
    const more = terms.length - MAX_TERMS;
    parts.push(say('matches {0}', more > 0 ? say('{0} and {1} more', shown, more) : shown));
  }
  if (graph >= TOLD_GRAPH) parts.push(say('linked to other matches'));
  return parts.length === 0 ? say('found through the symbol graph') : parts.join('; ');
}

/** One piece of exact evidence, in a few words. */
export function evidenceText({ kind, of, line }: Evidence, say: Say): string {
  switch (kind) {
    case 'definition':
      return say('defines {0}', of);
    case 'named':
      return say('matches the name {0}', of);
    case 'path':
      return say('path {0}', of);
    case 'frame':
      return say('stack frame {0}', line === undefined ? of : `${of}:${line}`);
    case 'quoted':
      return say('holds "{0}"', of);
    case 'file':
    case 'folder':
    case 'symbol':
      return say('you pointed at {0}', of);
    case 'selection':
      return say('the lines you selected');
  }
}
