import type { IndexView } from '../index/repository.ts';
import { complete } from '../report/complete.ts';
import { FLAGS, GROUPS, HAS, KEYS, type KeySpec, SORTS } from './language.ts';
import { beginsAsQuery } from './parse.ts';

/** What can stand next in a query. */
export interface QueryCompletion {
  readonly kind: 'key' | 'flag' | 'value' | 'name' | 'path';
  /** As it is written, a key with its colon. */
  readonly write: string;
}

export interface QueryCompletions {
  readonly items: readonly QueryCompletion[];
  /** How many fit, those beyond the limit counted in. */
  readonly total: number;
  /** UTF-16 units before the caret that an item is written in the place of. */
  readonly replaces: number;
}

const NONE: QueryCompletions = { items: [], total: 0, replaces: 0 };
const MOST_CHARS = 2_000;

/** Keys whose values are names of definitions, and those whose values are paths. */
const OF_NAMES: ReadonlySet<string> = new Set(['name', 'in', 'calls', 'calledby', 'inherits']);
const OF_PATHS: ReadonlySet<string> = new Set(['path', 'importedby']);
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  sort: SORTS,
  group: GROUPS,
  has: Object.keys(HAS),
};

/**
 * What can stand at the end of the beginning of a query: keys and flags, else values of the key before. Nothing where the
 * text is no query. Costs what `complete` costs for names and paths.
 */
export function completeQuery(view: IndexView, before: string, limit: number): QueryCompletions {
  if (before.length > MOST_CHARS || !beginsAsQuery(before) || isInQuotes(before)) return NONE;
  const token = /[^\s(|!]*$/.exec(before)![0];
  const value = /^([A-Za-z][A-Za-z-]*)(?::|!=|=)(.*)$/.exec(token);
  if (!value) return /^[A-Za-z-]*$/.test(token) ? taken(keysFor(token), token, limit) : NONE;
  const key = value[1]!.toLowerCase().replaceAll('-', '');
  const typed = value[2]!.slice(value[2]!.lastIndexOf(',') + 1);
  if (OF_NAMES.has(key)) return namesFor(view, typed, limit);
  if (OF_PATHS.has(key)) return pathsFor(view, typed, limit);
  const spec: KeySpec | undefined = Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : undefined;
  const languages = key === 'language' ? new Set(view.files.map(({ row }) => row.language)) : [];
  const values = spec?.values ?? (Object.hasOwn(SETTINGS, key) ? SETTINGS[key]! : [...languages].sort());
  return taken(
    values.map((write) => ({ kind: 'value', write })),
    typed,
    limit,
  );
}

const isInQuotes = (text: string): boolean => (text.match(/"/g)?.length ?? 0) % 2 === 1;

function keysFor(typed: string): QueryCompletion[] {
  const keys = [...Object.keys(KEYS), ...Object.keys(SETTINGS), 'limit'];
  const all: QueryCompletion[] = [
    ...keys.map((key): QueryCompletion => ({ kind: 'key', write: `${key}:` })),
    ...[...FLAGS, 'count'].map((flag): QueryCompletion => ({ kind: 'flag', write: flag })),
  ];
  return typed === '' ? all : all.filter(({ write }) => write !== typed);
}

/** Those that begin as it is typed, but not what stands there already. */
function taken(all: readonly QueryCompletion[], typed: string, limit: number): QueryCompletions {
  const start = typed.toLowerCase();
  const fitting = all.filter(({ write }) => write.startsWith(start) && write !== start);
  return { items: fitting.slice(0, limit), total: fitting.length, replaces: typed.length };
}

function namesFor(view: IndexView, typed: string, limit: number): QueryCompletions {
  const { items, total } = complete(view, 'symbol', typed, limit);
  const names = [...new Set(items.map(({ label }) => label))].filter((name) => name !== typed);
  // Several definitions of a name are one value.
  const more = total - items.length;
  return {
    items: names.map((name) => ({ kind: 'name', write: quotedWhereNeeded(name) })),
    total: names.length + more,
    replaces: typed.length,
  };
}

function pathsFor(view: IndexView, typed: string, limit: number): QueryCompletions {
  const folders = complete(view, 'folder', typed, limit);
  const files = complete(view, 'file', typed, limit);
  const all = [...folders.items.map(({ path }) => `${path}/`), ...files.items.map(({ path }) => path)].filter(
    (path) => path !== typed,
  );
  return {
    items: all.slice(0, limit).map((path) => ({ kind: 'path', write: quotedWhereNeeded(path) })),
    total: Math.max(all.length, folders.total + files.total),
    replaces: typed.length,
  };
}

const quotedWhereNeeded = (text: string): string => (/[\s(),|!"]/.test(text) ? JSON.stringify(text) : text);
