import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LanguageSpec } from '../../engine/parse/language.ts';

/** The languages of the build, from its folder of grammars. */
export async function readLanguages(grammarsDir: string): Promise<readonly LanguageSpec[]> {
  return JSON.parse(await readFile(join(grammarsDir, 'languages.json'), 'utf8')) as LanguageSpec[];
}
