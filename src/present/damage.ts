import type { Damage } from '../engine/types.ts';
import type { Say } from './say.ts';

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
