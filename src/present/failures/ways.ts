/** The ways out of a failure, in the words of each door: settings and commands in the editor, files and variables at a prompt. */
import type { Failure } from '../../engine/types.ts';
import type { Say } from '../say.ts';

/** Where a sentence is read. */
export type Door = 'editor' | 'cli';

/** What the sentences of a failure are made with. */
export interface Words {
  readonly say: Say;
  readonly ways: Ways;
  readonly door: Door;
  /** Names of the failure, ready to be shown. */
  readonly host: string;
  readonly model: string;
  readonly target: string;
}

/** What a person can do, one sentence each. */
export interface Ways {
  nameModel(): string;
  chooseModel(): string;
  checkKey(model: string): string;
  checkModel(model: string): string;
  checkAddress(): string;
  setAddress(): string;
  checkCaFile(): string;
  setCaFile(): string;
  checkProxy(): string;
  askLess(): string;
  waitLonger(step: 'firstToken' | 'idle' | 'total'): string;
  moveCache(): string;
  moveState(): string;
  openFolder(): string;
}

/** The ways out of a failure at a door. */
export function ways(failure: Failure, say: Say, door: Door): Ways {
  return door === 'editor' ? editorWays(failure.role ?? 'author', say) : promptWays(failure.role, say);
}

function editorWays(role: 'author' | 'reader', say: Say): Ways {
  const setting = (name: string): string => `sightline.${role}.${name}`;
  return {
    nameModel: () => say('Choose one with Sightline: Choose Model.'),
    chooseModel: () => say('Choose one with Sightline: Choose Model.'),
    checkKey: (model) => say('Check the key with Sightline: Set API Key, and that it may use {0}.', model),
    checkModel: (model) =>
      say(
        'Check the model name ({0}, setting {1}) and the base URL (setting {2}), which usually ends in /v1.',
        model,
        setting('model'),
        setting('baseUrl'),
      ),
    checkAddress: () => say('Check the base URL (setting {0}), or ask again.', setting('baseUrl')),
    setAddress: () => say('Set the base URL (setting {0}) to the final address.', setting('baseUrl')),
    checkCaFile: () => say('Check the setting {0}.', 'sightline.caFile'),
    setCaFile: () => say('If this host is yours, set {0} to its CA certificate (PEM).', 'sightline.caFile'),
    checkProxy: () =>
      say(
        'Check the settings {0} and {1}, or HTTPS_PROXY where they are empty.',
        'http.proxy',
        'http.proxyAuthorization',
      ),
    askLess: () => say('Ask about a smaller scope, or set {0}.', setting('contextTokens')),
    waitLonger: (step) => say('Ask again, or raise {0}.', `sightline.timeouts.${step}`),
    moveCache: () => say('Set another one for Sightline.'),
    moveState: () => say('Set another one for Sightline.'),
    openFolder: () => say('Open another folder.'),
  };
}

function promptWays(role: Failure['role'], say: Say): Ways {
  return {
    nameModel: () =>
      say('Set SIGHTLINE_MODEL (and SIGHTLINE_BASE_URL, SIGHTLINE_API_KEY), or name a model in config.json.'),
    chooseModel: () => say('Set SIGHTLINE_MODEL, or name a model in config.json.'),
    checkKey: (model) =>
      say('Check the key ({0}) and that it may use {1}.', keyVariables(role).join(', '), model),
    checkModel: (model) =>
      say(
        'Check the model name ({0}) and the base URL, which usually ends in /v1. "sightline models names" lists the names.',
        model,
      ),
    checkAddress: () => say('Check the base URL, or ask again.'),
    setAddress: () => say('Set the base URL to the final address.'),
    checkCaFile: () => say('Check {0}.', 'SIGHTLINE_CA_FILE'),
    setCaFile: () => say('If this host is yours, set {0} to its CA certificate (PEM).', 'SIGHTLINE_CA_FILE'),
    checkProxy: () => say('Check HTTPS_PROXY and its user name and password.'),
    askLess: () => say('Ask about a smaller scope, or set {0}.', 'contextTokens (config.json)'),
    waitLonger: (step) => say('Ask again, or raise {0}.', `${step}Ms (config.json)`),
    moveCache: () => say('Set XDG_CACHE_HOME (on Windows: LOCALAPPDATA) to another place.'),
    moveState: () => say('Set XDG_STATE_HOME (on Windows: LOCALAPPDATA) to another place.'),
    openFolder: () => say('Give the folder of a repository with --root.'),
  };
}

/** Variables that may hold the key of a role: its own is used where its host is not the main one. */
function keyVariables(role: Failure['role']): string[] {
  return ['SIGHTLINE_API_KEY', ...(role ? [`SIGHTLINE_${role.toUpperCase()}_API_KEY`] : [])];
}
