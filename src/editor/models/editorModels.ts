import * as vscode from 'vscode';
import type { Failure } from '../../protocol/data.ts';
import type { NotificationParams } from '../../protocol/requests.ts';

/** Characters of a model's own words that are kept. */
const MAX_SAID = 300;

/** A request of the engine for one of the editor's own models. */
export interface EditorModelRequest {
  readonly callId: string;
  /** Identifier of the model. */
  readonly model: string;
  readonly messages: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
  readonly maxOutputTokens: number;
}

export type EditorModelOutcome = NotificationParams<'sightline/modelEnd'>['outcome'];

/**
 * Streams one completion from a model of the editor. Never throws: what went wrong is the outcome. The editor asks the
 * user for consent at the first request; refusing it is an outcome too.
 */
export async function runEditorModel(
  request: EditorModelRequest,
  onText: (text: string) => void,
  token: vscode.CancellationToken,
): Promise<EditorModelOutcome> {
  try {
    const [model] = await vscode.lm.selectChatModels({ id: request.model });
    if (!model) return failed({ kind: 'notConfigured', cause: 'editorModelGone', model: request.model });
    const response = await model.sendRequest(
      request.messages.map(toChatMessage),
      {
        justification: vscode.l10n.t('Sightline asks it to answer your question about this workspace.'),
        modelOptions: { max_tokens: request.maxOutputTokens },
      },
      token,
    );
    for await (const part of response.text) onText(part);
    return token.isCancellationRequested ? { kind: 'aborted' } : { kind: 'done' };
  } catch (error) {
    if (token.isCancellationRequested) return { kind: 'aborted' };
    return failed(failureOf(error, request.model));
  }
}

/** The editor's models know no system messages: such text goes first, as the user's. */
function toChatMessage({
  role,
  content,
}: EditorModelRequest['messages'][number]): vscode.LanguageModelChatMessage {
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(content)
    : vscode.LanguageModelChatMessage.User(content);
}

function failed(failure: Failure): EditorModelOutcome {
  return { kind: 'failed', failure };
}

function failureOf(error: unknown, model: string): Failure {
  const said = (error instanceof Error ? error.message : String(error)).slice(0, MAX_SAID);
  const kinds = { NoPermissions: 'auth', Blocked: 'rateLimit', NotFound: 'notConfigured' } as const;
  const kind =
    error instanceof vscode.LanguageModelError
      ? (kinds[error.code as keyof typeof kinds] ?? 'badResponse')
      : 'server';
  return { kind, cause: 'editorModel', model, said };
}
