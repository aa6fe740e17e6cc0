import type { ImportRef } from '../../types.ts';

/** A longer list of imports than this is read up to here. */
const MAX_TREE_CHARS = 20_000;
const TOKEN = /::|[{},*]|[\p{L}_][\p{L}\p{N}_]*/gu;

/**
 * The imports of a tree of names, as Rust writes it: `a::{self, b as c, d::*}` takes `a` itself, `b` of it under the name
 * `c`, and all of `a::d`. One import for each module, in the order of the text. Cost: linear in the text.
 */
export function readUseTree(text: string, line: number): ImportRef[] {
  const byModule = new Map<string, { names: string[]; as: [string, string][] }>();
  const outer: string[][] = [];
  let path: string[] = [];
  let alias: string | undefined;
  let isAlias = false;
  const take = (): void => {
    const last = path.at(-1);
    if (last !== undefined) {
      const isWhole = path.length === 1 || last === 'self';
      const module = path.length === 1 ? last : path.slice(0, -1).join('::');
      const taken = byModule.get(module) ?? { names: [], as: [] };
      byModule.set(module, taken);
      if (isWhole) taken.as.push([alias ?? module.replace(/^.*::/, ''), '*']);
      else if (alias !== '_') {
        taken.names.push(last);
        if (alias !== undefined) taken.as.push([alias, last]);
      }
    }
    alias = undefined;
    path = [...(outer.at(-1) ?? [])];
  };
  for (const [token] of text.slice(0, MAX_TREE_CHARS).matchAll(TOKEN)) {
    if (token === '{') outer.push([...path]);
    else if (token === ',') take();
    else if (token === '}') {
      if (path.length > (outer.pop()?.length ?? 0)) take();
      // What stands before the brace is taken with what is in it.
      path = [];
    } else if (token === 'as') isAlias = true;
    else if (isAlias) {
      alias = token;
      isAlias = false;
    } else if (token !== '::') path.push(token);
  }
  take();
  return [...byModule].map(([module, { names, as }]) => ({
    module,
    names,
    line,
    ...(as.length > 0 ? { as } : {}),
  }));
}
