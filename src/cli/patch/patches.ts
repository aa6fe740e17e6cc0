/** `sightline apply`, `undo` and `patches`: edits of any program as one transaction that can be taken back. */
import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { openPatches, type Patches, type PreparedPatch, type Refusal } from '../../host/patches/patches.ts';
import { openPlaces } from '../../host/stored.ts';
import type { EditFormat, EditPlace, PlannedFile } from '../../host/types.ts';
import { type Context, printJson } from '../commands.ts';
import { CliError, createLog, distDir, EXIT, idOf } from '../session.ts';
import { shown } from '../terminal.ts';
import { renderFault, renderKept, renderPlan, renderRecovered, renderRefusal } from './renderPatch.ts';

const FORMATS: readonly EditFormat[] = ['diff', 'envelope', 'blocks', 'files', 'json'];

/** Opens the patches of a folder, tells what was put back of a killed transaction, and closes them afterwards. */
export async function withPatches(
  context: Context,
  work: (patches: Patches) => Promise<number>,
): Promise<number> {
  const { options, terminal } = context;
  const patches = await openPatches({
    ...{ root: options.root, distDir: distDir(), places: openPlaces(), clock: () => Date.now() },
    log: createLog(terminal, options.verbose),
  });
  try {
    for (const recovered of (await patches.recover()) ?? [])
      terminal.err(renderRecovered(recovered, terminal));
    return await work(patches);
  } finally {
    await patches.close();
  }
}

/** `sightline apply [FILE|-]`: all of a patch, or nothing. */
export function applyCommand(context: Context, file = '-'): Promise<number> {
  const { options, terminal, signal } = context;
  const format = formatOf(options.format);
  return withPatches(context, async (patches) => {
    const prepared = await patches.prepare(await inputOf(file), {
      ...(format ? { format } : {}),
      allowed: new Set(options.allow as readonly string[]),
      areErrorsAllowed: options.allowErrors === true,
      signal,
    });
    if (prepared.type === 'fault') {
      if (options.json) printJson(terminal, { applied: false, files: [], fault: prepared.fault });
      else terminal.out(renderFault(prepared.fault, terminal));
      return EXIT.refused;
    }
    const { hash } = prepared;
    const isApplying = hash !== undefined && options.dryRun !== true;
    const written = isApplying
      ? await patches.apply(prepared.targets, { approved: hash, signal })
      : undefined;
    const refusal = written?.type === 'refused' ? written.refusal : undefined;
    const id = written?.type === 'written' ? written.id : undefined;
    if (written?.type === 'written') tellDropped(written.dropped, context);
    if (options.json) printJson(terminal, documentOf(prepared, { id, refusal }));
    else terminal.out(renderPlan(prepared, { id, refusal, isDryRun: options.dryRun === true }, terminal));
    return hash === undefined || refusal ? EXIT.refused : EXIT.ok;
  });
}

/** Says that older patches are kept no longer. */
export function tellDropped(dropped: number, { terminal }: Pick<Context, 'terminal'>): void {
  if (dropped > 0)
    terminal.err(`Older patches that are kept no longer, and cannot be taken back: ${dropped}.\n`);
}

/** `sightline undo [id]`: takes a patch back, byte for byte. */
export function undoCommand(context: Context, wanted = ''): Promise<number> {
  const { options, terminal, signal } = context;
  if (options.overwrite === true && options.skipEdited === true)
    throw new CliError('Choose one of --overwrite and --skip-edited.', EXIT.usage);
  const edited = options.overwrite === true ? 'overwrite' : options.skipEdited === true ? 'skip' : 'refuse';
  return withPatches(context, async (patches) => {
    const id = wanted === '' ? undefined : await patchOf(patches, wanted);
    const written = await patches.undo({ ...(id ? { id } : {}), edited, signal });
    if (written.type === 'refused') {
      if (options.json) printJson(terminal, { undone: false, refusal: written.refusal });
      else terminal.out(renderRefusal(written.refusal, terminal));
      return EXIT.refused;
    }
    const { skipped } = written;
    tellDropped(written.dropped, context);
    const { files = [], of } = (await patches.list()).patches.find((one) => one.id === written.id) ?? {};
    if (options.json) printJson(terminal, { undone: true, id: written.id, of, files, skipped });
    else {
      const left = skipped.map((path) => `  left as it is: ${shown(path)}\n`).join('');
      terminal.out(
        `Took back ${shown(of ?? '')}: ${files.length} ${files.length === 1 ? 'file' : 'files'}.\n${left}`,
      );
    }
    return EXIT.ok;
  });
}

/** `sightline patches`: what was applied to the folder, the newest first. */
export function patchesCommand(context: Context): Promise<number> {
  const { options, terminal } = context;
  return withPatches(context, async (patches) => {
    const list = await patches.list();
    if (options.json) printJson(terminal, list);
    else terminal.out(renderKept(list, terminal));
    return list.patches.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

function formatOf(wanted: unknown): EditFormat | undefined {
  if (wanted === undefined) return undefined;
  const format = FORMATS.find((one) => one === wanted);
  if (format) return format;
  throw new CliError(
    `There is no format ${shown(String(wanted))}. Those are: ${FORMATS.join(', ')}.`,
    EXIT.usage,
  );
}

async function inputOf(file: string): Promise<string> {
  if (file === '-') return readStream(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CliError(`${shown(file)} cannot be read (${why}).`, EXIT.usage);
  }
}

/** The patch that an id, or the beginning of one, names. */
async function patchOf(patches: Patches, wanted: string): Promise<string> {
  const kept = (await patches.list()).patches;
  const words = { one: 'patch', many: 'patches', exit: EXIT.refused };
  return idOf(
    kept.map(({ id }) => id),
    wanted,
    words,
  );
}

/** What `--json` prints. */
function documentOf(
  { format, files, hash }: PreparedPatch,
  { id, refusal }: { readonly id: string | undefined; readonly refusal: Refusal | undefined },
) {
  return {
    applied: id !== undefined,
    ...(id === undefined ? {} : { id }),
    format,
    ...(hash === undefined ? {} : { hash }),
    files: files.map(fileOf),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

const fileOf = ({ path, to, kind, places }: PlannedFile) => ({
  path,
  ...(to === undefined ? {} : { to }),
  kind,
  hunks: places.map((place: EditPlace) => place),
});
