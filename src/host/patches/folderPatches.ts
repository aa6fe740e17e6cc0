/** Patches of the folders of a window: what a person went through hunk by hunk, checked against what the editor shows. */
import type { EditRefusal, Log, PlannedFile } from '../../engine/engine.ts';
import { pathsOf, readEdits } from '../../engine/engine.ts';
import { PlaceError, type Places } from '../../node/storage/places.ts';
import type { KeptPatch, RecoveredPatch, WrittenPatch } from '../../protocol/patches.ts';
import type { ParamsOf, ResultOf } from '../../protocol/requests.ts';
import { type CheckEnd, type ChecksOptions, runChecks } from '../fix/check.ts';
import { RefusedError } from '../refusals.ts';
import { openPatches, type Patches } from './patches.ts';

interface PatchFolder {
  readonly name: string;
  /** Absent for a folder that only the editor can read. */
  readonly path?: string | undefined;
}

export interface FolderPatchesOptions {
  readonly folders: readonly PatchFolder[];
  readonly distDir: string;
  readonly places: Places;
  readonly log: Log;
  readonly clock: () => number;
  /** Texts of the open documents of a folder, by path, as of now. */
  openTexts(folder: string): ReadonlyMap<string, string>;
}

type Result = ResultOf<'sightline/preparePatch'>;
type Confirmed = Pick<ParamsOf<'sightline/preparePatch'>, 'allowed' | 'areErrorsAllowed' | 'dirty'>;
type Opened = { readonly name: string; readonly patches: Patches };

/** What is held back until a person confirms it. */
const HELD = ['protected', 'alarming', 'syntax'] as const;

/** Opens nothing by itself; each folder is opened when it is first asked for, and closed by `close`. */
export class FolderPatches {
  readonly #options: FolderPatchesOptions;
  readonly #opened = new Map<string, Promise<Patches>>();

  constructor(options: FolderPatchesOptions) {
    this.#options = options;
  }

