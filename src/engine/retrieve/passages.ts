import type { FileEntry } from '../index/fileEntry.ts';
import type { IndexView } from '../index/repository.ts';
import { splitLines } from '../parse/lines.ts';
import { renderPassage } from '../prompts/passage.ts';
import type { ConcealedFile, Hit, NotRead, Passage, Span, SymbolDef } from '../types.ts';

export interface PassageLimits {
  /** Model tokens that all passages together may take, their headers and line numbers counted in. */
  readonly budgetTokens: number;
  readonly maxPassages: number;
  /**
   * The share of the tokens that one file may take while others of the ranking wait; what is left over when all have
   * had their turn goes to whatever comes next (default 1: a file may take all).
   */
  readonly fileShare?: number;
}

export interface PassageTools {
  read(path: string): Promise<ConcealedFile | undefined>;
  countTokens(text: string): number;
}

export interface PassageSet {
  /** Best first. Ids are `p1`, `p2`, ... in this order. */
  readonly passages: readonly Passage[];
  /** Ranked ranges that were left out, and why. Never silent. */
  readonly leftOut: readonly NotRead[];
}

interface Range {
  startLine: number;
  endLine: number;
  score: number;
  symbolPath: string;
  hit: Hit;
  /** The lines of the best of the ranges that were joined to this one. */
  best: Span;
}

/** A matched part of a definition brings in the whole one up to this many lines. */
const WHOLE_SYMBOL_LINES = 90;
/** Ranges of one file this close are read as one. */
const JOIN_GAP = 4;
const WIDEST = 400;
/** Ranges that do not fit any more before the prompt counts as full. */
const MISFITS = 8;

/**
 * Turns ranked hits into passages: a matched part becomes its enclosing definition, neighbours in one file are merged,
 * and ranges are taken best first while they fit the budget. A file that has taken its share waits until the others had
 * their turn. Reads each file once. Costs no model calls.
 */
export async function buildPassages(
  hits: readonly Hit[],
  view: IndexView,
  limits: PassageLimits,
  tools: PassageTools,
): Promise<PassageSet> {
  const choice = new Choice(view, limits, tools);
  const fileTokens = limits.budgetTokens * (limits.fileShare ?? 1);
  const waiting: Hit[] = [];
  for (const [place, hit] of hits.entries()) {
    if (choice.isFull(hits.length - place + waiting.length)) break;
    if ((await choice.take(hit, fileTokens)) === 'waits') waiting.push(hit);
  }
  for (const [place, hit] of waiting.entries()) {
    if (choice.isFull(waiting.length - place)) break;
    await choice.take(hit, limits.budgetTokens);
  }
  return choice.end();
}

/** Passages as they are chosen. */
class Choice {
  readonly #view: IndexView;
  readonly #limits: PassageLimits;
  readonly #tools: PassageTools;
  readonly #read = new Map<string, ConcealedFile | undefined>();
  readonly #chosen = new Map<string, { readonly ranges: readonly Range[]; readonly tokens: number }>();
  readonly #leftOut: NotRead[] = [];
  #spent = 0;
  #ranges = 0;
  #misfits = 0;
  #isFull = false;

  constructor(view: IndexView, limits: PassageLimits, tools: PassageTools) {
    this.#view = view;
    this.#limits = limits;
    this.#tools = tools;
  }

