import * as vscode from 'vscode';
import type { Configuration, ParamsOf } from '../../protocol/requests.ts';
import { type KeyRing, originOf } from '../models/keys.ts';
import { readerSettings } from '../models/readerSettings.ts';
import {
  askingSettings,
  encodingHint,
  excludeGlobs,
  type ModelSettings,
  proxySettings,
  type RoleSettings,
  readModelSettings,
  userSetting,
} from '../models/settings.ts';
import { isVirtual, type Root } from './roots.ts';

type Model = Configuration['model'];

interface BuiltModel {
  readonly model: Model;
  /** Why the model that is set cannot be asked, for a person. The engine finds further reasons. */
  readonly problems: readonly string[];
}

/**
 * The configuration that the engine gets: folders, storage, trust, and the model with its key. In a window that is
 * not trusted no model and no key are in it.
 */
export async function buildConfiguration(
  roots: readonly Root[],
  keys: KeyRing,
): Promise<{ readonly configuration: Configuration; readonly problems: readonly string[] }> {
  const workers = userSetting('index.workers');
  const { model, problems } = vscode.workspace.isTrusted
    ? await buildModel(keys)
    : { model: { kind: 'none' as const }, problems: [] };
  const configuration = {
    roots: roots.map((root) => ({
      name: root.name,
      uri: root.uri.toString(),
      ...(isVirtual(root) ? {} : { path: root.uri.fsPath }),
      exclude: excludeGlobs(root.uri),
      ...encodingHint(root.uri),
    })),
    // The command line and other windows use the same places: they share one index.
    storage: {},
    isTrusted: vscode.workspace.isTrusted,
    ...(workers > 0 ? { workers } : {}),
    asking: askingSettings(),
    model,
  };
  return { configuration, problems };
}

async function buildModel(keys: KeyRing): Promise<BuiltModel> {
  const settings = readModelSettings();
  if (settings.provider === 'endpoint') return await buildEndpoints(settings, keys);
  if (settings.provider === 'editor') return await buildEditorModels(settings);
  return { model: { kind: 'none' }, problems: [] };
}

async function buildEndpoints(settings: ModelSettings, keys: KeyRing): Promise<BuiltModel> {
  const author = await buildEndpoint(settings.author, keys);
  const reader = await buildEndpoint(readerSettings(settings), keys);
  const { prices, caFile, timeouts } = settings;
  const proxy = proxySettings();
  const model: Model = {
    kind: 'endpoint',
    ...(author ? { author } : {}),
    ...(reader ? { reader } : {}),
    prices: { ...prices },
    ...(proxy ? { proxy } : {}),
    ...(caFile === '' ? {} : { caFile }),
    ...timeouts,
  };
  const problems = (['baseUrl', 'model'] as const)
    .filter((field) => settings.author[field] === '')
    .map((field) => emptyProblem(`sightline.author.${field}`));
  return { model, problems };
}

type Endpoint = NonNullable<Extract<Model, { kind: 'endpoint' }>['author']>;

async function buildEndpoint(
  { baseUrl, model, headers, apiVersion, contextTokens, request }: RoleSettings,
  keys: KeyRing,
): Promise<Endpoint | undefined> {
  if (baseUrl === '' || model === '') return undefined;
  const apiKey = await keys.get(baseUrl);
  return {
    baseUrl,
    model,
    ...(apiKey ? { apiKey } : {}),
    headers: { ...headers },
    ...(apiVersion === '' ? {} : { apiVersion }),
    ...(contextTokens > 0 ? { contextTokens } : {}),
    ...(Object.keys(request).length > 0 ? { request: { ...request } } : {}),
  };
}

/** What the engine needs to ask an address for its models. Headers and version are of the address that is set. */
export async function endpointToList(
  baseUrl: string,
  keys: KeyRing,
): Promise<ParamsOf<'sightline/listModels'>> {
  const { author, caFile, timeouts } = readModelSettings();
  const isSet = originOf(author.baseUrl) === originOf(baseUrl);
  const own = isSet ? author : { headers: {}, apiVersion: '' };
  const apiKey = await keys.get(baseUrl);
  const proxy = proxySettings();
  return {
    kind: 'endpoint',
    // Which model makes no difference to the list; the engine takes no endpoint without one.
    author: {
      ...{ baseUrl, model: 'any', headers: { ...own.headers } },
      ...(apiKey ? { apiKey } : {}),
      ...(own.apiVersion === '' ? {} : { apiVersion: own.apiVersion }),
    },
    ...(proxy ? { proxy } : {}),
    ...(caFile === '' ? {} : { caFile }),
    ...timeouts,
  };
}

async function buildEditorModels(settings: ModelSettings): Promise<BuiltModel> {
  const ids = { author: settings.author.model, reader: readerSettings(settings).model };
  if (ids.author === '')
    return { model: { kind: 'editor' }, problems: [emptyProblem('sightline.author.model')] };
  const author = await buildEditorModel(ids.author);
  const reader = ids.reader === ids.author ? author : await buildEditorModel(ids.reader);
  // While the editor offers no model at all, those who bring them may still be starting.
  const isOffering = author || reader || (await vscode.lm.selectChatModels({})).length > 0;
  const missing = [...(author ? [] : [ids.author]), ...(reader ? [] : [ids.reader])];
  const gone = new Set(isOffering ? missing : []);
  const problems = [...gone].map((id) =>
    vscode.l10n.t('The editor has no model {0} any more. Choose another one.', id),
  );
  const model = {
    kind: 'editor' as const,
    ...(author ? { author } : {}),
    ...(reader ? { reader } : {}),
    ...settings.timeouts,
  };
  return { model, problems };
}

function emptyProblem(setting: string): string {
  return vscode.l10n.t('The setting {0} is empty, so no model is asked.', setting);
}

type EditorModel = NonNullable<Extract<Model, { kind: 'editor' }>['author']>;

async function buildEditorModel(id: string): Promise<EditorModel | undefined> {
  const [model] = await vscode.lm.selectChatModels({ id });
  return model && { id, vendor: model.vendor, family: model.family, maxInputTokens: model.maxInputTokens };
}
