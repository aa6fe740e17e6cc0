/** The plain data of files: what a walk sees of one, its text, and what parsing finds in it. Units as in `types.ts`. */

/** A range of whole lines, 1-based and inclusive. */
export interface Span {
  readonly startLine: number;
  readonly endLine: number;
}

/** Encodings of Unicode, which are told by their bytes. `bom` files lose the mark on reading and keep it on writing. */
export type UnicodeEncoding =
  | 'utf8'
  | 'utf8-bom'
  | 'utf16le'
  | 'utf16be'
  /** UTF-16 without a mark, UTF-32 with one. */
  | 'utf16le-bare'
  | 'utf16be-bare'
  | 'utf32le'
  | 'utf32be';

/**
 * How the bytes of a text file were turned into text. What is not of Unicode was guessed from the text, by its common
 * name (`shift_jis`), or is `utf8-damaged`: UTF-8 but for some bytes, each of which stands in the text as a surrogate
 * from U+DC80 on.
 */
export type Encoding = UnicodeEncoding | GuessedEncoding;

export type GuessedEncoding = 'utf8-damaged' | LegacyEncoding;

/** Encodings from before Unicode. No bytes are invalid in `latin1`, which is taken where none of the others fits. */
export type LegacyEncoding =
  | 'latin1'
  | 'iso-8859-2'
  | 'iso-8859-5'
  | 'iso-8859-7'
  | 'iso-8859-9'
  | 'iso-8859-15'
  | 'windows-874'
  | 'windows-1250'
  | 'windows-1251'
  | 'windows-1252'
  | 'windows-1253'
  | 'windows-1254'
  | 'windows-1255'
  | 'windows-1256'
  | 'windows-1257'
  | 'windows-1258'
  | 'koi8-r'
  | 'koi8-u'
  | 'ibm866'
  | 'shift_jis'
  | 'euc-jp'
  | 'iso-2022-jp'
  | 'gb18030'
  | 'big5'
  | 'euc-kr';

/** A text file whose encoding was guessed. */
export interface GuessedFile {
  readonly path: string;
  readonly encoding: GuessedEncoding;
}

/** What a walk found about one file before it was read. */
export interface FileStat {
  /** POSIX path relative to the root. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Why a file is seen but not indexed. Each skipped file has exactly one reason. */
export type SkipReason = 'binary' | 'tooLarge' | 'unreadable' | 'vanished' | 'notRegular' | 'encoding';

/** A file that was seen and not indexed. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  /** What happened, for a person: an errno, a size. */
  readonly detail?: string;
  /** Set when the trouble may be over the next time: the file is looked at again at every update. */
  readonly mayPass?: true;
}

/** The text of one file as it was at one moment. */
export interface SourceFile extends FileStat {
  readonly text: string;
  readonly encoding: Encoding;
  /** Content hash of the file's bytes (of the text, for an unsaved buffer). */
  readonly hash: string;
}

export type SymbolKind =
  | 'module'
  | 'namespace'
  | 'class'
  | 'interface'
  | 'struct'
  | 'enum'
  | 'trait'
  | 'type'
  | 'function'
  | 'method'
  | 'constructor'
  | 'property'
  | 'field'
  | 'constant'
  | 'variable'
  | 'macro'
  | 'section';

/** A definition. `span` covers the whole definition; `line` is where its name stands. */
export interface SymbolDef extends Span {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly line: number;
  /** Names of the enclosing definitions, outermost first. */
  readonly container: readonly string[];
  /** The head of the definition on one line, at most 200 characters. */
  readonly signature: string;
  /** First paragraph of the doc comment, at most 300 characters; empty when there is none. */
  readonly doc: string;
  /** How many parameters it has, the receiver not among them; absent where the grammar of its language is not asked. */
  readonly params?: number;
  /** Whether other files may use it, as its language declares that; absent where that is not known. */
  readonly isExported?: boolean;
}

export type ReferenceKind = 'call' | 'type' | 'name';

/** All uses of one name in one file, by kind and by what the name is taken from. */
export interface ReferenceGroup {
  readonly name: string;
  readonly kind: ReferenceKind;
  readonly lines: readonly number[];
  /** Absent for a name that stands alone. */
  readonly on?: Receiver;
}

/**
 * What a name is taken from. `self`: the object or type that the code stands in; `super`: its base; `type`: something whose
 * type the tree says; `name`: a name that is no local: a module, a type, a variable of the file; `other`: unknown.
 */
