import type { CitationProblem } from '../../engine/types.ts';
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
