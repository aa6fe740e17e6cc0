/** Secrets in notebooks, dumps, logs, prose, other languages, phrases and arrays. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const texts: Kinds = {
  'notebook output': [
    'eda.ipynb',
    (r) =>
      `{"cells":[{"cell_type":"code","outputs":[{"text":["DB_PASSWORD=${s(r.alnum(18))}\\n"]}],"source":["!env | grep DB"]}]}\n`,
  ],
  'notebook source': [
    'load.ipynb',
    (r) =>
      `{"cells":[{"cell_type":"code","source":["conn = connect(user='app', password='${s(r.alnum(18))}')\\n"]}]}\n`,
  ],
  'sql insert of users': [
    'db/dump.sql',
    (r) => `INSERT INTO users (id, login, password) VALUES (1, 'admin', '${s(r.alnum(16))}');\n`,
  ],
  'sql insert of hashes': [
    'db/dump2.sql',
    (r) =>
      `INSERT INTO \`users\` (\`id\`,\`email\`,\`password_hash\`) VALUES (7,'a@acme.io','$2y$10$${s(r.alnum(53))}');\n`,
  ],
  'sql update token': [
    'db/fix.sql',
    (r) => `UPDATE settings SET value = '${s(r.alnum(40))}' WHERE name = 'api_token';\n`,
  ],
  'sql pgcrypto': [
    'db/crypt.sql',
    (r) => `SELECT pgp_sym_decrypt(card::bytea, '${s(r.alnum(20))}') FROM cards;\n`,
  ],
  'markdown table of accounts': [
    'docs/accounts.md',
    (r) =>
      `| User | Password | Where |\n|---|---|---|\n| root | ${s(r.password().replaceAll('|', 'x'))} | db1 |\n| app | \`${s(r.alnum(14))}\` | db2 |\n`,
  ],
  'commented code': [
    'src/old.py',
    (r) => `# client = Client(secret="${s(r.alnum(30))}")\nclient = Client()\n`,
  ],
  'html comment': ['web/index.html', (r) => `<!-- ftp: user=web pass=${s(r.alnum(12))} -->\n<html></html>\n`],
  'html meta token': [
    'web/app.html',
    (r) => `<script>window.__CFG__ = {apiSecret:"${s(r.alnum(32))}",env:"prod"}</script>\n`,
  ],
  'log of a login': [
    'logs/app.log',
    (r) => `2024-02-01 10:00:03 DEBUG auth user=admin password=${s(r.alnum(14))} ip=10.0.0.8\n`,
  ],
  'log of json': [
    'logs/app.jsonl',
    (r) => `{"level":"debug","msg":"login","body":{"user":"a","password":"${s(r.alnum(14))}"}}\n`,
  ],
  'log of python repr': [
    'logs/worker.log',
    (r) => `INFO kwargs={'api_key': '${s(r.lower(32))}', 'retries': 3}\n`,
  ],
  'stack trace with url': [
    'logs/err.txt',
    (r) =>
      `OperationalError: could not connect to postgresql://app:${s(r.alnum(16))}@10.0.0.4/shop\n    at connect (db.js:10)\n`,
  ],
  'email thread': [
    'mail/handover.txt',
    (r) => `> Hi Tom,\n> the VPN password is: ${s(r.human())}\n> Best, Ann\n`,
  ],
  'diff line': [
    'patches/0001.patch',
    (r) => `@@ -1,2 +1,2 @@\n-api_key: ${s(r.hex(32))}\n+api_key: <%= ENV['API_KEY'] %>\n`,
  ],
  'test fixture': [
    'test/fixtures/user.json',
    (r) => `{"name":"Ann","resetToken":"${s(r.hex(40))}","active":true}\n`,
  ],
  'vcr cassette': [
    'spec/cassettes/list.yml',
    (r) =>
      `    headers:\n      Authorization:\n      - Bearer ${s(r.alnum(40))}\n      Accept:\n      - "*/*"\n`,
  ],
  'github actions inline': [
    '.github/workflows/ci.yml',
    (r) =>
      `      - name: Publish\n        env:\n          NODE_AUTH_TOKEN: ${s(r.uuid())}\n        run: npm publish\n`,
  ],
  'azure pipelines': [
    'azure-pipelines.yml',
    (r) => `variables:\n- name: signingPassword\n  value: ${s(r.alnum(16))}\n`,
  ],
  'travis env global': ['.travis.yml', (r) => `env:\n  global:\n    - API_KEY=${s(r.hex(32))} MODE=ci\n`],
  'jenkins pipeline environment': [
    'Jenkinsfile.deploy',
    (r) => `environment {\n  DEPLOY_TOKEN = '${s(r.lower(40))}'\n}\n`,
  ],
  fastlane: [
    'fastlane/Fastfile',
    (r) => `ENV["FASTLANE_PASSWORD"] = "${s(r.password())}"\nlane :beta do\nend\n`,
  ],
  'vscode settings': [
    '.vscode/settings.json',
    (r) =>
      `{ "sqltools.connections": [ { "name": "db", "username": "app", "password": "${s(r.alnum(14))}" } ] }\n`,
  ],
  'totp in code': ['otp.py', (r) => `totp = pyotp.TOTP("${s(r.base32(32))}")\nprint(totp.now())\n`],
  'recovery codes': [
    'docs/recovery.txt',
    (r) =>
      `GitHub recovery codes\n${Array.from({ length: 6 }, () => s(`${r.hex(5)}-${r.hex(5)}`)).join('\n')}\n`,
  ],
  'jwk symmetric': ['keys/oct-sample.txt', (r) => `{"kty":"oct","k":"${s(r.word(43))}","alg":"HS256"}\n`],
  'bip39 phrase in code': [
    'deploy.js',
    (r) => `const mnemonic = "${s(r.words(12).join(' '))}";\nconst wallet = Wallet.fromMnemonic(mnemonic);\n`,
  ],
  'bip39 phrase in env': [
    'docs/truffle.md',
    (r) => `MNEMONIC="${s(r.words(24).join(' '))}" truffle migrate\n`,
  ],
  'passphrase of words in yaml': ['borg.yaml', (r) => `encryption_passphrase: ${s(r.words(6).join(' '))}\n`],
  'byte array in csharp': [
    'Crypt.cs',
    (r) => `byte[] encryptionKey = new byte[] { ${s(r.bytes(24).join(', '))} };\n`,
  ],
  'german name': [
    'einstellungen.py',
    (r) => `passwort = "${s(r.password())}"\nkennwort_admin = "${s(r.alnum(14))}"\n`,
  ],
  'spanish name': ['config.es.yml', (r) => `usuario: app\ncontraseña: ${s(r.alnum(14))}\n`],
  'portuguese name': ['config.pt.json', (r) => `{ "usuario": "app", "senha": "${s(r.alnum(14))}" }\n`],
  'russian name': ['docs/ru.md', (r) => `Логин: admin\nПароль: ${s(r.alnum(12))}\n`],
  'japanese name': ['docs/ja.md', (r) => `ユーザー: admin\nパスワード: ${s(r.alnum(12))}\n`],
  'korean name': ['docs/ko.md', (r) => `아이디: admin\n비밀번호: ${s(r.alnum(12))}\n`],
  'polish name': ['conf.pl.yml', (r) => `haslo: ${s(r.alnum(14))}\n`],
  'dutch name': ['conf.nl.yml', (r) => `wachtwoord: "${s(r.alnum(14))}"\n`],
  'swedish name': ['docs/sv.md', (r) => `Lösenord: ${s(r.alnum(12))}\n`],
  'turkish name': ['docs/tr.md', (r) => `Şifre: ${s(r.alnum(12))}\n`],
  'full width colon and quotes': ['docs/zh2.md', (r) => `管理员密码为“${s(r.alnum(12))}”，请勿外传。\n`],
};
