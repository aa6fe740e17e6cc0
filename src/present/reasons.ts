import type { Evidence, HitReason, ReasonGroup } from '../engine/types.ts';
import type { Say } from './say.ts';

const MAX_EVIDENCE = 3;
const MAX_TERMS = 6;
/** Groups that say more than the words and the exact evidence, which are told by themselves. */
const TOLD_GROUPS: Partial<Record<ReasonGroup, (say: Say) => string>> = {
  names: (say) => say('named like the question'),
  structure: (say) => say('next to other matches'),
  history: (say) => say('changed for the like before'),
};

/** Why a passage was found, in a few words: what the question says exactly, its words, and what else spoke for it. */
export function hitReason({ evidence, terms, groups, copies = 0 }: HitReason, say: Say): string {
  const parts: string[] = [];
  const exact = [...new Set(evidence.map((one) => evidenceText(one, say)))].slice(0, MAX_EVIDENCE);
  if (exact.length > 0) parts.push(exact.join(', '));
  if (terms.length > 0) {
    const shown = terms.slice(0, MAX_TERMS).join(', ');
    const more = terms.length - MAX_TERMS;
    parts.push(say('matches {0}', more > 0 ? say('{0} and {1} more', shown, more) : shown));
  }
  parts.push(
    ...groups.flatMap((group) => (Object.hasOwn(TOLD_GROUPS, group) ? TOLD_GROUPS[group]!(say) : [])),
  );
  if (parts.length === 0) parts.push(say('next to other matches'));
  if (copies > 0)
    parts.push(copies === 1 ? say('1 near-copy left out') : say('{0} near-copies left out', copies));
  return parts.join('; ');
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
    case 'note':
      return say('cited by your note "{0}"', of);
    case 'selection':
      return say('the lines you selected');
  }
}
