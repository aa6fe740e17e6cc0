/** Reads on from a name to the values that its statement gives it, in any language. */
import type { Literal, Reader, Span } from './reader.ts';
import type { Link } from './value.ts';

/** A value that may be a secret: in one piece, or joined of several. */
export interface Candidate {
  readonly pieces: readonly Span[];
  readonly link: Link;
  readonly isQuoted: boolean;
}

/** A name in a text. */
export interface Name extends Span {
  /** True when arguments are what is looked for: `login("user", "…")`. */
  readonly isCall: boolean;
}

/** Marks and words between a name and its last value. */
const MOST_TOKENS = 60;
/** Line breaks that a statement may go over. */
const MOST_LINES = 12;
/** Longest literal that is read line by line. */
const LONGEST_LITERAL = 100_000;
/** Values that are taken from one statement. */
const MOST_VALUES = 400;

const BLANKS = /[ \t\f\v\u00a0\u3000]{1,400}/y;
const BREAK = /\\?\r?\n[ \t]{0,200}(?:[>+|-]{1,3}[ \t]{1,80}|\d{1,6}\|[ \t]{0,80})?/y;
const OPERATOR = /(?:\|s:\d{1,5}:|=>|:=|<-|->|~>|[=!]==?|\|\||\?\?=?|\?=|\+=|=~|\?:|<<<|[:=：＝])+/y;
/** Marks of Markdown between a name and its value. */
const EMPHASIS = /\*\*|__(?=[ \t`])/y;
/** Types of values between a name and its operator. */
const TYPE =
  /&?(?:'static[ \t]+)?(?:mut[ \t]+)?(?:str|String|string|Secret|SecretString|CharSequence|Any|Optional\[str\]|SecretStr|&\[u8\])\b/y;
/** Words that say "is": what follows stands beside the name. */
const LINKING =
  /^(?:is|are|was|be|to|by|as|with|equals|equal|eq|ne|or|and|else|default|value|val|values|string|str|text|bytes|String|Value|varchar|int|char|const|var|let|set|new|return|std|the|ist|es|est|for|user|role|in)$/i;
/** Keys whose value is that of the name around them: `{ name: "TOKEN", value: "…" }`, `default = "…"`. */
/** Words that say what kind of credential follows in a header. */
const SCHEME =
  /(?:basic|bearer|token|apikey|api-key|digest|negotiate|hmac|ssws|splunk|geniekey|oauth|bot|jwt|key)(?=[ \t])/iy;
const VALUE_KEY =
  /["']?(?:value|val|default|defaultValue|default_value|parametervalue|secret_?value|secret_?string|plaintext|content|data|stringvalue|string|const|initial|fallback|text|raw)["']?[ \t]{0,8}(?:[:=]|=>)/iy;
const WORD = /[A-Za-z_$@\\*&][\w$.:*\\!?-]{0,120}/y;
const SIGIL_NAME = /[A-Za-z_][\w.:-]{0,60}[ \t]{0,4}(?:=>|[:=])/y;

interface Walk {
  readonly reader: Reader;
  readonly found: Candidate[];
  readonly isCall: boolean;
  at: number;
  depth: number;
  lines: number;
  /** What the last mark was. */
  link: Link | undefined;
  /** True once a value stands behind the operator: the next one at this depth is another's. */
  isGiven: boolean;
  isJustNamed: boolean;
  nameIsText: boolean;
  words: number;
  /** How a bare value directly behind the name hangs on it: `--name value`, `ENV NAME value`. */
  readonly beside: Link;
}

/** The values after a name, in order. Costs at most a fixed number of marks, and the values themselves. */
export function valuesAfter(reader: Reader, name: Name): Candidate[] {
  const closed = closeName(reader.text, name);
  if (closed === undefined) return [];
  const walk: Walk = {
    reader,
    found: [],
    isCall: name.isCall,
    at: closed.at,
    depth: 0,
    lines: 0,
    link: undefined,
    isGiven: false,
    isJustNamed: true,
    nameIsText: closed.isText,
    words: 0,
    beside: isDeclared(reader, name) ? 'direct' : 'beside',
  };
  for (let count = 0; count < MOST_TOKENS + walk.found.length * 2 && walk.found.length < MOST_VALUES; count++)
    if (!step(walk)) break;
  return walk.found;
}

const DECLARED =
  /(?:--?|\b(?:ENV|ARG|setx?|setenv|SetEnv|fastcgi_param|proxy_set_header|define|export|config|Password|password)[ \t]{1,8})$/;

/** True where a blank is all that stands between a name and its value. */
const isDeclared = (reader: Reader, name: Span): boolean =>
  DECLARED.test(reader.text.slice(Math.max(0, name.start - 24), name.start));

const CLOSING =
  /[\])}]{0,2}(\\{0,3}["'`]|&quot;|[”’])?[\])}*_]{0,3}(?:[ \t]{0,2}\{[ \t]{0,2}get;[^{}\n]{0,60}\})?/y;
