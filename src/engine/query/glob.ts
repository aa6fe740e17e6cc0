/** Patterns with wildcards, matched in time that grows with pattern times text, whatever either holds. */

/**
 * Whether a whole name fits a pattern: `*` stands for any characters, `?` for one, a backslash takes the next character
 * as it is. Case counts.
 */
export function fitsName(name: string, pattern: string): boolean {
  return fits(name, pattern, () => true);
}

/**
 * Whether a path fits a pattern. `*` does not pass a slash, `**` does. A pattern that names a folder fits all that is
 * below it; one without a slash is also compared with the file's name alone.
 */
export function fitsPath(path: string, pattern: string): boolean {
  const clean = pattern.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  if (clean === '' || clean === '.') return true;
  const isPart = (char: string): boolean => char !== '/';
  const wild = clean.replaceAll('**/', '\u0001').replaceAll('**', '\u0002');
  if (fits(path, wild, isPart) || fits(path, `${wild}/\u0002`, isPart)) return true;
  return !clean.includes('/') && fits(path.slice(path.lastIndexOf('/') + 1), clean, isPart);
}

/** `\u0001` stands for any folders, none among them, and `\u0002` for anything. */
function fits(text: string, pattern: string, isPart: (char: string) => boolean): boolean {
  // One bit for each place of the text that the pattern so far can have come to.
  let reached = new Uint8Array(text.length + 1);
  reached[0] = 1;
  for (let p = 0; p < pattern.length; p++) {
    const next = new Uint8Array(text.length + 1);
    const char = pattern[p]!;
    if (char === '*' || char === '\u0002' || char === '\u0001') spread(char, text, { reached, next }, isPart);
    else {
      const wanted = char === '\\' && p + 1 < pattern.length ? pattern[++p]! : char;
      const isAny = char === '?';
      for (let t = 0; t < text.length; t++)
        if (reached[t] === 1 && (isAny ? isPart(text[t]!) : text[t] === wanted)) next[t + 1] = 1;
    }
    reached = next;
  }
  return reached[text.length] === 1;
}

function spread(
  char: string,
  text: string,
  { reached, next }: { readonly reached: Uint8Array; readonly next: Uint8Array },
  isPart: (char: string) => boolean,
): void {
  let isOpen = false;
  for (let t = 0; t <= text.length; t++) {
    if (reached[t] === 1) isOpen = true;
    if (!isOpen) continue;
    if (char !== '\u0001' || reached[t] === 1 || text[t - 1] === '/') next[t] = 1;
    if (char === '*' && t < text.length && !isPart(text[t]!)) isOpen = false;
  }
}
