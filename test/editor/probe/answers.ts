/** The probe's answers, one function for each call of the protocol. */
import * as vscode from 'vscode';
import type { createLagSampler } from './lag.ts';
import { changeMemoryFiles } from './memoryFiles.ts';
import { offerModel } from './models.ts';
import { endProfile, startProfile } from './profile.ts';
import type { DiagnosticState, EditorState, FileOperation, ProbeCalls, TextRange } from './protocol.ts';

type Answers = {
  readonly [Call in keyof ProbeCalls]: (
    args: ProbeCalls[Call][0],
  ) => ProbeCalls[Call][1] | PromiseLike<ProbeCalls[Call][1]>;
};

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

/** All answers, by name; arguments arrive unchecked from the tests' own typed client. */
export function answers(
  lag: ReturnType<typeof createLagSampler>,
  files: ReturnType<typeof recordFileEvents>,
): Readonly<Record<string, ((args: unknown) => unknown) | undefined>> {
  const problems = vscode.languages.createDiagnosticCollection('probe');
  const fixes = new Map<string, { readonly title: string; readonly text: string }>();
  vscode.languages.registerCodeActionsProvider('*', {
    provideCodeActions: ({ uri }, _range, { diagnostics }) =>
      diagnostics
        .filter((one) => problems.get(uri)?.some((own) => own.range.isEqual(one.range)))
        .flatMap((diagnostic) => {
          const fix = fixes.get(uri.toString());
          if (!fix) return [];
          const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
          action.edit = new vscode.WorkspaceEdit();
          action.edit.replace(uri, diagnostic.range, fix.text);
          action.diagnostics = [diagnostic];
          return [action];
        }),
  });
  const all: Answers = {
    info: () => ({
      pid: process.pid,
      folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      workspaceFile: vscode.workspace.workspaceFile?.fsPath ?? null,
      isTrusted: vscode.workspace.isTrusted,
      version: vscode.version,
      appHost: vscode.env.appHost,
    }),
    command: async ({ command, args = [] }) =>
      plain(await vscode.commands.executeCommand(command, ...args.map(revive))),
    commands: () => vscode.commands.getCommands(true),
    activeEditor: () => describeEditor(vscode.window.activeTextEditor),
    openTabs: () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.map(({ label, input, isActive, isDirty }) => ({
          label,
          path: input instanceof vscode.TabInputText ? input.uri.fsPath : null,
          isActive,
          isDirty,
        })),
      ),
    show: async ({ path, range, beside }) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
      await vscode.window.showTextDocument(document, {
        preview: false,
        ...(range === undefined ? {} : { selection: toRange(range) }),
        ...(beside ? { viewColumn: vscode.ViewColumn.Beside } : {}),
      });
      return null;
    },
    text: async ({ path }) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
      return { text: document.getText(), isDirty: document.isDirty, version: document.version };
    },
    edit: async ({ path, edits }) => {
      const change = new vscode.WorkspaceEdit();
      const uri = vscode.Uri.file(path);
      await vscode.workspace.openTextDocument(uri);
      for (const edit of edits) change.replace(uri, toRange(edit), edit.text);
      return vscode.workspace.applyEdit(change);
    },
    save: async ({ path }) => (await vscode.workspace.openTextDocument(vscode.Uri.file(path))).save(),
    inspectSetting: ({ key, path }) => {
      const configuration = vscode.workspace.getConfiguration(undefined, scopeOf(path));
      const found = configuration.inspect(key);
      return {
        value: configuration.get(key) ?? null,
        defaultValue: found?.defaultValue ?? null,
        globalValue: found?.globalValue ?? null,
        workspaceValue: found?.workspaceValue ?? null,
        workspaceFolderValue: found?.workspaceFolderValue ?? null,
      };
    },
    updateSetting: async ({ key, value, target, path }) => {
      const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
      const targets = { user: Global, workspace: Workspace, folder: WorkspaceFolder };
      const configuration = vscode.workspace.getConfiguration(undefined, scopeOf(path));
      await configuration.update(key, value ?? undefined, targets[target]);
      return null;
    },
    diagnostics: ({ path }) =>
      vscode.languages
        .getDiagnostics()
        .filter(([uri]) => path === undefined || uri.fsPath === path)
        .flatMap(([uri, found]) => found.map((diagnostic) => describeDiagnostic(uri, diagnostic))),
    diagnose: ({ path, range, message, source, code, fix }) => {
      const diagnostic = new vscode.Diagnostic(toRange(range), message, vscode.DiagnosticSeverity.Error);
      const uri = vscode.Uri.file(path);
      problems.set(uri, [Object.assign(diagnostic, { source, code })]);
      if (fix) fixes.set(uri.toString(), fix);
      return null;
    },
    lag: ({ reset }) => {
      const report = lag.report();
      if (reset) lag.reset();
      return report;
    },
    block: ({ ms }) => {
      const end = performance.now() + ms;
      while (performance.now() < end);
      return null;
    },
    fs: fileOperation,
    extension: ({ id }) => {
      const found = vscode.extensions.getExtension(id);
      const { version = null } = (found?.packageJSON ?? {}) as { version?: string };
      return { isInstalled: found !== undefined, isActive: found?.isActive ?? false, version };
    },
    activate: async ({ id }) => {
      const start = performance.now();
      await vscode.extensions.getExtension(id)?.activate();
      return { ms: performance.now() - start };
    },
    notify: ({ severity, text }) => {
      const { showErrorMessage, showWarningMessage, showInformationMessage } = vscode.window;
      const show = { error: showErrorMessage, warning: showWarningMessage, info: showInformationMessage };
      // Not awaited: it resolves when somebody closes the message.
      void show[severity](text);
      return null;
    },
    fileEvents: () => files.events,
    clipboard: async ({ write }) => {
      if (write !== undefined) await vscode.env.clipboard.writeText(write);
      return vscode.env.clipboard.readText();
    },
    memoryFiles: changeMemoryFiles,
    offerModel,
    startProfile,
    endProfile: ({ part }) => endProfile(part),
  };
  return all as Readonly<Record<string, ((args: never) => unknown) | undefined>> as ReturnType<
    typeof answers
  >;
}

