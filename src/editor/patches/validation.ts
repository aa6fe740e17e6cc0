import * as vscode from 'vscode';

/** How long language servers may take to look at what was written, in milliseconds. */
const LIMIT_MS = 15_000;
/** They have looked when they tell nothing new for so long, in milliseconds. */
const QUIET_MS = 1_500;

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
