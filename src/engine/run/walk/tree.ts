import type { IndexView } from '../../index/repository.ts';
import { createTree, type RepositoryTree } from '../../report/tree.ts';
import type { Hit } from '../../types.ts';
import { massOf } from '../scope/reach.ts';
import type { Scope } from '../scope/scope.ts';

/** The outline of a scope, its places ranked by the walk over the symbol graph from what was found for a question. */
export function treeFor(view: IndexView, scope: Scope, hits: readonly Hit[]): RepositoryTree {
  const { files, chunks } = massOf(view, hits);
  return createTree(view, scope.files, {
    ofFile: (file) => files[file]!,
    ofLines(file, { startLine, endLine }) {
      if (files[file] === 0) return 0;
      const first = view.starts[file]!;
      let sum = 0;
      for (const [i, chunk] of view.files[file]!.parsed.chunks.entries())
        if (chunk.startLine <= endLine && startLine <= chunk.endLine) sum += chunks.get(first + i) ?? 0;
      return sum;
    },
  });
}
