import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { runSettings } from '../host/archive/asking.ts';
import type { Answer, Citation, NumberedEvent, Question, RunEvent } from '../host/types.ts';
import { failureText } from '../present/failures.ts';
import { noticeText, unfinishedText } from '../present/notices.ts';
import { routeOfWord, routeTitle } from '../present/routes.ts';
import { earlierTurn } from '../present/run/earlier.ts';
import { stepProgress } from '../present/run/steps.ts';
import { english } from '../present/say.ts';
import { type Context, printJson, withSession } from './commands.ts';
import { deciderFor } from './decide.ts';
import { renderAnswer } from './renderAnswer.ts';
import { CliError, EXIT, idOf, type Session, WORDS } from './session.ts';
import { shown, type Terminal } from './terminal.ts';

interface Outcome {
  runId: string;
  answer: Answer | undefined;
  failure: string | undefined;
  /** What was asked for cannot be done: no model was at fault. */
  isUsage: boolean;
  /** Why the route that was wished for does not fit. */
  unfit: Answer['route']['reason'] | undefined;
  isAborted: boolean;
}

/** `sightline ask`: one question, one Answer. The partial result of a failed or stopped run is printed as well. */
export function askCommand(context: Context, asked: string): Promise<number> {
  const { options } = context;
  return withSession(context, { model: true }, async (session) => {
    const question = asked === '-' ? await readStandardInput() : asked;
    if (question.trim() === '')
      throw new CliError(
        'The question is empty. Give it as an argument, or "-" and standard input.',
        EXIT.usage,
      );
    await session.refresh();
    const settings = {
      ...limitsOf(context, session),
      ...(options.everything ? { rankShare: 1 } : {}),
    };
    const wished = routeOf(options) ?? session.asking.route;
    const route = wished === undefined ? {} : { route: routeOfWord(wished) };
    const runId = randomBytes(ID_BYTES).toString('hex');
    const asks = { text: question, focus: [], history: await historyOf(context, session) };
    const { archive, engine, signal } = session;
    const decide = deciderFor(context, asked === '-');
    const run = archive.ask(engine, asks, { runId, signal, settings, decide, ...route });
    return concludeRun(await followRun(context, run), context);
  });
}

/** The conversation that a question goes on with: that of a run, with what of its answer stands in the files now. */
async function historyOf({ options }: Context, { archive, engine }: Session): Promise<Question['history']> {
  const from = options.continue;
  if (from === undefined) return [];
  const { runs } = await archive.list();
  const ids = runs.map(({ id }) => id);
  if (ids.length === 0) throw new CliError('There is no run of this folder to go on from.', EXIT.usage);
  const words = { one: 'run', many: 'runs', exit: EXIT.usage };
  const { history, answer } = await archive.before(
    from === true ? undefined : idOf(ids, String(from), words),
  );
  const claims = [];
  for (const claim of answer.claims)
    claims.push({ ...claim, citations: await engine.recheck(claim.citations) });
  return [...history, earlierTurn({ ...answer, claims })];
}

/** Options that ask for more effort, each a route of its own. */
const EFFORTS = {
  doubleCheck: '--double-check',
  thorough: '--thorough',
  investigate: '--investigate',
} as const;

/** The route that is wished for, by its name or by what it is asked for. @throws CliError for more than one */
function routeOf(options: Context['options']): string | undefined {
  const names = Object.keys(EFFORTS).filter((name) => options[name] === true);
  const all = [...(options.route ? [String(options.route)] : []), ...names];
  if (all.length > 1) {
    const flags = names.map((name) => EFFORTS[name as keyof typeof EFFORTS]);
    const told = [...(options.route ? ['--route'] : []), ...flags].join(' and ');
    throw new CliError(`Only one way to answer can be wished for, and here are ${told}.`, EXIT.usage);
  }
  return all[0];
}

/** What a run may take, as it is configured. Who names another stop has agreed to what is below. */
export function limitsOf({ options }: Context, { asking }: Pick<Session, 'asking'>): Limits {
  const own = runSettings(asking);
  const { budget } = options;
  if (typeof budget !== 'number') return own;
  return { ...own, budgetTokens: budget, confirmTokens: Math.max(own.confirmTokens ?? 60_000, budget) };
}

type Limits = ReturnType<typeof runSettings>;

/** Bytes of the name of a run: short enough to be typed. */
const ID_BYTES = 5;

/** What is asked, and how. */
interface Asked {
  readonly text: string;
  readonly settings: Parameters<Session['engine']['ask']>[1]['settings'];
  readonly route?: string;
}

/** Asks what is not kept: it calls no model, so there is nothing to go on from. */
export function askOnce(
  context: Context,
  { engine }: Session,
  { text, settings = {}, route }: Asked,
): Promise<Outcome> {
  const { signal } = context;
  const asks = { text, focus: [], history: [] };
  return followRun(context, engine.ask(asks, { signal, settings, ...(route ? { route } : {}) }));
}

