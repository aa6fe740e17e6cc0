/** Secrets that no single provider gives out, and the list of all rules. */
import { PROVIDER_RULES } from './providers.ts';
import { isVaried, type Rule, rule } from './rule.ts';

const isPassword = (text: string): boolean =>
  !/^(\$|\{|<|%|\*+$|x+$|\.+$)|\$\{|\{\{/i.test(text) && !PLAIN_PASSWORD.test(text);
/** Outside databases, `user:xyz@host` is mostly documentation. */
const isUrlPassword = (text: string): boolean =>
  isPassword(text) && text.length >= 6 && (/[^A-Za-z]/.test(text) || text.length >= 12);
/** Passwords of documentation: a URL with one of these shows a form. */
const PLAIN_PASSWORD =
  /^(password|passwd|pass|pwd|pw|secret|user|username|changeme|example|postgres|root|admin|test|token|foo|bar|baz|guest|mysql|mongo|redis|my-?password|your-?password|pass(word)?123|123456?)$/i;

const GENERAL: readonly Rule[] = [
  rule(
    'jwt',
    'eyJ',
    /(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbfv]|%[0-9A-Fa-f]{2}|\[[0-9;]{0,9}m))eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,2000}/g,
  ),
  rule(
    'age-key',
    'AGE-SECRET-KEY- AGE-PLUGIN-',
    /AGE-(?:SECRET-KEY|PLUGIN-[A-Z0-9]{1,20})-1?[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{50,120}/g,
  ),
  rule(
    'database-url',
    '://',
    /(?:postgres(?:ql)?|mysql[x2]?|mariadb|mongodb|redis|rediss|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|couchdb|cassandra|neo4j|bolt|kafka|nats|ldaps?|smtps?|db2)(?:\+[a-z0-9_]{1,20})?:\/\/[^\s"'`<>«»/:@]{0,100}:([^\s"'`<>«»@]{3,200})@/gi,
    isPassword,
  ),
  rule(
    'basic-auth-url',
    '://',
    /[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'`<>«»/:@]{0,100}:([^\s"'`<>«»/@]{3,200})@(?=[\w[])/gi,
    isUrlPassword,
  ),
  rule('token-url', '://', /https?:\/\/([A-Za-z0-9_-]{20,255})@(?=[\w[])/gi, isVaried),
  rule(
    'query-token',
    '=',
    /[?&](?:access_?token|api_?key|apikey|auth_?token|client_?secret|refresh_?token|id_?token|secret|token|password|passwd|pwd|signature|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=([A-Za-z0-9%._~+/=-]{12,2000})/gi,
    isVaried,
  ),
  rule('bearer-token', 'bearer', /bearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{20,4000})/gi, isVaried),
  rule(
    'basic-auth-header',
    'basic',
    /basic[ \t]{1,4}([A-Za-z0-9+/]{12,1000}={0,2})(?![A-Za-z0-9+/=])/gi,
    isBasicAuth,
  ),
  rule(
    'connection-password',
    'password= pwd=',
    /[;"'`?](?:[ \t]{0,4})(?:password|pwd)[ \t]{0,4}=[ \t]{0,4}([^\s"'`;«»&<>{}$()]{6,200})(?=[;"'`\s\\]|$)/gi,
    isPassword,
  ),
  rule(
    'netrc-password',
    'password',
    /\blogin[ \t\r\n]{1,8}[^\s«»]{1,100}[ \t\r\n]{1,8}(?:\d{1,6}\| {0,8})?password[ \t]{1,8}([^\s"'«»]{4,200})/g,
    isPassword,
  ),
  rule(
    'curl-password',
    'curl',
    /curl[^\n«»]{0,300}?[ \t](?:-u|--user)[ \t=]{0,2}["']?[\w.@-]{1,100}:([^\s"'«»$]{6,200})/g,
    isPassword,
  ),
  rule(
    'password-hash',
    '$',
    /\$(?:2[aby]\$\d{2}\$[./A-Za-z0-9]{53}|apr1\$[./A-Za-z0-9]{2,8}\$[./A-Za-z0-9]{22}|[156]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}|argon2(?:id|i|d)\$v=\d{1,3}\$[A-Za-z0-9=,]{5,60}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180})/g,
  ),
];

/** All rules, the most telling first: of two that match the same text the first gives the kind. */
export const RULES: readonly Rule[] = [...PROVIDER_RULES, ...GENERAL];

function isBasicAuth(text: string): boolean {
  return /^[\x21-\x7e]{0,200}:[\x21-\x7e]{2,400}$/.test(decode(text));
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
