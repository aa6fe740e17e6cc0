import { splitLines } from '../../parse/lines.ts';
import type { TreeNode } from '../../report/tree.ts';
import type { NotRead, Passage, Span } from '../../types.ts';
import type { RunContext } from '../context.ts';
import { tokenCounter } from '../look.ts';
import { plainPassage } from '../scope/wholeFiles.ts';

/** What was read of a place, and what of it was not. */
export interface LeafRead {
  /** Undefined when the file cannot be read. */
  readonly passage: Passage | undefined;
  readonly leftOut: readonly NotRead[];
}

/** Reads a place of the outline as one passage, cut between lines where it takes more than `room` tokens, and told. */
export async function readLeaf(
  { read, model }: Pick<RunContext, 'read' | 'model'>,
  { path, startLine, endLine }: TreeNode,
  { id, room }: { readonly id: string; readonly room: number },
): Promise<LeafRead> {
  const file = await read(path);
  if (!file) return { passage: undefined, leftOut: [{ path, why: 'gone' }] };
  const lines = splitLines(file.text);
  // The file may have become shorter since it was indexed.
  const span: Span = {
    startLine: Math.min(startLine ?? 1, lines.count),
    endLine: Math.min(endLine ?? lines.count, lines.count),
  };
  if (lines.count === 0) return { passage: undefined, leftOut: [] };
  const tools = { id, countTokens: tokenCounter(model) };
  const passageTo = (last: number): Passage => plainPassage(file, lines, { ...span, endLine: last }, tools);
  let passage = passageTo(span.endLine);
  for (let last = span.endLine; passage.tokens > room && last > span.startLine; ) {
    const share = room / passage.tokens;
    last = Math.max(
      span.startLine,
      Math.min(last - 1, span.startLine + Math.floor((last - span.startLine) * share)),
    );
    passage = passageTo(last);
  }
  const cut: NotRead[] =
    passage.endLine < span.endLine
      ? [{ path, startLine: passage.endLine + 1, endLine: span.endLine, why: 'tokens' }]
      : [];
  return { passage, leftOut: cut };
}
