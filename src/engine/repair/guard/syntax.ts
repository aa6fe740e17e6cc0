import type { Parser } from '../../ports.ts';
import type { PlannedFile } from '../../types/edits.ts';
import { refusedAs } from '../plan.ts';

export interface SyntaxTools {
  readonly parser: Pick<Parser, 'check'>;
  /** Names a text for the parser's memory of what it could not read. */
  readonly hash: (text: string) => string;
  readonly signal: AbortSignal;
}

/**
 * Refuses a file of which the grammar of its language can read less afterwards than before; the detail is the line of the
 * first flaw. Parses the new text, and the old one where the new one has flaws.
 */
export async function checkSyntax(
  file: PlannedFile,
  { parser, hash, signal }: SyntaxTools,
): Promise<PlannedFile> {
  const { before, after } = file;
  if (typeof after !== 'string' || after === before) return file;
  const flawsOf = async (path: string, text: string) => {
    const check = await parser.check({ path, text, hash: hash(text) }, { signal });
    return check.type === 'checked' ? check.flaws : [];
  };
  const flaws = await flawsOf(file.to ?? file.path, after);
  if (flaws.length === 0) return file;
  const standing = before === null ? [] : await flawsOf(file.path, before);
  return flaws.length <= standing.length ? file : refusedAs(file, 'syntax', String(flaws[0]!.span.startLine));
}
