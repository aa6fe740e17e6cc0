import type { LanguageSpec } from '../../engine/parse/language.ts';
import type { RuleMatches, SyntaxCheck, SyntaxMatches, SyntaxQuery } from '../../engine/ports.ts';
import type { ParsedFile, RuleQuery, SecretSpan } from '../../engine/types.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly grammarsDir: string;
  /** The core wasm of web-tree-sitter. */
  readonly coreWasm: string;
  readonly specs: readonly LanguageSpec[];
  readonly softLimitMs: number;
  /** Shared by all workers of the process, and this worker's own place in it. */
  readonly turns: Int32Array<SharedArrayBuffer>;
  readonly cell: number;
}

/** What a worker is asked for a text in a language. */
export type WorkerTask =
  | { readonly type: 'parse'; readonly language: string; readonly text: string }
  | { readonly type: 'check'; readonly language: string; readonly text: string }
  | { readonly type: 'match'; readonly language: string; readonly text: string; readonly query: SyntaxQuery }
  | {
      readonly type: 'inspect';
      readonly language: string;
      readonly text: string;
      readonly queries: readonly RuleQuery[];
    }
  /** No grammar takes part in it. */
  | { readonly type: 'search'; readonly language: ''; readonly text: string };

export type WorkerJob = WorkerTask & { readonly id: number };

/** What comes of a task: plain data, no tree. */
export type WorkerResult =
  | { readonly type: 'parsed'; readonly file: ParsedFile }
  | { readonly type: 'checked'; readonly check: SyntaxCheck }
  | { readonly type: 'matched'; readonly matches: SyntaxMatches }
  | { readonly type: 'inspected'; readonly found: RuleMatches }
  | { readonly type: 'searched'; readonly secrets: readonly SecretSpan[] };

export type WorkerReply =
  | { readonly type: 'ready' }
  /** Sent when a job starts: what came before (loading a grammar) does not count against the file. */
  | { readonly type: 'begun'; readonly id: number; readonly cpuMs: number }
  | (WorkerResult & { readonly id: number; readonly wasmBytes: number; readonly cpuMs: number })
  /** The file broke the parser (a trap, an abort, a bug). The worker must not be used again. */
  | { readonly type: 'broken'; readonly id: number; readonly message: string };
