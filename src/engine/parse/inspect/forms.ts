/** Forms of expressions that take more than a query to see. */
import type { Node } from 'web-tree-sitter';
import { holds, nextOf } from './nodes.ts';

const operatorOf = (node: Node): string => node.childForFieldName('operator')?.text ?? '';

/** Whether a text of Python is put together with values. */
export function isJoined(node: Node): boolean {
  if (node.type === 'string') return holds(node, ({ type }) => type === 'interpolation');
  if (node.type === 'call') {
    const called = node.childForFieldName('function');
    return (
      called?.childForFieldName('attribute')?.text === 'format' &&
      called.childForFieldName('object')?.type === 'string'
    );
  }
  if (node.type !== 'binary_operator') return false;
  const hasText = holds(node, ({ type }) => type === 'string');
  const hasName = holds(node, ({ type }) => type === 'identifier');
  return hasText && hasName && ['+', '%'].includes(operatorOf(node));
}

/** Whether a loop goes the other way than its end lies. One that counts down must begin at 0: others may wrap around. */
export function countsAway(condition: Node, update: Node): boolean {
  const name = condition.childForFieldName('left')?.text ?? '';
  const step = update.text.replace(/\s+/g, '');
  const goes = (sign: string): boolean =>
    step === `${name}${sign}${sign}` ||
    step === `${sign}${sign}${name}` ||
    (step.startsWith(`${name}${sign}=`) && /^[1-9]\d*$/.test(step.slice(name.length + 2)));
  const operator = operatorOf(condition);
  const start =
    condition.parent?.childForFieldName('initializer') ?? condition.parent?.childForFieldName('initialize');
  if (operator === '<' || operator === '<=')
    return goes('-') && /=\s*0\s*;?$/.test(start?.text ?? condition.parent?.namedChild(0)?.text ?? '');
  return (operator === '>' || operator === '>=') && goes('+');
}

const LITERAL =
  /^(number|string|integer|string_literal|interpreted_string_literal|decimal_integer_literal|int_literal|number_literal|integer_literal|encapsed_string)$/;

/** Whether two comparisons of one thing with different literals make `||` true, or `&&` false, whatever it is. */
export function clash(whole: Node, first: Node, second: Node): boolean {
  const wanted = operatorOf(whole) === '||' ? '!=' : operatorOf(whole) === '&&' ? '==' : undefined;
  const [a, b] = [first.childForFieldName('right'), second.childForFieldName('right')];
  if (wanted === undefined || !a || !b || a.type !== b.type || !LITERAL.test(a.type)) return false;
  if ([first, second].some((one) => operatorOf(one).slice(0, 2) !== wanted)) return false;
  const [left, right] = [plain(a), plain(b)];
  return left !== undefined && right !== undefined && left !== right;
}

/** What a literal says; undefined where it can be written in several ways. */
function plain({ text, type }: Node): string | undefined {
  if (!/string/.test(type)) return /^\d{1,9}$/.test(text) ? String(Number(text)) : undefined;
  return /^(["'])[^\\{$#]*\1$/.test(text) ? text.slice(1, -1) : undefined;
}

const BLOCK = /^(?:compound_statement|case_statement|translation_unit|preproc_\w+)$/;
const ENDS =
  /\b(?:\w*(?:exit|abort|fatal|panic|die|oom|nomem|assert|check)\w*|errx?)\s*\(|\bthrow\b|\bfatal\w*\s*[,)]/i;

/** Whether the program ends where an assignment of C gives null: by a test around it, or by the next statement. */
export function endsOnNull(assignment: Node): boolean {
  let statement = assignment;
  while (statement.parent && !BLOCK.test(statement.parent.type)) statement = statement.parent;
  const tested = statement.type === 'if_statement' ? statement.childForFieldName('condition') : null;
  const isTested =
    tested !== null && tested.startIndex <= assignment.startIndex && assignment.endIndex <= tested.endIndex;
  const answer = isTested ? statement : nextOf(statement);
  if (answer === undefined) return false;
  const then = answer.type === 'if_statement' ? answer.childForFieldName('consequence') : answer;
  return then !== null && ENDS.test(then.text.slice(0, 400));
}

/** Whether a text of Python is put together from literals and from names in capitals, which are constants. */
export function isFixed(node: Node): boolean {
  return !holds(
    node,
    ({ type, text }) => /^(identifier|call)$/.test(type) && !/^_?[A-Z][A-Z0-9_]*$/.test(text),
  );
}
