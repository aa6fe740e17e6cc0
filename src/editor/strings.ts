import * as vscode from 'vscode';
import { type Say, sayFrom } from '../present/say.ts';
import { untrusted } from '../present/untrusted.ts';

const PREFIX = 'page.';

/** Translations of the texts that the engine makes, by the English ones. */
function engineTexts(): Record<string, string> {
  const bundle: Readonly<Record<string, unknown>> = vscode.l10n.bundle ?? {};
  return Object.fromEntries(
    Object.entries(bundle).filter(
      (entry): entry is [string, string] => !entry[0].startsWith(PREFIX) && typeof entry[1] === 'string',
    ),
  );
}

/** How the editor says what is worded in no room of its own, in its language. */
export const say: Say = sayFrom(engineTexts, vscode.env.language);

/** A text with a stranger's words in it, for a notification, a picker or a label of the editor. */
export const notice = (text: string): string => untrusted(text, 'notice');

/**
 * Translations for the page: of its own strings by key, and of what is worded in no room of its own by the English
 * texts. The page has English for the rest.
 */
export function pageStrings(): Readonly<Record<string, string>> {
  const bundle: Readonly<Record<string, unknown>> = vscode.l10n.bundle ?? {};
  const own = Object.entries(bundle)
    .filter((entry): entry is [string, string] => entry[0].startsWith(PREFIX) && typeof entry[1] === 'string')
    .map(([key, text]) => [key.slice(PREFIX.length), text]);
  return { ...engineTexts(), ...Object.fromEntries(own) };
}
