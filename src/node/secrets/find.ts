import type { SecretSpan } from '../../engine/types.ts';
import { matchesOutside, mergeMatches } from './match.ts';
import { secretlintText } from './rules/secretlint.ts';
import { scanText } from './scan.ts';

/** Where a text holds secrets, by our own rules and by secretlint's: in order, apart, each within one line. */
export async function findSecrets(text: string): Promise<SecretSpan[]> {
  const own = scanText(text);
  const second = matchesOutside(await secretlintText(text), own);
  return mergeMatches([...own, ...second]).flatMap(({ start, end, kind }) =>
    [...text.slice(start, end).matchAll(/[^\r\n]+/g)].map((line) => ({
      start: start + line.index,
      end: start + line.index + line[0].length,
      kind,
    })),
  );
}
