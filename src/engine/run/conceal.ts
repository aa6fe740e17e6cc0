import { splitLines } from '../parse/lines.ts';
import type { Secrets } from '../ports.ts';
import { secretMark } from '../prompts/mark.ts';
import type { ConcealedFile, EarlierTurn, FileSecrets, Question, SourceFile } from '../types.ts';

interface Concealed {
  readonly text: string;
  readonly secretLines: readonly number[];
}

/** A text without its secrets, line for line. Linear. */
export function concealText(text: string, secrets: FileSecrets): Concealed {
  if (secrets.type === 'all') return concealAll(text, secrets.why === 'name' ? 'file' : 'not-searched');
  const { ranges } = secrets;
  if (ranges.length === 0) return { text, secretLines: [] };
  const lines = splitLines(text);
  const parts: string[] = [];
  const secretLines: number[] = [];
  let from = 0;
  for (const { start, end, kind } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (start >= from) {
      parts.push(text.slice(from, start), secretMark(kind));
      secretLines.push(lines.lineAt(start));
    }
    // The line breaks inside stay, whatever the search says: lines are what everything else counts in.
    parts.push(text.slice(Math.max(from, start), end).replace(/[^\r\n]+/g, ''));
    from = Math.max(from, end);
  }
  parts.push(text.slice(from));
  return { text: parts.join(''), secretLines };
}

function concealAll(text: string, kind: string): Concealed {
  const secretLines: number[] = [];
  let line = 1;
  const hidden = text.replace(/[^\n]*\n|[^\n]+$/g, (whole) => {
    const body = /^[^\r\n]*/.exec(whole)![0];
    if (body.trim() !== '') secretLines.push(line);
    line++;
    return body.trim() === '' ? whole : secretMark(kind) + whole.slice(body.length);
  });
  return { text: hidden, secretLines };
}

/** A file without its secrets, as everything in the engine that makes prompts and answers reads it. */
export async function concealFile(
  file: SourceFile,
  secrets: Secrets,
  signal: AbortSignal,
): Promise<ConcealedFile> {
  return { ...file, ...concealText(file.text, await secrets.find(file, { signal })) };
}

/** States of files whose ranges are kept. */
const MOST_KNOWN = 2_000;

/** Keeps the ranges (never what stands there) of the files that were searched, so that each state is searched once. */
export function rememberSecrets(secrets: Secrets): Secrets {
  const known = new Map<string, FileSecrets>();
  return {
    async find(file, options) {
      const key = `${file.hash}\0${file.path}`;
      const found = known.get(key) ?? (await secrets.find(file, options));
      if (file.path === undefined) return found;
      // What was asked for last goes last: the first is the one to forget.
      known.delete(key);
      known.set(key, found);
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
      return found;
    },
  };
}

/** What a person typed, without its secrets. */
export async function concealWords(text: string, secrets: Secrets, signal: AbortSignal): Promise<string> {
  return concealText(text, await secrets.find({ text, hash: '' }, { signal })).text;
}

/**
 * A question and the turns before it without their secrets: what is searched for, told and stored. Each text is searched
 * whole: shortened, it might lose what gives a secret away.
 */
export async function concealQuestion(
  { text, history, focus, report }: Question,
  secrets: Secrets,
  signal: AbortSignal,
): Promise<Question> {
  const conceal = (words: string): Promise<string> => concealWords(words, secrets, signal);
  const earlier = async (turn: EarlierTurn): Promise<EarlierTurn> => ({
    question: await conceal(turn.question),
    claims: await Promise.all(
      turn.claims.map(async (claim) => ({ ...claim, text: await conceal(claim.text) })),
    ),
  });
  // All are waited for from the first moment: one that rejects unseen would end the process.
  const [words, turns] = await Promise.all([conceal(text), Promise.all(history.map(earlier))]);
  const told = { text: words, focus, history: turns };
  return report ? { ...told, report } : told;
}
