import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { splitIdentifier, termsOf } from '../../index/tokenize.ts';
import type { FileRole } from '../../types.ts';
import { roleOfFile } from '../roles.ts';

/** What is known of a file whatever is asked. */
export interface FileFacts {
  readonly role: FileRole;
  readonly folder: string;
  /** Path without its last suffix. */
  readonly stem: string;
  /** Terms of its name, and of its folders. */
  readonly nameTerms: readonly string[];
  readonly folderTerms: readonly string[];
  /** Letters and digits of its name in lower case, and the same without what makes it a test. */
  readonly plainName: string;
  readonly testedName: string;
  readonly isEntry: boolean;
}

/** Facts by entry: a file that does not change keeps its entry, so its facts are made once. */
const factsByEntry = new WeakMap<FileEntry, FileFacts>();

export function factsOf(entry: FileEntry): FileFacts {
  let facts = factsByEntry.get(entry);
  if (!facts) {
    facts = readFacts(entry);
    factsByEntry.set(entry, facts);
  }
  return facts;
}

function readFacts(entry: FileEntry): FileFacts {
  const { path } = entry;
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, Math.max(0, slash));
  const name = path.slice(slash + 1).replace(/\.[^.]*$/, '');
  return {
    role: roleOfFile(entry),
    folder,
    stem: path.replace(/\.[^/.]*$/, ''),
    nameTerms: distinctParts(name),
    folderTerms: [...new Set(folder.split('/').flatMap(distinctParts))],
    plainName: plain(name),
    testedName: plain(withoutTest(name)),
    isEntry: /^(__init__|index|mod|lib|main|__main__|init)$/.test(name),
  };
}

export const plain = (name: string): string => name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

function withoutTest(name: string): string {
  return name
    .replace(/^(tests?|spec)[_-]/i, '')
    .replace(/[._-](tests?|spec|unittest|unit|it|e2e)$/i, '')
    .replace(/(Tests?|TestCase|Spec|IT)$/, '')
    .replace(/^Test(?=[A-Z])/, '');
}

/** Terms of the parts of a name, without the whole of it. */
export function distinctParts(name: string): string[] {
  const words = name.split(/[^\p{L}\p{N}_$]+/u).filter(Boolean);
  return [...new Set(words.flatMap((word) => termsOf(word).slice(splitIdentifier(word).length > 1 ? 1 : 0)))];
}

/** What is known of all files together, made once for each view. */
export interface ViewFacts {
  /** Average number of terms of a file, and of a chunk. */
  readonly averageTerms: number;
  readonly averageChunkTerms: number;
  /** Files of each folder, by number. */
  readonly folders: ReadonlyMap<string, readonly number[]>;
  /** Share of each language among the source files. */
  readonly languages: ReadonlyMap<string, number>;
}

const factsByView = new WeakMap<IndexView, ViewFacts>();

export function viewFacts(view: IndexView): ViewFacts {
  let facts = factsByView.get(view);
  if (!facts) {
    facts = readView(view);
    factsByView.set(view, facts);
  }
  return facts;
}

function readView({ files, starts, text }: IndexView): ViewFacts {
  const folders = new Map<string, number[]>();
  const languages = new Map<string, number>();
  let terms = 0;
  let sources = 0;
  for (const [file, entry] of files.entries()) {
    const { folder, role } = factsOf(entry);
    const own = folders.get(folder);
    if (own) own.push(file);
    else folders.set(folder, [file]);
    terms += text.fileLength(file);
    if (role !== 'source') continue;
    sources++;
    languages.set(entry.row.language, (languages.get(entry.row.language) ?? 0) + 1);
  }
  return {
    averageTerms: terms / Math.max(1, files.length),
    averageChunkTerms: terms / Math.max(1, starts[files.length]!),
    folders,
    languages: new Map([...languages].map(([name, count]) => [name, count / Math.max(1, sources)])),
  };
}
