/**
 * Globs as editors write them (`**` + `/*.log`, `build`, `{a,b}/**`) as patterns in `.gitignore` syntax. An editor's
 * glob without `**` in front counts from the root of the folder; an ignore pattern needs a slash for that. What has no
 * counterpart (nested braces) is given back apart, so that it can be reported.
 */
export function ignorePatterns(globs: readonly string[]): {
  readonly patterns: string[];
  readonly unknown: string[];
} {
  const patterns: string[] = [];
  const unknown: string[] = [];
  for (const glob of globs) {
    const expanded = expandBraces(glob);
    if (expanded) patterns.push(...expanded.map(toPattern));
    else unknown.push(glob);
  }
  return { patterns: [...new Set(patterns)], unknown };
}

const MAX_EXPANDED = 200;

/** Every spelling of a glob with `{a,b}` parts; undefined for nested, open or very many braces. */
function expandBraces(glob: string): string[] | undefined {
  const match = /\{([^{}]*)\}/.exec(glob);
  if (!match) return /[{}]/.test(glob) ? undefined : [glob];
  const before = glob.slice(0, match.index);
  const after = glob.slice(match.index + match[0].length);
  if (/[{}]/.test(before)) return undefined;
  const all: string[] = [];
  for (const part of match[1]!.split(',')) {
    const rest = expandBraces(`${before}${part}${after}`);
    if (!rest || all.length + rest.length > MAX_EXPANDED) return undefined;
    all.push(...rest);
  }
  return all;
}

/** Marks that begin a pattern but mean nothing in a glob are escaped. */
function toPattern(glob: string): string {
  const plain = glob.replace(/^[!#]/, '\\$&').replace(/ +$/, '');
  return plain.startsWith('**/') || plain.startsWith('/') ? plain : `/${plain}`;
}
