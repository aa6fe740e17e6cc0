import * as vscode from 'vscode';
import * as z from 'zod';
import { failureText } from '../present/failures.ts';
import { failure } from '../protocol/failures.ts';
import type { Trouble } from '../protocol/page.ts';
import { EngineDownError } from './engine/engineClient.ts';
import { say } from './strings.ts';

const refusedWith = z.object({ data: z.object({ failure }) });

/** What went wrong in words for a person; its kind says what helps most. Pure but for translations. */
export function explain(error: unknown): Trouble {
  if (error instanceof EngineDownError) return { kind: 'engineDown', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error) {
    // A refusal of the engine: JSON-RPC errors have a code, and ours say what happened.
    const refused = refusedWith.safeParse(error);
    return refused.success ? { failure: refused.data.data.failure } : { kind: 'refused', message };
  }
  return { kind: 'failed', message };
}

/** The same as one sentence, for a message of the editor. */
export function explainText(error: unknown): string {
  const trouble = explain(error);
  return 'failure' in trouble ? failureText(trouble.failure, { say, door: 'editor' }) : trouble.message;
}

/** The message of a run that the engine left unfinished when it died. */
export function engineEnded(): Trouble {
  const message = vscode.l10n.t('The engine ended before the answer did. The index is kept; ask again.');
  return { kind: 'engineEnded', message };
}
