import type { IndexView } from '../../index/repository.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { FileRole, Question, ScopeLimit } from '../../types.ts';
import { findLimits } from './words.ts';

/** The files that a run may read, and what narrowed them. */
export interface Scope {
  holds(path: string): boolean;
  /** Numbers of the indexed files in it, in the order of the index. */
  readonly files: readonly number[];
  /** What the question says about where to look; empty when it may read everything. */
  readonly limits: readonly ScopeLimit[];
}

/**
 * The files that a question may be answered from: all of the index, narrowed by what its words say (`only in src/net`,
 * `not tests`, `in this file`). What names no file of the index narrows nothing. Pure; costs no model calls.
 */
export function readScope(question: Question, view: Pick<IndexView, 'files'>): Scope {
  const places = placesOf(view);
  const limits = findLimits(question, (name) => places.find(name));
  const isIn = (path: string, role: () => FileRole): boolean => {
    const only = limits.filter(({ kind }) => kind === 'only');
    return (
      (only.length === 0 || only.some((limit) => matches(limit, path, role))) &&
      !limits.some((limit) => limit.kind === 'without' && matches(limit, path, role))
    );
  };
  const files: number[] = [];
  const paths = new Set<string>();
  for (const [file, { path }] of view.files.entries()) {
    if (limits.length > 0 && !isIn(path, () => roleIn(view, path))) continue;
    files.push(file);
    paths.add(path);
  }
  return { holds: (path) => paths.has(path), files, limits };
}

function matches({ path, role }: ScopeLimit, file: string, roleOfFile: () => FileRole): boolean {
  if (role !== undefined) return roleOfFile() === role;
  return file === path || path === '' || file.startsWith(`${path}/`);
}

interface Places {
  /** Files and folders of the index that a name in a question means; all of them when several end with it. */
  find(name: string): readonly string[];
}

/** Files and folders by path, and by the ends of their paths. Built when a question first names one. */
function placesOf(view: Pick<IndexView, 'files'>): Places {
  let known: Map<string, string[]> | undefined;
  const build = (): Map<string, string[]> => {
    const all = new Set<string>();
    for (const { path } of view.files) {
      all.add(path);
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const folder = path.slice(0, slash);
        if (all.has(folder)) break;
        all.add(folder);
      }
    }
    const byEnd = new Map<string, string[]>();
    for (const path of all) {
      const end = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
      const named = byEnd.get(end);
      if (named) named.push(path);
      else byEnd.set(end, [path]);
    }
    return byEnd;
  };
  return {
    find(name) {
      known ??= build();
      const wanted = name
        .replaceAll('\\', '/')
        .replace(/^(?:\.\/)+|\/+$/g, '')
        .toLowerCase();
      if (wanted === '') return [];
      const ends = known.get(wanted.slice(wanted.lastIndexOf('/') + 1)) ?? [];
      const exact = ends.filter((path) => path.toLowerCase() === wanted);
      return exact.length > 0 ? exact : ends.filter((path) => path.toLowerCase().endsWith(`/${wanted}`));
    },
  };
}
