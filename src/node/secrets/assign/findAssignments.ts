/** Secrets with no form of their own: a name that says what it is, and a value that looks drawn at random. */

import { FEWEST_WORDS, isDrawnWords, tellsOfWords } from '../forms/phrases.ts';
import type { Match } from '../match.ts';
import { randomBits } from '../random/randomness.ts';
import { valueBefore } from './before.ts';
import { byteArray } from './byteArray.ts';
import { lineValue, rowsBelow, valuesBelow, valuesOfHereDocument } from './lines.ts';
import { elementText } from './markup.ts';
import { createNameReader, type Meaning, type Strength } from './names.ts';
import { SENDING_CALLS } from './nameWords.ts';
import { createReader, type Reader, type Span } from './reader.ts';
import { type Candidate, valuesAfter } from './statement.ts';
import { isSecretValue } from './value.ts';

/** Runs that may be names: letters of any script, digits, and the marks inside names. */
const NAME =
  /[A-Za-z_\xc0-\u1fff\u2c00-\u2fef\u3040-\ud7ff\uf900-\ufaff][\w.\-\xc0-\u1fff\u2c00-\u2fef\u3040-\ud7ff\uf900-\ufaff]*/g;

/** Letters of a value that is judged. */
const JUDGED = 400;

/**
 * Finds values given to telling names, however their language writes that: assignments, settings, markup, arguments,
 * comparisons, flags. One name costs a fixed number of marks and its values; values are read once. Linear time.
 * `count` is given the steps.
 */
export function findAssignments(text: string, count?: (steps: number) => void): Match[] {
  const reader = createReader(text);
  const meaningOf = createNameReader();
  const matches: Match[] = [];
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    const meaning = meaningOf(wholeName(text, found));
    if (meaning === undefined) continue;
    const name = { start: found.index, end: found.index + lengthOf(found[0]) };
    NAME.lastIndex = name.end;
    ENCRYPTED.lastIndex = name.end;
    if (isPartOfOther(text, name) || isKeyOfEntry(text, name) || ENCRYPTED.test(text)) continue;
    matches.push(...matchesOf(reader, name, meaning));
  }
  count?.(reader.steps());
  return matches;
}

/** How much of a run is a name: in scripts without blanks the value may follow at once. */
function lengthOf(run: string): number {
  const value = /[\u3040-\ud7ff\uf900-\ufaff]([A-Za-z0-9][\x21-\x7e]{5,})$/.exec(run)?.[1];
  return run.length - (value?.length ?? 0);
}

/** A name of two words: `API key`, `recovery codes`. */
function wholeName(text: string, { 0: name, index }: RegExpExecArray): string {
  if (!/^(?:keys?|codes?|tokens?|phrases?|passe)$/i.test(name) || text.charAt(index - 1) !== ' ') return name;
  const before = /[A-Za-z]{1,20}(?: de)? $/.exec(text.slice(Math.max(0, index - 24), index));
  return before === null || /^(?:public|const|static|the|a|var|let|final) $/i.test(before[0])
    ? name
    : `${before[0].trim().replace(' ', '_')}_${name}`;
}

