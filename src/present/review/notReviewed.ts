import type { NotJudgedWhy, NotOurs, NotReviewedWhy, ReviewReport, ReviewScope } from '../../engine/types.ts';
import type { Say } from '../say.ts';
import { notParsedText, skipText } from '../skips.ts';

/** Why a file was not reviewed, in words. */
export function notReviewedText(why: NotReviewedWhy, say: Say): string {
  switch (why.kind) {
    case 'skipped':
      return skipText(why.reason, say);
    case 'noTree':
      if (why.reason === 'noGrammar') return say('no grammar');
      return why.reason === 'longLines' ? say('made by a machine') : notParsedText(why.reason, say);
    case 'notOurs':
      return notOursText(why.role, say);
    case 'ruleFailed':
      return why.rule === ''
        ? say('its rules failed: {0}', why.why)
        : say('the rule {0} failed: {1}', why.rule, why.why);
    case 'changed':
      return say('changed while it was reviewed');
    case 'stopped':
      return say('stopped before it');
    case 'unseen':
      return say('a folder of which some files could not be seen');
    case 'unknownPath':
      return say('no file or folder that is indexed');
    case 'notJudged':
      return say(
        'lines {0} to {1} were not judged: {2}',
        why.startLine,
        why.endLine,
        notJudgedText(why.why, say),
      );
  }
}

function notOursText(role: NotOurs, say: Say): string {
  if (role === 'vendored') return say('a copy of what others wrote');
  return role === 'data' ? say('data') : say('made by a machine');
}

function notJudgedText(why: NotJudgedWhy, say: Say): string {
  const texts: Readonly<Record<NotJudgedWhy, string>> = {
    budget: say('the budget had no room for them'),
    badReply: say('the replies of the model could not be used'),
    cutReply: say('the reply of the model broke off'),
    failed: say('the model could not be asked'),
    stopped: say('the review was stopped before'),
    tooLong: say('no prompt that the model takes has room for them'),
  };
  return texts[why];
}

/** What was reviewed, in words. */
export function scopeText(scope: ReviewScope, say: Say): string {
  switch (scope.kind) {
    case 'repository':
      return say('the repository');
    case 'paths':
      return scope.paths.join(', ');
    case 'lines':
      return `${scope.path}:${scope.startLine}-${scope.endLine}`;
    case 'changes':
      return say('what changed since {0}, and what it touches', scope.base);
    case 'staged':
      return say('what is staged, and what it touches');
    case 'commit':
      return say('commit {0}, and what it touches', scope.commit.slice(0, 12));
  }
}

/** Files of a scope that a review had to read. */
export function filesInScope({ coverage }: Pick<ReviewReport, 'coverage'>): number {
  return coverage.reviewed.length + new Set(coverage.notReviewed.map(({ path }) => path)).size;
}

/** What was read of what, as a sentence that says first whether it was all. */
export function coverageText(report: ReviewReport, say: Say): string {
  const { status, coverage } = report;
  const [done, all] = [coverage.reviewed.length, filesInScope(report)];
  const read = say('{0} of {1} files were reviewed.', done, all);
  if (status === 'complete') return `${say('Complete.')} ${read}`;
  if (status === 'stopped') return `${say('Stopped.')} ${read}`;
  const missed = new Set(coverage.notReviewed.map(({ path }) => path)).size;
  const faults = coverage.ruleFaults.length;
  const left = missed === 1 ? say('1 file was not reviewed.') : say('{0} files were not reviewed.', missed);
  return [
    say('Incomplete.'),
    missed > 0 ? left : read,
    ...(faults > 0 ? [say('Rules that cannot be read: {0}.', faults)] : []),
  ].join(' ');
}
