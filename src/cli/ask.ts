import type { Answer, RunEvent } from '../host/types.ts';
import { failureText } from '../present/failures.ts';
import { routeTitle } from '../present/routes.ts';
import { stepProgress } from '../present/run/steps.ts';
import { english } from '../present/say.ts';
import { type Context, printJson, withSession } from './commands.ts';
import { renderAnswer } from './renderAnswer.ts';
import { CliError, EXIT, type Session, WORDS } from './session.ts';
import { shown, type Terminal } from './terminal.ts';

interface Outcome {
  answer: Answer | undefined;
  failure: string | undefined;
  /** What was asked for cannot be done: no model was at fault. */
  isUsage: boolean;
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
      ...(typeof options.budget === 'number' ? { budgetTokens: options.budget } : {}),
      ...(options.everything ? { rankShare: 1 } : {}),
    };
    const route = options.route ? { route: String(options.route) } : {};
    return concludeAnswer(await askOnce(context, session, { text: question, settings, ...route }), context);
  });
}

/** What is asked, and how. */
interface Asked {
  readonly text: string;
  readonly settings: Parameters<Session['engine']['ask']>[1]['settings'];
  readonly route?: string;
}

/** Runs one question to its end, with what it does on the status line. */
export async function askOnce(
  { options, terminal, signal }: Context,
  { engine }: Session,
  { text, settings = {}, route }: Asked,
): Promise<Outcome> {
  const outcome: Outcome = { answer: undefined, failure: undefined, isUsage: false, isAborted: false };
  for await (const numbered of engine.ask(
    { text, focus: [], history: [] },
    { signal, settings, ...(route ? { route } : {}) },
  )) {
    if (options.jsonStream) printJson(terminal, numbered);
    follow(numbered.event, outcome, terminal);
  }
  terminal.status('');
  return outcome;
}

function follow(event: RunEvent, outcome: Outcome, terminal: Terminal): void {
  if (event.type === 'done') outcome.answer = event.answer;
  else if (event.type === 'failed') {
    outcome.answer = event.answer;
    outcome.failure = failureText(event.failure, WORDS);
    outcome.isUsage = event.failure.kind === 'route';
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
): number {
  if (!options.jsonStream && answer) {
    if (options.json) printJson(terminal, answer);
    else terminal.out(renderAnswer(answer, terminal));
  }
  if (isAborted) return EXIT.interrupted;
  if (failure !== undefined && isUsage) throw new CliError(shown(failure), EXIT.usage);
  if (failure !== undefined) {
    terminal.err(
      `${terminal.style('red', 'The model gave no answer:')} ${shown(failure)}\n${answer ? 'The best passages are shown instead.\n' : ''}`,
    );
    return EXIT.model;
  }
  return answer?.status === 'notFound' ? EXIT.notFound : EXIT.ok;
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
