import type { Answer, Notice } from '../engine/types.ts';
import { replyProblem } from './failures/faultCodes.ts';
import { type Door, failureText } from './failures.ts';
import { routeTitle } from './routes.ts';
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
    case 'earlierDropped':
    case 'instructions':
      return sentText(notice, say);
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
    case 'replyEnded':
      return endingText(notice.how, say);
    case 'usageDoubted':
      return doubtedText(notice.calls, say);
    case 'replyCapped':
      return say(
        'The reply was too long to be taken whole: {0} claims, {1} citations and {2} texts were left out or shortened.',
        notice.claims,
        notice.citations,
        notice.texts,
      );
    case 'segmentLost':
      return say(
        'Part {0} of {1} could not be read: the replies to it could not be used.',
        notice.segment,
        notice.of,
      );
    case 'readerUnproved':
      return say(
        '{0} claims of the readers were not recorded: their quotes did not prove them.',
        notice.count,
      );
    case 'ledgerCut':
      return say('{0} recorded claims had no room in the last prompt.', notice.count);
    case 'loopStopped':
    case 'filtered':
    case 'doubleChecked':
      return effortText(notice, say);
    case 'walkCapped':
      return say('The walk ended after {0} steps, as many as it may take, without an answer.', notice.steps);
    case 'couldRead':
      return offerText(notice, say);
    case 'indexing':
    case 'changedSince':
    case 'notConfirmed':
    case 'finishedEarly':
    case 'notRecorded':
      return runText(notice, { say, door });
    case 'failure':
      return failureText(notice.failure, { say, door });
  }
}

/** Why an answer is not whole. */
type Ending = Extract<Notice, { kind: 'failure' | 'notConfirmed' }>;

/** The notice that says why an answer is partial, where one does: it is told in the place of "partial", and once. */
export function endingOf({ status, notices }: Pick<Answer, 'status' | 'notices'>): Ending | undefined {
  if (status !== 'partial') return undefined;
  return notices.find((notice) => notice.kind === 'failure' || notice.kind === 'notConfirmed');
}

/** What ended an answer and what is shown of it; undefined for one that is whole, and for one that only lacks parts. */
export function unfinishedText(
  answer: Pick<Answer, 'status' | 'notices' | 'made'>,
  words: { readonly say: Say; readonly door: Door },
): string | undefined {
  const ending = endingOf(answer);
  if (!ending) return undefined;
  const { say } = words;
  const why = noticeText(ending, words);
  if (ending.kind === 'notConfirmed') return why;
  return answer.made === 'passages'
    ? say('The model gave no answer: {0} The best passages are shown instead.', why)
    : say('The answer could not be finished: {0} What there was until then is shown.', why);
}

/** What went with a request, and what did not. */
function sentText(
  notice: Extract<Notice, { kind: 'redactions' | 'earlierDropped' | 'instructions' }>,
  say: Say,
): string {
  if (notice.kind === 'instructions') return instructionsText(notice, say);
  if (notice.kind === 'earlierDropped') return droppedText(notice.count, say);
  return notice.count === 1
    ? say('{0} secret was replaced by placeholders before anything was sent.', 1)
    : say('{0} secrets were replaced by placeholders before anything was sent.', notice.count);
}

function instructionsText(
  { files, leftOut, leftOutFirst }: Extract<Notice, { kind: 'instructions' }>,
  say: Say,
): string {
  const names = files.map(({ path, chars, of }) =>
    chars < of ? say('{0} ({1} of {2} characters)', path, chars, of) : path,
  );
  const used = say('Standing instructions used, as quoted text: {0}.', names.join(', '));
  if (leftOut === 0) return used;
  const [shown, more] = [leftOutFirst.join(', '), leftOut - leftOutFirst.length];
  return `${used} ${say('Files that did not fit: {0}.', more > 0 ? say('{0} and {1} more', shown, more) : shown)}`;
}

const indexingText = ({ read, unread }: Extract<Notice, { kind: 'indexing' }>, say: Say): string =>
  say(
    'From {0} % of the files so far: {1} are still to be read. Ask again when the index is complete.',
    Math.floor((100 * read) / (read + unread)),
    unread,
  );

