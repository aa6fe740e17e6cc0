import type { IndexView } from '../../index/repository.ts';
import { createTree, type RepositoryTree } from '../../report/tree.ts';
import { roleIn, roleOfFile } from '../../retrieve/roles.ts';
import type { FileRole, Hit } from '../../types.ts';
import { massOf } from '../scope/reach.ts';
import type { Scope } from '../scope/scope.ts';

/** What a line of a file is worth to somebody who wants to know what a repository consists of. */
const WORTH: Readonly<Record<FileRole, number>> = {
  ...{ source: 1, docs: 0.2, test: 0.2, example: 0.2, config: 0.05 },
  ...{ data: 0.01, generated: 0.01, vendored: 0.01 },
};

/**
 * The outline of a scope, its places ranked by the walk over the symbol graph from what was found for a question. One
 * about the whole of it (`isOverview`) ranks them by what they hold as well: the most source first.
 */
export function treeFor(
  view: IndexView,
  scope: Scope,
  { hits, isOverview }: { readonly hits: readonly Hit[]; readonly isOverview: boolean },
): RepositoryTree {
  const { files, chunks } = massOf(view, hits);
  const worth = isOverview ? worthOf(view, scope.files) : undefined;
  return createTree(view, scope.files, {
    ofFile: (file) => files[file]! + (worth?.[file] ?? 0),
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

/** By number of the file, 6 together and so six times the walk, since such a question has hardly a word of the code. */
function worthOf(view: IndexView, files: readonly number[]): Float64Array {
  const worth = new Float64Array(view.files.length);
  let all = 0;
  for (const file of files) {
    const entry = view.files[file]!;
    worth[file] = entry.row.lines * WORTH[roleOfFile(entry, roleIn(view, entry.path))];
    all += worth[file]!;
  }
  return worth.map((value) => (6 * value) / (all || 1));
}
