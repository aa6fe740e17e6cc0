import * as vscode from 'vscode';

/** A request of the engine for one of the editor's own models. */
export interface EditorModelRequest {
  readonly callId: string;
  /** Identifier of the model. */
  readonly model: string;
  readonly messages: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
  readonly maxOutputTokens: number;
}

export type EditorModelOutcome =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly failure: 'auth' | 'rateLimit' | 'badResponse' | 'notConfigured' | 'server';
      readonly message: string;
    }
  | { readonly kind: 'aborted' };

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
    if (!model) {
      const message = vscode.l10n.t(
        'The editor has no model {0} any more. Choose another one.',
        request.model,
      );
      return { kind: 'failed', failure: 'notConfigured', message };
    }
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
    return outcomeOf(error);
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

function outcomeOf(error: unknown): EditorModelOutcome {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof vscode.LanguageModelError)) return { kind: 'failed', failure: 'server', message };
  const failure = { NoPermissions: 'auth', Blocked: 'rateLimit', NotFound: 'notConfigured' } as const;
  return { kind: 'failed', failure: failure[error.code as keyof typeof failure] ?? 'badResponse', message };
}
