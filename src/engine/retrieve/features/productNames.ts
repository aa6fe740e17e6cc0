import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { keptByState } from '../../index/segments/states.ts';
import { termsOf } from '../../index/tokenize.ts';
import { factsOf, keepsRole } from './fileFacts.ts';

/** Files at the root that are called like the product. */
const NAMED_LIKE_IT = /^([\w-]+)\.(gemspec|sln|slnx|podspec|cabal|nimble|opam|rockspec|xcodeproj)$/i;
const README = /^readme(\.\w+)?$/i;
/** A heading of so many words, before what tells more of it, is a name. */
const TITLE = /^\W*([\w.-]+)\W*(?:$|\s[-–—:|]|[,:])/;
const TITLE_LINES = 20;
/** A folder in which so many of the source files are is the package. */
const PACKAGE_SHARE = 0.5;
const GENERAL =
  /^(src|lib|libs|app|apps|core|main|pkg|internal|cmd|packages?|crates|modules?|sources?|server|client|common|web|api|java|backend|frontend|code|project|plugins?|components?|include|readme|documentation|overview|introduction)$/i;

/**
 * Terms of what the product calls itself: the title of its README, a manifest at the root that is named like it, the
 * folder of its package. Costs one pass over the files for each view, and the decoding of the README.
 */
export const productNames = keptByState<FileEntry, IndexView, ReadonlySet<string>>(
  findNames,
  (before, changed, view) =>
    changed.every((file) => !isReadme(file.now) && keepsRole(view, file)) ? before : undefined,
);

function findNames(view: IndexView): ReadonlySet<string> {
  const found = [...titles(view), ...manifests(view), ...packages(view)];
  return new Set(found.filter((name) => !GENERAL.test(name)).flatMap((name) => termsOf(name).slice(0, 1)));
}

const isAtRoot = (path: string): boolean => !path.includes('/');
const isReadme = ({ path }: { readonly path: string }): boolean => isAtRoot(path) && README.test(path);

function titles({ files }: IndexView): string[] {
  const readme = files.find(isReadme);
  const first = readme?.parsed.symbols.find(({ kind }) => kind === 'section');
  const title = first && first.line <= TITLE_LINES ? TITLE.exec(first.name)?.[1] : undefined;
  return title === undefined ? [] : [title];
}

function manifests({ files }: IndexView): string[] {
  return files.flatMap(({ path }) => (isAtRoot(path) && NAMED_LIKE_IT.exec(path)?.[1]) || []);
}

function packages(view: IndexView): string[] {
  const counts = new Map<string, number>();
  let sources = 0;
  for (const file of view.files.keys()) {
    const { role, packageName: name } = factsOf(view, file);
    if (role !== 'source') continue;
    sources++;
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].flatMap(([name, count]) => (count >= PACKAGE_SHARE * sources ? [name] : []));
}
