/** Finds secrets in a text with our own rules. Synchronous, linear, no state. */

import { findAssignments } from './assign/findAssignments.ts';
import { findCommandSecrets } from './forms/commands.ts';
import { findLists } from './forms/lists.ts';
import { findManifestSecrets } from './forms/manifests.ts';
import { findPhrases } from './forms/phrases.ts';
import { findTableSecrets } from './forms/tables.ts';
import { findKeyBlocks } from './keys/blocks.ts';
import { findKeyBodies } from './keys/bodies.ts';
import { findWebKeys } from './keys/webKeys.ts';
import type { Match } from './match.ts';
import { findEncoded } from './rules/encoded.ts';
import type { Rule } from './rules/rule.ts';
import { RULES } from './rules/rules.ts';
import { createWordFilter } from './rules/words.ts';

/** All matches of our rules in a text; they may overlap. The most telling finders come first. */
export function scanText(text: string): Match[] {
  const plain = scanPlain(text);
  return [...plain, ...findEncoded(text, scanPlain)];
}

function scanPlain(text: string): Match[] {
  const open = openText(text);
  const lower = open.toLowerCase();
  const mayHold = createWordFilter(lower);
  return [
    ...findKeyBlocks(text),
    ...findKeyBodies(open),
    ...findWebKeys(open),
    ...RULES.filter(({ words }) => words.some(mayHold)).flatMap((rule) => applyRule(rule, open, lower)),
    ...findAssignments(open),
    ...findPhrases(open),
    ...findCommandSecrets(open),
    ...findLists(open),
    ...findTableSecrets(open),
    ...findManifestSecrets(open),
  ];
}

/**
 * The text with colour codes and the escapes `\n`, `\r`, `\t` blanked out, each position kept. Their letters would
 * otherwise seem to belong to the secret that follows.
 */
function openText(text: string): string {
  return text.replace(/\x1b\[[0-9;]{0,20}[A-Za-z]|\\[nrt]/g, (code) => ' '.repeat(code.length));
}

function applyRule(rule: Rule, text: string, lower: string): Match[] {
  const haystack = rule.pattern.ignoreCase ? lower : text;
  if (!rule.words.some((word) => haystack.includes(word))) return [];
  const matches: Match[] = [];
  for (const match of text.matchAll(rule.pattern)) {
    const secret = match[1] ?? match[0];
    if (rule.accept && !rule.accept(secret)) continue;
    // The secret is the last group's text: what stands before it in the match may hold the same letters.
    const start = match.index + match[0].lastIndexOf(secret);
    matches.push({ start, end: start + secret.length, kind: rule.kind });
  }
  return matches;
}
