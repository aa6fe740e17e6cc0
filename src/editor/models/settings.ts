import * as vscode from 'vscode';
import type { Asking } from '../../protocol/requests.ts';
import { readSetting, type SettingName, type SettingValue } from '../../protocol/settings.ts';

export type Role = 'author' | 'reader';
export type Provider = SettingValue<'model'>;

/** One role's settings as a person wrote them; empty texts mean "not set". */
export interface RoleSettings {
  readonly baseUrl: string;
  readonly model: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly contextTokens: number;
  readonly request: SettingValue<'author.request'>;
}

export interface ModelSettings {
  readonly provider: Provider;
  readonly author: RoleSettings;
  readonly reader: RoleSettings;
  readonly prices: Readonly<Record<string, { inputPerMillion: number; outputPerMillion: number }>>;
  readonly caFile: string;
  readonly timeouts: {
    readonly firstTokenMs: number;
    readonly idleMs: number;
    readonly totalMs: number;
  };
}

const SECTION = 'sightline';

/**
 * A setting as the user set it for this machine. Values of a workspace are never read, whatever the manifest says:
 * an endpoint must not come from a repository.
 */
export function userSetting<N extends SettingName>(name: N): SettingValue<N> {
  return readSetting(name, vscode.workspace.getConfiguration(SECTION).inspect(name)?.globalValue);
}

/** The settings of models as the user wrote them, without inheritance: see `readerSettings`. */
export function readModelSettings(): ModelSettings {
  return {
    provider: userSetting('model'),
    author: readRole('author'),
    reader: readRole('reader'),
    prices: userSetting('prices'),
    caFile: userSetting('caFile'),
    timeouts: {
      firstTokenMs: userSetting('timeouts.firstToken') * 1000,
      idleMs: userSetting('timeouts.idle') * 1000,
      totalMs: userSetting('timeouts.total') * 1000,
    },
  };
}

function readRole(role: Role): RoleSettings {
  return {
    baseUrl: userSetting(`${role}.baseUrl`).trim(),
    model: userSetting(`${role}.model`).trim(),
    headers: userSetting(`${role}.headers`),
    apiVersion: userSetting(`${role}.apiVersion`).trim(),
    contextTokens: userSetting(`${role}.contextTokens`),
    request: userSetting(`${role}.request`),
  };
}

/** Writes a setting of the user. An empty value removes it. */
export async function writeUserSetting(name: SettingName, value: unknown): Promise<void> {
  const isEmpty = value === '' || value === undefined;
  await vscode.workspace
    .getConfiguration(SECTION)
    .update(name, isEmpty ? undefined : value, vscode.ConfigurationTarget.Global);
}

/** What runs may take, and the route that the user wants for all questions. Of the user alone: it costs money. */
export function askingSettings(): Asking {
  const [fullContextTokens, route] = [userSetting('fullContextTokens'), userSetting('route').trim()];
  return {
    ...{ confirmTokens: userSetting('confirmTokens'), budgetTokens: userSetting('budgetTokens') },
    ...(fullContextTokens > 0 ? { fullContextTokens } : {}),
    ...(route === '' ? {} : { route }),
    instructions: userSetting('standingInstructions'),
  };
}

/** Globs of files that the editor hides, when the user wants them left out. A glob with a condition is not one. */
export function excludeGlobs(folder: vscode.Uri): string[] {
  const written = vscode.workspace.getConfiguration(SECTION, folder).get('index.honourExcludes');
  if (!readSetting('index.honourExcludes', written)) return [];
  const globs = ['files', 'search'].flatMap((section) => {
    const value = vscode.workspace
      .getConfiguration(section, folder)
      .get<Record<string, unknown>>('exclude', {});
    return Object.entries(value)
      .filter(([, on]) => on === true)
      .map(([glob]) => glob);
  });
  return [...new Set(globs)];
}

/** How the editor reads files of a folder that are no Unicode; nothing where it takes all for UTF-8 and does not guess. */
export function encodingHint(folder: vscode.Uri): {
  readonly encoding?: { readonly encoding: string; readonly isGuessedFirst: boolean };
} {
  const files = vscode.workspace.getConfiguration('files', folder);
  const encoding = files.get<unknown>('encoding');
  if (typeof encoding !== 'string' || encoding.startsWith('utf')) return {};
  return { encoding: { encoding, isGuessedFirst: files.get('autoGuessEncoding') === true } };
}

interface Proxy {
  readonly http?: string;
  readonly https?: string;
  readonly none?: string;
  readonly authorization?: string;
}

/**
 * The proxy that the user set for the editor, with its authorization; a workspace cannot name one. Empty: no proxy at
 * all, not even that of the environment. Undefined: the editor says nothing, so the environment's is used.
 */
export function proxySettings(): Proxy | undefined {
  const http = vscode.workspace.getConfiguration('http');
  if (http.inspect<string>('proxySupport')?.globalValue === 'off') return {};
  const proxy = http.inspect<string>('proxy')?.globalValue;
  if (!proxy) return undefined;
  const none = http.inspect<string[]>('noProxy')?.globalValue;
  const authorization = http.inspect<string | null>('proxyAuthorization')?.globalValue;
  return {
    http: proxy,
    https: proxy,
    ...(none && none.length > 0 ? { none: none.join(',') } : {}),
    ...(authorization ? { authorization } : {}),
  };
}
