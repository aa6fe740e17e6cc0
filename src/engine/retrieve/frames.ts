/** A place named in the question: a stack frame, a compiler's message, a link to lines, or `file:line`. */
export interface Frame {
  readonly path: string;
  readonly line: number;
}

const MAX_FRAMES = 60;
const MAX_WORD = 300;
/** Words after a path that may hold its line: `a.php on line 15`. */
const WORDS_AFTER = 3;

const NAME = String.raw`((?:[A-Za-z]:(?=[\\/]))?[^\s:"'<>|*?#]+?\.[A-Za-z]\w{0,9})`;
/** What stands between a path and its line, in all forms that begin at a word. */
const AFTER = [
  String.raw`:(\d{1,7})(?!\w)`,
  String.raw`:\(?(\d{1,7})[,)]`,
  String.raw`\((\d{1,7})(?:[,:] ?\d+)?\)`,
  String.raw`#L?(\d{1,7})(?!\w)`,
  String.raw`[:"'\x60),]{0,3} ?(?:on )?line:? (\d{1,7})(?!\w)`,
  String.raw`: \((\d{1,7}), ?\d+\)`,
  String.raw` (\d{1,7}):\d{1,5}(?!\w)`,
];
const AT_LINE = new RegExp(`^${NAME}(?:${AFTER.join('|')})`, 'u');
/** `at com.shop.Cart.total(Cart.java:12)`: the folder of the file is in the name of the class. */
const IN_CLASS = /^(?:[\w.]*\/\/?)?((?:[\w$]+\.)*)[\w$<>]+\.[\w$<>]+\(([\w$]+\.\w{1,6}):(\d{1,7})\)/u;
const LINE_OF = new RegExp(String.raw`^lines? (\d{1,7})(?:-\d+)? (?:of|in|at) ["'\x60(]?${NAME}`, 'iu');

/** Finds the places that a text names by file and line, in its order. Linear in the text. */
export function findFrames(text: string): Frame[] {
  const frames = new Map<string, Frame>();
  for (const line of text.split('\n')) {
    const words = line.split(/\s+/).filter(Boolean);
    for (let i = 0; i < words.length && frames.size < MAX_FRAMES; i++) {
      const frame = frameAt(words, i);
      if (frame && frame.line > 0) frames.set(`${frame.path}:${frame.line}`, frame);
    }
  }
  return [...frames.values()];
}

function frameAt(words: readonly string[], at: number): Frame | undefined {
  const word = words[at]!;
  if (word.length > MAX_WORD) return undefined;
  if (/^[("'`]?lines?$/i.test(word)) {
    const found = LINE_OF.exec(
      [word.replace(/^\W/, ''), ...words.slice(at + 1, at + 4)].join(' ').slice(0, MAX_WORD),
    );
    return found ? { path: plainPath(found[2]!), line: Number(found[1]) } : undefined;
  }
  if (!word.includes('.')) return undefined;
  const inClass = IN_CLASS.exec(word);
  if (inClass) {
    const [, folder = '', file = '', line] = inClass;
    return { path: `${folder.replaceAll('.', '/')}${file}`, line: Number(line) };
  }
  const after = words
    .slice(at + 1, at + 1 + WORDS_AFTER)
    .join(' ')
    .slice(0, 40);
  const found = AT_LINE.exec(`${withoutAddress(afterAt(withoutOpening(word)))} ${after}`);
  if (!found) return undefined;
  const line = found.slice(2).find((part) => part !== undefined);
  return { path: plainPath(found[1]!), line: Number(line) };
}

/** Firefox and Safari write `function@address`. */
const afterAt = (word: string): string => word.replace(/^[\w$.<>/]{0,80}@(?=[a-z]+:\/\/)/i, '');

/** Without the marks that open around a path: `(`, quotes, `-->`. A bracket that is closed inside is part of the name. */
function withoutOpening(word: string): string {
  let rest = word;
  for (;;) {
    const opening = rest[0];
    if (opening === undefined) return rest;
    const closing = { '(': ')', '[': ']', '{': '}', '<': '>' }[opening];
    if (closing === undefined ? !/["'`]/.test(opening) : isClosedInside(rest.slice(1), closing)) return rest;
    rest = rest.slice(1);
  }
}

/** Whether a bracket that opens a word is closed before its path ends: `(group)/page.tsx`, `[slug]/page.tsx`. */
function isClosedInside(word: string, closing: string): boolean {
  const at = word.indexOf(closing);
  return at >= 0 && /^[\w-]+$/.test(word.slice(0, at)) && /^[\\/]/.test(word.slice(at + 1));
}

/** An address as the path in it; without the query that a bundler adds before the line. */
function withoutAddress(word: string): string {
  const local = word.replace(/^(?:[a-z][a-z+.-]*:\/{0,3})?([a-z][a-z+.-]{2,}:\/{2,3})/i, '$1');
  const path = /^https?:/i.test(local)
    ? local.replace(/^https?:\/\/[^/]*\/(?:[^/]+\/[^/]+\/(?:blob|tree|raw|src)\/[^/]+\/)?/i, '')
    : local.replace(/^[a-z][a-z+.-]{2,}:\/{0,3}(?=[^\d])/i, '');
  return path.replace(/^\/(?=[A-Za-z]:[\\/])/, '').replace(/\?[\w=&.-]{0,80}(?=[:#])/, '');
}

/** With `/` between its parts, and without the marks of a bundler: `(rsc)/./`, `./`. */
function plainPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^\([\w-]+\)\/\.?\/?/, '')
    .replace(/^(?:\.\/)+/, '');
}
