/** Where in a path the source of a program begins: the folders behind are its packages, and their names are its own. */

/** A path cut at its source root. Each part ends with a slash, or is empty. */
export interface Cut {
  /** Folders up to the source root, and the root itself; all folders where there is none. */
  readonly before: string;
  /** Folders behind the root. */
  readonly behind: string;
  readonly name: string;
  readonly isRooted: boolean;
  /**
   * What the names of folders behind the root say: `nothing` where they are packages, `plainly` where only unmistakable
   * ones count (`tests`, but not `testing`).
   */
  readonly says: 'nothing' | 'plainly';
  /** Of which source set of a build the file is: `main` of `src/main/java`. */
  readonly sourceSet?: string;
}

/** Source sets as Maven, Gradle, sbt and Kotlin name them, with files of the languages that have them. */
const SOURCE_SET = /^((?:.*\/)?src\/([\w-]+)\/(?:java|kotlin|scala(?:-[\w.-]+)?|groovy|clojure)\/)(?=.)/;
const JVM = /\.(java|kts?|scala|groovy|clj[cs]?)$/;
/** Packages of the JVM begin with a domain turned round. */
const DOMAIN =
  /^((?:(?!(?:org|com|net|io|dev|edu|gov|de|fr|uk|eu|cn|ru)\/)[^/]+\/)*?)(?:org|com|net|io|dev|edu|gov|de|fr|uk|eu|cn|ru)\/[^/]+\//;
/** Languages whose tests do not stand among the packages: these are below `lib`, `app`, `src` or `Sources`. */
const APART = /\.(rb|rake|ru|ex|dart|hs|pm|pl|swift|cr|erl|lua)$/;
const ROOT_APART = /^((?:(?!(?:lib|app|src|Sources|lua)\/)[^/]+\/)*(?:lib|app|src|Sources|lua)\/)/;
const ROOT =
  /^((?:(?!(?:src|lib|app|source|internal|pkg|cmd)\/)[^/]+\/)*(?:src|lib|app|source|internal|pkg|cmd)\/)/;

/** Cuts a path where its source begins. Linear in the path. */
export function cutAtRoot(path: string): Cut {
  const slash = path.lastIndexOf('/') + 1;
  const folders = path.slice(0, slash);
  const name = path.slice(slash);
  const at = (before: string, says: Cut['says'], sourceSet?: string): Cut => {
    const behind = folders.slice(before.length);
    return { before, behind, name, isRooted: true, says, ...(sourceSet === undefined ? {} : { sourceSet }) };
  };
  if (JVM.test(name)) {
    const [, set, sourceSet] = SOURCE_SET.exec(folders) ?? [];
    if (set !== undefined) return at(set, 'nothing', sourceSet);
    const domain = DOMAIN.exec(folders)?.[1];
    if (domain !== undefined) return at(domain, 'nothing');
  }
  const apart = APART.test(name);
  const root = (apart ? ROOT_APART : ROOT).exec(folders)?.[1];
  return root === undefined
    ? { ...at(folders, 'plainly'), isRooted: false }
    : at(root, apart ? 'nothing' : 'plainly');
}
