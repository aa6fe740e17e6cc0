import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import type { FileRole } from '../../types.ts';
import { type FileFacts, viewFacts } from './fileFacts.ts';

/** What a file is for, whether that was asked for, and how large it is. */
export const ROLE_FEATURES = [
  'isTest',
  'isDocs',
  'isExample',
  'isVendored',
  'isGenerated',
  'isConfig',
  'isData',
  'askedTest',
  'askedDocs',
  'askedExample',
  'askedConfig',
  'askedOther',
  'languageShare',
  'areaShare',
  'copies',
  'isParsed',
  'isEntry',
] as const;

export const SIZE_FEATURES = ['chunks', 'lines', 'terms', 'symbols', 'uses', 'usedBy'] as const;

export type RoleFeatures = Record<(typeof ROLE_FEATURES)[number], number>;
export type SizeFeatures = Record<(typeof SIZE_FEATURES)[number], number>;

export function roleFeatures(
  view: IndexView,
  { row }: FileEntry,
  facts: FileFacts,
  asked: ReadonlySet<FileRole>,
): RoleFeatures {
  const { role } = facts;
  const { languages, areas, copies } = viewFacts(view);
  const is = (one: FileRole): number => (role === one ? 1 : 0);
  const isAsked = (one: FileRole): number => (role === one && asked.has(one) ? 1 : 0);
  return {
    isTest: is('test'),
    isDocs: is('docs'),
    isExample: is('example'),
    isVendored: is('vendored'),
    isGenerated: is('generated'),
    isConfig: is('config'),
    isData: is('data'),
    askedTest: isAsked('test'),
    askedDocs: isAsked('docs'),
    askedExample: isAsked('example'),
    askedConfig: isAsked('config'),
    askedOther: asked.size > 0 && !asked.has(role) ? 1 : 0,
    languageShare: languages.get(row.language) ?? 0,
    areaShare: areas.get(facts.area) ?? 0,
    copies: Math.log1p((copies.get(facts.copyKey) ?? 1) - 1),
    isParsed: row.mode === 'tree' ? 1 : 0,
    isEntry: facts.isEntry ? 1 : 0,
  };
}

/** Sizes and degrees, as logarithms. Costs the chunks of the file. */
export function sizeFeatures(view: IndexView, file: number): SizeFeatures {
  const { row } = view.files[file]!;
  const { uses, usedBy } = view.graph.degreesOf(file);
  return {
    chunks: Math.log1p(row.chunks),
    lines: Math.log1p(row.lines),
    terms: Math.log1p(view.text.fileLength(file)),
    symbols: Math.log1p(row.symbols),
    uses: Math.log1p(uses),
    usedBy: Math.log1p(usedBy),
  };
}
