import * as vscode from 'vscode';

const PREFIX = 'page.';

/** Translations of the texts that the engine makes, by the English ones. */
export function engineTexts(): Record<string, string> {
  const bundle: Readonly<Record<string, unknown>> = vscode.l10n.bundle ?? {};
  return Object.fromEntries(
    Object.entries(bundle).filter(
      (entry): entry is [string, string] => !entry[0].startsWith(PREFIX) && typeof entry[1] === 'string',
    ),
  );
}

/** Translations of the page's strings, from the editor's language bundle; the page has English for the rest. */
export function pageStrings(): Readonly<Record<string, string>> {
  const bundle: Readonly<Record<string, unknown>> = vscode.l10n.bundle ?? {};
  return Object.fromEntries(
    Object.entries(bundle)
      .filter(
        (entry): entry is [string, string] => entry[0].startsWith(PREFIX) && typeof entry[1] === 'string',
      )
      .map(([key, text]) => [key.slice(PREFIX.length), text]),
  );
}
