import type { Rule } from '../../src/engine/types.ts';

/** What a person said of one finding. */
export interface Label {
  readonly rule: string;
  readonly repo: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly isTrue: boolean;
  readonly why: string;
  /** The draw it is of, before any rule was changed by it; absent for those that rules were made with. */
  readonly draw?: string;
  /** Commit of the repository. */
  readonly commit?: string;
  /** It was wrong, and the rule has been mended so that it is not found any more. */
  readonly isMended?: boolean;
}

/** The lower bound of Wilson's interval at 95 %: of `all` draws `good` were right. 0 where nothing was drawn. */
export function wilsonLower(good: number, all: number): number {
  if (all === 0) return 0;
  const [z, share] = [1.96, good / all];
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return Math.max(0, (share + (z * z) / (2 * all) - spread) / (1 + (z * z) / all));
}

/** How often a rule was right, in how many findings that were drawn and labelled. */
export interface Standing {
  readonly all: number;
  readonly good: number;
  /** Lower bound of Wilson's interval at 95 %. */
  readonly lower: number;
}

/**
 * How a rule stands as it is now: by the draws after the last one that it was mended by, or by all draws when it never was.
 * What was labelled while rules were made says nothing of it. Takes the labels in the order of their draws.
 */
export function standingOf(id: string, labels: readonly Label[]): Standing {
  const draws = [...new Set(labels.flatMap(({ draw }) => draw ?? []))];
  const own = labels.filter(({ rule }) => rule === id);
  const mendedAt = Math.max(
    -1,
    ...own.map(({ draw, isMended }) => (isMended ? draws.indexOf(draw ?? '') : -1)),
  );
  const drawn = own.filter(({ draw }) => draw !== undefined && draws.indexOf(draw) > mendedAt);
  const good = goodOf(drawn);
  return { all: drawn.length, good, lower: wilsonLower(good, drawn.length) };
}

/** The labels of a file of JSON lines. */
export const readLabels = (text: string): Label[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Label]));

const share = (good: number, all: number): string => (all === 0 ? '' : (good / all).toFixed(2));
const goodOf = (labels: readonly Label[]): number => labels.filter(({ isTrue }) => isTrue).length;

/**
 * How many labelled findings of each rule are true, as they were drawn, with the lower bound, and how many of the false
 * ones the rule has lost since.
 */
export function labelTable(labels: readonly Label[], rules: readonly Rule[]): string[] {
  const rowOf = (name: string, own: readonly Label[]): (string | number)[] => {
    const good = goodOf(own);
    const mended = own.filter(({ isMended }) => isMended).length;
    return [
      name,
      own.length,
      good,
      share(good, own.length),
      wilsonLower(good, own.length).toFixed(2),
      mended || '',
    ];
  };
  const ofRule = (id: string): Label[] => labels.filter(({ rule }) => rule === id);
  const labelled = rules.filter(({ id }) => ofRule(id).length > 0);
  const draws = [...new Set(labels.map(({ draw }) => draw))];
  const ofRules = labelled.map(({ id, isOn }) => {
    const { all, good, lower } = standingOf(id, labels);
    return [
      ...rowOf(isOn ? id : `${id} (off)`, ofRule(id)),
      all === 0 ? '' : `${good} of ${all}, ≥ ${lower.toFixed(2)}`,
    ];
  });
  const ofDraws = draws.map((draw) => [
    ...rowOf(
      draw === undefined ? 'while rules were made' : `drawn: ${draw}`,
      labels.filter((one) => one.draw === draw),
    ),
    '',
  ]);
  return [
    '| rule | labelled | true | share | lower bound | mended | since it was mended |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...[...ofRules, ...ofDraws].map((cells) => `| ${cells.join(' | ')} |`),
  ];
}
