/** The features that `extract.ts` wrote, read back. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Columns, columnsOf } from '../../src/engine/retrieve/model/layout.ts';
import type { Case } from '../metrics.ts';

/** One case with the features of its candidates and of their chunks, row by row. */
export interface TrainingCase {
  readonly one: Case & { readonly kind: string };
  readonly files: readonly string[];
  readonly fileRows: Float32Array;
  readonly chunks: readonly (readonly [file: number, startLine: number, endLine: number])[];
  readonly chunkRows: Float32Array;
}

export interface TrainingSet {
  readonly fileNames: readonly string[];
  readonly chunkNames: readonly string[];
  readonly fileColumns: Columns<string>;
  readonly chunkColumns: Columns<string>;
  readonly cases: readonly TrainingCase[];
}

interface Stored {
  readonly fileNames: readonly string[];
  readonly chunkNames: readonly string[];
  readonly rows: readonly (Pick<TrainingCase, 'files' | 'chunks'> & { readonly case: TrainingCase['one'] })[];
}

/** Reads all features below a work folder. Throws when they are of different programs. */
export async function readTrainingSet(work: string): Promise<TrainingSet> {
  const folder = join(work, 'features');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const cases: TrainingCase[] = [];
  let first: Stored | undefined;
  for (const name of names) {
    const stored = JSON.parse(await readFile(join(folder, name), 'utf8')) as Stored;
    first ??= stored;
    if (String([stored.fileNames, stored.chunkNames]) !== String([first.fileNames, first.chunkNames]))
      throw new Error(`${name} holds other features; make them again`);
    const bytes = await readFile(join(folder, name.replace(/json$/, 'f32')));
    const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    let at = 0;
    const take = (rows: number, width: number): Float32Array => {
      at += rows * width;
      return numbers.slice(at - rows * width, at);
    };
    for (const { case: one, files, chunks } of stored.rows) {
      const fileRows = take(files.length, stored.fileNames.length);
      cases.push({ one, files, chunks, fileRows, chunkRows: take(chunks.length, stored.chunkNames.length) });
    }
  }
  if (!first) throw new Error(`no features in ${folder}`);
  const { fileNames, chunkNames } = first;
  return {
    ...{ fileNames, chunkNames, cases },
    fileColumns: columnsOf(fileNames),
    chunkColumns: columnsOf(chunkNames),
  };
}
