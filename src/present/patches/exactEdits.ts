import type { ExactEdit, PlannedFile } from '../../engine/types.ts';

/** Planned files as exact edits: of a file that is not any more as it was, none is applied. Refused ones are left out. */
export function exactEdits(
  files: readonly Pick<PlannedFile, 'path' | 'to' | 'before' | 'after' | 'isExecutable'>[],
): ExactEdit[] {
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
