/** The report of how a repository is built, from the index and the history alone. */
import type { IndexView } from '../../index/repository.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { ConcealedFile, FileRole } from '../../types.ts';
import { mostMentioned } from '../complete.ts';
import { importCycles } from './cycles.ts';
import { entryPoints, type NamedEntry, namedInPackage } from './entryPoints.ts';
import type {
  ArchitectureReport,
  CentralModule,
  HotSpot,
  Listed,
  MapFolder,
  SizeRow,
  UsedName,
} from './facts.ts';
import { mapFolders } from './folders.ts';
import { folderOf, type ModuleGraph, moduleGraph } from './modules.ts';
import { goModule, nodePackage, type OwnPackage, type OwnPackages, prefixOf } from './sure.ts';

const MOST = { entryPoints: 15, central: 15, used: 15, cycles: 10, hotSpots: 15 } as const;
/** A manifest or README that is read for the report. */
const MANIFESTS = 40;
const ABOUT_CHARS = 160;
const README_CHARS = 20_000;

/**
 * What a person asks first of a repository they do not know: how large it is, what lies where, where it begins, what
 * everything stands on, what goes in circles, and what is changed most. Each line is a fact with its place; what could
 * not be known is counted in `basis`. No model calls; decodes every source file once and reads some READMEs and
 * manifests.
 */
export async function architectureOf(
  view: IndexView,
  read: (path: string) => Promise<ConcealedFile | undefined>,
): Promise<ArchitectureReport> {
  const { own, named } = await readManifests(view, read);
  const graph = moduleGraph(view, own);
  const about = await aboutFolders(view, read);
  const rows = view.files.map(({ row }) => row);
  return {
    files: rows.length,
    lines: rows.reduce((sum, { lines }) => sum + lines, 0),
    languages: sizes(rows, ({ language }) => language),
    roles: sizes(rows, ({ path }) => roleIn(view, path)) as (SizeRow & { name: FileRole })[],
    map: mapFolders(view, graph, (folder) => about.get(folder)),
    entryPoints: first(entryPoints(view, graph, named), MOST.entryPoints),
    central: first(centralModules(graph), MOST.central),
    used: usedNames(view, graph),
    cycles: first(importCycles(graph.edges), MOST.cycles),
    ...hotSpots(view, graph),
    basis: basisOf(view, graph),
  };
}

/** What the manifests call the packages of this repository, and which files they name. The nearest to the root are read. */
async function readManifests(
  view: IndexView,
  read: (path: string) => Promise<ConcealedFile | undefined>,
): Promise<{ own: OwnPackages; named: NamedEntry[] }> {
  const textsOf = async (name: string): Promise<{ path: string; text: string }[]> => {
    const paths = view
      .filesNamed(name)
      .map((file) => view.files[file]!.path)
      .filter((path) => !['test', 'vendored', 'data', 'example'].includes(roleIn(view, path)))
      .sort(nearestToRoot)
      .slice(0, MANIFESTS);
    const files = await Promise.all(paths.map(read));
    return paths.flatMap((path, i) => (files[i] ? [{ path, text: files[i].text }] : []));
  };
  const [node, go] = [await textsOf('package.json'), await textsOf('go.mod')];
  const packages = (found: typeof node, nameOf: (text: string) => string | undefined): OwnPackage[] =>
    found.flatMap(({ path, text }) => {
      const name = nameOf(text);
      return name === undefined ? [] : [{ name, folder: prefixOf(path) }];
    });
  return {
    own: { node: packages(node, nodePackage), go: packages(go, goModule) },
    named: node.flatMap(({ path, text }) => namedInPackage(view, path, text)),
  };
}

const nearestToRoot = (a: string, b: string): number =>
  a.split('/').length - b.split('/').length || (a < b ? -1 : 1);

const first = <T>(all: readonly T[], most: number): Listed<T> => ({
  items: all.slice(0, most),
  total: all.length,
});

function sizes<T extends { readonly lines: number }>(
  rows: readonly T[],
  nameOf: (row: T) => string,
): SizeRow[] {
  const found = new Map<string, { files: number; lines: number }>();
  for (const row of rows) {
    const known = found.get(nameOf(row)) ?? { files: 0, lines: 0 };
    found.set(nameOf(row), { files: known.files + 1, lines: known.lines + row.lines });
  }
  return [...found]
    .map(([name, counts]) => ({ name, ...counts }))
    .sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
}

