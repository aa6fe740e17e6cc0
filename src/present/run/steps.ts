import type { Step, StepLabel } from '../../engine/events.ts';
import type { Say } from '../say.ts';

/** What a step of a run does, in a few words. A step that this program has no words for shows its name. */
export function stepText({ kind, of = '' }: StepLabel, say: Say): string {
  switch (kind) {
    case 'answer':
      return say('Writing from the best passages');
    case 'answerAgain':
      return say('Writing from the passages in another order ({0})', of);
    case 'answerWider':
      return say('Writing from more passages');
    case 'investigate':
      return say('Investigating turn by turn');
    case 'filter':
      return say('Choosing the passages that help');
    case 'answerWhole':
      return say('Writing from whole files');
    case 'answerAll':
      return say('Writing from all of it');
    case 'readSegments':
      return say('Reading part after part');
    case 'answerFromLedger':
      return say('Writing from what was found');
    case 'findNames':
      return say('Looking for names that fit');
    case 'chooseBranch':
      return of === '' ? say('Choosing where to look') : say('Choosing where to look in {0}', of);
    case 'answerHere':
      return say('Writing from {0}', of);
    case 'findAll':
      return say('Looking through the index');
    case 'reportSections':
      return say('Writing section by section');
    case 'judge':
      return say('Judging one by one');
    case 'judgeFind':
      return say('Looking for findings');
    case 'judgeRefute':
      return say('Trying to refute the findings');
    case 'plan':
      return say('Planning the change');
    case 'planOne':
      return say('One file was found, so no plan is needed: {0}', of);
    case 'edits':
      return say('Writing the change');
    case 'followUses':
      return say('Looking at what the change reaches');
    case 'check':
      return say('Checking the citations');
    default:
      return `${kind} ${of}`.trim();
  }
}

/** A step with how far it is, where it has more than one unit. */
export function stepProgress({ label, done, total }: Step, say: Say): string {
  const text = stepText(label, say);
  return total > 1 ? say('{0}: {1} of {2}', text, done, total) : text;
}
