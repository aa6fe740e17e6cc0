import type { RepositoryTree, TreeNode } from '../../report/tree.ts';
import type { TrailNode, TrailStep } from '../../types.ts';

/** Who chose a step, and the words that were given for it. */
export interface Choice {
  readonly by: TrailStep['by'];
  readonly why: string;
}

/** Where a walk is, and the way it took. It never goes to a place again that it left upwards. */
export interface Way {
  at(): TreeNode;
  /** What is at this place and was not left yet, best first. */
  open(): readonly TreeNode[];
  isTop(): boolean;
  down(to: TreeNode, choice: Choice): void;
  /** Leaves this place for good. */
  up(choice: Choice): void;
  /** Notes what reading this place came to; one that declined is left for good. */
  read(did: 'answered' | 'declined', why: string): void;
  trail(): readonly TrailStep[];
}

/** A walk that begins at the top of a tree. */
export function startWay(tree: RepositoryTree): Way {
  const above: TreeNode[] = [];
  const left = new Set<string>();
  const trail: TrailStep[] = [];
  let at = tree.root;
  const open = (): readonly TreeNode[] => tree.childrenOf(at).filter(({ key }) => !left.has(key));
  const note = (step: Omit<TrailStep, 'step' | 'at' | 'offered'>): void => {
    const offered = at.isLeaf ? [] : open().map(shown);
    trail.push({ step: trail.length + 1, ...step, at: shown(at), offered });
  };
  const leave = (): void => {
    left.add(at.key);
    at = above.pop() ?? at;
  };
  return {
    at: () => at,
    open,
    isTop: () => above.length === 0,
    down(to, choice) {
      note({ did: 'down', ...choice, to: shown(to) });
      above.push(at);
      at = to;
    },
    up(choice) {
      note({ did: 'up', ...choice, to: shown(above.at(-1)!) });
      leave();
    },
    read(did, why) {
      note({ did, by: 'model', why });
      if (did === 'declined') leave();
    },
    trail: () => trail,
  };
}

/** A node without what only the walk needs. */
export function shown({ kind, path, symbol, startLine, endLine, outline }: TreeNode): TrailNode {
  return {
    ...{ kind, path, outline },
    ...(symbol === undefined ? {} : { symbol }),
    ...(startLine === undefined || endLine === undefined ? {} : { startLine, endLine }),
  };
}
