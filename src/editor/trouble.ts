import * as vscode from 'vscode';
import type { Trouble } from '../protocol/page.ts';
import { EngineDownError } from './engineClient.ts';

/** What went wrong in words for a person; its kind says what helps most. Pure but for translations. */
export function explain(error: unknown): Trouble {
  if (error instanceof EngineDownError) return { kind: 'engineDown', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error) {
    // A refusal of the engine: JSON-RPC errors have a code, and ours name what helps.
    const kind = (error as { data?: { kind?: unknown } }).data?.kind;
    return { kind: typeof kind === 'string' ? kind : 'refused', message };
  }
  return { kind: 'failed', message };
}

/** The message of a run that the engine left unfinished when it died. */
export function engineEnded(): Trouble {
  const message = vscode.l10n.t('The engine ended before the answer did. The index is kept; ask again.');
  return { kind: 'engineEnded', message };
}
