import * as vscode from 'vscode';
import { diffLines, linesOf } from '../../present/patches/lineDiff.ts';
import {
  carried,
  decided,
  edited,
  exactOf,
  type Hunk,
  placesOf,
  type ReviewedFile,
  reviewedFile,
  textOf,
} from '../../present/patches/review.ts';
import type { ParamsOf, ResultOf } from '../../protocol/requests.ts';
import { notice } from '../strings.ts';
import { PATCH_SCHEME, type PatchDocuments, patchUri } from './patchDocuments.ts';

type Exact = ParamsOf<'sightline/applyPatch'>['files'];
type Planned = Extract<ResultOf<'sightline/preparePatch'>, { type: 'prepared' }>['files'];
type Held = Extract<ResultOf<'sightline/preparePatch'>, { type: 'prepared' }>['held'];

export interface PatchSource {
  readonly root?: string | undefined;
  readonly files: Planned;
  /** Files that are changed only when a person confirms it. */
  readonly held: Held;
  /** What lines of a file are changed for, by path: the steps of a plan. */
  readonly steps?: ReadonlyMap<string, readonly StepLines[]>;
  /** What was decided on the try before this one. */
  readonly decided?: readonly ReviewedFile[];
  /** Tries again with what was rejected, and why; in other files, once a person has chosen them. */
  readonly again?: (
    rejected: readonly Rejected[],
    decided: readonly ReviewedFile[],
    where: 'same' | 'others',
  ) => Promise<void>;
}

/** Lines of a file as it is (1-based, inclusive), and the step that they are changed for. */
export interface StepLines {
  readonly startLine: number;
  readonly endLine: number;
  readonly what: string;
}

/** A change that a person turned down. */
export interface Rejected {
  readonly path: string;
  readonly text: string;
  readonly reason: string;
}

/** A hunk of a file, by their numbers. */
export interface HunkPlace {
  readonly file: number;
  readonly id: number;
}

