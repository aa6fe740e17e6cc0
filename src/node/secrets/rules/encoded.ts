/** Secrets inside base64: Kubernetes manifests, data URLs, basic-auth values. */
import type { Match } from '../match.ts';

const RUN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
const READABLE = /[\x09\x0a\x0d\x20-\x7e]{20,}/g;

/**
 * Finds base64 text whose decoded form holds a secret according to `find`. Only runs that decode to readable text
 * are searched, so names and hashes cost a decode and no more. Linear time.
 */
export function findEncoded(text: string, find: (decoded: string) => readonly Match[]): Match[] {
  const matches: Match[] = [];
  for (const run of text.matchAll(RUN)) {
    const kind = kindInside(run[0], find);
    if (kind !== undefined) matches.push({ start: run.index, end: run.index + run[0].length, kind });
  }
  return matches;
}

function kindInside(run: string, find: (decoded: string) => readonly Match[]): string | undefined {
  // What stands before the base64 (a path, a word) may be part of the run, so that it starts at any of four places.
  for (let offset = 0; offset < 4; offset++) {
    const decoded = Buffer.from(run.slice(offset), 'base64').toString('latin1');
    for (const readable of decoded.match(READABLE) ?? []) {
      const found = find(readable)[0];
      if (found) return found.kind;
    }
  }
  return undefined;
}
