import type { IndexView } from '../index/repository.ts';
import type { Span, TrailNode } from '../types.ts';
import { byName, type Entry, entriesOf, firstLine, order, placeOf, tokensOf } from './entries.ts';
import { outlineText } from './entryText.ts';

/** How much speaks for a file, and for lines of it; 0 where nothing does. */
export interface TreeRank {
  ofFile(file: number): number;
  ofLines(file: number, span: Span): number;
}

/** A place in the outline of a repository. */
export interface TreeNode extends TrailNode {
  /** Different for every place. */
  readonly key: string;
  readonly score: number;
  /** It is read, and not opened. */
  readonly isLeaf: boolean;
  /** Estimated model tokens of all lines below it. */
  readonly tokens: number;
}

/** The outline of a repository as a tree: folders, files, definitions. Nothing is made before it is asked for. */
export interface RepositoryTree {
  readonly root: TreeNode;
  /** What is in a node, best first: at most `FAN_OUT`; of a folder that has more, some stand in groups. */
  childrenOf(node: TreeNode): readonly TreeNode[];
}

/** What a node shows at most, since a model compares them all (MemWalker, methods A4). */
export const FAN_OUT = 8;
/** Of the entries that fold into groups, the best stand by themselves. */
const BEST_APART = 4;
/** A file of so many tokens or fewer is read whole, and a definition of so many lines. */
const LEAF_TOKENS = 1_200;
const LEAF_LINES = 150;
/** The tree over some files of a view, by number. Costs no model calls; files are decoded when they are outlined. */
export function createTree(view: IndexView, files: readonly number[], rank: TreeRank): RepositoryTree {
  const made = new Map<string, Entry>();
  const remember = (entry: Entry): TreeNode => {
    const node = nodeOf(view, entry, rank);
    made.set(node.key, entry);
    return node;
  };
  const held = new Map<string, readonly TreeNode[]>();
  return {
    root: remember({ type: 'folder', path: '', files }),
    childrenOf({ key }) {
      let children = held.get(key);
      if (!children) {
        const entry = made.get(key)!;
        children = folded(view, entry, entriesOf(view, entry), rank).map(remember);
        held.set(key, children);
      }
      return children;
    },
  };
}

/** At most `FAN_OUT` of the entries: all of them, or the best and groups of the others by name. */
function folded(view: IndexView, parent: Entry, entries: readonly Entry[], rank: TreeRank): Entry[] {
  const scores = new Map(entries.map((entry) => [entry, scoreOf(view, entry, rank)]));
  const byScore = [...entries].sort((a, b) => scores.get(b)! - scores.get(a)! || order(view, a, b));
  if (entries.length <= FAN_OUT) return byScore;
  const apart = byScore.slice(0, BEST_APART).filter((entry) => scores.get(entry)! > 0);
  const rest = entries.filter((entry) => !apart.includes(entry)).sort((a, b) => byName(view, a, b));
  const groups = FAN_OUT - apart.length;
  const size = Math.ceil(rest.length / groups);
  const path = placeOf(view, parent);
  for (let at = 0; at < rest.length; at += size) {
    const inside = rest.slice(at, at + size);
    apart.push(inside.length === 1 ? inside[0]! : { type: 'group', path, entries: inside });
  }
  return apart;
}

function scoreOf(view: IndexView, entry: Entry, rank: TreeRank): number {
  switch (entry.type) {
    case 'group':
      return entry.entries.reduce((sum, one) => sum + scoreOf(view, one, rank), 0);
    case 'folder':
      return entry.files.reduce((sum, file) => sum + rank.ofFile(file), 0);
    case 'file':
      return rank.ofFile(entry.file);
    case 'symbol':
      return rank.ofLines(entry.file, entry.symbol);
    case 'lines':
      return rank.ofLines(entry.file, entry.span);
  }
}

function nodeOf(view: IndexView, entry: Entry, rank: TreeRank): TreeNode {
  const tokens = tokensOf(view, entry);
  const base = {
    ...{ path: placeOf(view, entry), key: keyOf(view, entry), tokens },
    score: scoreOf(view, entry, rank),
    outline: outlineText(view, entry),
  };
  switch (entry.type) {
    case 'group':
      return { ...base, kind: 'group', isLeaf: false };
    case 'folder':
      return { ...base, kind: base.path === '' ? 'repository' : 'folder', isLeaf: false };
    case 'file':
      return { ...base, kind: 'file', isLeaf: tokens <= LEAF_TOKENS || entriesOf(view, entry).length === 0 };
    case 'symbol': {
      const { startLine, endLine, name, container } = entry.symbol;
      const isLeaf = endLine - startLine < LEAF_LINES || entriesOf(view, entry).length === 0;
      return { ...base, kind: 'symbol', isLeaf, symbol: [...container, name].join('.'), startLine, endLine };
    }
    case 'lines':
      return { ...base, kind: 'lines', isLeaf: true, ...entry.span };
  }
}

function keyOf(view: IndexView, entry: Entry): string {
  if (entry.type === 'group')
    return `group ${keyOf(view, entry.entries[0]!)} to ${keyOf(view, entry.entries.at(-1)!)}`;
  const name = entry.type === 'symbol' ? entry.symbol.name : '';
  return `${entry.type} ${placeOf(view, entry)}:${firstLine(entry)} ${name}`;
}
