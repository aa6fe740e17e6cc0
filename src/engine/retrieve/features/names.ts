import type { IndexView } from '../../index/repository.ts';
import { type Asked, coverage, precision } from './asked.ts';
import { distinctParts, type FileFacts, plain } from './fileFacts.ts';

/** What the names of a file say: its own, its folders' and its symbols'. */
export const NAME_FEATURES = [
  'nameCovered',
  'namePrecise',
  'nameWhole',
  'nameIsIdentifier',
  'nameAlike',
  'nameParts',
  'folderCovered',
  'folderPrecise',
  'depth',
  'symbolBest',
  'symbolPrecise',
  'symbolWhole',
] as const;

export type NameFeatures = Record<(typeof NAME_FEATURES)[number], number>;

/** Makes the features of names for one question. */
export function nameReader(asked: Asked): (file: number, facts: FileFacts) => NameFeatures {
  const { view, query, known } = asked.context;
  const identifiers = new Set(query.identifiers.map(plain));
  const alike = [...new Set(known.map(({ word }) => plain(word)))]
    .filter((word) => word.length > 3)
    .map(trigrams);
  const symbols = symbolReader(asked, view);
  return (file, facts) => {
    const namePrecise = precision(asked, facts.nameTerms);
    const own = facts.plainName.length > 2 ? trigrams(facts.plainName) : new Set<string>();
    return {
      nameCovered: coverage(asked, facts.nameTerms),
      namePrecise,
      nameWhole: namePrecise === 1 ? 1 : 0,
      nameIsIdentifier: identifiers.has(facts.plainName) ? 1 : 0,
      nameAlike: Math.max(0, ...alike.map((word) => likeness(word, own))),
      nameParts: facts.nameTerms.length,
      folderCovered: coverage(asked, facts.folderTerms),
      folderPrecise: precision(asked, facts.folderTerms),
      depth: facts.folder === '' ? 0 : facts.folder.split('/').length,
      ...symbols(file),
    };
  };
}

/** Parts of names by the files of a view: splitting is slow, and the same names come up for every question. */
const partsByFiles = new WeakMap<IndexView['files'], Map<string, readonly string[]>>();

/** Stemmed parts of a name; those of a plain word are the word. */
export function partsOfName(view: IndexView, name: string): readonly string[] {
  let known = partsByFiles.get(view.files);
  if (!known) {
    known = new Map();
    partsByFiles.set(view.files, known);
  }
  let parts = known.get(name);
  if (!parts) {
    parts = distinctParts(name);
    known.set(name, parts);
  }
  return parts;
}

type SymbolFeatures = Pick<NameFeatures, 'symbolBest' | 'symbolPrecise' | 'symbolWhole'>;

function symbolReader(asked: Asked, view: IndexView): (file: number) => SymbolFeatures {
  const known = new Map<string, { covered: number; precise: number }>();
  const read = (name: string): { covered: number; precise: number } => {
    let found = known.get(name);
    if (!found) {
      const parts = partsOfName(view, name);
      found = { covered: coverage(asked, parts), precise: precision(asked, parts) };
      known.set(name, found);
    }
    return found;
  };
  return (file) => {
    const best = { symbolBest: 0, symbolPrecise: 0, symbolWhole: 0 };
    for (const { name } of view.files[file]!.parsed.symbols) {
      const { covered, precise } = read(name);
      if (covered * precise > best.symbolBest) {
        best.symbolBest = covered * precise;
        best.symbolPrecise = precise;
      }
      if (precise === 1) best.symbolWhole = Math.max(best.symbolWhole, covered);
    }
    return best;
  };
}

/** Runs of three letters of a word, its ends marked. */
function trigrams(word: string): Set<string> {
  const marked = `^${word}$`;
  const found = new Set<string>();
  for (let i = 0; i + 3 <= marked.length; i++) found.add(marked.slice(i, i + 3));
  return found;
}

/** Dice's coefficient of two sets, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const one of a) if (b.has(one)) common++;
  return (2 * common) / Math.max(1, a.size + b.size);
}
