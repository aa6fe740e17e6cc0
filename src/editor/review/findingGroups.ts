/** How findings are put into groups, and which of them are shown. */

import { findingSentence } from '../../present/review/sentence.ts';
import type { Say } from '../../present/say.ts';
import type { ShownFinding } from './findings.ts';

export const GROUPINGS = ['severity', 'rule', 'file', 'state'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How a finding stands to what is known, and to the text of now. */
export const STATES = ['new', 'reopened', 'changed', 'persisting', 'dismissed'] as const;
export type State = (typeof STATES)[number];

/** What is shown of all findings. */
export interface Filter {
  readonly severities: readonly Severity[];
  readonly states: readonly State[];
  /** A part of a path, a rule, a definition or a sentence, in any case; empty for all. */
  readonly text: string;
}

/** All but what somebody has seen and left as it is. */
export const FRESH_ONLY: Filter = {
  severities: SEVERITIES,
  states: ['new', 'reopened', 'changed'],
  text: '',
};

export function stateOf({
  finding: { state },
  isChanged,
}: Pick<ShownFinding, 'finding' | 'isChanged'>): State {
  if (state === 'dismissed' || state === 'persisting') return state;
  if (isChanged) return 'changed';
  return state === 'reopened' ? state : 'new';
}

/** Those that pass a filter, in their order. Linear. */
export function filtered(all: readonly ShownFinding[], { severities, states, text }: Filter): ShownFinding[] {
  const wanted = text.trim().toLowerCase();
  const isIn = ({ finding, rule }: ShownFinding): boolean =>
    wanted === '' ||
    [finding.path, finding.rule, finding.symbol, findingSentence(finding, rule)].some((part) =>
      part.toLowerCase().includes(wanted),
    );
  return all.filter(
    (one) => severities.includes(one.finding.severity) && states.includes(stateOf(one)) && isIn(one),
  );
}

export interface Group {
  readonly key: string;
  readonly found: readonly ShownFinding[];
}

/** Findings in groups: by severity and state in the order of these, by rule the most frequent first, by file by path. */
export function grouped(found: readonly ShownFinding[], by: Grouping): Group[] {
  const keyOf = (one: ShownFinding): string => {
    if (by === 'state') return stateOf(one);
    return by === 'file' ? one.finding.path : one.finding[by];
  };
  const groups = [...Map.groupBy(found, keyOf)].map(([key, some]) => ({ key, found: some }));
  const order: readonly string[] = by === 'severity' ? SEVERITIES : by === 'state' ? STATES : [];
  if (order.length > 0) return groups.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  const byKey = (a: Group, b: Group): number => (a.key < b.key ? -1 : 1);
  return groups.sort((a, b) => (by === 'rule' && b.found.length - a.found.length) || byKey(a, b));
}

export function severityText(severity: Severity, say: Say): string {
  return { error: say('Errors'), warning: say('Warnings'), note: say('Notes') }[severity];
}

export function stateText(state: State, say: Say): string {
  const texts: Readonly<Record<State, string>> = {
    new: say('New'),
    reopened: say('Came back'),
    changed: say('Changed since the review'),
    persisting: say('Known'),
    dismissed: say('Dismissed'),
  };
  return texts[state];
}
