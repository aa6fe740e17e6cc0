import type { IndexView } from '../../index/repository.ts';
import type { RankContext } from '../evidence.ts';
import type { Candidates } from './candidates.ts';
import { factsOf, viewFacts } from './fileFacts.ts';

/** What the files around a file say: folder, siblings, its test, what it uses and what uses it. */
export const STRUCTURE_FEATURES = [
  'sibling',
  'testMatches',
  'hasMatchedTest',
  'folderBest',
  'folderMean',
  'folderSum',
  'folderSize',
  'folderPlace',
  'usesMatched',
  'usedByMatched',
  'usesSum',
  'usedBySum',
] as const;

export type StructureFeatures = Record<(typeof STRUCTURE_FEATURES)[number], number>;

/** How much a use by, or of, a file of another role than source and test counts. */
const OTHER_ROLE = 0.3;

/** Makes the features of structure for the candidates of one question. Costs their edges and folders. */
export function structureReader(
  candidates: Candidates,
  context: RankContext,
): (file: number) => StructureFeatures {
  const { view } = context;
  const best = Math.max(...candidates.chosen.map(({ first }) => first), 1e-9);
  const measure = (file: number): number => (candidates.matched.get(file) ?? 0) / best;
  const stems = Map.groupBy(candidates.chosen, ({ file }) => factsOf(view, file).stem);
  const tests = testScores(candidates, view, measure);
  const folders = folderScores(candidates, view, measure);
  const uses = useScores(candidates, context, measure);
  return (file) => {
    const { stem, plainName, folder, role } = factsOf(view, file);
    const others = stems.get(stem)?.filter((other) => other.file !== file) ?? [];
    const own = folders.get(folder) ?? UNMATCHED;
    const beside = own.sum - measure(file);
    return {
      sibling: Math.max(0, ...others.map((other) => measure(other.file))),
      testMatches: tests.get(plainName) ?? 0,
      hasMatchedTest: role === 'source' && tests.has(plainName) ? 1 : 0,
      folderBest: own.bestFile === file ? own.second : own.best,
      folderMean: own.size > 1 ? beside / (own.size - 1) : 0,
      folderSum: Math.log1p(Math.max(0, beside)),
      folderSize: Math.log1p(own.size),
      folderPlace: Math.log1p(own.place),
      ...uses(file),
    };
  };
}

/** The best measure of the tests of each name, the parts that make it a test taken off. */
function testScores(
  { matched }: Candidates,
  view: IndexView,
  measure: (file: number) => number,
): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  for (const file of matched.keys()) {
    const { role, testedName } = factsOf(view, file);
    if (role === 'test' && testedName.length > 2)
      scores.set(testedName, Math.max(scores.get(testedName) ?? 0, measure(file)));
  }
  return scores;
}

interface FolderScore {
  best: number;
  bestFile: number;
  second: number;
  sum: number;
  matched: number;
  size: number;
  /** Among the folders by what their files are worth, from 0. */
  place: number;
}

/** A folder of which no file matched. */
const UNMATCHED: FolderScore = { best: 0, bestFile: -1, second: 0, sum: 0, matched: 0, size: 1, place: 99 };

function folderScores(
  { matched }: Candidates,
  view: IndexView,
  measure: (file: number) => number,
): ReadonlyMap<string, FolderScore> {
  const sizes = viewFacts(view).folders;
  const scores = new Map<string, FolderScore>();
  for (const file of matched.keys()) {
    const { folder } = factsOf(view, file);
    let own = scores.get(folder);
    if (!own) {
      own = {
        best: 0,
        bestFile: -1,
        second: 0,
        sum: 0,
        matched: 0,
        size: sizes.get(folder)!.length,
        place: 0,
      };
      scores.set(folder, own);
    }
    const score = measure(file);
    own.sum += score;
    own.matched++;
    if (score > own.best) {
      own.second = own.best;
      own.best = score;
      own.bestFile = file;
    } else own.second = Math.max(own.second, score);
  }
  const worth = ({ sum, matched: count }: FolderScore): number => sum / Math.sqrt(count);
  const sorted = [...scores.values()].sort((a, b) => worth(b) - worth(a));
  for (const [place, one] of sorted.entries()) one.place = place;
  return scores;
}

type UseFeatures = Pick<StructureFeatures, 'usesMatched' | 'usedByMatched' | 'usesSum' | 'usedBySum'>;

/** What the candidates use of each other, by the names that they define and mention. */
function useScores(
  { chosen }: Candidates,
  { view }: RankContext,
  measure: (file: number) => number,
): (file: number) => UseFeatures {
  const made = new Map(
    chosen.map(({ file, role }) => {
      const damp = role === 'source' || role === 'test' ? 1 : OTHER_ROLE;
      return [
        file,
        { worth: damp * measure(file), usesMatched: 0, usedByMatched: 0, usesSum: 0, usedBySum: 0 },
      ];
    }),
  );
  for (const [file, own] of made) {
    const users = view.graph.usersOf(file);
    for (const user of users) {
      const there = made.get(user);
      if (!there) continue;
      there.usesMatched = Math.max(there.usesMatched, own.worth);
      own.usedByMatched = Math.max(own.usedByMatched, there.worth);
      there.usesSum += own.worth / Math.sqrt(users.length);
      own.usedBySum += there.worth / Math.sqrt(users.length);
    }
  }
  return (file) => {
    const { usesMatched, usedByMatched, usesSum, usedBySum } = made.get(file)!;
    return { usesMatched, usedByMatched, usesSum: Math.log1p(usesSum), usedBySum: Math.log1p(usedBySum) };
  };
}
