/** Patches of files as they cross between the editor and the language server. */
import * as z from 'zod';
import type { EditFormat, EditPlace, EditsFault, ExactEdit, PlannedFile } from '../engine/types.ts';
import { held, type Plain, type Same } from './equal.ts';

const text = z.string();
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const root = text.exactOptional();
const id = text.min(1).max(200);

const span = { startLine: count, endLine: count };

export const refusal = z.enum([
  ...(['notFound', 'ambiguous', 'alreadyThere', 'noChange', 'emptyAnchor', 'weakAnchor'] as const),
  ...(['partOfWord', 'joinsLines', 'stale', 'indentation', 'elided', 'escaped', 'fenced'] as const),
  ...(['overlap', 'secretMark', 'exists', 'missing', 'unreadable', 'badPath', 'protected'] as const),
  ...(['alarming', 'conflict', 'unseen', 'encoding', 'syntax'] as const),
]);

const editPlace = z.discriminatedUnion('state', [
  z.object({
    state: z.enum(['exact', 'whitespace', 'symbol']),
    ...span,
    mend: z.enum(['lineNumbers', 'escapes', 'fences', 'edgeBlanks']).exactOptional(),
  }),
  z.object({
    state: z.literal('refused'),
    ...span,
    reason: refusal,
    near: z.array(z.object(span)),
    places: count.exactOptional(),
    detail: text.exactOptional(),
  }),
]);

export const plannedFile = z.object({
  path: text,
  to: text.exactOptional(),
  kind: z.enum(['edit', 'create', 'delete']),
  places: z.array(editPlace),
  before: text.nullable(),
  after: text.nullable().exactOptional(),
  isExecutable: z.boolean().exactOptional(),
});

export const exactEdit = z.object({
  kind: z.literal('exact'),
  path: text,
  to: text.exactOptional(),
  before: text.nullable(),
  after: text.nullable(),
  isExecutable: z.boolean().exactOptional(),
});

export const editFormat = z.enum(['diff', 'envelope', 'blocks', 'files', 'json']);

export const editsFault = z.object({
  kind: z.enum([
    ...(['unknownFormat', 'empty', 'truncated', 'malformed', 'noPath', 'twoPaths', 'marks'] as const),
    ...(['binary', 'link', 'copy', 'tooLarge', 'tooMany'] as const),
  ]),
  line: count,
});

/** What a person confirmed: paths by their names, and that there may be more syntax errors afterwards. */
const confirmed = { allowed: z.array(text), areErrorsAllowed: z.boolean() };

/**
 * Files of the folder in which the editor has changes that are not saved. Of any other it shows what is on disk, or what
 * was there a moment ago, when it has not heard of a change yet.
 */
const dirty = z.array(text);

/** A file that is changed only when a person confirms it by its name. */
const heldFile = z.object({
  path: text,
  to: text.exactOptional(),
  reason: z.enum(['protected', 'alarming', 'syntax']),
  detail: text.exactOptional(),
});

const prepared = z.discriminatedUnion('type', [
  z.object({ type: z.literal('fault'), fault: editsFault }),
  z.object({
    type: z.literal('prepared'),
    format: editFormat.exactOptional(),
    /** What the patch does when all that is held back is confirmed. */
    files: z.array(plannedFile),
    held: z.array(heldFile),
    /** Files with changes that are not saved: they are not changed before they are. */
    unsaved: z.array(text),
    /** There when nothing is refused, held back or unsaved: an approval names it. */
    hash: text.exactOptional(),
  }),
]);

const fileFault = z.object({
  kind: z.enum([
    ...(['missing', 'badPath', 'notRegular', 'link', 'changed', 'tooLarge', 'denied', 'full'] as const),
    'system',
  ]),
  code: text.exactOptional(),
});

export const writeRefusal = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['busy', 'notApproved', 'unknownId', 'undone']) }),
  z.object({ kind: z.enum(['changed', 'unsaved']), paths: z.array(text) }),
  z.object({ kind: z.literal('fault'), path: text, fault: fileFault, left: z.array(text) }),
  z.object({ kind: z.literal('damaged'), path: text }),
]);

const written = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('written'),
    id: text,
    skipped: z.array(text),
    /** Older patches that can no longer be taken back. */
    dropped: count,
    files: z.array(text),
  }),
  z.object({ type: z.literal('refused'), refusal: writeRefusal }),
]);

export const keptPatch = z.object({
  root,
  id: text,
  atMs: z.number(),
  kind: z.enum(['apply', 'undo']),
  of: text.exactOptional(),
  state: z.enum(['applied', 'undone', 'partly']),
  files: z.array(z.object({ path: text, change: z.enum(['edited', 'created', 'deleted', 'moved']) })),
});

