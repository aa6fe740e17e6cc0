import type { HistoryCommit } from '../../ports.ts';
import { eachWord, termsOf } from '../tokenize.ts';

/** How often a term stands in the message of a commit. */
export interface TermUse {
  readonly commit: number;
  readonly count: number;
}

/** What the history of a repository says of its files: the commits that touched them, and the words of these. */
export interface History {
  /** Newest first. */
  readonly commits: readonly HistoryCommit[];
  /** Terms in each message, and their average. */
  readonly lengths: Uint16Array;
  readonly averageLength: number;
  readonly uses: ReadonlyMap<string, readonly TermUse[]>;
  /** Numbers of the commits that touched a path, newest first. */
  readonly touched: ReadonlyMap<string, readonly number[]>;
  /** Terms in the messages of each path together, and their average. */
  readonly pathLengths: ReadonlyMap<string, number>;
  readonly averagePathLength: number;
}

/** Lines of a message that say who made a change, and in which tool. */
const TRAILER = /^[\w-]+-(by|id|on|off|url):.*$|^(change-id|cc|bug|pr-url|refs?|closes|fixes):.*$/gim;

/** Reads commits, newest first, into a searchable history. Costs one pass over their words. */
export function buildHistory(commits: readonly HistoryCommit[]): History {
  const lengths = new Uint16Array(commits.length);
  const uses = new Map<string, TermUse[]>();
  const touched = new Map<string, number[]>();
  const pathLengths = new Map<string, number>();
  for (const [commit, { message, paths }] of commits.entries()) {
    const counts = new Map<string, number>();
    eachWord(message.replace(TRAILER, ''), (word) => {
      for (const term of termsOf(word)) counts.set(term, (counts.get(term) ?? 0) + 1);
    });
    for (const [term, count] of counts) {
      const known = uses.get(term);
      if (known) known.push({ commit, count });
      else uses.set(term, [{ commit, count }]);
      lengths[commit]! += count;
    }
    for (const path of paths) {
      const known = touched.get(path);
      if (known) known.push(commit);
      else touched.set(path, [commit]);
      pathLengths.set(path, (pathLengths.get(path) ?? 0) + lengths[commit]!);
    }
  }
  const mean = (values: Iterable<number>, count: number): number =>
    [...values].reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  return {
    ...{ commits, lengths, uses, touched, pathLengths },
    averageLength: mean(lengths, commits.length),
    averagePathLength: mean(pathLengths.values(), pathLengths.size),
  };
}
