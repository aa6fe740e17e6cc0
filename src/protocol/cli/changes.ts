/** What the commands that change files print with `--json`. */
import * as z from 'zod';
import type { LeftImport } from '../../engine/engine.ts';
import { count, line, text } from '../cited.ts';
import { usage } from '../data.ts';
import { held, type Same } from '../equal.ts';
import { failure } from '../failures.ts';
import { fix, locatedFile } from '../fix.ts';
import {
  checkFailed,
  editFormat,
  editsFault,
  keptPatch,
  plannedFile,
  refusal,
  writeRefusal,
} from '../patches.ts';

const id = text.exactOptional();
const hash = text.exactOptional();
const refused = { refusal: writeRefusal.exactOptional() };

/** A file of a patch: what happens to it, and each of its edits. */
const changedFile = plannedFile
  .pick({ path: true, to: true, kind: true })
  .extend({ hunks: plannedFile.shape.places });

/** How a check ended; 0 is the code of one that passed. */
const check = checkFailed.omit({ type: true });

const candidate = z.object({
  status: fix.shape.status,
  hash,
  check: z.enum(['passed', 'failed']).exactOptional(),
  isChosen: z.boolean(),
});

const { plan, changed, related, attempts, said, notices, notRead, located } = fix.shape;

/** `fix`: the patch, what it is told to reach, and what became of it. */
export const fixDocument = z.object({
  ...{ status: fix.shape.status, applied: z.boolean(), id, hash },
  located: z.array(locatedFile.pick({ path: true, lines: true, symbols: true })),
  ...{ more: count, unknown: located.shape.unknown, plan },
  files: z.array(changedFile.extend({ steps: z.array(text) })),
  ...{ diff: text, changed, related, attempts, said },
  check: check.extend({ before: check.exactOptional() }).exactOptional(),
  candidates: z.array(candidate).exactOptional(),
  ...{ notices, notRead, usage, ...refused },
  failure: failure.exactOptional(),
});

const leftImport = z.object({
  ...{ path: text, line, module: text },
  why: z.enum(['several', 'form', 'place', 'changed']),
});

/** `move`: imports that were or would be written, those that are left, and files that hold it back. */
export const moveDocument = z.object({
  ...{ applied: z.boolean(), id, ...refused },
  changed: z.array(z.object({ path: text, line, before: text, after: text })),
  left: z.array(leftImport),
  held: z.array(z.object({ path: text, reason: refusal })),
});

/** `apply`: with `fault` the text was no patch, and there are no files. */
export const applyDocument = z.object({
  ...{ applied: z.boolean(), id, format: editFormat.exactOptional(), hash },
  files: z.array(changedFile),
  ...refused,
  fault: editsFault.exactOptional(),
});

/** `undo`: what was taken back, or why nothing was. */
export const undoDocument = z.object({
  ...{ undone: z.boolean(), id, of: id },
  files: keptPatch.shape.files.exactOptional(),
  skipped: z.array(text).exactOptional(),
  ...refused,
});

held<[Same<z.output<typeof leftImport>, LeftImport>]>();
