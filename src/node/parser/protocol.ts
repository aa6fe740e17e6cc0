import type { LanguageSpec } from '../../engine/parse/language.ts';
import type { ParsedFile } from '../../engine/types.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly grammarsDir: string;
  /** The core wasm of web-tree-sitter. */
  readonly coreWasm: string;
  readonly specs: readonly LanguageSpec[];
  readonly softLimitMs: number;
}

export interface ParseJob {
  readonly id: number;
  readonly language: string;
  readonly text: string;
}

export type WorkerReply =
  | { readonly type: 'ready' }
  /** Sent when parsing starts: what came before (loading a grammar) does not count against the file. */
  | { readonly type: 'begun'; readonly id: number; readonly cpuMs: number }
  | { readonly type: 'parsed'; readonly id: number; readonly file: ParsedFile; readonly wasmBytes: number }
  /** The file broke the parser (a trap, an abort, a bug). The worker must not be used again. */
  | { readonly type: 'broken'; readonly id: number; readonly message: string };
