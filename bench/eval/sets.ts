/** Public sets of questions, given by path: how their lines are read and their answers are judged. Pure. */
import type { Answer } from '../../src/engine/types.ts';

export const SETS = ['longcodeqa', 'longswe', 'sweqa'] as const;
export type SetName = (typeof SETS)[number];

/** Lines of a file. */
export interface GoldRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** One question of a set. Its repository comes as text, or as a commit of a mirror. */
export interface Task {
  readonly id: string;
  readonly question: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly repo?: string;
  readonly commit?: string;
  /** The right choice. */
  readonly letter?: string;
  /** Lines that a good answer cites. */
  readonly gold?: readonly GoldRange[];
  /** An answer that people wrote, for a judge. */
  readonly reference?: string;
}

type Row = Readonly<Record<string, unknown>>;

const textOf = (row: Row, ...names: readonly string[]): string | undefined =>
  names.map((name) => row[name]).find((value): value is string => typeof value === 'string' && value !== '');

/** Reads one row of a set; throws with the names of the fields that it lacks. */
export function readTask(set: SetName, row: Row, at: number): Task {
  const id = textOf(row, 'id', 'instance_id', 'question_id') ?? String(at + 1);
  const question = textOf(row, 'question', 'query', 'problem_statement');
  if (question === undefined) throw new Error(`row ${id}: no question, query or problem_statement`);
  const text = textOf(row, 'repo_text', 'text', 'context');
  const repo = textOf(row, 'repo', 'repository');
  const commit = textOf(row, 'commit', 'base_commit');
  if (text === undefined && (repo === undefined || commit === undefined))
    throw new Error(`row ${id}: neither repo_text (or text) nor repo with commit (or base_commit)`);
  const place = text === undefined ? { repo: repo!, commit: commit! } : { files: filesIn(text) };
  switch (set) {
    case 'longcodeqa': {
      const letter = textOf(row, 'correct_letter', 'answer');
      if (!letter || !/^[A-Z]$/.test(letter)) throw new Error(`row ${id}: no correct_letter from A to Z`);
      return { id, ...place, letter, question: `${question}\n\n${CHOICE}` };
    }
    case 'longswe':
      return {
        ...{ id, ...place, question: `${WHERE}\n\n${question}` },
        gold: rangesOfPatch(textOf(row, 'patch') ?? ''),
      };
    case 'sweqa': {
      const gold = rangesOf(row.gold_ranges);
      const reference = textOf(row, 'answer', 'reference');
      return { id, ...place, question, ...(gold ? { gold } : {}), ...(reference ? { reference } : {}) };
    }
  }
}

const CHOICE = 'One of the choices is right. End the answer with its letter, as in: Final Answer: A';
const WHERE = 'Which lines have to change to mend this?';

/** Files of a repository that was written into one text, each between `[start of PATH]` and `[end of PATH]`. */
export function filesIn(text: string): Record<string, string> {
  const files: Record<string, string> = {};
  let path: string | undefined;
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const start = /^\[start of (.+)\]$/.exec(line)?.[1];
    if (start !== undefined && path === undefined) [path, lines] = [start, []];
    else if (path !== undefined && line === `[end of ${path}]`) {
      files[path] = lines.join('\n');
      path = undefined;
    } else if (path !== undefined) lines.push(line);
  }
  return files;
}

/** The lines of the old files that a patch replaces or stands beside. */
export function rangesOfPatch(patch: string): GoldRange[] {
  const ranges: GoldRange[] = [];
  let path = '';
  for (const line of patch.split('\n')) {
    const file = /^--- (?:a\/)?(.+?)(?:\t.*)?$/.exec(line)?.[1];
    if (file) path = file;
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (!hunk || path === '/dev/null') continue;
    const start = Number(hunk[1]);
    ranges.push({ path, start, end: start + Math.max(1, Number(hunk[2] ?? 1)) - 1 });
  }
  return ranges;
}

function rangesOf(value: unknown): GoldRange[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value as Record<string, readonly (readonly [number, number])[]>).flatMap(
    ([path, list]) => list.map(([start, end]) => ({ path, start, end })),
  );
}

/** The letter that an answer ends on: `Final Answer: B`, or a last letter that stands alone. */
export function letterOf(text: string): string | undefined {
  const said = [...text.matchAll(/final answer\W{0,6}\b([A-Z])\b/gi)].at(-1)?.[1];
  return (said ?? /(?:^|[\s([*])([A-Z])[\s)\].*]*$/.exec(text)?.[1])?.toUpperCase();
}

/** How far the proved citations of an answer and the gold ranges overlap; undefined without gold ranges. */
export function citationScores(
  { claims }: Pick<Answer, 'claims'>,
  gold: readonly GoldRange[] | undefined,
): { readonly precision: number; readonly recall: number } | undefined {
  if (!gold || gold.length === 0) return undefined;
  const cited = claims
    .flatMap(({ citations }) => citations)
    .filter(({ state }) => state === 'verified' || state === 'reanchored');
  const meets = (range: GoldRange, one: (typeof cited)[number]): boolean =>
    one.path === range.path && one.startLine <= range.end && range.start <= one.endLine;
  const good = cited.filter((one) => gold.some((range) => meets(range, one))).length;
  const found = gold.filter((range) => cited.some((one) => meets(range, one))).length;
  return { precision: cited.length === 0 ? 0 : good / cited.length, recall: found / gold.length };
}
