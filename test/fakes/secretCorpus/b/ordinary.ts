/** Ordinary lines that look like secrets and are none. Half b: for measuring only: rules are not written from it. */
import type { Kinds } from '../kind.ts';

export const ordinary: Kinds = {
  'key bindings': [
    'keybindings.json',
    () =>
      `[\n  { "key": "ctrl+shift+p", "command": "workbench.action.showCommands" },\n  { "key": "cmd+k cmd+s", "command": "keys.open" },\n  { "key": "alt+f12", "command": "editor.action.peekDefinition", "when": "editorFocus" },\n  { "key": "shift+escape", "mac": "cmd+escape", "command": "closeAll" },\n  { "key": "ctrl+k ctrl+alt+s", "command": "git.stageSelectedRanges" },\n  { "key": "f8", "command": "editor.action.marker.nextInFiles" },\n  { "key": "numpad_subtract", "command": "zoomOut" },\n  { "key": "ctrl+[BracketLeft]", "command": "outdent" }\n]\n`,
  ],
  'yarn checksums': [
    'yarn.lock',
    (r) =>
      Array.from(
        { length: 5 },
        () => `"${r.words(1)[0]}@npm:^1.0.0":\n  checksum: 10c0/${r.hex(128)}\n  languageName: node\n`,
      ).join(''),
  ],
  'cargo checksums': [
    'Cargo.lock',
    (r) =>
      Array.from(
        { length: 5 },
        () => `[[package]]\nname = "${r.words(1)[0]}"\nchecksum = "${r.hex(64)}"\n`,
      ).join(''),
  ],
  'pip hashes': [
    'requirements.txt',
    (r) => Array.from({ length: 6 }, () => `${r.words(1)[0]}==1.2.3 --hash=sha256:${r.hex(64)}\n`).join(''),
  ],
  'git shas': [
    'docs/releases.md',
    (r) =>
      `- ${r.hex(40)} Fix login\n- See commit ${r.hex(40)}\n- Merge ${r.hex(7)} into ${r.hex(7)}\nrevision: ${r.hex(40)}\n"gitHead": "${r.hex(40)}",\nuses: actions/checkout@${r.hex(40)} # v4\nuses: actions/setup-node@${r.hex(40)} # v4.0.1\nrev = "${r.hex(40)}"\nsubmodule deps ${r.hex(40)}\n`,
  ],
  'nix hashes': [
    'flake.nix',
    (r) =>
      `sha256 = "${r.chars('0123456789abcdfghijklmnpqrsvwxyz', 52)}";\nhash = "sha256-${r.base64(43)}=";\nvendorHash = "sha256-${r.base64(43)}=";\nnarHash: "sha256-${r.base64(43)}="\ncargoSha256 = "sha256-${r.base64(43)}=";\n`,
  ],
  'labels in french': [
    'locales/fr.yml',
    () =>
      `fr:\n  password: Mot de passe\n  password_confirmation: Confirmation du mot de passe\n  token: Jeton d'accès\n  secret: Clé secrète\n  forgot_password: Mot de passe oublié ?\n  mot_de_passe: Mot de passe\n`,
  ],
  'type declarations': [
    'src/types.ts',
    () =>
      `export interface Login {\n  password: string;\n  passwordConfirmation?: string;\n  token: string | undefined;\n  secret: Uint8Array;\n  apiKey: Promise<string>;\n  credentials: CredentialProvider;\n  authToken: () => Promise<AuthToken>;\n  privateKey: CryptoKey | KeyObject;\n  accessToken: Record<string, TokenResponse>;\n}\ntype Secret = { readonly key: keyof SecretTable };\nlet password: ReadonlyArray<PasswordRule> = [];\nconst token: Token<'access'> = createToken();\nexport type ApiKey = Brand<string, 'ApiKey'>;\ndeclare const clientSecret: unique symbol;\n`,
  ],
  'references in javascript': [
    'src/login.js',
    () =>
      `const password = process.env.DB_PASSWORD;\nconst password = req.body.password;\nconst token = await getAccessToken(user);\nconst secret = config.get('app.secret');\nlet apiKey = options.apiKey || defaults.apiKey;\nthis.password = password;\nconst { token, secret } = this.props;\nconst key = Object.keys(tokens)[0];\nconst passwordField = document.getElementById('password-input');\nsetPassword(event.target.value);\nif (password === confirmPassword) return;\nif (token === undefined || token === 'undefined') return;\nif (typeof token === 'string') return token;\nexpect(token).toBe(expectedToken);\nheaders.Authorization = \`Bearer \${token}\`;\nheaders.set('authorization', 'Bearer ' + accessToken);\nconst passwordRegex = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d).{8,}$/;\nconst tokenType = 'Bearer';\nconst tokenEndpoint = 'https://login.acme.io/oauth2/v2.0/token';\nconst grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';\nconst SECRET_NAME = 'projects/demo/secrets/db-password/versions/latest';\nconst passwordInputId = 'login-form-password-input';\nconst KEY_PREFIX = 'app:session:user:';\nconst storageKey = 'acme.settings.sidebar.width';\nconst cacheKey = \`user-\${id}-profile\`;\nconst keyCode = 'ArrowRight';\n`,
  ],
  'references in python': [
    'app/login.py',
    () =>
      `password = os.environ["DB_PASSWORD"]\npassword = getpass.getpass("Password: ")\ntoken = request.headers.get("Authorization")\nsecret = secrets.token_urlsafe(32)\napi_key = settings.API_KEY\nself.password = make_password(raw_password)\nuser.set_password(form.cleaned_data["password"])\nparser.add_argument("--password", help="password of the user", default=None)\nparser.add_argument("--token", type=str, required=True)\nclass PasswordResetTokenGenerator(TokenGenerator):\nkey_salt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"\nDEFAULT_AUTHENTICATION_CLASSES = ["rest_framework.authentication.TokenAuthentication"]\nAUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]\nassert password != "password"\nif password == confirm_password:\ntoken: str = Depends(oauth2_scheme)\ntokenUrl = "auth/jwt/login"\nPAD_TOKEN = "<pad>"\ntokens = tokenizer.encode("hello world")\nsort_key = "created_at_desc"\nprimary_key = "customer_account_id"\n`,
  ],
  'references in java': [
    'src/Login.java',
    () =>
      `private String password;\nString token = request.getHeader("Authorization");\npublic static final String PASSWORD_FIELD = "user.credentials.password";\npublic static final String TOKEN_HEADER = "X-Auth-Token";\nreturn passwordEncoder.encode(rawPassword);\n@Value("\${spring.datasource.password}")\nkeyStore.load(stream, password.toCharArray());\nSecretKey key = Keys.hmacShaKeyFor(Decoders.BASE64.decode(secret));\nCipher cipher = Cipher.getInstance("AES/GCM/NoPadding");\nKeyFactory factory = KeyFactory.getInstance("RSA");\nimport com.acme.security.oauth2.token.AccessTokenProvider;\nprivate static final String SECRET_NAME_PATTERN = "[a-zA-Z0-9/_+=.@-]{1,512}";\nassertThat(user.getPassword()).isEqualTo(encodedPassword);\nthrow new BadCredentialsException("Wrong user name or password");\n`,
  ],
  'shell references': [
    'deploy.sh',
    () =>
      `PASSWORD="$1"\nTOKEN=$(cat /run/secrets/token)\nTOKEN="\${GITHUB_TOKEN:-}"\nSECRET=\`openssl rand -hex 32\`\nexport DB_PASS="$(aws ssm get-parameter --name /prod/db/password --with-decryption)"\nread -s -p "Password: " PASSWORD\n: "\${API_KEY:?API_KEY must be set}"\necho "$TOKEN" | docker login ghcr.io -u "$USER" --password-stdin\nkubectl create secret generic db --from-literal=password="$PASSWORD"\nkubectl get secret db -o jsonpath='{.data.password}'\nsshpass -p "$PASS" ssh "$HOST"\nssh -i ~/.ssh/id_ed25519 deploy@host\nvault kv get -field=password secret/prod/db\n--password-file /run/secrets/restic\nhelm install app ./chart --set auth.existingSecret=app-credentials\n`,
  ],
  'terraform references': [
    'infra/db.tf',
    () =>
      `  password = var.db_password\n  token    = data.vault_generic_secret.app.data["token"]\n  secret_string = random_password.db.result\n  password = random_password.master["primary"].result\n  key = "environments/production/terraform.tfstate"\n  key_name = aws_key_pair.deployer.key_name\n  kms_key_id = aws_kms_key.main.arn\n  secret_id = aws_secretsmanager_secret.db.id\n  secret_key_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf"\n  manage_master_user_password = true\n  password_wo_version = 1\n`,
  ],
  'ansible references': [
    'roles/db/tasks/main.yml',
    () =>
      `    password: "{{ db_password }}"\n    login_password: "{{ vault_mysql_root_password | default(omit) }}"\n    token: "{{ lookup('env', 'API_TOKEN') }}"\n    update_password: on_create\n    key: "{{ lookup('file', 'files/deploy.pub') }}"\n    secret_name: "{{ app_name }}-credentials"\n    password_lock: true\n    no_log: true\n`,
  ],
  css: [
    'styles/app.css',
    () =>
      `.password-strength-meter__bar--weak { background-color: #e74c3c; }\n.token-keyword { color: #0033b3; }\n.token.attr-name { color: #50a14f; }\n:root { --token-color-primary-500: #6366f1ff; }\n[data-key="password"] { display: none }\n.secret-key-input::placeholder { opacity: .5 }\n@keyframes key-pulse { from { opacity: 0 } }\n.css-1q2w3e4r5t { margin: 0 }\n.sc-bdVaJa.kZqTnX { padding: 4px }\n.Button_primary__aB3dE { color: red }\n`,
  ],
  'generated class names': [
    'dist/page.html',
    (r) =>
      Array.from(
        { length: 7 },
        () =>
          `<div class="css-${r.lower(6)} sc-${r.alnum(8)}" data-v-${r.hex(8)} data-key="${r.lower(8)}" id="radix-:r${r.int(1, 9)}:"></div>\n`,
      ).join(''),
  ],
  'data images': [
    'src/icon.ts',
    (r) =>
      `export const icon = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA${r.base64(400)}=';\nbackground: url(data:image/gif;base64,R0lGODlh${r.base64(120)});\n<img src="data:image/svg+xml;base64,PHN2Zy${r.base64(300)}" alt="key">\nsrc: url(data:font/woff2;base64,d09GMg${r.base64(600)}) format('woff2');\nconst password = { icon: 'data:image/png;base64,iVBORw0KGgo${r.base64(60)}' };\n`,
  ],
  'source maps': [
    'dist/a.js',
    (r) =>
      `//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJz${r.base64(300)}\n{"version":3,"mappings":"AAAA,SAASA,EAAKC,GACZ,OAAOA,EAAE,CAAC,KAAKC,IAAI,CAACC,GAAG;AACA"}\n`,
  ],
  'public ssh keys': [
    'ansible/keys.yml',
    (r) =>
      `- ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB${r.base64(330)} ann@acme\n- ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.base64(43)} tom@acme\nssh_key: "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB${r.base64(86)}= ci"\ngithub.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.base64(43)}\nSHA256:${r.base64(43)} root@host (ED25519)\n`,
  ],
  'public pem': [
    'keys/public.txt',
    (r) =>
      `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${r.base64(20)}\n${r.base64(64)}\n${r.base64(64)}\n${r.base64(30)}IDAQAB\n-----END PUBLIC KEY-----\n`,
  ],
  certificate: [
    'certs/ca.txt',
    (r) =>
      `-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n${Array.from({ length: 16 }, () => r.base64(64)).join('\n')}\nDQEBBQUAA4IBAQ==\n-----END CERTIFICATE-----\n`,
  ],
  'pgp signature': [
    'release.asc.md',
    (r) =>
      `-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE${r.base64(48)}\n${Array.from({ length: 5 }, () => r.base64(64)).join('\n')}\n=${r.base64(4)}\n-----END PGP SIGNATURE-----\n`,
  ],
  'wireguard public keys': [
    'docs/peers.md',
    (r) =>
      `PublicKey = ${r.base64(43)}=\npublic_key: ${r.base64(43)}=\nage1${r.chars('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}\nnpub1${r.chars('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}\n"publicKey": "${r.base64(43)}=",\nVITE_RECAPTCHA_SITE_KEY_DOC=see the console\n`,
  ],
  'html forms': [
    'web/login.html',
    () =>
      `<input type="password" name="password" id="password" autocomplete="current-password" placeholder="Password">\n<label for="new-password">New password</label>\n<input name="csrf_token" type="hidden" value="{{ csrf_token }}">\n<input type="password" [(ngModel)]="credentials.password" required>\n<a href="/password/reset?token={{ token }}">Reset the password</a>\n<button data-testid="generate-api-key-button">Generate API key</button>\n<key-value-editor :secret="true" v-model="secretValue"></key-value-editor>\n<meta name="csrf-param" content="authenticity_token">\n<Trans i18nKey="settings.security.password.description" />\n<Field name="clientSecret" label="Client secret" type="password" />\n`,
  ],
  openapi: [
    'openapi.yaml',
    () =>
      `  securitySchemes:\n    bearerAuth:\n      type: http\n      scheme: bearer\n    apiKeyAuth:\n      type: apiKey\n      in: header\n      name: X-API-KEY\n      tokenUrl: https://sso.acme.io/oauth/token\n        password:\n          type: string\n          format: password\n          minLength: 8\n          description: The password of the user, hashed before it is stored\n          example: string\n        accessToken: { $ref: '#/components/schemas/AccessToken' }\n`,
  ],
  'protobuf and graphql': [
    'api/auth.proto',
    () =>
      `  string password = 2 [(validate.rules).string.min_len = 8];\n  bytes secret_key = 3;\n  optional string access_token = 4;\n  rpc RefreshToken(RefreshTokenRequest) returns (RefreshTokenResponse);\n  login(email: String!, password: String!): AuthPayload!\n  resetPassword(token: String!, newPassword: String!): Boolean\n  apiKey: ApiKey @auth(requires: ADMIN)\n  mutation Login($email: String!, $password: String!) { login(email: $email, password: $password) { token } }\n`,
  ],
  minified: [
    'dist/app.min.js',
    () =>
      `!function(e,t){"object"==typeof exports?module.exports=t():e.key=t()}(this,function(){var e={password:function(e){return e.token||e.secret},key:"a"};return e});\nvar k=t.key,p=t.password,s=n(123),a=r(456).default;t.token=k,t.secret=p&&p.length>8;e.exports={apiKey:k,token:s};\n(self.webpackChunk=self.webpackChunk||[]).push([[179],{2843:(e,t,n)=>{"use strict";n.d(t,{Z:()=>r,token:()=>o})}}]);\nconst H={keyPath:"id",autoIncrement:!0},Ue="authToken",Be="refreshToken",qe={password:"current-password"};\n`,
  ],
  urls: [
    'docs/links.md',
    (r) =>
      `https://docs.acme.io/guides/authentication/access-tokens-and-secrets\nhttps://github.com/acme/app/blob/${r.hex(40)}/src/token.ts#L10\nhttps://www.youtube.com/watch?v=${r.word(11)}\nhttps://docs.google.com/document/d/${r.word(44)}/edit\nhttps://figma.com/file/${r.alnum(22)}/Design\nhttps://unpkg.com/react@18.2.0/umd/react.production.min.js\nhttps://codecov.io/gh/acme/app/branch/main/graph/badge.svg\nhttps://img.shields.io/npm/v/@acme/secrets-manager.svg?label=secrets\nhttps://cdn.acme.io/assets/main.${r.hex(20)}.js\nhttps://acme.io/reset-password?token=\nhttps://acme.io/?utm_source=mail&utm_campaign=token_launch_2024\nhttps://gravatar.com/avatar/${r.hex(32)}?s=80\n`,
  ],
  'ids of products': [
    'src/ids.ts',
    (r) =>
      `export const GA_ID = 'G-${r.upper(10)}';\nconst TRACKING_ID = 'UA-12345678-1';\nprice: 'price_${r.alnum(24)}',\nproduct: 'prod_${r.alnum(14)}',\ncustomer: 'cus_${r.alnum(14)}',\nconst CHANNEL_ID = 'C0${r.upper(9)}';\nappId: '1:${r.digits(12)}:web:${r.hex(22)}',\nmessagingSenderId: '${r.digits(12)}',\nclient_id: '${r.digits(12)}-${r.lower(32)}.apps.googleusercontent.com',\nconst accountSid = 'AC${r.hex(32)}';\nhostedZoneId: 'Z${r.upper(13)}',\namiId: 'ami-${r.hex(17)}',\nsubnet: 'subnet-${r.hex(17)}',\nsecurityGroup = 'sg-${r.hex(17)}'\nnanoid: '${r.word(21)}',\nulid: '01${r.chars('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}',\n_id: ObjectId('${r.hex(24)}'),\nslug: 'how-to-rotate-an-api-key-without-downtime',\n`,
  ],
  'publishable keys': [
    'web/keys.ts',
    (r) =>
      `// The publishable half of the key pair; it may be seen by everybody.\nloadStripe(import.meta.env.VITE_STRIPE_KEY);\nnew Paddle({ environment: 'sandbox', seller: ${r.digits(5)} });\nsite key: see https://www.google.com/recaptcha/admin\n`,
  ],
  'documented aws keys': [
    'docs/aws.md',
    () =>
      `The key id looks like AKIA followed by 16 letters and digits.\naws_access_key_id = YOUR_ACCESS_KEY_ID\naws_secret_access_key = YOUR_SECRET_ACCESS_KEY\naws configure set aws_access_key_id "$AWS_ACCESS_KEY_ID"\nregion = eu-central-1\nrole_arn = arn:aws:iam::123456789012:role/deployment-role\nsource_profile = production-read-only\n`,
  ],
  'migrations and time': [
    'db/state.rb',
    (r) =>
      `ActiveRecord::Schema[7.1].define(version: 2024_01_01_000000) do\nt.string "encrypted_password", default: "", null: false\nt.string "reset_password_token"\nt.index ["reset_password_token"], name: "index_users_on_reset_password_token", unique: true\nrevision = '${r.hex(12)}'\ndown_revision = '${r.hex(12)}'\nadd_column :users, :otp_secret_key, :string\nhas_secure_password validations: false\nattr_encrypted :api_token, key: :encryption_key\ndevise :database_authenticatable, :token_authenticatable\nclass AddConfirmationTokenToUsers < ActiveRecord::Migration[7.0]\n`,
  ],
  'swift and kotlin references': [
    'App/Login.swift',
    () =>
      `let password = passwordField.text ?? ""\n@State private var password: String = ""\nSecureField("Password", text: $password)\nlet token = try Keychain.read(service: "io.acme.app", account: "token")\nval token = BuildConfig.API_TOKEN\nval password by remember { mutableStateOf("") }\nconst val KEY_ACCESS_TOKEN = "io.acme.preferences.ACCESS_TOKEN"\ntoken = sharedPreferences.getString("auth_token", null)\nvar passwordVisualTransformation: VisualTransformation = PasswordVisualTransformation()\n`,
  ],
  'license headers and ids': [
    'src/head.c',
    (r) =>
      `/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n * Key words: MUST, SHOULD, MAY as in RFC 2119\n * $Id: ${r.hex(40)} $\n# key: 1 = low, 2 = high\n// eslint-disable-next-line sonarjs/no-hardcoded-passwords\n// @ts-expect-error token is optional\n#pragma once // token pasting\n`,
  ],
  'markdown tables': [
    'docs/options.md',
    () =>
      `| Option | Type | Default | Description |\n|---|---|---|---|\n| \`password\` | \`string\` | \`undefined\` | Password of the user |\n| \`apiKey\` | \`string\` | \`process.env.API_KEY\` | Key for the service |\n| \`token\` | \`string \\| (() => string)\` | none | Access token |\n| \`secretName\` | \`string\` | \`app-secret\` | Name of the Kubernetes secret |\n| \`DB_PASSWORD\` | yes | | Password of the database |\n| \`--key\` | \`path\` | \`./server.key\` | Private key |\n`,
  ],
  'jinja and templates': [
    'templates/mail.html',
    () =>
      `{{ user.password_reset_token }}\n{% if token %}{{ token }}{% endif %}\n<%= link_to 'Reset', edit_password_url(@user, reset_password_token: @token) %>\n{{- .Values.postgresql.auth.password | b64enc | quote }}\npassword: {{ required "A password is needed" .Values.password | b64enc }}\n  {{ $secret := lookup "v1" "Secret" .Release.Namespace "app" }}\n\${{ values.secretName }}\n@Html.PasswordFor(m => m.Password, new { @class = "form-control" })\n{!! csrf_field() !!}\n`,
  ],
  'i18n keys in code': [
    'src/messages.ts',
    () =>
      `t('auth.password.reset.success')\nt("settings.security.api_tokens.create_new_token")\nconst msg = messages['account.password.mismatch'];\nintl.formatMessage({ id: 'login.form.password.label', defaultMessage: 'Password' })\n'secret.created': 'The secret was created.',\n'token.copied': 'Copied to the clipboard',\n'token.deleteConfirm': 'Delete this token? Programs that use it will stop working.',\n'password.strength.4': 'Very strong',\n'password.placeholder': '••••••••',\n'apikey.placeholder': 'Paste your key here',\n`,
  ],
};
