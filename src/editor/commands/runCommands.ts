import * as vscode from 'vscode';
import { runStatusText } from '../../present/run/runs.ts';
import type { RunSummary } from '../../protocol/runs.ts';
import type { Chat } from '../chat/chat.ts';
import { resumeRun, sendRuns } from '../chat/keptRuns.ts';
import type { Sidebar } from '../chat/sidebar.ts';
import type { SidebarView } from '../chat/view.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { say } from '../strings.ts';

export interface RunCommandTools {
  readonly engine: EngineClient;
  readonly chat: Chat;
  readonly sidebar: Sidebar;
  readonly view: SidebarView;
}

/** Commands about the runs on the disk. */
export function runCommands(tools: RunCommandTools): Readonly<Record<string, () => Promise<void>>> {
  const { view } = tools;
  return {
    showRuns: () => view.reveal({ type: 'showRuns' }),
    resumeRun: () => chooseRun(tools),
    deleteRuns: () => deleteAllRuns(tools),
  };
}

/** Lets a person choose among the runs that ended early, and goes on with that one. */
async function chooseRun(tools: RunCommandTools): Promise<void> {
  const { engine, chat, view, sidebar } = tools;
  const { runs } = await engine.request('sightline/runs', {});
  const items = runs.filter(({ canResume }) => canResume).map(pickOf);
  const title = vscode.l10n.t('Go on with which run?');
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No run ended early: there is none to go on with.'),
    );
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (!picked) return;
  await view.reveal();
  await resumeRun({ engine, chat, post: (message) => view.post(message) }, picked.id);
  sidebar.showState();
}

function pickOf({ id, question, status, atMs }: RunSummary): vscode.QuickPickItem & { readonly id: string } {
  const at = new Date(atMs).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    id,
    label: question.replace(/\s+/g, ' ').slice(0, 200),
    description: `${runStatusText(status, say)}, ${at}`,
  };
}

async function deleteAllRuns({ engine, chat, view }: RunCommandTools): Promise<void> {
  const yes = vscode.l10n.t('Delete All Runs');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete all runs of these folders from this computer? Conversations stay.'),
    { modal: true },
    yes,
  );
  if (picked !== yes) return;
  const { removed, kept } = await engine.request('sightline/deleteRuns', {});
  await sendRuns({ engine, chat, post: (message) => view.post(message) });
  void vscode.window.showInformationMessage(
    kept.length === 0
      ? vscode.l10n.t('Runs deleted: {0}.', removed)
      : vscode.l10n.t('Runs deleted: {0}. Under way and kept: {1}.', removed, kept.length),
  );
}
