/** How the claims of a written answer are laid out: facts, which each door draws in its own way. */

/** A heading: 1 is a section, 2 one inside of it, and so on to 3. It stands before the claim numbered `before`, from 0. */
export interface Heading {
  readonly text: string;
  readonly level: number;
  readonly before: number;
}

/** A claim that is an item of a list: its level from 1, and its number where the list is numbered. */
export interface ListPlace {
  readonly level: number;
  readonly number?: number;
}

/**
 * Code of a claim, at an offset of its text. `quoted`: the lines of its citation of this number, as the file has them.
 * `proposed`: written by a model, and in no file that it was sent.
 */
export type ClaimCode =
  | { readonly kind: 'quoted'; readonly at: number; readonly citation: number }
  | {
      readonly kind: 'proposed';
      readonly at: number;
      readonly language: string;
      readonly text: string;
      /** Absent where its language has no grammar, or could not be told. */
      readonly syntax?: ProposedSyntax;
    };

/** What a grammar could not read of proposed code: how many places, and the line of the first, from 1. */
export interface ProposedSyntax {
  readonly flaws: number;
  readonly firstLine?: number;
}
