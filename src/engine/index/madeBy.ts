import type { ParsedFile } from '../types.ts';

/** What a file is when no person wrote its lines: made by a program, or a table, a list, a dump. */
export type Made = 'generated' | 'data';

const HEAD_CHARS = 1_500;
const GENERATED_HEAD =
  /@generated\b|\b(auto[- ]?generated|automatically generated|machine[- ]generated|generated automatically)\b|\b(file|code|module|header|source) (is|was|has been) generated\b|\bgenerated (by|from|with|using)\b[^\n]{0,120}\b(do not|don't|never) (edit|modify|change)\b|\b(do not|don't) (edit|modify|change)( this file)?( by hand| manually|; |\.|!|$| -)/im;
/** Fewer lines are read by a person, whatever they hold. */
const LEAST_LINES = 150;
const LOOKED_LINES = 600;
const DATA_SHARE = 0.85;
/** A literal, a pair of a key and a literal, or one word. */
const ITEM =
  /^\s*[[{(]*\s*(("(\\.|[^"\\])*"|'(\\.|[^'\\])*'|[\w.+-]+)\s*[:=,]?\s*)?("(\\.|[^"\\])*"|'(\\.|[^'\\])*'|[-+]?[\d.]+(e[-+]?\d+)?|0x[\da-f]+|\w+|null|true|false)?(\s*,\s*([-+]?[\d.]+|0x[\da-f]+|"[^"]*"|'[^']*'))*\s*[\])}]*[,;]?\s*$/i;
const LONGEST_ITEM = 400;

/** Tells from the content of a file whether no person wrote it. Costs its head, and 600 lines of it. */
export function madeBy(text: string, parsed: ParsedFile): Made | undefined {
  if (parsed.language !== 'markdown' && GENERATED_HEAD.test(text.slice(0, HEAD_CHARS))) return 'generated';
  if (parsed.lines < LEAST_LINES || parsed.symbols.length * 30 > parsed.lines) return undefined;
  const lines = text.split('\n', LOOKED_LINES).filter((line) => line.trim() !== '');
  const items = lines.filter((line) => line.length <= LONGEST_ITEM && ITEM.test(line)).length;
  return items >= DATA_SHARE * lines.length && lines.length > 0 ? 'data' : undefined;
}
