import { routeTitle } from '../present/routes.ts';
import { english } from '../present/say.ts';
import type { RunDetails, RunSummary, SpendingTotals } from '../protocol/runs.ts';
import { concludeRun, followRun, limitsOf, placed } from './ask.ts';
import { printDeclines } from './audit.ts';
import { clip, withinWidth } from './columns.ts';
import { type Context, printJson, withSession } from './commands.ts';
import { deciderFor } from './decide.ts';
import { renderAnswer } from './renderAnswer.ts';
import { CliError, EXIT, idOf, type Session } from './session.ts';
import { shown, type Terminal } from './terminal.ts';

/** Characters of an id that is not cut: those that the command line makes have ten. */
const ID_COLUMNS = 12;

/** `sightline runs`: the runs of the folder on disk, the newest first; with `--spending` what calls have used, with `--declines` how
 * often models declined the first passages. */
export function runsCommand(context: Context): Promise<number> {
  return withSession(context, { model: false }, async (session) => {
    const { archive, terminal } = session;
    if (context.options.declines) return printDeclines(session, context.options.json);
    if (context.options.spending) {
      const totals = await archive.spending.totals();
      if (context.options.json) printJson(terminal, totals);
      else terminal.out(renderSpending(totals, terminal));
      return EXIT.ok;
    }
    const list = await archive.list();
    if (context.options.json) printJson(terminal, list);
    else {
      const kept = `Kept for ${list.keepDays} days, at most ${Math.round(list.keepBytes / 1e6)} MB of a folder; the oldest go first.`;
      const rows = list.runs.map((run) => renderRun(run, terminal)).join('');
      const lost = list.unreadable > 0 ? `${list.unreadable} that cannot be read.\n` : '';
      terminal.out(
        withinWidth(`${rows === '' ? 'No run is kept.\n' : rows}${lost}${kept}\n`, terminal.width),
      );
    }
    return list.runs.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

/** `sightline runs show ID`: its calls, what it recorded, and its answer. */
export function showRunCommand(context: Context, wanted: string): Promise<number> {
  return withSession(context, { model: false }, async ({ archive, terminal }) => {
    const details = await archive.show(await runOf(archive, wanted));
    const { answer } = details;
    if (context.options.json)
      printJson(terminal, answer ? { ...details, answer: placed(answer, context.options.root) } : details);
    else terminal.out(renderDetails(details, terminal));
    return EXIT.ok;
  });
}

/** `sightline runs resume ID`: goes on where the run was, and ends as `ask` does. */
export function resumeRunCommand(context: Context, wanted: string): Promise<number> {
  const { signal } = context;
  return withSession(context, { model: true }, async ({ archive, engine, refresh, asking }) => {
    const runId = await runOf(archive, wanted);
    await refresh();
    const run = archive.resume(engine, {
      ...{ runId, signal, settings: limitsOf(context, { asking }) },
      decide: deciderFor(context, false),
    });
    return concludeRun(await followRun(context, run), context);
  });
}

/** `sightline runs delete ID`, or `--all` of the folder. */
export function deleteRunsCommand(context: Context, wanted = ''): Promise<number> {
  const { options } = context;
  return withSession(context, { model: false }, async ({ archive, terminal }) => {
    if (wanted === '' && options.all !== true)
      throw new CliError('Give the id of a run, or --all for all runs of this folder.', EXIT.usage);
    const { removed, kept } = await archive.remove(
      wanted === '' ? undefined : [await runOf(archive, wanted)],
    );
    if (options.json) printJson(terminal, { removed, kept });
    else {
      const under = kept.length > 0 ? ` ${kept.length} under way: kept.` : '';
      terminal.out(`Removed ${removed} ${removed === 1 ? 'run' : 'runs'}.${under}\n`);
    }
    return kept.length > 0 ? EXIT.index : EXIT.ok;
  });
}

/** The run that an id, or the beginning of one, names. */
async function runOf(archive: Session['archive'], wanted: string): Promise<string> {
  const { runs } = await archive.list();
  const words = { one: 'run', many: 'runs', exit: EXIT.notFound };
  return idOf(
    runs.map(({ id }) => id),
    wanted,
    words,
  );
}

function renderRun(run: RunSummary, terminal: Terminal): string {
  const { id, question, status, canResume, lostLines } = run;
  const room = (terminal.width ?? 80) - 4;
  const lost = lostLines > 0 ? `, ${lostLines} lines lost` : '';
  const facts = [
    whenOf(run.atMs),
    `${status}${canResume ? ' *' : ''}${lost}`,
    routeOf(run),
    spentOf(run.usage),
  ];
  const told = clip(shown(question.replace(/\s+/g, ' ')), Math.max(8, room));
  return `${terminal.style('bold', clip(shown(id), ID_COLUMNS))}  ${facts.join('  ')}\n    ${told}\n`;
}

const routeOf = ({ route }: RunSummary): string =>
  route === undefined ? '-' : shown(routeTitle(route, english));

/** Tokens and money of a usage. */
function spentOf({ calls, tokensIn, tokensOut, cost }: RunSummary['usage']): string {
  if (calls === 0) return 'no model called';
  const money = cost === undefined ? '' : `, cost ${cost.toFixed(4)}`;
  return `${tokensIn + tokensOut} tokens in ${calls} ${calls === 1 ? 'call' : 'calls'}${money}`;
}

/** Local date and minute. */
function whenOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function renderDetails({ run, calls, claims, answer }: RunDetails, terminal: Terminal): string {
  const rows = calls.map(
    ({ role, model, host, status, tokensIn, tokensOut, ms }, i) =>
      `  ${String(i + 1).padStart(3)}  ${role.padEnd(6)}  ${status.padEnd(7)}  ${tokensIn} in, ${tokensOut} out, ${(ms / 1000).toFixed(1)} s  ${shown(`${model} @ ${host}`)}\n`,
  );
  const recorded = answer ? [] : claims.map(({ text }) => `  ${shown(text)}\n`);
  const head = [
    renderRun(run, terminal),
    ...(rows.length > 0 ? ['Calls:\n', ...rows] : []),
    ...(recorded.length > 0 ? ['Recorded so far, each proved:\n', ...recorded] : []),
    ...(run.canResume ? [`Go on with: sightline runs resume ${shown(run.id)}\n`] : []),
  ].join('');
  return `${withinWidth(head, terminal.width)}${answer ? `\n${renderAnswer(answer, terminal)}` : ''}`;
}

/** Days that are listed; `--json` lists all. */
const SHOWN_DAYS = 14;

function renderSpending({ days, months, models }: SpendingTotals, terminal: Terminal): string {
  const part = (title: string, of: SpendingTotals['days'], limit: number): string => {
    const rows = of.slice(0, limit).map(({ key, usage }) => `  ${shown(key)}  ${spentOf(usage)}\n`);
    const more = of.length > limit ? `  and ${of.length - limit} more (--json lists all)\n` : '';
    return `${terminal.style('bold', title)}\n${rows.join('')}${more}`;
  };
  if (days.length === 0) return 'Nothing was spent: no model was called.\n';
  const text = `${part('By day', days, SHOWN_DAYS)}${part('By month', months, SHOWN_DAYS)}${part('By model', models, SHOWN_DAYS)}`;
  return withinWidth(text, terminal.width);
}
