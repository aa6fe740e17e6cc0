import { devNull, homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The home of this user. Where there is none (an empty variable, a user without an entry) it is a place that no file
 * can be in: a relative one would be inside whatever repository is worked on.
 */
export function userHome(): string {
  try {
    const home = homedir();
    if (isAbsolute(home)) return home;
  } catch {
    // A user that the system does not know.
  }
  return devNull;
}
