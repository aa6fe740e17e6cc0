/** The outline of a report that a model writes: its sections, and what of the repository each begins from. Facts of the index alone. */
import type { IndexView } from '../../index/repository.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { ReportKind, SectionKind } from '../../types.ts';
import type { ArchitectureReport, MapFolder, ReportPlace } from '../architecture/facts.ts';

/** Folders that have a section of their own, at most: what else there is the map tells, and `missed`. */
const MOST_FOLDERS = 6;
/** A folder with a smaller share of the source has none. */
const LEAST_SHARE = 0.03;
const MOST_FACTS = 20;
const MOST_PLACES = 12;

/** One section before it is written. */
export interface Section {
  readonly id: string;
  readonly kind: SectionKind;
  readonly of?: string;
  /** What the index knows, counted: told to the model, a line each. */
  readonly facts: readonly string[];
  /** Lines that are shown, the most important first. */
  readonly places: readonly ReportPlace[];
  /** What is searched for beside them. */
  readonly words: string;
  /** Only files below this folder are shown, and none below those in it that have a row of their own; all when left out. */
  readonly under?: string;
  readonly without?: readonly string[];
}

/**
 * The sections of a report, in the order in which they are read. A section of which the index knows nothing is none: what a
 * repository does not have is not written about. Pure.
 */
export function outlineReport(
  kind: ReportKind,
  report: ArchitectureReport,
  view: IndexView,
): readonly Section[] {
  const sections = kind === 'architecture' ? architecture(report, view) : guide(report, view);
  return sections.filter(({ places, facts }) => places.length + facts.length > 0);
}

function architecture(report: ArchitectureReport, view: IndexView): readonly Section[] {
  const { cycles, hotSpots } = report;
  return [
    overview(report, view),
    entry('entry', report),
    ...largeFolders(report, view).map((folder) => folderSection(folder, report)),
    central('central', report),
    {
      ...{ id: 'circles', kind: 'circles', words: '' },
      facts: cycles.items.map(
        ({ modules, circle }) =>
          `${modules} modules are bound together: ${circle.map(({ from }) => from).join(' -> ')}`,
      ),
      places: cycles.items.flatMap(({ circle }) => circle.map(({ from, line }) => ({ path: from, line }))),
    },
    {
      ...{ id: 'hotSpots', kind: 'hotSpots', words: '' },
      facts: (hotSpots?.items ?? []).map(
        ({ path, lines, commits }) => `${path}: ${lines} lines, changed by ${commits} commits`,
      ),
      places: hotSpots?.items ?? [],
    },
  ];
}

function guide(report: ArchitectureReport, view: IndexView): readonly Section[] {
  const about = report.map.flatMap((folder) => folder.about?.place ?? []);
  return [
    overview(report, view),
    {
      ...{ id: 'setup', kind: 'setup', facts: [] },
      places: named(view, ['README.md', 'CONTRIBUTING.md', ...MANIFESTS]),
      words: 'install build run start test setup requirements environment',
    },
    {
      ...{ id: 'tour', kind: 'tour', words: '', places: about },
      facts: report.map.map(folderFact),
    },
    entry('reading', report),
    central('names', report),
    {
      ...{ id: 'change', kind: 'change', facts: [] },
      places: named(view, [
        'CONTRIBUTING.md',
        'CONTRIBUTING.rst',
        'DEVELOPMENT.md',
        'HACKING.md',
        'Makefile',
      ]),
      words: 'contributing tests lint format commit release review',
    },
  ];
}

/** What tells how a program is built and what it needs. */
const MANIFESTS = [
  ...['package.json', 'pyproject.toml', 'setup.py', 'Cargo.toml', 'go.mod', 'pom.xml', 'build.gradle'],
  ...['CMakeLists.txt', 'Makefile', 'composer.json', 'Gemfile', 'Dockerfile'],
];

function overview(report: ArchitectureReport, view: IndexView): Section {
  const languages = report.languages.slice(0, 5).map(({ name, lines }) => `${name} ${lines}`);
  return {
    ...{ id: 'overview', kind: 'overview', words: 'overview purpose architecture' },
    facts: [
      `${report.files} files with ${report.lines} lines; lines by language: ${languages.join(', ')}`,
      ...report.map.map(folderFact),
    ].slice(0, MOST_FACTS),
    places: [
      ...named(view, ['README.md', 'README.rst', 'README', 'readme.md', 'ARCHITECTURE.md']),
      ...report.map.flatMap((folder) => folder.about?.place ?? []),
    ].slice(0, MOST_PLACES),
  };
}

