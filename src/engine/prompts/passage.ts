import type { Passage } from '../types.ts';

/** A passage as it stands in a prompt: a header, then each line with its number. */
export function renderPassage(
  passage: Pick<Passage, 'id' | 'path' | 'startLine' | 'endLine' | 'text'>,
): string {
  const body = passage.text
    .split('\n')
    .map((line, i) => `${passage.startLine + i}| ${line.replace(/\r$/, '')}`);
  return `[${passage.id}] ${passage.path}:${passage.startLine}-${passage.endLine}\n${body.join('\n')}\n`;
}
