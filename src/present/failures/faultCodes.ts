/** What is wrong with an address and with a reply, for a person. */
import type { Failure, ReplyProblem } from '../../engine/types.ts';
import type { Say } from '../say.ts';
import { oneLine } from '../untrusted.ts';
import type { Words } from './ways.ts';

/** Why an address cannot be used, as the end of a sentence about it. */
export function addressText(failure: Failure, { say, door }: Words): string {
  switch (failure.code) {
    case 'empty':
      return say('it is empty');
    case 'control':
      return say('it holds a control character');
    case 'space':
      return say('it holds white space');
    case 'backSlash':
      return say('it holds a back slash');
    case 'query':
      return say(
        'it holds a query (after "?"); use {0} for api-version',
        door === 'editor' ? `sightline.${roleOf(failure)}.apiVersion` : 'apiVersion (config.json)',
      );
    case 'fragment':
      return say('it holds a fragment (after "#")');
    case 'scheme':
      return say('it must start with https:// or http://');
    case 'user':
      return door === 'editor'
        ? say('it holds a user name or password (before "@"); keys go into Sightline: Set API Key')
        : say('it holds a user name or password (before "@"); keys go into SIGHTLINE_API_KEY');
    case 'noHost':
      return say('it names no host');
    case 'percent':
      return say('its host holds a percent escape; write the host in plain letters');
    case 'nonAscii':
      return say('its host holds non-ASCII letters, which can look like another host');
    case 'punycode':
      return say('its host is punycode, which can look like another host');
    case 'dot':
      return say('its host ends in a dot');
    case 'ipv4InIpv6':
      return say('its host is an IPv4 address inside an IPv6 one; write the IPv4 address');
    case 'unusual':
      return say(
        'its host is written in an unusual form; write it as {0}',
        oneLine(failure.detail ?? '', 300),
      );
    case 'plainHttp':
      return say(
        'plain http would send the code and the key unencrypted; use https (http is for this machine and private networks)',
      );
    default:
      return say('it is not a valid address');
  }
}

/** The role that a failure is about: of the call, or of the setting that it names. */
function roleOf({ role, field = '' }: Failure): 'author' | 'reader' {
  return role ?? (field.startsWith('reader.') ? 'reader' : 'author');
}

/** What a reply lacks of one of an OpenAI-compatible endpoint, as the end of a sentence about the host. */
export function replyText({ code, detail, limit = 0 }: Failure, say: Say): string {
  const what = oneLine(detail ?? '', 120);
  switch (code) {
    case 'empty':
      return say('its reply is empty');
    case 'page':
      return what === ''
        ? say('it sent a web page, perhaps a login page of the network')
        : say('it sent a web page ("{0}"), perhaps a login page of the network', what);
    case 'type':
      return say('it sent {0} where text/event-stream was expected', what);
    case 'json':
      return say('it sent JSON that cannot be read');
    case 'noMessage':
      return say('its reply holds no message');
    case 'cutOff':
      return say('its reply broke off before its end');
    case 'longBody':
      return say('its reply is over {0} bytes long', limit);
    case 'longLine':
      return say('it sent a line of over {0} characters', limit);
    case 'event':
      return say('an event is no object');
    case 'choices':
      return say('its choices are no list');
    case 'severalChoices':
      return say('an event holds several choices though one was asked for');
    case 'choice':
      return say('a choice is no object');
    case 'index':
      return say('a choice has an index other than 0');
    case 'finish':
      return say('its finish_reason is no text');
    case 'noDelta':
      return say('a choice holds no delta');
    case 'delta':
      return say('a delta is no object');
    case 'content':
      return say('the content of a delta is no text');
    default:
      return say('its reply cannot be read');
  }
}

/** Why a reply could not be used, in a few words. */
export function replyProblem({ kind, field }: ReplyProblem, say: Say): string {
  switch (kind) {
    case 'cut':
      return say('it was cut off at its output limit');
    case 'noObject':
      return say('there was no JSON object in it');
    case 'notJson':
      return say('it was not valid JSON');
    case 'shape':
      // What the validator says of it is in the record of the run.
      return field
        ? say('it was not in the form that was asked for, at {0}', oneLine(field, 100))
        : say('it was not in the form that was asked for');
    case 'noClaims':
      return say('it says that there is an answer, and holds none');
    case 'noEvidence':
      return say('no claim cites any evidence');
  }
}
