import type { Patches } from '../../host/patches/patches.ts';
import type { Finding, FixedFindings, LeftFinding } from '../../host/types.ts';
import type { Context } from '../commands.ts';
import { tellDropped, withPatches } from '../patch/patches.ts';
import { writePatch } from '../patch/patchText.ts';
import { renderRefusal } from '../patch/renderPatch.ts';
import { CliError, type Session } from '../session.ts';
import { shown } from '../terminal.ts';

const WHY = {
  noFix: 'the rule has nothing to put there',
  changed: 'the file is not as it was reviewed',
  overlap: 'another finding in the same place is put right',
  stillFound: 'the rule would find it all the same',
} as const satisfies Readonly<Record<LeftFinding['why'], string>>;

/** Whether a finding is one that `--fix` puts right: one that is not dismissed, in a file of the scope itself. */
export const canPutRight = ({ fix, state, nearness }: Finding): boolean =>
  fix !== undefined && state !== 'dismissed' && nearness !== 'touched';

/**
 * Puts right what the rules that found it can: as one transaction (`--fix`), as a patch file (`--patch`), or both. Tells on
 * standard error what was done and what was left. True when files were changed. No model calls.
 *
 * @throws CliError with `exit` when the patch could not be written
 */
export async function putRight(
  context: Context,
  session: Session,
  found: readonly Finding[],
  exit: number,
): Promise<boolean> {
  const { signal, terminal, options } = context;
  const able = found.filter(canPutRight);
  const done = able.length > 0 ? await session.engine.fixOwn(able, { signal }) : undefined;
  if (!done || done.files.length === 0) {
    terminal.err(`Nothing can be put right without a model.\n${leftRows(done?.left ?? [], [])}`);
    return false;
  }
  let id: string | undefined;
  await withPatches(context, async (patches) => {
    const { planned, held } = await planOf(patches, done, signal);
    const { hash, targets } = planned;
    if (typeof options.patch === 'string') writePatch(options.patch, planned, context);
    if (options.fix === true && hash !== undefined && targets.length > 0) {
      const written = await patches.apply(targets, { approved: hash, signal });
      if (written.type === 'refused')
        throw new CliError(renderRefusal(written.refusal, terminal).trim(), exit);
      tellDropped(written.dropped, context);
      id = written.id;
    }
    const files = targets.length;
    const end = id === undefined ? '.' : ` as ${id}. Take it back with: sightline undo`;
    const put = done.fixed.length - countIn(held, done, able);
    const verb = id === undefined ? 'Can be put right' : 'Put right';
    terminal.err(`${verb}: ${put} of ${found.length} in ${files} ${files === 1 ? 'file' : 'files'}${end}\n`);
    terminal.err(leftRows(done.left, held));
    return 0;
  });
  return id !== undefined;
}

/** The patch of all files that may be changed without being confirmed by name, and those that are held back. */
async function planOf(patches: Patches, { files }: FixedFindings, signal: AbortSignal) {
  const planning = { allowed: new Set<string>(), areErrorsAllowed: false, signal };
  const all = await patches.plan(files, planning);
  const held = all.files.filter(({ after }) => after === undefined).map(({ path }) => path);
  if (held.length === 0) return { planned: all, held };
  const rest = files.filter(({ path }) => !held.includes(path));
  return { planned: await patches.plan(rest, planning), held };
}

function countIn(held: readonly string[], { fixed }: FixedFindings, able: readonly Finding[]): number {
  const put = new Set(fixed);
  return able.filter(({ path, fingerprint }) => held.includes(path) && put.has(fingerprint)).length;
}

function leftRows(left: readonly LeftFinding[], held: readonly string[]): string {
  return [
    ...left.map(({ path, line, why }) => `  left: ${shown(path)}:${line}, ${WHY[why]}\n`),
    ...held.map((path) => `  left: ${shown(path)}, a protected file, or one that would not be in order\n`),
  ].join('');
}
