/**
 * Replaces secrets by placeholders before text leaves the machine, and says what a placeholder stands for.
 *
 * A placeholder looks like `«secret:github-token:1-7f3a»`: the kind, a number, and four letters that are drawn for
 * each filter, so that no repository can hold a text that would be taken for one.
 */
import { randomBytes } from 'node:crypto';
import { type Match, matchesOutside, mergeMatches } from './match.ts';
import { matchesAcross } from './messages.ts';
import { isSecretPath } from './paths.ts';
import { secretlintText } from './rules/secretlint.ts';
import { scanText } from './scan.ts';
import { keyPattern, SHORTEST_KEY } from './spellings.ts';

/** A text without its secrets. */
export interface Redaction {
  readonly text: string;
  /** Places that were replaced. */
  readonly count: number;
  /** Kinds that were found, sorted, each once. */
  readonly kinds: readonly string[];
}

/** The messages of one request without their secrets, in order. */
export interface MessageRedaction {
  readonly texts: readonly string[];
  readonly count: number;
  readonly kinds: readonly string[];
}

/** One run's filter: the same secret has the same placeholder as long as the filter lives. */
export interface SecretFilter {
  /** Replaces the secrets of a text, or the whole text when the path names a file of secrets. Idempotent. */
  redact(text: string, path?: string): Promise<Redaction>;
  /** Replaces the secrets of a request: in each message, and over the borders of messages. */
  redactMessages(contents: readonly string[]): Promise<MessageRedaction>;
  /** The text with its placeholders replaced by what they stand for. */
  restore(text: string): string;
  /**
   * Makes a value a secret that is found wherever and however it is written, and never put back: the user's API key.
   */
  learn(value: string, kind: string): void;
  /** True when a text holds a placeholder of this filter; an edit that does must be refused. */
  hasPlaceholder(text: string): boolean;
}

/** Shortest secret that is also looked for by its value: shorter ones may be words. */
const SHORTEST_BY_VALUE = 8;

/** Passes over one text: replacing a secret can uncover another; two are usual, three the most seen. */
const MOST_PASSES = 50;

/** A filter for one run. `nonce` (four lower-case hex digits) is for tests. No I/O. */
export function createSecretFilter(options: { readonly nonce?: string } = {}): SecretFilter {
  const vault = createVault(options.nonce ?? randomBytes(2).toString('hex'));
  const wholeSecret: Placeholder = (secret, { kind }) => vault.placeholder(secret, kind);

  async function findAll(text: string): Promise<Match[]> {
    const own = [...vault.known(text), ...scanText(text)];
    const second = matchesOutside(await secretlintText(text), own);
    const placeholders = [...text.matchAll(vault.pattern())].map((one) => ({
      start: one.index,
      end: one.index + one[0].length,
    }));
    // `own` stays in front and in order: the first finder names the kind.
    const free = new Set(matchesOutside([...own, ...second], placeholders));
    return mergeMatches([...own, ...second].filter((match) => free.has(match)));
  }

  async function redactText(text: string, tally: Tally): Promise<string> {
    let current = text;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const matches = await findAll(current);
      if (matches.length === 0) return current;
      current = replaceMatches(current, matches, tally, wholeSecret);
    }
    throw new Error('secrets remain after many passes');
  }

  return {
    async redact(text, path) {
      const tally = createTally();
      if (path !== undefined && isSecretPath(path) && text !== '') {
        if (vault.isPlaceholder(text)) return tally.result(text);
        tally.add('file');
        return tally.result(vault.placeholder(text, 'file'));
      }
      return tally.result(await redactText(text, tally));
    },
    async redactMessages(contents) {
      const tally = createTally();
      const across = matchesAcross(contents, scanText);
      let texts = contents.map((content, index) => {
        const { whole, parts } = across[index] ?? { whole: [], parts: [] };
        const fragments = new Set(parts);
        return replaceMatches(content, [...whole, ...parts], tally, (secret, match) =>
          vault.placeholder(secret, match.kind, fragments.has(match)),
        );
      });
      // A message may teach a secret that stands, with nothing to give it away, in an earlier one.
      for (let known = -1; vault.size() !== known; ) {
        known = vault.size();
        const next: string[] = [];
        for (const text of texts) next.push(await redactText(text, tally));
        texts = next;
      }
      const { count, kinds } = tally.result('');
      return { texts, count, kinds };
    },
    restore: (text) => vault.restore(text),
    learn: (value, kind) => vault.learn(value, kind),
    hasPlaceholder: (text) => vault.pattern().test(text),
  };
}

interface Tally {
  add(kind: string): void;
  result(text: string): Redaction;
}

