import * as vscode from 'vscode';
import type { EngineClient } from '../engine/engineClient.ts';
import { notice } from '../strings.ts';
import { noDefinition, type UsesView } from './usesView.ts';

/**
 * Lists where a name is used, with what is counted; the list stays beside the conversation. A name of which the index
 * knows neither a definition nor a line is told instead.
 */
export async function findUses(
  { engine, uses }: { readonly engine: EngineClient; readonly uses: UsesView },
  name: string,
): Promise<void> {
  const report = await engine.request('sightline/uses', { name });
  if (report.definitions.length + report.named.length > 0) return uses.show(name, report);
  void vscode.window.showInformationMessage(notice(noDefinition(name)));
}
