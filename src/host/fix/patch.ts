/** The patch of a repair on its way to the disk: planned against the bytes there, as a diff, and checked by a command. */
import { type ExactEdit, type Fix, type PlannedFile, unifiedDiff } from '../../engine/engine.ts';
import type { PreparedPatch } from '../patches/patches.ts';

export { type ReducedOutput, reduceOutput } from '../../node/check/reduce.ts';
export { type CheckResult, runCheck } from '../../node/check/runCheck.ts';
export { findProgram, type NoProgram } from '../../node/programs.ts';

/** The files of a repair as exact edits: of files that are not any more as they were, none is applied. */
export function exactEdits({ files }: Pick<Fix, 'files'>): ExactEdit[] {
  return files.flatMap(({ path, to, before, after, isExecutable }) =>
    after === undefined
      ? []
      : [
          {
            ...({ kind: 'exact', path, before, after } as const),
            ...(to === undefined ? {} : { to }),
            ...(isExecutable === undefined ? {} : { isExecutable }),
          },
        ],
  );
}

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
