import type { Citation, Claim, ClaimCode, Passage, ProposedSyntax, Span } from '../../types.ts';
import { type Folded, quoteReadings } from '../fold.ts';
import { saysEnough } from '../quote.ts';
import { type Checked, claimState, openFile, placeKey, quotedAt, type VerifyTools } from '../verify.ts';

/** Code between fences, with its place in the text without it. */
export interface Fenced {
  readonly at: number;
  readonly language: string;
  readonly text: string;
}

/** Says what a grammar cannot read of code in a language, by the name that people give it; undefined when there is none. */
export type CheckSyntax = (language: string, text: string) => Promise<ProposedSyntax | undefined>;

/** Blocks of code of one answer that are looked for in files. What goes beyond counts as proposed. */
const MAX_LOOKED_FOR = 60;
const FENCE = /^[ \t]{0,12}(`{3,}|~{3,})([^\n]*)$/;

/** A text and the code between its fences; a fence that is left open ends with the text. Linear. */
export function splitCode(text: string): { readonly text: string; readonly fences: readonly Fenced[] } {
  if (!/`{3}|~{3}/.test(text)) return { text, fences: [] };
  const fences: Fenced[] = [];
  let said = '';
  let plain: string[] = [];
  let open: { readonly mark: string; readonly language: string; readonly lines: string[] } | undefined;
  const flush = (): void => {
    const part = plain.join('\n').trim();
    if (part !== '') said += said === '' ? part : `\n\n${part}`;
    plain = [];
  };
  const close = (): void => {
    if (open?.lines.some((line) => line.trim() !== ''))
      fences.push({ at: said.length, language: open.language, text: dedent(open.lines) });
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const [, mark, info] = FENCE.exec(line) ?? [];
    if (!open && mark && !(mark.startsWith('`') && info!.includes('`'))) {
      flush();
      open = { mark, language: languageIn(info!), lines: [] };
    } else if (open && mark?.startsWith(open.mark) && info!.trim() === '') close();
    else (open?.lines ?? plain).push(line);
  }
  close();
  flush();
  return { text: said, fences };
}

/** The language that the line of a fence names: `ts`, `{.python}`, `c++ title="a"`. */
const languageIn = (info: string): string => /^[\s{.]*([\w+#-]{1,30})/.exec(info)?.[1]?.toLowerCase() ?? '';

function dedent(lines: readonly string[]): string {
  const filled = lines.filter((line) => line.trim() !== '');
  const indent = Math.min(...filled.map((line) => /^[ \t]*/.exec(line)![0].length));
  return lines
    .map((line) => line.slice(indent).trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/**
 * Claims with the code that a model wrote into their texts. What stands as whole, telling lines in a passage that was
 * sent becomes a citation of these lines, as the file has them; anything else is a proposal, whose syntax is checked.
 * Costs no model calls; linear in code and files.
 */
export async function withCode(
  claims: readonly Claim[],
  fences: readonly (readonly Fenced[])[],
  sent: readonly Passage[],
  { checkSyntax, ...tools }: VerifyTools & { readonly checkSyntax: CheckSyntax | undefined },
): Promise<Claim[]> {
  const files = new Map<string, Promise<Checked | undefined>>();
  const fileOf = (path: string): Promise<Checked | undefined> => {
    const file = files.get(path) ?? openFile(path, tools);
    files.set(path, file);
    return file;
  };
  let left = MAX_LOOKED_FOR;
  const shown: Claim[] = [];
  for (const [i, claim] of claims.entries()) {
    const citations = [...claim.citations];
    const code: ClaimCode[] = [];
    for (const { at, language, text } of fences[i] ?? []) {
      const found = left-- > 0 ? await findCode(text, sent, { fileOf, tools }) : undefined;
      if (found) code.push({ kind: 'quoted', at, citation: numberOf(found, citations) });
      else {
        const syntax = left >= 0 ? await checkSyntax?.(language, text) : undefined;
        code.push({ kind: 'proposed', at, language, text, ...(syntax ? { syntax } : {}) });
      }
    }
    // What a claim shows stands after its text.
    code.push(...(claim.code ?? []));
    shown.push(code.length === 0 ? claim : { ...claim, citations, state: claimState(citations), code });
  }
  return shown;
}

/** The number of a citation among others; it is added where it is not there. */
function numberOf(citation: Citation, citations: Citation[]): number {
  const known = citations.findIndex((one) => placeKey(one) === placeKey(citation));
  return known >= 0 ? known : citations.push(citation) - 1;
}

/** The lines of a passage that a block of code repeats whole. */
async function findCode(
  text: string,
  sent: readonly Passage[],
  {
    fileOf,
    tools: { reveal = (given) => given },
  }: { fileOf(path: string): Promise<Checked | undefined>; readonly tools: VerifyTools },
): Promise<Citation | undefined> {
  for (const passage of sent) {
    const checked = await fileOf(passage.path);
    if (!checked) continue;
    for (const lines of quoteReadings(reveal(text), passage)) {
      const span = saysEnough(lines) ? placeOf(lines, checked.folded, passage) : undefined;
      if (span) return quotedAt({ ...span, state: 'verified' }, passage, checked);
    }
  }
  return undefined;
}

/** The first place in a passage where these lines follow each other, blank ones passed over. */
function placeOf(quote: readonly string[], { ids, idOf, lines }: Folded, passage: Span): Span | undefined {
  const wanted = quote.map((line) => idOf.get(line));
  if (wanted.includes(undefined)) return undefined;
  for (let at = ids.indexOf(wanted[0]!); at >= 0; at = ids.indexOf(wanted[0]!, at + 1)) {
    const [startLine, endLine] = [lines[at]!, lines[at + quote.length - 1]];
    if (endLine === undefined || endLine > passage.endLine) return undefined;
    if (startLine < passage.startLine) continue;
    if (wanted.every((id, i) => ids[at + i] === id)) return { startLine, endLine };
  }
  return undefined;
}
