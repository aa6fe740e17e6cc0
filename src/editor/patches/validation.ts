import * as vscode from 'vscode';
import type { EngineClient } from '../engine/engineClient.ts';
import { type Root, uriOf } from '../engine/roots.ts';

/** How long language servers may take to look at what was written, in milliseconds. */
const LIMIT_MS = 15_000;
/** They have looked when they tell nothing new for so long, in milliseconds. */
const QUIET_MS = 1_500;

/** Files that use what a patch changes, and are opened so that language servers look at them: so many at most. */
const MOST_OPENED = 40;

/** How many files that use what a patch changes language servers were given, and how many not. */
export interface Users {
  readonly opened: number;
  readonly left: number;
}

/**
 * Opens the files that use what a patch changes, without showing them: most language servers look only at what is open.
 * One that cannot be opened, being gone or no text, counts as left.
 */
export async function openUsers(
  { engine, roots }: { readonly engine: EngineClient; readonly roots: () => readonly Root[] },
  root: string | undefined,
  paths: readonly string[],
): Promise<Users> {
  const asked = { ...(root === undefined ? {} : { root }), paths: [...paths] };
  const { users } = await engine.request('sightline/users', asked);
  const uris = users.slice(0, MOST_OPENED).flatMap((user) => uriOf(roots(), user.path, user.root) ?? []);
  const ends = await Promise.allSettled(uris.map((uri) => vscode.workspace.openTextDocument(uri)));
  const opened = ends.filter(({ status }) => status === 'fulfilled').length;
  return { opened, left: users.length - opened };
}

/** What language servers say of all files after a patch. */
export interface Validation {
  readonly errors: number;
  /** Whether any of them told something since the patch. */
  readonly isAnswered: boolean;
}

/** Waits, within a limit, until language servers have told what they think of what was just written. */
export async function validated(): Promise<Validation> {
  let isAnswered = false;
  let onTold = (): void => {};
  const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.every(({ scheme }) => scheme !== 'file')) return;
    isAnswered = true;
    onTold();
  });
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, LIMIT_MS);
    let quiet: NodeJS.Timeout | undefined;
    onTold = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        clearTimeout(limit);
        resolve();
      }, QUIET_MS);
    };
  });
  listening.dispose();
  return { errors: countErrors(), isAnswered };
}

/** The errors of all files, as language servers know them now. */
export function countErrors(): number {
  const all = vscode.languages.getDiagnostics().filter(([{ scheme }]) => scheme === 'file');
  return all.reduce((sum, [, list]) => sum + list.filter(isError).length, 0);
}

const isError = ({ severity }: vscode.Diagnostic): boolean => severity === vscode.DiagnosticSeverity.Error;
