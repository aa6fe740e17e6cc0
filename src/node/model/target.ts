/** Where the requests of a role go, and with which headers: everything is fixed here, before any request. */

import { type AddressProblem, checkBaseUrl, hostOf } from './settings/address.ts';
import type { EndpointConfig } from './settings/config.ts';

/** One resolved endpoint. */
export interface Target {
  readonly host: string;
  readonly url: URL;
  readonly model: string;
  /** What a person added to the body of each request. */
  readonly fields: EndpointConfig['request'];
  /** All headers that are sent, the key among them; nothing else is added. */
  readonly headers: Readonly<Record<string, string>>;
  /** True where the service is known to want `max_completion_tokens`. */
  readonly newTokenField: boolean;
}

const AZURE_HOST = /\.(openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/;
const AZURE_API_VERSION = '2024-10-21';

/** Resolves an endpoint, or says why its address is refused. */
export function resolveTarget(
  endpoint: EndpointConfig,
): Target | { readonly refused: AddressProblem; readonly plain?: string } {
  const check = checkBaseUrl(endpoint.url.href);
  if (!check.ok) return { refused: check.problem, ...(check.plain ? { plain: check.plain } : {}) };
  const azure = AZURE_HOST.test(check.url.hostname);
  return {
    host: hostOf(check.url),
    url: azure ? azureUrl(check.url, endpoint) : chatUrl(check.url, endpoint.apiVersion),
    model: endpoint.model,
    fields: endpoint.request,
    headers: requestHeaders(endpoint, azure),
    newTokenField: azure || check.url.hostname === 'api.openai.com',
  };
}

function chatUrl(base: URL, apiVersion: string | undefined): URL {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, '');
  // People paste the full address as often as the base.
  url.pathname = path.endsWith('/chat/completions') ? path : `${path}/chat/completions`;
  if (apiVersion !== undefined) url.searchParams.set('api-version', apiVersion);
  return url;
}

/** Azure's two forms: `/openai/v1` like everyone else's, else one address for each deployment and an api-version. */
function azureUrl(base: URL, endpoint: EndpointConfig): URL {
  const path = base.pathname.replace(/\/+$/, '');
  if (/\/v1(\/chat\/completions)?$/.test(path)) return chatUrl(base, endpoint.apiVersion);
  const url = new URL(base);
  const root = path === '' ? '/openai' : path;
  url.pathname = root.includes('/deployments/')
    ? root
    : `${root}/deployments/${encodeURIComponent(endpoint.model)}`;
  return chatUrl(url, endpoint.apiVersion ?? AZURE_API_VERSION);
}

function requestHeaders(endpoint: EndpointConfig, azure: boolean): Record<string, string> {
  const own: Record<string, string> = {
    accept: 'text/event-stream, application/json',
    'content-type': 'application/json',
    'user-agent': 'sightline',
  };
  for (const [name, value] of Object.entries(endpoint.headers)) own[name.toLowerCase()] = value;
  if (endpoint.apiKey === undefined) return own;
  return azure
    ? { ...own, 'api-key': endpoint.apiKey }
    : { ...own, authorization: `Bearer ${endpoint.apiKey}` };
}