/** The patch that a person goes through: its hunks, and the texts that show them side by side. */
export class OpenPatch implements vscode.Disposable {
  readonly root: string | undefined;
  readonly held: Held;
  readonly #steps: ReadonlyMap<string, readonly StepLines[]>;
  readonly again: PatchSource['again'];
  readonly #documents: PatchDocuments;
  readonly #name: string;
  readonly #files: ReviewedFile[];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watching: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(documents: PatchDocuments, source: PatchSource) {
    const { root, files, held, steps = new Map(), decided = [], again } = source;
    this.#documents = documents;
    this.#name = documents.newName();
    this.root = root;
    this.held = held;
    this.#steps = steps;
    this.again = again;
    this.#files = [...carried(decided, files.map(reviewedFile)).files];
    for (const file of this.#files) {
      documents.hold(this.#uri('before', file), file.before ?? '', true);
      documents.hold(this.#uri('after', file), textOf(file), file.kind === 'delete' || isRefused(file));
    }
    this.#watching = vscode.workspace.onDidChangeTextDocument(({ document }) => this.#noteText(document));
  }

  get files(): readonly ReviewedFile[] {
    return this.#files;
  }

  #uri(side: 'before' | 'after', { path, to = path }: ReviewedFile): vscode.Uri {
    return patchUri(this.#name, side, side === 'before' ? path : to);
  }

  /** The number of the file whose new text is at this address. */
  fileAt(uri: vscode.Uri): number | undefined {
    if (uri.scheme !== PATCH_SCHEME) return undefined;
    const at = this.#files.findIndex((file) => this.#uri('after', file).path === uri.path);
    return at < 0 ? undefined : at;
  }

  hunkOf({ file, id }: HunkPlace): Hunk | undefined {
    return this.#files[file]?.hunks.find((hunk) => hunk.id === id);
  }

  /** Where a hunk stands in the new text; 0-based. */
  rangeOf({ file, id }: HunkPlace): vscode.Range {
    const { line = 0, count = 0 } = placesOf(this.#files[file]!).get(id) ?? {};
    return new vscode.Range(line, 0, line + Math.max(0, count - 1), 0);
  }

  /** The hunk at a line of a new text, or the next one below, or the last. */
  hunkAt(file: number, line: number): HunkPlace | undefined {
    const places = [...placesOf(this.#files[file]!)];
    const found = places.find(([, place]) => line < place.line + Math.max(1, place.count)) ?? places.at(-1);
    return found && { file, id: found[0] };
  }

  /** The step that a hunk is for. */
  stepOf({ file, id }: HunkPlace): string | undefined {
    const hunk = this.hunkOf({ file, id });
    const steps = this.#steps.get(this.#files[file]?.path ?? '') ?? [];
    if (!hunk) return undefined;
    const isOf = ({ startLine, endLine }: StepLines): boolean =>
      hunk.what === 'file' || (startLine <= hunk.end + 1 && endLine >= hunk.start);
    return steps.find(isOf)?.what;
  }

  /** What was rejected, for the next try. */
  rejected(): Rejected[] {
    return this.#files.flatMap(({ path, hunks }) =>
      hunks
        .filter(({ state }) => state === 'rejected')
        .map(({ lines, reason = '' }) => ({ path, text: lines.join(''), reason })),
    );
  }

  /** What shall be written: all that was not rejected. */
  exact(): Exact {
    return this.#files.flatMap((file) => exactOf(file) ?? []);
  }

  /** Takes or leaves one hunk, or all of a file. What stands beside it keeps standing, also what was typed. */
  async decide(file: number, id: number | 'all', decision: Parameters<typeof decided>[2]): Promise<void> {
    const known = this.#files[file];
    if (!known) return;
    const next = decided(known, id, decision);
    const document = this.#shownDocument(next);
    const isTyped = document?.isDirty === true;
    this.#files[file] = next;
    if (!isTyped) this.#documents.hold(this.#uri('after', next), textOf(next), next.kind === 'delete');
    else await replaceLines(document, textOf(next));
    this.#changed.fire();
  }

  #shownDocument(file: ReviewedFile): vscode.TextDocument | undefined {
    const { path } = this.#uri('after', file);
    return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === PATCH_SCHEME && uri.path === path);
  }

  #noteText(document: vscode.TextDocument): void {
    const at = this.fileAt(document.uri);
    const known = at === undefined ? undefined : this.#files[at];
    if (at === undefined || !known || !document.isDirty) return;
    const next = edited(known, document.getText());
    if (next === known) return;
    this.#files[at] = next;
    this.#changed.fire();
  }

  /** Shows a file side by side, at one hunk where one is named. */
  async show(file: number, id?: number): Promise<void> {
    const shown = this.#files[file];
    if (!shown) return;
    const selection = id === undefined ? undefined : this.rangeOf({ file, id });
    const title = vscode.l10n.t('{0} (patch)', notice(shown.to ?? shown.path));
    const options: vscode.TextDocumentShowOptions = { preview: true, ...(selection ? { selection } : {}) };
    await vscode.commands.executeCommand(
      ...(['vscode.diff', this.#uri('before', shown), this.#uri('after', shown), title, options] as const),
    );
  }

  /** Closes what shows it. */
  async close(): Promise<void> {
    this.dispose();
    await this.#documents.forget(this.#name);
  }

  dispose(): void {
    this.#watching.dispose();
    this.#changed.dispose();
  }
}

export const isRefused = ({ refused }: ReviewedFile): boolean => refused.length > 0;

/** Writes a text into an edited document by the lines that differ. */
async function replaceLines(document: vscode.TextDocument, text: string): Promise<void> {
  const bare = (line: string): string => line.replace(/[\r\n]+$/, '');
  const [before, after] = [linesOf(document.getText()), linesOf(text)];
  const edit = new vscode.WorkspaceEdit();
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  for (const change of diffLines(before.map(bare), after.map(bare))) {
    const lines = after.slice(change.afterStart, change.afterEnd);
    const made = lines.map((line) => (line === bare(line) ? line : `${bare(line)}${eol}`)).join('');
    edit.replace(document.uri, new vscode.Range(change.beforeStart, 0, change.beforeEnd, 0), made);
  }
  await vscode.workspace.applyEdit(edit);
}
