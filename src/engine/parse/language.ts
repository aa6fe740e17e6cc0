/** A language is data: one folder of `grammars/`. This room only knows the shape of that data. */
import type { Mend } from './damage/mend.ts';
import type { DeclareSpec } from './tags/declared.ts';

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
  /** Suffixes of another language whose files are of this one when their text matches the pattern. */
  readonly claims?: { readonly suffixes: readonly string[]; readonly pattern: string };
  /** Where a definition says how many parameters it has, and who may use it; absent parts are not known of it. */
  readonly declares?: DeclareSpec;
  /** What the grammar cannot read, and how to write it so that it can: tried on files that have syntax errors. */
  readonly mends?: readonly Mend[];
}

export interface CommentSyntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
}

/** Languages that have no grammar and are chunked by their own rules. */
export type PlainLanguage = 'markdown' | 'notebook' | 'text';

/** As much of a text is looked at to tell two languages of one suffix apart. */
const MAX_CLAIM = 50_000;

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

/** A suffix for each name that people give a language: its own, its id, and its suffixes without the dot. In lower case. */
export function suffixesByName(specs: readonly LanguageSpec[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { id, name, suffixes } of specs) {
    const [first] = suffixes;
    if (first === undefined) continue;
    for (const suffix of suffixes) names.set(suffix.slice(1).toLowerCase(), suffix);
    for (const known of [id, id.replaceAll('-', ''), name]) names.set(known.toLowerCase(), first);
  }
  return names;
}

/**
 * Makes a function from path and text to a language id: file name first, then the longest suffix (a header of C is one
 * of C++ by what it holds, translations of Qt are no TypeScript), then the shebang of the first line. Gives `text` where nothing matches. Case of the suffix is ignored, as editors do.
 */
export function languageDetector(specs: readonly LanguageSpec[]): (path: string, text: string) => string {
  const byName = new Map<string, string>();
  const bySuffix = new Map<string, string>(Object.entries(PLAIN_SUFFIXES));
  const byShebang = new Map<string, string>();
  for (const spec of specs) {
    for (const name of spec.fileNames) byName.set(name, spec.id);
    for (const suffix of spec.suffixes) bySuffix.set(suffix.toLowerCase(), spec.id);
    for (const shebang of spec.shebangs) byShebang.set(shebang, spec.id);
  }
  const claims = specs.flatMap(({ id, claims: claim }) =>
    claim ? [{ id, suffixes: claim.suffixes, pattern: new RegExp(claim.pattern, 'm') }] : [],
  );
  const claimed = (suffix: string, text: string): string | undefined =>
    claims.find(
      ({ suffixes, pattern }) => suffixes.includes(suffix) && pattern.test(text.slice(0, MAX_CLAIM)),
    )?.id;
  return (path, text) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const named = byName.get(name);
    if (named !== undefined) return named;
    const lower = name.toLowerCase();
    for (let dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1)) {
      const suffix = lower.slice(dot);
      const found = bySuffix.get(suffix);
      if (found !== undefined) return claimed(suffix, text) ?? found;
    }
    return byShebang.get(interpreterOf(text.slice(0, 200).split('\n', 1)[0] ?? '')) ?? 'text';
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
