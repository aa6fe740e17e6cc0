import type { RepositoryTree, TreeNode } from '../../report/tree.ts';
import type { TrailStep } from '../../types.ts';
import { type Draft, passagesDraft, type RunContext } from '../context.ts';
import { shown } from './way.ts';

/** Places that are opened beside the top: as many as a person reads at a glance. */
const OPENED = 5;

/**
 * The top of the outline, and below it the places where the rank of the question lies, opened one after another; where
 * nothing ranks, the largest. Beside it stand the passages that were found. Costs no model calls.
 */
export function outlineWalk({ look }: Pick<RunContext, 'look'>, tree: RepositoryTree): Draft {
  const trail: TrailStep[] = [];
  let waiting: TreeNode[] = [tree.root];
  for (let next = waiting[0]; next !== undefined && trail.length <= OPENED; next = waiting[0]) {
    const children = tree.childrenOf(next);
    const base = { step: trail.length + 1, did: 'opened', by: 'rank', why: '' } as const;
    trail.push({ ...base, at: shown(next), offered: children.map(shown) });
    waiting = [...waiting.slice(1), ...children.filter(isOpened)].sort((a, b) => b.score - a.score);
  }
  return passagesDraft(look, 'complete', { trail });
}

/** Groups have no name that would tell a person anything. */
const isOpened = ({ isLeaf, kind }: TreeNode): boolean => !isLeaf && kind !== 'group';
