import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { type Asked, coverage, type NumberedTerms, precision, reachOf } from './asked.ts';
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
  const { query, known } = asked.context;
  const identifiers = new Set(query.identifiers.map(plain));
  const alike = [...new Set(known.map(({ word }) => plain(word)))]
    .filter((word) => word.length > 3)
    .map(trigrams);
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
      ...symbolFeatures(asked, file),
    };
  };
}

/** Parts of names by the vocabulary of an index: splitting is slow, and the same names come up for every question. */
const partsKnown = new WeakMap<IndexView['vocabulary'], Map<string, readonly string[]>>();
/** Names whose parts are held. */
const HELD_NAMES = 50_000;

/** Stemmed parts of a name; those of a plain word are the word. */
export function partsOfName({ vocabulary }: IndexView, name: string): readonly string[] {
  let known = partsKnown.get(vocabulary);
  if (!known) {
    known = new Map();
    partsKnown.set(vocabulary, known);
  }
  let parts = known.get(name);
  if (!parts) {
    parts = distinctParts(name);
    if (known.size >= HELD_NAMES) known.clear();
    known.set(name, parts);
  }
  return parts;
}

/** Parts of the names that a file defines, by entry: a file that does not change keeps its entry. */
const partsByEntry = new WeakMap<FileEntry, NumberedTerms>();

/** The parts of the names of a file, in the order of its symbols. Decodes it the first time. */
export function partsInFile(view: IndexView, file: number): NumberedTerms {
  const entry = view.files[file]!;
  let known = partsByEntry.get(entry);
  if (!known) {
    const starts = new Uint32Array(entry.row.symbols + 1);
    const terms: number[] = [];
    for (const [i, { name }] of entry.parsed.symbols.entries()) {
      for (const part of partsOfName(view, name)) terms.push(view.vocabulary.find(part));
      starts[i + 1] = terms.length;
    }
    known = { starts, terms: Uint32Array.from(terms) };
    partsByEntry.set(entry, known);
  }
  return known;
}

type SymbolFeatures = Pick<NameFeatures, 'symbolBest' | 'symbolPrecise' | 'symbolWhole'>;

function symbolFeatures(asked: Asked, file: number): SymbolFeatures {
  const names = partsInFile(asked.context.view, file);
  const best = { symbolBest: 0, symbolPrecise: 0, symbolWhole: 0 };
  for (let name = 0; name + 1 < names.starts.length; name++) {
    const { covered, precise } = reachOf(asked, names, name);
    if (covered * precise > best.symbolBest) {
      best.symbolBest = covered * precise;
      best.symbolPrecise = precise;
    }
    if (precise === 1) best.symbolWhole = Math.max(best.symbolWhole, covered);
  }
  return best;
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
