import type { CHUNK_LAYOUT } from '../features/chunkFeatures.ts';
import type { FILE_LAYOUT } from '../features/fileFeatures.ts';
import type { NameOf } from './layout.ts';
import type { LinearModel } from './linear.ts';
import made from './ranker.json' with { type: 'json' };

/** How files and chunks become one order. */
export interface OrderWeights {
  /** How much a chunk loses by being less likely than the best one of its file. */
  readonly chunk: number;
  /** How much a further chunk of a file loses by its number (natural logarithm). */
  readonly place: number;
}

export type FileModel = LinearModel<NameOf<(typeof FILE_LAYOUT)['groups']>>;

/** Models of files: one for repositories without a history, and one for those of which it is known. */
export interface FileModels {
  readonly alone: FileModel;
  readonly withHistory: FileModel;
}

/** A learnt ranker, as `npm run train` writes it; `made` says from what, and how well it did on repositories left out. */
export interface Ranker {
  readonly made: Readonly<Record<string, unknown>>;
  readonly files: FileModels;
  /** For questions that ask for a role: tests, docs, examples, configuration. */
  readonly filesOfRole: FileModels;
  readonly chunks: LinearModel<NameOf<(typeof CHUNK_LAYOUT)['groups']>>;
  readonly order: OrderWeights;
}

/** What ranking uses unless it is given another one. */
export const RANKER = made as unknown as Ranker;