/** Notes what the editor's own file watcher tells of the workspace. */
export function recordFileEvents() {
  const events: ProbeCalls['fileEvents'][1] = [];
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  const note = (kind: (typeof events)[number]['kind']) => (uri: vscode.Uri) => {
    events.push({ kind, path: uri.fsPath });
    if (events.length > 1_000) events.shift();
  };
  watcher.onDidCreate(note('created'));
  watcher.onDidChange(note('changed'));
  watcher.onDidDelete(note('deleted'));
  return { events, dispose: () => watcher.dispose() };
}

function scopeOf(path: string | undefined): vscode.Uri | undefined {
  return path === undefined ? undefined : vscode.Uri.file(path);
}

async function fileOperation(operation: FileOperation): Promise<unknown> {
  const { fs } = vscode.workspace;
  const uri = vscode.Uri.file(operation.path);
  switch (operation.do) {
    case 'read':
      return Buffer.from(await fs.readFile(uri)).toString('utf8');
    case 'stat': {
      const { type, size, mtime } = await fs.stat(uri);
      return { type, size, mtime };
    }
    case 'list':
      return (await fs.readDirectory(uri)).map(([name]) => name);
    case 'createDirectory':
      return fs.createDirectory(uri);
    case 'write':
      return fs.writeFile(uri, Buffer.from(operation.text));
    case 'delete':
      return fs.delete(uri, { recursive: true });
    case 'rename':
      return fs.rename(uri, vscode.Uri.file(operation.to), { overwrite: true });
    case 'move': {
      const change = new vscode.WorkspaceEdit();
      change.renameFile(uri, vscode.Uri.file(operation.to));
      return vscode.workspace.applyEdit(change);
    }
    case 'copy':
      return fs.copy(uri, vscode.Uri.file(operation.to), { overwrite: true });
  }
}

function describeEditor(editor: vscode.TextEditor | undefined): EditorState | null {
  if (editor === undefined) return null;
  const { document, selection, visibleRanges } = editor;
  return {
    path: document.uri.fsPath,
    scheme: document.uri.scheme,
    languageId: document.languageId,
    isDirty: document.isDirty,
    selection: fromRange(selection),
    selectedText: document.getText(selection),
    visible: visibleRanges.map(fromRange),
  };
}

function describeDiagnostic(uri: vscode.Uri, diagnostic: vscode.Diagnostic): DiagnosticState {
  const { code, range, severity, source = null, message } = diagnostic;
  const value = typeof code === 'object' ? code.value : code;
  return {
    ...fromRange(range),
    path: uri.fsPath,
    severity: SEVERITIES[severity] ?? 'hint',
    source,
    code: value === undefined ? null : String(value),
    message,
  };
}

function toRange({ startLine, startColumn, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1);
}

function fromRange({ start, end }: vscode.Range): TextRange {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** `{$uri}` and `{$range}` become what the editor API wants; everything else stays. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if ('$uri' in value) return vscode.Uri.file(String(value.$uri));
  if ('$range' in value) return toRange(value.$range as TextRange);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
}

/** What a command returned, as far as it can be written as JSON. */
function plain(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value ?? null)) as unknown;
  } catch {
    return String(value);
  }
}
