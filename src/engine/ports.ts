/**
 * What the engine needs from outside: a few narrow interfaces, passed in once, by hand.
 *
 * Contract of all of them: an aborted signal makes the call reject with the signal's reason; expected trouble is
 * data (a skip record, a terminal event), never an exception.
 */

import type { RuleMatches, SyntaxCheck, SyntaxMatches, SyntaxQuery } from './types/syntax.ts';
import type {
  Answer,
  Citation,
  Failure,
  FileSecrets,
  FileStat,
  ParsedFile,
  Problem,
  Question,
  RuleQuery,
  SkippedFile,
  SourceFile,
  Span,
  Usage,
  WebAddress,
} from './types.ts';

export type * from './types/decide.ts';
export type * from './types/syntax.ts';

/** What one walk of the workspace saw. `files` and `skipped` are disjoint, and together are all files seen. */
export interface WorkspaceListing {
  readonly files: readonly FileStat[];
  readonly skipped: readonly SkippedFile[];
  /** Problems that made the walk read less than it could: an unreadable folder or ignore file. */
  readonly problems: readonly Problem[];
  /** Folders that could not be walked just now ('' is the root): what was known of their files still holds. */
  readonly unwalked?: readonly string[];
}

export interface Workspace {
  /** Walks the workspace. Sorted by path in code-unit order. */
  list(options: { signal: AbortSignal }): Promise<WorkspaceListing>;
  /** Reads one file as it is now; an open, unsaved buffer wins over the disk. */
  read(path: string, options: { signal: AbortSignal }): Promise<SourceFile | SkippedFile>;
}

export interface Parser {
  /** The language of a path (and first line, for a shebang), or undefined where only text chunking applies. */
  languageOf(path: string, firstLine: string): string | undefined;
  /** Suffixes of the files of all languages it knows, each with its dot. */
  readonly suffixes: readonly string[];
  /** A suffix for each name of a language that has a grammar, in lower case: `typescript`, `ts`, `c++`. */
  readonly suffixByName: ReadonlyMap<string, string>;
  /** Parses one file. Never rejects for what the file holds: a file that breaks the parser comes back as text. */
  parse(file: ParserFile, options: { signal: AbortSignal }): Promise<ParsedFile>;
  /** Runs a tree-sitter query over the code of its language in a file. Never rejects for what either holds. */
  match(file: ParserFile, query: SyntaxQuery, options: { signal: AbortSignal }): Promise<SyntaxMatches>;
  /** Finds what rules speak of in the code of their languages in a file. Never rejects for what either holds. */
  inspect(
    file: ParserFile,
    queries: readonly RuleQuery[],
    options: { signal: AbortSignal },
  ): Promise<RuleMatches>;
  /** Finds all that the grammars cannot read in a file. Never rejects for what the file holds. */
  check(file: ParserFile, options: { signal: AbortSignal }): Promise<SyntaxCheck>;
  /** How many files may usefully be under way at once. */
  readonly width: number;
}

/** A file as the parser takes it. */
export interface ParserFile {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
}

/** Finds secrets in texts, which no prompt, no answer and nothing that is stored may hold. */
export interface Secrets {
  /**
   * Where the whole text of a file holds secrets; all of it, when its name says so or it could not be searched. A text
   * that is no file has no path. Never rejects for what the text holds.
   */
  find(file: SecretsFile, options: { signal: AbortSignal }): Promise<FileSecrets>;
}

/** A text that is searched for secrets. */
export interface SecretsFile {
  readonly path?: string;
  readonly text: string;
  readonly hash: string;
}

/** What a file was when it was looked at; two looks that are equal saw the same file, unchanged. */
export interface FileIdentity {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch, with fractions where the disk has them. */
  readonly mtimeMs: number;
  /** Which file it is, on which disk: another file in its place has another. */
  readonly id: string;
  /** Permission bits. */
  readonly mode: number;
}

/** What kept a file from being read or written, as a fact. After a write, the old bytes stand. */
export interface FileFault {
  readonly kind:
    | 'missing'
    | 'badPath'
    /** A folder, a device, or anything else that is no regular file. */
    | 'notRegular'
    /** The file, or a folder on the way to it, is a link or is spelled otherwise on disk. */
    | 'link'
    /** It is not the file any more that the caller looked at, or is there where none was. */
    | 'changed'
    | 'tooLarge'
    | 'denied'
    | 'full'
    | 'system';
  /** The code of the system (`EIO`). */
  readonly code?: string;
}

