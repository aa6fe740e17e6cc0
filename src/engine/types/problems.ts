import type { Failure } from './failures.ts';

/**
 * What makes less be read or followed than was asked for, as facts: `src/present/problems.ts` has the words. `root` names
 * the folder, in a workspace of several.
 */
export type Problem =
  /** A folder whose files are not seen; the empty path is the workspace folder. */
  | {
      readonly kind: 'notWalked';
      readonly root?: string;
      readonly path: string;
      readonly why: 'system' | 'becameOther' | 'aboveItself' | 'notUtf8' | 'backslash';
      /** Code of the system, or what it became. */
      readonly detail?: string;
    }
  /** The rules of an ignore file are not known, so nothing in its folder is indexed. */
  | {
      readonly kind: 'rulesUnread';
      readonly root?: string;
      readonly path: string;
      readonly folder: string;
      readonly why: 'system' | 'link' | 'notFile' | 'tooLarge' | 'notText';
      /** Code of the system, what it is instead of a file, or the limit in MB. */
      readonly detail?: string;
    }
  /** So many rules of so many ignore files are too many: they are not read, and nothing in their folders is indexed. */
  | { readonly kind: 'rulesCapped'; readonly root?: string; readonly files: number; readonly rules: number }
  /** The ignore rules take too long: so many files and folders were not decided, and are left out. */
  | { readonly kind: 'rulesTooSlow'; readonly root?: string; readonly paths: number }
  /** The user's own ignore rules (git's `core.excludesFile`) are not in force. */
  | {
      readonly kind: 'userRulesUnread';
      readonly root?: string;
      readonly why: 'system' | 'link' | 'notFile' | 'tooLarge' | 'notText';
      readonly detail?: string;
    }
  /** What this `.git` file or folder points to, elsewhere, does not point back: its rules are not read. */
  | { readonly kind: 'gitUnproved'; readonly root?: string; readonly path: string }
  | { readonly kind: 'excludeUnused'; readonly root?: string; readonly pattern: string }
  | { readonly kind: 'notOpen'; readonly root?: string }
  /** The index is in memory only: nothing of it is stored. */
  | { readonly kind: 'notKept'; readonly root?: string; readonly failure: Failure }
  /** `said` is in the words of the system or of a library. */
  | { readonly kind: 'indexFailed'; readonly root?: string; readonly said: string }
  /** A folder that cannot be opened, a setting that cannot be used. */
  | { readonly kind: 'failure'; readonly root?: string; readonly failure: Failure };
