import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { renderPassage } from '../../prompts/passage.ts';
import { personalisedPageRank } from '../../retrieve/pagerank.ts';
import type { Hit, Passage, Question, Span } from '../../types.ts';
import type { FirstLook } from '../context.ts';
import type { Scope } from './scope.ts';

/** The files of a scope in the order in which a question leads to them. */
export interface Reach {
  /** Numbers of files: first where the rank is, then what no walk reaches; ties by path. */
  readonly order: readonly number[];
  /** So many of them, from the first, hold the share of the rank that was asked for. */
  readonly ranked: number;
}

/** What the first place of the search counts more than the ones after it: 1 / (place + this). */
const FOUND_OFFSET = 20;
/** Ranges that a walk starts from. */
const SEEDS = 20;
/** Source of the numbers: HaystackCraft (methods E5), as the ranking uses them. */
const WALK = { restart: 0.5, least: 0.0005 };

/**
 * Orders the files of a scope by their rank: half of it is where the search found them, half what a walk over the symbol
 * graph gives them, from the ranges that were found first. What a person points at comes first and is always in the ranked part. Without any hit all of the
 * scope is the ranked part, by path. Pure; costs no model calls.
 */
export function reachFrom(
  question: Question,
  look: Pick<FirstLook, 'hits'>,
  share: number,
  { view, scope }: { readonly view: IndexView; readonly scope: Scope },
): Reach {
  const mass = rankOf(view, look.hits);
  const isPointed = pointedAt(question);
  const paths = view.files.map(({ path }) => path);
  const order = [...scope.files].sort(
    (a, b) =>
      Number(isPointed(paths[b]!)) - Number(isPointed(paths[a]!)) ||
      mass[b]! - mass[a]! ||
      (paths[a]! < paths[b]! ? -1 : 1),
  );
  const total = order.reduce((sum, file) => sum + mass[file]!, 0);
  if (total === 0 || share >= 1) return { order, ranked: order.length };
  let [ranked, held] = [0, 0];
  while (ranked < order.length && (held < share * total || isPointed(paths[order[ranked]!]!)))
    held += mass[order[ranked++]!]!;
  return { order, ranked };
}

/** Rank by number of the file; each half of it sums to 1 where there is anything of it. */
function rankOf(view: IndexView, hits: readonly Hit[]): Float64Array {
  const walked = massOf(view, hits).files;
  const found = new Float64Array(view.files.length);
  let place = 0;
  for (const { path } of hits) {
    const file = view.numberOf(path);
    if (file !== undefined && found[file] === 0) found[file] = 1 / (FOUND_OFFSET + place++);
  }
  const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0) || 1;
  const [ofWalked, ofFound] = [sum(walked), sum(found)];
  return walked.map((value, file) => value / ofWalked + found[file]! / ofFound);
}

/** The rank that a walk over the symbol graph gives, from the ranges that were found for a question. */
export interface Mass {
  /** By number of the file. */
  readonly files: Float64Array;
  /** By number of the chunk; those that the walk does not reach are not in it. */
  readonly chunks: ReadonlyMap<number, number>;
}

/** Walks over the symbol graph from the first hits. All zero without any. Costs no model calls. */
export function massOf(view: IndexView, hits: readonly Hit[]): Mass {
  const seeds = new Map<number, number>();
  for (const hit of hits.slice(0, SEEDS)) {
    const file = view.numberOf(hit.path);
    if (file === undefined) continue;
    const chunk = view.starts[file]! + chunkOf(view.files[file]!, hit);
    seeds.set(chunk, Math.max(seeds.get(chunk) ?? 0, hit.score));
  }
  const files = new Float64Array(view.files.length);
  const chunks = personalisedPageRank((chunk) => view.graph.neighbours(chunk), seeds, WALK);
  for (const [chunk, rank] of chunks) files[view.fileOf(chunk)]! += rank;
  return { files, chunks };
}

function chunkOf({ parsed }: FileEntry, { startLine }: Span): number {
  const at = parsed.chunks.findIndex((chunk) => chunk.endLine >= startLine);
  return Math.max(0, at);
}

function pointedAt({ focus }: Question): (path: string) => boolean {
  const places = focus.flatMap((at) => (at.kind === 'symbol' ? [] : [at.path]));
  return (path) => places.some((place) => place === '' || path === place || path.startsWith(`${place}/`));
}

/** What a line costs in a prompt beside its text (its number and the bar), and what a header costs. */
const LINE_TOKENS = 2.5;
const HEADER_TOKENS = 14;
/** However odd the first passages are, the rest is not taken for odder than this. */
const MOST_FACTOR = 2;

/**
 * Estimates the model tokens of files as they stand in prompts: from the sizes in the index, corrected by what the
 * passages that were counted already turned out to take. Reads nothing.
 */
export function estimateFiles(files: Iterable<Pick<FileEntry, 'row'>>, factor: number): number {
  let tokens = 0;
  for (const { row } of files) tokens += HEADER_TOKENS + factor * (row.tokens + LINE_TOKENS * row.lines);
  return Math.ceil(tokens);
}

/** What a model counts of code is told by this where no passage was counted. */
const SAMPLE = [
  'export async function readLines(path: string, limit = 100): Promise<readonly string[]> {',
  '  const text = await readFile(path, "utf8");',
  '  const lines: string[] = [];',
  '  for (const line of text.split("\\n")) {',
  '    if (lines.length >= limit) break;',
  '    lines.push(line.trimEnd());',
  '  }',
  '  return lines;',
  '}',
].join('\n');

/** How many tokens passages take, for one that the index expects; without any passage, those of ordinary code. */
export function tokenFactor(passages: readonly Passage[], countTokens: (text: string) => number): number {
  let [counted, expected] = [0, 0];
  for (const { tokens, text, startLine, endLine } of passages.length > 0
    ? passages
    : [sampleOf(countTokens)]) {
    counted += tokens - HEADER_TOKENS;
    expected += text.length / 3.6 + LINE_TOKENS * (endLine - startLine + 1);
  }
  if (expected <= 0 || counted <= 0) return 1;
  return Math.min(MOST_FACTOR, Math.max(1 / MOST_FACTOR, counted / expected));
}

function sampleOf(
  countTokens: (text: string) => number,
): Pick<Passage, 'tokens' | 'text' | 'startLine' | 'endLine'> {
  const place = { id: 'p1', path: 'src/files/read.ts', startLine: 11, endLine: 19, text: SAMPLE };
  return { ...place, tokens: countTokens(renderPassage(place)) };
}
