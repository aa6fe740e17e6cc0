import * as vscode from 'vscode';
import type { Configuration } from '../protocol/requests.ts';
import type { KeyRing } from './keys.ts';
import { isVirtual, type Root } from './roots.ts';
import { excludeGlobs, proxySettings, type Role, readModelSettings, userSetting } from './settings.ts';
import { engineTexts } from './strings.ts';

/**
 * The configuration that the engine gets: folders, storage, trust, texts, and the model with its key. In a window that is
 * not trusted no model and no key are in it.
 */
export async function buildConfiguration(roots: readonly Root[], keys: KeyRing): Promise<Configuration> {
  const workers = userSetting('index.workers', 0);
  return {
    roots: roots.map((root) => ({
      name: root.name,
      uri: root.uri.toString(),
      ...(isVirtual(root) ? {} : { path: root.uri.fsPath }),
      exclude: excludeGlobs(root.uri),
    })),
    // The command line and other windows use the same places: they share one index.
    storage: {},
    isTrusted: vscode.workspace.isTrusted,
    ...(workers > 0 ? { workers } : {}),
    l10n: engineTexts(),
    model: vscode.workspace.isTrusted ? await buildModel(keys) : { kind: 'none' },
  };
}

async function buildModel(keys: KeyRing): Promise<Configuration['model']> {
  const settings = readModelSettings();
  if (settings.provider === 'endpoint') {
    const author = await buildEndpoint('author', keys);
    const reader = (await buildEndpoint('reader', keys)) ?? author;
    const { prices, caFile, firstTokenMs, idleMs } = settings;
    const proxy = proxySettings();
    return {
      kind: 'endpoint',
      ...(author ? { author } : {}),
      ...(reader ? { reader } : {}),
      prices: { ...prices },
      ...(proxy ? { proxy } : {}),
      ...(caFile === '' ? {} : { caFile }),
      firstTokenMs,
      idleMs,
    };
  }
  if (settings.provider === 'editor') {
    const author = await buildEditorModel(settings.author.model);
    const reader = (await buildEditorModel(settings.reader.model)) ?? author;
    return { kind: 'editor', ...(author ? { author } : {}), ...(reader ? { reader } : {}) };
  }
  return { kind: 'none' };
}

type Endpoint = NonNullable<Extract<Configuration['model'], { kind: 'endpoint' }>['author']>;

async function buildEndpoint(role: Role, keys: KeyRing): Promise<Endpoint | undefined> {
  const { baseUrl, model, headers, apiVersion, contextTokens } = readModelSettings()[role];
  if (baseUrl === '' || model === '') return undefined;
  const apiKey = await keys.get(baseUrl);
  return {
    baseUrl,
    model,
    ...(apiKey ? { apiKey } : {}),
    headers: { ...headers },
    ...(apiVersion === '' ? {} : { apiVersion }),
    ...(contextTokens > 0 ? { contextTokens } : {}),
  };
}

type EditorModel = NonNullable<Extract<Configuration['model'], { kind: 'editor' }>['author']>;

async function buildEditorModel(id: string): Promise<EditorModel | undefined> {
  if (id === '') return undefined;
  const [model] = await vscode.lm.selectChatModels({ id });
  return model && { id, vendor: model.vendor, family: model.family, maxInputTokens: model.maxInputTokens };
}
