/** Keys of many lines, with and without armour. Half a: may be learnt from. */
import { type Kinds, rows, s } from '../kind.ts';

export const blocks: Kinds = {
  'pkcs8 block with one row': [
    'src/ed.ts',
    (r) =>
      `const key = \`-----BEGIN PRIVATE KEY-----\n${s(`MC4CAQAwBQYDK2VwBCIEI${r.base64(43)}`)}\n-----END PRIVATE KEY-----\`;\n`,
  ],
  'encrypted block': [
    'docs/enc.txt',
    (r) =>
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${r.hex(32).toUpperCase()}\n\n${rows(r.base64(64 * 12), 64, ['', ''])}\n-----END RSA PRIVATE KEY-----\n`,
  ],
  'block in a javascript array': [
    'src/pem.js',
    (r) =>
      `const key = [\n  '-----BEGIN RSA PRIVATE KEY-----',\n${rows(r.base64(64 * 10), 64, ["  '", "',"])}\n  '-----END RSA PRIVATE KEY-----',\n].join('\\n');\n`,
  ],
  'block in a comment': [
    'src/pem.py',
    (r) =>
      `# -----BEGIN RSA PRIVATE KEY-----\n${rows(r.base64(64 * 6), 64, ['# ', ''])}\n# -----END RSA PRIVATE KEY-----\n`,
  ],
  'block in a diff': [
    'patches/key.patch',
    (r) =>
      `+-----BEGIN EC PRIVATE KEY-----\n${rows(r.base64(64 * 3), 64, ['+', ''])}\n+-----END EC PRIVATE KEY-----\n`,
  ],
  'block with windows line ends': [
    'docs/crlf.txt',
    (r) =>
      `-----BEGIN PRIVATE KEY-----\r\n${rows(r.base64(64 * 7), 64, ['', '\r'])}\n-----END PRIVATE KEY-----\r\n`,
  ],
  'der in java joined': [
    'src/Der.java',
    (r) =>
      `static final String PRIV =\n    "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBA${s(r.base64(40))}"\n${rows(r.base64(76 * 9), 76, ['    + "', '"'])};\n`,
  ],
  'pgp body without armour': [
    'conf/pgp.txt',
    (r) => `lQdGBF${s(r.base64(58))}\n${rows(r.base64(64 * 20), 64, ['', ''])}\n`,
  ],
  'block in base64': [
    'conf/b64.yml',
    (r) =>
      `tls.key: ${s(Buffer.from(`-----BEGIN PRIVATE KEY-----\n${r.base64(64)}\n${r.base64(64)}\n${r.base64(40)}\n-----END PRIVATE KEY-----\n`).toString('base64'))}\n`,
  ],
  'openvpn static key': [
    'docs/ta.txt',
    (r) =>
      `-----BEGIN OpenVPN Static key V1-----\n${rows(r.hex(32 * 16), 32, ['', ''])}\n-----END OpenVPN Static key V1-----\n`,
  ],
  'p12 in base64 rows': [
    'ci/p12.sh',
    (r) =>
      `cat > cert.p12.b64 <<EOF\nMIIKPAIBAzCCCf${s(r.base64(50))}\n${rows(r.base64(64 * 35), 64, ['', ''])}\nEOF\n`,
  ],
  'heredoc key': [
    'prov/key.sh',
    (r) =>
      `cat > /root/.ssh/id_rsa <<'KEY'\n-----BEGIN RSA PRIVATE KEY-----\n${rows(r.base64(64 * 25), 64, ['', ''])}\n-----END RSA PRIVATE KEY-----\nKEY\nchmod 600 /root/.ssh/id_rsa\n`,
  ],
  'go test key': [
    'key_test.go',
    (r) =>
      'var testKey = []byte(`-----BEGIN RSA PRIVATE KEY-----\n' +
      rows(r.base64(64 * 13), 64, ['', '']) +
      '\n-----END RSA PRIVATE KEY-----`)\n',
  ],
  'xml rsa key value': [
    'keys/rsa.sample.xml',
    (r) =>
      `<RSAKeyValue><Modulus>${r.base64(172)}</Modulus><Exponent>AQAB</Exponent><P>${s(r.base64(88))}</P><Q>${s(r.base64(88))}</Q><D>${s(r.base64(172))}</D></RSAKeyValue>\n`,
  ],
  'signal of a list of keys': [
    'keys/list.txt',
    (r) =>
      `# api keys, one for each customer\n${Array.from({ length: 12 }, () => s(r.alnum(40))).join('\n')}\n`,
  ],
  'long token in code': ['src/lic.ts', (r) => `const licenseSecret = '${s(r.alnum(900))}';\n`],
};
