import * as vscode from 'vscode';
import { notice } from '../strings.ts';
import { isLocal, type KeyRing, originOf } from './keys.ts';
import { askModelName, type NamedModels } from './modelNames.ts';
import { PRESETS } from './presets.ts';
import { noteRecent, type RecentStore, recentModels } from './recentModels.ts';
import { type Provider, type Role, readModelSettings, writeUserSetting } from './settings.ts';

/** An endpoint that answered on this computer. */
export interface LocalEndpoint {
  readonly name: string;
  readonly baseUrl: string;
  readonly models: readonly string[];
}

type Choice =
  /** What is set already. */
  | { readonly kind: 'current' }
  | { readonly kind: 'none' }
  /** Opens the list anew: what runs on this computer was not known in time. */
  | { readonly kind: 'again' }
  | { readonly kind: 'editor'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'endpoint';
      readonly baseUrl: string;
      readonly model?: string;
      readonly example?: string;
      /** Chosen before: it takes the place of all that is set. */
      readonly isRecent?: true;
    }
  | { readonly kind: 'custom' };

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

export interface PickerTools {
  readonly keys: KeyRing;
  readonly recent: RecentStore;
  /** Asks the usual addresses of this computer; called only when the picker is open. */
  discover(signal: vscode.CancellationToken): Promise<readonly LocalEndpoint[]>;
  /** Asks an address for its models, with the key that is kept for it. */
  list(baseUrl: string, signal: vscode.CancellationToken): Promise<NamedModels>;
  /** Makes one tiny call and says what came of it, also when it could not be made: never rejects. */
  test(role: Role): Promise<void>;
}

/**
 * Lets the user choose what answers: models of the editor, endpoints of this computer, any other endpoint, or none.
 * Writes user settings and the key of a new host. Gives false when it was left without a choice.
 */
export async function chooseModel(tools: PickerTools): Promise<boolean> {
  const choice = await pickChoice(tools);
  if (!choice) return false;
  if (choice.kind === 'current') return true;
  if (choice.kind === 'again') return await chooseModel(tools);
  if (choice.kind === 'none') {
    await writeUserSetting('model', 'none');
    return true;
  }
  const isRecent = choice.kind === 'endpoint' && choice.isRecent === true;
  const roles: readonly Role[] | undefined = isRecent
    ? ['author', 'reader']
    : await pickRoles(choice.kind === 'editor' ? 'editor' : 'endpoint');
  if (!roles) return false;
  if (choice.kind === 'editor') {
    await writeChoice('editor', roles, { model: choice.id });
    await offerTest(choice.name, tools, roles[0]!);
    return true;
  }
  return await setEndpoint(choice, roles, tools);
}

async function setEndpoint(
  choice: Extract<Choice, { kind: 'endpoint' | 'custom' }>,
  roles: readonly Role[],
  tools: PickerTools,
): Promise<boolean> {
  const baseUrl = choice.kind === 'custom' ? await askAddress() : choice.baseUrl;
  if (!baseUrl) return false;
  const known = choice.kind === 'endpoint' ? choice.model : undefined;
  const needsKey = !isLocal(baseUrl) && !(await tools.keys.get(baseUrl));
  if (needsKey && !(await askKey(baseUrl, tools.keys, choice.kind === 'custom'))) return false;
  const example = choice.kind === 'endpoint' ? choice.example : undefined;
  const model = known ?? (await askModelName(baseUrl, example, tools));
  if (!model) return false;
  await writeChoice('endpoint', roles, { baseUrl, model });
  await noteRecent(tools.recent, { baseUrl, model });
  await offerTest(`${model} (${new URL(baseUrl).host})`, tools, roles[0]!);
  return true;
}

/** Writes a choice. Between, there is no model: a half-written choice is never used, and never found wanting. */
async function writeChoice(
  provider: Provider,
  roles: readonly Role[],
  fields: Readonly<Partial<Record<'baseUrl' | 'model', string>>>,
): Promise<void> {
  await writeUserSetting('model', 'none');
  for (const role of roles)
    for (const field of ['baseUrl', 'model'] as const)
      if (fields[field] !== undefined) await writeUserSetting(`${role}.${field}`, fields[field]);
  await writeUserSetting('model', provider);
}

