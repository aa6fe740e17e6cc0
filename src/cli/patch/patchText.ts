import type { PreparedPatch } from '../../host/patches/patches.ts';
import type { PlannedFile } from '../../host/types.ts';
import { unifiedDiff } from '../../present/patches/unifiedDiff.ts';
import type { Context } from '../commands.ts';
import { EXIT, writeOut } from '../session.ts';
import { shown } from '../terminal.ts';

/** What becomes of files as a diff for people; files of which an edit is refused are left out. */
export function diffOf(files: readonly PlannedFile[]): string {
  return unifiedDiff(
    files.flatMap((file) => (file.after === undefined ? [] : [{ ...file, after: file.after }])),
  );
}

/**
 * The same for `git apply`, which compares bytes: files with a byte order mark have it in their first line, and those that
 * are no UTF-8 cannot be told so. `notTold`: their paths.
 */
export function patchOf({ files, targets }: Pick<PreparedPatch, 'files' | 'targets'>): {
  readonly text: string;
  readonly notTold: readonly string[];
} {
  const bytes = new Map(targets.map(({ path, after }) => [path, after?.bytes]));
  const notTold: string[] = [];
  const told = files.flatMap((file) => {
    const { path, to, before, after } = file;
    if (after === undefined) return [];
    const written = bytes.get(to ?? path);
    if (after === null || !written) return [{ ...file, after }];
    const mark = written[0] === 0xef && written[1] === 0xbb && written[2] === 0xbf ? '\ufeff' : '';
    if (Buffer.compare(Buffer.from(mark + after), written) !== 0) {
      notTold.push(path);
      return [];
    }
    return [{ ...file, after: mark + after, before: before === null ? null : mark + before }];
  });
  return { text: unifiedDiff(told), notTold };
}

/** Writes a patch that `git apply` takes, and tells which files it cannot hold. */
export function writePatch(
  file: string,
  planned: Pick<PreparedPatch, 'files' | 'targets'>,
  { terminal }: Pick<Context, 'terminal'>,
): void {
  const { text, notTold } = patchOf(planned);
  if (notTold.length > 0)
    terminal.err(`Not in the patch file, since they are no UTF-8: ${notTold.map(shown).join(', ')}.\n`);
  writeOut(file, text, EXIT.usage);
}
