import type { History } from '../../index/history/history.ts';
import type { RankContext } from '../evidence.ts';
import type { Candidates } from './candidates.ts';

/** What the commits that touched a file say. All are 0 without a history. */
export const HISTORY_FEATURES = [
  'pastBest',
  'pastFive',
  'pastWords',
  'pastCount',
  'pastAge',
  'pastRecent',
  'pastPlace',
  'pastFresh',
  'pastLately',
  'pastNear',
  'together',
  'togetherBest',
  'inHistory',
  'askedPastBest',
  'askedPastWords',
] as const;

export type HistoryFeatures = Record<(typeof HISTORY_FEATURES)[number], number>;

const NONE = Object.fromEntries(HISTORY_FEATURES.map((name) => [name, 0])) as HistoryFeatures;

/** BM25 over messages: how soon further uses stop to count. */
const SATURATION = 1.2;
const DAY = 86_400;
const RECENT_DAYS = 180;
const HALF_LIFE_DAYS = 60;
/** The newest commits, and those whose messages are most like the question. */
const LATELY = 100;
const NEAREST = 20;
/** Files whose commits tell what changes together with them, and commits looked at for each. */
const SEEDS = 6;
const SEED_COMMITS = 200;
/** A commit of more files says nothing about what belongs together. */
const WIDEST = 15;

/** Makes the features of history for one question. Costs the commits that hold its words, and those of the candidates. */
export function historyReader(
  { chosen }: Candidates,
  { view, query }: RankContext,
): (path: string) => HistoryFeatures {
  const { history } = view;
  if (!history || history.commits.length === 0) return () => NONE;
  const search = searchMessages(history, query.terms);
  const seeds = chosen.slice(0, SEEDS).map(({ file }) => view.files[file]!.path);
  const together = changedTogether(history, seeds);
  const now = history.commits[0]!.when;
  const age = (commit: number): number => Math.max(0, now - history.commits[commit]!.when) / DAY;
  return (path) => {
    const touched = history.touched.get(path);
    if (!touched) return NONE;
    const scores = touched
      .map(
        (commit) =>
          search.scoreOf(commit) / Math.sqrt(1 + 0.25 * (history.commits[commit]!.paths.length - 1)),
      )
      .sort((a, b) => b - a);
    const five = scores.slice(0, 5).reduce((sum, score) => sum + score, 0);
    const words = search.wordsOf(path, touched);
    return {
      pastBest: scores[0]!,
      pastFive: five,
      pastWords: words,
      pastCount: Math.log1p(touched.length),
      pastAge: Math.log1p(age(touched[0]!)),
      pastRecent: Math.log1p(touched.filter((commit) => age(commit) < RECENT_DAYS).length),
      pastPlace: Math.log1p(touched[0]!),
      pastFresh: Math.log1p(touched.reduce((sum, commit) => sum + 0.5 ** (age(commit) / HALF_LIFE_DAYS), 0)),
      pastLately: Math.log1p(touched.filter((commit) => commit < LATELY).length),
      pastNear: search.nearOf(touched),
      together: together.get(path)?.sum ?? 0,
      togetherBest: together.get(path)?.best ?? 0,
      inHistory: 1,
      askedPastBest: query.isAsking ? scores[0]! : 0,
      askedPastWords: query.isAsking ? words : 0,
    };
  };
}

interface MessageSearch {
  /** BM25 of a commit's message, as a share of the best one. */
  scoreOf(commit: number): number;
  /** What the commits most like the question are worth of which a path was part, by how many files shared each. */
  nearOf(touched: readonly number[]): number;
  /** BM25 of all messages of a path together, as a share of what the question is worth. */
  wordsOf(path: string, touched: readonly number[]): number;
}

function searchMessages(history: History, terms: RankContext['query']['terms']): MessageSearch {
  const { commits, lengths, averageLength, uses } = history;
  const known = terms.flatMap(({ term, weight }) => {
    const list = uses.get(term);
    if (!list) return [];
    const rarity = Math.log(1 + (commits.length - list.length + 0.5) / (list.length + 0.5));
    return [{ list, worth: rarity * Math.sqrt(weight) }];
  });
  const scores = new Map<number, number>();
  const held = new Map<number, { term: number; count: number }[]>();
  for (const [term, { list, worth }] of known.entries()) {
    for (const { commit, count } of list) {
      const norm = 0.4 + (0.6 * lengths[commit]!) / averageLength;
      const gain = (worth * count * (SATURATION + 1)) / (count + SATURATION * norm);
      scores.set(commit, (scores.get(commit) ?? 0) + gain);
      const own = held.get(commit);
      if (own) own.push({ term, count });
      else held.set(commit, [{ term, count }]);
    }
  }
  const nearest = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, NEAREST);
  const best = Math.max(1e-9, nearest[0]?.[1] ?? 0);
  const near = new Map(nearest);
  const whole = Math.max(
    1e-9,
    known.reduce((sum, { worth }) => sum + worth, 0),
  );
  return {
    scoreOf: (commit) => (scores.get(commit) ?? 0) / best,
    nearOf(touched) {
      let sum = 0;
      for (const commit of touched) {
        const score = near.get(commit);
        if (score !== undefined) sum += (score / best) ** 2 / Math.sqrt(commits[commit]!.paths.length);
      }
      return sum;
    },
    wordsOf(path, touched) {
      const counts = new Float64Array(known.length);
      for (const commit of touched)
        for (const { term } of held.get(commit) ?? [])
          counts[term]! += 1 / Math.sqrt(commits[commit]!.paths.length);
      const norm = 0.5 + (0.5 * history.pathLengths.get(path)!) / history.averagePathLength;
      const sum = counts.reduce(
        (all, count, term) =>
          all + (known[term]!.worth * count * (SATURATION + 1)) / (count + SATURATION * norm),
        0,
      );
      return sum / whole;
    },
  };
}

/** How often a path changed together with the first files, by path. */
function changedTogether(
  { commits, touched }: History,
  seeds: readonly string[],
): ReadonlyMap<string, { sum: number; best: number }> {
  const found = new Map<string, { sum: number; best: number }>();
  for (const [place, seed] of seeds.entries()) {
    const own = (touched.get(seed) ?? []).slice(0, SEED_COMMITS);
    const counts = new Map<string, number>();
    for (const commit of own) {
      const { paths } = commits[commit]!;
      if (paths.length > WIDEST) continue;
      for (const path of paths) if (path !== seed) counts.set(path, (counts.get(path) ?? 0) + 1);
    }
    for (const [path, count] of counts) {
      const share = count / (own.length + 3);
      const known = found.get(path) ?? { sum: 0, best: 0 };
      found.set(path, { sum: known.sum + share / (1 + place), best: Math.max(known.best, share) });
    }
  }
  return found;
}
