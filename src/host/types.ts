/** The types of the engine that doors speak of: they open the engine through this room, and read what it gives. */
export type {
  Engine,
  IndexStatus,
  Outline,
  OutlineFile,
  SymbolReport,
  SymbolUse,
} from '../engine/engine.ts';
export type { IndexProgress, NumberedEvent, RunEvent } from '../engine/events.ts';
export type { Log, Model } from '../engine/ports.ts';
export type {
  Answer,
  Citation,
  Claim,
  Failure,
  Hit,
  Passage,
  Problem,
  SkippedFile,
} from '../engine/types.ts';
