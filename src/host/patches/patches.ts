/**
 * Patches of one folder: read, planned, checked, and written as one transaction. A door shows what was prepared and gives
 * back the hash that a person approved; what would be written then is what was shown, or nothing is.
 */
import type { EditFormat, EditsFault, FileEdit, Log, Parser, PlannedFile } from '../../engine/engine.ts';
import { type BaseFile, checkSyntax, pathsOf, planEdits, readEdits, refusedAs } from '../../engine/engine.ts';
import { hashBytes } from '../../node/encoding/encoding.ts';
import { readText } from '../../node/encoding/text.ts';
import { readLanguages } from '../../node/parser/languages.ts';
import { createParserPool, parserFiles } from '../../node/parser/pool.ts';
import { createTransactions, type FileTarget, type Transactions } from '../../node/patches/transactions.ts';
import { RootError, realRoot } from '../../node/ports.ts';
import type { Places } from '../../node/storage/places.ts';
import { createDiskFiles } from '../../node/workspace/files.ts';
import { RefusedError } from '../refusals.ts';
import { encodeAs, type ReadBase, readBase } from './baseFiles.ts';

export type { KeptPatch, Recovered, Refusal, Written } from '../../node/patches/transactions.ts';

export interface PatchesOptions {
  /** Path of the folder. */
  readonly root: string;
  readonly distDir: string;
  readonly places: Places;
  readonly log: Log;
  readonly clock: () => number;
}

export interface PrepareOptions {
  readonly format?: EditFormat;
  /** Paths that may be protected or alarming, each confirmed by its name. */
  readonly allowed: ReadonlySet<string>;
  /** Whether a file may have more syntax errors afterwards. */
  readonly areErrorsAllowed: boolean;
  readonly signal: AbortSignal;
}

/** What a patch would do. `hash` is there when all of it can be done: an approval names it. */
export interface PreparedPatch {
  readonly type: 'prepared';
  readonly format: EditFormat;
  readonly files: readonly PlannedFile[];
  readonly hash?: string;
  readonly targets: readonly FileTarget[];
}

/** What a kept patch did to a file, as text. Null: no file; absent: no text, or not known any more. */
export interface ShownText {
  readonly path: string;
  readonly movedFrom?: string;
  readonly before?: string | null;
  readonly after?: string | null;
}

