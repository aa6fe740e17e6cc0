import type { ReadingGroup } from '../../engine/types.ts';
import type { Say } from '../say.ts';

/** What changed in a group of files, and who uses it, as a sentence. */
export function readingText({ files, usedBy }: ReadingGroup, say: Say): string {
  const gone = files.filter(({ isGone }) => isGone).length;
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return [
    files.length === 1 ? say('1 file') : say('{0} files', files.length),
    lines === 1 ? say('1 changed line') : say('{0} changed lines', lines),
    ...(gone > 0 ? [say('gone: {0}', gone)] : []),
    ...(usedBy > 0
      ? [usedBy === 1 ? say('used by 1 other file') : say('used by {0} other files', usedBy)]
      : []),
  ].join(', ');
}
