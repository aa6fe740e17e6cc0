/** Words of names, by what they say of the value. Data only; all in lower case, without accents where they have none. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** What people call a password, in the languages they write in. */
export const PASSWORD_WORDS = words(`
  password passwords passwd passw passwort passworte pwd pw psw pswd pswrd passphrase passphrases passcode pass psk
  userpw rootpw bindpw kennwort losungswort geheimwort zugangscode mdp motdepasse passe contrasena contraseña
  contrasenya clave pasahitza senha senhas palavrapasse parola haslo hasło heslo lozinka zaporka geslo wachtwoord
  losenord lösenord passord adgangskode kodeord salasana jelszo jelszó sifre şifre katasandi sandi matkhau parool
  slaptazodis slaptažodis parole fjalekalimi lykilord pasfhocal numpassword identified`);

/** The same in scripts that are not split into words here: looked for inside a name. */
export const FOREIGN_PASSWORDS: readonly string[] = [
  'пароль',
  'парол',
  'лозинка',
  'κωδικός',
  'κωδικος',
  'סיסמה',
  'סיסמא',
  'كلمة_السر',
  'كلمة_المرور',
  'كلمةالمرور',
  'كلمة',
  'رمز',
  'पासवर्ड',
  'รหัสผ่าน',
  'mật_khẩu',
  'mậtkhẩu',
  'khẩu',
  '密码',
  '密碼',
  '口令',
  'パスワード',
  '暗証番号',
  '비밀번호',
  '암호',
  '패스워드',
  'გასაღები',
  'գաղտնաբառ',
];
export const FOREIGN_SECRETS: readonly string[] = [
  'секрет',
  'ключ',
  'токен',
  '密钥',
  '密鑰',
  '令牌',
  '秘钥',
  '金鑰',
  '秘密鍵',
  '鍵',
  'シークレット',
  'トークン',
  '비밀키',
  '토큰',
  'مفتاح',
  'κλειδί',
  'מפתח',
  'गुप्त',
];

/** What is random and must not be seen. */
export const SECRET_WORDS = words(`
  secret secrets token tokens apikey apikeys apitoken credential credentials cred creds bearer jwt pat authtoken
  accesskey accesstoken secretkey privatekey authkey signingkey encryptionkey masterkey clientsecret sharedkey
  sharedsecret appsecret mnemonic keyphrase seedphrase totp otp authorization geheim geheimnis geheimschlussel
  geheimschlüssel segredo secreto secreta segreto jeton schlussel schlüssel chave cle clé tajne sekret hemlighet
  nøgle avain sleutel anahtar klucz kunci unseal sas xoxb webhook secretid nsec wif privkey secretaccesskey
  licensekey serialkey honeycombteam honeycombkey bottoken keypair skey otpsecret codetoken connectionstring`);

/** What is a secret when it looks random, and something else when it does not. */
export const KEY_WORDS = words(`
  key keys auth salt seed pepper mfa 2fa hmac signature sig cookie cookies session sessionid sessid sid phpsessid
  jsessionid csrf xsrf csrftoken dsn code codes pin license licence serial recovery priv sk ak ikey oauth
  login logon wallet phrase crypt cipher access refresh webhook hook
  passkey ticket remember magic otc invite invitation activation`);

/** Words before `key` that make it a secret's name. */
export const SECRET_KEY_WORDS = words(`
  api access private secret auth account app application encryption encrypt decryption signing sign master license
  service shared subscription integration client admin root session crypto cipher aes des rsa hmac ssh deploy write
  ingest ingestion instrumentation storage function host server webhook consumer bot merchant sandbox live prod
  production rsaprivate partner project team device user master kms vault jwt cookie base token account activation product
  cloud primary secondary sas connection management personal global management`);

/** Words before `key` with which it is a place in a table, a button, or meant to be seen. */
export const PLAIN_KEY_WORDS = words(`
  public pub publishable pk cache foreign sort partition hash range object row index group map dict query lookup i18n
  translation locale message item state arrow tab enter escape shortcut hot keyboard route prop property attr attribute
  event field column table label site shift ctrl meta cmd alt modifier composite natural unique surrogate idempotency
  track tracking metric translation sorting ordering render node react list section option storagekey param parameter
  websocket recv gpg pgp keyserver publickey trust trusted recvkeys registry host known config configuration setting preference json yaml form input element`);

