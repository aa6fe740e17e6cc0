import type { Damage, GuessedEncoding, NotParsedWhy, SkipReason } from '../engine/types.ts';
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

/** Why a file that has a grammar is searched as plain text, in words. */
export function notParsedText(why: NotParsedWhy, say: Say): string {
  const texts: Readonly<Record<NotParsedWhy, string>> = {
    tooLarge: say('too large'),
    longLines: say('has very long lines'),
    parserTimeout: say('takes the parser too long'),
    parserMemory: say('takes the parser too much memory'),
    parserCrash: say('breaks the parser'),
    parserSpared: say('is like files that the parser failed on'),
  };
  return texts[why];
}

/** As what a file was read that is not, or not all, Unicode. */
export function encodingText(encoding: GuessedEncoding, say: Say): string {
  if (encoding === 'utf8-damaged') return say('UTF-8 with broken bytes');
  return encoding === 'latin1' ? say('none that fits: its bytes as Latin-1') : encoding;
}

/** What the grammar could not read of a file, in a sentence. */
export function damageText(damage: Damage, say: Say): string {
  const { lines, firstLine } = damage;
  const where =
    lines === 1
      ? say('The grammar cannot read line {0}.', firstLine)
      : say('The grammar cannot read {0} lines, from line {1} on.', lines, firstLine);
  return `${where} ${recoveryText(damage, say)}`.trim();
}

/** How definitions in the damaged lines were found; empty when all stand on one line. */
export function recoveryText({ recovery }: Damage, say: Say): string {
  if (recovery === 'pieces') return say('What stands there was read in pieces.');
  if (recovery === 'lines')
    return say('What stands there was read in pieces, some of it by the look of lines.');
  return '';
}
