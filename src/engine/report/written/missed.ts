import type { IndexView } from '../../index/repository.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { ReportMissed } from '../../types.ts';
import type { ArchitectureReport } from '../architecture/facts.ts';
import { folderOfMap } from './outline.ts';

/**
 * What of a repository a report does not speak of: folders of the map and places that the index tells first, in no file of
 * which a line is cited. A fact of the citations, and no judgement of a model. Pure; linear in the files.
 * Source: the completeness action (methods D4), by what the index knows.
 * @param cited paths of files of which a proved citation names lines
 */
export function missedBy(
  cited: ReadonlySet<string>,
  report: ArchitectureReport,
  view: IndexView,
): ReportMissed {
  const source = view.files.filter(({ path }) => roleIn(view, path) === 'source');
  const touched = new Set([...cited].flatMap((path) => folderOfMap(path, report)?.name ?? []));
  const holdsSource = new Set(source.flatMap(({ path }) => folderOfMap(path, report)?.name ?? []));
  const seen = new Set<string>();
  const places = (
    [
      ['entryPoint', report.entryPoints.items],
      ['central', report.central.items],
      ['hotSpot', report.hotSpots?.items ?? []],
    ] as const
  ).flatMap(([kind, items]) =>
    items.flatMap(({ path, line }) => {
      if (isCited(path, cited) || seen.has(path)) return [];
      seen.add(path);
      return [{ kind, path, ...(line === undefined ? {} : { line }) }];
    }),
  );
  return {
    files: { cited: source.filter(({ path }) => cited.has(path)).length, of: source.length },
    folders: report.map
      .filter(({ name }) => holdsSource.has(name) && !touched.has(name))
      .map(({ name, files, lines }) => ({ name, files, lines })),
    places,
  };
}

/** A central module may be a whole folder, as packages are imported. */
const isCited = (path: string, cited: ReadonlySet<string>): boolean =>
  path.endsWith('/') ? [...cited].some((one) => one.startsWith(path)) : cited.has(path);
