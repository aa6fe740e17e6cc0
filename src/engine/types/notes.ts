/** Lines that a note cites, as they stand now. `of` is the question of the note. */
export interface NotePlace {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly of: string;
}
