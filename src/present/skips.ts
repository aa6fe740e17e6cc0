import type { SkipReason } from '../engine/types.ts';
import type { Say } from './say.ts';

/** Why a file was not indexed, in words. */
export function skipText(reason: SkipReason, say: Say): string {
  switch (reason) {
    case 'binary':
      return say('binary');
    case 'tooLarge':
      return say('too large');
    case 'unreadable':
      return say('not readable');
    case 'vanished':
      return say('gone when it was read');
    case 'notRegular':
      return say('no regular file');
    case 'encoding':
      return say('in no encoding that is known');
  }
}
