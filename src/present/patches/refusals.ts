import type { FileFault } from '../../engine/ports.ts';
import type { EditPlace, EditsFault } from '../../engine/types.ts';
import type { Say } from '../say.ts';

type Refused = Extract<EditPlace, { state: 'refused' }>;

/** Why an edit is not made, as a part of a sentence. */
export function refusalText({ reason, places = 0, detail = '' }: Refused, say: Say): string {
  switch (reason) {
    case 'notFound':
      return say('what it quotes is not in the file');
    case 'ambiguous':
      return places > 1
        ? say('it fits {0} places: quote more', places)
        : say('it fits several places: quote more');
    case 'alreadyThere':
      return say('the new lines are there already');
    case 'noChange':
      return say('it changes nothing');
    case 'emptyAnchor':
      return say('it quotes nothing to know the place by');
    case 'weakAnchor':
      return say('it quotes too little to know the place by');
    case 'partOfWord':
      return say('what it quotes is only there as a part of a longer word');
    case 'joinsLines':
      return say('a line break would be lost');
    case 'stale':
      return say('the file is not as the patch says');
    case 'indentation':
      return say('the indentation that it quotes does not tell how the new lines go in');
    case 'elided':
      return say('something was left out of it');
    case 'escaped':
      return say('its quotes are escaped, perhaps by mistake');
    case 'fenced':
      return say('a fence of the message was left in it');
    case 'overlap':
      return say('another edit touches the same lines');
    case 'secretMark':
      return say('it touches a secret that was left out');
    default:
      return fileRefusalText(reason, detail, say);
  }
}

function fileRefusalText(reason: Refused['reason'], detail: string, say: Say): string {
  switch (reason) {
    case 'exists':
      return say('there is a file of this name already');
    case 'missing':
      return say('there is no such file');
    case 'badPath':
      return say('the path leads out of the folder, or can be read in two ways');
    case 'protected':
      return say('this file decides what programs do: it is changed only when it is allowed by name');
    case 'alarming':
      return say(
        'it adds something that runs, fetches, permits or hides ({0}): allow the file by name',
        detail,
      );
    case 'unseen':
      return say('the model has not seen this file');
    case 'conflict':
      return say('two things are wanted of this file');
    case 'encoding':
      return say('the encoding of the file has no bytes for the new text');
    case 'syntax':
      return say('it adds a syntax error, in line {0} of the new text', detail);
    default:
      return say('the file cannot be changed ({0})', detail);
  }
}

/** Why a text is no patch, as a part of a sentence. */
export function faultText({ kind, line }: EditsFault, say: Say): string {
  switch (kind) {
    case 'empty':
      return say('there is no edit in it');
    case 'truncated':
      return say('it is cut off');
    case 'noPath':
      return say('line {0} does not say which file is meant', line);
    case 'twoPaths':
      return say('line {0} names two files', line);
    case 'marks':
      return say('line {0} can be read in two ways', line);
    case 'binary':
      return say('line {0} changes a binary file', line);
    case 'link':
      return say('line {0} makes a link or a submodule', line);
    case 'copy':
      return say('line {0} copies a file', line);
    case 'tooLarge':
    case 'tooMany':
      return say('it is too large');
    case 'malformed':
      return say('line {0} is not well formed', line);
    default:
      return say('it has none of the forms that are known');
  }
}

/** What the file system said, as a part of a sentence. */
export function fileFaultText({ kind, code = '' }: FileFault, say: Say): string {
  switch (kind) {
    case 'full':
      return say('the disk is full');
    case 'denied':
      return say('it may not be written');
    case 'link':
      return say('a link leads to it');
    case 'changed':
      return say('it changed meanwhile');
    case 'notRegular':
      return say('it is no regular file');
    case 'tooLarge':
      return say('it is too large');
    default:
      return say('the system said {0}', code || kind);
  }
}
