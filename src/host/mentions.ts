import type { Focus } from '../engine/types.ts';
import type { EngineMention } from '../protocol/requests.ts';
import type { PathMap } from './paths.ts';

/**
 * A question with what it names written out, in the forms that retrieval takes as exact evidence: paths, lines and
 * names in back ticks.
 */
export function withMentions(
  question: string,
  mentions: readonly EngineMention[] | undefined,
  map: PathMap,
): string {
  if (!mentions || mentions.length === 0) return question;
  return `${question}\n\nNamed in the question: ${mentions.map((mention) => spell(mention, map)).join(', ')}`;
}

function spell(mention: EngineMention, map: PathMap): string {
  switch (mention.kind) {
    case 'symbol':
      return `\`${mention.name}\``;
    case 'selection': {
      const path = map.inner(mention.path, mention.root);
      return mention.startLine === mention.endLine
        ? `${path}:${mention.startLine}`
        : `${path}:${mention.startLine} ${path}:${mention.endLine}`;
    }
    case 'folder':
      return `${map.inner(mention.path, mention.root)}/`;
    case 'file':
      return map.inner(mention.path, mention.root);
  }
}

/** The places that a question names, which are searched first. A name of a symbol is found by the question's text. */
export function focusOf(mentions: readonly EngineMention[] | undefined, map: PathMap): Focus[] {
  return (mentions ?? []).flatMap((mention) => {
    if (mention.kind === 'symbol') return [];
    const path = map.inner(mention.path, mention.root).replace(/\/+$/, '');
    if (mention.kind !== 'selection') return [{ path }];
    return [{ path, startLine: mention.startLine, endLine: mention.endLine }];
  });
}
