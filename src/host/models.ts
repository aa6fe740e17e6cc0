import type { Failure, Log, Measured, Model } from '../engine/engine.ts';
import type { ModelList } from '../node/model/list/listModels.ts';
import { createCapabilityFile } from '../node/model/settings/capabilityFile.ts';
import { loadConfig, type ModelConfig, readConfig } from '../node/model/settings/config.ts';
import { createMeasuredFile, measuredKey } from '../node/model/settings/measuredFile.ts';
import { createSecretFilter, type SecretFilter } from '../node/secrets/filter.ts';
import type { Places } from '../node/storage/places.ts';
import type { ModelInfo } from '../protocol/data.ts';
import type { Asking, Configuration } from '../protocol/requests.ts';
import { createEditorModel, type EditorConnection } from './editorModel.ts';

/** What a prompt weighs, counted as a run counts it. */
export { messageTokens } from '../engine/engine.ts';
/** Model servers that answer on this computer. */
export { discoverLocalServers } from '../node/model/discover.ts';

/** The models of the endpoint that a setting names for the author, or why they are not known. Makes one request. */
export async function listEndpointModels(setting: EndpointSetting, signal: AbortSignal): Promise<ModelList> {
  const config = endpointConfig(setting);
  if ('cause' in config) return { models: [], failure: config };
  const { listModels } = await import('../node/model/openaiModel.ts');
  return await listModels(config, signal);
}

/**
 * The models of the address that the environment and the user's configuration file name for a role; a model need not be
 * named yet. Without an address and a model nothing is asked. Makes one request.
 */
export async function listUserModels(
  role: 'author' | 'reader',
  signal: AbortSignal,
): Promise<ModelList & { readonly host: string }> {
  const set = await loadConfig();
  if (!set.ok) return { host: '', models: [], failure: set.problem };
  const result = await loadConfig({
    env: { ...process.env, SIGHTLINE_MODEL: process.env.SIGHTLINE_MODEL?.trim() || 'any' },
  });
  const endpoint = result.ok ? result.config.roles[role] : undefined;
  const isNamed = set.config.roles[role] !== undefined || set.config.hasAddress;
  if (!result.ok || !endpoint || !isNamed)
    return { host: '', models: [], failure: { kind: 'notConfigured', cause: 'noModel' } };
  const { listModels } = await import('../node/model/openaiModel.ts');
  const found = await listModels({ ...result.config, roles: { author: endpoint } }, signal);
  return { host: endpoint.url.host, ...found };
}

type ModelSetting = Configuration['model'];
type EndpointSetting = Extract<ModelSetting, { kind: 'endpoint' }>;

export interface OpenedModel {
  readonly model: Model | undefined;
  /** Replaces secrets as a request does; for previews. */
  readonly secrets: SecretFilter;
  /** What is wrong with the settings. */
  readonly problems: readonly Failure[];
}

interface EndpointTools {
  readonly log: Log;
  readonly places: Places;
}

/** Makes the model that the settings name. Makes no request. Keys stay in memory. */
export async function openModel(
  setting: ModelSetting,
  tools: EndpointTools & { readonly connection: EditorConnection },
): Promise<OpenedModel> {
  const secrets = createSecretFilter();
  if (setting.kind === 'none') return { model: undefined, secrets, problems: [] };
  if (setting.kind === 'editor')
    return {
      model: createEditorModel(setting, secrets, {
        connection: tools.connection,
        effectiveTokens: await knownLengths(tools.places),
      }),
      ...{ secrets, problems: [] },
    };
  const config = endpointConfig(setting);
  if ('cause' in config) return { model: undefined, secrets, problems: [config] };
  if (!config.roles.author && !config.roles.reader) return { model: undefined, secrets, problems: [] };
  return { model: await openEndpoints(config, secrets, tools), secrets, problems: [] };
}

