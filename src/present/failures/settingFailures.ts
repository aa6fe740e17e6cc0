/** What is wrong with a setting: of the configuration file or the environment at a prompt, of the editor there. */
import type { Failure } from '../../engine/types.ts';
import { oneLine } from '../untrusted.ts';
import { addressText } from './faultCodes.ts';
import type { Words } from './ways.ts';

/** Settings of the editor that are called otherwise than their fields. */
const SETTING_NAMES: Readonly<Record<string, string>> = {
  firstTokenMs: 'timeouts.firstToken',
  idleMs: 'timeouts.idle',
  totalMs: 'timeouts.total',
};

/** Which setting, and what to change; it never holds a value. */
export function settingText(failure: Failure, words: Words): string {
  const { say, door, target } = words;
  const field = oneLine(failure.field ?? '', 200);
  const why = problemText(failure, words);
  if (door === 'editor')
    return field === ''
      ? say('The settings of the model cannot be used: {0}.', why)
      : say('The setting {0} cannot be used: {1}.', settingName(field), why);
  const file = target === '' ? say('the environment') : target;
  return field === ''
    ? say('Configuration error in {0}: {1}.', file, why)
    : say('Configuration error in {0}, field {1}: {2}.', file, field, why);
}

/** The name of a setting as the editor lists it. Settings of the editor itself keep their names. */
function settingName(field: string): string {
  if (field.startsWith('http.')) return field;
  return `sightline.${Object.hasOwn(SETTING_NAMES, field) ? SETTING_NAMES[field] : field}`;
}

/** What stands in the place of a file, or the code of the system. */
function unreadText(code: string | undefined, { say }: Words): string {
  if (code === 'notRegular') return say('it is no file');
  if (code === 'otherUser') return say('it belongs to another user');
  if (code === 'tooLarge') return say('it is too large');
  return code ?? say('unknown error');
}

function problemText(failure: Failure, words: Words): string {
  const { say, door } = words;
  const { code, detail = '', line } = failure;
  switch (failure.cause) {
    case 'badAddress':
      return say('this base URL cannot be used: {0}', addressText(failure, words));
    case 'badHeaderName':
      return say('this is not a header name');
    case 'badHeaderValue':
      return say('a header value must be printable ASCII');
    case 'badApiVersion':
      return say('an api-version looks like 2024-10-21');
    case 'ownRequestField':
      return say('Sightline sets this field of a request itself');
    case 'badKey':
      return say('the key holds white space or characters that are not ASCII; copy it again');
    case 'badAuthorization':
      return say('it is not one line of ASCII');
    case 'keyInFile':
      return door === 'editor'
        ? say('keys do not belong in a setting; use Sightline: Set API Key')
        : say('keys do not belong in a file: set SIGHTLINE_API_KEY in the environment, or use the editor');
    case 'unknownField':
      return door === 'editor' ? say('there is no such setting') : say('there is no such field');
    case 'notJsonFile':
      return line === undefined ? say('it is not valid JSON') : say('it is not valid JSON at line {0}', line);
    case 'unreadableFile':
      return say('it cannot be read ({0})', unreadText(code, words));
    default:
      return detail === '' ? say('it is not valid') : oneLine(detail, 300);
  }
}
