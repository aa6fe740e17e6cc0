/** What a name says of its value. */
import {
  ABOUT_WORDS,
  FOREIGN_PASSWORDS,
  FOREIGN_SECRETS,
  KEY_WORDS,
  LOGIN_CALLS,
  NEUTRAL_WORDS,
  NO_PASS,
  PASSWORD_WORDS,
  PLAIN_KEY_WORDS,
  SECRET_KEY_WORDS,
  SECRET_WORDS,
  SERVICE_WORDS,
} from './nameWords.ts';

/**
 * How much a name tells: of a `password` any value that is no word, of a `secret` any that looks random, of a `key`
 * any that is long and looks random. The arguments of a `call` may hold a password.
 */
export type Strength = 'password' | 'secret' | 'key' | 'call';

/** What a name says. */
export interface Meaning {
  readonly strength: Strength;
  /** True for the name of a call that takes a password among its arguments, whatever else it says. */
  readonly isCall: boolean;
  /** `password`, `generic-key`, or those with the service in front that the name speaks of. */
  readonly kind: string;
}

/** Longest part of a name that is judged: the end of it tells most. */
const LONGEST_NAME = 80;
/** Names that are remembered at a time. */
const MOST_NAMES = 20_000;

/** Any of these stands in a name that tells something: a name without them costs one look. */
const STEMS =
  /pass|pw|psw|psk|secret|token|key|cred|auth|bearer|jwt|pat\b|salt|seed|pepper|otp|mfa|2fa|hmac|sig|cook|sess|sid|csrf|xsrf|dsn|code|pin|mnemonic|phrase|wallet|unseal|licen|serial|recover|backup|identified|priv|hash|digest|nonce|crypt|connectionstring|login|logon|sas|webhook|hook|wort|mdp|woord|contrase|clave|senha|parol|has[lł]o|heslo|lozink|zapork|geslo|l[oö]senord|kode|salasana|jelsz|ifre|sandi|matkhau|slapta|fjalek|lykil|geheim|segre|secre|jeton|schl|chave|cle|tajn|sekret|heml|avain|sleutel|anahtar|kluc|kunci|nsec|wif|sk|ak|connect|client|fernet|aes|honeycomb|database|environment|open|dial|begin|pdo|mysqli|basic|verif|strcmp|compare|scrypt|pbkdf|send|fill|type|influx|response|ticket|magic|invit|activ|entropy|iv|otc|remember|access|refresh|opaque|pasahitza|[^\0-\x7f]/i;

/** Judges names, each spelling once. */
export function createNameReader(): (name: string) => Meaning | undefined {
  const known = new Map<string, Meaning | undefined>();
  return (name) => {
    const short = name.length > LONGEST_NAME ? name.slice(-LONGEST_NAME) : name;
    if (known.has(short)) return known.get(short);
    if (known.size >= MOST_NAMES) known.clear();
    const meaning = STEMS.test(short) ? meaningOf(short) : undefined;
    known.set(short, meaning);
    return meaning;
  };
}

/** What a name says: `db.acmeKey`, `X-Api-Key`, `--client-secret`, `DB_PASSWORD_2`. */
function meaningOf(name: string): Meaning | undefined {
  const all = wordsOf(name);
  const isCall = isLoginCall(all);
  const strength = foreignStrength(name) ?? strengthOf(all) ?? (isCall ? 'call' : undefined);
  if (strength === undefined) return undefined;
  const service = all.find((word) => SERVICE_WORDS.has(word));
  const what = strength === 'password' || strength === 'call' ? 'password' : 'key';
  if (service !== undefined) return { strength, isCall, kind: `${service}-${what}` };
  return { strength, isCall, kind: what === 'password' ? 'password' : 'generic-key' };
}

function wordsOf(name: string): string[] {
  const parts =
    name.normalize('NFC').match(/\p{Lu}{2,}(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}+|\d+/gu) ?? [];
  return parts.map((part) => part.toLowerCase()).slice(-8);
}

