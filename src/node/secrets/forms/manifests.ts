/** Secrets of Kubernetes: whatever stands below `data` in a manifest of that kind. */
import type { Match } from '../match.ts';
import { randomBits } from '../random/randomness.ts';

const KIND =
  /(?<=^|\n)[ \t]{0,8}(?:-[ \t])?["']?kind["']?[ \t]{0,4}:[ \t]{0,4}["']?Secret["']?[ \t]{0,4},?[ \t]{0,4}\r?(?=\n|$)/g;
const BLOCK = /^([ \t]{0,20})["']?(?:data|stringData)["']?[ \t]{0,4}:[ \t]{0,4}\{?[ \t]{0,4}$/;
const ENTRY =
  /^([ \t]{1,40})["']?[\w.-]{1,200}["']?[ \t]{0,4}:[ \t]{0,4}(?:!!binary[ \t]{1,4})?["']?([^\s"'|>{][^\s"']{3,20000})["']?,?[ \t]{0,4}$/;

/** Finds the values of Secret manifests, in YAML and in JSON. Linear: a document is read once. */
export function findManifestSecrets(text: string): Match[] {
  const matches: Match[] = [];
  let read = 0;
  for (const kind of text.matchAll(KIND)) {
    if (kind.index < read) continue;
    const before = text.slice(read, kind.index).lastIndexOf('\n---');
    const after = text.indexOf('\n---', kind.index);
    const from = before < 0 ? read : read + before + 1;
    read = after < 0 ? text.length : after;
    matches.push(...entriesOf(text.slice(from, read), from));
  }
  return matches;
}

function entriesOf(document: string, from: number): Match[] {
  const matches: Match[] = [];
  let depth = -1;
  for (const line of document.matchAll(/[^\r\n]+/g)) {
    const block = BLOCK.exec(line[0]);
    if (block !== null) depth = block[1]!.length;
    else if (depth >= 0 && /\S/.test(line[0]) && /^[ \t]*/.exec(line[0])![0].length <= depth) depth = -1;
    const entry = depth >= 0 ? ENTRY.exec(line[0]) : null;
    if (entry === null || randomBits(entry[2]!) < 4) continue;
    const start = from + line.index + line[0].lastIndexOf(entry[2]!);
    matches.push({ start, end: start + entry[2]!.length, kind: 'kubernetes-secret' });
  }
  return matches;
}
