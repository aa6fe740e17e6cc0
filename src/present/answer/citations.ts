import type { CitationProblem, ClaimDoubt } from '../../engine/types.ts';
import type { Say } from '../say.ts';

/** Why a citation proves nothing, in a few words. */
export function citationProblem({ kind, of = '' }: CitationProblem, say: Say): string {
  switch (kind) {
    case 'notSent':
      return say('"{0}" is not a passage that was sent', of);
    case 'unreadable':
      return say('the file cannot be read any more');
    case 'changed':
      return say('the file changed since');
    case 'nowhere':
      return say('the quote is not in the file');
    case 'outside':
      return say('the lines lie outside the passage');
    case 'several':
      return say('the quote stands in several places');
    case 'tooLittle':
      return say('the quote says too little');
    case 'badLines':
      return say('the line numbers are none');
  }
}

/** Names and numbers that are told of one claim; of the rest, how many. */
const TOLD = 6;

/** What a claim says beyond the lines it cites, as one line; empty for none. Words of a model stand in it. */
export function doubtText(doubts: readonly ClaimDoubt[] = [], say: Say): string {
  const beyond = doubts.filter(({ kind }) => kind !== 'turned').map(({ of }) => of);
  const more = beyond.length - TOLD;
  const named = `${beyond.slice(0, TOLD).join(', ')}${more > 0 ? `, +${more}` : ''}`;
  const parts = [
    ...(beyond.length > 0 ? [say('not in the cited lines: {0}', named)] : []),
    ...(beyond.length < doubts.length ? [say('says the opposite of words in the cited lines')] : []),
  ];
  return parts.join('; ');
}
