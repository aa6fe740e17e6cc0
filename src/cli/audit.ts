/** Answers from passages that were accepted, asked again with all of the context: how many differ. */
import { createHash, randomBytes } from 'node:crypto';
import type { DeclineRate, Retrieval } from '../host/archive/retrievals.ts';
import { declineRates } from '../host/archive/retrievals.ts';
import type { Answer } from '../host/types.ts';
import { followRun, limitsOf } from './ask.ts';
import { clip, withinWidth } from './columns.ts';
import { type Context, printJson, withSession } from './commands.ts';
import { deciderFor } from './decide.ts';
import { CliError, EXIT, type Session } from './session.ts';
import { shown, type Terminal } from './terminal.ts';

/** Answers that are asked again unless another number is given. */
const SAMPLE = 5;
/** What may be taken unasked, in model tokens. */
const UNASKED_TOKENS = 60_000;
const WHOLE = 'fullContext';

/**
 * What became of one answer: the same from the same lines, another one, declined though passages had settled it, not
 * asked since all of it does not fit one prompt, or no answer.
 */
type Outcome = 'same' | 'differs' | 'declined' | 'tooLarge' | 'failed';

interface Audited {
  readonly runId: string;
  readonly question: string;
  readonly model: string;
  readonly outcome: Outcome;
  /** Of the run that asked again. */
  readonly again?: string;
}

/** `sightline runs audit`: a sample of accepted answers, with all of the context. Tells what it would take first. */
export function auditCommand(context: Context): Promise<number> {
  const { options, signal } = context;
  return withSession(context, { model: true }, async (session) => {
    const { archive, terminal } = session;
    const accepted = (await archive.retrievals()).filter(({ isDeclined }) => !isDeclined);
    const wanted = typeof options.sample === 'number' ? options.sample : SAMPLE;
    const sample = sampled(accepted, wanted, String(options.seed ?? 1));
    if (sample.length === 0)
      throw new CliError('No kept run of this folder was answered from its first passages.', EXIT.notFound);
    await session.refresh();
    const tokens = await priceOf(session, sample, context);
    const limit = typeof options.budget === 'number' ? options.budget : UNASKED_TOKENS;
    terminal.err(`Asking ${sample.length} of ${accepted.length} again takes up to ${tokens} tokens.\n`);
    if (tokens > limit && options.yes !== true)
      throw new CliError(
        'That is more than is taken unasked: ask again with --yes, or with less of --sample.',
        EXIT.usage,
      );
    const rows: Audited[] = [];
    for (const one of sample) {
      signal.throwIfAborted();
      rows.push(await askAgain(session, one, context));
    }
    const report = { accepted: accepted.length, sampled: rows.length, ...countsOf(rows), rows };
    if (options.json) printJson(terminal, report);
    else terminal.out(renderAudit(rows, terminal));
    return EXIT.ok;
  });
}

/** The same ones for the same seed, whatever order they are listed in. */
function sampled(all: readonly Retrieval[], count: number, seed: string): Retrieval[] {
  const key = ({ runId }: Retrieval): string => createHash('sha256').update(`${seed} ${runId}`).digest('hex');
  return [...all].sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, count);
}

/** Model tokens of all that fits, by the estimates of the route. */
async function priceOf(session: Session, sample: readonly Retrieval[], context: Context): Promise<number> {
  let tokens = 0;
  for (const { question } of sample) {
    const options = { signal: context.signal, route: WHOLE, settings: limitsOf(context, session) };
    const preview = await session.engine.preview(question, options);
    const estimate = preview?.route.estimate;
    tokens += (estimate?.tokensIn ?? 0) + (estimate?.tokensOut ?? 0);
  }
  return tokens;
}

async function askAgain(session: Session, one: Retrieval, context: Context): Promise<Audited> {
  const { archive, engine, signal } = session;
  const runId = randomBytes(5).toString('hex');
  const run = archive.ask(engine, one.question, {
    ...{ runId, signal, route: WHOLE, settings: limitsOf(context, session) },
    decide: deciderFor(context, false),
  });
  const { answer, isUsage } = await followRun(
    { ...context, options: { ...context.options, jsonStream: false } },
    run,
  );
  const told = { runId: one.runId, question: one.question.text, model: one.model };
  if (!answer) return { ...told, outcome: isUsage ? 'tooLarge' : 'failed' };
  return { ...told, outcome: outcomeOf(session, one.answer, answer), again: runId };
}

function outcomeOf({ engine }: Session, before: Answer, again: Answer): Outcome {
  if (again.notFound) return 'declined';
  if (again.made !== 'model' || again.status !== 'complete') return 'failed';
  return engine.agree(before, again) ? 'same' : 'differs';
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  same: 'the same from the same lines',
  differs: 'another answer, or from other lines',
  declined: 'declined with all of the context',
  tooLarge: 'not asked: all of it does not fit one prompt',
  failed: 'no answer',
};

function countsOf(rows: readonly Audited[]): Record<Outcome, number> {
  const count = (wanted: Outcome): number => rows.filter(({ outcome }) => outcome === wanted).length;
  const [same, differs, declined] = [count('same'), count('differs'), count('declined')];
  return { same, differs, declined, tooLarge: count('tooLarge'), failed: count('failed') };
}

function renderAudit(rows: readonly Audited[], terminal: Terminal): string {
  const counts = countsOf(rows);
  const told = rows.map(({ runId, question, outcome, again }) => {
    const text = clip(shown(question.replace(/\s+/g, ' ')), Math.max(8, (terminal.width ?? 80) - 4));
    const next = again === undefined ? '' : ` (${shown(again)})`;
    return `${terminal.style('bold', shown(runId))}  ${OUTCOMES[outcome]}${next}\n    ${text}\n`;
  });
  const sums = Object.entries(OUTCOMES).map(([key, text]) => `  ${counts[key as Outcome]}  ${text}\n`);
  return withinWidth(`${told.join('')}Of ${rows.length}:\n${sums.join('')}`, terminal.width);
}

/** `sightline runs --declines`: how often each model declined the first passages. */
export async function printDeclines({ archive, terminal }: Session, json: boolean): Promise<number> {
  const rates = declineRates(await archive.retrievals());
  if (json) printJson(terminal, { models: rates });
  else terminal.out(withinWidth(renderRates(rates), terminal.width));
  return rates.length === 0 ? EXIT.notFound : EXIT.ok;
}

function renderRates(rates: readonly DeclineRate[]): string {
  if (rates.length === 0) return 'No kept run asked a model with its first passages.\n';
  const rows = rates.map(({ model, asked, declined }) => {
    const share = Math.round((100 * declined) / asked);
    return `  ${shown(model)}  declined ${declined} of ${asked} (${share} %)\n`;
  });
  return `The first passages, by the kept runs of this folder:\n${rows.join('')}`;
}
