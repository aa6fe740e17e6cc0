import type { FileRole, NotFound, NotRead, ScopeLimit } from '../../engine/types.ts';
import type { Say } from '../say.ts';
import { notParsedText, skipText } from '../skips.ts';

/** What was not read, and why, each in a few words. */
export function notReadText(
  { path, startLine, endLine, files, ranges, why, parsing, detail }: NotRead,
  say: Say,
): { readonly what: string; readonly why: string } {
  const lines = startLine === undefined ? '' : `:${startLine}-${endLine ?? startLine}`;
  const counted = files === undefined ? rangesText(ranges ?? 0, say) : filesText(files, say);
  const said = parsing === undefined ? detail : notParsedText(parsing, say);
  const reason = whyText(why, say);
  return {
    what: path === undefined ? counted : `${path}${lines}`,
    why: said ? `${reason}: ${said}` : reason,
  };
}

/** What a question says about where to look: `only src/net; without tests`. Empty when it says nothing. */
export function limitsText(limits: readonly ScopeLimit[] | undefined, say: Say): string {
  return (limits ?? []).map((limit) => limitText(limit, say)).join('; ');
}

function limitText({ kind, path, role }: ScopeLimit, say: Say): string {
  const what = role === undefined ? path || say('the repository') : roleText(role, say);
  return kind === 'only' ? say('only {0}', what) : say('without {0}', what);
}

function roleText(role: FileRole, say: Say): string {
  const texts: Readonly<Record<FileRole, string>> = {
    source: say('source files'),
    test: say('tests'),
    docs: say('documentation'),
    example: say('example files'),
    vendored: say('code of others'),
    generated: say('generated files'),
    config: say('configuration'),
    data: say('data files'),
  };
  return texts[role];
}

function whyText(why: NotRead['why'], say: Say): string {
  switch (why) {
    case 'searched':
      return say('searched by the index, not read in full for this answer');
    case 'tokens':
      return say('no room left among the tokens for passages');
    case 'passages':
      return say('enough passages for one prompt');
    case 'gone':
      return say('the file could not be read any more');
    case 'outside':
      return say('outside of what the question names');
    case 'tooLong':
      return say('one line that no prompt can hold');
    case 'notReached':
      return say('not reached before the run ended');
    case 'notNeeded':
      return say('not read: the answer was found before');
    case 'folded':
      return say('only the head of the definition was read');
    case 'damaged':
      return say('read as text; the grammar cannot read all of it, so definitions may be missing');
    case 'asText':
      return say('kept as text, so its definitions are not known');
    case 'notWalked':
      return say('a folder that could not be looked into');
    case 'rulesUnread':
      return say('a folder whose ignore file cannot be read');
    case 'rulesCapped':
      return say('ignore files with too many rules: nothing in their folders was looked at');
    case 'rulesTooSlow':
      return say('left out, since the ignore rules take too long');
    default:
      return skipText(why, say);
  }
}

/** What an answer says that found nothing. `passages`: how many a model had read. */
export function notFoundText({ kind, missing }: NotFound, passages: number, say: Say): string {
  if (kind === 'noMatch')
    return say('Nothing was found: no content word of the question stands in the indexed files.');
  const text = say(
    'Nothing that answers this was found. The model read {0} passages and declined.',
    passages,
  );
  return missing.length === 0 ? text : `${text} ${say('It would need: {0}.', missing.join('; '))}`;
}

/** What was searched, for an answer that found nothing. */
export function searchedText({ files, chunks }: NotFound, say: Say): string {
  return `${filesText(files, say)}, ${chunks === 1 ? say('{0} chunk', chunks) : say('{0} chunks', chunks)}`;
}

const filesText = (files: number, say: Say): string =>
  files === 1 ? say('{0} file', files) : say('{0} files', files);

const rangesText = (ranges: number, say: Say): string =>
  ranges === 1 ? say('{0} lower-ranked range', ranges) : say('{0} lower-ranked ranges', ranges);
