/**
 * The plain data of the engine. Everything here is readonly, holds no behaviour, and can cross a process.
 *
 * Units: lines are 1-based and inclusive everywhere; offsets are UTF-16 code units; sizes are bytes; durations are
 * milliseconds; money is in the currency of the user's price table; tokens are model tokens.
 */

/** A range of whole lines, 1-based and inclusive. */
export interface Span {
  readonly startLine: number;
  readonly endLine: number;
}

/** How the bytes of a text file were turned into text. `bom` files lose the mark on reading and keep it on writing. */
export type Encoding = 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be' | 'latin1';

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
}

export type ReferenceKind = 'call' | 'type' | 'name';

/** All uses of one name in one file, by kind. */
export interface ReferenceGroup {
  readonly name: string;
  readonly kind: ReferenceKind;
  readonly lines: readonly number[];
}

/** An import: the module as written, and the names it brings in (empty: everything, or unknown). */
export interface ImportRef {
  readonly module: string;
  readonly names: readonly string[];
  readonly line: number;
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
export type TextReason = 'noGrammar' | 'tooLarge' | 'longLines' | 'parserTimeout' | 'parserCrash';

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
  /** Lines that hold a syntax error, at most 20. */
  readonly errorLines: readonly number[];
}

/** Merged, ordered lines of one file chosen for a prompt or shown as a result. */
export interface Passage extends Span {
  readonly path: string;
  readonly root?: string;
  /** Identifies the passage inside one prompt, for example `p3`. */
  readonly id: string;
  /** The raw text of the lines, line breaks included as in the file (a final one left out). */
  readonly text: string;
  /** Hash of the file the text was read from. */
  readonly hash: string;
  readonly symbolPath: string;
  readonly tokens: number;
  readonly score: number;
  readonly why: HitReason;
  /** The lines that fit best, when others were joined to them. */
  readonly best?: Span;
}

/** Why a hit was found: what matched, where, and what the graph added. */
export interface HitReason {
  /** Words of the question that matched, as they were written. */
  readonly terms: readonly string[];
  readonly fields: readonly IndexField[];
  /** Exact evidence: a definition of a named symbol, a named path, a stack frame, a quoted string. */
  readonly exact: readonly string[];
  /** Share of the score that came from the symbol graph, 0 to 1. */
  readonly graph: number;
  /** Prior applied to the file's role, for example `test`; empty for source. */
  readonly role: FileRole;
}

/** What a person points at in a question: a file, a folder, or lines of a file. */
export interface Focus {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

export type IndexField = 'path' | 'symbol' | 'doc' | 'body';

export type FileRole = 'source' | 'test' | 'docs' | 'example' | 'vendored' | 'generated' | 'config';

/** One ranked range. Scores are comparable within one query only. */
export interface Hit extends Span {
  readonly path: string;
  readonly root?: string;
  readonly score: number;
  readonly symbolPath: string;
  readonly kind: ChunkKind;
  readonly why: HitReason;
}

export type ClaimState = 'verified' | 'reanchored' | 'unproved' | 'stale';

/** A range of a file that is offered as proof, and whether the quoted text stands there. */
export interface Citation extends Span {
  readonly path: string;
  readonly root?: string;
  /** The raw text of the cited lines at the time of the check. */
  readonly quote: string;
  /** Hash of the file at the time of the check; empty when the file could not be read. */
  readonly hash: string;
  readonly state: ClaimState;
  /** Why a citation is not verified, for a person. */
  readonly problem?: string;
  /** The innermost definition that the lines begin in, when there is one. */
  readonly symbol?: string;
}

export interface Claim {
  readonly text: string;
  readonly state: ClaimState;
  readonly citations: readonly Citation[];
}

export interface Usage {
  /** Requests that were sent, retries included. */
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the price table; absent when the model has no price. */
  readonly cost?: number;
}

export type RouteName =
  | 'extractive'
  | 'lookup'
  | 'retrieval'
  | 'widened'
  | 'fullContext'
  | 'chain'
  | 'aggregate'
  | 'walk';

export interface RouteEstimate {
  readonly calls: number;
  readonly tokensIn: number;
}

export interface Route {
  readonly name: RouteName;
  readonly reason: string;
  readonly estimate: RouteEstimate;
  readonly alternatives: readonly { readonly name: RouteName; readonly why: string }[];
}

export interface NotRead {
  readonly what: string;
  readonly why: string;
}

/** What a run read, of how much, and what it did not read and why. Units are files. */
export interface Coverage {
  readonly read: number;
  readonly total: number;
  readonly notRead: readonly NotRead[];
}

export interface NotFound {
  /** `noMatch`: no content word of the question is in the index. `declined`: a model declined after all rounds. */
  readonly kind: 'noMatch' | 'declined';
  readonly searched: readonly string[];
  readonly terms: readonly string[];
  /** What the model said it was missing. */
  readonly missing: readonly string[];
}

export const ANSWER_SCHEMA = 1;

/** What every door (sidebar, chat, command line, MCP) gives for a question. */
export interface Answer {
  readonly schema: typeof ANSWER_SCHEMA;
  readonly runId: string;
  readonly status: 'complete' | 'partial' | 'stopped' | 'notFound';
  readonly question: string;
  readonly route: Route;
  readonly text: string;
  readonly claims: readonly Claim[];
  readonly passages: readonly Passage[];
  readonly notFound?: NotFound;
  readonly coverage: Coverage;
  readonly usage: Usage;
  /** What a person should know about this answer: redactions, a cut prompt, a failed call. */
  readonly notices: readonly string[];
  readonly commit?: string;
}

export type Severity = 'error' | 'warning' | 'note';

/** A change to one file. `null` before: the file must not exist. `null` after: the file is deleted. */
export interface FileChange {
  readonly path: string;
  readonly root?: string;
  /** Hash of the file's bytes that the change was made for; null for a new file. */
  readonly baseHash: string | null;
  readonly hunks: readonly Hunk[];
  readonly delete?: boolean;
}

/** Replaces the lines `startLine..endLine` (an insertion has endLine = startLine - 1) by `after`. */
export interface Hunk extends Span {
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

/** Edits to several files, applied together or not at all. */
export interface Patch {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly FileChange[];
}

export interface Finding extends Span {
  readonly path: string;
  readonly root?: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly claim: Claim;
  readonly patch?: Patch;
  /** Stable across edits elsewhere in the file. */
  readonly fingerprint: string;
}
