/** Whether a value that was found beside a telling name is a secret. */

import { isDrawnWords } from '../forms/phrases.ts';
import { isSequence, randomBits, varietyOf } from '../random/randomness.ts';
import type { Strength } from './names.ts';

/**
 * How a value hangs on its name: `direct` by an operator or as an element's text, `line` as the rest of a line of
 * settings, `beside` with only a blank between, `near` somewhere in the same statement.
 */
export type Link = 'direct' | 'line' | 'beside' | 'near';

/** What a value is judged by, beside itself. */
export interface Setting {
  readonly strength: Strength;
  readonly link: Link;
  readonly isQuoted: boolean;
}

interface Least {
  readonly bits: number;
  readonly length: number;
}
const NEVER: Least = { bits: Number.POSITIVE_INFINITY, length: 0 };

/** Bits and characters a value must have, by name and link. Measured on 8 million lines of published code. */
const LEAST: Readonly<Record<Strength, Readonly<Record<Link, Least>>>> = {
  password: {
    direct: { bits: 9, length: 6 },
    line: { bits: 9, length: 6 },
    beside: { bits: 13, length: 8 },
    near: { bits: 15, length: 8 },
  },
  secret: {
    direct: { bits: 13, length: 8 },
    line: { bits: 13, length: 8 },
    beside: { bits: 18, length: 12 },
    near: { bits: 26, length: 14 },
  },
  key: {
    direct: { bits: 21, length: 12 },
    line: { bits: 21, length: 12 },
    beside: { bits: 32, length: 16 },
    near: NEVER,
  },
  call: {
    direct: { bits: 14, length: 8 },
    line: NEVER,
    beside: NEVER,
    near: { bits: 15, length: 8 },
  },
};

/** Bits that are asked for more where no quotes say where a value begins and ends. */
const BARE_BITS = 4;

/** Bits that are asked for more of letters of one case with joints, as names have them, or as words of prose. */
const JOINED_BITS = 8;

const UUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

