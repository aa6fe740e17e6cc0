/** Secrets as they stand in source code. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const languages: Kinds = {
  'password in python settings': [
    'app/settings.py',
    (r) =>
      `DATABASES = {\n    "default": {\n        "ENGINE": "django.db.backends.postgresql",\n        "USER": "app",\n        "PASSWORD": "${s(r.password())}",\n        "HOST": "db",\n    }\n}\n`,
  ],
  'django secret key': [
    'app/settings/base.py',
    (r) =>
      `# SECURITY WARNING: keep the secret key used in production secret!\nSECRET_KEY = 'django-insecure-${s(r.chars('abcdefghijklmnopqrstuvwxyz0123456789!@#^*(-_=+)', 50))}'\nDEBUG = True\n`,
  ],
  'flask secret as bytes': [
    'app.py',
    (r) =>
      `app.secret_key = b'${s(
        r
          .bytes(16)
          .map((b) => `\\x${b.toString(16).padStart(2, '0')}`)
          .join(''),
      )}'\n`,
  ],
  'python keyword argument': [
    'dump.py',
    (r) => `conn = psycopg2.connect(host="db", dbname="app", user="app", password="${s(r.human())}")\n`,
  ],
  'python raw triple quoted': ['keys.py', (r) => `TOKEN = r"""${s(r.alnum(40))}"""\n`],
  'python dict with single quotes': [
    'tasks.py',
    (r) => `CREDS = {'username': 'svc', 'passwd': '${s(r.password())}'}\n`,
  ],
  'javascript camel key with own prefix': ['src/acme.js', (r) => `const acmeKey = "${s(r.hex(40))}";\n`],
  'typescript class field': [
    'src/client.ts',
    (r) => `export class Client {\n  private readonly authToken = '${s(r.lower(40))}';\n}\n`,
  ],
  'typescript object with quoted key': [
    'src/conf.ts',
    (r) => `export default { 'client-secret': '${s(r.alnum(36))}', 'client-id': 'web' };\n`,
  ],
  'spring value default': [
    'src/main/java/Svc.java',
    (r) => `@Value("\${app.secret:${s(r.alnum(32))}}")\nprivate String secret;\n`,
  ],
  'groovy credentials': ['build-conf.groovy', (r) => `ext.signingPassword = '${s(r.password())}'\n`],
  'csharp const': ['src/Keys.cs', (r) => `private const string ApiSecret = "${s(r.alnum(32))}";\n`],
  'csharp verbatim string': [
    'src/Conn.cs',
    (r) => `var cs = @"Server=.;Database=App;User Id=sa;Password=${s(r.password())};";\n`,
  ],
  'csharp network credential': [
    'src/Mail.cs',
    (r) => `client.Credentials = new NetworkCredential("robot", "${s(r.password())}");\n`,
  ],
  'vb assignment': ['Legacy/Db.vb', (r) => `Dim strPassword As String = "${s(r.password())}"\n`],
  'go byte slice of string': ['internal/jwt.go', (r) => `var jwtKey = []byte("${s(r.lower(32))}")\n`],
  'go os setenv': ['main_test.go', (r) => `os.Setenv("DB_PASSWORD", "${s(r.password())}")\n`],
  'go basic auth': ['internal/http.go', (r) => `req.SetBasicAuth("svc", "${s(r.password())}")\n`],
  'rust const': ['src/conf.rs', (r) => `pub const API_KEY: &str = "${s(r.lower(32))}";\n`],
  'rust raw string': ['src/key.rs', (r) => `let secret = r#"${s(r.alnum(40))}"#;\n`],
  'c define': [
    'firmware/config.h',
    (r) => `#define WIFI_SSID "factory"\n#define WIFI_PASS "${s(r.human())}"\n`,
  ],
  'c char array': ['src/auth.c', (r) => `static const char api_secret[] = "${s(r.alnum(32))}";\n`],
  'c strcmp': ['src/login.c', (r) => `if (strcmp(password, "${s(r.human())}") == 0) {\n`],
  'cpp string': ['src/net.cpp', (r) => `std::string authToken{"${s(r.alnum(40))}"};\n`],
  'objective c define': ['App/Keys.m', (r) => `static NSString *const kApiSecret = @"${s(r.alnum(32))}";\n`],
  'swift let': ['App/Keys.swift', (r) => `let clientSecret: String = "${s(r.alnum(40))}"\n`],
  'dart const': ['lib/keys.dart', (r) => `const String apiKey = '${s(r.lower(32))}';\n`],
  'php define': ['inc/config.php', (r) => `define('DB_PASSWORD', '${s(r.password())}');\n`],
  'php array': [
    'config/database.php',
    (r) => `'mysql' => [\n    'username' => 'forge',\n    'password' => '${s(r.password())}',\n],\n`,
  ],
  'php env fallback': [
    'config/mail.php',
    (r) => `'password' => env('MAIL_PASSWORD', '${s(r.password())}'),\n`,
  ],
  'ruby constant': ['lib/conf.rb', (r) => `API_TOKEN = "${s(r.lower(32))}".freeze\n`],
  'ruby symbol hash': [
    'config/init.rb',
    (r) => `Mailer.configure(user_name: 'apikey', password: '${s(r.password())}')\n`,
  ],
  'ruby env fetch': ['config/puma.rb', (r) => `secret = ENV.fetch('SECRET_KEY_BASE', '${s(r.hex(128))}')\n`],
  'perl connect argument': [
    'bin/old.pl',
    (r) => `my $dbh = DBI->connect("DBI:mysql:shop", "app", "${s(r.password())}");\n`,
  ],
  'lua table': ['conf.lua', (r) => `return {\n  host = "redis",\n  password = "${s(r.password())}",\n}\n`],
  'elixir config': [
    'config/prod.exs',
    (r) => `config :app, AppWeb.Endpoint,\n  secret_key_base: "${s(r.base64(64))}"\n`,
  ],
  'r assignment': [
    'analysis/load.R',
    (r) => `con <- dbConnect(MySQL(), user = "app", password = "${s(r.password())}")\n`,
  ],
  'matlab assignment': [
    'load.m',
    (r) => `conn = database('shop','app','${s(r.password())}','Vendor','MySQL');\n`,
  ],
  'bash read only': ['lib.sh', (r) => `readonly ADMIN_PWD='${s(r.password())}'\n`],
  'makefile variable': [
    'Makefile',
    (r) =>
      `DEPLOY_TOKEN := ${s(r.lower(32))}\n\ndeploy:\n\tcurl -H "X-Token: $(DEPLOY_TOKEN)" https://deploy\n`,
  ],
  'nix attribute': ['configuration.nix', (r) => `services.gitea.database.password = "${s(r.password())}";\n`],
  'cobol move': ['LOGON.cbl', (r) => `           MOVE '${s(r.short())}' TO WS-PASSWORD.\n`],
  'pascal const': ['Unit2.pas', (r) => `const ApiKey = '${s(r.hex(32))}';\n`],
  'autohotkey send': ['login.ahk', (r) => `password := "${s(r.password())}"\nSend, %password%{Enter}\n`],
  'expect send': [
    'ssh.exp',
    (r) => `spawn ssh admin@switch\nexpect "assword:"\nsend "${s(r.password())}\\r"\n`,
  ],
};
