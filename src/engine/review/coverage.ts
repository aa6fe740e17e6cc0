import type { NotReviewed, ReviewCoverage, SkippedFile } from '../types.ts';

/** What became of one text file. */
export interface FileOutcome {
  readonly path: string;
  readonly language: string;
  readonly lines: number;
  /** Why it was not reviewed, or not by all rules; none for a file that was. */
  readonly notReviewed: readonly NotReviewed['why'][];
  /** Rules that claim its language. */
  readonly rules: number;
  /** Only findings on some of its lines were asked for. */
  readonly isPartly: boolean;
  readonly damagedLines: number;
  /** Places that were not told of for that. */
  readonly unsure: number;
  /** Why it is no text that a person wrote; absent for one that is. */
  readonly setAside?: NotReviewed['why'];
}

/** Skipped files that are no text: nothing in them is for a review to read. */
const NO_TEXT = new Set<SkippedFile['reason']>(['binary', 'notRegular', 'vanished']);

/** What of a coverage is not about single files. */
type Rest = Pick<ReviewCoverage, 'gone' | 'rulesNotRun' | 'ruleFaults'> & {
  readonly unknownPaths: readonly string[];
  /** Folders of which some files are not known. */
  readonly unseen: readonly string[];
};

/** Adds up what was read of a scope. Every file of it stands in exactly one list, once for each reason. */
export function makeCoverage(
  outcomes: readonly FileOutcome[],
  skipped: readonly SkippedFile[],
  rest: Rest,
): ReviewCoverage {
  const isAside = ({ setAside }: FileOutcome): boolean => setAside !== undefined;
  const reviewed = outcomes
    .filter((outcome) => outcome.notReviewed.length === 0 && !isAside(outcome))
    .sort(byPath);
  const notRead = skipped.map(
    ({ path, reason }): NotReviewed => ({ path, why: { kind: 'skipped', reason } }),
  );
  const isText = ({ why }: NotReviewed): boolean => why.kind !== 'skipped' || !NO_TEXT.has(why.reason);
  const bare = reviewed.filter(({ rules }) => rules === 0);
  return {
    reviewed: reviewed.map(({ path }) => path),
    lines: reviewed.reduce((sum, { lines }) => sum + lines, 0),
    partly: reviewed.flatMap(({ path, isPartly }) => (isPartly ? [path] : [])),
    notReviewed: [
      ...outcomes.flatMap(({ path, notReviewed }) => notReviewed.map((why) => ({ path, why }))),
      ...notRead.filter(isText),
      ...rest.unseen.map((path): NotReviewed => ({ path, why: { kind: 'unseen' } })),
      ...rest.unknownPaths.map((path): NotReviewed => ({ path, why: { kind: 'unknownPath' } })),
    ].sort(byPath),
    setAside: [
      ...outcomes.flatMap(({ path, setAside: why }) => (why ? [{ path, why }] : [])),
      ...notRead.filter((entry) => !isText(entry)),
    ].sort(byPath),
    gone: [...rest.gone].sort(),
    withoutRules: sumByLanguage(bare.map(({ language }) => ({ language, files: 1 }))),
    damaged: reviewed.flatMap(({ path, damagedLines: lines }) => (lines > 0 ? [{ path, lines }] : [])),
    unsure: reviewed.flatMap(({ path, unsure: places }) => (places > 0 ? [{ path, places }] : [])),
    rulesNotRun: [...rest.rulesNotRun].sort(),
    ruleFaults: rest.ruleFaults,
  };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function sumByLanguage(rows: ReviewCoverage['withoutRules']): ReviewCoverage['withoutRules'] {
  const sums = new Map<string, number>();
  for (const { language, files } of rows) sums.set(language, (sums.get(language) ?? 0) + files);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([language, files]) => ({ language, files }));
}

/**
 * The coverage of parts that have no file in common, as if one review had read all of it.
 * @param elsewhere files of which a part that has them not did not judge lines, with all of their lines
 */
export function mergeCoverage(
  parts: readonly ReviewCoverage[],
  elsewhere: readonly { readonly path: string; readonly lines: number }[] = [],
): ReviewCoverage {
  const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const reviewed = new Set(parts.flatMap((part) => part.reviewed));
  const setAside = parts.flatMap((part) => part.setAside).sort(byPath);
  const aside = new Set(setAside.map(({ path }) => path));
  const less = new Map(
    elsewhere.filter(({ path }) => reviewed.has(path)).map((one) => [one.path, one.lines]),
  );
  const isLess = ({ path }: { readonly path: string }): boolean => less.has(path);
  const sum = (all: Iterable<number>): number => [...all].reduce((total, lines) => total + lines, 0);
  const missed = parts.flatMap(({ notReviewed }) => notReviewed);
  return {
    reviewed: parts
      .flatMap((part) => part.reviewed)
      .filter((path) => !less.has(path))
      .sort(),
    lines: sum(parts.map(({ lines }) => lines)) - sum(less.values()),
    partly: parts
      .flatMap(({ partly }) => partly)
      .filter((path) => !less.has(path))
      .sort(),
    notReviewed: missed
      .filter(({ path, why }) => !(aside.has(path) && why.kind === 'notJudged'))
      .sort(byPath),
    setAside,
    gone: unique(parts.flatMap(({ gone }) => gone)),
    withoutRules: sumByLanguage(parts.flatMap(({ withoutRules }) => withoutRules)),
    damaged: parts
      .flatMap(({ damaged }) => damaged)
      .filter((one) => !isLess(one))
      .sort(byPath),
    unsure: parts
      .flatMap(({ unsure }) => unsure)
      .filter((one) => !isLess(one))
      .sort(byPath),
    rulesNotRun: unique(parts.flatMap(({ rulesNotRun }) => rulesNotRun)),
    ruleFaults: parts[0]?.ruleFaults ?? [],
  };
}
