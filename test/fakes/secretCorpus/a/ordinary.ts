/** Ordinary lines that look like secrets and are none. Half a: may be learnt from. */
import type { Kinds } from '../kind.ts';

export const ordinary: Kinds = {
  'vim mappings': [
    'init.lua',
    () =>
      `map('n', '<leader>ff', '<cmd>Telescope find_files<cr>', opts)\nmap('n', '<C-p>', ':Files<CR>')\nvim.keymap.set('i', 'jk', '<Esc>', { silent = true })\nkey = "<leader>tt"\nkeys = { "<leader>e", "<cmd>Neotree toggle<cr>", desc = "Tree" }\nlocal key = vim.api.nvim_replace_termcodes('<C-w>', true, false, true)\n`,
  ],
  'texts that are sent': [
    'app.test.js',
    (r) =>
      `res.send('${r.words(1)[0]}dslfkasdf');\n  .send('{"user":')\n  .send('foo[0]=bar&foo[1]=baz')\nserver.send('kajdslfkasdf')\npage.fill('#city', 'Wxqzrtpl42')\nsocket.sendText("qwxzjkvbpy")\n- https://csp.example.org/docs/index.html\n`,
  ],
  'gpg fingerprints': [
    'Dockerfile',
    (r) =>
      `RUN gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys ${r.hex(40).toUpperCase()}\nENV GPG_KEY ${r.hex(40).toUpperCase()}\nENV GPG_KEYS ${r.hex(40).toUpperCase()}\nRUN for key in \\\n    ${r.hex(40).toUpperCase()} \\\n    ${r.hex(40).toUpperCase()} \\\n    ${r.hex(40).toUpperCase()} \\\n  ; do gpg --recv-keys "$key"; done\nRUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys ${r.hex(16).toUpperCase()}\n`,
  ],
  'integrity hashes': [
    'package-lock.json',
    (r) =>
      `{\n${Array.from({ length: 8 }, () => `  "node_modules/${r.words(2).join('-')}": { "version": "1.${r.int(0, 9)}.0", "integrity": "sha512-${r.base64(86)}==" },`).join('\n')}\n  "x": 1\n}\n`,
  ],
  'go sums': [
    'go.sum',
    (r) =>
      Array.from(
        { length: 10 },
        () => `github.com/${r.words(2).join('/')} v1.${r.int(0, 30)}.0 h1:${r.base64(43)}=\n`,
      ).join(''),
  ],
  'poetry and pipfile hashes': [
    'poetry.lock',
    (r) =>
      `files = [\n${Array.from({ length: 6 }, () => `    {file = "x-1.0-py3-none-any.whl", hash = "sha256:${r.hex(64)}"},`).join('\n')}\n]\ncontent-hash = "${r.hex(64)}"\n`,
  ],
  'docker digests': [
    'k8s/web.yaml',
    (r) =>
      `image: nginx@sha256:${r.hex(64)}\nFROM node:22-alpine@sha256:${r.hex(64)}\n  digest: sha256:${r.hex(64)}\nimageID: docker.io/library/redis@sha256:${r.hex(64)}\n`,
  ],
  'uuids of resources': [
    'infra/ids.json',
    (r) =>
      `{\n  "tenantId": "${r.uuid()}",\n  "subscriptionId": "${r.uuid()}",\n  "client_id": "${r.uuid()}",\n  "correlationId": "${r.uuid()}",\n  "ProjectGuid": "{${r.uuid().toUpperCase()}}",\n  "objectId": "${r.uuid()}",\n  "requestId": "${r.uuid()}",\n  "uuid": "${r.uuid()}"\n}\n`,
  ],
  'xcode ids': [
    'App.xcodeproj/project.pbxproj',
    (r) =>
      Array.from(
        { length: 8 },
        () =>
          `\t\t${r.hex(24).toUpperCase()} /* ${r.words(1)[0]}.swift in Sources */ = {isa = PBXBuildFile; fileRef = ${r.hex(24).toUpperCase()}; };\n`,
      ).join(''),
  ],
  'unity guids': [
    'Assets/a.meta',
    (r) =>
      `fileFormatVersion: 2\nguid: ${r.hex(32)}\nm_Script: {fileID: 11500000, guid: ${r.hex(32)}, type: 3}\n- key: ${r.hex(32)}\n  value: 3\n`,
  ],
  'labels in english': [
    'locales/en.json',
    () =>
      `{\n  "password": "Password",\n  "currentPassword": "Current password",\n  "password_confirmation": "Repeat the password",\n  "password.tooShort": "Must have at least 8 characters",\n  "forgotPassword": "Forgot your password?",\n  "apiKey": "API key",\n  "apiKeyHelp": "Create a key in your account settings",\n  "token": "Access token",\n  "tokenExpired": "Your session token has expired",\n  "secret": "Client secret",\n  "secretQuestion": "What was your first pet called?",\n  "passphrase": "Passphrase for the key file",\n  "credentials": "Wrong user name or password"\n}\n`,
  ],
  'labels in german': [
    'locales/de.json',
    () =>
      `{\n  "password": "Passwort",\n  "newPassword": "Neues Passwort",\n  "passwordHint": "Mindestens acht Zeichen",\n  "token": "Zugriffsschlüssel",\n  "apiKey": "API-Schlüssel",\n  "secret": "Geheimnis",\n  "resetPassword": "Passwort zurücksetzen"\n}\n`,
  ],
  'labels in spanish': [
    'locales/es.yml',
    () =>
      `es:\n  password: Contraseña\n  contraseña: Contraseña actual\n  current_password: Contraseña anterior\n  token: Ficha de acceso\n  secret: Secreto del cliente\n`,
  ],
  'labels in russian and chinese': [
    'locales/other.ini',
    () =>
      `password = Пароль\npassword_new = Новый пароль\ntoken = Токен доступа\nПароль: введите пароль\npassword_zh = 密码\ntoken_zh = 访问令牌\n密码：请输入密码\nパスワード: パスワードを入力してください\n비밀번호: 비밀번호를 입력하세요\n`,
  ],
  gettext: [
    'po/pl.po',
    () =>
      `msgid "Password"\nmsgstr "Hasło"\nmsgid "Enter your secret token"\nmsgstr "Wprowadź tajny token"\nmsgid "The passwords do not match."\nmsgstr "Hasła nie są takie same."\n`,
  ],
  'android strings': [
    'res/values/strings.xml',
    () =>
      `<string name="password">Password</string>\n<string name="prompt_password">Password (optional)</string>\n<string name="error_incorrect_password">This password is incorrect</string>\n<string name="api_key_title">API key</string>\n<string name="secret_code">Secret code</string>\n`,
  ],
  'placeholders in env': [
    'docs/config.md',
    () =>
      `API_KEY=your_api_key_here\nAPI_KEY=<your-api-key>\nSECRET_KEY=changeme\nDB_PASSWORD=\nDB_PASSWORD=password\nTOKEN=xxxxxxxxxxxxxxxxxxxx\nPASSWORD=********\nSTRIPE_SECRET=sk_test_...\nAUTH_TOKEN=$AUTH_TOKEN\nJWT_SECRET=\${JWT_SECRET}\nSMTP_PASS=%SMTP_PASS%\nACCESS_TOKEN={{ access_token }}\nCLIENT_SECRET=REPLACE_ME\nCLIENT_SECRET=YOUR-CLIENT-SECRET\nAPP_SECRET=[insert secret]\nMAIL_PASSWORD=null\nAWS_SECRET_ACCESS_KEY=""\nPRIVATE_KEY=...\nTOKEN=TODO\nPASSWORD=<redacted>\nAPI_TOKEN=__TOKEN__\nAPI_TOKEN=@@TOKEN@@\nMY_SECRET=#{MySecret}#\n`,
  ],
  'placeholders in curl': [
    'docs/api.md',
    () =>
      `curl -H "Authorization: Bearer $TOKEN" https://api.acme.io\ncurl -H "Authorization: Bearer <token>" https://api.acme.io\ncurl -H "Authorization: Bearer YOUR_ACCESS_TOKEN" https://api.acme.io\ncurl -u user:password https://api.acme.io\ncurl -u "$USER:$PASS" https://api.acme.io\ncurl -u username:your-token https://api.acme.io\ncurl https://user:pass@example.com/\ncurl "https://api.acme.io/?api_key=YOUR_API_KEY"\ncurl -H "X-Api-Key: {api_key}" https://api.acme.io\nmysql -u root -p shop\nmysql -u root -p"$MYSQL_PWD" shop\npsql postgres://user:password@localhost:5432/db\nmongodb://username:password@host:27017/db\npostgresql://\${DB_USER}:\${DB_PASS}@db/app\nredis://:$REDIS_PASSWORD@cache:6379\n`,
  ],
  'references in go': [
    'internal/login.go',
    () =>
      `password := os.Getenv("DB_PASSWORD")\ntoken, err := r.Cookie("session_token")\nPassword string \`json:"password,omitempty" validate:"required,min=8"\`\nAPIKey   string \`env:"API_KEY,required" yaml:"api_key"\`\nflag.StringVar(&token, "token", "", "access token of the service account")\nreturn errors.New("invalid username or password")\nconst secretNamespace = "kube-system"\nconst tokenReviewPath = "/apis/authentication.k8s.io/v1/tokenreviews"\nsecretRef := corev1.SecretReference{Name: "registry-credentials"}\ndb, err := sql.Open("mysql", user+":"+password+"@tcp("+host+")/"+name)\n`,
  ],
  'references in rust and c': [
    'src/lib.rs',
    () =>
      `let token = std::env::var("API_TOKEN")?;\npub password: Option<SecretString>,\nconst TOKEN_KIND: TokenKind = TokenKind::Identifier;\nlet key: [u8; 32] = [0; 32];\nlet mut secret = [0u8; 64];\nstatic const char *password_prompt = "Enter the password: ";\n#define KEY_LENGTH 32\n#define TOKEN_TYPE_IDENTIFIER 17\n#define PASSWORD_MAX_LENGTH 128\nunsigned char key[16] = {0};\nuint8_t key[32] = { 0x00, 0x00, 0x00, 0x00 };\n`,
  ],
  'github actions references': [
    '.github/workflows/release.yml',
    () =>
      `          token: \${{ secrets.GITHUB_TOKEN }}\n          NPM_TOKEN: \${{ secrets.NPM_TOKEN }}\n          password: \${{ secrets.PYPI_API_TOKEN }}\n          key: \${{ runner.os }}-node-\${{ hashFiles('**/package-lock.json') }}\n          restore-keys: \${{ runner.os }}-node-\n      id-token: write\n          github-token: \${{ github.token }}\n          secret-name: production-database-credentials\n    secrets: inherit\n`,
  ],
  'kubernetes references': [
    'k8s/app.yaml',
    () =>
      `        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: postgres-credentials\n              key: postgres-password\n  imagePullSecrets:\n    - name: regcred-production\n      secretName: wildcard-acme-io-tls\n  serviceAccountName: deployment-controller\n  tokenSecretRef: github-app-token\n  passwordSecretKey: mariadb-root-password\n  existingSecret: redis-credentials\n    automountServiceAccountToken: false\n    secretKey: database_password\n`,
  ],
  'addresses of contracts': [
    'contracts/a.ts',
    (r) =>
      `export const USDC = '0x${r.hex(40)}';\nconst token = '0x${r.hex(40)}';\ntxHash: '0x${r.hex(64)}',\nblockHash: "0x${r.hex(64)}",\nrouterAddress = "0x${r.hex(40)}"\nconst bytes32Topic = "0x${r.hex(64)}";\n`,
  ],
  'test names': [
    'test/login.test.ts',
    () =>
      `it('rejects a token that was signed with another secret', () => {\n  test('password: at least one digit and one upper-case letter', () => {\n  describe('POST /api/auth/reset-password/:token', () => {\n  it("returns 401 when Authorization header is 'Bearer invalid-token'", async () => {\n  await page.getByLabel('Password').fill('');\n  await page.getByLabel('Password').press('Enter');\n  cy.get('[data-testid=password-input]').should('be.visible');\n  expect(screen.getByLabelText('API key')).toBeInTheDocument();\n  const wrapper = mount(PasswordField, { props: { label: 'Password' } });\n  expect(decode(token).sub).toEqual('user-id-of-the-test');\n`,
  ],
  'short test passwords': [
    'test/user.test.js',
    () =>
      `const user = { name: 'ann', password: 'password' };\nconst user = { name: 'ann', password: 'test' };\nlogin('ann', 'secret');\npassword: 'foo',\ntoken: 'abc',\napiKey: 'key',\nsecret: 'shhh',\ntoken: 'fake-token',\napiKey: 'dummy',\nauthToken: 'mock-auth-token',\naccessToken: 'test-access-token',\n`,
  ],
  'sql schema': [
    'db/schema.sql',
    () =>
      `CREATE TABLE users (id bigint, password_hash varchar(255) NOT NULL, api_token char(64));\nCREATE UNIQUE INDEX index_users_on_reset_password_token ON users (reset_password_token);\nALTER TABLE users ADD COLUMN secret_question text DEFAULT 'none';\nSELECT password FROM users WHERE token = $1;\nSELECT * FROM tokens WHERE token = ? AND expires_at > now();\nUPDATE users SET password = crypt($1, gen_salt('bf')) WHERE id = $2;\nFOREIGN KEY (token_id) REFERENCES oauth_access_tokens(id),\nPRIMARY KEY (\`customer_account_identifier\`),\nKEY \`idx_password_resets_email_created_at\` (\`email\`,\`created_at\`),\nCREATE USER app IDENTIFIED BY '$DB_PASSWORD';\nIDENTIFIED WITH mysql_native_password\n`,
  ],
  'java properties that point': [
    'app.properties',
    () =>
      `spring.datasource.password=\${DB_PASSWORD}\nserver.ssl.key-store=classpath:keystore.p12\nserver.ssl.key-alias=tomcat-production\nspring.security.oauth2.client.provider.acme.token-uri=https://sso.acme.io/realms/main/protocol/openid-connect/token\njwt.secret=@jwt.secret@\nkey.serializer=org.apache.kafka.common.serialization.StringSerializer\nkey.deserializer=org.apache.kafka.common.serialization.StringDeserializer\nsasl.mechanism=SCRAM-SHA-512\npassword.encoder=bcrypt\ntoken.validity.seconds=86400\nsecret.rotation.schedule=0 0 3 * * SUN\n`,
  ],
  'yaml settings': [
    'config.yml',
    () =>
      `password_policy: strong\npassword_min_length: 12\ntoken_lifetime: 3600\ntoken_endpoint_auth_method: client_secret_basic\nsecret_backend: hashicorp-vault\nkey_rotation_days: 90\nencryption_key_file: /etc/app/keys/primary.key\npassword_file: /run/secrets/postgres_password\nauth_type: kubernetes-service-account\nsecret: false\ntokens: 4096\nmax_tokens: 128000\nkey: value\napi_key_header: X-API-Key\nprivate_key_path: ~/.ssh/id_ed25519\nsession_key_prefix: "acme:sessions:"\nsort_key: updated_at\npartition_key: customer_id\npassword_hasher: argon2id\ntls_secret_name: wildcard-tls\n`,
  ],
  logs: [
    'logs/build.log',
    (r) =>
      `2024-01-01T00:00:00Z INFO password changed for user 42\nrequest_id=${r.uuid()} status=200\ntrace_id=${r.hex(32)} span_id=${r.hex(16)}\nx-amz-request-id: ${r.upper(16)}\netag: "${r.hex(32)}"\nx-amz-cf-id: ${r.word(54)}==\nwarning: token expired, refreshing\nAuthentication failed: wrong password for ann\nDownloading https://repo/x.jar sha1 ${r.hex(40)}\nlayer sha256:${r.hex(64)} pulled\nsession opened for user root by (uid=0)\nbuild id ${r.hex(20)}\nContent-MD5: ${r.base64(22)}==\nContent-Security-Policy: script-src 'sha256-${r.base64(43)}='\n`,
  ],
  'enums and constants': [
    'src/enums.ts',
    () =>
      `export enum TokenKind { Access = 'access_token', Refresh = 'refresh_token', Id = 'id_token' }\nconst SECRET_TYPES = ['opaque', 'kubernetes.io/tls', 'kubernetes.io/dockerconfigjson'];\nexport const AUTH_TOKEN_KEY = 'acme-auth-token';\nexport const PASSWORD_RESET = 'PASSWORD_RESET_REQUESTED';\nconst KEY_ALGORITHM = 'RSASSA-PKCS1-v1_5';\nconst TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';\nexport const apiKeyPermission = 'organization:api-key:read-write';\nPASSWORD_AUTHENTICATION_PLUGIN = 'caching_sha2_password'\nexport const secretsManagerEndpoint = 'secretsmanager.eu-central-1.amazonaws.com';\nconst passwordStrengthLabels = ['very weak', 'weak', 'fair', 'good', 'strong'];\nconst PRIVATE_KEY_HEADER = '-----BEGIN PRIVATE KEY-----';\nconst pattern = /-----BEGIN (RSA |EC )?PRIVATE KEY-----/;\nif (line.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return true;\nconst tokenPattern = /ghp_[A-Za-z0-9]{36}/;\nconst AWS_KEY = /AKIA[0-9A-Z]{16}/;\nconst alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';\nconst BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';\nconst hexDigits = '0123456789abcdef';\n`,
  ],
  prose: [
    'docs/guide.md',
    () =>
      `The password must hold at least twelve characters, one of them a digit.\nPassword: choose one that you use nowhere else.\nA token is a string that names its bearer; treat it like a password.\nSet the secret with \`app secret set NAME\`, then restart the service.\nKeys: see the section on key management below.\nPass the key as \`--key-file\`, never as an argument.\nThe default password is printed to the log at the first start.\nAPI key: go to Settings, then Developers, then Create key.\nUse \`Authorization: Bearer <token>\` in each request.\nThe client secret is shown once. Copy it to a safe place.\nusername and password are required\nWe hash passwords with bcrypt (cost 12) and sign tokens with RS256.\nSecret: the value is base64 encoded, not encrypted.\nEnter the passphrase that you chose during installation.\n`,
  ],
  'numbers and byte tables': [
    'src/tables.c',
    (r) =>
      `static const uint8_t sbox[16] = { ${r
        .bytes(16)
        .map((b) => `0x${b.toString(16).padStart(2, '0')}`)
        .join(
          ', ',
        )} };\nstatic const uint32_t crc_table[] = { 0x00000000, 0x77073096, 0xee0e612c, 0x990951ba, 0x076dc419 };\nconst K = [0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1];\nint primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};\nconst magic = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);\nbyte[] header = { (byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE };\nconst keyCodes = [8, 9, 13, 16, 17, 18, 27, 32, 37, 38, 39, 40, 46];\nkeyframes = [0, 25, 50, 75, 100]\n`,
  ],
  'test vectors of hashes': [
    'test/hash.test.ts',
    (r) =>
      `expect(md5('abc')).toBe('${r.hex(32)}');\nexpect(sha1('')).toBe('${r.hex(40)}');\nassert.equal(sha256(data), '${r.hex(64)}');\nassertEquals("${r.hex(64)}", digest("x"));\n{ input: 'hello', hash: '${r.hex(40)}' },\nchecksum: ${r.hex(64)}\nsha256sum: ${r.hex(64)}  app.tar.gz\n${r.hex(64)}  app-1.0.0.zip\nfingerprint: ${r.hex(40).toUpperCase()}\nmd5=${r.hex(32)}\ncacheKey: '${r.hex(32)}',\netag: W/"${r.hex(40)}"\ncontentHash = "${r.hex(20)}"\n`,
  ],
  'graph ids': [
    '__generated__/q.ts',
    (r) =>
      `node.hash = "${r.hex(32)}";\n@generated SignedSource<<${r.hex(32)}>>\n"id": "${r.hex(32)}",\n"cacheID": "${r.hex(32)}",\nexport const documentId = '${r.hex(64)}';\nkey: "${r.words(2).join('-')}-0",\nreactKey={'row-' + index}\n`,
  ],
  'php references': [
    'app/Auth.php',
    () =>
      `$password = $request->input('password');\n'password' => ['required', 'string', 'min:8', 'confirmed'],\n'password' => bcrypt($data['password']),\n'key' => env('APP_KEY'),\n'secret' => env('AWS_SECRET_ACCESS_KEY'),\n$token = $user->createToken('api-token')->plainTextToken;\nprotected $hidden = ['password', 'remember_token'];\ndefine('AUTH_KEY', getenv('WP_AUTH_KEY'));\n$pdo = new PDO($dsn, $user, $password);\n'password_confirmation' => 'The confirmation does not match.',\nRoute::post('/reset-password/{token}', [PasswordController::class, 'reset']);\n`,
  ],
  'ruby references': [
    'app/user.rb',
    () =>
      `password = ENV.fetch("DB_PASSWORD")\npassword: <%= ENV["DATABASE_PASSWORD"] %>\nparams.require(:user).permit(:email, :password, :password_confirmation)\nvalidates :password, length: { minimum: 8 }\nRails.application.credentials.dig(:aws, :secret_access_key)\nassert_equal "is too short", user.errors[:password].first\nhttp.basic_auth(user, password)\nget "/password/:token/edit", to: "passwords#edit", as: :edit_password\nsecret_key_base: <%= Rails.application.secret_key_base %>\n`,
  ],
  'dotnet references': [
    'src/Auth.cs',
    () =>
      `public string Password { get; set; } = string.Empty;\nvar token = Configuration["Jwt:Token"];\nvar key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(config["Jwt:Key"]));\n[Required, DataType(DataType.Password)] public string ConfirmPassword { get; set; }\n<add key="webpages:Version" value="3.0.0.0" />\n<add key="ClientValidationEnabled" value="true" />\npublicKeyToken="b77a5c561934e089"\nPublicKeyToken=31bf3856ad364e35, Version=4.0.0.0\nvar cs = $"Server={host};User Id={user};Password={password};";\npublic const string TokenCacheKey = "Acme.Security.TokenCache";\n`,
  ],
  'make and cmake': [
    'Makefile',
    () =>
      `TOKEN ?= $(shell cat .token)\nPASSWORD := $(or $(DB_PASSWORD),$(error DB_PASSWORD is not set))\nset(CPACK_RPM_PACKAGE_AUTOREQ_PASSWORD OFF)\nset(TOKENIZER_SOURCES tokenizer.cpp token_stream.cpp)\nSECRETS_DIR = $(HOME)/.config/acme/secrets\nadd_definitions(-DKEY_SIZE=256)\nSIGNING_KEY_ID := releases@acme.io\n`,
  ],
  'nginx and apache': [
    'nginx.conf',
    () =>
      `ssl_certificate_key /etc/letsencrypt/live/acme.io/privkey.pem;\nauth_basic_user_file /etc/nginx/.htpasswd;\nproxy_set_header Authorization $http_authorization;\nssl_password_file /etc/keys/global.pass;\nlimit_req_zone $binary_remote_addr zone=login:10m rate=5r/m;\nsecure_link_secret $arg_token;\nproxy_cache_key "$scheme$request_method$host$request_uri";\nauth_request /oauth2/auth;\n`,
  ],
  'machine learning': [
    'model/config.json',
    () =>
      `"pad_token": "<|endoftext|>",\n"bos_token": "<s>", "eos_token": "</s>",\n"tokenizer_class": "LlamaTokenizerFast",\n"additional_special_tokens": ["<|im_start|>", "<|im_end|>"],\n"num_key_value_heads": 8,\n"model.layers.0.self_attn.k_proj.weight": "model-00001-of-00004.safetensors",\n"key_query_value_bias": true,\n"unk_token": {"content": "<unk>", "lstrip": false, "normalized": true},\n`,
  ],
  'keyboards and music': [
    'src/keys.ts',
    () =>
      `const key = 'C# minor';\nkey: 'ArrowDown',\nkey = "Backspace"\nif (event.key === 'Escape') close();\nif (event.key === 'Enter' && event.metaKey) submit();\nkeySignature: 'B-flat major',\nkey={\`\${item.id}-\${index}\`}\nkey="content-type"\nkey="settings-panel-advanced-options"\ncase 'PageDown': return next();\n`,
  ],
  'encrypted values': [
    'secrets.enc.md',
    (r) =>
      `  secure: "${r.base64(300)}="\npassword: ENC[AES256_GCM,data:${r.base64(24)},iv:${r.base64(43)}=,tag:${r.base64(22)}==,type:str]\nkey: op://vault/database/password\npassword: !vault |\ntoken: ref+vault://secret/app#token\npassword: vault:secret/data/app#password\nDB_PASSWORD=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db\nsecret: projects/demo/secrets/app/versions/3\npassword: {cipher}${r.hex(64)}\n`,
  ],
  'french prose with names': [
    'LISEZMOI.md',
    () =>
      `Le mot de passe doit comporter au moins douze caractères.\nMot de passe : obligatoire\nJeton : voir la page de sécurité\nContraseña: mínimo ocho caracteres\nPasswort: mindestens zwölf Zeichen\nSenha: mínimo de oito caracteres\nWachtwoord: minimaal acht tekens\nParola d'ordine: obbligatoria\nHasło: co najmniej osiem znaków\n`,
  ],
  'swagger examples': [
    'docs/responses.md',
    () =>
      `{ "token_type": "Bearer", "expires_in": 3600, "access_token": "..." }\n{ "password": "string", "email": "user@example.com" }\n{ "token": "<jwt>", "refresh_token": "<opaque>" }\n{ "api_key": "YOUR_KEY", "secret": "YOUR_SECRET" }\n{ "error": "invalid_token", "error_description": "The access token is invalid" }\n{ "keys": ["created_at", "updated_at", "display_name"] }\n`,
  ],
};
