import { isProved, recheckCitation, type VerifyTools } from '../../answer/verify.ts';
import type { IndexView } from '../../index/repository.ts';
import { namedHit } from '../../retrieve/focus.ts';
import { analyseQuery } from '../../retrieve/query.ts';
import type { Hit, NotePlace, Question } from '../../types.ts';
import type { ProjectNote } from './note.ts';

/** Notes, and lines of all of them, that are laid before a question at most. */
const MAX_NOTES = 3;
const MAX_LINES_OF = 6;
/** Share of the words of the shorter question that both must have, and how many at least. */
const SHARE = 0.6;
const LEAST = 2;

/**
 * Lines that notes on the same matter cite, each checked again against the files of now: what has changed gives nothing,
 * what has moved its new place. No word of a note goes into a prompt. Reads the cited files of at most three notes; no
 * model calls.
 */
export async function noteLines(
  { text }: Pick<Question, 'text'>,
  notes: readonly ProjectNote[],
  { view, read }: { readonly view: IndexView; readonly read: VerifyTools['read'] },
): Promise<NotePlace[]> {
  const asked = wordsOf(text, view);
  const fitting = notes
    .map((note) => ({ note, share: sharedWords(asked, wordsOf(note.question, view)) }))
    .filter(({ share }) => share >= SHARE)
    .sort((a, b) => b.share - a.share || b.note.atMs - a.note.atMs)
    .slice(0, MAX_NOTES);
  const places = new Map<string, NotePlace>();
  for (const { note } of fitting)
    for (const citation of note.claims.flatMap(({ citations }) => citations)) {
      const now = await recheckCitation(citation, { read });
      if (!isProved(now)) continue;
      const { path, startLine, endLine } = now;
      places.set(`${path}:${startLine}-${endLine}`, { path, startLine, endLine, of: note.question });
    }
  return [...places.values()].slice(0, MAX_LINES_OF);
}

const wordsOf = (text: string, view: IndexView): ReadonlySet<string> =>
  new Set(analyseQuery(text, view).terms.map(({ term }) => term));

function sharedWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const least = Math.min(a.size, b.size);
  return shared < Math.min(LEAST, least) || least === 0 ? 0 : shared / least;
}

/** The lines of notes as the first hits. What is not in the index changes nothing. Pure. */
export function noteHits(view: IndexView, notes: readonly NotePlace[] = [], best = 1): Hit[] {
  return notes.flatMap(({ path, startLine, endLine, of }) => {
    const number = view.numberOf(path);
    if (number === undefined || startLine > view.files[number]!.parsed.lines) return [];
    const evidence = { kind: 'note', of } as const;
    return [namedHit(path, { startLine, endLine, symbolPath: '', score: best * 1.001, evidence })];
  });
}
