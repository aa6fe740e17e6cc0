/** Where tests keep what is costly to make. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$XDG_CACHE_HOME/sightline-test` or `~/.cache/sightline-test`. */
export function testCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sightline-test');
}
