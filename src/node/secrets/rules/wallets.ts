/** The forms of keys of wallets, of codes that are used once, and of keys of machines. */
import { randomBits } from '../random/randomness.ts';
import { hasDigit, isMixed, isVaried, type Rule, rule } from './rule.ts';

export const KEY_RULES: readonly Rule[] = [
  rule(
    'bitcoin-key',
    '5 K L',
    /(?<![A-Za-z0-9+/_-])(?:5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51})(?![A-Za-z0-9+/=_-])/g,
    isDrawn,
  ),
  rule('bitcoin-key', 'prv', /(?<![A-Za-z0-9])[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{60,120}/g),
  rule('nostr-key', 'nsec1', /nsec1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{40,80}/gi),
  rule('sui-key', 'suiprivkey1', /suiprivkey1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{40,80}/gi),
  rule(
    'near-key',
    'ed25519: secp256k1:',
    /(?:ed25519|secp256k1):([1-9A-HJ-NP-Za-km-z]{64,90})(?![A-Za-z0-9])/g,
    isMixed,
  ),
  rule('stellar-key', 'S', /(?<![A-Za-z0-9+/_-])S[A-Z2-7]{55}(?![A-Za-z0-9+/=_-])/g, isVaried),
  rule(
    'ethereum-key',
    'accounts',
    /accounts["']?[ \t]{0,4}[:=][ \t]{0,4}\[\s{0,40}["'`](?:0x)?([0-9a-f]{64})["'`]/gi,
    hasDigit,
  ),
  rule('solana-key', '[', /^\[ ?((?:\d{1,3},[ \r\n]{0,2}){63}\d{1,3}) ?\]\s{0,4}$/gm),
  rule('bitlocker-key', '-', /(?<![\d-])(?:\d{6}-){7}\d{6}(?![\d-])/g),
  rule('product-key', '-', /(?<![A-Z0-9-])(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}(?![A-Z0-9-])/g, isVaried),
  rule(
    'otp-seed',
    'otpauth',
    /otpauth(?:-migration)?:\/\/[^\s"'`«»]{0,300}?[?&](?:secret|data)=([A-Za-z0-9%+/=_-]{8,2000})/gi,
  ),
  rule(
    'unseal-key',
    'key',
    /(?:unseal|recovery|init(?:ial)?(?: root)?)[ _-]{0,2}key[ \t]{0,2}\d{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z0-9+/]{40,90}={0,2})/gi,
    isVaried,
  ),
  rule(
    'rsa-key',
    '<P> <Q> <D> <DP> <DQ> <InverseQ>',
    /<(?:P|Q|D|DP|DQ|InverseQ)>[ \t]{0,4}([A-Za-z0-9+/]{20,4000}={0,2})/g,
  ),
  rule(
    'rsa-key',
    'prime private',
    /(?:privateExponent|prime1|prime2|exponent1|exponent2|coefficient|priv)[ \t]{0,4}:\s{1,12}((?:[0-9a-f]{2}:\s{0,8}){8,1200}[0-9a-f]{2})/g,
  ),
  rule(
    'dnssec-key',
    'PrivateExponent Prime Exponent Coefficient Private_value',
    /^(?:PrivateExponent|Prime[12]|Exponent[12]|Coefficient|Private_value\(x\)):[ \t]{1,4}([A-Za-z0-9+/]{16,4000}={0,2})/gm,
  ),
  rule(
    'service-account-key-id',
    'private_key_id',
    /private_key_id\\?["'][ \t]{0,4}:[ \t]{0,4}\\?["']([0-9a-f]{40})/g,
  ),
  rule(
    'salted-hash',
    '{',
    /\{(?:S?SHA(?:256|512)?|S?MD5|CRYPT|PBKDF2[\w-]{0,10}|ARGON2)\}([A-Za-z0-9+/$.=,-]{16,300})/gi,
  ),
  rule('digest-password', ':', /^[\w.@-]{1,60}:[\w .@-]{1,80}:([0-9a-f]{32})\r?$/gm, hasDigit),
  rule('windows-hash', ':::', /^[^\s:]{1,100}:\d{1,10}:([0-9a-f]{32}:[0-9a-f]{32}):::/gim),
];

/** Other runs of this alphabet and length are words that are joined. */
function isDrawn(text: string): boolean {
  return isMixed(text) && randomBits(text) >= 60;
}
