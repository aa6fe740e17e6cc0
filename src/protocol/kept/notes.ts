/** Schemas of notes: what a person kept of answers, and the requests about them. */
import * as z from 'zod';
import type { ProjectNote } from '../../engine/engine.ts';
import { count, text } from '../cited.ts';
import { claim } from '../data.ts';
import { held, type Plain, type Same } from '../equal.ts';

export const projectNote = z.object({
  ...{ id: text, atMs: z.number(), question: text },
  claims: z.array(claim),
  commit: text.exactOptional(),
});

// A schema and its type are the same in both directions; this compiles only then.
held<[Same<z.output<typeof projectNote>, ProjectNote>]>();

/** A note with its claims as they are now. */
const checkedNote = projectNote.extend({
  /** Something that it cites has changed. */
  isStale: z.boolean(),
});

const id = text.min(1).max(200);

/** Requests about the notes of the open folders. None makes a model call. */
export const NOTE_REQUESTS = {
  /** All, the newest first, each citation checked against the files of now. */
  'sightline/notes': { params: z.object({}), result: z.object({ notes: z.array(checkedNote) }) },
  /** Keeps the proved claims of the answer of a run. */
  'sightline/saveNote': { params: z.object({ runId: id }), result: z.object({ id: text, claims: count }) },
  /** Puts other words in the place of a note's question; gives them as they were kept, without their secrets. */
  'sightline/editNote': {
    params: z.object({ id, question: text.min(1).max(10_000) }),
    result: z.object({ question: text }),
  },
  /** Removes a note, or all. */
  'sightline/deleteNotes': {
    params: z.object({ id: id.exactOptional() }),
    result: z.object({ removed: count }),
  },
} as const;

export type CheckedNote = Plain<z.output<typeof checkedNote>>;
