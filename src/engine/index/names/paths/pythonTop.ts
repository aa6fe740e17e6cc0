/** Where an absolute name of Python begins. */

const stemOf = (path: string): string => path.replace(/\.pyi?$/, '').replace(/(?:^|\/)__init__$/, '');
const endsWith = (path: string, end: string): boolean => path === end || path.endsWith(`/${end}`);

/**
 * Whether an absolute module surely means a file: its path ends with the module, or with what stands before the last name
 * of it, and the folder above that is no package. Else the first name is not at the top there, and the module may be one
 * of the same name outside of the repository, such as `logging`. @param has whether the repository holds a path
 */
export function isTopLevel(target: string, module: string, has: (path: string) => boolean): boolean {
  const at = stemOf(target);
  const wanted = module.replaceAll('.', '/');
  const outer = wanted.split('/').slice(0, -1).join('/');
  const named = endsWith(at, wanted) ? wanted : outer !== '' && endsWith(at, outer) ? outer : undefined;
  return named !== undefined && !has(`${at.slice(0, at.length - named.length)}__init__.py`);
}
