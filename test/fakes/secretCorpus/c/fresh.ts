/** Secrets of every theme, written when the rules already stood. For measuring only: rules are not written from it. */
import { type Kinds, rows, s } from '../kind.ts';

export const fresh: Kinds = {
  'trello token in a url': [
    'bin/board.sh',
    (r) => `curl "https://api.trello.com/1/boards/abc?key=${r.hex(32)}&token=ATTA${s(r.hex(64))}"\n`,
  ],
  'pipedrive query': [
    'crm/deals.rb',
    (r) => `HTTP.get("https://api.pipedrive.com/v1/deals?api_token=${s(r.hex(40))}")\n`,
  ],
  'rollbar token': ['rollbar.yml', (r) => `development:\n  access_token: ${s(r.hex(32))}\n`],
  'cloudinary url': [
    'media.js',
    (r) => `process.env.CLOUDINARY_URL = 'cloudinary://${r.digits(15)}:${s(r.word(27))}@demo';\n`,
  ],
  'backblaze key': [
    'restic.sh',
    (r) => `export B2_ACCOUNT_ID=${r.hex(12)}\nexport B2_ACCOUNT_KEY=K00${s(r.base64(28))}\n`,
  ],
  'openrouter key': ['ai.py', (r) => `headers = {"Authorization": "Bearer sk-or-v1-${s(r.hex(64))}"}\n`],
  'xai key': [
    'grok.ts',
    (r) => `new OpenAI({ apiKey: 'xai-${s(r.alnum(80))}', baseURL: 'https://api.x.ai/v1' })\n`,
  ],
  'tavily key': ['tools.toml', (r) => `tavily_api_key = "tvly-${s(r.alnum(32))}"\n`],
  'langfuse secret': [
    'trace.py',
    (r) => `Langfuse(public_key="pk-lf-${r.uuid()}", secret_key="sk-lf-${s(r.uuid())}")\n`,
  ],
  'clerk secret': ['clerk.md', (r) => `    CLERK_SECRET_KEY=sk_live_${s(r.alnum(42))}\n`],
  'posthog personal key': [
    'events.go',
    (r) => `client, _ := posthog.NewWithConfig("phx_${s(r.alnum(43))}", cfg)\n`,
  ],
  'mollie key': ['pay.php', (r) => `$mollie->setApiKey("live_${s(r.alnum(30))}");\n`],
  'twitch oauth': ['chat.js', (r) => `identity: { username: 'bot', password: 'oauth:${s(r.lower(30))}' },\n`],
  'riot key': ['lol.py', (r) => `api = RiotAPI("RGAPI-${s(r.uuid())}")\n`],
  'ably key': [
    'live.ts',
    (r) => `const ably = new Ably.Realtime('${r.word(6)}.${r.word(6)}:${s(r.word(43))}');\n`,
  ],
  'pubnub secret': ['hub.js', (r) => `secretKey: 'sec-c-${s(r.base64(60))}',\n`],
  browserstack: [
    'wdio.conf.js',
    (r) => `exports.config = { user: 'ann1', key: '${s(r.alnum(20))}', services: ['browserstack'] };\n`,
  ],
  'chromatic token': [
    'package.sample.json',
    (r) => `{ "scripts": { "chromatic": "chromatic --project-token=chpt_${s(r.hex(16))}" } }\n`,
  ],
  'zendesk basic': [
    'help.sh',
    (r) => `curl https://acme.zendesk.com/api/v2/users.json -u ann@acme.io/token:${s(r.alnum(40))}\n`,
  ],
  'intercom token': ['chat.rb', (r) => `Intercom::Client.new(token: 'dG9rO${s(r.base64(55))}=')\n`],
  'openshift login': [
    'docs/oc.md',
    (r) => `oc login --token=sha256~${s(r.word(43))} --server=https://api.acme.io:6443\n`,
  ],
  'kubectl set credentials': [
    'docs/kc.md',
    (r) => `kubectl config set-credentials ci --token=${s(r.lower(48))}\n`,
  ],
  'az service principal login': [
    'docs/az.md',
    (r) => `az login --service-principal -u ${r.uuid()} -p ${s(r.word(34))} --tenant acme.io\n`,
  ],
  'aws configure set': [
    'docs/awsc.md',
    (r) => `aws configure set aws_secret_access_key ${s(r.base64(40))} --profile prod\n`,
  ],
  smbclient: ['docs/smb.md', (r) => `smbclient //nas/share -U backup%${s(r.alnum(14))} -c ls\n`],
  freerdp: ['rdp.sh', (r) => `xfreerdp /v:srv /u:admin /p:${s(r.alnum(14))} /f\n`],
  'seven zip': ['pack2.sh', (r) => `7z a -p${s(r.alnum(16))} -mhe=on out.7z data/\n`],
  'zip P': ['pack3.sh', (r) => `zip -r -P ${s(r.alnum(14))} out.zip data\n`],
  'ssh keygen': ['keys.sh', (r) => `ssh-keygen -t ed25519 -N '${s(r.password())}' -f ./key\n`],
  'nmcli wifi': ['pi.sh', (r) => `nmcli dev wifi connect Office password ${s(r.alnum(14))}\n`],
  'wpa passphrase': ['pi2.sh', (r) => `wpa_passphrase Office ${s(r.alnum(14))} >> /etc/wpa.conf\n`],
  ipmitool: ['bmc.sh', (r) => `ipmitool -I lanplus -H bmc1 -U ADMIN -P ${s(r.alnum(12))} power status\n`],
  'snmpwalk v3': [
    'mon.sh',
    (r) => `snmpwalk -v3 -u mon -l authPriv -a SHA -A ${s(r.alnum(14))} -x AES -X ${s(r.alnum(14))} sw1\n`,
  ],
  'mosquitto pub': ['iot.sh', (r) => `mosquitto_pub -h mq -u dev -P ${s(r.alnum(14))} -t a -m b\n`],
  beeline: ['hive.sh', (r) => `beeline -u jdbc:hive2://h:10000 -n etl -p ${s(r.alnum(14))} -f q.sql\n`],
  cmdkey: ['win.cmd', (r) => `cmdkey /add:srv /user:corp\\svc /pass:${s(r.alnum(14))}\n`],
  mysqladmin: ['init.sh', (r) => `mysqladmin -u root password '${s(r.password())}'\n`],
  'ansible extra vars': [
    'run.sh',
    (r) => `ansible-playbook site.yml -e "ansible_password=${s(r.alnum(16))} target=web"\n`,
  ],
  'zig const': ['src/main.zig', (r) => `const api_token: []const u8 = "${s(r.lower(36))}";\n`],
  'nim let': ['src/app.nim', (r) => `let dbPassword = "${s(r.password())}"\n`],
  'ocaml let': ['bin/main.ml', (r) => `let client_secret = "${s(r.alnum(32))}"\n`],
  'fsharp let': ['App.fs', (r) => `let [<Literal>] ApiSecret = "${s(r.alnum(32))}"\n`],
  'tcl set': ['sync.tcl', (r) => `set password "${s(r.alnum(16))}"\n`],
  'ada constant': ['src/conf.ads', (r) => `   DB_Password : constant String := "${s(r.alnum(16))}";\n`],
  'racket define': ['conf.rkt', (r) => `(define api-secret "${s(r.alnum(32))}")\n`],
  'gdscript const': ['net.gd', (r) => `const SERVER_PASSWORD := "${s(r.alnum(16))}"\n`],
  coffeescript: ['conf.coffee', (r) => `module.exports =\n  user: 'app'\n  password: '${s(r.password())}'\n`],
  jsonnet: ['conf.jsonnet', (r) => `{ db: { user: 'app', password: '${s(r.password())}' } }\n`],
  cue: ['conf.cue', (r) => `db: password: "${s(r.password())}"\n`],
  starlark: ['deps.bzl', (r) => `http_archive(name = "x", auth_token = "${s(r.alnum(32))}")\n`],
  'jsx prop': ['App.tsx', (r) => `<Provider clientSecret="${s(r.alnum(32))}" clientId="web" />\n`],
  'sas libname': ['etl.sas', (r) => `libname db oracle user=etl pw="${s(r.alnum(14))}" path=prod;\n`],
  'vba const': ['Module1.bas', (r) => `Private Const DB_PWD As String = "${s(r.alnum(14))}"\n`],
  'jcl job': ['JOB.jcl', (r) => `//STEP1 EXEC PGM=FTP\n//SYSIN DD *\nUSER=BATCH,PASSWORD=${s(r.upper(8))}\n`],
  'ternary fallback': [
    'src/cfg.ts',
    (r) => `const secret = isProd ? process.env.SECRET : '${s(r.alnum(32))}';\n`,
  ],
  'default parameter': [
    'src/open.ts',
    (r) =>
      `export function open(user = 'app', password = '${s(r.alnum(18))}') {\n  return { user, password };\n}\n`,
  ],
  'destructured default': ['src/des.js', (r) => `const { API_KEY = '${s(r.lower(32))}' } = process.env;\n`],
  'map entry of java': [
    'M.java',
    (r) => `Map<String, String> p = Map.of("user", "app", "password", "${s(r.alnum(16))}");\n`,
  ],
  'header call in java': ['H.java', (r) => `request.setHeader("X-Auth-Token", "${s(r.lower(40))}");\n`],
  'axios instance': [
    'src/ax.js',
    (r) => `axios.defaults.headers.common['Authorization'] = 'Bearer ${s(r.alnum(40))}';\n`,
  ],
  'switch case of go': [
    'h.go',
    (r) => `if subtle.ConstantTimeCompare([]byte(token), []byte("${s(r.alnum(32))}")) == 1 {\n`,
  ],
  'assert of python': ['test_x.py', (r) => `assert check_password("${s(r.password())}", user.password)\n`],
  'systemd environment': [
    'app.service',
    (r) => `[Service]\nEnvironment="DB_PASSWORD=${s(r.alnum(16))}" "LOG=info"\n`,
  ],
  'supervisor environment': [
    'app.ini',
    (r) => `[program:app]\nenvironment=API_TOKEN="${s(r.lower(32))}",MODE="x"\n`,
  ],
  'cron line': [
    'etc/crontab',
    (r) => `0 3 * * * root RESTIC_PASSWORD=${s(r.alnum(20))} restic backup /srv\n`,
  ],
  'rndc key': [
    'named.conf',
    (r) => `key "rndc-key" {\n  algorithm hmac-sha256;\n  secret "${s(`${r.base64(43)}=`)}";\n};\n`,
  ],
  keepalived: [
    'keepalived.conf',
    (r) => `authentication {\n  auth_type PASS\n  auth_pass ${s(r.alnum(8))}\n}\n`,
  ],
  'slapd rootpw': ['slapd.conf', (r) => `rootdn "cn=admin,dc=acme"\nrootpw ${s(r.alnum(14))}\n`],
  'ldif password': ['users.ldif', (r) => `dn: uid=ann,dc=acme\nuserPassword: ${s(r.alnum(14))}\n`],
  'ldif password base64': [
    'users2.ldif',
    (r) =>
      `dn: uid=tom,dc=acme\nuserPassword:: ${s(Buffer.from(`{SSHA}${r.base64(32)}`).toString('base64'))}\n`,
  ],
  'snmpd create user': [
    'snmpd.conf',
    (r) => `createUser mon SHA "${s(r.alnum(14))}" AES "${s(r.alnum(14))}"\n`,
  ],
  'minecraft rcon': ['server.properties', (r) => `enable-rcon=true\nrcon.password=${s(r.alnum(14))}\n`],
  'source engine rcon': ['server.cfg', (r) => `hostname "x"\nrcon_password "${s(r.alnum(14))}"\n`],
  'openwrt uci': [
    'etc/config/wireless',
    (r) => `config wifi-iface\n\toption ssid 'home'\n\toption key '${s(r.alnum(16))}'\n`,
  ],
  esphome: [
    'node.yaml',
    (r) => `api:\n  encryption:\n    key: "${s(`${r.base64(43)}=`)}"\nota:\n  password: "${s(r.hex(32))}"\n`,
  ],
  'zigbee network key': ['zigbee.yaml', (r) => `advanced:\n  network_key: [${s(r.bytes(16).join(', '))}]\n`],
  'lorawan appkey': [
    'lora.h',
    (r) =>
      `static const u1_t PROGMEM APPKEY[16] = { ${s(
        r
          .bytes(16)
          .map((b) => `0x${b.toString(16).toUpperCase().padStart(2, '0')}`)
          .join(', '),
      )} };\n`,
  ],
  'kafka jaas': [
    'kafka.properties',
    (r) =>
      `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="${s(r.alnum(16))}";\n`,
  ],
  'fluentd shared key': [
    'fluent.conf',
    (r) => `<security>\n  self_hostname a\n  shared_key ${s(r.alnum(24))}\n</security>\n`,
  ],
  'airflow connection': [
    'airflow.md',
    (r) => `AIRFLOW_CONN_DB='postgres://etl:${s(r.alnum(14))}@db:5432/dw'\n`,
  ],
  'fernet key': ['airflow.cfg', (r) => `[core]\nfernet_key = ${s(`${r.word(43)}=`)}\n`],
  'keycloak realm': [
    'realm.json',
    (r) =>
      `{"clients":[{"clientId":"web","clientAuthenticatorType":"client-secret","secret":"${s(r.alnum(32))}"}]}\n`,
  ],
  'pgbouncer userlist': ['userlist.txt', (r) => `"app" "${s(r.alnum(16))}"\n"ro" "${s(r.alnum(16))}"\n`],
  flyway: ['flyway.toml', (r) => `flyway.user=app\nflyway.password=${s(r.alnum(16))}\n`],
  'caddy hash': ['Caddyfile', (r) => `basic_auth {\n  ann $2a$14$${s(r.alnum(53))}\n}\n`],
  'docker inspect': [
    'docs/inspect.txt',
    (r) =>
      `        "Env": [\n            "PATH=/usr/bin",\n            "POSTGRES_PASSWORD=${s(r.alnum(16))}"\n        ],\n`,
  ],
  'declare x': ['docs/export.txt', (r) => `declare -x HOME="/root"\ndeclare -x NPM_TOKEN="${s(r.uuid())}"\n`],
  'shell trace': ['logs/ci.log', (r) => `+ export DEPLOY_PASSWORD=${s(r.alnum(16))}\n+ ./deploy.sh\n`],
  'terraform plan': [
    'logs/plan.txt',
    (r) => `  + resource "random" "x" {\n      + master_password = "${s(r.alnum(18))}"\n    }\n`,
  ],
  'curl verbose': [
    'logs/curl.txt',
    (r) => `> GET /me HTTP/1.1\n> Host: api.acme.io\n> Authorization: Bearer ${s(r.alnum(40))}\n>\n`,
  ],
  'cookies file': [
    'docs/cookies.txt',
    (r) =>
      `# Netscape HTTP Cookie File\n.acme.io\tTRUE\t/\tTRUE\t1999999999\tsession_token\t${s(r.alnum(48))}\n`,
  ],
  'bold in a wiki': ['docs/wiki.md', (r) => `**Username:** admin\n**Password:** ${s(r.alnum(12))}\n`],
  'restructured text field': ['docs/a.rst', (r) => `:user: admin\n:password: ${s(r.alnum(12))}\n`],
  'asciidoc list': ['docs/a.adoc', (r) => `Password:: \`${s(r.alnum(12))}\`\n`],
  'html table of access': ['docs/acc.html', (r) => `<tr><td>Password</td><td>${s(r.alnum(12))}</td></tr>\n`],
  'ticket text': [
    'tickets/12.txt',
    (r) => `Customer says: login is ann@acme.io and the password is "${s(r.alnum(12))}".\n`,
  ],
  'commit message': ['notes/log.txt', (r) => `    Remove API key ${s(r.hex(32))} from the docs\n`],
  xprv: [
    'wallet2.txt',
    (r) => `xprv9${s(r.chars('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 106))}\n`,
  ],
  'solana base58': [
    'sol.ts',
    (r) =>
      `Keypair.fromSecretKey(bs58.decode('${s(r.chars('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 88))}'));\n`,
  ],
  'stellar seed': ['xlm.js', (r) => `const pair = Keypair.fromSecret('S${s(r.base32(55))}');\n`],
  'czech name': ['conf.cs.yml', (r) => `heslo: ${s(r.alnum(14))}\n`],
  'finnish name': ['docs/fi.md', (r) => `Salasana: ${s(r.alnum(12))}\n`],
  'arabic name': ['docs/ar.md', (r) => `كلمة المرور: ${s(r.alnum(12))}\n`],
  'hebrew name': ['docs/he.md', (r) => `סיסמה: ${s(r.alnum(12))}\n`],
  'greek name': ['docs/el.md', (r) => `Κωδικός πρόσβασης: ${s(r.alnum(12))}\n`],
  'ukrainian name': ['conf.uk.json', (r) => `{ "логін": "admin", "пароль": "${s(r.alnum(12))}" }\n`],
  'indonesian name': ['docs/id.md', (r) => `Kata sandi: ${s(r.alnum(12))}\n`],
  'vietnamese name': ['docs/vi.md', (r) => `Mật khẩu: ${s(r.alnum(12))}\n`],
  'key block in toml': [
    'tls.toml',
    (r) =>
      `key = '''\n-----BEGIN PRIVATE KEY-----\n${rows(r.base64(64 * 20), 64, ['', ''])}\n-----END PRIVATE KEY-----\n'''\n`,
  ],
  'key block in ruby heredoc': [
    'k.rb',
    (r) =>
      `KEY = <<~PEM\n  -----BEGIN RSA PRIVATE KEY-----\n${rows(r.base64(64 * 18), 64, ['  ', ''])}\n  -----END RSA PRIVATE KEY-----\nPEM\n`,
  ],
  'key block in php with dots': [
    'k.php',
    (r) =>
      `$key = "-----BEGIN PRIVATE KEY-----\\n"\n${rows(r.base64(64 * 9), 64, ['  . "', '\\n"'])}\n  . "-----END PRIVATE KEY-----";\n`,
  ],
  'key in line numbers': [
    'docs/listing.txt',
    (r) =>
      `1: -----BEGIN EC PRIVATE KEY-----\n2: ${s(r.base64(64))}\n3: ${s(r.base64(64))}\n4: ${s(r.base64(36))}\n5: -----END EC PRIVATE KEY-----\n`,
  ],
  'base64 key in c macro': [
    'k.h',
    (r) => `#define SIGNING_KEY \\\n${rows(r.base64(60 * 10), 60, ['  "', '" \\'])}\n  ""\n`,
  ],
  'der hex in c': [
    'der.c',
    (r) =>
      `static const unsigned char private_key_der[] = {\n${Array.from(
        { length: 30 },
        () =>
          `  ${s(
            r
              .bytes(12)
              .map((b) => `0x${b.toString(16).padStart(2, '0')}`)
              .join(', '),
          )},`,
      ).join('\n')}\n};\n`,
  ],
};
