/**
 * Makes the features of training cases.
 *
 *   node bench/train/extract.ts --cases FILE --mirror DIR --work DIR [--only TEXT]
 *
 * For each snapshot: `features/NAME.json` with the cases and the names of their rows, and `features/NAME.f32` with the
 * numbers, row by row. Indexes are kept in the work folder; a snapshot whose features are there is passed over.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildHistory, type History } from '../../src/engine/index/history/history.ts';
import type { IndexView } from '../../src/engine/index/repository.ts';
import type { HistoryCommit } from '../../src/engine/ports.ts';
import { CHUNK_LAYOUT, chunkFeatures } from '../../src/engine/retrieve/features/chunkFeatures.ts';
import { examine } from '../../src/engine/retrieve/features/examine.ts';
import { FILE_LAYOUT } from '../../src/engine/retrieve/features/fileFeatures.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { WEIGHTS } from '../../src/engine/retrieve/score.ts';
import type { Case } from '../metrics.ts';
import { loadLanguages } from './languages.ts';
import { historyBefore, openSnapshot, timeOf } from './snapshots.ts';

/** Candidates of a case that are kept, and those whose chunks are. */
const KEPT_FILES = 150;
const KEPT_CHUNK_FILES = 50;

interface CaseRows {
  readonly case: Case & { readonly kind: string; readonly fix_commit: string };
  readonly files: readonly string[];
  /** Number of the file in `files`, first and last line. */
  readonly chunks: readonly (readonly [file: number, startLine: number, endLine: number])[];
}

function rowsOf(view: IndexView, one: CaseRows['case'], numbers: number[]): CaseRows {
  const { asked, files } = examine(view, analyseQuery(one.query, view), WEIGHTS);
  const kept = files.filter(
    ({ candidate }, place) => place < KEPT_FILES || one.gold_files.includes(view.files[candidate.file]!.path),
  );
  for (const { features } of kept) numbers.push(...features);
  const chunks: [number, number, number][] = [];
  for (const [number, file] of kept.entries()) {
    const { path, parsed } = view.files[file.candidate.file]!;
    if (number >= KEPT_CHUNK_FILES && !one.gold_files.includes(path)) continue;
    for (const { evidence, features } of chunkFeatures(asked, file)) {
      const { startLine, endLine } = parsed.chunks[evidence.chunk - view.starts[file.candidate.file]!]!;
      chunks.push([number, startLine, endLine]);
      numbers.push(...features);
    }
  }
  return { case: one, files: kept.map(({ candidate }) => view.files[candidate.file]!.path), chunks };
}

const normal = (text: string): string => text.toLowerCase().replace(/\W+/g, ' ').trim();

/**
 * The history that was there when a case was written: commits before the fix, without those that say what the case asks
 * (a fix that was carried over from another branch).
 */
function historyOf(commits: readonly HistoryCommit[], one: Case, fixedAt: number): History {
  const asked = normal(one.query).slice(0, 45);
  return buildHistory(
    commits.filter(({ message, when }) => {
      const isAnswer = asked.length >= 20 && normal(message.slice(0, 300)).includes(asked);
      return when < fixedAt && !isAnswer;
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      mirror: { type: 'string' },
      work: { type: 'string' },
      only: { type: 'string', default: '' },
    },
  });
  const { cases: file, mirror, work } = values;
  if (!file || !mirror || !work) throw new Error('--cases, --mirror and --work are needed');
  const cases = (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CaseRows['case'])
    .filter(({ repo }) => repo.includes(values.only));
  const languages = loadLanguages({ info: () => undefined, warn: () => undefined, error: console.error });
  await mkdir(join(work, 'features'), { recursive: true });
  for (const [snapshot, own] of Map.groupBy(cases, ({ repo, commit }) => `${repo}@${commit}`)) {
    const { repo, commit } = own[0]!;
    const base = join(work, 'features', `${repo.replace('/', '+')}@${commit.slice(0, 12)}`);
    if (existsSync(`${base}.json`)) continue;
    const startMs = performance.now();
    try {
      const place = { repo, commit, mirror, work };
      const view = await openSnapshot(place, languages);
      const commits = historyBefore(
        place,
        own.map((one) => one.fix_commit),
      );
      const openMs = performance.now() - startMs;
      const numbers: number[] = [];
      const rows = own.map((one) => {
        const history = historyOf(commits, one, timeOf(place, one.fix_commit));
        return rowsOf({ ...view, history }, one, numbers);
      });
      await writeFile(`${base}.f32`, new Uint8Array(Float32Array.from(numbers).buffer));
      await writeFile(
        `${base}.part`,
        JSON.stringify({ fileNames: FILE_LAYOUT.names, chunkNames: CHUNK_LAYOUT.names, rows }),
      );
      await rename(`${base}.part`, `${base}.json`);
      const ms = performance.now() - startMs - openMs;
      console.error(
        `${snapshot.slice(0, -28)}: ${view.files.length} files, ${(openMs / 1000).toFixed(1)} s, ${own.length} cases, ${(ms / own.length).toFixed(0)} ms each`,
      );
    } catch (error) {
      console.error(`${snapshot}: ${String(error)}`);
    }
  }
  await languages.pool.dispose();
}

await main();
