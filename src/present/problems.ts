import type { Problem } from '../engine/types.ts';
import { type Door, failureText } from './failures.ts';
import type { Say } from './say.ts';
import { oneLine } from './untrusted.ts';

type Of<K extends Problem['kind']> = Extract<Problem, { kind: K }>;

/** Characters of a path or of the system's words that are shown. */
const MAX_NAME = 1_000;

/** A problem in words for a person at `door`. In a workspace of several folders it begins with the folder's name. */
export function problemText(problem: Problem, words: { readonly say: Say; readonly door: Door }): string {
  const text = factText(problem, words);
  return problem.root === undefined ? text : `${name(problem.root)}: ${text}`;
}

function name(text: string): string {
  return oneLine(text, MAX_NAME);
}

function factText(problem: Problem, words: { readonly say: Say; readonly door: Door }): string {
  const { say } = words;
  switch (problem.kind) {
    case 'notWalked':
      return say('{0}: not walked ({1})', folderName(say, problem.path), whyNotWalked(say, problem));
    case 'rulesUnread':
      return rulesUnread(say, problem);
    case 'userRulesUnread':
      return say(
        'your own ignore rules (core.excludesFile of git) are not used: it {0}',
        whyUnread(say, problem),
      );
    case 'rulesCapped':
      return say(
        '{0} ignore rules in {1} files are not read, since all together are too many: nothing in their folders is indexed',
        problem.rules,
        problem.files,
      );
    case 'rulesTooSlow':
      return say('{0} files and folders are left out, since the ignore rules take too long', problem.paths);
    case 'gitUnproved':
      return say(
        '{0} points to a place that does not point back: its ignore rules are not read',
        name(problem.path),
      );
    case 'excludeUnused':
      return say('the exclude pattern {0} cannot be used', name(problem.pattern));
    case 'notOpen':
      return say('it is not open');
    case 'notKept':
      return say('The index is kept in memory only. {0}', failureText(problem.failure, words));
    case 'indexFailed':
      return name(problem.said);
    case 'failure':
      return failureText(problem.failure, words);
  }
}

function folderName(say: Say, path: string): string {
  return path === '' ? say('the workspace folder') : name(path);
}

function whyNotWalked(say: Say, { why, detail = '' }: Of<'notWalked'>): string {
  switch (why) {
    case 'system':
      return name(detail);
    case 'becameOther':
      return say('it became a {0}', detail);
    case 'aboveItself':
      return say('it is a folder above itself');
    case 'notUtf8':
      return say('its name is not valid UTF-8');
    case 'backslash':
      return say('its name holds a backslash');
  }
}

function rulesUnread(say: Say, problem: Of<'rulesUnread'>): string {
  const { path: file, folder } = problem;
  const consequence =
    folder === ''
      ? say('nothing in the workspace is indexed')
      : say('nothing in {0} is indexed', name(folder));
  return `${name(file)} ${whyUnread(say, problem)}: ${consequence}`;
}

function whyUnread(say: Say, { why, detail = '' }: Pick<Of<'rulesUnread'>, 'why' | 'detail'>): string {
  switch (why) {
    case 'system':
      return say('cannot be read ({0})', detail);
    case 'link':
      return say('is a link that leaves the folder');
    case 'notFile':
      return say('is a {0}, not a file', detail);
    case 'tooLarge':
      return say('is larger than {0} MB', detail);
    case 'notText':
      return say('is not a text file');
  }
}
