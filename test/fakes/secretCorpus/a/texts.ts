/** Secrets in notebooks, dumps, logs, prose, other languages, phrases and arrays. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const texts: Kinds = {
  'sql identified by': [
    'db/users.sql',
    (r) => `CREATE USER 'shop'@'%' IDENTIFIED BY '${s(r.password())}';\nGRANT ALL ON shop.* TO 'shop'@'%';\n`,
  ],
  'sql with password': ['db/roles.sql', (r) => `CREATE ROLE app LOGIN PASSWORD '${s(r.password())}';\n`],
  'sql alter user': ['db/rot.sql', (r) => `ALTER USER postgres WITH PASSWORD '${s(r.human())}';\n`],
  'sql login': [
    'db/ms.sql',
    (r) => `CREATE LOGIN svc WITH PASSWORD = N'${s(r.password())}', CHECK_POLICY = OFF;\n`,
  ],
  'sql set password': [
    'db/set.sql',
    (r) => `SET PASSWORD FOR 'root'@'localhost' = PASSWORD('${s(r.password())}');\n`,
  ],
  'postgres copy rows': [
    'db/copy.sql',
    (r) =>
      `COPY public.api_keys (id, owner, secret) FROM stdin;\n1\tacme\t${s(r.alnum(40))}\n2\tbeta\t${s(r.alnum(40))}\n\\.\n`,
  ],
  'csv of accounts': [
    'export/accounts.csv',
    (r) => `email,password,role\na@acme.io,${s(r.alnum(12))},admin\nb@acme.io,${s(r.alnum(12))},user\n`,
  ],
  'readme sentence': [
    'README.md',
    (r) => `Log in as admin with the password \`${s(r.alnum(12))}\` and change it.\n`,
  ],
  'readme user and password': [
    'docs/demo.md',
    (r) => `Demo account\n\n- User: demo\n- Password: ${s(r.human())}\n`,
  ],
  'todo comment': [
    'src/todo.ts',
    (r) => `// TODO remove before release: admin password is ${s(r.human())}\nexport {};\n`,
  ],
  'html hidden input': [
    'web/form.html',
    (r) => `<input type="password" name="pw" value="${s(r.alnum(14))}">\n`,
  ],
  'url query token': [
    'feeds.opml',
    (r) => `<outline xmlUrl="https://git.acme.io/user.atom?private_token=${s(r.word(20))}"/>\n`,
  ],
  'url query with access token': [
    'logs/access.log',
    (r) => `10.0.0.7 - - "GET /v1/me?access_token=${s(r.alnum(36))}&lang=en HTTP/1.1" 200 512\n`,
  ],
  'chat export': [
    'mail/chat.txt',
    (r) => `[10:02] ann: pw for staging?\n[10:03] tom: staging / ${s(r.human())}\n`,
  ],
  snapshot: [
    'test/__snapshots__/login.snap',
    (r) =>
      `exports[\`login 1\`] = \`\nObject {\n  "password": "${s(r.alnum(14))}",\n  "user": "ann",\n}\n\`;\n`,
  ],
  'gitlab ci variables': [
    '.gitlab-ci2.yml',
    (r) => `variables:\n  DEPLOY_USER: bot\n  DEPLOY_PASS: "${s(r.password())}"\n`,
  ],
  'bitbucket pipelines': [
    'bitbucket-pipelines.yml',
    (r) => `          script:\n            - export SFTP_PASSWORD=${s(r.alnum(14))}\n`,
  ],
  'launch json env': [
    '.vscode/launch.json',
    (r) => `"env": { "AUTH_TOKEN": "${s(r.lower(32))}", "NODE_ENV": "development" }\n`,
  ],
  'idea run configuration': [
    '.run/App.run.xml',
    (r) => `<envs>\n  <env name="DB_PASSWORD" value="${s(r.alnum(16))}" />\n</envs>\n`,
  ],
  'filezilla base64 pass': [
    'docs/fz.xml',
    (r) =>
      `<User>web</User>\n<Pass encoding="base64">${s(Buffer.from(r.password()).toString('base64'))}</Pass>\n`,
  ],
  'totp seed': [
    'docs/2fa.md',
    (r) =>
      `Scan or type the secret: ${s(r.base32(32))}\n\notpauth://totp/Acme:ops?secret=${s(r.base32(32))}&issuer=Acme\n`,
  ],
  'bitlocker recovery key': [
    'docs/laptop.txt',
    (r) => `Recovery Key:\n${s(Array.from({ length: 8 }, () => r.digits(6)).join('-'))}\n`,
  ],
  'jwk private': [
    'keys/jwk-sample.txt',
    (r) => `{"kty":"RSA","e":"AQAB","n":"${r.word(342)}","d":"${s(r.word(342))}","p":"${s(r.word(171))}"}\n`,
  ],
  'php session file text': [
    'docs/session.txt',
    (r) => `user|s:5:"admin";auth_token|s:40:"${s(r.hex(40))}";\n`,
  ],
  'bip39 phrase in a file': ['notes/wallet.txt', (r) => `Seed phrase: ${s(r.words(12).join(' '))}\n`],
  'numbered phrase': [
    'notes/ledger.txt',
    (r) =>
      `Recovery phrase\n${r
        .words(12)
        .map((word, at) => `${at + 1}. ${s(word)}`)
        .join('\n')}\n`,
  ],
  'byte array hex in javascript': [
    'src/key.js',
    (r) =>
      `const secretKey = new Uint8Array([\n  ${s(
        r
          .bytes(16)
          .map((b) => `0x${b.toString(16).padStart(2, '0')}`)
          .join(', '),
      )},\n  ${s(
        r
          .bytes(16)
          .map((b) => `0x${b.toString(16).padStart(2, '0')}`)
          .join(', '),
      )},\n]);\n`,
  ],
  'byte array decimal in json': [
    'wallet/id-sample.txt',
    (r) => `{"secretKey":[${s(r.bytes(64).join(','))}]}\n`,
  ],
  'byte array in go': [
    'crypt.go',
    (r) =>
      `var aesKey = []byte{${s(
        r
          .bytes(32)
          .map((b) => `0x${b.toString(16).padStart(2, '0')}`)
          .join(', '),
      )}}\n`,
  ],
  'byte array in rust': [
    'src/crypt.rs',
    (r) => `const SECRET_KEY: [u8; 32] = [${s(r.bytes(32).join(', '))}];\n`,
  ],
  'byte array in c': [
    'fw/aes.c',
    (r) =>
      `static const uint8_t aes_key[16] = {\n    ${s(
        r
          .bytes(8)
          .map((b) => `0x${b.toString(16).toUpperCase().padStart(2, '0')}`)
          .join(', '),
      )},\n    ${s(
        r
          .bytes(8)
          .map((b) => `0x${b.toString(16).toUpperCase().padStart(2, '0')}`)
          .join(', '),
      )}\n};\n`,
  ],
  'byte array in java': [
    'Crypt.java',
    (r) =>
      `private static final byte[] SECRET_KEY = {${s(
        r
          .bytes(16)
          .map((b) => `(byte) 0x${b.toString(16).padStart(2, '0')}`)
          .join(', '),
      )}};\n`,
  ],
  'hex string with colons': ['crypt.yml', (r) => `master_key: ${s(r.hex(64).replace(/..(?=.)/g, '$&:'))}\n`],
  'hex escape string in c': [
    'fw/k.c',
    (r) =>
      `const char *hmac_key = "${s(
        r
          .bytes(20)
          .map((b) => `\\x${b.toString(16).padStart(2, '0')}`)
          .join(''),
      )}";\n`,
  ],
  'french name': ['config.fr.ini', (r) => `[base]\nutilisateur = app\nmot_de_passe = ${s(r.alnum(14))}\n`],
  'italian name': ['config.it.properties', (r) => `utente=app\nparola_chiave=${s(r.alnum(14))}\n`],
  'chinese name': ['docs/zh.md', (r) => `用户名：admin\n密码：${s(r.alnum(12))}\n`],
};
