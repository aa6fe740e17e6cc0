/** The rules of the house: who may import whom, and how large a thing may be. Each gives one line for a breach. */
import type { Import, SourceModule } from './source.ts';

type Rule = (modules: readonly SourceModule[]) => string[];

/** Rooms of the engine; each may import those before it. `engine` composes them. */
const ENGINE_ROOMS = [
  ...['types', 'ports', 'events', 'prompts', 'parse', 'index', 'retrieve', 'report', 'answer', 'query'],
  ...['run', 'routes', 'notes', 'repair', 'review', 'engine'],
];
/** Pure packages the engine may use. The parser's own types may be named, but only the worker may load it. */
const ENGINE_PACKAGES = new Set(['json5', 'minisearch', 'zod']);
const ENGINE_TYPE_PACKAGES = new Set(['web-tree-sitter']);
/** Ways to the outside, and clocks, that need no import. */
const OUTSIDE =
  /^(?:fetch|XMLHttpRequest|WebSocket|EventSource|process|require|Worker|document|window|navigator|globalThis|console|set(?:Timeout|Interval|Immediate)|performance|crypto|Date(?:\.now)?$|Math\.random)\b/;

/** Whether a file of a room may take from a file of another room. */
type MayTake = (target: string, from: string, isType: boolean) => boolean;

const rooms =
  (...names: readonly string[]): MayTake =>
  (target) =>
    names.some((room) => target.startsWith(`src/${room}/`));
const typesOfEngine: MayTake = (target, _from, isType) => isType && target.startsWith('src/engine/');

const PORTS = new Set(['src/engine/types.ts', 'src/engine/ports.ts']);
const door = rooms('host', 'protocol', 'present');
const page = rooms('protocol', 'present');

/** What each room but the engine may take from the others. */
const TABLE: Readonly<Record<string, MayTake>> = {
  node: (target, from) =>
    PORTS.has(target) || (from.startsWith('src/node/parser/') && target.startsWith('src/engine/parse/')),
  host: (target, from, isType) =>
    target === 'src/engine/engine.ts' || rooms('node', 'protocol')(target, from, isType),
  present: typesOfEngine,
  protocol: typesOfEngine,
  server: door,
  cli: door,
  mcp: door,
  editor: page,
  webview: page,
};

/** Imports that the table of the design forbids, and ways from the engine to the outside. */
export const checkTable: Rule = (modules) =>
  modules.flatMap(({ file, imports, globals }) => {
    const room = roomOf(file);
    if (room !== 'engine' && !TABLE[room]) return [`${file}: src/${room} is no room of the table`];
    if (room === 'engine' && engineRank(file) < 0) return [`${file}: is in no room of the engine`];
    const outside = room === 'engine' ? globals.filter((name) => OUTSIDE.test(name)) : [];
    return [
      ...imports.filter((entry) => !mayImport(file, entry)).map((entry) => told(file, entry)),
      ...[...new Set(outside)].map((name) => `${file}: reaches outside with ${name}`),
    ];
  });

function told(file: string, { specifier, isType }: Import): string {
  return `${file}: may not import ${specifier}${isType ? ' (type)' : ''}`;
}

function mayImport(file: string, { specifier, isType }: Import): boolean {
  const room = roomOf(file);
  if (!specifier.startsWith('.')) return mayImportPackage(room, specifier, isType);
  const target = targetOf(file, specifier);
  if (isOwnData(file, target)) return true;
  if (!target.startsWith('src/') || !target.endsWith('.ts')) return false;
  if (room === roomOf(target)) return room !== 'engine' || isEarlier(target, file);
  return TABLE[room]?.(target, file, isType) === true;
}

/** Data that lies beside the file which gives it a type. */
export function isOwnData(file: string, target: string): boolean {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return target.startsWith(folder) && /^[^/]+\.json$/.test(target.slice(folder.length));
}

function mayImportPackage(room: string, specifier: string, isType: boolean): boolean {
  if (room === 'engine')
    return ENGINE_PACKAGES.has(specifier) || (isType && ENGINE_TYPE_PACKAGES.has(specifier));
  if (specifier === 'vscode') return room === 'editor';
  if (room === 'webview' || room === 'protocol' || room === 'present') return !specifier.startsWith('node:');
  // The extension host is shared with all other extensions: files go through the editor, which never blocks it.
  if (room === 'editor')
    return !/^(?:node:)?(?:fs|child_process|net|http|https|worker_threads)(?:\/|$)/.test(specifier);
  return true;
}

function isEarlier(target: string, file: string): boolean {
  const rank = engineRank(target);
  return rank >= 0 && rank <= engineRank(file);
}

function engineRank(file: string): number {
  return ENGINE_ROOMS.indexOf(file.split('/')[2]!.replace(/\.ts$/, ''));
}

function roomOf(file: string): string {
  return file.split('/')[1]!;
}

/** The file that a relative import names. */
export function targetOf(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Cycles among files, types counted in: each as the files on the way. */
export const checkCycles: Rule = (modules) => {
  const targets = new Map(
    modules.map(({ file, imports }) => [
      file,
      imports.filter(({ specifier }) => specifier.startsWith('.')).map((i) => targetOf(file, i.specifier)),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) {
      cycles.push([...way.slice(at), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
};

export const LIMITS = { functionLines: 80, fileLines: 500, folderFiles: 14, parameters: 4 } as const;

/** Functions, files, folders and lists of parameters above their limits. */
export const checkSizes: Rule = (modules) => [
  ...modules.flatMap(({ file, lines, functions }) => [
    ...(lines > LIMITS.fileLines ? [`${file}: has ${lines} lines`] : []),
    ...functions
      .filter((size) => size.lines > LIMITS.functionLines)
      .map((size) => `${file}:${size.line}: a function of ${size.lines} lines`),
    ...functions
      .filter((size) => size.parameters > LIMITS.parameters)
      .map((size) => `${file}:${size.line}: a function of ${size.parameters} parameters`),
  ]),
  ...[...countBy(modules, ({ file }) => file.slice(0, file.lastIndexOf('/')))]
    .filter(([, files]) => files > LIMITS.folderFiles)
    .map(([folder, files]) => `${folder}: has ${files} files`),
];

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** What the editor calls by name in the entry of the extension. */
const CALLED_BY_EDITOR = ['activate', 'deactivate'].map((name) => `src/editor/extension.ts ${name}`);

/**
 * What `src` exports and no other file takes, tests counted in. A type may be exported without that where a
 * declaration of its own file speaks of it: who calls that can name what it gives.
 */
export const checkExports: Rule = (modules) => {
  const taken = new Set(CALLED_BY_EDITOR);
  for (const { file, imports } of modules)
    for (const { specifier, names } of imports.filter((entry) => entry.specifier.startsWith('.')))
      for (const name of names) taken.add(`${targetOf(file, specifier)} ${name}`);
  return modules
    .filter(({ file }) => file.startsWith('src/') && !taken.has(`${file} *`))
    .flatMap(({ file, exports, names }) =>
      exports
        .filter(({ name, isType }) => !(isType && (names.get(name) ?? 0) > 1))
        .filter(({ name }) => !taken.has(`${file} ${name}`))
        .map(({ name }) => `${file}: nobody imports ${name}`),
    );
};
