/** Passwords in addresses and connection strings. */
import { randomBits } from '../random/randomness.ts';
import { isVaried, type Rule, rule } from './rule.ts';

/** Passwords of documentation: a URL with one of these shows a form. */
const PLAIN_PASSWORD =
  /^(password|passwd|pass|pwd|pw|secret|user|username|changeme|example|postgres|root|admin|test|token|foo|bar|baz|guest|mysql|mongo|redis|my-?password|your-?(?:password|token|secret|key)|db_?pass(?:word)?|pass(word)?\d{0,3}|123456?|[a-z]*pass(?:word)?)$/i;

const isPassword = (text: string): boolean =>
  !/^(\$|\{|<|%|\*+$|x+$|\.+$|@)|\$\{|\{\{/i.test(text) && !PLAIN_PASSWORD.test(text);
/** Outside databases, `user:xyz@host` is mostly documentation. */
const isUrlPassword = (text: string): boolean =>
  isPassword(text) && text.length >= 6 && (/[^A-Za-z]/.test(text) || randomBits(text) >= 8);
const isLongPassword = (text: string): boolean => isPassword(text) && randomBits(text) >= 8;

export const CONNECTION_RULES: readonly Rule[] = [
  rule(
    'database-url',
    '://',
    /:\/\/(?<=(?:postgres(?:ql)?|mysql[x2]?|mariadb|mongodb|redis|rediss|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|couchdb|cassandra|neo4j|neo4j\+s|bolt|kafka|nats|ldaps?|smtps?|db2|influxdb|snowflake|redshift|trino|presto|vertica|hive|impala|sqlanywhere|firebird|memcached|valkey|ftps?|sftp|socks[45]h?|rtsp|imaps?|pop3s?|mqtts?|ssh|rabbitmq|stomp)(?:\+[a-z0-9_]{1,20})?:\/\/)[^\s"'`<>«»/:@]{0,100}:([^\s"'`<>«»@]{3,200})@/gi,
    isPassword,
  ),
  rule(
    'basic-auth-url',
    '://',
    /:\/\/(?<=[a-z][a-z0-9+.-]{1,15}:\/\/)[^\s"'`<>«»/:@]{0,100}:([^\s"'`<>«»/@]{3,200})@(?=[\w[{$])/gi,
    isUrlPassword,
  ),
  // A mark that ends an address stands unescaped in a password: everything up to the last `@` is its own.
  rule(
    'basic-auth-url',
    '://',
    /:\/\/(?<=[a-z][a-z0-9+.-]{1,15}:\/\/)[\w.%+-]{1,100}:([^\s"'`<>«»:]{6,200})@(?=[\w.-]{3,100}(?:[:/\s"'`]|$))/gi,
    isLongPassword,
  ),
  rule(
    'token-url',
    '://',
    /:\/\/(?<=[a-z+]{2,10}:\/\/)([A-Za-z0-9_-]{20,255})(?::x-oauth-basic)?@(?=[\w[])/gi,
    isVaried,
  ),
  rule(
    'query-token',
    '=',
    /[?&](?:access_?token|api_?key|apikey|key|appid|app_id|auth_?token|auth|client_?secret|refresh_?token|id_?token|secret|token|password|passwd|pwd|signature|sig|code|subscription-key|private_token|job_token|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|hapikey|apitoken|api_token|sessionid|sid|jwt|hash|hmac)=([A-Za-z0-9%._~+/=-]{12,2000})/gi,
    (text) => /\d/.test(text) && randomBits(text) >= 12,
  ),
  rule(
    'jdbc-password',
    'jdbc:',
    /jdbc:oracle:[a-z0-9]{1,8}:[\w$#]{1,60}\/"?([^\s"'@/]{3,100})"?@/gi,
    isPassword,
  ),
  rule(
    'dsn-password',
    '@tcp( @unix( @udp( @tcp6( @cloudsql( @cloudsql-mysql(',
    /(?<![\w/:])[\w.$-]{1,60}:([^\s"'`@/«»]{4,200})@(?:tcp|unix|udp|tcp6|cloudsql|cloudsql-mysql)\(/gi,
    isPassword,
  ),
  rule(
    'dsn-password',
    '@tcp( @unix(',
    /(?<![\w/:])[\w.$-]{1,60}:([^\s"'`«»]{4,200})@(?:tcp|unix)\([^\s)]{1,200}\)/gi,
    isPassword,
  ),
  rule(
    'connection-password',
    'password= pwd=',
    /[;"'`?](?:[ \t]{0,4})(?:password|pwd)[ \t]{0,4}=[ \t]{0,4}([^\s"'`;«»&<>{}$()]{6,200})(?=[;"'`\s\\]|$)/gi,
    isPassword,
  ),
  rule(
    'mail-password',
    ':',
    /^\[?[\w.-]{1,100}\]?(?::(?:\d{1,5}|smtp|submission|smtps|submissions))?[ \t]{1,8}[\w.+@-]{1,100}:(?!\/\/)([^\s:"'«»]{6,200})\r?$/gm,
    isLongPassword,
  ),
  rule(
    'pgpass-password',
    ':',
    /^[ \t>]{0,20}(?:[\w.*-]{1,100}|\*):(?:\d{2,5}|\*):[\w.*-]{1,63}:[\w.*@-]{1,63}:([^\s«»:]{4,200})\r?$/gm,
    isLongPassword,
  ),
  rule(
    'chap-secret',
    '*',
    /^["']?[\w.@*-]{1,60}["']?[ \t]{1,20}(?:\*|["']?[\w.-]{1,60}["']?)[ \t]{1,20}["']?([^\s"'«»]{6,100})["']?[ \t]{1,20}\*[ \t]{0,4}\r?$/gm,
    isLongPassword,
  ),
  rule(
    'redis-acl-password',
    '>',
    /\buser[ \t]{1,4}[\w.-]{1,60}[ \t][^\n]{0,200}?[ \t][>]([^\s"'«»]{6,200})/gi,
    isLongPassword,
  ),
  rule(
    'netrc-password',
    'password',
    /\blogin[ \t\r\n]{1,8}[^\s«»]{1,100}[ \t\r\n]{1,8}(?:\d{1,6}\| {0,8})?password[ \t]{1,8}([^\s"'«»]{4,200})/g,
    isPassword,
  ),
  rule(
    'keystore-password',
    'toCharArray',
    /"([^"\n«»]{6,100})"\.toCharArray\(\)/g,
    (text) => isPassword(text) && (randomBits(text) >= 4 || /[A-Za-z]\d+[^\w\s]$/.test(text)),
  ),
  rule(
    'bundler-password',
    'BUNDLE_',
    /BUNDLE_[A-Z0-9_]{2,100}["']?[ \t]{0,4}[:=][ \t]{0,4}["']?((?:[^\s:"'«»/]{1,60}:)?[^\s:"'«»/]{8,100})["']?[ \t]{0,4}\r?$/gm,
    (text) => randomBits(text) >= 12,
  ),
  rule(
    'bundler-password',
    'bundle',
    /bundle[ \t]{1,4}config[ \t][^\n«»]{0,120}?[\w-]{1,60}\.[a-z]{2,10}[ \t]{1,4}([^\s:"'«»/]{1,60}:[^\s:"'«»]{6,100})/g,
    (text) => randomBits(text) >= 12,
  ),
];