  /** What a patch would do. Writes nothing. @throws RefusedError for a folder that is not on the disk */
  async prepare(params: ParamsOf<'sightline/preparePatch'>, signal: AbortSignal): Promise<Result> {
    const { patch } = params;
    const folder = await this.#of(params.root);
    if (patch.kind === 'files') return this.#prepared(folder, patch.files, params, signal);
    const read = readEdits(patch.text, patch.format);
    if (read.type === 'fault') return read;
    return { ...(await this.#prepared(folder, read.files, params, signal)), format: read.format };
  }

  async #prepared(
    folder: Opened,
    edits: Parameters<Patches['plan']>[0],
    confirmed: Confirmed,
    signal: AbortSignal,
  ): Promise<Extract<Result, { type: 'prepared' }>> {
    const { patches } = folder;
    const allowed = new Set(confirmed.allowed);
    const { areErrorsAllowed } = confirmed;
    const strict = await patches.plan(edits, { allowed, areErrorsAllowed, signal });
    // What would be done if everything were confirmed is what a person must see to decide.
    const all = await patches.plan(edits, {
      allowed: new Set(pathsOf(edits)),
      areErrorsAllowed: true,
      signal,
    });
    const unsaved = await this.#unsaved(folder, pathsOf(edits), confirmed.dirty, signal);
    const held = strict.files.flatMap((file, at) => (all.files[at]?.after === undefined ? [] : heldOf(file)));
    const isReady = strict.hash !== undefined && unsaved.length === 0;
    return {
      ...{ type: 'prepared', files: all.files, held, unsaved },
      ...(isReady ? { hash: strict.hash } : {}),
    };
  }

  /** Writes texts that were approved by their hash, or nothing. */
  async apply(params: ParamsOf<'sightline/applyPatch'>, signal: AbortSignal): Promise<WrittenPatch> {
    const { files, allowed, approved, areErrorsAllowed, dirty, root } = params;
    const folder = await this.#of(root);
    const planning = { allowed: new Set(allowed), areErrorsAllowed, signal };
    const { targets, hash, files: planned } = await folder.patches.plan(files, planning);
    const unsaved = await this.#unsaved(folder, pathsOf(files), dirty, signal);
    if (unsaved.length > 0) return { type: 'refused', refusal: { kind: 'unsaved', paths: unsaved } };
    const stale = planned.filter(isStale).map(({ path }) => path);
    if (stale.length > 0) return { type: 'refused', refusal: { kind: 'changed', paths: stale } };
    if (hash === undefined) return { type: 'refused', refusal: { kind: 'notApproved' } };
    const written = await folder.patches.apply(targets, { approved, signal });
    return written.type === 'refused' ? written : { ...written, files: targets.map(({ path }) => path) };
  }

  /** Takes a patch back. Files with unsaved changes are a refusal, whatever is said of edited ones. */
  async undo(params: ParamsOf<'sightline/undoPatch'>, signal: AbortSignal): Promise<WrittenPatch> {
    const { id, edited, dirty, root } = params;
    const folder = await this.#of(root);
    const wanted = (await folder.patches.list()).patches.find((one) => one.id === id);
    const paths = wanted?.files.map(({ path }) => path) ?? [];
    const unsaved = await this.#unsaved(folder, paths, dirty, signal);
    if (unsaved.length > 0) return { type: 'refused', refusal: { kind: 'unsaved', paths: unsaved } };
    const written = await folder.patches.undo({ id, edited, signal });
    return written.type === 'refused' ? written : { ...written, files: paths };
  }

  /** Runs the user's own commands in a folder. @throws the signal's reason */
  async check(
    { root, checks }: Omit<ParamsOf<'sightline/check'>, 'checkId'>,
    options: Pick<ChecksOptions, 'signal' | 'onOutput'>,
  ): Promise<CheckEnd> {
    const { patches } = await this.#of(root);
    return runChecks(checks, { ...options, realRoot: patches.root });
  }

  /** What is kept of all folders, the newest first. */
  async list(): Promise<ResultOf<'sightline/patches'>> {
    const found: KeptPatch[] = [];
    let unreadable = 0;
    for (const folder of this.#onDisk()) {
      const list = await (await this.#open(folder)).list();
      unreadable += list.unreadable;
      found.push(...list.patches.map((patch) => ({ ...patch, ...this.#rootOf(folder.name) })));
    }
    return { patches: found.sort((a, b) => b.atMs - a.atMs), unreadable };
  }

  async show(
    { root, id }: ParamsOf<'sightline/showPatch'>,
    signal: AbortSignal,
  ): Promise<ResultOf<'sightline/showPatch'>> {
    const files = await (await this.#of(root)).patches.show(id, signal);
    return files ? { files } : null;
  }

  /** Puts back what killed processes left half written in any of the folders. */
  async recover(): Promise<readonly RecoveredPatch[]> {
    const found: RecoveredPatch[] = [];
    for (const folder of this.#onDisk())
      for (const one of (await (await this.#open(folder)).recover()) ?? [])
        found.push({ ...one, ...this.#rootOf(folder.name) });
    return found;
  }

  async close(): Promise<void> {
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    for (const patches of opened) await (await patches.catch(() => undefined))?.close();
  }

  #onDisk(): (PatchFolder & { readonly path: string })[] {
    return this.#options.folders.flatMap((folder) =>
      folder.path === undefined ? [] : [{ ...folder, path: folder.path }],
    );
  }

  #rootOf(name: string): { readonly root?: string } {
    return this.#options.folders.length > 1 ? { root: name } : {};
  }

  async #of(root: string | undefined): Promise<Opened> {
    const folder = this.#onDisk().find(({ name }) => root === undefined || name === root);
    if (!folder) throw new RefusedError({ kind: 'folder', cause: 'notOnDisk', target: root ?? '' });
    return { name: folder.name, patches: await this.#open(folder) };
  }

  #open({ name, path }: PatchFolder & { readonly path: string }): Promise<Patches> {
    const known = this.#opened.get(name);
    if (known) return known;
    const { distDir, places, log, clock } = this.#options;
    const opening = openPatches({ root: path, distDir, places, log, clock }).catch((error: unknown) => {
      throw error instanceof PlaceError ? new RefusedError(error.failure) : error;
    });
    this.#opened.set(name, opening);
    opening.catch(() => this.#opened.delete(name));
    return opening;
  }

  /** Files that are dirty, but for those whose text is the one on disk. How lines end makes no difference. */
  async #unsaved(
    { name, patches }: Opened,
    paths: readonly string[],
    dirty: readonly string[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const open = this.#options.openTexts(name);
    const named = new Set(dirty);
    const wanted = paths.filter((path) => named.has(path));
    const texts = await patches.texts(wanted, signal);
    return wanted.filter((path) => {
      const [onDisk, shown] = [texts.get(path), open.get(path)];
      return onDisk !== undefined && (shown === undefined || plainBreaks(onDisk) !== plainBreaks(shown));
    });
  }
}

const plainBreaks = (text: string): string => text.replace(/\r\n?/g, '\n');

/** Whether a file is not as it was when a person went through it. */
const isStale = ({ places }: PlannedFile): boolean =>
  places.some((place) => place.state === 'refused' && STALE.has(place.reason));
const STALE: ReadonlySet<EditRefusal> = new Set(['stale', 'unreadable']);

function heldOf({ path, to, places }: PlannedFile) {
  const [first] = places;
  if (first?.state !== 'refused') return [];
  const reason = HELD.find((one) => one === first.reason);
  if (!reason) return [];
  const { detail } = first;
  return [{ path, ...(to === undefined ? {} : { to }), reason, ...(detail === undefined ? {} : { detail }) }];
}
