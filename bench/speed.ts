/** Time, memory and size of the index, and how long questions take. */
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { SNAPSHOT_VERSION } from '../src/engine/index/snapshot.ts';
import { openPorts } from '../src/node/ports.ts';
import { createPlaces } from '../src/node/storage/places.ts';
import { CLI, runCommand, runSightline } from './command.ts';
import { percentile } from './metrics.ts';
import { measureServer, type ServerSpeed } from './server.ts';
import type { Tree } from './tree.ts';

export interface Speed {
  readonly tree: { readonly name: string; readonly files: number; readonly mb: number };
  readonly index: { readonly files: number; readonly lines: number; readonly chunks: number };
  /** Milliseconds, the median of the runs. */
  readonly coldMs: number;
  readonly ctagsMs?: number;
  /** Cold index over ctags, the median of the ratios of neighbouring runs. */
  readonly coldToCtags?: number;
  readonly warmMs: number;
  readonly warmToCold: number;
  readonly oneFileMs: number;
  /** The whole command `search` after one file changed. */
  readonly searchChangedMs: number;
  readonly server: ServerSpeed;
  /** Milliseconds from nothing to the first ranking, index stored, in one process. */
  readonly openMs: number;
  /** Milliseconds of the first question, index stored and looked over. */
  readonly firstMs: number;
  readonly query: QuerySpeed;
  readonly peakMB: number;
  /** Peak of a process that ranks many questions over the stored index. */
  readonly rankPeakMB: number;
  readonly sizeMB: number;
  /** Bytes of the stored index over bytes of text. */
  readonly sizeToText: number;
}

/** Milliseconds of questions, asked one by one in one process. */
interface QuerySpeed {
  /** Questions that count as warm. */
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Questions before them, while the process was still cold, and the 95th percentile with them. */
  readonly cold: number;
  readonly allP95Ms: number;
}

interface IndexReport {
  readonly files: { readonly indexed: number };
  readonly lines: { readonly total: number };
  readonly chunks: number;
  readonly rssMB: number;
}

const RUNS = 3;
const QUERIES = 200;
/** So many questions in, the runtime has compiled what ranking needs, and the parts of the index that all need are read. */
const WARM_AFTER = 20;

/** Measures everything on one tree. The file that is changed lies in the tree's copy. */
export async function measureSpeed(tree: Tree, folder: string, say: (line: string) => void): Promise<Speed> {
  const hasCtags = await findCtags();
  if (!hasCtags) say('universal-ctags is not installed (Debian: apt-get install universal-ctags): no ratio.');
  const cold: number[] = [];
  const ctags: number[] = [];
  const peaks: number[] = [];
  let cacheHome = '';
  for (let run = 1; run <= RUNS; run++) {
    if (hasCtags) ctags.push(await timeCtags(tree, folder));
    if (cacheHome !== '') await rm(cacheHome, { recursive: true, force: true });
    cacheHome = await mkdtemp(join(folder, 'cache-'));
    const { ms, report } = await timeIndex(tree, cacheHome);
    cold.push(ms);
    peaks.push(report.rssMB);
    say(`run ${run} of ${RUNS}: index ${seconds(ms)}${hasCtags ? `, ctags ${seconds(ctags.at(-1)!)}` : ''}`);
  }
  const warm: number[] = [];
  for (let run = 0; run < RUNS; run++) warm.push((await timeIndex(tree, cacheHome)).ms);
  const changed = tree.paths[Math.floor(tree.paths.length / 2)]!;
  const oneFile: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await appendFile(join(tree.root, changed), `\n// changed ${run}\n`);
    oneFile.push((await timeIndex(tree, cacheHome)).ms);
  }
  const searches: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await appendFile(join(tree.root, changed), `\n// searched ${run}\n`);
    const search = ['search', 'where is the configuration read', '--root', tree.root, '--json'];
    searches.push((await runSightline(search, cacheHome)).ms);
  }
  const { report } = await timeIndex(tree, cacheHome);
  say('questions');
  const questions = await measureQuestions(tree, cacheHome);
  const rankPeakMB = await rankPeak(tree, cacheHome, questions.asked);
  say('the language server');
  const server = await measureServer(tree, await mkdtemp(join(folder, 'home-')), changed);
  const coldMs = percentile(cold, 0.5);
  const warmMs = percentile(warm, 0.5);
  return {
    tree: { name: tree.name, files: tree.paths.length, mb: tree.bytes / 1e6 },
    index: { files: report.files.indexed, lines: report.lines.total, chunks: report.chunks },
    coldMs,
    ...(hasCtags
      ? {
          ctagsMs: percentile(ctags, 0.5),
          coldToCtags: percentile(
            cold.map((ms, run) => ms / ctags[run]!),
            0.5,
          ),
        }
      : {}),
    warmMs,
    warmToCold: warmMs / coldMs,
    oneFileMs: percentile(oneFile, 0.5),
    searchChangedMs: percentile(searches, 0.5),
    server,
    openMs: questions.openMs,
    firstMs: questions.firstMs,
    query: questions.query,
    peakMB: Math.max(...peaks),
    rankPeakMB,
    sizeMB: questions.indexBytes / 1e6,
    sizeToText: questions.indexBytes / tree.bytes,
  };
}

