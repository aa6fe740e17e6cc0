/** The private members of JSON web keys. */
import type { Match } from '../match.ts';

const TYPE = /["']?\bkty\\?["']?[ \t]{0,8}[:=][ \t]{0,8}\\?["']?(?:RSA|EC|oct|OKP)\b/g;
const MEMBER =
  /(?<![\w.])\\?["']?(?:d|p|q|dp|dq|qi|k)\\?["']?[ \t]{0,8}[:=][ \t]{0,8}\\?["']?([A-Za-z0-9_+/-]{20,}={0,2})/g;
/** A key of 16,384 bits has members before and after its type within this. */
const REACH = 16_000;

/** Finds the private numbers of web keys around each `kty`. Linear: no letter is searched twice. */
export function findWebKeys(text: string): Match[] {
  const matches: Match[] = [];
  let searched = 0;
  for (const type of text.matchAll(TYPE)) {
    const from = Math.max(searched, type.index - REACH);
    const to = Math.min(text.length, type.index + REACH);
    for (const member of text.slice(from, to).matchAll(MEMBER)) {
      const end = from + member.index + member[0].length;
      matches.push({ start: end - member[1]!.length, end, kind: 'private-key' });
    }
    searched = Math.max(searched, to - 40);
  }
  return matches;
}
