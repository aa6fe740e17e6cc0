/** What went wrong, as a sentence for a person, with the way out in the words of the door that shows it. */
import type { Failure, FailureCause } from '../engine/types.ts';
import { addressText, replyProblem, replyText } from './failures/faultCodes.ts';
import { insecureText, unreachableText } from './failures/networkCodes.ts';
import { settingText } from './failures/settingFailures.ts';
import { type Door, type Words, ways } from './failures/ways.ts';
import { routeReason, routeWord } from './routes.ts';
import type { Say } from './say.ts';
import { oneLine } from './untrusted.ts';

export type { Door } from './failures/ways.ts';

/** Characters of an endpoint's own words that are shown. */
const MAX_SAID = 300;

/**
 * The sentence for a failure: what happened, to which host, and the way out at `door`. What others said in it is on
 * one line and bounded, whatever the failure holds. Pure.
 */
export function failureText(failure: Failure, { say, door }: { say: Say; door: Door }): string {
  const words: Words = { say, ways: ways(failure, say, door), door, ...named(failure, say) };
  const parts = [TEXTS[failure.cause](failure, words)];
  if (failure.said) parts.push(say('It said: "{0}"', oneLine(failure.said, MAX_SAID)));
  if (failure.isPage) parts.push(say('(a web page, perhaps of a proxy)'));
  const text = parts.join(' ');
  return failure.tries === undefined ? text : say('{0} ({1} tries)', text, failure.tries);
}

/** Who it is about; a failure that lacks a name still makes a sentence. */
function named({ host, model, target }: Failure, say: Say): Pick<Words, 'host' | 'model' | 'target'> {
  return {
    host: host ? oneLine(host, 300) : say('The endpoint'),
    model: model ? oneLine(model, 200) : say('the model'),
    target: oneLine(target ?? '', 1_000),
  };
}

type Text = (failure: Failure, words: Words) => string;

/** What an endpoint answered, as the beginning of a sentence about it. */
function answered({ status }: Failure, { say, host }: Words): string {
  return status === undefined ? say('{0} reported an error.', host) : say('{0} answered {1}.', host, status);
}

function redirectText({ status = 0 }: Failure, { say, host, target, ways: { setAddress } }: Words): string {
  const head =
    target === ''
      ? say('{0} answered with a redirect (status {1}).', host, status)
      : say('{0} answered with a redirect (status {1}) to {2}.', host, status, target);
  return [head, say('Redirects are not followed, so that the key goes to no other host.'), setAddress()].join(
    ' ',
  );
}

function restrictedText(what: string, { say }: Words): string {
  return [what, say('Trust this workspace to use it; search, outline and passages work without.')].join(' ');
}

const codeOf = ({ code }: Failure, say: Say): string =>
  code === undefined ? say('unknown error') : oneLine(code, MAX_SAID);
const detailOf = ({ detail = '' }: Failure): string => oneLine(detail, MAX_SAID);

