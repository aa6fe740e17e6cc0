import * as vscode from 'vscode';

/**
 * Puts code of an answer into the editor: at each cursor, in the place of what is selected. It is an edit like typing:
 * unsaved, and taken back by Undo. @throws Error that says what to do where there is no such editor
 */
export async function insertCode(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new Error(
      vscode.l10n.t('No editor is open. Open a file, and put the cursor where the code belongs.'),
    );
  const isInserted = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!isInserted)
    throw new Error(vscode.l10n.t('What is in the editor cannot be changed. Open a file that can.'));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}
