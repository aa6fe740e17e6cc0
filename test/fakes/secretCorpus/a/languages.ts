/** Secrets as they stand in source code. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const languages: Kinds = {
  'fallback of os.getenv': [
    'config.py',
    (r) => `DB_PASSWORD = os.getenv("DB_PASSWORD", "${s(r.password())}")\n`,
  ],
  'fallback of environ.get': [
    'settings.py',
    (r) => `API_TOKEN = os.environ.get('API_TOKEN') or '${s(r.lower(32))}'\n`,
  ],
  'fallback in javascript': [
    'server/config.js',
    (r) =>
      `module.exports = {\n  jwtSecret: process.env.JWT_SECRET || '${s(r.lower(32))}',\n  port: process.env.PORT || 3000,\n};\n`,
  ],
  'nullish fallback in typescript': [
    'src/env.ts',
    (r) => `export const sessionSecret = process.env.SESSION_SECRET ?? '${s(r.base32(32))}';\n`,
  ],
  'python dataclass default': [
    'model.py',
    (r) =>
      `@dataclass\nclass Settings:\n    host: str = "localhost"\n    smtp_password: str = "${s(r.password())}"\n`,
  ],
  'python positional login': [
    'mail.py',
    (r) =>
      `server = smtplib.SMTP_SSL("smtp.acme.io", 465)\nserver.login("robot@acme.io", "${s(r.password())}")\n`,
  ],
  'python joined strings': [
    'conf.py',
    (r) => `api_secret = (\n    "${s(r.alnum(16))}"\n    "${s(r.alnum(16))}"\n)\n`,
  ],
  'python tuple of auth': [
    'call.py',
    (r) => `resp = requests.get(url, auth=("svc-report", "${s(r.password())}"), timeout=10)\n`,
  ],
  'javascript const': ['src/api.js', (r) => `const API_KEY = '${s(r.alnum(32))}';\n`],
  'javascript joined strings': [
    'src/join.js',
    (r) => `const clientSecret = '${s(r.alnum(12))}' + '${s(r.alnum(12))}' + '${s(r.alnum(10))}';\n`,
  ],
  'javascript comparison': [
    'routes/admin.js',
    (r) => `if (req.headers['x-admin-token'] === '${s(r.alnum(28))}') {\n  return next();\n}\n`,
  ],
  'javascript reversed comparison': [
    'routes/login.js',
    (r) => `if ('${s(r.password())}' === password) grant(user);\n`,
  ],
  'javascript setter call': ['test/login.js', (r) => `await page.setPassword('${s(r.password())}');\n`],
  'typing into a password field': [
    'e2e/login.spec.ts',
    (r) =>
      `await page.getByLabel('Email').fill('admin@acme.io');\nawait page.getByLabel('Password').fill('${s(r.password())}');\n`,
  ],
  'cypress type into password': [
    'cypress/e2e/login.cy.js',
    (r) => `cy.get('#password').type('${s(r.password())}{enter}')\n`,
  ],
  'template literal': ['src/tpl.ts', (r) => `const password = \`${s(r.password())}\`;\n`],
  'java static final': [
    'src/main/java/Cfg.java',
    (r) => `public static final String DB_PASSWORD = "${s(r.password())}";\n`,
  ],
  'java drivermanager': [
    'src/main/java/Dao.java',
    (r) =>
      `Connection c = DriverManager.getConnection("jdbc:mysql://db:3306/app", "root", "${s(r.password())}");\n`,
  ],
  'java setter': [
    'src/main/java/Pool.java',
    (r) => `ds.setUsername("app");\nds.setPassword("${s(r.password())}");\n`,
  ],
  'java properties put': [
    'src/main/java/Mail.java',
    (r) => `props.put("mail.smtp.password", "${s(r.password())}");\n`,
  ],
  'java equals': [
    'src/main/java/Check.java',
    (r) => `if (token.equals("${s(r.lower(32))}")) { return true; }\n`,
  ],
  'java joined strings': [
    'src/main/java/Join.java',
    (r) => `private String secretKey = "${s(r.alnum(20))}"\n    + "${s(r.alnum(20))}";\n`,
  ],
  'java char array': [
    'src/main/java/Store.java',
    (r) => `keyStore.load(in, "${s(r.password())}".toCharArray());\n`,
  ],
  'kotlin val': ['src/Api.kt', (r) => `private const val API_SECRET = "${s(r.alnum(32))}"\n`],
  'scala case': ['src/Conf.scala', (r) => `val dbPass: String = "${s(r.password())}"\n`],
  'android signing config': [
    'app/build.gradle',
    (r) =>
      `signingConfigs {\n    release {\n        storeFile file("release.jks")\n        storePassword "${s(r.password())}"\n        keyAlias "upload"\n        keyPassword '${s(r.password())}'\n    }\n}\n`,
  ],
  'csharp indexer': ['src/Cfg.cs', (r) => `configuration["Jwt:Key"] = "${s(r.base64(44))}";\n`],
  'vbscript connection': [
    'legacy/db.asp',
    (r) => `conn.Open "Provider=SQLOLEDB;Data Source=srv;User ID=sa;Password=${s(r.password())}"\n`,
  ],
  'go const': ['internal/conf.go', (r) => `const apiToken = "${s(r.lower(32))}"\n`],
  'go raw string': ['internal/key.go', (r) => `var signingKey = \`${s(r.alnum(48))}\`\n`],
  'go struct literal': [
    'internal/db.go',
    (r) => `cfg := mysql.Config{\n\tUser:   "root",\n\tPasswd: "${s(r.password())}",\n\tNet:    "tcp",\n}\n`,
  ],
  'go mysql dsn': [
    'internal/open.go',
    (r) => `db, err := sql.Open("mysql", "app:${s(r.password())}@tcp(10.0.0.5:3306)/shop?parseTime=true")\n`,
  ],
  'rust builder': [
    'src/db.rs',
    (r) =>
      `let opts = PgConnectOptions::new()\n    .username("app")\n    .password("${s(r.password())}")\n    .database("shop");\n`,
  ],
  'arduino wifi begin': ['sketch/sketch.ino', (r) => `WiFi.begin("workshop", "${s(r.human())}");\n`],
  'php pdo': [
    'inc/db.php',
    (r) => `$pdo = new PDO('mysql:host=localhost;dbname=app', 'root', '${s(r.password())}');\n`,
  ],
  'php mysqli': [
    'inc/old.php',
    (r) => `$link = mysqli_connect("localhost", "app", "${s(r.password())}", "shop");\n`,
  ],
  'wordpress salts': [
    'wp-sample.php',
    (r) =>
      `define('AUTH_KEY',         '${s(r.chars('abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789!@#%^*()-_[]{}|;:,.?/~+=', 64))}');\ndefine('SECURE_AUTH_SALT', '${s(r.chars('abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789!@#%^*()-_[]{}|;:,.?/~+=', 64))}');\n`,
  ],
  'ruby hash rocket': [
    'config/old.rb',
    (r) => `OPTIONS = { :user => 'app', :password => "${s(r.password())}" }\n`,
  ],
  'perl scalar': [
    'bin/sync.pl',
    (r) => `my $password = '${s(r.password())}';\nmy $dbh = DBI->connect($dsn, 'app', $password);\n`,
  ],
  'erlang tuple': [
    'rel/sys.config',
    (r) => `[{app, [{db_user, "app"}, {db_password, "${s(r.password())}"}]}].\n`,
  ],
  'clojure map': ['resources/conf.edn', (r) => `{:db {:user "app" :password "${s(r.password())}"}}\n`],
  'haskell binding': ['app/Main.hs', (r) => `apiSecret :: Text\napiSecret = "${s(r.alnum(36))}"\n`],
  'julia const': ['src/Api.jl', (r) => `const API_TOKEN = "${s(r.lower(40))}"\n`],
  'powershell variable': [
    'scripts/run.ps1',
    (r) => `$Password = "${s(r.password())}"\n$cred = New-Object PSCredential("svc", $sec)\n`,
  ],
  'powershell securestring': [
    'scripts/cred.ps1',
    (r) => `$sec = ConvertTo-SecureString "${s(r.password())}" -AsPlainText -Force\n`,
  ],
  'batch set': [
    'run.bat',
    (r) => `@echo off\nset DB_PASS=${s(r.password().replaceAll('^', 'x'))}\nsqlcmd -U sa -P %DB_PASS%\n`,
  ],
  'fish set': ['env.fish', (r) => `set -gx API_TOKEN ${s(r.lower(36))}\n`],
  'bash default expansion': ['entry.sh', (r) => `DB_PASS=\${DB_PASS:-${s(r.alnum(20))}}\n`],
  'cmake set': ['CMakeLists.txt', (r) => `set(SIGN_PASSWORD "${s(r.password())}")\n`],
  'solidity comment': [
    'contracts/Vault.sol',
    (r) => `// deployer key: 0x${s(r.hex(64))}\ncontract Vault {}\n`,
  ],
  'abap assignment': ['z_report.abap', (r) => `DATA lv_password TYPE string VALUE '${s(r.password())}'.\n`],
  'delphi property': ['Unit1.pas', (r) => `ADOConnection1.Password := '${s(r.password())}';\n`],
  'applescript prompt': [
    'mount.scpt',
    (r) => `mount volume "smb://nas/share" as user name "app" with password "${s(r.password())}"\n`,
  ],
};
