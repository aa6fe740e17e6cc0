import * as vscode from 'vscode';
import { failureText } from '../../present/failures.ts';
import type { Failure } from '../../protocol/data.ts';
import { notice, say } from '../strings.ts';

/** The models of an endpoint by its own list, or why it gave none. */
export interface NamedModels {
  readonly models: readonly string[];
  readonly failure?: Failure;
}

interface NameItem extends vscode.QuickPickItem {
  readonly model?: string;
  /** What was typed, as it stands. */
  readonly isTyped?: true;
}

/**
 * Asks for the name of a model: those that the endpoint lists can be filtered and chosen, and any other can be typed,
 * also before the list is here. What is chosen in the meantime stays chosen. Undefined when it was left.
 */
export async function askModelName(
  baseUrl: string,
  example: string | undefined,
  { list }: { list(baseUrl: string, signal: vscode.CancellationToken): Promise<NamedModels> },
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<NameItem>();
  const cancel = new vscode.CancellationTokenSource();
  const like = example ?? 'my-model';
  // Until the list is here there are no rows, and Enter takes what was typed: the editor tells a choice by the number of
  // its row, and a row that had this number before would be taken for another. From then on the numbers stay.
  let listed: readonly NameItem[] | undefined;
  picker.title = vscode.l10n.t('Name of the model at {0}', new URL(baseUrl).host);
  picker.placeholder = vscode.l10n.t('for example {0}', like);
  picker.ignoreFocusOut = true;
  picker.matchOnDetail = false;
  picker.busy = true;
  const draw = (): void => {
    if (listed) picker.items = [...listed, ...typedItem(picker.value, listed)];
  };
  picker.onDidChangeValue(draw);
  picker.show();
  const chosen = new Promise<string | undefined>((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      // A row that is older than the last letter does not say what was typed; the box does.
      const model = item?.model ?? picker.value.trim();
      if (model) resolve(model);
    });
    picker.onDidHide(() => resolve(undefined));
  });
  void list(baseUrl, cancel.token)
    .catch((error: unknown): NamedModels & { error: string } => ({ models: [], error: String(error) }))
    .then((found) => {
      listed = itemsOf(found);
      if (listed.some(({ model }) => model !== undefined))
        picker.placeholder = vscode.l10n.t('Choose one, or type to filter, or the name of another');
      draw();
      // Who has typed and is about to press Enter has chosen what was typed.
      const typed = picker.items.filter(({ isTyped }) => isTyped);
      if (typed.length > 0) picker.activeItems = typed;
      picker.busy = false;
    });
  try {
    return await chosen;
  } finally {
    cancel.cancel();
    cancel.dispose();
    picker.dispose();
  }
}

function itemsOf({ models, failure }: NamedModels): NameItem[] {
  if (models.length > 0) return models.map((model) => ({ label: notice(model), model }));
  const detail = failure ? notice(failureText(failure, { say, door: 'editor' })) : '';
  // Chosen, it does nothing: the name is typed.
  return [
    { label: `$(info) ${vscode.l10n.t('The names are not known: type one')}`, detail, alwaysShow: true },
  ];
}

/** What was typed as a choice of its own, below all others, unless it is one of them. */
function typedItem(value: string, listed: readonly NameItem[]): NameItem[] {
  const typed = value.trim();
  if (typed === '' || listed.some(({ model }) => model === typed)) return [];
  const label = `$(edit) ${vscode.l10n.t('Use {0}', notice(typed))}`;
  return [{ label, isTyped: true, alwaysShow: true }];
}