/** Values that are encrypted: they may be seen, that is what they are encrypted for. */
const ENCRYPTED =
  /["']?[ \t]{0,20}[:=][ \t]{0,20}["']?(?:ENC\[|ENC\(|\{cipher\}|!vault\b|\$ANSIBLE_VAULT|vault:v\d|AgA[A-Za-z0-9+/]{100})/y;

/** The key of an entry, whose value comes next: `- key: 1f…` and `value: 3` below it. */
const KEY_OF_ENTRY =
  /["']?[ \t]{0,4}[:=][ \t]{0,4}["']?[\w.+/=-]{1,200}["']?,?\s{1,80}["']?value["']?[ \t]{0,4}[:=]/iy;

function isKeyOfEntry(text: string, { start, end }: Span): boolean {
  KEY_OF_ENTRY.lastIndex = end;
  return /^key$/i.test(text.slice(start, end)) && KEY_OF_ENTRY.test(text);
}

/** Letters and marks that no words are made of: what follows is more of them. */
const INSIDE_BASE64 = /[A-Za-z0-9+/]{20}[A-Za-z0-9+/=]*$/;

/** True for a part of a path, an address, or a placeholder: `lib/token`, `@scope/auth`. */
function isPartOfOther(text: string, { start, end }: Span): boolean {
  const before = text.charAt(start - 1);
  // The word in a placeholder of ours is no name.
  if (before === '«') return true;
  if (
    /[/+=]/.test(before) &&
    /[\w.@-]/.test(text.charAt(start - 2)) &&
    (before === '/' || INSIDE_BASE64.test(text.slice(Math.max(0, start - 24), start)))
  )
    return true;
  return text.charAt(end) === '/' && /[\w.]/.test(text.charAt(end + 1));
}

function matchesOf(reader: Reader, name: Span, meaning: Meaning): Match[] {
  const { text } = reader;
  const { kind, strength } = meaning;
  const spans: Span[] = [];
  const isPair = PAIR.test(text.slice(name.start, name.end));
  if (
    (meaning.isCall && /^[ \t]?\(/.test(text.slice(name.end, name.end + 2)) && isAskedFor(text, name)) ||
    (isPair && TUPLE.test(text.slice(name.end, name.end + 8)))
  )
    spans.push(...secretsAmong(text, valuesAfter(reader, { ...name, isCall: true }), 'call'));
  if (strength !== 'call') {
    const values = valuesFor(reader, name);
    if (tellsOfWords(text.slice(name.start, name.end))) spans.push(...wordList(text, values));
    if (isPair) spans.push(...secretsOfPairs(text, values));
    const isLoose = LOOSE_NAME.test(text.slice(name.start, name.end));
    const isSignature = SIGNATURE_NAME.test(text.slice(name.start, name.end));
    const told = values.filter(
      (one) => !(isLoose && !isNextTo(text, one)) && !(isSignature && DIGEST.test(valueIn(text, one.pieces))),
    );
    spans.push(...secretsAmong(text, told, strength), ...byteArray(text, name));
    if (/secret/i.test(text.slice(name.start, name.end)))
      spans.push(
        ...secretsAmong(
          text,
          told.filter(({ pieces }) => /^\d{8,40}$/.test(valueIn(text, pieces))),
          'password',
        ),
      );
  }
  return spans.filter(({ start, end }) => end > start).map(({ start, end }) => ({ start, end, kind }));
}

/** Letters before a call that sends a text, and after it, in which a word must tell that it sends a password. */
const ASKED_BEFORE = 160;
const ASKED_AFTER = 80;
const ASKED = /pass|pwd|secret|token|credential|login|key\b|pin\b|otp|wort|contrase|senha|mdp|geheim/i;

/** False for a call that sends any text where nothing tells that it sends a password. */
function isAskedFor(text: string, name: Span): boolean {
  if (
    !SENDING_CALLS.has(
      text
        .slice(name.start, name.end)
        .replace(/^.*[.:>]|_/g, '')
        .toLowerCase(),
    )
  )
    return true;
  const line = text.slice(name.end, name.end + ASKED_AFTER).split('\n', 1)[0]!;
  return ASKED.test(text.slice(Math.max(0, name.start - ASKED_BEFORE), name.start)) || ASKED.test(line);
}

function valuesFor(reader: Reader, name: Span): Candidate[] {
  const others = [lineValue(reader, name), elementText(reader, name), valueBefore(reader.text, name.start)];
  return [
    ...valuesAfter(reader, { ...name, isCall: false }),
    ...others.filter((one) => one !== undefined),
    ...valuesBelow(reader, name),
    ...valuesOfHereDocument(reader, name),
  ];
}

function secretsAmong(text: string, candidates: readonly Candidate[], strength: Strength): Span[] {
  const found = candidates.filter(({ pieces, link, isQuoted }) =>
    isSecretValue(valueIn(text, pieces), { strength, link, isQuoted }),
  );
  const parts = found.length > 0 ? found : joinedParts(text, candidates, strength);
  return parts.flatMap(({ pieces }) => [...pieces, ...rowsBelow(text, pieces.at(-1)!)]);
}

/** Short literals that are joined to one value: `["…", "…"].join("")`. */
function joinedParts(
  text: string,
  candidates: readonly Candidate[],
  strength: Strength,
): readonly Candidate[] {
  const quoted = candidates.filter(
    ({ isQuoted, pieces }) => isQuoted && /^[\w+/=-]{4,}$/.test(valueIn(text, pieces)),
  );
  if (quoted.length < 2 || strength === 'call') return [];
  const value = quoted.map(({ pieces }) => valueIn(text, pieces)).join('');
  return isSecretValue(value, { strength, link: 'near', isQuoted: true }) ? quoted : [];
}

/** Words of prose and of code as well: what only stands near them says little. */
const LOOSE_NAME = /^(?:pass|keys?|auth|codes?|login|session|signature)$/;

/** What a compiler or a lock file calls the digest of a content: it opens nothing. */
const SIGNATURE_NAME = /signature$/i;
const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/;

/** True for a value that an operator gives, or that is random enough to need none. */
function isNextTo(text: string, { pieces, link, isQuoted }: Candidate): boolean {
  if (link === 'near') return false;
  return link !== 'beside' || (!isQuoted && randomBits(valueIn(text, pieces)) >= 20);
}

/** Names of a user's name and password in one. */
const PAIR = /auth|cred|login|userpass|account|zugang|access/i;
const TUPLE = /^[ \t]{0,2}=[ \t]{0,2}[[(]/;
const USER_AND_PASSWORD = /^[\w.@+\\-]{1,60}[:/]([^\s:/@]{6,80})$/;

/** The passwords of `user:password` and `user / password`. */
function secretsOfPairs(text: string, values: readonly Candidate[]): Span[] {
  return values.flatMap(({ pieces, link, isQuoted }) => {
    const value = valueIn(text, pieces);
    const password = pieces.length === 1 ? (USER_AND_PASSWORD.exec(value)?.[1] ?? value) : '';
    const setting = { strength: 'password', link: password === value ? 'near' : 'direct', isQuoted } as const;
    if (password === value && (link === 'beside' || /^[0-9a-f]+$/.test(value))) return [];
    if (!isSecretValue(password, setting)) return [];
    const { end } = pieces[0]!;
    return [{ start: end - password.length, end }];
  });
}

/** The value as a program would have it, as far as it is judged. */
const valueIn = (text: string, pieces: readonly Span[]): string =>
  pieces
    .slice(0, 40)
    .map(({ start, end }) => text.slice(start, Math.min(end, start + JUDGED)))
    .join('');

/** Words of a phrase that stand one by one in a list. */
function wordList(text: string, values: readonly Candidate[]): Span[] {
  const words = values.filter(
    ({ isQuoted, pieces }) => isQuoted && /^[a-z]{3,8}$/.test(valueIn(text, pieces)),
  );
  if (words.length < FEWEST_WORDS || !isDrawnWords(words.map(({ pieces }) => valueIn(text, pieces))))
    return [];
  return words.flatMap(({ pieces }) => pieces);
}