async function findCtags(): Promise<boolean> {
  return runCommand('ctags', ['--version']).then(
    ({ stdout }) => stdout.includes('Universal Ctags'),
    () => false,
  );
}

async function timeCtags(tree: Tree, folder: string): Promise<number> {
  return (await runCommand('ctags', ['-f', join(folder, 'tags'), '-L', tree.listFile])).ms;
}

async function timeIndex(tree: Tree, cacheHome: string): Promise<{ ms: number; report: IndexReport }> {
  const { ms, stdout } = await runSightline(['index', '--root', tree.root, '--json'], cacheHome);
  return { ms, report: JSON.parse(stdout) as IndexReport };
}

/** Peak memory, in MB, of the command that ranks the questions. */
async function rankPeak(tree: Tree, cacheHome: string, asked: readonly string[]): Promise<number> {
  const input = asked.map((query, id) => `${JSON.stringify({ id, query })}\n`).join('');
  const { stdout } = await runSightline(['rank', '--root', tree.root], cacheHome, input);
  const last = JSON.parse(stdout.trim().split('\n').at(-1)!) as { meta: { rssMB: number } };
  return last.meta.rssMB;
}

async function measureQuestions(
  tree: Tree,
  cacheHome: string,
): Promise<Pick<Speed, 'openMs' | 'firstMs' | 'query'> & { indexBytes: number; asked: readonly string[] }> {
  const warnings: string[] = [];
  const note = (message: string): unknown => warnings.push(message);
  const places = createPlaces({ env: { XDG_CACHE_HOME: cacheHome } });
  const startMs = performance.now();
  const opened = await openPorts({
    root: tree.root,
    distDir: join(CLI, '..'),
    schema: SNAPSHOT_VERSION,
    log: { info: () => undefined, warn: note, error: note },
    places,
  });
  try {
    const engine = await createEngine(opened.ports, { grammars: opened.grammars });
    await engine.update({ signal: new AbortController().signal });
    const lookedMs = performance.now();
    await engine.search('where is the configuration read', { limit: 20 });
    const firstMs = performance.now() - lookedMs;
    const openMs = performance.now() - startMs;
    const times: number[] = [];
    const asked = await questionsAbout(engine, tree);
    for (const query of asked) {
      const askedMs = performance.now();
      await engine.search(query, { limit: 20 });
      times.push(performance.now() - askedMs);
    }
    if (warnings.length > 0) throw new Error(`The index did not open cleanly: ${warnings[0]}`);
    return {
      ...{ openMs, firstMs, asked },
      query: querySpeed(times),
      indexBytes: await places.indexBytes(),
    };
  } finally {
    await opened.dispose();
  }
}

function querySpeed(times: readonly number[]): QuerySpeed {
  const warm = times.slice(WARM_AFTER);
  return {
    count: warm.length,
    cold: times.length - warm.length,
    p50Ms: percentile(warm, 0.5),
    p95Ms: percentile(warm, 0.95),
    allP95Ms: percentile(times, 0.95),
  };
}

const FORMS = [
  (name: string, doc: string) => (doc === '' ? `How does ${name} work?` : doc),
  (name: string) => `Where is \`${name}\` used, and what does it return?`,
  (name: string) => `${name} throws an unexpected error when the input is empty`,
];

/** Questions that name definitions of the tree, or quote their documentation; the same ones on every run. */
async function questionsAbout(engine: Engine, tree: Tree): Promise<string[]> {
  const questions: string[] = [];
  const step = Math.max(1, Math.floor(tree.paths.length / QUERIES));
  for (let i = 0; i < tree.paths.length && questions.length < QUERIES; i += step) {
    const symbols = (await engine.outline(tree.paths[i]!))?.files[0]?.symbols ?? [];
    const symbol = symbols[Math.floor(symbols.length / 2)];
    if (symbol) questions.push(FORMS[questions.length % FORMS.length]!(symbol.name, symbol.doc));
  }
  return questions;
}

/** Seconds with one decimal. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