/** Texts that stand where a secret would: references, templates, masks. */
const REFERENCE =
  /\$\{|\{\{|<%|\$\(|%\(|[«»]|^\$[A-Za-z_]|^%[\w.]{1,60}%$|^<.{1,80}>$|^\[.{1,80}\]$|^\{.{0,80}\}$|^@[A-Za-z_.]{1,60}@$|^(?:env|vault|op|ssm|secret|secrets|file|ref|arn|urn|classpath|data):|^sha\d{1,3}-|^-----|^@@.*@@$|^0x[0-9a-f]{40}$|^ENC\[|^\{cipher\}|^__\w+__$|^!vault|^\$ANSIBLE|^#\{|^\*[A-Za-z_]\w*$|^\w+:"|^magnet:|^(?:\\u[0-9a-fA-F]{4}){2}|^[A-Za-z]:\\|^\d+(?::\d+)+(?:\/\w+)?$|\.\.\.|…/;
const URL_START = /^[a-z][a-z0-9+.-]{1,20}:\/\//i;
/** Names of accounts that a provider shows to everybody, though a telling name stands beside them. */
const ACCOUNT = /^AC[0-9a-f]{32}$/;
const VERSION = /^[v^~<>=]{0,2}\d{1,5}(?:\.\d{1,6}){1,3}(?:[-+][\w.]{0,40})?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.{0,20})?$/;
const MEASURE = /^[-+#]?\d[\d.,]{0,12} ?(?:px|em|rem|ms|s|m|h|d|%|kb|mb|gb|pt|vh|vw|deg|bit|bits|bytes)?$/i;
const DIGITS = /^\d{4,40}$/;
/** Regular expressions and mappings of source maps. */
const PATTERN =
  /\\[dwsbDWS.](?:[+*{\])]|$)|\[\\?[w/$.-]|\(\[|\(\?[:=!<]|\[\^|\[[0a-zA-Z]-[9zZf]|^\/\^|\$\/[gimsuy]{0,4}$|^(?:[A-Za-z0-9+/]{4,12}[;,]){4}|^;{2,}/;
const FILE =
  /\.(?:[jt]sx?|[cm]js|json|ya?ml|md|txt|py|go|rs|java|html?|css|scss|svg|png|jpe?g|gif|pem|crt|cer|sh|toml|xml|map|lock|log|vue|svelte|php|rb|cs|kt|p12|jks|pub|keytab)$/i;

/** True when a value is a secret. Looks at the first 256 characters: constant time. */
export function isSecretValue(value: string, setting: Setting): boolean {
  const { strength, link, isQuoted } = setting;
  const least = LEAST[strength][link];
  if (value.length < Math.min(least.length, 4) || isPlain(value.slice(0, 400))) return false;
  if (UUID.test(value)) return strength !== 'key' && strength !== 'call' && link !== 'near';
  if (DIGITS.test(value)) return isNumberSecret(value, setting);
  if (isSequence(value) || varietyOf(value) < 4 || (isCode(value) && !isDense(value))) return false;
  if (/\s|[^\0-\x7f]/.test(value)) return link !== 'near' && isSpaced(value, setting);
  const bits = randomBits(value);
  // A word further on in a line of prose, in a language whose words are not known here.
  const isProse = !isQuoted && link === 'near';
  const isLoose = !isQuoted && (link !== 'line' || strength !== 'password');
  const extra =
    (isLoose ? BARE_BITS : 0) +
    (/^(?:[a-z._-]+|[A-Z._-]+)$/.test(value) && (/[._-]/.test(value) || isProse) ? JOINED_BITS : 0);
  if (value.length >= least.length && bits >= least.bits + extra) return true;
  // `django-insecure-…`: a mark in front of what was drawn.
  const drawn = value.replace(/^(?:[a-z]{3,12}[-_:]){1,3}/, '');
  if (drawn.length >= 16 && drawn.length < value.length && randomBits(drawn) >= least.bits + extra + 8)
    return true;
  return (strength === 'password' || strength === 'call') && isMadeByPeople(value, setting);
}

function isPlain(value: string): boolean {
  if (PATTERN.test(value)) return true;
  if (REFERENCE.test(value) || VERSION.test(value) || DATE.test(value) || MEASURE.test(value))
    return !DIGITS.test(value);
  return URL_START.test(value) || FILE.test(value) || ACCOUNT.test(value);
}

/** A number is a password where nothing but a password can stand. */
function isNumberSecret(value: string, { strength, link, isQuoted }: Setting): boolean {
  if (strength !== 'password' || link === 'near' || isSequence(value))
    return strength === 'secret' && value.length >= 24;
  return (isQuoted || link === 'line') && value.length >= 6 && varietyOf(value) >= 4;
}

/** What is left between two strings of code when a closing quote is taken for an opening one, and other code. */
function isCode(value: string): boolean {
  if (/^\s|\s$|=>|[\n\r]|[A-Za-z_$]\(|\)[;,.]|&&|\|\||\/\*|\*\/|^[A-Za-z_]\w*\$\d+$|[=!]==?[^=]/.test(value))
    return true;
  return /^[+,;:)\]}?&|]/.test(value) && !/^\+[A-Za-z0-9+/=_-]{15,}$/.test(value);
}

/** So much random text in one piece that it is no code, whatever marks it holds. */
const isDense = (value: string): boolean =>
  value.length >= 24 && !/\s/.test(value) && randomBits(value) >= Math.min(value.length, 256) * 1.4;

/** A password with blanks or letters beyond ASCII: pieces of random text, or words that make no sentence. */
function isSpaced(value: string, { strength, link, isQuoted }: Setting): boolean {
  const words = value.trim().split(/\s+/);
  if (words.every((word) => /^[a-z]{3,8}$/.test(word)) && isDrawnWords(words)) return true;
  if (strength === 'password' && (isQuoted || link === 'line') && isPhrase(value)) return true;
  if (words.length > 6 || !/\d/.test(value) || /[()[\]{}<>;"'`]/.test(value)) return false;
  if (WORDS_AND_NUMBER.test(value) && !PROSE.test(value) && isQuoted) return strength === 'password';
  if (strength !== 'password') return words.length > 1 && words.every((word) => randomBits(word) >= 18);
  if (words.length === 1) return /[A-Za-z]/.test(value) && /[!@#$%^&*?+=~._-]/.test(value);
  return words.some((word) => word.length >= 5 && /\d/.test(word) && randomBits(word) >= 12);
}

/** "OrbitVelvet42!": capitalised words, a number, a mark; without the mark it takes two words. */
const WORDS_NUMBER_MARK = /^(?:[A-Z][a-z]{2,11}[-_.]?){1,3}\d{1,6}[!?*.@#$%&+]{1,3}$/;
const WORDS_NUMBER = /^(?:[A-Z][a-z]{2,11}){2,3}\d{2,6}$/;

/** Passwords as people make them: words with digits and marks ("Winter2024!"), or four words and more. */
function isMadeByPeople(value: string, { strength, link, isQuoted }: Setting): boolean {
  if (WORDS_NUMBER_MARK.test(value)) return true;
  if (strength === 'call' || link === 'near') return false;
  if ((link === 'direct' || link === 'line') && WORDS_NUMBER.test(value)) return true;
  if (link === 'beside' || value.length < 7 || value.length > 60) return false;
  if (isQuoted && /^[a-z]{3,12}(?:[-._][a-z]{3,12}){3,9}$/.test(value))
    return isPhrase(value.replace(/[-._]/g, ' '));
  return (
    /\d/.test(value) &&
    /[A-Za-z]{2}/.test(value) &&
    /[!@#$%^&*?+=~]/.test(value) &&
    !/[()[\]{}<>;]/.test(value)
  );
}

/** Words of sentences and labels: a passphrase of drawn words has none. */
const PROSE =
  /\b(?:the|of|and|to|is|are|in|for|your|you|must|be|a|an|or|not|with|this|please|enter|password|passwords|passphrase|field|input|form|user|current|new|forgot|reset|confirm|invalid|wrong|at|by|on|my|type|test|secret|token|key|example|auth|login|default|least|characters|minimaal|minstens|tekens|mindestens|zeichen|najmniej|moins|caract[eè]res|almeno|caratteri|minimo|menos)\b/i;

/** Two words and more, and a number at the end. */
const WORDS_AND_NUMBER = /^(?:[A-Za-z]{3,12} ){2,5}\d{2,8}[!?.]?$/;

/** Three words or more that make no sentence. */
function isPhrase(value: string): boolean {
  const words = value.trim().split(/[\s,]+/);
  return (
    words.length >= 3 &&
    words.length <= 30 &&
    !/[,.;:]$/.test(value) &&
    words.every((word) => /^[a-z]{3,12}$/.test(word)) &&
    !PROSE.test(value)
  );
}
