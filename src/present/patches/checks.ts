import type { Say } from '../say.ts';

/** Why the program of a check is not started. */
export function noProgramText(
  name: string,
  why: 'notFound' | 'badName' | 'insideFolder' | 'failed',
  say: Say,
): string {
  switch (why) {
    case 'notFound':
      return say('The program of the check, {0}, is not found in PATH.', name);
    case 'badName':
      return say(
        'The program of the check, {0}, is neither an absolute path nor the plain name of a program.',
        name,
      );
    case 'insideFolder':
      return say(
        'The program of the check, {0}, lies in the folder itself, or among the programs that packages bring.',
        name,
      );
    case 'failed':
      return say('The program of the check, {0}, could not be started.', name);
  }
}
