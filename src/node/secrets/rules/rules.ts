/** Secrets that no single provider gives out, and the list of all rules. */
import { CLOUD_RULES } from './cloud.ts';
import { CODE_RULES } from './code.ts';
import { CONNECTION_RULES } from './connections.ts';
import { MODELS_RULES } from './models.ts';
import { OTHER_RULES } from './others.ts';
import { isVaried, type Rule, rule } from './rule.ts';
import { SERVICES_RULES } from './services.ts';
import { KEY_RULES } from './wallets.ts';

const GENERAL: readonly Rule[] = [
  rule('digest-response', 'digest', /digest[ \t][^\n«»]{0,600}?\bresponse=\\?"?([0-9a-f]{32,64})/gi),
  rule('password-hash', 'md5', /(?<![A-Za-z0-9])md5([0-9a-f]{32})(?![0-9a-f])/g),
  rule('password-hash', 'SCRAM-SHA', /SCRAM-SHA-\d{1,3}\$\d{1,7}:([A-Za-z0-9+/=$:]{40,200})/g),
  rule(
    'jwt',
    'eyJ',
    /(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbfv]|%[0-9A-Fa-f]{2}|\[[0-9;]{0,9}m))eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,2000}/g,
  ),
  rule(
    'age-key',
    'AGE-SECRET-KEY- AGE-PLUGIN-',
    /AGE-(?:SECRET-KEY|PLUGIN-[A-Z0-9]{1,20})-1?[A-Z0-9]{50,120}/g,
  ),
  rule('bearer-token', 'bearer', /bearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{20,4000})/gi, isVaried),
  rule(
    'basic-auth-header',
    'basic',
    /basic[ \t]{1,4}([A-Za-z0-9+/]{12,1000}={0,2})(?![A-Za-z0-9+/=])/gi,
    isBasicAuth,
  ),
  rule(
    'password-hash',
    '$',
    /\${1,2}(?:2[aby]\${1,2}\d{2}\${1,2}[./A-Za-z0-9]{53}|apr1\$[./A-Za-z0-9]{2,8}\$[./A-Za-z0-9]{22}|[156]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}|argon2(?:id|i|d)\$v=\d{1,3}\$[A-Za-z0-9=,]{5,60}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180})/g,
  ),
];

/** All rules, the most telling first: of two that match the same text the first gives the kind. */
export const RULES: readonly Rule[] = [
  ...CLOUD_RULES,
  ...CODE_RULES,
  ...MODELS_RULES,
  ...SERVICES_RULES,
  ...OTHER_RULES,
  ...KEY_RULES,
  ...CONNECTION_RULES,
  ...GENERAL,
];

function isBasicAuth(text: string): boolean {
  return /^[\x21-\x7e]{0,200}:[\x21-\x7e]{2,400}$/.test(decode(text));
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
