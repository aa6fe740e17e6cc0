import type { Notice } from '../engine/types.ts';
import { replyProblem } from './failures/faultCodes.ts';
import { type Door, failureText } from './failures.ts';
import type { Say } from './say.ts';

/** A sentence for what a person should know about an answer beside its claims. */
export function noticeText(
  notice: Notice,
  { say, door }: { readonly say: Say; readonly door: Door },
): string {
  switch (notice.kind) {
    case 'followUp':
      return say('The question before was searched as well, since this one refers to it.');
    case 'redactions':
      return notice.count === 1
        ? say('{0} secret was replaced by placeholders before anything was sent.', 1)
        : say('{0} secrets were replaced by placeholders before anything was sent.', notice.count);
    case 'cutPrompt':
      return say(
        'The endpoint counted {0} of about {1} tokens sent: it cut the prompt. Raise its context length (for Ollama: num_ctx).',
        notice.counted,
        notice.sent,
      );
    case 'unproved':
      return say('{0} of {1} claims could not be proved from the files.', notice.count, notice.of);
    case 'overBudget':
      return say(
        'The next request needs {0} tokens and does not fit the budget of {1}; it was not sent.',
        notice.needs,
        notice.limit,
      );
    case 'promptTooLong':
      return say(
        'The next request needs {0} tokens and the model takes {1}; it was not sent.',
        notice.needs,
        notice.limit,
      );
    case 'askedAgain':
      return say(
        'The first reply could not be used ({0}); the model was asked once more.',
        replyProblem(notice.problem, say),
      );
    case 'outputCut':
      return say('The model stopped at its output limit; the answer may lack its end.');
    case 'replyCapped':
      return say(
        'The reply was too long to be taken whole: {0} claims, {1} citations and {2} texts were left out or shortened.',
        notice.claims,
        notice.citations,
        notice.texts,
      );
    case 'failure':
      return failureText(notice.failure, { say, door });
  }
}
