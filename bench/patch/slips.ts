/** Slips that authors make when they quote code: each changes what is quoted and what stands for it alike. */

export interface Quote {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The line at which `before` begins. */
  readonly line: number;
}

type Slip = (quote: Quote) => Quote | undefined;

const both =
  (change: (line: string) => string): Slip =>
  (quote) => {
    const [before, after] = [quote.before.map(change), quote.after.map(change)];
    return before.every((line, at) => line === quote.before[at]) ? undefined : { ...quote, before, after };
  };

const isBlank = (line: string): boolean => line.trim() === '';

/** White space that all lines begin with. */
function commonIndent(lines: readonly string[]): string {
  const full = lines.filter((line) => !isBlank(line));
  let common = /^\s*/.exec(full[0] ?? '')![0];
  for (const line of full) while (!line.startsWith(common)) common = common.slice(0, -1);
  return common;
}

const numbered = (lines: readonly string[], first: number): string[] =>
  lines.map((line, at) => `${String(first + at).padStart(4)}| ${line}`);

/** The slips by name; each gives undefined for a quote that it does not change. */
export const SLIPS: Readonly<Record<string, Slip>> = {
  none: (quote) => quote,
  margin(quote) {
    const indent = commonIndent([...quote.before, ...quote.after]);
    return both((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))(quote);
  },
  deeper(quote) {
    const isTabbed = [...quote.before, ...quote.after].some((line) => line.startsWith('\t'));
    return both((line) => (isBlank(line) ? line : `${isTabbed ? '\t' : '    '}${line}`))(quote);
  },
  firstLine(quote) {
    const cut = (lines: readonly string[]): string[] =>
      lines.map((line, at) => (at === 0 ? line.trimStart() : line));
    const [before, after] = [cut(quote.before), cut(quote.after)];
    return before[0] === quote.before[0] ? undefined : { ...quote, before, after };
  },
  blanksForTabs: both((line) => line.replace(/^\t+/, (tabs) => '    '.repeat(tabs.length))),
  tabsForBlanks: both((line) => line.replace(/^(?: {4})+/, (blanks) => '\t'.repeat(blanks.length / 4))),
  trailing: both((line) => `${line}  `),
  escaped: both((line) => line.replaceAll('"', '\\"')),
  numbered: (quote) => ({
    ...quote,
    before: numbered(quote.before, quote.line),
    after: numbered(quote.after, quote.line),
  }),
  edges: (quote) => ({ ...quote, before: ['', ...quote.before, ''], after: ['', ...quote.after, ''] }),
};
