/** Names of files that hold secrets by convention. What such a file holds is never sent, whatever it looks like. */

const SECRET_NAMES = new Set([
  '.netrc',
  '_netrc',
  '.pypirc',
  '.npmrc',
  '.yarnrc',
  '.pgpass',
  '.my.cnf',
  '.mylogin.cnf',
  '.htpasswd',
  '.htdigest',
  '.git-credentials',
  '.dockercfg',
  '.s3cfg',
  '.boto',
  '.vault-token',
  '.terraformrc',
  'terraform.rc',
  '.gem-credentials',
  'kubeconfig',
  'credentials',
  'credentials.json',
  'credentials.toml',
  'credentials.yml',
  'credentials.yaml',
  'credentials.xml',
  'credentials.tfrc.json',
  'application_default_credentials.json',
  'client_secret.json',
  'client_secrets.json',
  'service-account.json',
  'serviceaccount.json',
  'serviceaccountkey.json',
  'secrets.json',
  'secrets.yml',
  'secrets.yaml',
  'secrets.toml',
  'master.key',
  'secring.gpg',
  'wallet.dat',
  'shadow',
  '.pgpass.conf',
  'auth.json',
  'local.settings.json',
]);

const SECRET_PATTERNS: readonly RegExp[] = [
  /^\.env($|[.\-_])/,
  /^\.envrc$/,
  /\.env$/,
  /^id_(rsa|dsa|ecdsa|ed25519|xmss)/,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx?|ppk|p8|pk8|agekey|ovpn|tfstate|kubeconfig|asc\.key|keytab|gpg-key)$/,
  /\.tfstate\.(backup|[\w.-]{1,40})$/,
  /^client_secret.{0,200}\.json$/,
  /service[-_]?account.{0,60}\.json$/,
];

const SECRET_FOLDER_FILES: readonly RegExp[] = [
  /(^|\/)\.docker\/config\.json$/,
  /(^|\/)\.kube\/config$/,
  /(^|\/)\.aws\/(credentials|config)$/,
  /(^|\/)\.ssh\/(?!known_hosts|config$)[^/]+$/,
  /(^|\/)\.gnupg\//,
  /(^|\/)\.config\/gh\/hosts\.yml$/,
  /(^|\/)\.(cargo|gem)\/credentials(\.toml)?$/,
  /(^|\/)\.azure\/(accesstokens|msal_token_cache)[^/]*$/,
];

/** What can stand before a name without being seen. */
const BLANKS = /^[\s\p{C}]+/u;

/**
 * True for paths of files that hold secrets by their name: `.env*`, private keys, key stores, credential files of
 * common tools, Terraform state. Case, blanks, line breaks and characters that cannot be seen around a name, and dots after it, make no difference, nor do `\` for `/` and NTFS
 * stream names. The caller resolves symbolic links.
 */
export function isSecretPath(path: string): boolean {
  const plain = path
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/::?\$?[a-z_]{0,40}$/, '')
    .split('/')
    .map((part) => (/^\.{1,2}$/.test(part) ? part : part.replace(BLANKS, '').replace(/[.\s\p{C}]+$/u, '')))
    .join('/');
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  return (
    SECRET_NAMES.has(name) ||
    SECRET_PATTERNS.some((pattern) => pattern.test(name)) ||
    SECRET_FOLDER_FILES.some((pattern) => pattern.test(plain))
  );
}
