import { splitLines } from '../../src/engine/parse/lines.ts';
import type { Parser } from '../../src/engine/ports.ts';
import { parsePassages } from '../../test/fakes/oracle.ts';
import { type EvalCase, type EvalRepository, openFiles } from './ask.ts';
import { countTokens, oracleModel } from './oracle.ts';
import type { Files } from './repository.ts';

/** One size of the padded repository. */
export interface PaddedSize {
  /** Tokens of all files, as text. */
  readonly tokens: number;
  readonly files: number;
  /** Questions that name what they are about, and those that describe it. */
  readonly named: RetrievalCost;
  readonly described: RetrievalCost;
  readonly chain: ChainCoverage;
  /** Largest resident memory of the process so far, in MB: engine, parser and oracle together. */
  readonly peakMB: number;
}

/** What questions cost on the retrieval route, and what their prompts held. */
export interface RetrievalCost {
  readonly questions: number;
  /** Tokens of the first prompt, on the average. */
  readonly firstTokens: number;
  /** Questions whose gold lines all stood in the first prompt. */
  readonly inFirstPrompt: number;
  /** Questions that were answered from it, or from a wider round. */
  readonly answered: number;
}

/** What a chain over everything read. */
export interface ChainCoverage {
  readonly segments: number;
  /** Lines of the scope, and those that stood in exactly one reader's prompt. */
  readonly lines: number;
  readonly once: number;
  readonly tokensIn: number;
  readonly longestPrompt: number;
  readonly answered: boolean;
}

export interface PaddedOptions {
  readonly parser: Parser;
  /** Files that the questions are about. */
  readonly core: Files;
  /** What they are padded with, in the order in which it is added. */
  readonly padding: Files;
  /** Questions that name what they are about, and those that describe it. */
  readonly named: readonly EvalCase[];
  readonly described: readonly EvalCase[];
  /** Sizes in tokens, growing. */
  readonly sizes: readonly number[];
  readonly say: (line: string) => void;
}

const CONTEXT = 128_000;
const MB = 1024 * 1024;

/**
 * Asks the same questions of a repository that grows: what the first prompt of retrieval costs and holds, and what a
 * chain over all of it reads. Source: LongCodeBench (methods E1), T13.
 */
export async function measurePadded(options: PaddedOptions): Promise<PaddedSize[]> {
  const { parser, named, described, sizes, say } = options;
  const measured: PaddedSize[] = [];
  for (const size of sizes) {
    const files = padTo(size, options);
    const tokens = tokensOf(files);
    say(`${Object.keys(files).length} files, ${tokens} tokens...`);
    const repository = await openFiles(parser, files);
    measured.push({
      ...{ tokens, files: Object.keys(files).length },
      named: await costOf(repository, named),
      described: await costOf(repository, described),
      chain: await chainOver(repository, described[0]!),
      peakMB: Math.round((process.resourceUsage().maxRSS * 1024) / MB),
    });
  }
  return measured;
}

export const tokensOf = (files: Files): number =>
  Object.values(files).reduce((sum, text) => sum + countTokens(text), 0);

/** The core, and as much of the padding as fits the size. */
export function padTo(size: number, { core, padding }: Pick<PaddedOptions, 'core' | 'padding'>): Files {
  const files: Record<string, string> = { ...core };
  let tokens = tokensOf(core);
  for (const [path, text] of Object.entries(padding)) {
    const own = countTokens(text);
    if (tokens + own > size) continue;
    files[path] = text;
    tokens += own;
  }
  return files;
}

/** Questions on the retrieval route alone, with passages as many as a question has whose stop is the default one. */
async function costOf(repository: EvalRepository, cases: readonly EvalCase[]): Promise<RetrievalCost> {
  let [firstTokens, inFirstPrompt, answered] = [0, 0, 0];
  for (const one of cases) {
    let first: number | undefined;
    const model = oracleModel({
      gold: one.gold,
      contextTokens: CONTEXT,
      onPrompt(prompt) {
        first ??= countTokens(prompt);
      },
    });
    const outcome = await repository.ask(one, model, { route: 'retrieval' });
    firstTokens += first ?? 0;
    inFirstPrompt += Number(outcome.firstHeld);
    answered += Number(outcome.answered);
  }
  const questions = cases.length;
  return { questions, firstTokens: firstTokens / questions, inFirstPrompt, answered };
}

/** A chain over everything: how often each line of the scope stood in a reader's prompt. */
export async function chainOver(repository: EvalRepository, one: EvalCase): Promise<ChainCoverage> {
  const shown = new Map<string, number>();
  let [segments, longestPrompt] = [0, 0];
  const model = oracleModel({
    gold: one.gold,
    contextTokens: CONTEXT,
    onPrompt(prompt, { role }) {
      if (role !== 'reader') return;
      segments++;
      longestPrompt = Math.max(longestPrompt, countTokens(prompt));
      for (const { id, path, lines } of parsePassages(prompt))
        if (id.startsWith('s'))
          for (const { line } of lines) shown.set(`${path}:${line}`, (shown.get(`${path}:${line}`) ?? 0) + 1);
    },
  });
  const outcome = await repository.ask(one, model, { route: 'chain', settings: { rankShare: 1 } });
  const scope = Object.entries(repository.files).flatMap(([path, text]) =>
    Array.from({ length: splitLines(text).count }, (_, at) => `${path}:${at + 1}`),
  );
  return {
    ...{ segments, longestPrompt, lines: scope.length, tokensIn: outcome.tokensIn },
    once: scope.filter((line) => shown.get(line) === 1).length,
    answered: outcome.answered,
  };
}
