/** Messages about places in files. */
import type { Answer, Citation, Passage } from '../../protocol/data.ts';
import { type FromPage, parseFromPage } from '../../protocol/page.ts';

/**
 * Asks the host to show a cited range; the quote lets it follow text that has moved. Undefined when the host would
 * refuse it, for example for a path that leads out of the folder: such a place is no link.
 */
export function openMessage({ path, root, startLine, endLine, quote, hash }: Citation): FromPage | undefined {
  return accepted({ type: 'open', path, ...(root ? { root } : {}), startLine, endLine, quote, hash });
}

/** Asks the host to show a passage. */
export function openPassage({ path, root, startLine, endLine, hash }: Passage): FromPage | undefined {
  return accepted({ type: 'open', path, ...(root ? { root } : {}), startLine, endLine, hash });
}

/** Asks the host to show what a step of a walk is about. Undefined for folders, which have no lines. */
export function openNode(node: NonNullable<Answer['trail']>[number]['at']): FromPage | undefined {
  const { kind, path, root, startLine = 1, endLine = startLine } = node;
  if (kind !== 'file' && kind !== 'symbol' && kind !== 'lines') return undefined;
  return accepted({ type: 'open', path, ...(root ? { root } : {}), startLine, endLine });
}

function accepted(message: FromPage): FromPage | undefined {
  return parseFromPage(message).ok ? message : undefined;
}
