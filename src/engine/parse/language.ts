/** A language is data: one folder of `grammars/`. This room only knows the shape of that data. */

export interface LanguageSpec {
  readonly id: string;
  readonly name: string;
  readonly suffixes: readonly string[];
  readonly fileNames: readonly string[];
  /** Interpreter names as they stand in a `#!` line. */
  readonly shebangs: readonly string[];
  readonly licence: string;
  /** npm package and file in it that hold the wasm, and the file's SHA-256. */
  readonly package: string;
  readonly wasm: string;
  readonly sha256: string;
  readonly comment: CommentSyntax;
  /** True when `injections.scm` finds code of other languages inside. */
  readonly injections?: boolean;
  /**
   * True when the grammar's lexer is one function so large that optimising it costs the runtime hundreds of
   * megabytes: it then runs as compiled at first, about half as fast.
   */
  readonly hugeLexer?: boolean;
}

export interface CommentSyntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
}

/** Languages that have no grammar and are chunked by their own rules. */
export type PlainLanguage = 'markdown' | 'notebook' | 'text';

const PLAIN_SUFFIXES: Readonly<Record<string, PlainLanguage>> = {
  '.md': 'markdown',
  '.mdx': 'markdown',
  '.markdown': 'markdown',
  '.qmd': 'markdown',
  '.rmd': 'markdown',
  '.ipynb': 'notebook',
};

/** Suffixes of all languages: those that have a grammar, and those chunked by their own rules. */
export function suffixesOf(specs: readonly LanguageSpec[]): string[] {
  return [...new Set([...Object.keys(PLAIN_SUFFIXES), ...specs.flatMap(({ suffixes }) => suffixes)])];
}

/**
 * Makes a function from path and first line to a language id: file name first, then the longest suffix, then the
 * shebang. Gives `text` where nothing matches. Case of the suffix is ignored, as editors do.
 */
export function languageDetector(
  specs: readonly LanguageSpec[],
): (path: string, firstLine: string) => string {
  const byName = new Map<string, string>();
  const bySuffix = new Map<string, string>(Object.entries(PLAIN_SUFFIXES));
  const byShebang = new Map<string, string>();
  for (const spec of specs) {
    for (const name of spec.fileNames) byName.set(name, spec.id);
    for (const suffix of spec.suffixes) bySuffix.set(suffix.toLowerCase(), spec.id);
    for (const shebang of spec.shebangs) byShebang.set(shebang, spec.id);
  }
  return (path, firstLine) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const named = byName.get(name);
    if (named !== undefined) return named;
    const lower = name.toLowerCase();
    for (let dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1)) {
      const found = bySuffix.get(lower.slice(dot));
      if (found !== undefined) return found;
    }
    return byShebang.get(interpreterOf(firstLine)) ?? 'text';
  };
}

/** `#!/usr/bin/env -S python3.11 -u` gives `python`; a line without a shebang gives the empty string. */
function interpreterOf(firstLine: string): string {
  if (!firstLine.startsWith('#!')) return '';
  const words = firstLine.slice(2).trim().split(/\s+/);
  const program = words.find(
    (word, i) => (i > 0 || !word.endsWith('/env')) && !word.startsWith('-') && !word.includes('='),
  );
  const base = (program ?? '').split('/').pop() ?? '';
  return base.replace(/[\d.]+$/, '');
}
