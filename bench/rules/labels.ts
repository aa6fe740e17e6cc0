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

const share = (good: number, all: number): string => (all === 0 ? '' : (good / all).toFixed(2));
const goodOf = (labels: readonly Label[]): number => labels.filter(({ isTrue }) => isTrue).length;

/**
 * How many labelled findings of each rule are true, as they were drawn, with the lower bound, and how many of the false
 * ones the rule has lost since.
 */
export function labelTable(labels: readonly Label[], rules: readonly Rule[]): string[] {
  const rowOf = (name: string, own: readonly Label[]): string => {
    const good = goodOf(own);
    const mended = own.filter(({ isMended }) => isMended).length;
    return `| ${[name, own.length, good, share(good, own.length), wilsonLower(good, own.length).toFixed(2), mended || ''].join(' | ')} |`;
  };
  const ofRule = (id: string): Label[] => labels.filter(({ rule }) => rule === id);
  const labelled = rules.filter(({ id }) => ofRule(id).length > 0);
  const draws = [...new Set(labels.map(({ draw }) => draw))];
  return [
    '| rule | labelled | true | share | lower bound | mended |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...labelled.map(({ id, isOn }) => rowOf(isOn ? id : `${id} (off)`, ofRule(id))),
    ...draws.map((draw) =>
      rowOf(
        draw === undefined ? 'while rules were made' : `drawn: ${draw}`,
        labels.filter((one) => one.draw === draw),
      ),
    ),
  ];
}
