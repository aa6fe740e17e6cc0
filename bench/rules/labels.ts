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
}

/** The lower bound of Wilson's interval at 95 %: of `all` draws `good` were right. 0 where nothing was drawn. */
export function wilsonLower(good: number, all: number): number {
  if (all === 0) return 0;
  const [z, share] = [1.96, good / all];
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return (share + (z * z) / (2 * all) - spread) / (1 + (z * z) / all);
}

/** How many labelled findings of each rule are true, with the lower bound; the last row is for those that are on. */
export function labelTable(labels: readonly Label[], rules: readonly Rule[]): string[] {
  const rowOf = (name: string, own: readonly Label[]): string => {
    const good = own.filter(({ isTrue }) => isTrue).length;
    const share = own.length === 0 ? '' : (good / own.length).toFixed(2);
    return `| ${name} | ${own.length} | ${good} | ${share} | ${wilsonLower(good, own.length).toFixed(2)} |`;
  };
  const ofRule = (id: string): Label[] => labels.filter(({ rule }) => rule === id);
  const labelled = rules.filter(({ id }) => ofRule(id).length > 0);
  const on = new Set(rules.filter(({ isOn }) => isOn).map(({ id }) => id));
  return [
    '| rule | labelled | true | share | lower bound |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...labelled.map(({ id, isOn }) => rowOf(isOn ? id : `${id} (off)`, ofRule(id))),
    rowOf(
      'all that are on',
      labels.filter(({ rule }) => on.has(rule)),
    ),
  ];
}
