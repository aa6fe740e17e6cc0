/**
 * One line of an ignore file, as git reads it (gitignore(5), and the matching of its `wildmatch.c`). Matching never goes
 * back behind the last `*` and the last `**`, so no line takes more steps than its length times that of the path.
 */

/** One place in a part: a character by its code, any one, any number of them, or one of a set. */
type Token = number | 'one' | 'any' | Uint8Array;

/** What stands between two slashes: plain text, tokens, or `**`. */
type Part = string | readonly Token[] | typeof FOLDERS;

/** A line that can match something. */
export interface Pattern {
  readonly isNegated: boolean;
  /** It ends with a slash: files are not meant. */
  readonly isFolder: boolean;
  /** It holds no other slash: its only part is for a name at any depth. */
  readonly isName: boolean;
  /** From the folder of the ignore file on. */
  readonly parts: readonly Part[];
}

/** Counts what matching takes: a step for each line, and for each part and character that is looked at. */
export interface Steps {
  taken: number;
}

const FOLDERS = Symbol('**');
const CODE = { star: 0x2a, dash: 0x2d, slash: 0x2f, question: 0x3f, open: 0x5b, back: 0x5c } as const;

/**
 * Reads one line, its bytes as characters; undefined for a blank one, a comment, and one that can match nothing. With
 * `ignoresCase` it is for paths that went through `foldCase`; as in git, an escaped letter and a single one in a set
 * stay as they are.
 */
export function parsePattern(line: string, ignoresCase = false): Pattern | undefined {
  if (line.startsWith('#')) return undefined;
  let text = withoutBlanks(line.endsWith('\r') ? line.slice(0, -1) : line);
  const isNegated = text.startsWith('!');
  if (isNegated) text = text.slice(1);
  const isFolder = text.endsWith('/');
  if (isFolder) text = text.slice(0, -1);
  const isName = !text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  const parts = text === '' ? undefined : partsOf(text, ignoresCase);
  return parts && { isNegated, isFolder, isName, parts };
}

/** A text with its ASCII letters small, as git compares where the case of letters does not count. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The pattern that lets one folder in, whatever signs its path holds. */
export function folderPattern(path: string): Pattern {
  const parts = path.split('/').filter((part) => part !== '');
  return { isNegated: true, isFolder: true, isName: false, parts };
}

/** Blanks at the end do not count, but for one behind a backslash. */
function withoutBlanks(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 0x20) end--;
  if (end === line.length) return line;
  let start = end;
  while (line.charCodeAt(start - 1) === CODE.back) start--;
  return line.slice(0, (end - start) % 2 === 1 ? end + 1 : end);
}

/** Undefined when a set or an escape has no end: such a line matches nothing. */
function partsOf(text: string, ignoresCase: boolean): Part[] | undefined {
  const parts: Part[] = [];
  let tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const isEscaped = text.charCodeAt(at) === CODE.back;
    if (isEscaped && ++at === text.length) return undefined;
    const code = text.charCodeAt(at);
    if (code === CODE.slash) {
      parts.push(partOf(tokens));
      tokens = [];
    } else if (isEscaped) tokens.push(code);
    else if (code === CODE.star) tokens.push('any');
    else if (code === CODE.question) tokens.push('one');
    else if (code === CODE.open) {
      const set = readSet(text, at, ignoresCase);
      if (!set) return undefined;
      tokens.push(set.members);
      at = set.end;
    } else tokens.push(ignoresCase ? foldCode(code) : code);
  }
  parts.push(partOf(tokens));
  // `a/**` means what is in `a`, not `a` itself.
  if (parts.at(-1) === FOLDERS) parts.push(['any']);
  return parts;
}

/** The code of the small letter for that of a capital one. */
function foldCode(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function partOf(tokens: readonly Token[]): Part {
  if (tokens.length > 1 && tokens.every((token) => token === 'any')) return FOLDERS;
  if (tokens.every((token) => typeof token === 'number'))
    return tokens.map((code) => String.fromCharCode(code)).join('');
  return tokens.filter((token, i) => token !== 'any' || tokens[i - 1] !== 'any');
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** A set from its `[` on: which bytes are in it, and where its `]` is. Undefined when it has no end. */
function readSet(
  text: string,
  open: number,
  ignoresCase: boolean,
): { members: Uint8Array; end: number } | undefined {
  const members = new Uint8Array(256);
  let at = open + 1;
  const isNegated = text[at] === '!' || text[at] === '^';
  if (isNegated) at++;
  let before: number | undefined;
  for (let isFirst = true; isFirst || text[at] !== ']'; isFirst = false, at++) {
    const named = text.startsWith('[:', at) ? /^\[:([^\]]*):\]/.exec(text.slice(at, at + 40)) : null;
    if (named) {
      const known = CLASSES[named[1]!];
      if (!known) return undefined;
      for (let code = 0; code < 128; code++)
        if (known.test(String.fromCharCode(code))) members[ignoresCase ? foldCode(code) : code] = 1;
      at += named[0].length - 1;
      before = undefined;
      continue;
    }
    const isRange = before !== undefined && text.charCodeAt(at) === CODE.dash && text[at + 1] !== ']';
    if (isRange) at++;
    if (text.charCodeAt(at) === CODE.back) at++;
    if (at >= text.length) return undefined;
    const code = text.charCodeAt(at);
    for (let one = isRange ? before! : code; one <= code; one++) {
      members[one] = 1;
      if (isRange && ignoresCase) members[foldCode(one)] = 1;
    }
    before = isRange ? undefined : code;
  }
  if (isNegated) for (let code = 0; code < 256; code++) members[code] = 1 - members[code]!;
  members[CODE.slash] = 0;
  return { members, end: at };
}

/** Whether a pattern means a path, given by its names. */
export function matchesPath(
  { isFolder, isName, parts }: Pattern,
  names: readonly string[],
  of: { readonly isFolder: boolean; readonly steps: Steps },
): boolean {
  of.steps.taken++;
  if (isFolder && !of.isFolder) return false;
  if (isName) return matchesName(parts[0]!, names.at(-1)!, of.steps);
  // As below for a `*`: only the last `**` is ever tried again.
  let [part, name, folders, resume] = [0, 0, -1, 0];
  while (name < names.length) {
    if (parts[part] === FOLDERS) {
      folders = part++;
      resume = name;
    } else if (part < parts.length && matchesName(parts[part]!, names[name]!, of.steps)) {
      part++;
      name++;
    } else if (folders >= 0) {
      part = folders + 1;
      name = ++resume;
    } else return false;
  }
  return part === parts.length;
}

function matchesName(part: Part, name: string, steps: Steps): boolean {
  steps.taken++;
  if (part === FOLDERS) return true;
  if (typeof part === 'string') return part === name;
  let [token, at, any, resume] = [0, 0, -1, 0];
  while (at < name.length) {
    steps.taken++;
    const wanted = part[token];
    if (wanted === 'any') {
      any = token++;
      resume = at;
    } else if (wanted !== undefined && matchesCode(wanted, name.charCodeAt(at))) {
      token++;
      at++;
    } else if (any >= 0) {
      token = any + 1;
      at = ++resume;
    } else return false;
  }
  while (part[token] === 'any') token++;
  return token === part.length;
}

function matchesCode(token: Exclude<Token, 'any'>, code: number): boolean {
  if (token === 'one') return true;
  return typeof token === 'number' ? token === code : token[code] === 1;
}
