/** The map: the folders that a repository is best told by, and which of them use which. */
import type { IndexView } from '../../index/repository.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { MapFolder } from './facts.ts';
import { folderOf, type ModuleGraph } from './modules.ts';

/** A map that is read in one look. */
const MOST_FOLDERS = 32;
/** A folder with a larger share of the lines than this is told by the folders in it. */
const LARGE_SHARE = 0.1;
const LANGUAGES = 3;

interface Box {
  /** With a slash at its end; `./` for the files right at the root, empty for all. */
  readonly path: string;
  readonly files: number[];
  readonly lines: number;
  /** Lines of its source files: what is told most closely. */
  readonly source: number;
}

/**
 * Divides the files into folders: those at the top first, then the folders inside the largest one, as long as one is
 * large and there is room; what holds no source is not divided. Each file is in exactly one of them. Only names of folders and numbers of lines decide.
 */
export function mapFolders(
  view: IndexView,
  graph: ModuleGraph,
  about: (folder: string) => MapFolder['about'],
): MapFolder[] {
  const boxes = divide(view);
  const folderOfFile = new Map(
    boxes.flatMap(({ path, files }) => files.map((file) => [file, path] as const)),
  );
  const uses = usesBetween(view, graph, folderOfFile);
  return boxes
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, files, lines }) => {
      const told = about(path);
      return {
        ...{ name: path, files: files.length, lines, languages: languagesOf(view, files) },
        ...(told ? { about: told } : {}),
        uses: [...(uses.get(path) ?? [])]
          .map(([name, imports]) => ({ name, imports }))
          .sort((a, b) => b.imports - a.imports || (a.name < b.name ? -1 : 1)),
      };
    });
}

function divide(view: IndexView): Box[] {
  const all = [...view.files.keys()];
  let boxes = inside(view, boxOf(view, '', all));
  const total = boxes.reduce((sum, { source }) => sum + source, 0);
  for (;;) {
    const large = boxes
      .filter(({ source, path }) => source > LARGE_SHARE * total && path !== './')
      .sort((a, b) => b.source - a.source);
    const split = large
      .map((box) => ({ box, parts: inside(view, box) }))
      .find(({ parts }) => parts.length > 1 && boxes.length - 1 + parts.length <= MOST_FOLDERS);
    if (!split) return boxes;
    boxes = [...boxes.filter((box) => box !== split.box), ...split.parts];
  }
}

/** The folders right inside one, and one for the files beside them. A folder with nothing but another is passed over. */
function inside(view: IndexView, { path, files }: Box): Box[] {
  const parts = new Map<string, number[]>();
  for (const file of files) {
    const own = view.files[file]!.path;
    const slash = own.indexOf('/', path.length);
    const name = slash < 0 ? path || './' : own.slice(0, slash + 1);
    const known = parts.get(name);
    if (known) known.push(file);
    else parts.set(name, [file]);
  }
  const [only] = parts;
  if (parts.size === 1 && only![0] !== path && only![0] !== './') return inside(view, boxOf(view, ...only!));
  return [...parts].map(([name, own]) => boxOf(view, name, own));
}

function boxOf(view: IndexView, path: string, files: number[]): Box {
  const source = files.filter((file) => roleIn(view, view.files[file]!.path) === 'source');
  return { path, files, lines: linesOf(view, files), source: linesOf(view, source) };
}

const linesOf = (view: IndexView, files: readonly number[]): number =>
  files.reduce((sum, file) => sum + view.files[file]!.row.lines, 0);

/** The languages with the most lines, code before what is about it. */
function languagesOf(view: IndexView, files: readonly number[]): string[] {
  const lines = new Map<string, number>();
  const source = files.filter((file) => roleIn(view, view.files[file]!.path) === 'source');
  for (const file of source.length > 0 ? source : files) {
    const { row } = view.files[file]!;
    lines.set(row.language, (lines.get(row.language) ?? 0) + row.lines);
  }
  return [...lines]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, LANGUAGES)
    .map(([language]) => language);
}

/** How many imports lead from a folder of the map into another one. */
function usesBetween(
  view: IndexView,
  { counts }: ModuleGraph,
  folderOfFile: ReadonlyMap<number, string>,
): Map<string, Map<string, number>> {
  const firstIn = new Map<string, number>();
  for (const [file, { path }] of view.files.entries()) {
    const folder = folderOf(path);
    if (!firstIn.has(folder)) firstIn.set(folder, file);
  }
  const uses = new Map<string, Map<string, number>>();
  for (const [from, targets] of counts) {
    const own = folderOfFile.get(view.numberOf(from)!)!;
    for (const [to, count] of targets) {
      const file = to.endsWith('/') ? firstIn.get(to) : view.numberOf(to);
      const other = file === undefined ? undefined : folderOfFile.get(file);
      if (other === undefined || other === own) continue;
      const known = uses.get(own) ?? new Map<string, number>();
      known.set(other, (known.get(other) ?? 0) + count);
      uses.set(own, known);
    }
  }
  return uses;
}