/** Follows a run to its end, with what it does on the status line. */
export async function followRun(
  { options, terminal }: Context,
  run: AsyncIterable<NumberedEvent>,
): Promise<Outcome> {
  const ends = { answer: undefined, failure: undefined, isUsage: false, isAborted: false, unfit: undefined };
  const outcome: Outcome = { runId: '', ...ends };
  for await (const numbered of run) {
    outcome.runId = numbered.runId;
    if (options.jsonStream) printJson(terminal, numbered);
    follow(numbered.event, outcome, terminal);
  }
  terminal.status('');
  return outcome;
}

/** Prints what a run came to, unless that was done, and how to go on with one that did not finish. Gives the exit code. */
export function concludeRun(outcome: Outcome, context: Context, isPrinted = false): number {
  try {
    return concludeAnswer(outcome, context, isPrinted);
  } finally {
    const { answer, runId } = outcome;
    const isUnfinished = answer && answer.status !== 'complete' && answer.status !== 'notFound';
    // Nothing that was paid for is asked again; without a call there is nothing to go on from.
    if (isUnfinished && answer.usage.calls > 0)
      context.terminal.err(`What was done is kept. Go on with: sightline runs resume ${shown(runId)}\n`);
  }
}

function follow(event: RunEvent, outcome: Outcome, terminal: Terminal): void {
  if (event.type === 'done') outcome.answer = event.answer;
  else if (event.type === 'failed') {
    outcome.answer = event.answer;
    outcome.failure = failureText(event.failure, WORDS);
    outcome.isUsage = event.failure.kind === 'route';
    outcome.unfit = event.failure.kind === 'route' ? event.failure.reason : undefined;
  } else if (event.type === 'aborted') {
    outcome.answer = event.answer;
    outcome.isAborted = true;
  } else {
    const text = progressText(event);
    if (text !== undefined) terminal.status(text);
  }
}

/** What a run is at, on one line; undefined for what is worth no line of its own. */
function progressText(event: RunEvent): string | undefined {
  if (event.type === 'passages') return `Found ${event.passages.length} passages`;
  if (event.type === 'call') return `Asking the model (call ${event.call}, ${event.tokensIn} tokens)...`;
  if (event.type === 'retry')
    return `Waiting ${Math.ceil(event.afterMs / 1000)} s before trying again: ${shown(failureText(event.reason, WORDS))}`;
  if (event.type === 'widening') return 'The model declined; looking wider...';
  if (event.type === 'text') return shown(event.text.replace(/\s+/g, ' ').slice(-70));
  if (event.type === 'routed') return `Route: ${shown(routeTitle(event.route.name, english))}`;
  if (event.type === 'step' && event.step.state === 'running')
    return shown(stepProgress(event.step, english));
  if (event.type === 'ledger')
    return `Read part ${event.segment} of ${event.of}; ${event.recorded} claims proved so far`;
  return event.type === 'started' || event.type === 'searching' ? 'Searching...' : undefined;
}

/** Prints what a question came to; gives the exit code. @throws CliError when what was asked for cannot be done */
export function concludeAnswer(
  { answer, failure, isUsage, isAborted }: Outcome,
  { options, terminal }: Context,
  isPrinted = false,
): number {
  if (!options.jsonStream && answer && !isPrinted) {
    if (options.json) printJson(terminal, placed(answer, options.root));
    else terminal.out(renderAnswer(answer, terminal));
  }
  const refused = answer?.notices.find(({ kind }) => kind === 'notConfirmed');
  // A screen that shows the answer has shown why it is not whole: it is told once.
  const isTold = terminal.isOneScreen && answer !== undefined && !options.jsonStream && !options.json;
  if (refused) {
    const why = isTold ? '' : `${noticeText(refused, WORDS)} `;
    throw new CliError(
      `${why}Ask again with --yes, or with --budget and what it may take at most.`,
      EXIT.usage,
    );
  }
  if (isAborted) return EXIT.interrupted;
  if (failure !== undefined && isUsage) throw new CliError(shown(failure), EXIT.usage);
  if (failure !== undefined) {
    const told = answer && unfinishedText(answer, WORDS);
    if (!isTold || told === undefined)
      terminal.err(`${terminal.style('red', shown(told ?? `The model gave no answer: ${failure}`))}\n`);
    return EXIT.model;
  }
  return answer?.status === 'notFound' ? EXIT.notFound : EXIT.ok;
}

/** The answer with the folder at each citation: what another program needs to find the lines. */
export function placed(answer: Answer, folder: string): Answer {
  const root = realpathSync(folder);
  const cite = (citation: Citation): Citation => ({ ...citation, root });
  const { claims, table } = answer;
  return {
    ...answer,
    claims: claims.map((claim) => ({ ...claim, citations: claim.citations.map(cite) })),
    ...(table
      ? {
          table: { ...table, rows: table.rows.map((row) => ({ ...row, citation: cite(row.citation) })) },
        }
      : {}),
  };
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