export interface Patches extends Pick<Transactions, 'apply' | 'undo' | 'recover' | 'list'> {
  readonly root: string;
  /** Reads a text as a patch and plans it. Writes nothing. */
  prepare(
    text: string,
    options: PrepareOptions,
  ): Promise<PreparedPatch | { readonly type: 'fault'; readonly fault: EditsFault }>;
  /** The same for edits that were read. */
  plan(files: readonly FileEdit[], options: PrepareOptions): Promise<Omit<PreparedPatch, 'type' | 'format'>>;
  /** The files of a kept patch before and after it; undefined when none of this id is kept. */
  show(id: string, signal: AbortSignal): Promise<readonly ShownText[] | undefined>;
  /** The texts of files as they are on disk; undefined for what is no text file. */
  texts(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string | undefined>>;
  close(): Promise<void>;
}

/** Opens the patches of a folder. @throws RefusedError when it is no folder; PlaceError without a state directory */
export async function openPatches({ root, distDir, places, log, clock }: PatchesOptions): Promise<Patches> {
  const realRoot = await folderOf(root);
  const dir = `${await places.stateDirFor(realRoot)}/patches`;
  const transactions = createTransactions({ realRoot, dir, clock });
  const files = createDiskFiles({ realRoot });
  const built = parserFiles(distDir);
  const parser = createParserPool({
    ...built,
    specs: await readLanguages(built.grammarsDir),
    log,
    workers: 1,
  });
  const plan: Patches['plan'] = async (edits, options) => {
    const bases = new Map<string, ReadBase>();
    for (const path of pathsOf(edits)) bases.set(path, await readBase(files, path, options.signal));
    const planned = await planWith({ edits, bases, parser }, options);
    const checked: PlannedFile[] = [];
    for (const file of planned)
      checked.push(
        options.areErrorsAllowed
          ? file
          : await checkSyntax(file, { parser, hash: hashOf, signal: options.signal }),
      );
    const written = await Promise.all(checked.map((file) => encoded(file, bases)));
    const areAll = written.every(({ targets }) => targets !== undefined);
    const targets = areAll ? written.flatMap((one) => one.targets ?? []) : [];
    return {
      files: written.map(({ file }) => file),
      targets,
      ...(areAll ? { hash: transactions.hashOf(targets) } : {}),
    };
  };
  return {
    root: realRoot,
    apply: transactions.apply,
    undo: transactions.undo,
    recover: transactions.recover,
    list: transactions.list,
    plan,
    async prepare(text, options) {
      const read = readEdits(text, options.format);
      if (read.type === 'fault') return read;
      return { type: 'prepared', format: read.format, ...(await plan(read.files, options)) };
    },
    async show(id, signal) {
      const shown = await transactions.show(id, { signal });
      return shown && Promise.all(shown.map(asTexts));
    },
    async texts(paths, signal) {
      const found = new Map<string, string | undefined>();
      for (const path of paths) {
        const { base } = await readBase(files, path, signal);
        found.set(path, base.type === 'text' ? base.text : undefined);
      }
      return found;
    },
    close: () => parser.dispose(),
  };
}

type Shown = NonNullable<Awaited<ReturnType<Transactions['show']>>>[number];

async function asTexts({ before, after, ...file }: Shown): Promise<ShownText> {
  const [old, made] = await Promise.all([textOf(before), textOf(after)]);
  return {
    ...file,
    ...(old === undefined ? {} : { before: old }),
    ...(made === undefined ? {} : { after: made }),
  };
}

async function textOf(bytes: Uint8Array | null | undefined): Promise<string | null | undefined> {
  if (!bytes) return bytes;
  const decoded = await readText(bytes);
  return decoded.binary ? undefined : decoded.text;
}

async function folderOf(root: string): Promise<string> {
  try {
    return await realRoot(root);
  } catch (error) {
    throw error instanceof RootError ? new RefusedError(error.failure) : error;
  }
}

interface Planning {
  readonly edits: readonly FileEdit[];
  readonly bases: ReadonlyMap<string, ReadBase>;
  readonly parser: Parser;
}

/** Plans edits; where a text fits several places and a definition is named, once more with the definitions. */
async function planWith({ edits, bases, parser }: Planning, options: PrepareOptions): Promise<PlannedFile[]> {
  const { allowed, signal } = options;
  const known = new Map<string, BaseFile>([...bases].map(([path, { base }]) => [path, base]));
  const planned = planEdits(edits, { bases: known, allowed });
  let isMore = false;
  for (const [at, file] of planned.entries()) {
    const base = known.get(file.path);
    const isUnclear = file.places.some((place) => place.state === 'refused' && place.reason === 'ambiguous');
    const edit = edits[at];
    const isNamed = edit?.kind === 'edit' && edit.edits.some(({ within }) => within.length > 0);
    if (base?.type !== 'text' || !isUnclear || !isNamed) continue;
    const { symbols } = await parser.parse(
      { path: file.path, text: base.text, hash: hashOf(base.text) },
      { signal },
    );
    known.set(file.path, { ...base, symbols });
    isMore = true;
  }
  return isMore ? planEdits(edits, { bases: known, allowed }) : planned;
}

const hashOf = (text: string): string => hashBytes(Buffer.from(text, 'utf16le'));

/** The targets of a file; none where it is refused. */
async function encoded(
  file: PlannedFile,
  bases: ReadonlyMap<string, ReadBase>,
): Promise<{ readonly file: PlannedFile; readonly targets?: readonly FileTarget[] }> {
  if (file.after === undefined) return { file };
  const { path, to, after, before } = file;
  const read = bases.get(path) ?? { base: { type: 'missing' }, hash: null };
  if (after === null) return { file, targets: [{ path, base: read.hash, after: null }] };
  const bytes = after === before ? read.bytes : await encodeAs(after, read);
  if (bytes === undefined) return { file: refusedAs(file, 'encoding') };
  const mode = modeOf(file, read);
  if (to === undefined) return { file, targets: [{ path, base: read.hash, after: { bytes, ...mode } }] };
  return {
    file,
    targets: [
      { path, base: read.hash, after: null },
      { path: to, base: null, after: { bytes, ...mode }, movedFrom: path },
    ],
  };
}

/** Permissions that a file gets: those it had where it moves, with or without those to execute where that was said. */
function modeOf({ to, isExecutable }: PlannedFile, { mode }: ReadBase): { readonly mode?: number } {
  if (mode === undefined) return isExecutable ? { mode: 0o755 } : {};
  if (isExecutable === undefined) return to === undefined ? {} : { mode };
  return { mode: isExecutable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111 };
}
