import { SECRET_MARKS } from '../../prompts/mark.ts';
import { keyOf } from '../place/keys.ts';

/** A text that was shown without its secrets, and as it is. They have the same lines. */
export interface ShownText {
  readonly shown: string;
  readonly real: string;
}

export interface Quoted {
  readonly search: string;
  readonly replace: string;
}

/**
 * An edit with the secrets back in the place of their marks, so that what it quotes can be found. Only where it leaves
 * each mark as it is, in its own line, and the line stands in one place of the file: undefined otherwise, since the edit
 * would move, copy or lose a secret. Linear.
 * @param reveal puts back what the filter of requests took out
 */
export function withSecrets(
  { search, replace }: Quoted,
  { shown, real }: ShownText,
  reveal: (text: string) => string,
): Quoted | undefined {
  const [before, after] = [marksOf(search), marksOf(replace)];
  if (before.length === 0 && after.length === 0) return { search, replace };
  if (before.join('\0') !== after.join('\0')) return undefined;
  const lines = markedLines({ shown, real });
  const [found, wanted] = [putBack(reveal(search), lines), putBack(reveal(replace), lines)];
  return found === undefined || wanted === undefined ? undefined : { search: found, replace: wanted };
}

const marksOf = (text: string): string[] => text.match(SECRET_MARKS) ?? [];
const hasMark = (text: string): boolean => marksOf(text).length > 0;

/** The real line of each line with a mark, by what it is without white space; null where several differ. */
function markedLines({ shown, real }: ShownText): Map<string, string | null> {
  const found = new Map<string, string | null>();
  const own = real.split('\n');
  for (const [at, line] of shown.split('\n').entries()) {
    if (!hasMark(line)) continue;
    const key = keyOf(line);
    found.set(key, found.has(key) ? null : (own[at] ?? '').replace(/\r$/, ''));
  }
  return found;
}

/** A line keeps the indentation that the edit gives it. */
function putBack(text: string, lines: ReadonlyMap<string, string | null>): string | undefined {
  const back: string[] = [];
  for (const line of text.split('\n')) {
    if (!hasMark(line)) {
      back.push(line);
      continue;
    }
    const real = lines.get(keyOf(line));
    if (real === undefined || real === null) return undefined;
    back.push(/^\s*/.exec(line)![0] + real.trimStart());
  }
  return back.join('\n');
}