/** The model that the environment and the user's configuration file name. Makes no request. */
export async function openUserModel(
  tools: EndpointTools,
): Promise<OpenedModel & { readonly asking: Asking; readonly checks: ModelConfig['checks'] }> {
  const secrets = createSecretFilter();
  const result = await loadConfig();
  if (!result.ok) return { model: undefined, secrets, problems: [result.problem], asking: {}, checks: [] };
  const { roles, asking, checks } = result.config;
  const isNamed = roles.author !== undefined || roles.reader !== undefined;
  const model = isNamed ? await openEndpoints(result.config, secrets, tools) : undefined;
  return { model, secrets, problems: [], asking, checks };
}

/** Loaded when a model is named: it is much code, and most commands need none of it. */
async function openEndpoints(
  config: ModelConfig,
  secrets: SecretFilter,
  { log, places }: EndpointTools,
): Promise<Model> {
  const { createOpenAiModel } = await import('../node/model/openaiModel.ts');
  const capabilities = createCapabilityFile(places.cacheDir);
  return createOpenAiModel({
    ...{ config, secrets, log, capabilities },
    effectiveTokens: await knownLengths(places),
  });
}

/** Up to which length each model reads well, as far as it was measured. */
async function knownLengths(places: Places): Promise<(host: string, model: string) => number | undefined> {
  const measured = await createMeasuredFile(places.stateDir).read();
  return (host, model) => measured[measuredKey(host, model)]?.effectiveTokens;
}

/** Keeps what was measured of a model, for all that open it from now on. @throws the system's error */
export async function keepMeasured(
  { host, model, how, cells, effectiveTokens }: Measured,
  places: Places,
): Promise<void> {
  if (how === 'declined' || cells.length === 0) return;
  await createMeasuredFile(places.stateDir).write(measuredKey(host, model), {
    ...{ atMs: Date.now(), how, cells: [...cells] },
    ...(effectiveTokens === undefined ? {} : { effectiveTokens }),
  });
}

/** What answers in each role, for the user. */
export function modelInfos(model: Model | undefined): ModelInfo[] {
  return (['author', 'reader'] as const).flatMap((role) => {
    const info = model?.info(role);
    if (!info) return [];
    const { id, host, contextTokens, effectiveTokens } = info;
    return [{ role, id, host, contextTokens, ...(effectiveTokens === undefined ? {} : { effectiveTokens }) }];
  });
}

/** The settings under the same rules as the user's configuration file, or what is wrong with them. */
function endpointConfig(setting: EndpointSetting): ModelConfig | Failure {
  const roles = (['author', 'reader'] as const).flatMap((role) => {
    const own = setting[role];
    if (!own) return [];
    const { apiKey: _apart, contextTokens, ...fields } = own;
    return [[role, { ...fields, ...(contextTokens ? { contextTokens } : {}) }] as const];
  });
  const { prices, caFile, firstTokenMs, idleMs, totalMs } = setting;
  const timeouts = { firstTokenMs, idleMs, totalMs };
  const text = JSON.stringify({ ...Object.fromEntries(roles), prices, caFile, ...timeouts });
  const result = readConfig({ env: {}, configText: text, configPath: 'settings' });
  if (!result.ok) return result.problem;
  const { config } = result;
  for (const role of ['author', 'reader'] as const) {
    // Where nothing names the reader, the author's model reads as well, with the author's key.
    const apiKey = (setting[role] ?? setting.author)?.apiKey;
    const endpoint = config.roles[role];
    if (endpoint && apiKey) Object.assign(endpoint, { apiKey });
  }
  if (!setting.proxy) return { ...config, proxy: readEnvProxy() };
  const { http, https, none, authorization } = setting.proxy;
  if (authorization && !/^[\x20-\x7e]+$/.test(authorization))
    return { kind: 'settings', cause: 'badAuthorization', field: 'http.proxyAuthorization' };
  return {
    ...config,
    proxy: {
      ...(http ? { http } : {}),
      ...(https ? { https } : {}),
      ...(none ? { none } : {}),
      ...(authorization ? { authorization } : {}),
    },
  };
}

/** The proxy of the environment, as every other program uses it. */
function readEnvProxy(): ModelConfig['proxy'] {
  const result = readConfig({ env: process.env });
  return result.ok ? result.config.proxy : {};
}
