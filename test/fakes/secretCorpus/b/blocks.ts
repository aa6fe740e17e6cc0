/** Keys of many lines, with and without armour. Half b: for measuring only: rules are not written from it. */
import { type Kinds, rows, s } from '../kind.ts';

export const blocks: Kinds = {
  'rsa block in yaml': [
    'config/tls.yml',
    (r) =>
      `tls_key: |\n  -----BEGIN RSA PRIVATE KEY-----\n${rows(r.base64(64 * 25 + 30), 64, ['  ', ''])}\n  -----END RSA PRIVATE KEY-----\n`,
  ],
  'ec block': [
    'test/data/ec.txt',
    (r) =>
      `-----BEGIN EC PRIVATE KEY-----\n${rows(`MHcCAQEEI${r.base64(151)}==`, 64, ['', ''])}\n-----END EC PRIVATE KEY-----\n`,
  ],
  'openssh block': [
    'docs/ssh.md',
    (r) =>
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${rows(`b3BlbnNzaC1rZXktdjEAAAAA${r.base64(1800)}`, 70, ['', ''])}\n-----END OPENSSH PRIVATE KEY-----\n`,
  ],
  'pgp private block': [
    'docs/pgp.txt',
    (r) =>
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBF${s(r.base64(58))}\n${rows(r.base64(64 * 30), 64, ['', ''])}\n=${r.base64(4)}\n-----END PGP PRIVATE KEY BLOCK-----\n`,
  ],
  'block joined in java': [
    'src/Pem.java',
    (r) =>
      `String key = "-----BEGIN PRIVATE KEY-----\\n" +\n${rows(r.base64(64 * 8), 64, ['    "', '\\n" +'])}\n    "-----END PRIVATE KEY-----";\n`,
  ],
  'block escaped on one line': [
    'deploy/env-key.txt',
    (r) =>
      `PRIVATE_KEY="-----BEGIN RSA PRIVATE KEY-----\\n${Array.from({ length: 20 }, () => s(r.base64(64))).join('\\n')}\\n-----END RSA PRIVATE KEY-----\\n"\n`,
  ],
  'block quoted in a mail': [
    'mail/key.txt',
    (r) =>
      `> -----BEGIN PRIVATE KEY-----\n${rows(r.base64(64 * 6), 64, ['> ', ''])}\n> -----END PRIVATE KEY-----\n`,
  ],
  'block without an end': [
    'docs/cut.txt',
    (r) => `-----BEGIN RSA PRIVATE KEY-----\n${rows(r.base64(64 * 9), 64, ['', ''])}\n`,
  ],
  'block without a begin': [
    'docs/tail.txt',
    (r) => `${rows(r.base64(64 * 9), 64, ['', ''])}\n-----END RSA PRIVATE KEY-----\n`,
  ],
  'der without armour in yaml': [
    'conf/der.yml',
    (r) => `signing:\n  material: MIIE${s(`vQIBADANBgkqhkiG9w0BAQEFAASC${r.base64(1560)}`)}\n`,
  ],
  'der without armour in rows': [
    'conf/der.txt',
    (r) => `MIIEpAIBAAKCAQEA${s(r.base64(48))}\n${rows(r.base64(64 * 24), 64, ['', ''])}\n`,
  ],
  'openssh body without armour': [
    'conf/ssh.yml',
    (r) => `deploy_key: b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ${s(r.base64(1700))}\n`,
  ],
  'kubeconfig client key data': [
    'docs/kubeconfig.txt',
    (r) =>
      `users:\n- name: admin\n  user:\n    client-key-data: ${s(Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\n${r.base64(1600)}`).toString('base64'))}\n`,
  ],
  'putty key': [
    'docs/putty.txt',
    (r) =>
      `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: imported\nPublic-Lines: 1\nAAAAB3NzaC1yc2E${r.base64(40)}\nPrivate-Lines: 8\n${rows(r.base64(64 * 8), 64, ['', ''])}\nPrivate-MAC: ${r.hex(40)}\n`,
  ],
  'openvpn inline key': [
    'vpn/client-sample.txt',
    (r) =>
      `client\nremote vpn.acme.io 1194\n<tls-auth>\n${rows(r.hex(32 * 16), 32, ['', ''])}\n</tls-auth>\n`,
  ],
  'keystore in base64': [
    'ci/keystore.yml',
    (r) => `ANDROID_KEYSTORE_BASE64: ${s(`/u3+7QAAAAIAAAAB${r.base64(2700)}`)}\n`,
  ],
  'python key with indents': [
    'tests/keys.py',
    (r) =>
      `KEY = """\n    -----BEGIN PRIVATE KEY-----\n${rows(r.base64(64 * 12), 64, ['    ', ''])}\n    -----END PRIVATE KEY-----\n"""\n`,
  ],
  'ansible vault pasted key': [
    'group_vars/tls.yml',
    (r) =>
      `ssl_private_key: "-----BEGIN PRIVATE KEY-----\\n\\\n${rows(r.base64(64 * 6), 64, ['  ', '\\n\\'])}\n  -----END PRIVATE KEY-----"\n`,
  ],
  'saml key one line': [
    'saml.json',
    (r) =>
      `{ "entryPoint": "https://idp", "privateCert": "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw${s(r.base64(1580))}" }\n`,
  ],
  'hex rows of a dump': [
    'docs/dump.txt',
    (r) =>
      `Private-Key: (2048 bit)\nprivateExponent:\n${rows(r.hex(30 * 12).replace(/../g, '$&:'), 45, ['    ', ''])}\n`,
  ],
  'rsa block of 8192 bits': [
    'keys/big.txt',
    (r) =>
      `-----BEGIN RSA PRIVATE KEY-----\n${rows(r.base64(64 * 100 - 12), 64, ['', ''])}\n-----END RSA PRIVATE KEY-----\n`,
  ],
  'long base64 on one line': [
    'ci/profile.yml',
    (r) => `PROVISIONING_SECRET_B64: ${s(r.base64(12_000))}\nNEXT: 1\n`,
  ],
  'pgp block of 60 rows quoted in yaml': [
    'conf/sops.yml',
    (r) =>
      `pgp_key: |\n    -----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${rows(r.base64(64 * 60), 64, ['    ', ''])}\n    =${r.base64(4)}\n    -----END PGP PRIVATE KEY BLOCK-----\n`,
  ],
  'byte array of many rows': [
    'src/bigkey.go',
    (r) =>
      `var privateKeyDER = []byte{\n${rows(
        r
          .bytes(12 * 40)
          .map((b) => `0x${b.toString(16).padStart(2, '0')},`)
          .join(' '),
        72,
        ['\t', ''],
      )}\n}\n`,
  ],
  'binary secret as decimal rows': [
    'wallet/keypair.ts',
    (r) =>
      `const PRIVATE_KEY = [\n${Array.from({ length: 8 }, () => `  ${s(r.bytes(16).join(', '))},`).join('\n')}\n];\n`,
  ],
};
