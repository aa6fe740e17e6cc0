/** The words of a table: what it counts, its columns, and what it does not hold. */
import type { Table, TableColumn, TableUnknown } from '../../engine/types.ts';
import type { Say } from '../say.ts';
import { placeText } from './format.ts';

type Counted = (count: number, say: Say) => string;

/** Counted things, by what a table counts. A unit without words is one of several kinds. */
const UNITS: Readonly<Record<string, Counted>> = {
  module: (n, say) => (n === 1 ? say('{0} module', n) : say('{0} modules', n)),
  namespace: (n, say) => (n === 1 ? say('{0} namespace', n) : say('{0} namespaces', n)),
  class: (n, say) => (n === 1 ? say('{0} class', n) : say('{0} classes', n)),
  interface: (n, say) => (n === 1 ? say('{0} interface', n) : say('{0} interfaces', n)),
  struct: (n, say) => (n === 1 ? say('{0} struct', n) : say('{0} structs', n)),
  enum: (n, say) => (n === 1 ? say('{0} enum', n) : say('{0} enums', n)),
  trait: (n, say) => (n === 1 ? say('{0} trait', n) : say('{0} traits', n)),
  type: (n, say) => (n === 1 ? say('{0} type', n) : say('{0} types', n)),
  function: (n, say) => (n === 1 ? say('{0} function', n) : say('{0} functions', n)),
  method: (n, say) => (n === 1 ? say('{0} method', n) : say('{0} methods', n)),
  constructor: (n: number, say: Say) => (n === 1 ? say('{0} constructor', n) : say('{0} constructors', n)),
  property: (n, say) => (n === 1 ? say('{0} property', n) : say('{0} properties', n)),
  field: (n, say) => (n === 1 ? say('{0} field', n) : say('{0} fields', n)),
  constant: (n, say) => (n === 1 ? say('{0} constant', n) : say('{0} constants', n)),
  variable: (n, say) => (n === 1 ? say('{0} variable', n) : say('{0} variables', n)),
  macro: (n, say) => (n === 1 ? say('{0} macro', n) : say('{0} macros', n)),
  section: (n, say) => (n === 1 ? say('{0} section', n) : say('{0} sections', n)),
  symbol: (n, say) => (n === 1 ? say('{0} symbol', n) : say('{0} symbols', n)),
  file: (n, say) => (n === 1 ? say('{0} file', n) : say('{0} files', n)),
  import: (n, say) => (n === 1 ? say('{0} import', n) : say('{0} imports', n)),
  call: (n, say) => (n === 1 ? say('{0} call', n) : say('{0} calls', n)),
  line: (n, say) => (n === 1 ? say('{0} line', n) : say('{0} lines', n)),
  use: (n, say) => (n === 1 ? say('{0} use', n) : say('{0} uses', n)),
};

const COLUMNS: Readonly<Record<string, (say: Say) => string>> = {
  name: (say) => say('Name'),
  kind: (say) => say('Kind'),
  in: (say) => say('Inside'),
  language: (say) => say('Language'),
  path: (say) => say('File'),
  folder: (say) => say('Folder'),
  lines: (say) => say('Lines'),
  params: (say) => say('Parameters'),
  returns: (say) => say('Returns'),
  calls: (say) => say('Calls'),
  calledby: (say) => say('Called by'),
  imports: (say) => say('Imports'),
  importedby: (say) => say('Imported by'),
  tests: (say) => say('Tests'),
  signature: (say) => say('Signature'),
  text: (say) => say('Text'),
  why: (say) => say('Why'),
};

/** What stands above a column. A key without words shows itself. */
export function columnTitle({ key }: Pick<TableColumn, 'key'>, say: Say): string {
  return Object.hasOwn(COLUMNS, key) ? COLUMNS[key]!(say) : key;
}

/** `12 functions`. */
function unitText(unit: string, count: number, say: Say): string {
  return (Object.hasOwn(UNITS, unit) ? UNITS[unit]! : UNITS.symbol!)(count, say);
}

/** The sentence above a table: how many there are, in how many groups, how many are listed, how many were judged. */
export function tableHead({ unit, total, rows, groups, judged }: Table, say: Say): string {
  const found = unitText(unit, total, say);
  const parts = [groups && groups.length > 0 ? say('{0} in {1} groups', found, groups.length) : found];
  if (rows.length > 0 && rows.length < total) parts.push(say('the first {0} are listed', rows.length));
  if (judged) parts.push(say('{0} of {1} judged', judged.done, judged.of));
  return `${parts.join('; ')}.`;
}

/** What a fact is not known of: such things are not counted, and the number is no proof about them. */
export function unknownText({ key, language, count }: TableUnknown, say: Say): string {
  return count === 1
    ? say('{0} of 1 {1} symbol is not known, so it is not counted.', key, language)
    : say('{0} of {1} {2} symbols is not known, so they are not counted.', key, count, language);
}

/** The rows as comma-separated values with a line of titles, as spreadsheets read them (RFC 4180). */
export function tableCsv({ columns, rows }: Table, say: Say): string {
  const head = [...columns.map((column) => columnTitle(column, say)), say('Place')];
  const lines = rows.map(({ cells, citation }) => [...cells, placeText(citation)]);
  return `${[head, ...lines].map((line) => line.map(csvField).join(',')).join('\r\n')}\r\n`;
}

/** A text that a spreadsheet would run as a formula is led by an apostrophe. */
function csvField(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
