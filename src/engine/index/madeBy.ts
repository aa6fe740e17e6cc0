import type { ParsedFile } from '../types.ts';

/** What a file is when no person wrote its lines: made by a program, or a table, a list, a dump. */
export type Made = 'generated' | 'data';

const HEAD_CHARS = 1_500;
const GENERATED_HEAD =
  /@generated\b|\b(auto[- ]?generated|automatically generated|machine[- ]generated|generated automatically)\b|\b(file|code|module|header|source) (is|was|has been) generated\b|\bgenerated (by|from|with|using)\b[^\n]{0,120}\b(do not|don't|never) (edit|modify|change)\b|\b(do not|don't) (edit|modify|change)( this file)?( by hand| manually|; |\.|!|$| -)/im;
/** How bundlers mark the modules that they put into one file. */
const BUNDLED = /^\/\*{6}\/\s/m;
const BUNDLED_HEAD_CHARS = 8_000;
const COMMENT = /^\s*(\/\/|\/?\*)/;
/**
 * Lines that programs leave where they take out spaces: few and very long, or hardly one indented and most of them long or
 * of several statements.
 */
const MINIFIED = { fewLines: 8, fewMeanChars: 1_000, meanChars: 80, indented: 0.03, packed: 0.4 };
/** What people put a space or a new line into. */
const PACKED = /[;{}](?:[a-z(]|\$)|\)\{/;
/** Fewer lines are read by a person, whatever they hold. */
const LEAST_LINES = 150;
const LOOKED_LINES = 600;
const DATA_SHARE = 0.85;
/**
 * A literal, a pair of a key and a literal, or one word, without the blanks around it. What could be read in several ways
 * is read in one: runs of letters and of blanks whole, without giving any back.
 */
const ITEM =
  /^[[{(]*(?=(\s*))\1(?:(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?=([\w.+-]+))\2)(?=(\s*))\3(?:[:=,](?=(\s*))\4)?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:[-+]?[\d.]+(?:e[-+]?\d+)?|\w+)(?![\w.+-]))?)?(?:\s*,\s*(?:(?:[-+]?[\d.]+|0x[\da-f]+)(?![\w.+-])|"[^"]*"|'[^']*'))*\s*[\])}]*[,;]?$/i;
const LONGEST_ITEM = 400;

/** Tells from the content of a file whether no person wrote it. Costs its head, and 600 lines of it. */
export function madeBy(text: string, parsed: ParsedFile): Made | undefined {
  if (parsed.language !== 'markdown' && GENERATED_HEAD.test(text.slice(0, HEAD_CHARS))) return 'generated';
  if (parsed.language === 'javascript' && (isBundled(text) || isMinified(text))) return 'generated';
  if (parsed.lines < LEAST_LINES || parsed.symbols.length * 30 > parsed.lines) return undefined;
  return isData(text.split('\n', LOOKED_LINES).filter((line) => line.trim() !== '')) ? 'data' : undefined;
}

/** Whether nearly all lines are items. Ends with the line that leaves too few: a program has others among the first. */
function isData(lines: readonly string[]): boolean {
  const least = DATA_SHARE * lines.length;
  let most = lines.length;
  for (const line of lines) {
    if (line.length > LONGEST_ITEM || !ITEM.test(line.trim())) most--;
    if (most < least) return false;
  }
  return lines.length > 0;
}

const isBundled = (text: string): boolean => BUNDLED.test(text.slice(0, BUNDLED_HEAD_CHARS));

function isMinified(text: string): boolean {
  const lines = text
    .split('\n', LOOKED_LINES)
    .filter((line) => line.trim() !== '' && !COMMENT.test(line.slice(0, LONGEST_ITEM)));
  const chars = lines.reduce((sum, line) => sum + line.length, 0);
  if (lines.length < MINIFIED.fewLines) return chars > MINIFIED.fewMeanChars * lines.length;
  const indented = lines.filter((line) => /^\s/.test(line)).length;
  if (indented > MINIFIED.indented * lines.length) return false;
  const packed = lines.filter((line) => PACKED.test(line)).length;
  return chars >= MINIFIED.meanChars * lines.length || packed >= MINIFIED.packed * lines.length;
}
