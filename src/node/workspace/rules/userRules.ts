/** The ignore rules that the user has for all repositories. */
import { dirname } from 'node:path';
import type { Problem } from '../../../engine/types.ts';
import { type DiskFs, errorCode } from '../diskFs.ts';
import { loadIgnoreFile, type RuleLevel } from './ignoreFile.ts';
import type { RuleBudget } from './ruleBudget.ts';

interface UserRulesTools {
  readonly fs: DiskFs;
  readonly budget: RuleBudget;
  readonly onProblem: (problem: Problem) => void;
  readonly ignoresCase: boolean;
}

/**
 * Loads the user's own rules, as git's `core.excludesFile`: undefined when there are none. The file is the user's and
 * lies outside of every repository, so links to it are followed. One that cannot be read is told and left out, as git
 * does: it does not close the folder.
 */
export async function loadUserRules(
  file: string,
  { fs, budget, onProblem, ignoresCase }: UserRulesTools,
): Promise<RuleLevel | undefined> {
  try {
    const real = await fs.realpath(file);
    const loaded = await loadIgnoreFile(fs, real, { realRoot: dirname(real), budget, ignoresCase });
    if (!('problem' in loaded)) return loaded.level;
    if (loaded.problem) onProblem({ kind: 'userRulesUnread', ...loaded.problem });
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      onProblem({ kind: 'userRulesUnread', why: 'system', detail: code });
  }
  return undefined;
}
