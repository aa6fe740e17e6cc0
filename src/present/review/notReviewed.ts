import type { NotJudgedWhy, NotReviewedWhy, ReviewReport, ReviewScope } from '../../engine/types.ts';
import { english } from '../say.ts';
import { notParsedText, skipText } from '../skips.ts';

/** Why a file was not reviewed, in English words. */
export function notReviewedText(why: NotReviewedWhy): string {
  switch (why.kind) {
    case 'skipped':
      return skipText(why.reason, english);
    case 'noTree':
      if (why.reason === 'noGrammar') return 'no grammar';
      return why.reason === 'longLines' ? 'made by a machine' : notParsedText(why.reason, english);
    case 'ruleFailed':
      return why.rule === '' ? `its rules failed: ${why.why}` : `the rule ${why.rule} failed: ${why.why}`;
    case 'changed':
      return 'changed while it was reviewed';
    case 'stopped':
      return 'stopped before it';
    case 'unseen':
      return 'a folder of which some files could not be seen';
    case 'unknownPath':
      return 'no file or folder that is indexed';
    case 'notJudged':
      return `lines ${why.startLine} to ${why.endLine} were not judged: ${NOT_JUDGED[why.why]}`;
  }
}

const NOT_JUDGED: Readonly<Record<NotJudgedWhy, string>> = {
  budget: 'the budget had no room for them',
  badReply: 'the replies of the model could not be used',
  cutReply: 'the reply of the model broke off',
  failed: 'the model could not be asked',
  stopped: 'the review was stopped before',
  tooLong: 'a line is longer than the model takes',
};

/** What was reviewed, in English words. */
export function scopeText(scope: ReviewScope): string {
  switch (scope.kind) {
    case 'repository':
      return 'the repository';
    case 'paths':
      return scope.paths.join(', ');
    case 'changes':
      return `what changed since ${scope.base}, and what it touches`;
    case 'staged':
      return 'what is staged, and what it touches';
    case 'commit':
      return `commit ${scope.commit.slice(0, 12)}, and what it touches`;
  }
}

/** Files of a scope that a review had to read. */
export function filesInScope({ coverage }: Pick<ReviewReport, 'coverage'>): number {
  return coverage.reviewed.length + new Set(coverage.notReviewed.map(({ path }) => path)).size;
}
