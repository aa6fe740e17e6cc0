import * as vscode from 'vscode';
import type { CheckedNote } from '../../protocol/kept/notes.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { notice } from '../strings.ts';
import type { NoteNode, NotesView } from './notesView.ts';

export interface NoteTools {
  readonly engine: EngineClient;
  readonly notes: NotesView;
}

type Handler = (target?: unknown) => Promise<void>;

/** Commands about what was kept of answers. Each takes the note of the list that it was called on, or asks for one. */
export function noteCommands(tools: NoteTools): Readonly<Record<string, Handler>> {
  const { notes } = tools;
  return {
    showNotes: async () => notes.show(await listed(tools), true),
    refreshNotes: () => refreshNotes(tools),
    closeNotes: () => notes.close(),
    editNote: (target) => editNote(tools, target),
    deleteNote: (target) => deleteNote(tools, target),
  };
}

/** Keeps the proved claims of an answer, and says so. @throws what the engine refuses with */
export async function saveNote({ engine }: Pick<NoteTools, 'engine'>, runId: string): Promise<void> {
  const { claims } = await engine.request('sightline/saveNote', { runId });
  await vscode.commands.executeCommand('sightline.refreshNotes');
  const show = vscode.l10n.t('Show Notes');
  const said =
    claims === 1
      ? vscode.l10n.t('Kept as a note with 1 proved claim.')
      : vscode.l10n.t('Kept as a note with {0} proved claims.', claims);
  void vscode.window.showInformationMessage(said, show).then((picked) => {
    if (picked === show) void vscode.commands.executeCommand('sightline.showNotes');
  });
}

/** Makes the list again from the files of now, where it is there. */
export async function refreshNotes(tools: NoteTools): Promise<void> {
  if (tools.notes.isOpen) await tools.notes.show(await listed(tools), false);
}

const listed = async ({ engine }: NoteTools): Promise<readonly CheckedNote[]> =>
  (await engine.request('sightline/notes', {})).notes;

async function editNote(tools: NoteTools, target: unknown): Promise<void> {
  const note = await noteFor(tools, target);
  const question =
    note &&
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('What is this note found by?'),
      prompt: vscode.l10n.t('Its claims stay as they are. Secrets in the text are replaced.'),
      value: note.question,
    }));
  if (!note || !question?.trim() || question === note.question) return;
  await tools.engine.request('sightline/editNote', { id: note.id, question: question.trim() });
  await refreshNotes(tools);
}

async function deleteNote(tools: NoteTools, target: unknown): Promise<void> {
  const note = await noteFor(tools, target);
  if (!note) return;
  const yes = vscode.l10n.t('Delete Note');
  const picked = await vscode.window.showWarningMessage(
    notice(vscode.l10n.t('Delete the note “{0}”?', note.question)),
    { modal: true },
    yes,
  );
  if (picked !== yes) return;
  await tools.engine.request('sightline/deleteNotes', { id: note.id });
  await refreshNotes(tools);
}

/** The note that a command was called on, else one that a person picks. */
async function noteFor(tools: NoteTools, target: unknown): Promise<CheckedNote | undefined> {
  const node = target as NoteNode | undefined;
  if (node && 'note' in node) return node.note;
  const notes = await listed(tools);
  if (notes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No note is kept.'));
    return undefined;
  }
  const items = notes.map((note) => ({ label: notice(note.question).replace(/\s+/g, ' '), note }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which note?') }))?.note;
}