/** How far a string that ends with a name may reach back before it. */
const FURTHEST_OPENING = 60;

/**
 * Where the name ends with its quotes and brackets: `"name"`, `["name"]`, `{name}`, `\"name\"`, `**name**`. Nothing
 * where it is the last word of a longer text: what follows is not its value.
 */
function closeName(text: string, { start, end }: Span): { at: number; isText: boolean } | undefined {
  CLOSING.lastIndex = end;
  const [whole, quote] = CLOSING.exec(text)!;
  if (quote === undefined) {
    const isWrapped = /[[({*_%$=]/.test(text.charAt(start - 1)) || whole.endsWith('}');
    return { at: isWrapped ? end + whole.length : end, isText: false };
  }
  const before = text.slice(Math.max(0, start - FURTHEST_OPENING), start);
  const open = before.lastIndexOf(quote === '”' ? '“' : quote === '’' ? '‘' : quote);
  if (open < 0 || !/^[-\w .:$#[=@]*["']?$/.test(before.slice(open + quote.length))) return undefined;
  return { at: end + whole.length, isText: true };
}

/** One mark, word or value further. False where the statement ends. */
function step(walk: Walk): boolean {
  const { reader } = walk;
  const { text } = reader;
  const blank = exec(BLANKS, text, walk.at);
  if (blank !== undefined) {
    walk.at += blank.length;
    return true;
  }
  const first = text.charAt(walk.at);
  if (first === '' || (walk.link === undefined && isComment(text, walk.at))) return false;
  if (first === '\n' || first === '\r' || (first === '\\' && /[\r\n]/.test(text.charAt(walk.at + 1))))
    return overBreak(walk);
  const key = exec(VALUE_KEY, text, walk.at);
  if (key !== undefined && !walk.isCall && !walk.isJustNamed) return takeValueKey(walk, key);
  const scheme = walk.link === 'direct' ? exec(SCHEME, text, walk.at) : undefined;
  const mark = scheme ?? exec(EMPHASIS, text, walk.at);
  if (mark !== undefined) {
    walk.at += mark.length;
    return true;
  }
  const literal = reader.literalAt(walk.at);
  if (literal !== undefined) return takeLiteral(walk, literal);
  const operator = exec(OPERATOR, text, walk.at);
  if (operator !== undefined && (walk.link !== 'direct' || operator.length > 1 || walk.isGiven)) {
    walk.at += operator.length;
    return takeOperator(walk);
  }
  if (first === ',' || first === ';') return takeSeparator(walk, first);
  if (/[([{<]/.test(first)) return open(walk, first);
  if (/[)\]}>]/.test(first)) return close(walk, first);
  return takeWord(walk);
}

/** True where a comment begins behind a blank. */
const isComment = (text: string, at: number): boolean =>
  /\s/.test(text.charAt(at - 1)) && (text.startsWith('//', at) || /^#[ :\w]/.test(text.slice(at, at + 2)));

const exec = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

function takeOperator(walk: Walk): boolean {
  // `name: Type = value`: what was taken for the value is its type.
  if (
    walk.isGiven &&
    walk.found.some(({ isQuoted }) => isQuoted) &&
    walk.depth === 0 &&
    walk.link === undefined
  )
    return false;
  walk.isGiven = false;
  walk.link = 'direct';
  walk.isJustNamed = false;
  walk.words = 0;
  return true;
}

function takeSeparator(walk: Walk, mark: string): boolean {
  walk.at++;
  if (mark === ';') return false;
  if (walk.depth > 0) {
    if (!walk.isCall && walk.link === undefined) walk.link = 'near';
    return true;
  }
  // `("NAME", "value")` gives the name a value; `(name, "value")` compares it.
  if (walk.isJustNamed) {
    walk.isJustNamed = false;
    walk.link = walk.nameIsText ? 'direct' : 'near';
    return true;
  }
  // `copy(name, size, "value")`: the name is one of several arguments.
  return walk.link === 'near' && !walk.isGiven;
}

function open(walk: Walk, mark: string): boolean {
  const isCalled = walk.isJustNamed && mark === '(';
  if (walk.isCall && !isCalled && walk.isJustNamed) return false;
  if (mark === '<' && walk.isJustNamed) return false;
  // What a function does is no value of its name.
  if (mark === '{' && /\)\s{0,4}$/.test(walk.reader.text.slice(walk.at - 5, walk.at))) return false;
  walk.at++;
  walk.depth++;
  if (isCalled || (walk.isJustNamed && mark === '{')) walk.link = mark === '(' ? 'direct' : 'near';
  if (walk.isJustNamed && mark === '[') walk.words = 0;
  walk.isJustNamed = false;
  return true;
}

function close(walk: Walk, mark: string): boolean {
  walk.at++;
  walk.depth--;
  if (walk.depth >= 0) return !(walk.isCall && walk.depth === 0);
  if (mark === '>' || mark === '}') return false;
  // `["NAME"] = "value"`, `(name) == "value"`: the bracket was opened before the name.
  walk.depth = 0;
  return walk.link === undefined && !walk.isGiven;
}

function overBreak(walk: Walk): boolean {
  const { text } = walk.reader;
  const before = text.slice(Math.max(0, walk.at - 40), walk.at).trimEnd();
  const next = exec(BREAK, text, walk.at);
  if (next === undefined || ++walk.lines > MOST_LINES) return false;
  walk.at += next.length;
  // A list of strings, one a line, gives nothing to any of them.
  if (walk.nameIsText && walk.link === 'direct' && before.endsWith(',') && walk.words === 0)
    walk.link = 'near';
  const isOpen = walk.depth > 0 || /(?:[=(,+.&|:>\\[{]|<-|\bor)$/.test(before) || next.startsWith('\\');
  const key = exec(VALUE_KEY, text, walk.at + (exec(BLANKS, text, walk.at)?.length ?? 0));
  if (key !== undefined && !walk.isCall) {
    walk.at += exec(BLANKS, text, walk.at)?.length ?? 0;
    return takeValueKey(walk, key);
  }
  if (walk.depth > 0) return true;
  return isOpen && !walk.isGiven && walk.lines <= 2;
}

/** `value:` and its like: what follows is the value of the name, whatever stood between. */
function takeValueKey(walk: Walk, key: string): boolean {
  walk.at += key.length;
  walk.link = 'direct';
  walk.isGiven = false;
  walk.isJustNamed = false;
  return true;
}

function takeLiteral(walk: Walk, literal: Literal): boolean {
  // `"other": …`: a key of a map, whose value is another's.
  if (
    (walk.isGiven || walk.link !== 'direct') &&
    /^(?::(?!:)|[ \t]{0,4}=>)/.test(walk.reader.text.slice(literal.after, literal.after + 8))
  ) {
    walk.at = literal.after + 1;
    walk.link = undefined;
    walk.isGiven = true;
    return walk.depth > 0;
  }
  const pieces = joinedPieces(walk.reader, withoutScheme(walk.reader.text, literal));
  const link = linkOf(walk);
  walk.found.push({
    pieces: pieces.flatMap((piece) => linesOf(walk.reader.text, piece)),
    link,
    isQuoted: true,
  });
  walk.at = (pieces.at(-1) as Literal).after;
  walk.isGiven = true;
  walk.isJustNamed = false;
  if (walk.depth === 0) walk.link = undefined;
  return true;
}

/** The lines of a literal that goes over several, without the marks that join them. */
function linesOf(text: string, literal: Literal): Span[] {
  const content = text.slice(literal.start, Math.min(literal.end, literal.start + LONGEST_LITERAL));
  if (!content.includes('\n')) return [literal];
  return [...content.matchAll(/[^\r\n]+/g)].flatMap((line) => {
    const bare = line[0].trim().replace(/\\$/, '');
    const start = literal.start + line.index + line[0].indexOf(bare);
    return bare === '' ? [] : [{ start, end: start + bare.length }];
  });
}

/** `"Bearer …"`, `"Basic …"`: the secret begins behind the word. */
function withoutScheme(text: string, literal: Literal): Literal {
  const scheme = exec(SCHEME, text, literal.start);
  return scheme === undefined
    ? literal
    : { ...literal, start: Math.min(literal.start + scheme.length + 1, literal.end) };
}

function linkOf(walk: Walk): Link {
  if (walk.link !== undefined) return walk.link;
  return walk.isGiven || walk.words > 3 ? 'near' : walk.beside;
}

/** A word, a number, or a value without quotes. */
function takeWord(walk: Walk): boolean {
  const { reader } = walk;
  const { text } = reader;
  const word = exec(WORD, text, walk.at) ?? '';
  const runEnd = Math.max(reader.runEnd(walk.at, 'code'), walk.at + 1);
  const type = exec(TYPE, text, walk.at);
  if (type !== undefined && !walk.isGiven) {
    walk.at += type.length;
    return true;
  }
  if (/^(?:is|are|was|ist|lautet|est|es|by|value|to)$/i.test(word)) {
    walk.at += word.length;
    walk.link ??= 'direct';
    walk.isJustNamed = false;
    return true;
  }
  const next = text.charAt(runEnd);
  // A call wraps what stands in it: `Secret("…")`, `getenv("NAME", "…")`.
  if (next === '(' || next === '[' || next === '{') {
    walk.at = runEnd;
    walk.isJustNamed = false;
    return ++walk.words < 8;
  }
  if (walk.depth > 0 && exec(SIGIL_NAME, text, walk.at) !== undefined && walk.link !== 'direct')
    walk.link = 'near';
  if (!LINKING.test(word) || walk.link === 'direct') {
    const link = walk.link ?? (walk.words === 0 && !walk.isGiven ? walk.beside : 'near');
    walk.found.push({
      pieces: [{ start: walk.at, end: bareEnd(text, walk.at, runEnd) }],
      link,
      isQuoted: false,
    });
    if (walk.link !== undefined && walk.link !== 'near' && walk.depth === 0) walk.isGiven = true;
  }
  if (walk.depth === 0 && walk.link === 'direct') walk.link = undefined;
  walk.at = runEnd;
  walk.words++;
  walk.isJustNamed = false;
  return walk.words < 8;
}

/** A bare value ends before the marks that end a sentence. */
function bareEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start + 1 && /[.:!?]/.test(text.charAt(last - 1)) && text.charAt(last - 1) !== '!') last--;
  return last;
}

const JOIN =
  /[ \t]{0,40}(?:\+\+?|\.{1,2}|&|~|<>|\|\||_|\\)?[ \t]{0,40}(?:\\?\r?\n[ \t]{0,80}(?:\d{1,6}\|[ \t]{0,80})?[+>]?[ \t]{0,80}(?:\+\+?|\.{1,2}|&|~|<>|\|\||\/\/)?[ \t]{0,40})?/y;

/** A literal with those that are joined to it: `"a" + "b"`, `"a" "b"`, over lines too. */
function joinedPieces(reader: Reader, first: Literal): Literal[] {
  const pieces = [first];
  for (let last = first; pieces.length < MOST_VALUES; ) {
    const join = exec(JOIN, reader.text, last.after) ?? '';
    if (join === '' && reader.text.charAt(last.after - 1) === reader.text.charAt(last.after)) break;
    const next = reader.literalAt(last.after + join.length);
    if (next === undefined) break;
    pieces.push(next);
    last = next;
  }
  return pieces;
}
