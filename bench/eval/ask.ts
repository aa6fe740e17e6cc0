/** Questions over files in memory, asked under the evidence oracle. */
import type { Engine } from '../../src/engine/engine.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import type { Model, Parser } from '../../src/engine/ports.ts';
import { ASK_DEFAULTS, type AskSettings } from '../../src/engine/run/context.ts';
import { firstTokens } from '../../src/engine/run/look.ts';
import type { Answer, RouteName } from '../../src/engine/types.ts';
import { asked, memoryEngine, never } from '../../test/fakes/memory.ts';
import type { GoldLine, OracleModel } from './oracle.ts';

/** A question with the lines that an answer needs. */
export interface EvalCase {
  readonly id: string;
  readonly question: string;
  readonly gold: readonly GoldLine[];
}

/** How one question went. */
export interface Outcome {
  readonly route: RouteName;
  /** All gold lines stood in what the author of the answer saw. */
  readonly answered: boolean;
  /** Gold lines that a proved citation of the answer shows. */
  readonly cited: number;
  /** The first prompt for an answer showed all gold lines. */
  readonly firstHeld: boolean;
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Routes in the order in which they were tried. */
  readonly tried: readonly RouteName[];
  readonly answer: Answer;
}

export interface AskOptions {
  readonly settings?: Partial<AskSettings>;
  readonly route?: RouteName;
}

/**
 * Nothing is stopped by its price here: what it costs is what is measured. The first prompt is as large as the default
 * stop makes it.
 */
export const NO_LIMIT = 1_000_000_000;
const DEFAULT_FIRST = firstTokens(ASK_DEFAULTS, { id: '', host: '', contextTokens: 128_000 });

/** Files indexed once, to be asked with a model of its own for each question. */
export interface EvalRepository {
  readonly files: Readonly<Record<string, string>>;
  ask(one: EvalCase, model: OracleModel, options?: AskOptions): Promise<Outcome>;
}

/** Indexes files in memory. */
export async function openFiles(
  parser: Parser,
  files: Readonly<Record<string, string>>,
): Promise<EvalRepository> {
  let model: Model | undefined;
  // One engine for all questions: the model behind it is exchanged.
  const current: Model = {
    info: (role) => model?.info(role),
    reveal: (text) => text,
    countTokens: (text) => model!.countTokens(text),
    stream: (request, signal) => model!.stream(request, signal),
  };
  const { engine } = await memoryEngine(parser, files, { model: current });
  return {
    files,
    async ask(one, next, options = {}) {
      model = next;
      return { ...(await askOne(engine, one, options)), firstHeld: next.firstHeld() };
    },
  };
}

async function askOne(
  engine: Engine,
  { question, gold }: EvalCase,
  options: AskOptions,
): Promise<Omit<Outcome, 'firstHeld'>> {
  const settings = { budgetTokens: NO_LIMIT, firstTokens: DEFAULT_FIRST, ...options.settings };
  const tried: RouteName[] = [];
  let last: RunEvent | undefined;
  for await (const { event } of engine.ask(asked(question), {
    signal: never,
    settings,
    ...(options.route ? { route: options.route } : {}),
  })) {
    if (event.type === 'routed') tried.push(event.route.name);
    last = event;
  }
  if (!last || !('answer' in last) || !last.answer)
    throw new Error(`"${question}" ended without an answer: ${JSON.stringify(last)}`);
  const { answer } = last;
  const citations = answer.claims.flatMap((claim) => claim.citations);
  const cited = gold.filter(({ path, line }) =>
    citations.some(
      (one) => one.state === 'verified' && one.path === path && one.startLine <= line && line <= one.endLine,
    ),
  ).length;
  const { calls, tokensIn, tokensOut } = answer.usage;
  return {
    ...{ route: answer.route.name, calls, tokensIn, tokensOut, tried, answer, cited },
    answered: answer.made === 'model' && answer.status === 'complete' && cited === gold.length,
  };
}
