/** Bodies of private keys without their armour: what they are is in their first bytes. */
import { rowsBelow } from '../assign/lines.ts';
import type { Match } from '../match.ts';

/** First letters of DER, OpenSSH and PGP keys in base64, at the start of a run. */
const HEAD =
  /(?:(?<![A-Za-z0-9+/_-])|(?<=%0[AaDd]))(?:LS0tLS1CRUdJTi|\/u3\+7Q|A9mimmf7S7|RWRTY0Iy|RWRCS|M(?=[A-Za-z0-9+/]{40})|b3BlbnNzaC1rZXktdjE|(?:lQ[A-Za-z0-9+/]{2}B|lFgE|lIYE|lHQE|xVgE|xYYE|xc[A-Za-z0-9+/]{2}B)(?=[A-Za-z0-9+/\r\n]{60}))/g;
const RUN = /[A-Za-z0-9+/_-]*={0,2}/y;
/** Letters that are decoded to see what a run is. */
const LOOKED_AT = 80;

/** Finds private keys in base64 by their first bytes, each to the end of its last row. Linear. */
export function findKeyBodies(text: string): Match[] {
  const matches: Match[] = [];
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
    RUN.lastIndex = head.index;
    const end = head.index + RUN.exec(text)![0].length;
    HEAD.lastIndex = end;
    const start = text.slice(head.index, Math.min(end, head.index + LOOKED_AT));
    if (head[0] === 'M' && !isPrivateDer(start)) continue;
    if (head[0].startsWith('LS0t') && !Buffer.from(start, 'base64').includes('PRIVATE')) continue;
    const rows = rowsBelow(text, { start: head.index, end });
    matches.push({ start: head.index, end, kind: 'private-key' });
    matches.push(...rows.map((row) => ({ ...row, kind: 'private-key' })));
    HEAD.lastIndex = rows.at(-1)?.end ?? end;
  }
  return matches;
}

/** True for a sequence that begins with a small version number (PKCS #1, #8, #12, SEC 1), or with a password scheme. */
function isPrivateDer(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes[0] !== 0x30) return false;
  const at = bodyOf(bytes, 0);
  if (bytes[at] === 0x02 && bytes[at + 1] === 0x01) return bytes[at + 2]! <= 3;
  // EncryptedPrivateKeyInfo: a sequence with an identifier below 1.2.840.113549.1.5 or .12 (PKCS #5, #12).
  if (bytes[at] !== 0x30) return false;
  const name = bytes.subarray(bodyOf(bytes, at)).toString('hex');
  return /^06..2a864886f70d01(?:05|0c)/.test(name);
}

/** Where the content of the DER element at a position begins. */
function bodyOf(bytes: Buffer, at: number): number {
  const length = bytes[at + 1] ?? 0;
  return at + 2 + (length > 0x80 ? length - 0x80 : 0);
}
