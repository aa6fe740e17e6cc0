import type { FileRole } from '../types.ts';
import { withoutCopies } from './copies.ts';
import type { ChunkEvidence } from './evidence.ts';
import { CHUNK_LAYOUT, chunkFeatures } from './features/chunkFeatures.ts';
import type { Examined } from './features/examine.ts';
import { FILE_LAYOUT } from './features/fileFeatures.ts';
import type { Columns, Row } from './model/layout.ts';
import { linearValue, logProbabilities } from './model/linear.ts';
import type { FileModel, OrderWeights, Ranker } from './model/ranker.ts';

/** A chunk with its place in the order: the higher the value, the better. */
export interface JudgedChunk {
  readonly evidence: ChunkEvidence;
  readonly role: FileRole;
  readonly value: number;
  /** Near-copies of its file that are not shown. */
  readonly copies: number;
  /** What its file was judged by: what each group of features adds is told of those that are shown. */
  readonly judgedBy: { readonly model: FileModel; readonly features: Row };
}

/** Files whose chunks are looked at; the others give their best chunk. */
const MOST_FILES = 100;

/** Judges the files, then the chunks of the best ones. Costs their features times the weights. */
export function judge({ asked, files }: Examined, ranker: Ranker): JudgedChunk[] {
  if (files.length === 0) return [];
  const { view, query } = asked.context;
  const models = query.roles.size > 0 ? ranker.filesOfRole : ranker.files;
  const model = view.history ? models.withHistory : models.alone;
  const valueBy = ({ features }: { readonly features: Row }): number =>
    linearValue(model, FILE_LAYOUT.columns, features);
  const probabilities = logProbabilities(files.map(valueBy));
  const order = files
    .map((file, i) => ({ file, value: probabilities[i]! }))
    .sort((a, b) => b.value - a.value || a.file.candidate.file - b.file.candidate.file);
  const judged = withoutCopies(order, view).flatMap(({ file, value, copies }, place) => {
    const { role } = file.candidate;
    const judgedBy = { model, features: file.features };
    if (place >= MOST_FILES)
      return [{ evidence: file.candidate.chunks[0]!, role, judgedBy, copies, value: value - REST }];
    const chunks = chunkFeatures(asked, file);
    const own = orderInFile(
      chunks.map(({ features }) => linearValue(ranker.chunks, CHUNK_LAYOUT.columns, features)),
      ranker.order,
    );
    return chunks.map(({ evidence, features }, i) => ({
      evidence,
      role,
      judgedBy,
      copies,
      value: value + own[i]! + leadOf(CHUNK_LAYOUT.columns, features),
    }));
  });
  return framesFirst(judged);
}

/** A place that the question names by file and line is the first result: of several, the one that fits best otherwise. */
function framesFirst(judged: readonly JudgedChunk[]): JudgedChunk[] {
  const isFrame = ({ evidence }: JudgedChunk): boolean =>
    evidence.evidence.some(({ kind }) => kind === 'frame');
  const best = judged
    .filter(isFrame)
    .reduce<JudgedChunk | undefined>(
      (first, one) => (!first || one.value > first.value ? one : first),
      undefined,
    );
  if (!best) return [...judged];
  const most = Math.max(...judged.map(({ value }) => value));
  return judged.map((one) => (one === best ? { ...one, value: most + FRAME_LEAD } : one));
}

/** By how much a named place is before what follows it. */
const FRAME_LEAD = 1;

/** What a chunk of a file loses whose chunks were not compared. */
const REST = 6;

/** What the place of a quoted string gains, when its words meet nowhere else. Histories quote too seldom to learn it from. */
const QUOTED_GAIN = 4;

/** What a chunk gains for what the question says outright. */
export function leadOf({ holdsQuoted, exactWorth }: Columns<'holdsQuoted' | 'exactWorth'>, row: Row): number {
  return row[holdsQuoted]! > 0 ? QUOTED_GAIN * Math.min(1, row[exactWorth]!) : 0;
}

/** What the chunks of one file lose to its best one, by their values in the chunk model. */
export function orderInFile(values: readonly number[], weights: OrderWeights): number[] {
  const best = Math.max(...values);
  const places = new Map(
    [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).map((i, place) => [i, place]),
  );
  return values.map(
    (value, i) => weights.chunk * (value - best) - weights.place * Math.log1p(places.get(i)!),
  );
}