/** One sentence for each cause. */
const TEXTS: Readonly<Record<FailureCause, Text>> = {
  noModel: (_, { say, ways: { nameModel } }) => [say('No model is configured.'), nameModel()].join(' '),
  noEditorModel: (_, { say, ways: { chooseModel } }) =>
    [say('No model of the editor is chosen.'), chooseModel()].join(' '),
  editorModelGone: (_, { say, model, ways: { chooseModel } }) =>
    [say('The editor has no model {0} any more.', model), chooseModel()].join(' '),
  address: (failure, words) =>
    words.say('The base URL of the model cannot be used: {0}.', addressText(failure, words)),
  notSearched: (_, { say }) => say('The prompt could not be searched for secrets, so nothing was sent.'),
  caFile: (_, { say, target, ways: { checkCaFile } }) =>
    [say('The CA file {0} cannot be read.', target), checkCaFile()].join(' '),
  refusedKey: ({ status }, { say, host, model, ways: { checkKey } }) =>
    [
      status === undefined
        ? say('{0} refused the key.', host)
        : say('{0} refused the key (status {1}).', host, status),
      checkKey(model),
    ].join(' '),
  noQuota: (_, { say, host }) =>
    say("{0} has no quota left for this key. Check the account's plan and billing.", host),
  tooLong: (_, { say, host, model, ways: { askLess } }) =>
    [say('The prompt is too long for {0} at {1}.', model, host), askLess()].join(' '),
  rateLimited: (_, { say, host }) =>
    say('{0} limits the rate of requests. Wait a little and ask again.', host),
  overloaded: (failure, words) =>
    [answered(failure, words), words.say('It is overloaded. Try again later.')].join(' '),
  unknownModel: (failure, words) => [answered(failure, words), words.ways.checkModel(words.model)].join(' '),
  slowRequest: (failure, words) =>
    [answered(failure, words), words.say('The request took too long. Ask again.')].join(' '),
  serverFault: (failure, words) =>
    [answered(failure, words), words.say('The fault is on its side. Try again later.')].join(' '),
  refusedRequest: (failure, words) =>
    [answered(failure, words), words.say('It did not accept the request for {0}.', words.model)].join(' '),
  reportedError: answered,
  redirect: redirectText,
  editorModel: (_, { say, model }) => say('The model {0} of the editor did not answer.', model),
  insecure: (failure, words) =>
    [
      words.say('No secure connection to {0}: {1}.', words.host, insecureText(failure, words.say)),
      words.ways.setCaFile(),
    ].join(' '),
  unreachable: (failure, { say, host }) =>
    say('Could not reach {0}: {1}.', host, unreachableText(failure, say)),
  proxy: (_, { say, host, ways: { checkProxy } }) =>
    [say('The proxy did not connect to {0}.', host), checkProxy()].join(' '),
  brokeOff: (_, { say, host }) => say('The connection to {0} broke off.', host),
  requestFailed: (failure, { say, host }) => say('The request to {0} failed: {1}', host, detailOf(failure)),
  firstToken: ({ seconds = 0 }, { say, host, ways: { waitLonger } }) =>
    [say('{0} sent no token for {1} s.', host, seconds), waitLonger('firstToken')].join(' '),
  idle: ({ seconds = 0 }, { say, host, ways: { waitLonger } }) =>
    [say('{0} stopped sending for {1} s.', host, seconds), waitLonger('idle')].join(' '),
  total: ({ seconds = 0 }, { say, host, ways: { waitLonger } }) =>
    [say('{0} had no whole answer after {1} s.', host, seconds), waitLonger('total')].join(' '),
  badReply: (failure, words) =>
    [
      words.say(
        '{0} did not answer like an OpenAI-compatible endpoint: {1}.',
        words.host,
        replyText(failure, words.say),
      ),
      words.ways.checkAddress(),
    ].join(' '),
  notPacked: (_, { say, host }) => say('{0} sent a body that cannot be unpacked.', host),
  notJson: (_, { say, host }) => say('{0} sent an event that is not JSON.', host),
  unreadableReply: (failure, { say, host }) =>
    say('{0} sent a reply that cannot be read: {1}', host, detailOf(failure)),
  unusableReply: (failure, { say }) =>
    say(
      "The model's reply could not be used, twice: {0}. A larger model may keep to the format.",
      failure.problem ? replyProblem(failure.problem, say) : detailOf(failure),
    ),
  overrun: (_, { say, host }) =>
    say(
      '{0} sent far more than it was asked for, and was stopped. What it sent is no answer. Another model may keep to the limit.',
      host,
    ),
  noResult: (_, { say, host }) => say('{0}: the connection ended without a result.', host),
  callFailed: (failure, { say, host }) => say('The call of {0} failed: {1}', host, detailOf(failure)),
  badAddress: settingText,
  badHeaderName: settingText,
  badHeaderValue: settingText,
  badApiVersion: settingText,
  ownRequestField: settingText,
  badKey: settingText,
  badAuthorization: settingText,
  badValue: settingText,
  keyInFile: settingText,
  unknownField: settingText,
  notJsonFile: settingText,
  unreadableFile: settingText,
  cacheInside: (_, { say, target, ways: { moveCache } }) =>
    [say('The cache directory {0} is inside the workspace.', target), moveCache()].join(' '),
  stateInside: (_, { say, target, ways: { moveState } }) =>
    [say('The state directory {0} is inside the workspace.', target), moveState()].join(' '),
  otherUser: (_, { say, target }) => say('{0} belongs to another user.', target),
  notMade: (failure, { say, target }) =>
    say(
      '{0} cannot be made: {1}. Check its permissions, or set another directory.',
      target,
      detailOf(failure),
    ),
  storeFull: (_, { say, target }) =>
    say('No space is left for {0}. Free some, or clear the indexes.', target),
  storeReadOnly: (failure, { say, target }) =>
    say('{0} cannot be written to ({1}). Check its permissions.', target, codeOf(failure, say)),
  storeNewer: (_, { say, target }) =>
    say('{0} was written by a newer Sightline. Update this one, or clear the index.', target),
  storeFault: (failure, { say, target }) =>
    say('{0} cannot be written to ({1}). Check the disk.', target, codeOf(failure, say)),
  unknownRoute: ({ detail = '', names = [] }, { say }) =>
    say('There is no route {0}. There are: {1}.', oneLine(routeWord(detail), 100), wordsOf(names)),
  routeDoesNotFit: ({ detail = '', names = [], reason }, { say }) =>
    names.length === 0
      ? say('The route {0} does not fit this question.', oneLine(routeWord(detail), 100))
      : say(
          'The route {0} does not fit this question: {1}. What fits: {2}.',
          oneLine(routeWord(detail), 100),
          reason ? routeReason(reason, say) : say('it says so'),
          wordsOf(names),
        ),
  noFolder: (_, { say, target, ways: { openFolder } }) =>
    [say('{0} is not a folder.', target), openFolder()].join(' '),
  notOpened: ({ code }, { say, target, ways: { openFolder } }) =>
    [
      say('{0} is missing or cannot be opened ({1}).', target, code ?? say('unknown error')),
      openFolder(),
    ].join(' '),
  notConfigured: (_, { say }) => say('The window has not configured its folders yet. Try again.'),
  noFolderOpen: (_, { say }) => say('No folder is open. Open a folder first.'),
  sameName: (_, { say, target }) => say('Two folders are named {0}; names must differ.', target),
  runUnderWay: (_, { say, target }) => say('A run named {0} is under way.', target),
  noRun: (_, { say, target }) => say('There is no run {0} of these folders.', target),
  noNote: (_, { say, target }) => say('There is no note {0} of these folders.', target),
  nothingProved: (_, { say }) =>
    say('No claim of this answer is proved: there is nothing to keep as a note.'),
  notesHeld: (_, { say }) => say('Another process is writing the notes. Try again.'),
  notesFull: (_, { say }) => say('The notes would be larger than 5 MB. Delete some first.'),
  modelsRestricted: (_, words) => restrictedText(words.say('Models are off in Restricted Mode.'), words),
  discoveryRestricted: (_, words) =>
    restrictedText(words.say('Looking for models is off in Restricted Mode.'), words),
  patchesRestricted: (_, words) => restrictedText(words.say('Patches are off in Restricted Mode.'), words),
  baselineRestricted: (_, words) =>
    restrictedText(words.say('No baseline is written in Restricted Mode.'), words),
  baselineBad: (_, { say, target }) =>
    say('{0} is no baseline of reviews. Nothing was written. Mend it, or take it away.', target),
  baselineLink: (_, { say, target }) => say('{0} is a link, or lies below one. Nothing was written.', target),
  notOnDisk: (_, { say }) =>
    say('This folder is not on the disk of this computer: patches cannot change it.'),
  rootUnread: (failure, { say }) =>
    say(
      'The folder or its ignore file cannot be read ({0}), so nothing in it was looked at. Make it readable, and try again.',
      detailOf(failure),
    ),
  noIndex: (failure, { say }) => say('The index cannot be made: {0}', detailOf(failure)),
  noEnd: (_, { say }) => say('The run ended without a result. This is a bug in Sightline.'),
  crashed: (failure, { say }) => say('Sightline failed: {0}', detailOf(failure)),
};

/** The routes as they are typed. */
const wordsOf = (routes: readonly string[]): string => routes.map(routeWord).join(', ');
