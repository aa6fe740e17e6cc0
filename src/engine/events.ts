/** The one union of run events. Every run ends with exactly one of `done`, `failed`, `aborted`. */
import type { Answer, Passage, Route, Usage } from './types.ts';

export type RunEvent =
  | { readonly type: 'started'; readonly question: string }
  | { readonly type: 'searching'; readonly terms: readonly string[] }
  | { readonly type: 'passages'; readonly passages: readonly Passage[] }
  | { readonly type: 'routed'; readonly route: Route }
  | { readonly type: 'call'; readonly call: number; readonly tokensIn: number }
  | { readonly type: 'retry'; readonly afterMs: number; readonly reason: string }
  /** Words of the answer as they arrive; `text` is the whole answer text so far. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'widening'; readonly missing: readonly string[] }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'done'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly kind: string; readonly message: string; readonly answer?: Answer }
  | { readonly type: 'aborted'; readonly answer?: Answer };

/** A run event as it crosses a process: in order, numbered from 0, tied to its run. */
export interface NumberedEvent {
  readonly runId: string;
  readonly seq: number;
  readonly event: RunEvent;
}

export interface IndexProgress {
  readonly phase: 'walk' | 'read' | 'save';
  readonly done: number;
  readonly total: number;
}
