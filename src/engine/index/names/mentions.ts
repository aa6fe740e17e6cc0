import type { ParsedFile } from '../../types.ts';
import { broughtNames, takenNames } from './fileNames.ts';
import { nameRules } from './languageRules.ts';

/** Calls back with every name by which a file may mean a definition elsewhere, and its line. */
export function eachMention(
  { language, references, inherits, imports }: ParsedFile,
  call: (name: string, line: number) => void,
): void {
  for (const { name, lines } of references) for (const line of lines) call(name, line);
  for (const { base, line } of inherits) call(base, line);
  for (const one of imports) {
    for (const name of broughtNames(one)) call(name, one.line);
    const isWhole = (original: string): boolean =>
      original === 'default' || (original === '*' && nameRules(language).family === 'javascript');
    if (takenNames(one).some(([, original]) => isWhole(original))) call(defaultOf(one.module), one.line);
  }
}

/** Stands for what a module gives by default, by the name that imports write: of its file, or of its folder. */
export function defaultOf(path: string): string {
  const parts = path.split('/').map((part) => part.replace(/(?<=.)\..*$/, ''));
  const last = parts.pop()!;
  return `default of ${last === 'index' && parts.length > 0 ? parts.pop() : last}`;
}