const recovered = z.object({
  root,
  id: text,
  kind: z.enum(['apply', 'undo']),
  left: z.array(text),
});

const argv = z.array(text).min(1).max(200);

/** A command that did not pass. */
export const checkFailed = z.object({
  type: z.literal('failed'),
  argv,
  /** Null when a signal ended it. */
  code: z.number().nullable(),
  isTimedOut: z.boolean(),
  /** What matters of its output, and how many lines were left out. */
  output: text,
  leftOut: count,
});

/** How commands ended: `argv` is the one that did not pass, else the last. */
const checkEnd = z.discriminatedUnion('type', [
  z.object({ type: z.literal('passed'), argv: z.array(text) }),
  checkFailed,
  z.object({
    type: z.literal('refused'),
    argv,
    why: z.enum(['notFound', 'badName', 'insideFolder', 'failed']),
  }),
]);

/** Requests about patches. Paths are relative to the folder `root`, which may be left out where there is one. */
export const PATCH_REQUESTS = {
  /** Reads a patch, or takes texts that a person went through, and says what it would do. Writes nothing. */
  'sightline/preparePatch': {
    params: z.object({
      root,
      patch: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('text'), text, format: editFormat.exactOptional() }),
        z.object({ kind: z.literal('files'), files: z.array(exactEdit) }),
      ]),
      ...confirmed,
      dirty,
    }),
    result: prepared,
  },
  /** Writes all of it, if it is still what `approved` names, or nothing. */
  'sightline/applyPatch': {
    params: z.object({ root, files: z.array(exactEdit), ...confirmed, dirty, approved: text }),
    result: written,
  },
  /**
   * What new paths of files, or of whole folders, change in imports, as texts of files of the folder. They stand at their
   * new paths already. `others` counts changes in other folders of the window. Writes nothing.
   */
  'sightline/moved': {
    params: z.object({
      root,
      moves: z
        .array(z.object({ from: text.min(1), to: text.min(1) }))
        .min(1)
        .max(1000),
    }),
    result: z.object({
      files: z.array(exactEdit),
      changed: z.array(z.object({ path: text, line })),
      left: z.array(z.object({ path: text, line, why: z.enum(['several', 'form', 'place', 'changed']) })),
      others: count,
    }),
  },
  /** The files that use what the given ones define. */
  'sightline/users': {
    params: z.object({ root, paths: z.array(text.min(1)).max(10_000) }),
    result: z.object({ users: z.array(z.object({ root, path: text })) }),
  },
  'sightline/undoPatch': {
    params: z.object({ root, id, edited: z.enum(['refuse', 'overwrite', 'skip']), dirty }),
    result: written,
  },
  /** What was applied to the open folders and is kept, the newest first. */
  'sightline/patches': {
    params: z.object({}),
    result: z.object({ patches: z.array(keptPatch), unreadable: count }),
  },
  /** What a kept patch did; a text that is absent is not known any more, or is no text. Null: no such patch. */
  'sightline/showPatch': {
    params: z.object({ root, id }),
    result: z
      .object({
        files: z.array(
          z.object({
            path: text,
            movedFrom: text.exactOptional(),
            before: text.nullable().exactOptional(),
            after: text.nullable().exactOptional(),
          }),
        ),
      })
      .nullable(),
  },
  /** Runs commands of the user one after the other until one fails. Their output follows as notifications. */
  'sightline/check': {
    params: z.object({
      checkId: text.min(1).max(200),
      root: text.exactOptional(),
      checks: z.array(argv).min(1).max(20),
    }),
    result: checkEnd,
  },
} as const;

/** Server to editor: what a check says, as it says it. */
export const CHECK_NOTIFICATIONS = {
  'sightline/checkOutput': { params: z.object({ checkId: text, text }) },
} as const;

/** Server to editor: what was put back of patches that a killed process left half written. */
export const patchesRecovered = z.object({ recovered: z.array(recovered) });

export type CheckEnd = Plain<z.output<typeof checkEnd>>;
export type KeptPatch = Plain<z.output<typeof keptPatch>>;
export type RecoveredPatch = Plain<z.output<typeof recovered>>;
export type WrittenPatch = Plain<z.output<typeof written>>;

held<
  [
    Same<z.output<typeof editPlace>, EditPlace>,
    Same<z.output<typeof plannedFile>, PlannedFile>,
    Same<z.output<typeof exactEdit>, ExactEdit>,
    Same<z.output<typeof editFormat>, EditFormat>,
    Same<z.output<typeof editsFault>, EditsFault>,
  ]
>();
