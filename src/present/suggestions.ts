import type { QueryCompletion } from '../engine/query/completeQuery.ts';
import type { Completion, Suggestion } from '../engine/report/complete.ts';
import type { Say } from './say.ts';

/** An example question as a person would ask it. */
export function suggestionText({ kind, of }: Suggestion, say: Say): string {
  switch (kind) {
    case 'howItWorks':
      return say('How does `{0}` work?', of);
    case 'whatFor':
      return say('What is `{0}` for, and who uses it?', of);
    case 'responsible':
      return say('What is `{0}` responsible for?', of);
  }
}

/** The small print of something that can be named in a question. */
export function completionDetail(
  { kind, path, files = 0, language = '', symbolKind, line = 1 }: Completion,
  say: Say,
): string {
  if (kind === 'folder') return files === 1 ? say('{0} file', files) : say('{0} files', files);
  return kind === 'file' ? language : `${symbolKind ?? ''}, ${path}:${line}`;
}

/** What a part of a query is. */
export function queryPartText(kind: QueryCompletion['kind'], say: Say): string {
  switch (kind) {
    case 'key':
      return say('condition');
    case 'flag':
      return say('true or false');
    case 'value':
      return say('value');
    case 'name':
      return say('definition');
    case 'path':
      return say('path');
  }
}
