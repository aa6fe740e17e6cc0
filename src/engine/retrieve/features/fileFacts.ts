import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { type ChangedFile, keptByState } from '../../index/segments/states.ts';
import { splitIdentifier, termsOf } from '../../index/tokenize.ts';
import type { FileRole } from '../../types.ts';
import { wholeOf } from '../roles/whole.ts';
import { roleIn, roleOfFile } from '../roles.ts';

/** What is known of a file whatever is asked. */
export interface FileFacts {
  readonly role: FileRole;
  readonly folder: string;
  /** The first folder of its path. */
  readonly area: string;
  /** Alike for files that are copies of each other with small differences: one language each, one version each. */
  readonly copyKey: string;
  /** Path without its last suffix. */
  readonly stem: string;
  /** Terms of its name, and of its folders. */
  readonly nameTerms: readonly string[];
  readonly folderTerms: readonly string[];
  /** Letters and digits of its name in lower case, and the same without what makes it a test. */
  readonly plainName: string;
  readonly testedName: string;
  /** The folder that would be its package, if most files were in it; empty at the root. */
  readonly packageName: string;
  readonly isEntry: boolean;
}

/** Facts by entry, with the folder that was the whole repository: a file that does not change keeps its entry. */
const factsByEntry = new WeakMap<FileEntry, { readonly whole: string; readonly facts: FileFacts }>();

export function factsOf(view: Pick<IndexView, 'files'>, file: number): FileFacts {
  const entry = view.files[file]!;
  const whole = wholeOf(view.files);
  const known = factsByEntry.get(entry);
  if (known?.whole === whole) return known.facts;
  const facts = new ReadFacts(entry, roleOfFile(entry, roleIn(view, entry.path)));
  factsByEntry.set(entry, { whole, facts });
  return facts;
}

/** Whether a file that changed has the role that it had; false when that is not known any more. */
export function keepsRole(
  view: Pick<IndexView, 'files'>,
  { before, number }: ChangedFile<FileEntry>,
): boolean {
  const old = factsByEntry.get(before);
  return old?.whole === wholeOf(view.files) && old.facts.role === factsOf(view, number).role;
}

/** What each question needs of all files is read at once, the rest when it is asked for: that is of the candidates. */
class ReadFacts implements FileFacts {
  readonly role: FileRole;
  readonly folder: string;
  readonly area: string;
  readonly copyKey: string;
  readonly #path: string;
  readonly #name: string;
  #nameTerms: readonly string[] | undefined;
  #folderTerms: readonly string[] | undefined;
  #plainName: string | undefined;
  #testedName: string | undefined;
  #packageName: string | undefined;

  constructor({ path, row }: FileEntry, role: FileRole) {
    const slash = path.lastIndexOf('/');
    this.role = role;
    this.folder = path.slice(0, Math.max(0, slash));
    this.area = this.folder.split('/', 1)[0]!;
    this.copyKey = copyKeyOf(path, role, row);
    this.#path = path;
    this.#name = path.slice(slash + 1).replace(/\.[^.]*$/, '');
  }

  get stem(): string {
    return this.#path.replace(/\.[^/.]*$/, '');
  }
  get nameTerms(): readonly string[] {
    this.#nameTerms ??= distinctParts(this.#name);
    return this.#nameTerms;
  }
  get folderTerms(): readonly string[] {
    this.#folderTerms ??= [...new Set(this.folder.split('/').flatMap(distinctParts))];
    return this.#folderTerms;
  }
  get plainName(): string {
    this.#plainName ??= plain(this.#name);
    return this.#plainName;
  }
  get testedName(): string {
    this.#testedName ??= plain(withoutTest(this.#name));
    return this.#testedName;
  }
  get packageName(): string {
    this.#packageName ??= PACKAGE.exec(this.#path)?.[1] ?? '';
    return this.#packageName;
  }
  get isEntry(): boolean {
    return /^(__init__|index|mod|lib|main|__main__|init)$/.test(this.#name);
  }
}

const PACKAGE = /^(?:(?:src|lib|source|Sources)\/)?_?([\w-]+)\//;

/** What copies share: suffix, role, how many names they define, and about the same size. Costs no reading of the file. */
function copyKeyOf(path: string, role: FileRole, { symbols, size }: FileEntry['row']): string {
  if (symbols === 0 && role !== 'data' && role !== 'generated') return path;
  return [path.slice(path.lastIndexOf('.')), role, symbols, Math.round(2 * Math.log2(1 + size))].join('|');
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
  /** Terms of all files. */
  readonly terms: number;
  /** Average number of terms of a file, and of a chunk. */
  readonly averageTerms: number;
  readonly averageChunkTerms: number;
  /** Files of each folder, by number. */
  readonly folders: ReadonlyMap<string, readonly number[]>;
  /** Share of each language among the source files. */
  readonly languages: ReadonlyMap<string, number>;
  /** Share of each area among the source files. */
  readonly areas: ReadonlyMap<string, number>;
  /** Files by `copyKey`. */
  readonly copies: ReadonlyMap<string, number>;
}

/** Facts of the files of a view: they stay when only its history is another one. */
export const viewFacts = keptByState(readView, renewView);

/** The facts after a few files changed that have the role and the language they had. */
function renewView(
  before: ViewFacts,
  changed: readonly ChangedFile<FileEntry>[],
  view: IndexView,
): ViewFacts | undefined {
  const { files, starts, text } = view;
  let terms = before.terms;
  let { copies } = before;
  for (const file of changed) {
    if (file.before.row.language !== file.now.row.language || !keepsRole(view, file)) return undefined;
    const old = factsByEntry.get(file.before)!.facts.copyKey;
    const { copyKey } = factsOf(view, file.number);
    if (copyKey !== old) copies = moved(copies, old, copyKey);
    terms += text.fileLength(file.number) - termsOfRow(file.before);
  }
  return { ...before, ...averages(terms, files.length, starts), copies };
}

function moved(counts: ReadonlyMap<string, number>, from: string, to: string): Map<string, number> {
  const after = new Map(counts);
  const left = after.get(from)! - 1;
  if (left === 0) after.delete(from);
  else after.set(from, left);
  count(after, to);
  return after;
}

const termsOfRow = ({ row }: FileEntry): number => row.terms.reduce((sum, terms) => sum + terms, 0);

function averages(
  terms: number,
  files: number,
  starts: Uint32Array,
): Pick<ViewFacts, 'terms' | 'averageTerms' | 'averageChunkTerms'> {
  return {
    terms,
    averageTerms: terms / Math.max(1, files),
    averageChunkTerms: terms / Math.max(1, starts[files]!),
  };
}

function readView(view: IndexView): ViewFacts {
  const { files, starts, text } = view;
  const folders = new Map<string, number[]>();
  const languages = new Map<string, number>();
  let terms = 0;
  const areas = new Map<string, number>();
  const copies = new Map<string, number>();
  let sources = 0;
  for (const [file, entry] of files.entries()) {
    const { folder, role, area, copyKey } = factsOf(view, file);
    const own = folders.get(folder);
    if (own) own.push(file);
    else folders.set(folder, [file]);
    terms += text.fileLength(file);
    count(copies, copyKey);
    if (role !== 'source') continue;
    sources++;
    count(languages, entry.row.language);
    count(areas, area);
  }
  return {
    ...averages(terms, files.length, starts),
    folders,
    languages: shareOf(languages, sources),
    areas: shareOf(areas, sources),
    copies,
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const shareOf = (counts: ReadonlyMap<string, number>, whole: number): ReadonlyMap<string, number> =>
  new Map([...counts].map(([name, one]) => [name, one / Math.max(1, whole)]));
