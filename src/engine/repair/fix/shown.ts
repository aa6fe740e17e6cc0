import { splitLines } from '../../parse/lines.ts';
import { renderPassage } from '../../prompts/passage.ts';
import type { ShownLines } from '../../prompts/repair/problem.ts';
import type { ConcealedFile, Span } from '../../types.ts';
import type { FixContext } from './context.ts';

/** Lines of a file that a prompt should show. */
export interface WantedLines {
  readonly path: string;
  /** The most telling first. */
  readonly lines: readonly Span[];
}

/** Lines that a prompt shows, what there was no room for, and how many secrets were left out of them. */
export interface Shown {
  readonly shown: readonly ShownLines[];
  readonly notRead: readonly { readonly path: string; readonly lines: Span }[];
  readonly secrets: number;
}

/**
 * The lines that fit a prompt, files in their order: short files whole, of others the ranges that are wanted. What does
 * not fit is told. Reads each file once.
 */
export async function showLines(
  wanted: readonly WantedLines[],
  roomTokens: number,
  context: Pick<FixContext, 'read' | 'model' | 'settings'>,
): Promise<Shown> {
  const { read, model, settings } = context;
  const shown: ShownLines[] = [];
  const notRead: { path: string; lines: Span }[] = [];
  let [left, secrets] = [roomTokens, 0];
  const take = (file: ConcealedFile, range: Span): boolean => {
    const passage = passageOf(file, range, `p${shown.length + 1}`);
    const tokens = model.countTokens(renderPassage(passage));
    if (tokens > left) return false;
    left -= tokens;
    shown.push(passage);
    secrets += file.secretLines.filter((line) => line >= range.startLine && line <= range.endLine).length;
    return true;
  };
  for (const { path, lines } of wanted) {
    const file = await read(path);
    const whole = { startLine: 1, endLine: file ? splitLines(file.text).count : 0 };
    if (!file || whole.endLine === 0) {
      if (!file) notRead.push({ path, lines: lines[0] ?? { startLine: 1, endLine: 1 } });
      continue;
    }
    const isShort = model.countTokens(file.text) <= settings.wholeFileTokens;
    if (isShort && take(file, whole)) continue;
    const ranges = lines.length > 0 ? lines : [whole];
    for (const range of ranges) {
      const inside = { startLine: range.startLine, endLine: Math.min(range.endLine, whole.endLine) };
      if (inside.startLine > inside.endLine || !take(file, inside)) notRead.push({ path, lines: range });
    }
  }
  return { shown, notRead, secrets };
}

function passageOf({ path, text }: ConcealedFile, { startLine, endLine }: Span, id: string): ShownLines {
  return { id, path, startLine, endLine, text: splitLines(text).slice(startLine, endLine) };
}

/** Tokens for lines in a prompt: as wished, or what the model's window leaves beside its reply and the rest. */
export function roomFor(
  { model, settings }: Pick<FixContext, 'model' | 'settings'>,
  outputTokens: number,
  besideTokens: number,
): number {
  const window = model.info('author')?.contextTokens ?? Number.MAX_SAFE_INTEGER;
  return Math.max(0, Math.min(settings.passageTokens, window - outputTokens - besideTokens));
}

/** Tokens of a reply: as wished, at most a third of what the model takes. */
export function outputFor({ model }: Pick<FixContext, 'model'>, wished: number): number {
  const window = model.info('author')?.contextTokens ?? Number.MAX_SAFE_INTEGER;
  return Math.min(wished, Math.floor(window / 3));
}
