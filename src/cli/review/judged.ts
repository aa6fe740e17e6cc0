/** The part of `sightline review` that asks a model: what it would take, how it goes on, and what it came to. */
import { randomBytes } from 'node:crypto';
import type {
  Finding,
  JudgeEvent,
  ReviewEstimate,
  ReviewFault,
  ReviewReport,
  ReviewWish,
} from '../../host/types.ts';
import { failureText } from '../../present/failures.ts';
import { stepProgress } from '../../present/run/steps.ts';
import { english } from '../../present/say.ts';
import { limitsOf } from '../ask.ts';
import type { Context } from '../commands.ts';
import { deciderFor } from '../decide.ts';
import { CliError, idOf, type Session, WORDS } from '../session.ts';
import { shown, type Terminal } from '../terminal.ts';

const ID_BYTES = 5;

/** Whether judged rules were asked for. */
export const wantsJudged = ({ judged, resume, rules }: Context['options']): boolean =>
  judged === true ||
  resume !== undefined ||
  (typeof rules === 'string' && rules.split(',').includes('judged'));

/** A review as it is asked for. */
interface Asked {
  readonly wish: ReviewWish;
  readonly rules?: readonly string[];
  readonly shard?: { readonly part: number; readonly of: number };
  readonly title: string;
}

/** Reviews with a model, or goes on with a review; what it takes is told before, and how to go on after. */
export async function reviewJudged(
  context: Context,
  session: Session,
  { wish, title, ...asked }: Asked,
  exit: number,
): Promise<ReviewReport | ReviewFault> {
  const { options, signal, terminal } = context;
  const { archive, engine } = session;
  const resumed = options.resume === undefined ? undefined : await runOf(context, session, exit);
  const runId = resumed ?? randomBytes(ID_BYTES).toString('hex');
  const judge = {
    ...{ runId, title, settings: limitsOf(context, session), decide: deciderFor(context, false) },
    onEvent: (event: JudgeEvent) => follow(event, terminal),
  };
  const onProgress = (done: number, total: number): void =>
    terminal.status(`Reviewing ${done} of ${total} files`);
  const kept = { ...asked, signal, judge, onProgress };
  const made =
    resumed === undefined
      ? await archive.review(engine, wish, kept)
      : await archive.resumeReview(engine, kept);
  terminal.status('');
  if ('coverage' in made && made.status !== 'complete' && (made.judged?.usage.calls ?? 0) > 0)
    terminal.err(`What was done is kept. Go on with: sightline review --resume ${runId}\n`);
  return made;
}

/** The review to go on with: the one that is named, or the newest that did not come to its end. */
async function runOf({ options }: Context, { archive }: Session, exit: number): Promise<string> {
  if (options.resume === true) {
    const newest = await archive.openReview();
    if (newest !== undefined) return newest;
    throw new CliError('There is no review of this folder to go on with.', exit);
  }
  const ids = (await archive.list()).runs.map(({ id }) => id);
  return idOf(ids, String(options.resume), { one: 'run', many: 'runs', exit });
}

function follow(event: JudgeEvent, terminal: Terminal): void {
  if (event.type === 'estimated') terminal.err(`${estimateRows(event.estimate).join('\n')}\n`);
  else if (event.type === 'step') terminal.status(shown(stepProgress(event.step, english)));
  else if (event.type === 'retry')
    terminal.status(
      `Waiting ${Math.ceil(event.afterMs / 1000)} s before trying again: ${shown(failureText(event.reason, WORDS))}`,
    );
}

const STAGES = { find: 'to find', refute: 'to refute' } as const;
const calls = (n: number): string => `${n} ${n === 1 ? 'call' : 'calls'}`;
const money = (cost: number | undefined): string => (cost === undefined ? '' : `, cost ${cost.toFixed(4)}`);

/** What judging takes, a line for each stage. */
export function estimateRows({ stages, pieces, known, findings }: ReviewEstimate): string[] {
  const head =
    pieces > 0
      ? [`Judging ${pieces} pieces of code, of which ${known} are known from before.`]
      : [`A second look at ${findings} ${findings === 1 ? 'finding' : 'findings'}.`];
  const rows = stages
    .filter((stage) => stage.calls > 0)
    .map(
      ({ stage, calls: n, tokensIn, tokensOut, cost }) =>
        `  ${STAGES[stage].padEnd(9)}  about ${calls(n)}, ${tokensIn} tokens in, ${tokensOut} out${money(cost)}`,
    );
  return [...head, ...rows];
}

/** What judging came to. */
export function judgedRows({ judged }: ReviewReport): string[] {
  if (!judged) return [];
  const { files, lines, refuted, dropped, usage, models, neighboursLeftOut, askedAgain, redactions } = judged;
  const many = (n: number, text: string): string[] => (n > 0 ? [`${n} ${text}`] : []);
  const hidden = [
    ...many(refuted.length, 'refuted by lines (--all shows them)'),
    ...many(dropped.unproved, 'without proof'),
    ...many(dropped.elsewhere, 'of other lines'),
    ...many(dropped.twice, 'said already'),
  ];
  const rest = [
    ...many(neighboursLeftOut, 'callers and callees had no room in a prompt'),
    ...many(askedAgain, 'replies could not be used at first'),
    ...many(redactions, 'secrets were left out of what was sent'),
  ];
  const spent =
    usage.calls === 0
      ? 'no model was asked'
      : `${calls(usage.calls)}, ${usage.tokensIn} tokens in, ${usage.tokensOut} out${money(usage.cost)}`;
  const names = [...new Set([models.reader, models.author])].map(shown).join(' and ');
  return [
    `Judged ${lines} lines in ${files} files by ${names}: ${spent}.`,
    ...(hidden.length > 0 ? [`Not shown: ${hidden.join(', ')}.`] : []),
    ...(rest.length > 0 ? [`${rest.join('; ')}.`] : []),
    ...(judged.failure ? [`The model failed: ${shown(failureText(judged.failure, WORDS))}`] : []),
  ];
}

/** What proves a judged finding beside its place, and what came of the second look. */
export function proofRows({ judged }: Finding): string[] {
  if (!judged) return [];
  const place = ({ path, startLine }: { readonly path: string; readonly startLine: number }): string =>
    `${shown(path)}:${startLine}`;
  const because = judged.why === '' ? '' : `: ${shown(judged.why)}`;
  return [
    ...judged.evidence.slice(1).map((lines) => `proved with ${place(lines)}`),
    ...(judged.verdict === 'kept' ? [] : [`${judged.verdict}${because}`]),
    ...judged.against.map((lines) => `refuted by ${place(lines)}`),
  ];
}
