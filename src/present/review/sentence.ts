import type { Finding, ReportedRule } from '../../engine/types.ts';

/** The sentence of a rule with what a finding names. The text is the repository's in part: it goes through `untrusted`. */
export function findingSentence({ facts }: Pick<Finding, 'facts'>, rule: ReportedRule | undefined): string {
  const template = rule?.message ?? '';
  const told = template.replace(/\{(\w+)\}/g, (hole, name: string) =>
    Object.hasOwn(facts, name) ? oneLine(facts[name]!) : hole,
  );
  return told === '' ? (rule?.title ?? '') : told;
}

/** Whether a finding is one that a baseline does not know, or knew as resolved; without a baseline all are. */
export const isFresh = ({ state }: Pick<Finding, 'state'>): boolean =>
  state === undefined || state === 'new' || state === 'reopened';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
