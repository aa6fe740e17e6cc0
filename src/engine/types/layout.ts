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