export interface Receiver {
  readonly kind: 'self' | 'super' | 'type' | 'name' | 'other';
  /** Of `type` and `name`. */
  readonly name?: string;
}

/** An import: the module as written, and the names it brings in (empty: everything, or unknown). */
export interface ImportRef {
  readonly module: string;
  readonly names: readonly string[];
  readonly line: number;
  /** Names of this file for what is called otherwise there; `*` is the module itself, `default` what it gives by default. */
  readonly as?: readonly (readonly [local: string, original: string])[];
  /** What is taken is given on under its name. */
  readonly isExport?: true;
}

/** A name that a file gives to others for something that it calls otherwise. */
export interface ExportRef {
  readonly name: string;
  readonly of: string;
}

/** `type` extends or implements `base`. */
export interface InheritRef {
  readonly type: string;
  readonly base: string;
  readonly line: number;
}

export type ChunkKind = 'symbol' | 'part' | 'block' | 'section' | 'gap';

/** One range of one file, the unit of the index. Every line of every text file is in exactly one chunk. */
export interface ChunkRange extends Span {
  readonly kind: ChunkKind;
  /** Names from the outermost definition to the chunk's own, joined by `.`; empty outside any definition. */
  readonly symbolPath: string;
}

export interface Chunk extends ChunkRange {
  readonly path: string;
  /** Hash of the chunk's text. */
  readonly hash: string;
  /** Estimated model tokens (characters / 3.6, at least 1). Exact counts are made for prompts only. */
  readonly tokens: number;
}

/** `tree`: chunks follow the syntax tree. `text`: they follow headings or blank lines. */
export type ParseMode = 'tree' | 'text';

/** Why a file that has a grammar was kept as text. */
export type TextReason =
  | 'noGrammar'
  | 'tooLarge'
  | 'longLines'
  | 'parserTimeout'
  | 'parserMemory'
  | 'parserCrash'
  /** Not tried: the parser failed on files that are like it. */
  | 'parserSpared';

/** Why a file has no tree although there is a grammar for it. */
export type NotParsedWhy = Exclude<TextReason, 'noGrammar'>;

/** What a parser knows about one file: plain data, no tree. */
export interface ParsedFile {
  readonly language: string;
  readonly mode: ParseMode;
  readonly textReason?: TextReason;
  /** Lines of the file; a final line break does not start another line. */
  readonly lines: number;
  readonly chunks: readonly ChunkRange[];
  readonly symbols: readonly SymbolDef[];
  readonly references: readonly ReferenceGroup[];
  readonly imports: readonly ImportRef[];
  readonly inherits: readonly InheritRef[];
  /** Exports under another name; absent for none. */
  readonly exports?: readonly ExportRef[];
  /** All that the grammar could not read, in the order of the text. */
  readonly flaws: readonly SyntaxFlaw[];
  /** How the lines were read that the grammar gave up on; absent when there are none. */
  readonly recovery?: Recovery;
}

/** What a grammar could not read of a file: how many lines, the first of them, and how definitions there were found. */
export interface Damage {
  readonly lines: number;
  readonly firstLine: number;
  readonly recovery?: Recovery;
}

/** `pieces`: blocks of lines were parsed by themselves. `lines`: some definitions are known by the look of a line alone. */
export type Recovery = 'pieces' | 'lines';

/** A place in a text: its lines, and its offsets in UTF-16 units, the end exclusive. */
export interface TextSpan extends Span {
  readonly start: number;
  readonly end: number;
}

/** A range of a text that holds a secret, within one line: offsets in UTF-16 units, the end exclusive. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  /** What it looks like (`github-token`): small letters, digits and hyphens. */
  readonly kind: string;
}

/** What of a file is secret: ranges of it, or all, since its name says so or its text could not be searched. */
export type FileSecrets =
  | { readonly type: 'ranges'; readonly ranges: readonly SecretSpan[] }
  | { readonly type: 'all'; readonly why: 'name' | 'notSearched' };

/** A file without its secrets: marks stand in their place, on the same lines. The hash is that of the file as it is. */
export interface ConcealedFile extends SourceFile {
  /** The line of each secret, in order; a line that holds two stands twice. */
  readonly secretLines: readonly number[];
}

/** A piece that a grammar could not read, or the place of one that it misses. */
export interface SyntaxFlaw {
  readonly kind: 'error' | 'missing';
  readonly span: TextSpan;
}
