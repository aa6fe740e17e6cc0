/** Whether the part of a line that was quoted says what the whole line says. */
import { ESCAPES } from '../prompts/visible.ts';
import { KEYWORDS } from './telling.ts';

/** So much of a line is looked at on each side of a part. */
const REACH = 1_000;

/** Words that turn a sentence or a condition, in the languages that people write comments in. */
const TURNING: ReadonlySet<string> = new Set(
  `not no non nor never none nothing nobody nowhere neither cannot without unless until except hardly rarely seldom
  barely scarcely unlike longer instead lacks lacking forbidden prohibited false skip skipped disabled deprecated
  removed wrongly falsely formerly previously
  nicht kein keine keinen keinem keiner keines nie niemals ohne weder noch außer
  ne pas jamais sans aucun aucune ni rien
  nunca sin ningún ninguna jamás tampoco
  não sem nem nenhum nenhuma jamais
  mai senza né nessun nessuno nessuna
  niet geen nooit zonder
  inte aldrig utan ikke aldri aldrig uden uten ej ei
  не нет никогда без ни нельзя
  nie nigdy bez nikdy nikoli nikad
  değil yok asla hiç
  لا ليس لن لم غير بدون לא אין בלי नहीं मत बिना`.split(/\s+/),
);
/** The same in writing without blanks, where they are part of a longer run of letters, and endings such as `n't`. */
const TURNING_PARTS = /[不没沒無无未非別别勿莫]|ない|なく|ません|なし|않|못|없|아니|말아|ไม่|មិន|n['’]t$/u;
/** Functions that turn what they are given: `assertFalse(…)`, `isNot(…)`, `negate(…)`. */
const TURNING_CALLS: ReadonlySet<string> = new Set(
  `not no non un false falsy never skip refute reject rejects deny without except negate invert inverse
  opposite throws fails todo isnt`.split(/\s+/),
);

/** What comments begin with. A `#` before a letter is a directive, a colour or a heading of its own kind. */
const COMMENT_START =
  /^\s*(?:\/\/|\/\*|\*(?=\s)|#+(?=\s|$)|--(?=\s)|;+|%+|<!--|\{-|\(\*|"""|'''|rem\s|dnl\s)/i;
const COMMENT_INSIDE = /(?:^|[^:\w])\/\/|\/\*(?!.*\*\/)|\s#\s|\s--\s|<!--(?!.*-->)|;;/;
/** What follows is a comment alone, after the marks that end a statement. */
const ONLY_COMMENT = /^[\s;,)\]}]*(?:\/\/|\/\*|#\s|--\s|<!--)/;
const CODE_SHAPED = /[;{}=]|[\p{L}\p{N}_]\(|=>|->|::/u;
const SETTING = /^\s*[\w.-]+:(?:\s|$)/;
const SHORT_PROSE = 6;

/** An operator at the end of what stands before a part, or at the beginning of what follows it. */
const OPERATOR_BEFORE =
  /(?:&&|\|\||\?\?|[=!]==?|\s[<>]=?|[&^%/]|[^\s*]\s*\*|\S\s*[-−–]|[+~¬±×÷≠≤≥≈]|\p{Sc})\s*$/u;
const ARROW_BEFORE = /(?:=>|->|<-|\|>|:=|[-+*/%&|^]=|<\/?[\w-]*\/?>)\s*$/;
const OPERATOR_AFTER =
  /^\s*(?:&&|\|\||\?\?|[=!]=|=(?!>)|<<|>>|<=|>=|\s[<>]\s|[+^%&×÷±≠≤≥≈]|\*(?!\/)|\/(?![/*>])|\?\s.*:)/u;
const DASH_AFTER = /^\s*[-−–]\s*\S/;
/** A number goes on, or has its unit, beyond the cut. */
const NUMBER_AFTER =
  /^(?:[.,'’:/_ \u00a0\u202f]?\p{N}|\s?[%‰°\p{Sc}]|\s?\p{L}|\s*(?:[-−–]|\.\.|bis|to)\s*\p{N})/u;
const NUMBER_BEFORE = /(?:\p{N}[.,'’:/_ \u00a0\u202f]?|[-−–+<>≤≥~±\p{Sc}#]\s*)$/u;
/** A condition that never holds. */
const DEAD = /\b(?:if|while|when)\s*\(?\s*(?:0|false|nil|none|null)\b/i;

/**
 * True when what a part leaves out of its line can turn what it says: a negation, a comment mark, an operator, the rest
 * of a number, a character that cannot be seen. Looks at the clause that the part stands in. Linear.
 */
export function isTurned(line: string, start: number, end: number): boolean {
  const part = line.slice(start, end);
  const head = line.slice(Math.max(0, start - REACH), start);
  const rest = line.slice(end, end + REACH);
  if (`${head}\n${rest}`.search(ESCAPES) >= 0) return true;
  if (isCommentedOut(line.slice(0, Math.min(start, 20)), head, part)) return true;
  const before = head.slice(clauseStart(head));
  const after = ONLY_COMMENT.test(rest) ? '' : rest.slice(0, clauseEnd(rest));
  return (
    DEAD.test(before) ||
    isNegated(before) ||
    isNegated(after) ||
    isWrapped(before) ||
    /(?:^|[^\p{L}\p{N}_])[!¬]\s*\(*\s*$/u.test(before) ||
    isHalfExpression(head, after === '' ? '' : rest, part)
  );
}

/** Code that stands in a comment, or a part of a comment beside code. Prose in a comment of its own is what it is. */
function isCommentedOut(lineStart: string, head: string, part: string): boolean {
  const mark = COMMENT_START.exec(lineStart);
  const beyond = mark && head.length < REACH ? head.slice(mark[0].length) : head;
  if (COMMENT_INSIDE.test(beyond)) return true;
  return mark !== null && !isProse(part);
}

function isProse(text: string): boolean {
  if (CODE_SHAPED.test(text)) return false;
  const words = text.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  if (words.length >= SHORT_PROSE) return true;
  return !SETTING.test(text) && !KEYWORDS.has((words[0] ?? '').toLowerCase());
}

/** True for a word that turns what a sentence says. */
export const isTurningWord = (word: string): boolean =>
  TURNING.has(word.toLowerCase()) || TURNING_PARTS.test(word);

function isNegated(clause: string): boolean {
  const words = clause.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  return (
    words.some(isTurningWord) ||
    // A mark that is no macro: `println!(` turns nothing.
    /!(?![[({])|(?<![\p{L}\p{N}_])!/u.test(clause)
  );
}

/** True when the part begins as the argument of a function whose name turns it. */
function isWrapped(before: string): boolean {
  const name = /([\p{L}\p{N}_$.]{1,100})[!?]?\s*\(+\s*$/u.exec(before)?.[1];
  const words = name?.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})/gu) ?? [];
  return words.some((word) => TURNING_CALLS.has(word.toLowerCase()));
}

/** True when the part is one side of an operation, or cuts a number from what belongs to it. */
function isHalfExpression(before: string, after: string, part: string): boolean {
  if (/\p{N}$/u.test(part) && NUMBER_AFTER.test(after)) return true;
  if (/^\p{N}/u.test(part) && NUMBER_BEFORE.test(before)) return true;
  if (before.trim().length > 1 && OPERATOR_BEFORE.test(before) && !ARROW_BEFORE.test(before)) return true;
  if (OPERATOR_AFTER.test(after)) return true;
  return DASH_AFTER.test(after) && !isProse(part);
}

/** Where the clause begins that ends a text, and where the one ends that begins it. */
function clauseStart(text: string): number {
  let start = 0;
  for (const { index, 0: mark } of text.matchAll(/[;{}]|(?<=[\p{L}\p{N}"'”’)])[.?!]\s/gu))
    start = index + mark.length;
  return start;
}

function clauseEnd(text: string): number {
  const at = text.search(/[;{}]|(?<=[\p{L}\p{N}"'”’)])[.?!](?:\s|$)/u);
  return at < 0 ? text.length : at;
}
