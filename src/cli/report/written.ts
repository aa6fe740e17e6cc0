/** `sightline report --write`: a report that a model writes, and what it did not speak of. */
import { randomBytes } from 'node:crypto';
import { reportTitle, reportWish } from '../../present/report/wish.ts';
import { missedHead } from '../../present/report/written.ts';
import { writtenMarkdown } from '../../present/report/writtenMarkdown.ts';
import { routeEstimate, routeReason } from '../../present/routes.ts';
import { english } from '../../present/say.ts';
import { concludeRun, followRun, limitsOf } from '../ask.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { deciderFor } from '../decide.ts';
import { CliError, EXIT, idOf, type Session } from '../session.ts';
import { shown } from '../terminal.ts';
import { missedRows } from './rows.ts';

const KINDS = ['architecture', 'guide'] as const;
const ID_BYTES = 5;

/** Writes a report, or one section of it in depth. What it takes is told, and agreed to, before anything is sent. */
export function writeReport(context: Context, wanted: string): Promise<number> {
  const { options, signal, terminal } = context;
  const kind = KINDS.find((name) => name === wanted);
  if (!kind) throw new CliError(`--write is ${KINDS.join(' or ')}, not ${shown(wanted)}.`, EXIT.usage);
  return withSession(context, { model: true }, async (session) => {
    await session.refresh();
    const section = typeof options.section === 'string' ? options.section : undefined;
    const report = reportWish(kind, english, section);
    const question = { text: reportTitle(kind, english), focus: [], history: [], report };
    if (options.dryRun === true) return planReport(context, session, question);
    const run = session.archive.ask(session.engine, question, {
      ...{ runId: randomBytes(ID_BYTES).toString('hex'), signal },
      ...{ settings: limitsOf(context, session), decide: deciderFor(context, false) },
    });
    const outcome = await followRun(context, run);
    if (outcome.unfit) throw unfit(outcome.unfit);
    const { answer } = outcome;
    const isDocument = answer?.report !== undefined && !options.json && isMarkdown(context);
    if (answer && isDocument) terminal.raw(writtenMarkdown(answer, { say: english, locale: 'en' }));
    return concludeRun(outcome, context, isDocument);
  });
}

/** Why there can be no such report. */
function unfit(reason: Parameters<typeof routeReason>[0]): CliError {
  const more = reason.kind === 'needsModel' ? ' "sightline models" says how to set one.' : '';
  return new CliError(
    `The report cannot be written: ${shown(routeReason(reason, english))}.${more}`,
    EXIT.usage,
  );
}

/** Whether a report goes where Markdown is wanted: into a file or a pipe, or to whoever asks for it. */
const isMarkdown = ({ options, terminal }: Context): boolean =>
  terminal.width === undefined || options.markdown === true;

/** What writing would take. Nothing is sent. */
async function planReport(
  context: Context,
  { engine }: Session,
  question: Parameters<Session['engine']['ask']>[0],
): Promise<number> {
  const { signal, terminal, options } = context;
  const settings = { confirmTokens: 0 };
  const none = async (): Promise<'stop'> => 'stop';
  const {
    answer,
    failure,
    unfit: refusal,
  } = await followRun(context, engine.ask(question, { signal, settings, decide: none }));
  if (refusal) throw unfit(refusal);
  if (!answer) throw new CliError(shown(failure ?? 'There is nothing to write about.'), EXIT.usage);
  const { estimate, reason } = answer.route;
  if (options.json) printJson(terminal, { estimate });
  else
    terminal.out(
      `Would write a report: ${routeReason(reason, english)}; ${routeEstimate(estimate, english)}. Nothing was sent.\n`,
    );
  return EXIT.ok;
}

/** `sightline report --missed`: what the newest report, or that of a run, did not speak of. Reads its record alone. */
export function missedCommand(context: Context): Promise<number> {
  const { options, terminal } = context;
  return withSession(context, { model: false }, async ({ archive }) => {
    const ids = (await archive.list()).runs.map(({ id }) => id);
    const words = { one: 'run', many: 'runs', exit: EXIT.usage };
    const wanted = options.missed === true ? ids : [idOf(ids, String(options.missed), words)];
    for (const id of wanted) {
      const { report } = (await archive.show(id)).answer ?? {};
      if (!report) continue;
      if (options.json) printJson(terminal, report.missed);
      else
        terminal.out(
          `${[missedHead(report, english), ...missedRows(report, terminal, Number.POSITIVE_INFINITY)].join('\n')}\n`,
        );
      return EXIT.ok;
    }
    throw new CliError(
      'No report of this folder is kept. "sightline report --write guide" makes one.',
      EXIT.usage,
    );
  });
}
