/** What tests may ask the probe: each call with its arguments and its answer. Lines and columns are 1-based. */

import type { OracleEntry } from '../../fakes/oracle.ts';
import type { CallReport } from './profile.ts';

/** The variable that tells the probe where to write its address. */
export const PROBE_DIR_VARIABLE = 'SIGHTLINE_PROBE_DIR';

/** The probe's address file, one for each extension host. */
export interface ProbeAddress {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
  readonly startedAt: number;
}

export interface ProbeInfo {
  /** The extension host. */
  readonly pid: number;
  readonly folders: readonly string[];
  readonly workspaceFile: string | null;
  readonly isTrusted: boolean;
  readonly version: string;
  readonly appHost: string;
}

export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface EditorState {
  readonly path: string;
  readonly scheme: string;
  readonly languageId: string;
  readonly isDirty: boolean;
  readonly selection: TextRange;
  readonly selectedText: string;
  readonly visible: readonly TextRange[];
}

export interface SettingState {
  readonly value: unknown;
  readonly defaultValue: unknown;
  /** What the user's own settings say (in a remote window also the machine's). */
  readonly globalValue: unknown;
  readonly workspaceValue: unknown;
  readonly workspaceFolderValue: unknown;
}

export interface DiagnosticState extends TextRange {
  readonly path: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly source: string | null;
  readonly code: string | null;
  readonly message: string;
}

export interface Block {
  /** Wall time between two ticks beyond the interval. */
  readonly ms: number;
  /** Processor time of the main thread in it; null where Node cannot tell. Far less than `ms` on a busy machine
   *  means that the thread waited: for another process, or for synchronous I/O. */
  readonly cpuMs: number | null;
  /** When it ended, in ms since the reset. */
  readonly atMs: number;
}

export interface LagReport {
  /** The longest block of the extension host's event loop since the reset, in ms. */
  readonly longestMs: number;
  /** The longest block in processor time: what stays when other processes take the machine. */
  readonly longestCpuMs: number | null;
  readonly ticks: number;
  readonly sinceResetMs: number;
  /** The ten longest, longest first. */
  readonly worst: readonly Block[];
}

/** A value that JSON does not have, for arguments of commands. */
export type Special = { readonly $uri: string } | { readonly $range: TextRange };

export type FileOperation =
  | { readonly do: 'read' | 'stat' | 'list' | 'createDirectory'; readonly path: string }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'delete'; readonly path: string }
  /** `move` is what a person does in the explorer; `rename` is what a program does. */
  | { readonly do: 'rename' | 'move' | 'copy'; readonly path: string; readonly to: string };

/** Name of a call, its arguments, its answer. */
export interface ProbeCalls {
  info: [Record<string, never>, ProbeInfo];
  command: [{ command: string; args?: readonly unknown[] }, unknown];
  commands: [Record<string, never>, string[]];
  activeEditor: [Record<string, never>, EditorState | null];
  openTabs: [
    Record<string, never>,
    { label: string; path: string | null; isActive: boolean; isDirty: boolean }[],
  ];
  show: [{ path: string; range?: TextRange; beside?: boolean }, null];
  text: [{ path: string }, { text: string; isDirty: boolean; version: number }];
  edit: [{ path: string; edits: readonly (TextRange & { text: string })[] }, boolean];
  save: [{ path: string }, boolean];
  inspectSetting: [{ key: string; path?: string }, SettingState];
  updateSetting: [
    { key: string; value: unknown; target: 'user' | 'workspace' | 'folder'; path?: string },
    null,
  ];
  diagnostics: [{ path?: string }, DiagnosticState[]];
  /** Has the probe, as an extension like any other, find a problem in a file, and offer to put a text in its place. */
  diagnose: [
    {
      path: string;
      range: TextRange;
      message: string;
      source: string;
      code: string;
      fix?: { title: string; text: string };
    },
    null,
  ];
  startProfile: [Record<string, never>, null];
  /** What code below this part of a path took since `startProfile`. */
  endProfile: [{ part: string }, CallReport];
  lag: [{ reset?: boolean }, LagReport];
  block: [{ ms: number }, null];
  fs: [FileOperation, unknown];
  extension: [{ id: string }, { isInstalled: boolean; isActive: boolean; version: string | null }];
  activate: [{ id: string }, { ms: number }];
  notify: [{ severity: 'error' | 'warning' | 'info'; text: string }, null];
  /** What the editor's file watcher has told since the start (the last thousand). */
  fileEvents: [Record<string, never>, { kind: 'created' | 'changed' | 'deleted'; path: string }[]];
  clipboard: [{ write?: string }, string];
  /** Writes files of the editor's own file system (`memfs:`), by path; null removes one. */
  memoryFiles: [{ files: Readonly<Record<string, string | null>> }, null];
  /** Offers a model to the editor that answers as the evidence oracle does. */
  offerModel: [{ id: string; name: string; oracle: readonly OracleEntry[] }, null];
}