export type FileRead =
  | { readonly type: 'read'; readonly bytes: Uint8Array; readonly identity: FileIdentity }
  | { readonly type: 'fault'; readonly fault: FileFault };

export type FileWritten =
  /** The new bytes are in place; not `confirmed` when the disk did not say that they outlast a power cut. */
  | { readonly type: 'written'; readonly identity: FileIdentity; readonly confirmed: boolean }
  | { readonly type: 'fault'; readonly fault: FileFault };

/**
 * The files of the workspace as bytes, by POSIX path below a root: all that a transaction uses. No call follows a
 * link, and none leaves the root. Never rejects but with the signal's reason.
 */
export interface Files {
  stat(path: string, options: { signal: AbortSignal }): Promise<FileIdentity | FileFault>;
  read(path: string, options: { signal: AbortSignal }): Promise<FileRead>;
  /**
   * Puts `bytes` in the place of the file that was seen (`'nothing'`: makes a file, and the folders it needs). A
   * reader sees all the old bytes or all the new ones; permissions stay, unless others are given. The signal counts
   * until the write begins.
   */
  write(path: string, bytes: Uint8Array, options: FileWriteOptions): Promise<FileWritten>;
  /** Removes the file that was seen. Its folder stays. After a fault it stands as it was. */
  remove(
    path: string,
    options: { readonly replaces: FileIdentity; readonly signal: AbortSignal },
  ): Promise<{ readonly type: 'removed' } | { readonly type: 'fault'; readonly fault: FileFault }>;
}

export interface FileWriteOptions {
  readonly replaces: FileIdentity | 'nothing';
  readonly signal: AbortSignal;
  /** Permission bits of the new file; of one that is made, less those that the process takes off. */
  readonly mode?: number;
}

/** A blob that can be read in pieces, as it was when it was opened, whatever becomes of its name. */
export interface StoredBlob {
  /** Bytes. */
  readonly length: number;
  /** Bytes from `start` to `end`, not to be changed. @throws DamagedError when they are not what was written */
  read(start: number, end: number): Uint8Array;
}

/** Stored bytes are not what was written, or cannot be read. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
  /** The blob. */
  readonly key: string;

  constructor(key: string, message: string) {
    super(message);
    this.key = key;
  }
}

