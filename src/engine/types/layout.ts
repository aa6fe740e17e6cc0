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

/** What a model writes about a repository: how it is built, or where somebody begins who is new to it. */
export type ReportKind = 'architecture' | 'guide';

/** What a section of a report is about; `of` of a section is a folder where that is one. */
export type SectionKind =
  | 'overview'
  | 'entry'
  | 'folder'
  | 'central'
  | 'circles'
  | 'hotSpots'
  | 'setup'
  | 'tour'
  | 'reading'
  | 'names'
  | 'change';

/** A report that a person wants. Its words are those of the door: the engine has none. */
export interface ReportWish {
  readonly kind: ReportKind;
  /** Titles of sections by their kind; `{0}` in one stands for the folder. */
  readonly titles: Readonly<Partial<Record<SectionKind, string>>>;
  /** The id of the one section that is written, in depth; all of them when left out. */
  readonly section?: string;
}

/**
 * A section of a report: its claims are so many of those of the answer, from the one numbered `first`. `declined`: what was
 * sent did not settle it. `lost`: it was not written, and `why`.
 */
export interface WrittenSection {
  /** Stable: the kind, and the folder where it is about one. */
  readonly id: string;
  readonly kind: SectionKind;
  readonly of?: string;
  readonly title: string;
  readonly state: 'written' | 'declined' | 'lost';
  readonly why?: 'budget' | 'tooLong' | 'badReply' | 'failed' | 'stopped';
  readonly first: number;
  readonly claims: number;
}

/** What of the repository no section of a report cites by a line that was proved. */
export interface ReportMissed {
  /** Source files of which a line is cited, of all. */
  readonly files: { readonly cited: number; readonly of: number };
  /** Folders of the map that hold source, and of which nothing is cited. */
  readonly folders: readonly { readonly name: string; readonly files: number; readonly lines: number }[];
  /** Places that the index tells first, in files of which nothing is cited. */
  readonly places: readonly {
    readonly kind: 'entryPoint' | 'central' | 'hotSpot';
    readonly path: string;
    readonly root?: string;
    readonly line?: number;
  }[];
}

/** What the claims of an answer are the report of. */
export interface WrittenReport {
  readonly kind: ReportKind;
  /** Those of the outline, in its order; one alone where that was wished for. */
  readonly sections: readonly WrittenSection[];
  readonly missed: ReportMissed;
}