/** Modules that others import, those with the most importers first. */
function centralModules({ edges, counts }: ModuleGraph): CentralModule[] {
  const importers = new Map<string, number>();
  for (const { to } of edges) importers.set(to, (importers.get(to) ?? 0) + 1);
  return [...importers]
    .filter(([, importedBy]) => importedBy > 1)
    .map(([path, importedBy]) => ({ path, importedBy, imports: counts.get(path)?.size ?? 0 }))
    .sort((a, b) => b.importedBy - a.importedBy || (a.path < b.path ? -1 : 1));
}

/** Names of the source that are defined once, those that most chunks mention first: who uses them needs no import. */
function usedNames(view: IndexView, { files }: ModuleGraph): Listed<UsedName> {
  const isSource = new Set(files);
  const names = mostMentioned(view).filter(
    ({ name, definitions, count }) => definitions === 1 && count > 1 && name.length > 2,
  );
  const items: UsedName[] = [];
  for (const { name, count: mentions } of names) {
    if (items.length === MOST.used) break;
    const [at] = view.graph.definitions(name);
    if (!at || !isSource.has(at.file) || at.symbol.kind === 'section') continue;
    items.push({
      path: view.files[at.file]!.path,
      line: at.symbol.line,
      name,
      kind: at.symbol.kind,
      mentions,
    });
  }
  return { items, total: names.length };
}

/** Source files by lines times commits: large ones that are changed often cost most. */
function hotSpots(view: IndexView, { files }: ModuleGraph): Pick<ArchitectureReport, 'hotSpots'> {
  const { history } = view;
  if (!history) return {};
  const all = files
    .map((file) => view.files[file]!)
    .map(
      ({ path, row }): HotSpot => ({
        ...{ path, lines: row.lines },
        commits: history.touched.get(path)?.length ?? 0,
      }),
    )
    .filter(({ commits }) => commits > 1)
    .sort((a, b) => b.lines * b.commits - a.lines * a.commits || (a.path < b.path ? -1 : 1));
  return { hotSpots: { ...first(all, MOST.hotSpots), commits: history.commits.length } };
}

function basisOf(view: IndexView, graph: ModuleGraph): ArchitectureReport['basis'] {
  const rows = graph.files.map((file) => view.files[file]!.row);
  const { proved, unsure, outside } = graph;
  return {
    modules: rows.filter(({ mode }) => mode === 'tree').length,
    ...{ proved, unsure, outside },
    withoutGrammar: rows.filter(({ mode }) => mode !== 'tree').length,
    damaged: rows.flatMap(({ path, damage }) => (damage ? [path] : [])),
    skipped: view.skipped,
  };
}

/** The first sentence of each folder's README, by folder. */
async function aboutFolders(
  view: IndexView,
  read: (path: string) => Promise<ConcealedFile | undefined>,
): Promise<ReadonlyMap<string, NonNullable<MapFolder['about']>>> {
  const readmes = ['README.md', 'readme.md', 'Readme.md', 'README.rst', 'README']
    .flatMap((name) => [...view.filesNamed(name)])
    .map((file) => view.files[file]!.path)
    .sort(nearestToRoot)
    .slice(0, MANIFESTS);
  const about = new Map<string, NonNullable<MapFolder['about']>>();
  for (const path of readmes) {
    const folder = folderOf(path);
    if (about.has(folder)) continue;
    const told = firstSentence((await read(path))?.text ?? '');
    if (told) about.set(folder, { text: told.text, place: { path, line: told.line } });
  }
  return about;
}

/** The first sentence of prose: of no heading, picture, badge, markup, list or rule. */
function firstSentence(text: string): { readonly text: string; readonly line: number } | undefined {
  let isCode = false;
  const lines = text.slice(0, README_CHARS).split(/\r\n|\r|\n/);
  for (const [at, raw] of lines.entries()) {
    const line = raw.trim();
    if (/^(```|~~~)/.test(line)) isCode = !isCode;
    else if (!isCode && /^[\p{L}\p{N}*_`]/u.test(line) && /\p{L}{2,} \S/u.test(line)) {
      // An underlined line is a heading.
      if (/^([=\-~^"#*+])\1{2,}$/.test(lines[at + 1]?.trim() ?? '')) continue;
      const end = lines.findIndex((one, i) => i > at && one.trim() === '');
      const paragraph = lines.slice(at, end < 0 ? undefined : end).map((one) => one.trim());
      return { text: cutSentence(paragraph.join(' ')), line: at + 1 };
    }
  }
  return undefined;
}

function cutSentence(text: string): string {
  const end = /[.!?](?=\s|$)/.exec(text);
  const sentence = end ? text.slice(0, end.index + 1) : text;
  return sentence.length > ABOUT_CHARS ? `${sentence.slice(0, ABOUT_CHARS - 1)}…` : sentence;
}