/** A named blob store outside the repository. Reads give undefined for what is missing or damaged. */
export interface Store {
  read(key: string): Promise<Uint8Array | undefined>;
  /** Opens a blob to be read in pieces, each of which is checked when it is read. */
  open(key: string): Promise<StoredBlob | undefined>;
  /** Replaces the blob atomically: a reader sees the old bytes or the new ones. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** Removes every blob but these, also what a process that was killed left behind. */
  retain(keys: readonly string[]): Promise<void>;
  /** Runs `work` while no other process writes here. Gives undefined when another one kept the store too long. */
  exclusive<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export interface Git {
  /** The commit that is checked out, or undefined outside a repository. */
  head(): Promise<string | undefined>;
  /** Those of the files below the root that are byte for byte as in the commit. Empty as for `head`. */
  unchanged(commit: string, paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Where the repository is shown on the web; undefined when no remote tells. */
  web(): Promise<WebAddress | undefined>;
  /** The newest commits below the root, newest first: so many and so long as is read. Undefined as for `head`. */
  history(options: { signal: AbortSignal }): Promise<readonly HistoryCommit[] | undefined>;
  /** Which lines below the root changed. Never rejects for what git or the repository says. */
  changes(wanted: ChangesWanted, options: { signal: AbortSignal }): Promise<GitChanges>;
  /** A file as it is staged, or in a commit; undefined when it is not there. */
  fileAt(
    at: 'staged' | { readonly commit: string },
    path: string,
    options: { signal: AbortSignal },
  ): Promise<SourceFile | SkippedFile | undefined>;
}

/** `since`: from where the branch left `base` to the files as they are, what is not committed and not tracked with it. */
export type ChangesWanted =
  | { readonly kind: 'since'; readonly base: string }
  | { readonly kind: 'staged' }
  /** Against its first parent. */
  | { readonly kind: 'commit'; readonly commit: string };

export type GitChanges =
  | {
      readonly type: 'changes';
      /** Sorted by path. */
      readonly files: readonly ChangedFile[];
      /** The commit that was compared with, or that was asked for. */
      readonly commit?: string;
    }
  | { readonly type: 'fault'; readonly kind: 'noRepository' | 'unknownRevision' | 'failed' };

/** What a person wants to have reviewed; no paths for all. */
export type ReviewWish =
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'lines'; readonly path: string; readonly startLine: number; readonly endLine: number }
  | ChangesWanted;

/** A review as it was begun. */
export interface RecordedReview {
  readonly wish: ReviewWish;
  /** Ids of rules and names of families; those that are on when left out. */
  readonly rules?: readonly string[];
  /** The part of it that one machine has. */
  readonly shard?: { readonly part: number; readonly of: number };
}

/** A file that changed; of a moved one, both of its paths. */
export interface ChangedFile {
  readonly path: string;
  /** Lines that are new, and those around a place where some were taken. */
  readonly lines: readonly Span[];
  readonly isGone: boolean;
  /** The path before a move. */
  readonly from?: string;
}

/** One commit: when it was made, in seconds since the epoch, what was said, and the files it touched below the root. */
export interface HistoryCommit {
  readonly when: number;
  readonly message: string;
  readonly paths: readonly string[];
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  monotonic(): number;
}

export interface Random {
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string;
}

export interface Hash {
  /** A hex digest of at least 128 bits; equal for equal text. */
  text(text: string): string;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

// ---------------------------------------------------------------------------------------------------------- model

export type ModelRole = 'reader' | 'author';

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Tokens that a message costs beside its text. */
const MESSAGE_TOKENS = 4;

/** Model tokens of messages as they are sent. */
export function messageTokens(
  messages: readonly ModelMessage[],
  countTokens: (text: string) => number,
): number {
  return messages.reduce((sum, { content }) => sum + countTokens(content) + MESSAGE_TOKENS, 0);
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly role: ModelRole;
  readonly maxOutputTokens: number;
  /** Ask for JSON of this schema where the endpoint can; the prompt asks for it as well. */
  readonly json?: { readonly name: string; readonly schema: Record<string, unknown> };
}

export interface ModelUsage {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** True when the endpoint counted, false when we did. */
  readonly counted: boolean;
  /** True when the endpoint gave a count that cannot be right, and ours stands in its place. */
  readonly isDoubted?: boolean;
  readonly cost?: number;
  /** Requests sent for this call, retries included. */
  readonly calls: number;
}

/**
 * How a reply ended: whole; at its output limit; by a filter of the endpoint; without a word of how; or for a reason
 * that is not known. Only the first one is a whole reply.
 */
export type ModelFinish = 'stop' | 'length' | 'filtered' | 'unsaid' | 'other';

export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  /** Reasoning that is not part of the answer (`reasoning_content`, `<think>`). */
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'retry';
      readonly afterMs: number;
      readonly attempt: number;
      readonly reason: Failure;
      /** What the tries that failed have used. */
      readonly usage: ModelUsage;
    }
  | {
      readonly type: 'done';
      readonly finish: ModelFinish;
      readonly usage: ModelUsage;
      /** Secrets replaced by placeholders in this request. */
      readonly redactions: number;
      /** Set when the server counted far fewer input tokens than were sent: it cut the prompt. */
      readonly cutPrompt?: { readonly sent: number; readonly counted: number };
    }
  | {
      readonly type: 'failed';
      /** What happened, to which host. Never holds a key. */
      readonly failure: Failure;
      readonly retryable: boolean;
      readonly usage: ModelUsage;
      readonly redactions: number;
    }
  | { readonly type: 'aborted'; readonly usage: ModelUsage; readonly redactions: number };

export interface ModelInfo {
  readonly id: string;
  /** Host (and port) that requests go to, for the user. */
  readonly host: string;
  /** Tokens the model takes in one request, prompt and answer together. */
  readonly contextTokens: number;
  /** Tokens up to which it was measured to find what it is sent; absent when it was not measured. */
  readonly effectiveTokens?: number;
  /** Absent when the user's price table does not have it. */
  readonly price?: ModelPrice;
}

/** What a million tokens cost, in the currency of the price table. */
export interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** What tokens cost, in the currency of the price table. */
export const costOf = (
  { tokensIn, tokensOut }: { readonly tokensIn: number; readonly tokensOut: number },
  { inputPerMillion, outputPerMillion }: ModelPrice,
): number => (tokensIn * inputPerMillion + tokensOut * outputPerMillion) / 1_000_000;

export interface Model {
  /** What answers in a role; undefined when none is configured (then `stream` fails with `notConfigured`). */
  info(role: ModelRole): ModelInfo | undefined;
  /**
   * Streams one completion. Never throws: the last event is exactly one of `done`, `failed` or `aborted`, soon after
   * the signal too. A whole reply may be longer than was asked for: the caller stops it.
   * All text that leaves has passed the secrets filter; the reply has its placeholders as the model wrote them.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /**
   * The text with the placeholders of this model's requests replaced by what they stand for: to compare it with files,
   * never to show or to keep it.
   */
  reveal(text: string): string;
  /** Tokens of a text, by the tokenizer nearest to the model. */
  countTokens(text: string): number;
}

// ------------------------------------------------------------------------------------------------- record of a run

/**
 * One line of the record of a run, in the order in which they are written. Nothing of it holds a secret of the
 * repository: of a prompt only a hash is kept, and a reply has the placeholders that the model was shown.
 */
export type RunLine =
  /** The first line: what was asked, and with what. */
  | {
      readonly type: 'begun';
      readonly schema: typeof RECORD_SCHEMA;
      readonly id: string;
      readonly atMs: number;
      /** Without its secrets. */
      readonly question: Question;
      /** The route that a person asked for. */
      readonly wished?: string;
      /** What is reviewed, where the run is a review: it is gone on with as such. */
      readonly review?: RecordedReview;
      readonly settings: Readonly<Record<string, number>>;
      readonly fence: string;
      readonly commit?: string;
      readonly index: { readonly files: number; readonly chunks: number };
      /** Where it was asked; whoever keeps the record adds it. */
      readonly door?: RunDoor;
    }
  /** The run was taken up again: what follows is another part of it. */
  | { readonly type: 'resumed'; readonly atMs: number }
  | { readonly type: 'routed'; readonly route: string }
  /** How the pieces of a review were packed into requests, by their keys. */
  | { readonly type: 'packed'; readonly units: readonly (readonly string[])[] }
  /** Files that were read since the line before, with their hashes: the same path with another one has changed. */
  | { readonly type: 'files'; readonly hashes: Readonly<Record<string, string>> }
  /** A request goes out. One without a reply was cut off, and counts as if all that it was given had been used. */
  | ({ readonly type: 'sent'; readonly call: number; readonly atMs: number } & SentCall)
  | ({ readonly type: 'reply'; readonly call: number } & RecordedReply)
  /** Claims that were proved and recorded. */
  | { readonly type: 'ledger'; readonly claims: readonly RecordedClaim[] }
  | { readonly type: 'answer'; readonly answer: Answer }
  /** The last line of a part that came to its end. */
  | {
      readonly type: 'ended';
      readonly atMs: number;
      readonly how: Answer['status'] | 'failed';
      /** All parts together. */
      readonly usage: Usage;
      readonly route?: string;
      readonly failure?: Failure;
    };

export type RunDoor = 'cli' | 'editor';

/** Names the form of the record: one of another form is shown in the list, and not read further. */
export const RECORD_SCHEMA = 1;

export interface SentCall {
  /** Hash of the prompt and of what was asked for: the same request has the same one. */
  readonly key: string;
  readonly role: ModelRole;
  readonly model: string;
  readonly host: string;
  readonly tokensIn: number;
  readonly maxOutputTokens: number;
}

/** How a request ended. Only a reply that is `done` stands in for a request of the same key. */
export interface RecordedReply {
  readonly status: 'done' | 'failed' | 'aborted';
  /** How the reply ended; `overrun`: it was stopped here. */
  readonly ending?: ModelFinish | 'overrun';
  readonly text: string;
  readonly usage: ModelUsage;
  /** Secrets that were left out of the request. */
  readonly redactions: number;
  readonly cutPrompt?: { readonly sent: number; readonly counted: number };
  readonly failure?: Failure;
  readonly ms: number;
}

export interface RecordedClaim {
  readonly id: string;
  readonly text: string;
  readonly segment: number;
  readonly citations: readonly Citation[];
}

/** Keeps what one run does, so that it can be shown, and gone on with after a crash. */
export interface RunRecord {
  /** What was written before this part of the run began; empty for a new one. */
  readonly lines: readonly RunLine[];
  /**
   * Adds a line. It outlasts the process when the promise settles, and a power cut when it is a reply or an end. Never
   * rejects: a record that cannot be kept is told by `failure`, and the run goes on without it.
   */
  append(line: RunLine): Promise<void>;
  /** Why lines are missing, once one could not be written. */
  failure(): Failure | undefined;
}