/**
 * Shows the list when all of it is known: rows that come under a hand that is about to choose would make it choose
 * another one. For what runs on this computer it waits for a moment only.
 */
async function pickChoice(tools: PickerTools): Promise<Choice | undefined> {
  const picker = vscode.window.createQuickPick<ChoiceItem>();
  const cancel = new vscode.CancellationTokenSource();
  picker.title = vscode.l10n.t('What should answer questions?');
  picker.placeholder = vscode.l10n.t('Without a model you get checked passages, and nothing is sent.');
  picker.matchOnDescription = true;
  picker.busy = true;
  picker.show();
  const chosen = new Promise<Choice | undefined>((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      if (item !== undefined) resolve(item.choice);
    });
    picker.onDidHide(() => resolve(undefined));
  });
  void Promise.all([editorItems(), Promise.race([localItems(tools, cancel.token), lateItems()])]).then(
    ([editor, local]) => {
      // What is set comes first and is chosen at first: Enter changes nothing.
      const own = [...currentItems(), ...recentItems(tools.recent), ...noneItems()];
      picker.items = [...own, ...editor, ...local, ...serviceItems()];
      picker.busy = false;
    },
  );
  try {
    return await chosen;
  } finally {
    cancel.cancel();
    cancel.dispose();
    picker.dispose();
  }
}

/** Longer than the engine takes to ask this computer. An engine that is just starting may take longer still. */
const LIST_WAIT_MS = 3_000;

/** What stands for models of this computer that were not known in time. */
async function lateItems(): Promise<ChoiceItem[]> {
  await new Promise((resolve) => setTimeout(resolve, LIST_WAIT_MS));
  const label = `$(refresh) ${vscode.l10n.t('Look again: the engine has not answered yet')}`;
  return [separator(vscode.l10n.t('Running on this computer')), { label, choice: { kind: 'again' } }];
}