function entry(kind: 'entry' | 'reading', { entryPoints, central: modules }: ArchitectureReport): Section {
  return {
    ...{ id: kind, kind, words: kind === 'entry' ? 'main start run command server handler' : '' },
    facts: entryPoints.items.map(({ path, reaches, name }) =>
      name === undefined
        ? `${path} reaches ${reaches} modules`
        : `${path} (${name}) reaches ${reaches} modules`,
    ),
    places: [...entryPoints.items, ...(kind === 'reading' ? modules.items.slice(0, 4) : [])].slice(
      0,
      MOST_PLACES,
    ),
  };
}

function central(kind: 'central' | 'names', { central: modules, used }: ArchitectureReport): Section {
  const facts = [
    ...modules.items.map(({ path, importedBy }) => `${path} is imported by ${importedBy} modules`),
    ...used.items.map(({ name, path, mentions }) => `${name} of ${path} is mentioned ${mentions} times`),
  ];
  // The names of things first where a person learns names, the modules where they learn the structure.
  const places =
    kind === 'names' ? [...used.items, ...modules.items] : alternating(modules.items, used.items);
  return { ...{ id: kind, kind, words: '' }, facts: facts.slice(0, 2 * MOST_FACTS), places };
}

const alternating = (a: readonly ReportPlace[], b: readonly ReportPlace[]): ReportPlace[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i], b[i]])
    .flat()
    .filter((one) => one !== undefined);

/** The folders of the map that hold most of the source. */
function largeFolders(report: ArchitectureReport, view: IndexView): readonly MapFolder[] {
  const source = new Map<string, number>();
  for (const { path, row } of view.files) {
    const folder = roleIn(view, path) === 'source' ? folderOfMap(path, report) : undefined;
    if (folder) source.set(folder.name, (source.get(folder.name) ?? 0) + row.lines);
  }
  const total = [...source.values()].reduce((sum, lines) => sum + lines, 0);
  const large = report.map
    .filter(({ name }) => name !== './' && (source.get(name) ?? 0) > LEAST_SHARE * total)
    .sort((a, b) => source.get(b.name)! - source.get(a.name)!)
    .slice(0, MOST_FOLDERS);
  return report.map.filter((folder) => large.includes(folder));
}

/** The folder of the map that holds a file: the innermost one. */
export function folderOfMap(path: string, { map }: Pick<ArchitectureReport, 'map'>): MapFolder | undefined {
  let found: MapFolder | undefined;
  for (const folder of map)
    if (path.startsWith(folder.name) && folder.name.length > (found?.name.length ?? 0)) found = folder;
  return found ?? map.find(({ name }) => name === './');
}

function folderSection(folder: MapFolder, report: ArchitectureReport): Section {
  const { name, about, uses } = folder;
  const isIn = ({ path }: ReportPlace): boolean => folderOfMap(path, report) === folder;
  const { entryPoints, central: modules, used, hotSpots } = report;
  const own = [...modules.items, ...used.items, ...entryPoints.items, ...(hotSpots?.items ?? [])].filter(
    isIn,
  );
  return {
    ...{ id: `folder:${name}`, kind: 'folder', of: name, under: name },
    without: report.map.flatMap((one) => (one !== folder && one.name.startsWith(name) ? [one.name] : [])),
    facts: [
      folderFact(folder),
      ...uses.slice(0, 6).map((one) => `imports from ${one.name}: ${one.imports}`),
      ...modules.items
        .filter(isIn)
        .map(({ path, importedBy }) => `${path} is imported by ${importedBy} modules`),
    ].slice(0, MOST_FACTS),
    places: [...(about ? [about.place] : []), ...own].slice(0, MOST_PLACES),
    words: name.split(/[/_.-]+/).join(' '),
  };
}

const folderFact = ({ name, files, lines }: MapFolder): string => `${name}: ${files} files, ${lines} lines`;

/** Files of these names, those nearest to the root, in the order of the names. */
function named(view: IndexView, names: readonly string[]): ReportPlace[] {
  const depth = (path: string): number => path.split('/').length;
  return names.flatMap((name) => {
    const paths = view.filesNamed(name).map((file) => view.files[file]!.path);
    const [first] = paths
      .filter((path) => !['vendored', 'example', 'test', 'generated'].includes(roleIn(view, path)))
      .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
    return first === undefined ? [] : [{ path: first }];
  });
}
