/** Secrets with no form of their own: a name that says what it is, and a value that looks random. */
import type { Match } from './match.ts';

const NAME =
  /(?:passw(?:or)?d|passphrase|passwort|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|account[_-]?key|app[_-]?key|application[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|license[_-]?key|service[_-]?key|shared[_-]?key|subscription[_-]?key|integration[_-]?key|credential|auth_?code|webhook_?(?:key|url)|client_?key|salt|ddkey|pepper|[_-](?:key|auth|pass)(?![a-z]))/gi;

/** What stands between a name and its value: the rest of the name, an operator, an opening quote. */
const JOIN =
  /[\w.-]{0,40}\\?["'`\]]{0,2}(?:[ \t]{0,2}:[ \t]{0,2}(?:string|str|String|&str|&'static str))?[ \t]{0,20}(?:=>|:=|==|[=:]|,|[ \t]is[ \t])[ \t]{0,4}(?:[@bBrRfuU]|new String\()?(\\?["'`]{1,3})?/y;

const QUOTED_VALUE = /[^\s"'`«»]{6,400}/y;
/** Without `=` inside, as in base64: a chain of assignments would cost quadratic time. */
const BARE_VALUE = /[^\s"'`«»,;(){}[\]<>|&\\=]{8,200}={0,2}/y;

/** Names whose values are rarely secrets unless they look random. */
const WEAK_NAME = /^(salt|[_-](key|auth))$/i;

/** Texts that stand where a secret would: examples, references, code. */
const NO_SECRET =
  /\$\{|\{\{|<[^>]*>|\$\(|%\(|%s|%d|\*{3}|\.{3}|x{4}|process\.|environ|getenv|config\.|secrets?\.|vault:|example|placeholder|change-?me|replace|redacted|dummy|sample|your[_-]|undefined|null|:\/\/|\bmy[_-]|insert|lorem|foobar|todo/i;

const PATH =
  /^[.~]{0,2}\/|\.(?:[jt]sx?|json|ya?ml|md|txt|py|go|rs|java|html?|css|svg|png|pem|crt|sh|toml|xml|map|lock|txt|log|vue|svelte)$/i;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]+$/i;

/** Finds assignments such as `api_key: "…"`, `DB_PASSWORD=…`, `setToken("…")`. Linear time. */
export function findAssignments(text: string): Match[] {
  const matches: Match[] = [];
  NAME.lastIndex = 0;
  for (let name = NAME.exec(text); name !== null; name = NAME.exec(text)) {
    JOIN.lastIndex = NAME.lastIndex;
    const join = JOIN.exec(text);
    if (join === null) continue;
    const quote = join[1];
    const pattern = quote === undefined ? BARE_VALUE : QUOTED_VALUE;
    pattern.lastIndex = JOIN.lastIndex;
    const value = pattern.exec(text)?.[0];
    if (value === undefined) continue;
    const secret = quote === undefined ? bareSecret(value, join[0]) : value.replace(/\\+$/, '');
    if (secret === undefined || !looksSecret(name[0], secret, quote !== undefined)) continue;
    const start = JOIN.lastIndex;
    matches.push({ start, end: start + secret.length, kind: kindOf(text, name.index, name[0]) });
    NAME.lastIndex = start + secret.length;
  }
  return matches;
}

/** Without quotes only a line such as `NAME=value` or `name: value` counts; `f(token, next)` is code. */
function bareSecret(value: string, join: string): string | undefined {
  if (join.includes(',')) return undefined;
  const secret = value.replace(/[.:]+$/, '');
  return /^[A-Za-z0-9+/=_.~!@#%^*:-]+$/.test(secret) ? secret : undefined;
}

function looksSecret(name: string, value: string, quoted: boolean): boolean {
  if (value.length < 6 || NO_SECRET.test(value) || PATH.test(value)) return false;
  if (UUID.test(value)) return !WEAK_NAME.test(name);
  const make = makeOf(value);
  const { digits, classes, entropy } = make;
  if (isPasswordName(name)) return looksPassword(value, quoted, make);
  if (value.length < 16 || digits < 2 || classes < 2) return false;
  if (HEX.test(value)) return value.length >= 24 && entropy >= 3;
  if (isWordy(value)) return false;
  if (WEAK_NAME.test(name)) return value.length >= 24 && classes >= 3 && entropy >= 4;
  return entropy >= (quoted ? 3.3 : 3.6) && !/[()[\]{}]/.test(value);
}

/** What a text is made of: how many digits, of how many classes of characters, bits for each character. */
interface Make {
  readonly digits: number;
  readonly classes: number;
  readonly entropy: number;
}

function makeOf(value: string): Make {
  return {
    digits: (value.match(/\d/g) ?? []).length,
    classes: [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length,
    entropy: entropyOf(value.slice(0, 100)),
  };
}

function looksPassword(value: string, quoted: boolean, { digits, classes, entropy }: Make): boolean {
  if (/[()[\]{}]/.test(value) && !/\d/.test(value)) return false;
  if (value.length < (quoted ? 6 : 8) || digits === 0) return false;
  // People make passwords of words, a number and a mark: "Winter2024!".
  if (isWordy(value) && !/^[A-Za-z]{3,16}[-_.@#$]?\d{1,6}[!?@#$%^&*.]{1,3}$/.test(value)) return false;
  return classes >= 3 ? entropy >= 2.5 : classes === 2 && digits >= 2 && value.length >= 8 && entropy >= 2.75;
}

/** True for names made of words, `AUTH_TOKEN_V2` or `tokenFieldInput2`: random text has no runs of letters that long. */
function isWordy(value: string): boolean {
  const words = value.match(/[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]/g) ?? [];
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  return words.length > 0 && letters / words.length >= 3.4 && letters >= value.length * 0.6;
}

function isPasswordName(name: string): boolean {
  return /^(passw(or)?d|passphrase|passwort|pwd|[_-]pass)$/i.test(name);
}

/** Bits for each character of a text, by its own letters. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const PROVIDERS =
  /(aws|azure|gcp|google|heroku|cloudflare|datadog|dd|newrelic|new_relic|twilio|mailgun|postmark|algolia|cohere|mistral|snyk|asana|trello|linkedin|twitter|facebook|paypal|okta|auth0|fastly|mapbox|zendesk|intercom|segment|mixpanel|amplitude|pagerduty|rollbar|bugsnag|travis|codecov|launchdarkly|confluent|elastic|kucoin|binance|coinbase|etsy|spotify|twitch|dropbox|bitbucket|jenkins)[\w.-]{0,20}$/i;

function kindOf(text: string, nameAt: number, name: string): string {
  const provider = PROVIDERS.exec(text.slice(Math.max(0, nameAt - 40), nameAt))?.[1]?.toLowerCase();
  const what = isPasswordName(name) ? 'password' : 'key';
  return provider === undefined ? (what === 'password' ? 'password' : 'generic-key') : `${provider}-${what}`;
}