const separator = (label: string): ChoiceItem => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** What answers now; nothing is in force for a model of the editor without a name. */
function currentItems(): ChoiceItem[] {
  const { provider, author } = readModelSettings();
  const label = provider === 'none' ? vscode.l10n.t('No model') : notice(author.model);
  if (label === '') return [];
  const host = originOf(author.baseUrl)?.replace(/^https?:\/\//, '') ?? '';
  const description = {
    none: vscode.l10n.t('checked passages; nothing leaves this computer'),
    editor: vscode.l10n.t('Models of this editor'),
    endpoint: host,
  }[provider];
  return [
    separator(vscode.l10n.t('In use')),
    { label: `$(check) ${label}`, description, choice: { kind: 'current' } },
  ];
}

/** Endpoints that were chosen before, but for the one in use. */
function recentItems(store: RecentStore): ChoiceItem[] {
  const { provider, author } = readModelSettings();
  const items = recentModels(store)
    .filter(
      ({ baseUrl, model }) =>
        originOf(baseUrl) !== undefined &&
        (provider !== 'endpoint' || baseUrl !== author.baseUrl || model !== author.model),
    )
    .map(
      ({ baseUrl, model }): ChoiceItem => ({
        label: `$(history) ${notice(model)}`,
        description: new URL(baseUrl).host,
        choice: { kind: 'endpoint', baseUrl, model, isRecent: true },
      }),
    );
  return items.length === 0 ? [] : [separator(vscode.l10n.t('Chosen before')), ...items];
}

function noneItems(): ChoiceItem[] {
  if (readModelSettings().provider === 'none') return [];
  const description = vscode.l10n.t('checked passages; nothing leaves this computer');
  return [{ label: `$(circle-slash) ${vscode.l10n.t('No model')}`, description, choice: { kind: 'none' } }];
}

async function editorItems(): Promise<ChoiceItem[]> {
  const models = await Promise.resolve(vscode.lm.selectChatModels()).catch(() => []);
  if (models.length === 0) return [];
  return [
    separator(vscode.l10n.t('Models of this editor')),
    ...models.map(
      (model): ChoiceItem => ({
        label: `$(sparkle) ${notice(model.name)}`,
        description: notice(model.vendor),
        detail: vscode.l10n.t('{0} tokens in one request', model.maxInputTokens.toLocaleString()),
        choice: { kind: 'editor', id: model.id, name: model.name },
      }),
    ),
  ];
}

async function localItems(tools: PickerTools, token: vscode.CancellationToken): Promise<ChoiceItem[]> {
  const found = await tools.discover(token).catch(() => []);
  const items = found.flatMap(({ name, baseUrl, models }) =>
    models.map(
      (model): ChoiceItem => ({
        label: `$(vm) ${notice(model)}`,
        description: notice(name),
        detail: new URL(baseUrl).host,
        choice: { kind: 'endpoint', baseUrl, model },
      }),
    ),
  );
  return items.length === 0 ? [] : [separator(vscode.l10n.t('Running on this computer')), ...items];
}

function serviceItems(): ChoiceItem[] {
  return [
    separator(vscode.l10n.t('Other endpoints')),
    ...PRESETS.map(
      ({ name, baseUrl, example }): ChoiceItem => ({
        label: `$(globe) ${name}`,
        description: new URL(baseUrl).host,
        choice: { kind: 'endpoint', baseUrl, example },
      }),
    ),
    {
      label: `$(edit) ${vscode.l10n.t('Another address...')}`,
      description: vscode.l10n.t('any OpenAI-compatible endpoint'),
      choice: { kind: 'custom' },
    },
  ];
}

/**
 * Whoever has a model for the author alone may change that one; what changes the kind takes both. The reader's is set in
 * the settings: nothing asks it by itself yet.
 */
async function pickRoles(kind: Provider): Promise<readonly Role[] | undefined> {
  if (readModelSettings().provider !== kind) return ['author', 'reader'];
  const items: (vscode.QuickPickItem & { roles: readonly Role[] })[] = [
    { label: vscode.l10n.t('Everything'), roles: ['author', 'reader'] },
    {
      label: vscode.l10n.t('Writing answers only'),
      detail: vscode.l10n.t('few, strong calls'),
      roles: ['author'],
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What should it be used for?'),
  });
  return picked?.roles;
}

async function askAddress(): Promise<string | undefined> {
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of the endpoint'),
    prompt: vscode.l10n.t('The base address, up to and with its version.'),
    placeHolder: 'https://models.example.com/v1',
    value: readModelSettings().author.baseUrl,
    ignoreFocusOut: true,
    validateInput: (text) =>
      originOf(text.trim()) === undefined
        ? vscode.l10n.t(
            'Write an address that begins with https://, or with http:// for this computer or your own network.',
          )
        : undefined,
  });
  return value?.trim();
}

/**
 * Asks for the key of a host, by name. `isOptional`: an empty one means that the host takes none. Gives false when
 * the user left without an answer.
 */
export async function askKey(baseUrl: string, keys: KeyRing, isOptional = false): Promise<boolean> {
  const origin = originOf(baseUrl) ?? baseUrl;
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key for {0}', origin),
    prompt: vscode.l10n.t('It is kept in the secret store of the editor and sent to {0} only.', origin),
    ...(isOptional ? { placeHolder: vscode.l10n.t('Leave it empty if this endpoint takes no key.') } : {}),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' && !isOptional ? vscode.l10n.t('Paste a key, or press Escape.') : undefined,
  });
  if (key === undefined) return false;
  if (key.trim() !== '') await keys.set(baseUrl, key.trim());
  return true;
}

async function offerTest(name: string, tools: PickerTools, role: Role): Promise<void> {
  const test = vscode.l10n.t('Test It');
  const message = notice(vscode.l10n.t('Questions are now answered by {0}.', name));
  // Not awaited: a message may stay open for long, and the choice is made.
  void vscode.window.showInformationMessage(message, test).then((picked) => {
    if (picked === test) void tools.test(role);
  });
}
