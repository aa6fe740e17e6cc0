import { isDeepStrictEqual } from 'node:util';
import { originOf } from './keys.ts';
import type { ModelSettings, RoleSettings } from './settings.ts';

/**
 * What the reader's settings come to: an empty address or model is the author's. The author's headers and API version
 * hold for the same origin only, as its key does, and its context size and further fields of requests only for the same
 * model.
 */
export function readerSettings({
  author,
  reader,
}: {
  readonly author: RoleSettings;
  readonly reader: RoleSettings;
}): RoleSettings {
  const baseUrl = reader.baseUrl || author.baseUrl;
  const model = reader.model || author.model;
  const isSameOrigin = (originOf(baseUrl) ?? baseUrl) === (originOf(author.baseUrl) ?? author.baseUrl);
  return {
    baseUrl,
    model,
    headers: isSameOrigin ? { ...author.headers, ...reader.headers } : reader.headers,
    apiVersion: reader.apiVersion || (isSameOrigin ? author.apiVersion : ''),
    request: model === author.model ? { ...author.request, ...reader.request } : reader.request,
    contextTokens: reader.contextTokens || (model === author.model ? author.contextTokens : 0),
  };
}

/** True where one model writes and reads. */
export function isOneModel(settings: ModelSettings): boolean {
  const reader = readerSettings(settings);
  return settings.provider === 'editor'
    ? reader.model === settings.author.model
    : isDeepStrictEqual(reader, settings.author);
}