function createTally(): Tally {
  const kinds = new Set<string>();
  let count = 0;
  return {
    add(kind) {
      kinds.add(kind);
      count++;
    },
    result: (text) => ({ text, count, kinds: [...kinds].sort() }),
  };
}

type Placeholder = (secret: string, match: Match) => string;

function replaceMatches(
  text: string,
  matches: readonly Match[],
  tally: Tally,
  placeholder: Placeholder,
): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of [...matches].sort((a, b) => a.start - b.start)) {
    const { start, end, kind } = match;
    parts.push(text.slice(from, start), placeholder(text.slice(start, end), match));
    tally.add(kind);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

interface Vault {
  /** A fragment is a part of a secret: it is put back, but not looked for by its value, since it may be a word. */
  placeholder(secret: string, kind: string, fragment?: boolean): string;
  learn(secret: string, kind: string): void;
  /** Where secrets that are known already stand in a text. */
  known(text: string): Match[];
  restore(text: string): string;
  isPlaceholder(text: string): boolean;
  pattern(): RegExp;
  /** Secrets that are known. */
  size(): number;
}

function createVault(nonce: string): Vault {
  const bySecret = new Map<string, { readonly placeholder: string; readonly kind: string }>();
  const byPlaceholder = new Map<string, string>();
  const fragments = new Set<string>();
  /** Keys that are never put back, by their value; their kinds are given to nothing else. */
  const learntKinds = new Set<string>();
  const learnt = new Map<string, { readonly kind: string; readonly pattern: RegExp }>();
  const numbers = new Map<string, number>();
  // Some servers write JSON in ASCII only, with the marks as escapes.
  const source = `(?:«|\\\\u00ab)(secret:[a-z0-9-]{1,60}:\\d{1,6}-${nonce})(?:»|\\\\u00bb)`;
  const whole = new RegExp(`^${source}$`, 'i');

  function create(secret: string, kind: string): string {
    const known = bySecret.get(secret);
    if (known) return known.placeholder;
    const number = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, number);
    const placeholder = `«secret:${kind}:${number}-${nonce}»`;
    bySecret.set(secret, { placeholder, kind });
    return placeholder;
  }

  return {
    placeholder(secret, kind, fragment = false) {
      const known = bySecret.get(secret);
      if (known) {
        if (!fragment) fragments.delete(secret);
        return known.placeholder;
      }
      const placeholder = create(secret, kind);
      if (!learntKinds.has(kind)) byPlaceholder.set(placeholder, secret);
      if (fragment) fragments.add(secret);
      return placeholder;
    },
    learn(secret, kind) {
      if (secret.length < SHORTEST_KEY) return;
      learnt.set(secret, { kind, pattern: keyPattern(secret) });
      learntKinds.add(kind);
    },
    known: (text) => [
      ...[...learnt.values()].flatMap(({ kind, pattern }) =>
        [...text.matchAll(pattern)].map((found) => ({
          start: found.index,
          end: found.index + found[0].length,
          kind,
        })),
      ),
      ...findKnown(text, bySecret, fragments),
    ],
    restore: (text) =>
      text.replace(
        new RegExp(source, 'gi'),
        (found, inner: string) => byPlaceholder.get(`«${inner.toLowerCase()}»`) ?? found,
      ),
    isPlaceholder: (text) => whole.test(text),
    pattern: () => new RegExp(source, 'gi'),
    size: () => bySecret.size,
  };
}

/** Finds values by their first characters, in one pass: the time does not grow with the number of values. */
function findKnown(
  text: string,
  values: ReadonlyMap<string, { readonly kind: string }>,
  fragments: ReadonlySet<string>,
): Match[] {
  const byStart = new Map<string, string[]>();
  const firsts = new Set<number>();
  for (const [secret, { kind }] of values) {
    if (secret.length < SHORTEST_BY_VALUE || kind === 'file' || fragments.has(secret)) continue;
    const start = secret.slice(0, SHORTEST_BY_VALUE);
    byStart.set(start, [...(byStart.get(start) ?? []), secret]);
    firsts.add(secret.charCodeAt(0));
  }
  const matches: Match[] = [];
  if (firsts.size === 0) return matches;
  for (let at = 0; at <= text.length - SHORTEST_BY_VALUE; at++) {
    if (!firsts.has(text.charCodeAt(at))) continue;
    const secrets = byStart.get(text.slice(at, at + SHORTEST_BY_VALUE)) ?? [];
    for (const secret of secrets) {
      const kind = values.get(secret)?.kind;
      if (kind !== undefined && text.startsWith(secret, at))
        matches.push({ start: at, end: at + secret.length, kind });
    }
  }
  return matches;
}
