/** Names of files that hold secrets by convention. What such a file holds is never sent, whatever it looks like. */
import {
  ABOUT_FOLDERS,
  BLANK_NAMES,
  COPY_SUFFIXES,
  DATA_SUFFIXES,
  FORM_WORDS,
  KEY_NAMES,
  PROJECT_FILES,
  SECRET_FOLDERS,
  SECRET_NAMES,
  SECRET_SOURCES,
  SECRET_SUFFIXES,
  SECRETS_FOLDER,
  SOURCE_FOLDERS,
  TELLING,
  TELLING_ALONE,
} from './paths/names.ts';

/** What can stand before a name without being seen. */
const BLANKS = /^[\s\p{C}]+/u;
/** Longest end of a path that is judged by folders: what lies further up says nothing of the file. */
const LONGEST_PATH = 400;
const LONGEST_NAME = 255;
/** Marks where a word begins inside a name; no path holds it. */
const CAMEL = '\u{e0fff}';

/**
 * True for paths of files that hold secrets by their name: settings of the environment, private keys, key stores,
 * credential files of tools, state of infrastructure, lists of passwords, and copies of them. Case, blanks, line breaks
 * and characters that cannot be seen around a name, and dots after it, make no difference, nor do `\` for `/`, NTFS
 * stream names and length. The caller resolves symbolic links. Linear.
 */
export function isSecretPath(path: string): boolean {
  const plain = path
    .normalize('NFKC')
    // `dbPassword.txt` is read as `db-password.txt` where words are looked for.
    .replace(/(?<=[a-z])(?=[A-Z][a-z])/g, CAMEL)
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/::?\$?[a-z_]{0,40}$/, '')
    .split('/')
    .map((part) => (/^\.{1,2}$/.test(part) ? part : part.replace(BLANKS, '').replace(/[.\s\p{C}]+$/u, '')))
    .join('/');
  const cut = plain.lastIndexOf('/') + 1;
  const folder = plain.slice(0, cut).slice(-LONGEST_PATH);
  const name = plain.slice(cut).slice(-LONGEST_NAME);
  return namesOf(name).some((one) => isSecretFile(folder.replaceAll(CAMEL, ''), one));
}

/** A name, and what is left of it without the marks of a copy: `.env.bak`, `id_rsa~`, `#.netrc#`, `.env (1)`. */
function namesOf(name: string): string[] {
  const names = [name];
  let bare = name
    .replace(/^(?:#|\.#|~\$|copy of )/, '')
    .replace(/(?:#|~|[ _-]copy(?:[ _-]?\d{1,3})?| ?\(\d{1,3}\))+$/, '');
  for (let count = 0; count < 4; count++) {
    if (bare !== names.at(-1)) names.push(bare);
    const dot = bare.lastIndexOf('.');
    if (dot <= 0 || !(COPY_SUFFIXES.has(bare.slice(dot + 1)) || /^\d{1,14}$/.test(bare.slice(dot + 1))))
      break;
    bare = bare.slice(0, dot);
  }
  return names;
}

function isSecretFile(folder: string, written: string): boolean {
  const name = written.replaceAll(CAMEL, '');
  if (BLANK_NAMES.has(name)) return true;
  if (SECRET_NAMES.has(name)) return !isTranslated(folder) || name.startsWith('.');
  if (name === '' || name === '.env.vault' || isForm(name)) return false;
  if (SECRET_SOURCES.test(name))
    return !SOURCE_FOLDERS.test(folder) || /\.(?:h|hpp|ino|exs|xcconfig)$/.test(name);
  if (isEnvironment(name) || isKey(name) || hasSecretSuffix(name)) return true;
  if (SECRET_FOLDERS.some(([where, what]) => where.test(folder) && what.test(name))) return true;
  const dot = name.lastIndexOf('.');
  const suffix = dot <= 0 ? '' : name.slice(dot + 1);
  if (!DATA_SUFFIXES.has(suffix) || ABOUT_FOLDERS.test(folder)) return false;
  if (
    SECRETS_FOLDER.test(folder) &&
    !SOURCE_FOLDERS.test(folder) &&
    !PROJECT_FILES.test(name) &&
    !/^(?:md|html?)$/.test(suffix)
  )
    return true;
  return isTelling(name, suffix, folder) || isTelling(written.replaceAll(CAMEL, '-'), suffix, folder);
}

const isTranslated = (folder: string): boolean =>
  /(^|\/)(?:locales?|i18n|l10n|lang|translations?|messages|nls)\//.test(folder);

/** `.env.example`, `secrets.schema.json`: the form of a file, without its values. */
const isForm = (name: string): boolean =>
  (FORM_WORDS.test(name) || /\.defaults?$/.test(name)) && !/[-_.](?:private|secret)$/.test(name);

const isEnvironment = (name: string): boolean =>
  /^\.env(?:$|[.\-_ ])/.test(name)
    ? !/\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|md)$/.test(name)
    : /(?:^|[\w)-])\.env$/.test(name);

/** A public key in a name: `pubkey`, `jwt-public`, `public_key`; a pair is none. */
const PUBLIC = /(?:^|[-_.])pub(?:lic)?(?:[-_.]?keys?)?$/;

function isKey(name: string): boolean {
  if (KEY_NAMES.test(name)) return true;
  const pem = /^(.*)\.(?:pem|der|asc)$/.exec(name)?.[1];
  if (pem === undefined) return false;
  const isPublic = PUBLIC.test(pem) && !/priv|secret/.test(pem);
  if (/private|priv|secret|(?:^|[-_.])key(?:$|[-_.\d])|[a-z0-9]key$|rsa$|ed25519$/.test(pem))
    return !isPublic;
  // A certificate is for everybody to see; a file that may be both is not.
  const isCertificate =
    /(?:^|[-_.])(?:ca|cas|cacerts?|cert|certs|certificate|bundle|chain|fullchain|root|roots|intermediate|trust|truststore|crl|csr|dhparams?|dh\d*|isrg\w*)(?=$|[-_.\d])|ca$|cert$|chain\d*$|roots?$/.test(
      pem,
    );
  return name.endsWith('.pem') && !isCertificate && !isPublic;
}

function hasSecretSuffix(name: string): boolean {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return false;
  if (/\.tfstate\.[\w.-]{1,40}$/.test(name)) return true;
  const last = name.slice(dot + 1);
  const lastTwo = name.slice(name.lastIndexOf('.', dot - 1) + 1);
  return dot > 0 && (SECRET_SUFFIXES.has(last) || (lastTwo !== name && SECRET_SUFFIXES.has(lastTwo)));
}

/** A file of data whose name speaks of secrets: `prod-passwords.csv`, `api_token.txt`, `appsettings.secrets.json`. */
function isTelling(name: string, suffix: string, folder: string): boolean {
  const stem = suffix === '' ? name : name.slice(0, -suffix.length - 1);
  // Notes about secrets are many; those that hold some are called by the plainest words.
  if (/^(?:md|html?)$/.test(suffix))
    return /(?:^|[-_. ])(?:passwords?|passwds?|creds|logins?)$/.test(stem) && folder.length < 60;
  return TELLING.test(stem) || TELLING_ALONE.test(stem);
}
