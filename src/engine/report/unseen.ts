import type { Problem } from '../types.ts';

/** What a problem of the walk keeps from being known. */
export interface Unseen {
  /** The folder of which files are not known; empty for the root. */
  readonly folder: string;
  readonly why: 'notWalked' | 'rulesUnread' | 'rulesCapped' | 'rulesTooSlow';
  /** So many folders or paths below it; absent where it is all of the folder. */
  readonly count?: number;
  /** What the machine said. */
  readonly detail?: string;
}

/** The problems that keep files from being known: nothing of them is among the files that were seen. */
export function unseenOf(problems: readonly Problem[]): Unseen[] {
  return problems.flatMap((problem): Unseen[] => {
    const inRoot = (path: string): string => [problem.root ?? '', path].filter(Boolean).join('/');
    switch (problem.kind) {
      case 'notWalked':
        return [{ folder: inRoot(problem.path), why: problem.kind, ...detailOf(problem) }];
      case 'rulesUnread':
        return [{ folder: inRoot(problem.folder), why: problem.kind, ...detailOf(problem) }];
      case 'rulesCapped':
        return [{ folder: inRoot(''), why: problem.kind, count: problem.files }];
      case 'rulesTooSlow':
        return [{ folder: inRoot(''), why: problem.kind, count: problem.paths }];
      default:
        return [];
    }
  });
}

const detailOf = ({ detail }: { readonly detail?: string }): { readonly detail?: string } =>
  detail === undefined ? {} : { detail };