/** Words after which a value is no longer the secret but something about it. */
export const ABOUT_WORDS = words(`
  field fields input label labels hint placeholder type types kind name names count length len size url urls uri uris
  path paths file files filename dir folder regex regexp pattern policy rule rules expired expiry expires expire expiration ttl
  lifetime limit max min error errors message messages title prompt form reset strength header headers prefix suffix
  provider service factory manager store class icon button component page view route endpoint event listener handler
  callback param params arg args argument ref refs index position pos start end time date age validator validation
  visible hidden required optional enabled disabled allowed supported id ids uuid guid version fingerprint thumbprint
  checksum sha sha1 sha256 md5 etag arn algorithm alg method mode format encoding scope scopes audience issuer
  request strategy help description desc docs link text color style module plugin package template schema model entity
  interface parser lexer stream source usage function func fn regexes char chars kinds list array set map table column
  username user users email host hostname port usd price status state flag option options setting settings config
  configuration info details metadata meta context scanner binding bindings code codes codepoint press pressed down up
  board frame frames stroke ring rings chain word words public pub publishable attempts`);

/** Words at the end of a name that change nothing: where it is for, how it is written, which of several it is. */
export const NEUTRAL_WORDS = words(`
  prod production dev development staging stage stg qa test testing tests live sandbox local ci old new current prev previous
  next default value val values string str plain plaintext plain raw b64 base64 base32 hex hexa encoded enc bytes byte
  buf buffer data blob content contents json confirm confirmation repeat again verify retype temp tmp tmpl global var env
  environment const static admin root main the for my our us eu a b c d v 1st 2nd rw ro readonly txt literal
  equals eql eq matches tobe toequal value text settext setvalue sendkeys isequal compare assert expect was is pair assign set put append init der pem pkcs8 pkcs1 p12 pfx jwk asc armored bin`);

/** Words that end in `pass` and are none. */
export const NO_PASS = words('bypass compass surpass trespass encompass underpass overpass repass');

/** Names of calls that take a password among their arguments. */
export const LOGIN_CALLS = words(`
  login logon signin authenticate basic httpbasicauth basicauth networkcredential credentials mysqli pdo
  mysqliconnect mysqlconnect pgconnect getconnection createconnection withcredentials setcredentials basiccredentials
  usernamepasswordcredentials usernamepasswordcredential usernamepassword passwordauthentication plainauth
  plaintextauthenticator plaintextauthprovider passwordauthenticator credential psycredential pscredential setbasicauth
  withbasicauth httpbasic httpdigestauth connectuser newstaticcredentials staticcredentials basicawscredentials
  usingjdbc loginwithpassword signinwithpassword signinwithemailandpassword createuserwithemailandpassword
  createuser influxdbclient simpleconnect dbconnect dbiconnect mysqlrealconnect crypt pgpsymencrypt pgpsymdecrypt
  encrypt decrypt hmac createhmac createcipheriv createdecipheriv hmacsha256 opensslencrypt aesencrypt sign verify
  pbkdf2 scrypt scryptsync pbkdf2sync checkpassword verifypassword setpassword changepassword comparedigest
  strcmp strncmp strcasecmp timingsafeequal constanttimecompare passwordverify passwordhash hashpw checkpw hashpassword
  generatepasswordhash checkpasswordhash sendline send sendkeys sendtext fill wifibegin begin razorpay twilio plaid paypal braintree client newclient connect dbconnect connection open dial makeclient dbi rodbc database liveenvironment sandboxenvironment postgres mysql oracle mongoclient clientconnect createclient newconnection cookieparser cookiesession fernet aesnew newaes basicauthentication httpauth usernamepasswordauth`);

/** Those of them that send any text: they take a password where one was asked for just before, or is named. */
export const SENDING_CALLS = words('send sendline sendtext sendkeys fill');

/** Services whose name before a secret's name tells whose it is. */
export const SERVICE_WORDS = words(`
  aws azure gcp google heroku cloudflare datadog dd newrelic twilio mailgun postmark algolia cohere mistral snyk asana
  trello linkedin twitter facebook paypal okta auth0 fastly mapbox zendesk intercom segment mixpanel amplitude pagerduty
  rollbar bugsnag travis codecov launchdarkly confluent elastic kucoin binance coinbase etsy spotify twitch dropbox
  bitbucket jenkins scalingo adyen resend mattermost salesforce clickup openweather influx firebase`);
