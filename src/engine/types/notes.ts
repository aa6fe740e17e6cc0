/** Lines that a note cites, as they stand now. `of` is the question of the note. */
export interface NotePlace {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly of: string;
}

/** What was proved before: the words of a claim (untrusted, as everything of a model is), and the lines that showed it. */
export interface EarlierClaim {
  readonly text: string;
  readonly places: readonly {
    readonly path: string;
    readonly root?: string;
    readonly startLine: number;
    readonly endLine: number;
  }[];
}

/** A question of the same conversation, and what of its answer was proved. */
export interface EarlierTurn {
  readonly question: string;
  readonly claims: readonly EarlierClaim[];
}

/** What files of the repository say about how to write, cut to what goes along. Untrusted, as all of its text. */
export interface StandingInstructions {
  /** In the order in which they are sent. `chars`: of the whole text, of which `text` is the beginning. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly chars: number }[];
  /** Files that hold for the question as well and did not go along, and the first of them by name. */
  readonly leftOut: number;
  readonly leftOutFirst: readonly string[];
}
