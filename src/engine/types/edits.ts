/** The plain data of edits: what an author wants changed, and what became of each part of it. Units as in `types.ts`. */
import type { Span } from './source.ts';

/** Whole lines to be replaced, without their line breaks. */
export interface LineEdit {
  readonly kind: 'lines';
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The line (1-based) of the unchanged file at which `before` is said to begin. */
  readonly line?: number;
  /** Definitions it is said to stand in, outermost first: a name, or the line that begins them. */
  readonly within: readonly string[];
  /** `before` is said to end with the last line of the file. */
  readonly isAtEnd?: boolean;
  /** The last line of `before`, of `after`, is said to have no line break. */
  readonly isBareBefore?: boolean;
  readonly isBareAfter?: boolean;
}

/** A text to be replaced as it stands, from anywhere in a line to anywhere in another; line breaks are LF. */
export interface StringEdit {
  readonly kind: 'text';
  readonly before: string;
  readonly after: string;
  readonly within: readonly string[];
}

export type TextEdit = LineEdit | StringEdit;

/**
 * All of a file, as it is and as it shall be, with its own line breaks: what a person went through hunk by hunk. Null where
 * there is no file.
 */
export interface ExactEdit {
  readonly kind: 'exact';
  readonly path: string;
  /** Its new path. */
  readonly to?: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly isExecutable?: boolean;
}

/** What is wanted of one file. Texts have LF as line breaks, and those of the file are kept, but for an exact one. */
export type FileEdit =
  | {
      readonly kind: 'edit';
      readonly path: string;
      readonly edits: readonly TextEdit[];
      /** Its new path. */
      readonly to?: string;
      readonly isExecutable?: boolean;
    }
  | { readonly kind: 'create'; readonly path: string; readonly text: string; readonly isExecutable?: boolean }
  /** All of the file; it is made where there is none. */
  | { readonly kind: 'whole'; readonly path: string; readonly lines: readonly string[] }
  | ExactEdit
  /** `lines`: all that the author believes to stand in it, where that was said. */
  | { readonly kind: 'delete'; readonly path: string; readonly lines?: readonly string[] };

/**
 * Why something is not changed. Of a place: `notFound`, `ambiguous` (it fits several), `alreadyThere`, `noChange`,
 * `emptyAnchor` and `weakAnchor` (too little is quoted to know a place by), `partOfWord` (it fits inside of a longer
 * word only), `joinsLines` (a line break would be lost), `stale` (the file is not as it was said to be), `indentation` (what is quoted is indented otherwise than
 * the file, and in no one way), `elided` (a mark stands where text was left out), `escaped`, `fenced` (characters were
 * left in that belong to the message and not to the text), `overlap`, `secretMark`. Of a file: it `exists`, is `missing`
 * or `unreadable`; its path is a `badPath`; it is `protected` or what is added to it is `alarming`, and nobody confirmed
 * that by name; two things are wanted of it that exclude each other (`conflict`);
 * its text was not shown to the model that changes it (`unseen`); its `encoding` has no bytes for the new
 * text; the new text has more errors of `syntax` than the old one.
 */
export type EditRefusal =
  | 'notFound'
  | 'ambiguous'
  | 'alreadyThere'
  | 'noChange'
  | 'emptyAnchor'
  | 'weakAnchor'
  | 'partOfWord'
  | 'joinsLines'
  | 'stale'
  | 'indentation'
  | 'elided'
  | 'escaped'
  | 'fenced'
  | 'overlap'
  | 'secretMark'
  | 'exists'
  | 'missing'
  | 'unreadable'
  | 'badPath'
  | 'protected'
  | 'alarming'
  | 'conflict'
  | 'unseen'
  | 'encoding'
  | 'syntax';

/** What had to be taken off a quoted text so that it is found, in `before` and `after` alike. */
export type EditMend = 'lineNumbers' | 'escapes' | 'fences' | 'edgeBlanks';

/** How the place of an edit was found: as quoted; with other white space; or in the one definition that is named. */
export type FoundHow = 'exact' | 'whitespace' | 'symbol';

/** Where an edit belongs in the unchanged file. */
export interface FoundPlace extends Span {
  readonly state: FoundHow;
  readonly mend?: EditMend;
}

/** An edit that is not made. Its lines are the nearest place, or 0 to 0 where there is none. */
export interface RefusedPlace extends Span {
  readonly state: 'refused';
  readonly reason: EditRefusal;
  /** Places that fit, or come nearest; at most three. */
  readonly near: readonly Span[];
  /** How many places fit, of an ambiguous one. */
  readonly places?: number;
  /** What it is more exactly: an alarm, a fault of the file system, the line of a syntax error. */
  readonly detail?: string;
}

export type EditPlace = FoundPlace | RefusedPlace;

/**
 * What added text may do beyond the file: a `schema` that an editor fetches, a script that an `install` runs, a `shell`
 * that is fed from the network, a remote `script`, an `approval` that is given beforehand, characters that are `hidden`.
 */
export type EditAlarm = 'schema' | 'install' | 'shell' | 'script' | 'approval' | 'hidden';

/** What becomes of one file. `after` is absent where an edit of it is refused, and null for a file that is deleted. */
export interface PlannedFile {
  readonly path: string;
  /** Its new path, where it gets another one. */
  readonly to?: string;
  readonly kind: 'edit' | 'create' | 'delete';
  readonly places: readonly EditPlace[];
  /** The text as it is; null for a file that is made. */
  readonly before: string | null;
  readonly after?: string | null;
  /** Whether it shall be executable; absent where that stays. */
  readonly isExecutable?: boolean;
}

/** The forms in which edits are written. `blocks`: SEARCH and REPLACE; `files`: whole files in fences. */
export type EditFormat = 'diff' | 'envelope' | 'blocks' | 'files' | 'json';

/**
 * Why a text is no patch. `truncated`: it ends before what it began; `noPath`: it is not said which file is meant;
 * `twoPaths`: it is said in two ways; `marks`: it holds its own marks so that it can be read in two ways; `binary`,
 * `link`, `copy`: changes that are not made.
 */
export interface EditsFault {
  readonly kind:
    | 'unknownFormat'
    | 'empty'
    | 'truncated'
    | 'malformed'
    | 'noPath'
    | 'twoPaths'
    | 'marks'
    | 'binary'
    | 'link'
    | 'copy'
    | 'tooLarge'
    | 'tooMany';
  /** Where it was seen, 1-based. */
  readonly line: number;
}