const droppedText = (count: number, say: Say): string =>
  count === 1
    ? say('The oldest question of this conversation did not go along.')
    : say('The {0} oldest questions of this conversation did not go along.', count);

/** What is told of a run as a whole: what it may take, and its record. */
function runText(
  notice: Extract<
    Notice,
    { kind: 'indexing' | 'changedSince' | 'notConfirmed' | 'finishedEarly' | 'notRecorded' }
  >,
  { say, door }: { readonly say: Say; readonly door: Door },
): string {
  switch (notice.kind) {
    case 'indexing':
      return indexingText(notice, say);
    case 'changedSince':
      return changedText(notice, say);
    case 'notConfirmed':
      return say(
        'Nothing was sent: this may take {0} to {1} tokens, and more than {2} are not taken unasked.',
        notice.least,
        notice.most,
        notice.limit,
      );
    case 'finishedEarly':
      return say(
        'Answered from what was there: {0} of {1} tokens were used, and the run can go on with more.',
        notice.used,
        notice.limit,
      );
    case 'notRecorded':
      return say(
        'This run could not be kept, so it cannot be shown or resumed later: {0}',
        failureText(notice.failure, { say, door }),
      );
  }
}

function doubtedText(calls: number, say: Say): string {
  return calls === 1
    ? say('The endpoint gave a count of tokens that cannot be right in {0} call; our own count is used.', 1)
    : say(
        'The endpoint gave a count of tokens that cannot be right in {0} calls; our own count is used.',
        calls,
      );
}

/** What came of more effort than an answer takes unasked. */
function effortText(
  notice: Extract<Notice, { kind: 'doubleChecked' | 'filtered' | 'loopStopped' }>,
  say: Say,
): string {
  if (notice.kind === 'loopStopped')
    return notice.why === 'idle'
      ? say('The investigation was ended: nothing new was proved in {0} turns.', notice.times)
      : say('The investigation was ended: it asked {0} times for the same ({1}).', notice.times, notice.of);
  if (notice.kind === 'filtered')
    return say(
      '{0} of {1} passages were kept as of help, and {2} files of them were read whole.',
      notice.kept,
      notice.of,
      notice.whole,
    );
  const { runs, alike } = notice;
  return alike > 1
    ? say('Asked {0} times with the passages in other orders: {1} of the answers say the same.', runs, alike)
    : say(
        'Asked {0} times with the passages in other orders: no two of the answers say the same, and this is the one that the others resemble most.',
        runs,
      );
}

/** Files that are named in one sentence. */
const NAMED_FILES = 5;

function changedText({ files, calls }: Extract<Notice, { kind: 'changedSince' }>, say: Say): string {
  const more = files.length - NAMED_FILES;
  const named = `${files.slice(0, NAMED_FILES).join(', ')}${more > 0 ? `, +${more}` : ''}`;
  const asked =
    calls === 1
      ? say('{0} recorded reply could not be used again', 1)
      : say('{0} recorded replies could not be used again', calls);
  if (files.length === 0) return say('{0}: what was asked is not the same any more.', asked);
  return say('Changed since the run began, and read anew: {0}. {1}.', named, asked);
}

/** What reading all of it would take, where the budget does not hold it. */
function offerText({ route, calls, tokens, left }: Extract<Notice, { kind: 'couldRead' }>, say: Say): string {
  return say(
    'The passages do not settle it. Reading all of it ({0}) takes about {1} tokens in {2} calls, and {3} are left of the budget: raise it to ask so.',
    routeTitle(route, say),
    tokens,
    calls,
    left,
  );
}

function endingText(how: Extract<Notice, { kind: 'replyEnded' }>['how'], say: Say): string {
  switch (how) {
    case 'filtered':
      return say('A content filter of the endpoint ended the reply; the answer may lack its end.');
    case 'unsaid':
      return say('The endpoint did not say that the reply was whole; the answer may lack its end.');
    case 'other':
      return say('The endpoint ended the reply for an unknown reason; the answer may lack its end.');
    case 'overrun':
      return say('The reply grew longer than was asked for and was stopped; the answer may lack its end.');
  }
}
