import type { RepositoryTree, TreeNode } from '../../report/tree.ts';
import type { TrailStep } from '../../types.ts';
import { type Draft, passagesDraft, type RunContext } from '../context.ts';
import { readLeaf } from './leaf.ts';
import { shown } from './way.ts';

/** Places that are opened beside the top: as many as a person reads at a glance. */
const OPENED = 5;

/** Tokens that are shown of what a repository says of itself. */
const README_TOKENS = 400;

/**
 * The top of the outline, and below it the places where the rank of the question lies, opened one after another; where
 * nothing ranks, the largest. Beside it stand the passages that were found; for a question about the whole, the
 * beginning of what the repository says of itself instead, where it says something. Costs no model calls.
 */
export async function outlineWalk(
  context: Pick<RunContext, 'look' | 'read' | 'model'>,
  tree: RepositoryTree,
  isOverview: boolean,
): Promise<Draft> {
  const trail: TrailStep[] = [];
  let waiting: TreeNode[] = [tree.root];
  for (let next = waiting[0]; next !== undefined && trail.length <= OPENED; next = waiting[0]) {
    const children = tree.childrenOf(next);
    const base = { step: trail.length + 1, did: 'opened', by: 'rank', why: '' } as const;
    trail.push({ ...base, at: shown(next), offered: children.map(shown) });
    waiting = [...waiting.slice(1), ...children.filter(isOpened)].sort((a, b) => b.score - a.score);
  }
  const readme = isOverview ? await readmeOf(context, tree) : undefined;
  return passagesDraft(readme ?? context.look, 'complete', { trail });
}

/** The beginning of the README at the top. */
async function readmeOf(
  context: Pick<RunContext, 'read' | 'model'>,
  tree: RepositoryTree,
): Promise<Pick<Draft, 'passages' | 'leftOut'> | undefined> {
  const top = tree
    .childrenOf(tree.root)
    .flatMap((node) => (node.kind === 'group' ? tree.childrenOf(node) : [node]));
  const node = top.find(({ kind, path }) => kind === 'file' && README.test(path));
  const { passage, leftOut = [] } = node
    ? await readLeaf(context, node, { id: 'p1', room: README_TOKENS })
    : {};
  return passage && { passages: [passage], leftOut };
}

const README = /(?:^|\/)readme(?:\.\w+)?$/i;

/** Groups have no name that would tell a person anything. */
const isOpened = ({ isLeaf, kind }: TreeNode): boolean => !isLeaf && kind !== 'group';
