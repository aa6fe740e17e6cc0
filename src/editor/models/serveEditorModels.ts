import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { parseNotification } from '../../protocol/requests.ts';
import { runEditorModel } from './editorModels.ts';

/** Lets the engine use the models of the editor, one call at a time each, until the connection ends. */
export function serveEditorModels(client: LanguageClient, log: vscode.LogOutputChannel): vscode.Disposable {
  const calls = new Map<string, vscode.CancellationTokenSource>();
  const onStart = client.onNotification('sightline/model', async (value: unknown) => {
    const request = parseNotification('sightline/model', value);
    const cancel = new vscode.CancellationTokenSource();
    calls.set(request.callId, cancel);
    const { callId } = request;
    const outcome = await runEditorModel(
      request,
      (text) => void client.sendNotification('sightline/modelDelta', { callId, text }),
      cancel.token,
    );
    calls.delete(callId);
    cancel.dispose();
    await client.sendNotification('sightline/modelEnd', { callId, outcome });
  });
  const onStop = client.onNotification('sightline/modelStop', (value: unknown) => {
    calls.get(parseNotification('sightline/modelStop', value).callId)?.cancel();
  });
  return new vscode.Disposable(() => {
    onStart.dispose();
    onStop.dispose();
    for (const cancel of calls.values()) cancel.cancel();
    if (calls.size > 0) log.warn('Calls of models were stopped because the engine ended.');
  });
}
