import type { Passage } from '../types.ts';
import { visible, visibleLine } from './visible.ts';

/** A delimiter as long as those of runs are: for prompts that are measured and not sent. */
export const MEASURING_FENCE = 'passages-000000000000';

/**
 * A passage as it stands in a prompt: a header, then each line with its number. Nothing in a path or a line makes a
 * line or a header of its own, and what hides is shown.
 */
export function renderPassage(
  passage: Pick<Passage, 'id' | 'path' | 'startLine' | 'endLine' | 'text'>,
): string {
  const body = passage.text
    .split('\n')
    .map((line, i) => `${passage.startLine + i}| ${visible(line.replace(/\r$/, ''))}`);
  const path = visibleLine(passage.path).replace(/\[(?=p\d)/gi, '\\u{5b}');
  return `[${passage.id}] ${path}:${passage.startLine}-${passage.endLine}\n${body.join('\n')}\n`;
}
