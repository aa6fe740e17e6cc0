import * as vscode from 'vscode';
import { tableCsv } from '../../present/answer/table.ts';
import type { Answer } from '../../protocol/data.ts';
import { say } from '../strings.ts';

const FILTERS = { CSV: ['csv'] };

/** Saves a table as comma-separated values where the person wants it. Nothing happens without a table or a place. */
export async function saveTable(table: Answer['table']): Promise<void> {
  if (!table) return;
  const place = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the table'),
    filters: FILTERS,
  });
  if (place) await vscode.workspace.fs.writeFile(place, new TextEncoder().encode(tableCsv(table, say)));
}
