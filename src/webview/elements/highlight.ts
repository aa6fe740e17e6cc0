/** Code in colours: the kinds of its words, as data. Nothing in it ever becomes markup. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import elixir from 'highlight.js/lib/languages/elixir';
import go from 'highlight.js/lib/languages/go';
import haskell from 'highlight.js/lib/languages/haskell';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import julia from 'highlight.js/lib/languages/julia';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import markdown from 'highlight.js/lib/languages/markdown';
import ocaml from 'highlight.js/lib/languages/ocaml';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scala from 'highlight.js/lib/languages/scala';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const LANGUAGES = {
  ...{ bash, c, cpp, csharp, css, elixir, go, haskell, ini, java, javascript, json, julia, kotlin, lua },
  ...{ markdown, ocaml, php, powershell, python, ruby, rust, scala, sql, typescript, xml, yaml },
};
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** Suffixes that the highlighter does not know, by the language that they are most like. */
const MORE_SUFFIXES = {
  css: ['scss', 'less'],
  ini: ['cfg', 'desktop', 'service', 'properties'],
  json: ['jsonc', 'json5', 'webmanifest'],
  julia: ['jl'],
  ocaml: ['mli'],
  powershell: ['psm1', 'psd1'],
  python: ['pyi', 'pyw', 'bzl'],
  ruby: ['rake'],
  scala: ['sbt', 'sc'],
  xml: ['htm', 'svelte', 'vue'],
} as const;
const SUFFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries(MORE_SUFFIXES).flatMap(([language, all]) => all.map((suffix) => [suffix, language])),
);

/** More is shown without colours: a person reads none of it, and every letter costs. */
const MAX_CHARS = 20_000;
const MAX_LINE_CHARS = 1_000;

export type TokenKind = 'keyword' | 'string' | 'number' | 'comment' | 'defined' | 'type';

/** A piece of one line. */
export interface Token {
  readonly text: string;
  readonly kind?: TokenKind | undefined;
}

/** The highlighter's scopes by the colour they get; what stands in none keeps the colour around it. */
const SCOPES: Readonly<Record<TokenKind, readonly string[]>> = {
  keyword: ['keyword', 'literal', 'built_in', 'meta', 'selector-tag', 'name', 'tag'],
  string: ['string', 'regexp', 'char', 'link', 'code'],
  number: ['number', 'symbol', 'bullet'],
  comment: ['comment', 'quote', 'doctag'],
  defined: ['title', 'section', 'selector-class', 'selector-id'],
  type: ['type', 'class', 'attribute', 'attr'],
};
const KINDS: ReadonlyMap<string, TokenKind | undefined> = new Map([
  // What stands in the holes of a string is code again.
  ['subst', undefined],
  ...Object.entries(SCOPES).flatMap(([kind, scopes]) =>
    scopes.map((scope) => [scope, kind as TokenKind] as const),
  ),
]);

/** The lines of a code, each in pieces. Without colours where the language is unknown or the code is too long. */
export function highlightLines(code: string, path: string): Token[][] {
  const lines = code.split('\n');
  const language = languageOf(path);
  const isLong = code.length > MAX_CHARS || lines.some((line) => line.length > MAX_LINE_CHARS);
  if (!language || isLong) return lines.map((text) => [{ text }]);
  const marked = byLine(hljs.highlight(code, { language, ignoreIllegals: true }).value);
  return lines.map((text, i) => {
    const tokens = marked[i] ?? [];
    // The text is what counts: colours that would cut a character in two, or lose one, are left out.
    const isWhole = tokens.map((token) => token.text).join('') === text;
    return isWhole && tokens.every((token) => token.text.isWellFormed()) ? tokens : [{ text }];
  });
}

function languageOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const suffix = name.slice(name.lastIndexOf('.') + 1);
  const language = SUFFIXES.get(suffix) ?? suffix;
  return hljs.getLanguage(language) ? language : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

/** What the highlighter writes: spans with a class, and text in which five characters stand as entities. */
function byLine(marked: string): Token[][] {
  const lines: Token[][] = [[]];
  const open: (TokenKind | undefined)[] = [];
  for (const [whole, classes, text] of marked.matchAll(/<span class="([^"]*)">|<\/span>|([^<]+)/g)) {
    if (classes !== undefined) open.push(kindOf(classes, open.at(-1)));
    else if (text === undefined) open.pop();
    else {
      const kind = open.at(-1);
      const plain = whole.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]!);
      for (const [i, part] of plain.split('\n').entries()) {
        if (i > 0) lines.push([]);
        if (part !== '') lines.at(-1)!.push({ text: part, kind });
      }
    }
  }
  return lines;
}

/** The kind of the scope, or that of the one around it. */
function kindOf(classes: string, outer: TokenKind | undefined): TokenKind | undefined {
  const scope = /^hljs-([\w-]+)/.exec(classes)?.[1] ?? '';
  return KINDS.has(scope) ? KINDS.get(scope) : outer;
}