  /** Whether nothing more is taken; then the ranges that are left are counted, once. */
  isFull(rest: number): boolean {
    const isEnough = this.#ranges >= this.#limits.maxPassages;
    if (!this.#isFull && (isEnough || this.#misfits >= MISFITS))
      this.#leftOut.push({ ranges: rest, why: isEnough ? 'passages' : 'tokens' });
    this.#isFull ||= isEnough || this.#misfits >= MISFITS;
    return this.#isFull;
  }

  /** Takes a hit, unless its file would hold more tokens than it may (`waits`), or the prompt would. */
  async take(hit: Hit, fileTokens: number): Promise<'waits' | 'done'> {
    const number = this.#view.numberOf(hit.path);
    const entry = number === undefined ? undefined : this.#view.files[number];
    if (!entry) return 'done';
    const { path, startLine, endLine } = hit;
    if (!this.#read.has(path)) this.#read.set(path, await this.#tools.read(path));
    const file = this.#read.get(path);
    if (!file) {
      this.#leftOut.push({ path, why: 'gone' });
      return 'done';
    }
    const before = this.#chosen.get(path);
    const ranges = mergeRange(before?.ranges ?? [], widen(hit, entry));
    const tokens = tokensOf(ranges, file, this.#tools);
    if (before && tokens > fileTokens && fileTokens < this.#limits.budgetTokens) return 'waits';
    const cost = tokens - (before?.tokens ?? 0);
    if (this.#spent + cost > this.#limits.budgetTokens) {
      this.#misfits++;
      this.#leftOut.push({ path, startLine, endLine, why: 'tokens' });
      return 'done';
    }
    this.#spent += cost;
    this.#ranges += ranges.length - (before?.ranges.length ?? 0);
    this.#chosen.set(path, { ranges, tokens });
    return 'done';
  }

  end(): PassageSet {
    const chosen = new Map([...this.#chosen].map(([path, { ranges }]) => [path, ranges] as const));
    return { passages: layInPrompt(toPassages(chosen, this.#read, this.#tools)), leftOut: this.#leftOut };
  }
}

/** The passages with their places in a prompt. */
export function layInPrompt(ranked: readonly Passage[]): Passage[] {
  const places = new Map(orderForPrompt(ranked).map((passage, at) => [passage, at + 1]));
  return ranked.map((passage) => ({ ...passage, promptPlace: places.get(passage)! }));
}

/** Small to big: the smallest definition around a matched part, when it is not too long. */
function widen(hit: Hit, entry: FileEntry): Range {
  const range = {
    startLine: hit.startLine,
    endLine: hit.endLine,
    score: hit.score,
    symbolPath: hit.symbolPath,
    hit,
    best: { startLine: hit.startLine, endLine: hit.endLine },
  };
  if (hit.kind !== 'part') return range;
  const around = entry.parsed.symbols
    .filter(
      (symbol) => symbol.startLine <= hit.endLine && symbol.endLine >= hit.startLine && covers(symbol, hit),
    )
    .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine))[0];
  if (!around || around.endLine - around.startLine + 1 > WHOLE_SYMBOL_LINES) return range;
  const wide = {
    startLine: Math.min(range.startLine, around.startLine),
    endLine: Math.max(range.endLine, around.endLine),
  };
  return { ...range, ...wide, best: wide };
}

const covers = (symbol: SymbolDef, hit: Hit): boolean =>
  symbol.startLine <= hit.startLine + 2 && symbol.endLine >= hit.endLine - 2;

/** Adds a range to those of its file, joining what overlaps or nearly touches. Never crosses a file. */
function mergeRange(ranges: readonly Range[], added: Range): Range[] {
  let merged = added;
  const apart: Range[] = [];
  for (const range of ranges) {
    const touches =
      range.startLine <= merged.endLine + JOIN_GAP && merged.startLine <= range.endLine + JOIN_GAP;
    const width = Math.max(range.endLine, merged.endLine) - Math.min(range.startLine, merged.startLine) + 1;
    const isInside = range.startLine <= merged.startLine && range.endLine >= merged.endLine;
    if (!touches || (width > WIDEST && !isInside)) {
      apart.push(range);
      continue;
    }
    const best = range.score >= merged.score ? range : merged;
    merged = {
      startLine: Math.min(range.startLine, merged.startLine),
      endLine: Math.max(range.endLine, merged.endLine),
      score: best.score,
      symbolPath: best.symbolPath,
      hit: best.hit,
      best: best.best,
    };
  }
  return [...apart, merged].sort((a, b) => a.startLine - b.startLine);
}

function tokensOf(ranges: readonly Range[], file: ConcealedFile, tools: PassageTools): number {
  const lines = splitLines(file.text);
  return ranges.reduce(
    (sum, range) =>
      sum + tools.countTokens(renderRange(file.path, range, lines.count, (a, b) => lines.slice(a, b))),
    0,
  );
}

function renderRange(
  path: string,
  range: Range,
  count: number,
  slice: (from: number, to: number) => string,
): string {
  return renderPassage({
    id: 'p00',
    path,
    startLine: range.startLine,
    endLine: Math.min(range.endLine, count),
    text: slice(range.startLine, Math.min(range.endLine, count)),
  });
}

function toPassages(
  chosen: ReadonlyMap<string, readonly Range[]>,
  read: ReadonlyMap<string, ConcealedFile | undefined>,
  tools: PassageTools,
): Passage[] {
  const passages: Omit<Passage, 'id'>[] = [];
  for (const [path, ranges] of chosen) {
    const file = read.get(path)!;
    const lines = splitLines(file.text);
    for (const range of ranges) {
      const endLine = Math.min(range.endLine, lines.count);
      if (endLine < range.startLine) continue;
      const text = lines.slice(range.startLine, endLine);
      const base = { path, startLine: range.startLine, endLine, text };
      passages.push({
        ...base,
        hash: file.hash,
        symbolPath: range.symbolPath,
        tokens: tools.countTokens(renderPassage({ id: 'p00', ...base })),
        score: range.score,
        why: range.hit.why,
        ...hiddenIn(file, { startLine: range.startLine, endLine }),
        ...bestLines(base, range.best),
      });
    }
  }
  return passages
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1) || a.startLine - b.startLine)
    .map((passage, i) => ({ ...passage, id: `p${i + 1}` }));
}

/** How many secrets of a file stand on some of its lines. */
function hiddenIn({ secretLines }: ConcealedFile, { startLine, endLine }: Span): { secrets?: number } {
  const secrets = secretLines.filter((line) => line >= startLine && line <= endLine).length;
  return secrets > 0 ? { secrets } : {};
}

/** The best range of a passage, when it is a part of it. */
function bestLines({ startLine, endLine }: Span, range: Span): { best?: Span } {
  const best = { startLine: range.startLine, endLine: Math.min(endLine, range.endLine) };
  const isPart = best.startLine > startLine || best.endLine < endLine;
  return isPart && best.startLine <= best.endLine ? { best } : {};
}

/**
 * Puts the best passages at both ends of a prompt: rank i at (i+1)/2 when odd, k+1-i/2 when even (1, 3, 5 ... 4, 2).
 * Source: Jin et al. 2024, "Long-Context LLMs Meet RAG".
 */
function orderForPrompt<T>(ranked: readonly T[]): T[] {
  const front = ranked.filter((_, i) => i % 2 === 0);
  const back = ranked.filter((_, i) => i % 2 === 1);
  return [...front, ...back.reverse()];
}

/** Passages in the order of a prompt. */
export const inPromptOrder = (ranked: readonly Passage[]): Passage[] =>
  ranked.toSorted((a, b) => (a.promptPlace ?? 0) - (b.promptPlace ?? 0));
