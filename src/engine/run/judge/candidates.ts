import { splitLines } from '../../parse/lines.ts';
import { renderPassage } from '../../prompts/passage.ts';
import type { FindTools, Fitting } from '../../query/found.ts';
import type { NotRead } from '../../types.ts';
import type { JudgeUnit } from './judge.ts';

/** A unit that is judged, with what the query found it as. */
export interface Candidate {
  readonly found: Fitting;
  readonly unit: JudgeUnit;
}

/**
 * The lines of what a query found, to be judged: each file is read once. What no prompt can hold, or what is gone, is
 * left out and told.
 */
export async function candidatesOf(
  fitting: readonly Fitting[],
  {
    view,
    read,
    room,
    countTokens,
  }: Pick<FindTools, 'view' | 'read'> & {
    readonly room: number;
    readonly countTokens: (text: string) => number;
  },
): Promise<{ readonly candidates: readonly Candidate[]; readonly leftOut: readonly NotRead[] }> {
  const candidates: Candidate[] = [];
  const leftOut: NotRead[] = [];
  for (const [file, found] of Map.groupBy(fitting, ({ unit }) => unit.file)) {
    const { path } = view.files[file]!;
    const now = await read(path);
    if (!now) {
      leftOut.push({ path, why: 'gone' });
      continue;
    }
    const lines = splitLines(now.text);
    for (const one of found) {
      const { startLine } = one.unit;
      const endLine = Math.min(one.unit.endLine, lines.count);
      const base = {
        ...{ id: `u${candidates.length + 1}`, path, startLine, endLine },
        text: lines.slice(startLine, endLine),
      };
      const tokens = countTokens(renderPassage(base));
      const secrets = now.secretLines.filter((line) => line >= startLine && line <= endLine).length;
      if (tokens > room) leftOut.push({ path, startLine, endLine, why: 'tooLong' });
      else candidates.push({ found: { ...one, hash: now.hash }, unit: { ...base, tokens, secrets } });
    }
  }
  return { candidates, leftOut };
}
