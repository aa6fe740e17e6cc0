/** How a module is written, so that it means another file: paths as JavaScript has them, dots as Python has them. */

/** The path that a relative module means, seen from a folder; undefined when it leads out. */
export function joined(folder: string, module: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of module.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..') parts.push(part);
  }
  return parts.join('/');
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The way from a folder to a path, with `../` where it must; without a leading `./`. */
export function wayTo(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}

/** What a written path leaves out of the path of the file that it means: a suffix, or `/index` and a suffix. */
const LEFT_OUT = /^(?:\/(?:index|mod|__init__|main|lib))?(?:\.[\w]{1,10}){0,2}$/;
/** Suffixes that are written for a file of another one: `./a.js` for `a.ts`. */
const EMITTED = /\.([cm]?)jsx?$/;

/**
 * A path as an import writes it, for another file: the suffix is left out, or stands there as another one, as it did. A
 * folder that stood for its index file is written out where the other file is no such. Undefined when the writing does
 * not tell how.
 */
export function pathModule(
  module: string,
  { folder, from, to, newFolder = folder }: { folder: string; from: string; to: string; newFolder?: string },
): string | undefined {
  const written = joined(folder, module);
  if (written === undefined || written === '') return undefined;
  let target: string | undefined;
  if (written === from) target = to;
  else if (from.startsWith(written) && LEFT_OUT.test(from.slice(written.length)))
    target = withoutLike(from.slice(written.length), to);
  else {
    const emitted = EMITTED.exec(written);
    const stem = emitted && written.slice(0, emitted.index);
    if (emitted && /^\.[cm]?tsx?$/.test(from.slice(stem!.length)) && from.startsWith(stem!)) {
      const own = /\.([cm]?)tsx?$/.exec(to);
      if (own) target = `${to.slice(0, own.index)}.${own[1]}js${emitted[0].endsWith('x') ? 'x' : ''}`;
    }
  }
  if (target === undefined) return undefined;
  const way = wayTo(newFolder, target);
  const isDotted = module.startsWith('.');
  if (!isDotted) return way.startsWith('../') && !module.includes('/') ? undefined : way;
  return way.startsWith('.') ? way : `./${way}`;
}

/** A path without what an import of another file leaves out, if it ends in the same. */
function withoutLike(leftOut: string, to: string): string | undefined {
  if (to.endsWith(leftOut)) return to.slice(0, to.length - leftOut.length);
  const suffix = /(?:\.[\w]{1,10}){1,2}$/.exec(leftOut)?.[0] ?? '';
  // A folder was named for its index file; the other file is named itself.
  return leftOut.startsWith('/') && suffix !== '' && to.endsWith(suffix)
    ? to.slice(0, to.length - suffix.length)
    : undefined;
}

const dottedOf = (path: string): string =>
  path
    .replace(/\.pyi?$/, '')
    .replace(/(?:^|\/)__init__$/, '')
    .replaceAll('/', '.');

/**
 * A module of Python for another file: relative as it was, or from the same folder that its absolute name began in.
 * Undefined when the name does not say where it begins, or the other file lies elsewhere.
 */
export function dottedModule(
  module: string,
  { folder, from, to, newFolder = folder }: { folder: string; from: string; to: string; newFolder?: string },
): string | undefined {
  if (!/^\.*[\p{L}_][\p{L}\p{N}_.]*$/u.test(module)) return undefined;
  if (!to.split('/').every((part) => /^[\p{L}_][\p{L}\p{N}_]*(?:\.pyi?)?$/u.test(part))) return undefined;
  if (module.startsWith('.')) {
    const dots = /^\.+/.exec(module)![0].length;
    const base = folder.split('/').slice(0, folder === '' ? 0 : folder.split('/').length - (dots - 1));
    const meant = [...base, ...module.slice(dots).split('.')].join('.');
    if (meant !== dottedOf(from)) return undefined;
    const way = wayTo(newFolder, to).split('/');
    const ups = way.filter((part) => part === '..').length;
    return `${'.'.repeat(ups + 1)}${dottedOf(way.slice(ups).join('/'))}`;
  }
  const whole = dottedOf(from);
  if (whole !== module && !whole.endsWith(`.${module}`)) return undefined;
  const base = whole.slice(0, whole.length - module.length);
  const next = dottedOf(to);
  return next.startsWith(base) && next.length > base.length ? next.slice(base.length) : undefined;
}
