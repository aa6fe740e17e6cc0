/** A place named in the question: a stack frame, a compiler's message, a link to lines, or `file:line`. */
export interface Frame {
  readonly path: string;
  readonly line: number;
}

const MAX_FRAMES = 60;
const MAX_WORD = 300;
/** Words after a path that may hold its line, and characters of them: `a.php on line 15`. */
const WORDS_AFTER = 8;
const CHARS_AFTER = 80;
/** Places in one word where a path may begin: `{"level":"error","caller":"cart.go:33"}`. */
const STARTS = 8;

const CHARS = String.raw`[^\s:"'<>|*?#\x60]`;
/** A path with a suffix, or a file that is known by its name: `Makefile`, `Jenkinsfile`. */
const NAME = String.raw`((?:[A-Za-z]:(?=[\\/]))?(?:${CHARS}+?\.[A-Za-z]\w{0,9}|(?:${CHARS}*[\\/])?(?:make|docker|jenkins|rake|gem|vagrant|pod|proc|brew|just|fast|earth|tilt|guard|cap|cake)file))`;
const NUMBER = String.raw`(\d{1,7})`;
const LINE_WORD = String.raw`(?:lines?|zeilen?|lignes?|l[ií]neas?|l\.)`;
/** What stands between a path and its line, in all forms that begin at a word. */
const AFTER = [
  String.raw`[:"'\x60\]]{0,2}:L?${NUMBER}(?!\w)`,
  String.raw`:[(\[]?${NUMBER}[,)]`,
  String.raw` ?\(${NUMBER}(?:[,:] ?\d+)?\)`,
  String.raw`#(?:L|lines-)?${NUMBER}(?:C\d+)?(?!\w)`,
  String.raw`\?L${NUMBER}(?!\w)`,
  String.raw`(?:[:"'\x60),]{0,3} ?(?:on |at |in )?| in \S{1,60} at )\(?${LINE_WORD}:? ?(?:number |no\. ?|#)?${NUMBER}(?!\w)`,
  String.raw`[,;] ?line(?:number)?=${NUMBER}(?!\w)`,
  String.raw`"\},\{line,${NUMBER}`,
  String.raw`" ${NUMBER}\]`,
  String.raw`: \(${NUMBER}, ?\d+\)`,
  String.raw`: ${NUMBER}:(?!\d)`,
  String.raw`: [A-Z][^()]{1,60} \(${NUMBER}:\d+\)`,
  String.raw` ${NUMBER}:\d{1,5}(?!\w)`,
  String.raw` L${NUMBER}(?!\w)`,
  ` ?的?第 ?${NUMBER} ?行`,
  ` ?の? ?${NUMBER} ?行`,
];
const AT_LINE = new RegExp(`^${NAME}(?:${AFTER.join('|')})`, 'iu');
/** Ruby runs programs whose names have no suffix: `bin/shop:12:in 'main'`. */
const PROGRAM_LINE = new RegExp(`^(${CHARS}*/${CHARS}+):${NUMBER}:in(?!\\w)`, 'u');
/** `at com.shop.Cart.total(Cart.java:12)`: the folder of the file is in the name of the class. */
const IN_CLASS = /^(?:[\w.@-]*\/){0,2}((?:[\w$]+\.)*)[\w$<>]+\.[\w$<>]+\(([\w$]+\.\w{1,6}):(\d{1,7})\)/u;
const IS_LINE_WORD = new RegExp(`^[("'\x60]?${LINE_WORD}$`, 'i');
const LINE_OF = new RegExp(
  String.raw`^${LINE_WORD} #?${NUMBER}(?: ?(?:[-–]|to|and|bis|à) ?\d+)?:? (?:of|in|at|von|de|du|dans|en)(?: the)?(?: file)? ["'\x60(]?${NAME}`,
  'iu',
);
/** A path alone on its line, below which linters list lines and columns. */
const HEADING = new RegExp(`^(?:\\./)?${NAME}$`, 'iu');
const LISTED = /^\s+(\d{1,7}):\d{1,5}\s/;
/** Colours of a terminal, and tags that pages of faults set. */
const MARKS = /\x1b\[[\d;]{0,20}[A-Za-z]|<\/?(?:b|i|em|strong|code|a)>/gi;

/** Finds the places that a text names by file and line, in its order. Linear in the text. */
export function findFrames(text: string): Frame[] {
  const frames = new Map<string, Frame>();
  const add = (frame: Frame | undefined): void => {
    if (frame && frame.line > 0 && frames.size < MAX_FRAMES) frames.set(`${frame.path}:${frame.line}`, frame);
  };
  let heading: string | undefined;
  for (const line of text.replace(MARKS, '').split('\n')) {
    const listed = heading === undefined ? null : LISTED.exec(line);
    if (listed) add({ path: heading!, line: Number(listed[1]) });
    else heading = headingOf(line);
    const words = line.split(/\s+/).filter(Boolean);
    for (let i = 0; i < words.length && frames.size < MAX_FRAMES; i++) add(frameAt(words, i));
  }
  return [...frames.values()];
}

function headingOf(line: string): string | undefined {
  const path = line.trim();
  return path.length <= MAX_WORD && HEADING.test(path) ? plainPath(path) : undefined;
}

function frameAt(words: readonly string[], at: number): Frame | undefined {
  const word = words[at]!;
  if (word.length > MAX_WORD) return undefined;
  if (IS_LINE_WORD.test(word)) {
    const found = LINE_OF.exec(
      [word.replace(/^["'(`]/, ''), ...words.slice(at + 1, at + 8)].join(' ').slice(0, MAX_WORD),
    );
    return found ? { path: plainPath(found[2]!), line: Number(found[1]) } : undefined;
  }
  if (!/[./]|file/.test(word)) return undefined;
  const after = words
    .slice(at + 1, at + 1 + WORDS_AFTER)
    .join(' ')
    .slice(0, CHARS_AFTER);
  for (const start of startsIn(word)) {
    const frame = frameIn(word.slice(start), after);
    if (frame) return frame;
  }
  return undefined;
}

/** Where a path may begin in a word: at its beginning, and behind marks that no path holds, or that open a link. */
function startsIn(word: string): number[] {
  const starts = [0];
  for (const { index, 0: mark } of word.matchAll(/\]\(|["'`|=,;*]+/g)) {
    if (starts.length >= STARTS) break;
    if (index + mark.length < word.length) starts.push(index + mark.length);
  }
  const link = word.indexOf('](');
  return link > 0 ? [link + 2, ...starts.filter((start) => start !== link + 2)] : starts;
}

/** The place that a word begins with; `after` are the words that follow it. */
function frameIn(word: string, after: string): Frame | undefined {
  const inClass = IN_CLASS.exec(word);
  if (inClass) {
    const [, folder = '', file = '', line] = inClass;
    return { path: `${folder.replaceAll('.', '/')}${file}`, line: Number(line) };
  }
  const plain = withoutAddress(afterAt(withoutOpening(word.replace(FIELDS, ''))));
  const found = AT_LINE.exec(`${plain} ${after}`) ?? PROGRAM_LINE.exec(plain);
  if (!found) return undefined;
  const line = found.slice(2).find((part) => part !== undefined);
  return { path: plainPath(found[1]!), line: Number(line) };
}

/** What stands before the path in a command to a build server: `file=a.js,line=12`. */
const FIELDS = /^(?:\w{1,20}=[^;,=]{0,80}[;,])*(?:file|\w{0,20}path)=/i;

/** Firefox and Safari write `function@address`. */
const afterAt = (word: string): string => word.replace(/^[\w$.<>/]{0,80}@(?=[a-z][a-z+-]*:\/|\/)/i, '');

/** Without the marks that open around a path: `(`, quotes, `-->`. A bracket that is closed inside is part of the name. */
function withoutOpening(word: string): string {
  let rest = word;
  for (;;) {
    const opening = rest[0];
    if (opening === undefined) return rest;
    const closing = { '(': ')', '[': ']', '{': '}', '<': '>' }[opening];
    if (closing === undefined ? !/["'`*|]/.test(opening) : isClosedInside(rest.slice(1), closing))
      return rest;
    rest = rest.slice(1);
  }
}

/** Whether a bracket that opens a word is closed before its path ends: `(group)/page.tsx`, `[slug]/page.tsx`. */
function isClosedInside(word: string, closing: string): boolean {
  const at = word.indexOf(closing);
  return at >= 0 && /^[\w-]+$/.test(word.slice(0, at)) && /^[\\/]/.test(word.slice(at + 1));
}

/** A host, and what a forge has before the path of a file. */
const REMOTE =
  /^https?:\/\/[^/]*\/(?:(?:[^/]+\/){2,5}(?:-\/)?(?:blob|tree|raw|blame)\/[^/]+\/|[^/]+\/[^/]+\/src\/(?:(?:branch|commit|tag)\/)?[^/]+\/)?/i;

/** An address as the path in it; without the query that a bundler adds before the line. */
function withoutAddress(word: string): string {
  const local = word.replace(/^(?:[a-z][a-z+.-]*:\/{0,3})?([a-z][a-z+.-]{2,}:\/{2,3})/i, '$1');
  const path = /^https?:/i.test(local)
    ? local.replace(REMOTE, '')
    : local.replace(/^vscode[\w-]{0,20}:\/\/file\/|^[a-z][a-z+.-]{2,}:\/{0,3}(?=[^\d])/i, '');
  return path.replace(/^(?:[^:]*\/)?(?=[A-Za-z]:[\\/])/, '').replace(/\?[\w=&.-]{0,80}(?=[:#])/, '');
}

/** With `/` between its parts, and without the marks of a bundler: `(rsc)/./`, `./`. */
function plainPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^\([\w-]+\)\/\.?\/?/, '')
    .replace(/^(?:\.\/)+/, '');
}