function foreignStrength(name: string): Strength | undefined {
  if (!/[^\0-\u024f]/.test(name)) return undefined;
  const lower = name.normalize('NFC').toLowerCase();
  if (FOREIGN_PASSWORDS.some((word) => lower.includes(word))) return 'password';
  return FOREIGN_SECRETS.some((word) => lower.includes(word)) ? 'secret' : undefined;
}

const isLoginCall = (all: readonly string[]): boolean =>
  [1, 2, 3].some((count) => LOGIN_CALLS.has(all.slice(-count).join('')));

function strengthOf(all: readonly string[]): Strength | undefined {
  let count = all.length;
  while (count > 0 && isNeutral(all[count - 1]!)) count--;
  return strengthOfEnd(all.slice(0, count));
}

const isNeutral = (word: string): boolean => /^\d{1,6}$/.test(word) || NEUTRAL_WORDS.has(word);

/** The strength of a name whose end says something. */
function strengthOfEnd(all: readonly string[]): Strength | undefined {
  const last = all.at(-1);
  if (last === undefined) return undefined;
  const before = all.at(-2) ?? '';
  const pair = before + last;
  if (isPassword(last) || PASSWORD_WORDS.has(pair)) return 'password';
  if (all.some((word) => /^(public|pub|publishable|publickey)$/.test(word))) return undefined;
  if (before === 'mot' || before === 'palavra') return last === 'passe' ? 'password' : undefined;
  if (all.slice(-3).join('') === 'motdepasse') return 'password';
  if (last === 'key' || last === 'keys') return strengthOfKey(all);
  if (last === 'token' && isOfOneRequest(all)) return undefined;
  if (SECRET_WORDS.has(last) || SECRET_WORDS.has(pair) || endsInSecret(last)) return 'secret';
  if (
    /^codes?$/.test(last) &&
    /^(recovery|backup|scratch|access|auth|verification|security|2fa|mfa)$/.test(before)
  )
    return 'secret';
  if (last === 'phrase' && /^(seed|recovery|backup|secret|pass|wallet|mnemonic)$/.test(before))
    return 'secret';
  if (/^(hash|digest)$/.test(last)) return all.some(isPassword) ? 'key' : undefined;
  if (KEY_WORDS.has(last) || KEY_WORDS.has(pair)) return 'key';
  if (last.length > 4 && /(key|auth)$/.test(last) && !PLAIN_KEY_WORDS.has(last.slice(0, -3))) return 'key';
  if (ABOUT_WORDS.has(last)) return undefined;
  const tells = (word: string, index: number): boolean =>
    isPassword(word) ||
    SECRET_WORDS.has(word) ||
    endsInSecret(word) ||
    SECRET_WORDS.has(word + (all[index + 1] ?? ''));
  return all.some(tells) ? 'key' : undefined;
}

/** A token by which a service knows that it was asked for the same before; it opens nothing. */
const isOfOneRequest = (all: readonly string[]): boolean =>
  /^(?:change|idempotency|clientrequest)token$/.test(all.slice(-3).join(''));

function strengthOfKey(all: readonly string[]): Strength | undefined {
  const before = all.slice(0, -1);
  const last = before.at(-1);
  if (before.some((word) => /^(public|pub|publishable|site)$/.test(word))) return undefined;
  if (last !== undefined && PLAIN_KEY_WORDS.has(last)) return undefined;
  return before.some((word) => SECRET_KEY_WORDS.has(word)) ? 'secret' : 'key';
}

function isPassword(word: string): boolean {
  if (PASSWORD_WORDS.has(word)) return true;
  if (/(password|passwd|passwort|passphrase|passcode|kennwort|pwd|pswd)$/.test(word)) return true;
  return word.length > 4 && word.length < 14 && /pass(w)?$/.test(word) && !NO_PASS.has(word);
}

function endsInSecret(word: string): boolean {
  return /.(secret|token|apikey|accesskey|secretkey|privatekey|authkey|credentials?|signingkey|masterkey)$/.test(
    word,
  );
}
