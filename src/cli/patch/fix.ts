/** `sightline fix`: from a problem to a patch that is shown, and applied as one transaction when a person says so. */
import { isAbsolute, relative } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { type CheckResult, findProgram, reduceOutput, runCheck } from '../../host/fix/check.ts';
import type { Patches, PreparedPatch } from '../../host/patches/patches.ts';
import type { FailedAttempt, FixProblem } from '../../host/types.ts';
import { failureText } from '../../present/failures.ts';
import { exactEdits } from '../../present/patches/exactEdits.ts';
import { addUsage, NO_USAGE } from '../../present/run/usage.ts';
import { limitsOf } from '../ask.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { canAsk, saysYes } from '../decide.ts';
import { CliError, EXIT, type Session, WORDS, writeOut } from '../session.ts';
import { shown } from '../terminal.ts';
import { followFix, type Repaired } from './followFix.ts';
import { withPatches } from './patches.ts';
import { patchOf } from './patchText.ts';
import { renderChecked, renderFix } from './renderFix.ts';

/** Patches that are tried against a check at most. Source: methods D5. */
const MOST_TRIES = 3;
const CHECK_MS = 10 * 60_000;

interface Tools {
  readonly context: Context;
  readonly session: Session;
  readonly patches: Patches;
  readonly check: readonly string[] | undefined;
}

/** `sightline fix [problem]`: plan, hunks and cost; with `--apply` the patch is written, with `--check` only if it passes. */
export function fixCommand(context: Context, asked = ''): Promise<number> {
  const { options, terminal } = context;
  const check = checkOf(options.check);
  return withPatches(context, async (patches) => {
    if (check) await requireProgram(check, patches);
    if (check && !options.apply && !canAsk(terminal))
      throw new CliError('A check runs on the patch as it is applied: give --apply as well.', EXIT.usage);
    return withSession(context, { model: true }, async (session) => {
      const text = await problemOf(options.stdin === true, asked);
      const places = (options.file as readonly string[]).map((place) => placeOf(place, session.root));
      await session.refresh();
      const repaired = await repair({ context, session, patches, check }, { text, places, rejected: [] });
      return conclude(repaired, context, check);
    });
  });
}

/** The program and its arguments, as JSON: a line for a shell is none. @throws CliError */
function checkOf(given: unknown): readonly string[] | undefined {
  if (given === undefined) return undefined;
  let argv: unknown;
  try {
    argv = JSON.parse(String(given));
  } catch {
    argv = undefined;
  }
  if (Array.isArray(argv) && argv.length > 0 && argv.every((part) => typeof part === 'string')) return argv;
  throw new CliError(
    'A check is a JSON list of a program and its arguments, such as --check \'["npm","test"]\'. No shell reads it.',
    EXIT.usage,
  );
}

async function requireProgram([name = '']: readonly string[], { root }: Patches): Promise<void> {
  const found = await findProgram(name, { realRoot: root, env: process.env });
  if (typeof found === 'string') return;
  const why = {
    notFound: 'is not found in PATH',
    badName: 'is neither an absolute path nor the plain name of a program',
    insideFolder: 'lies in the folder itself, or among the programs that packages bring',
  }[found.why];
  throw new CliError(`The program of the check, ${shown(name)}, ${why}. Nothing was started.`, EXIT.usage);
}

async function problemOf(isPiped: boolean, asked: string): Promise<string> {
  const input = isPiped || asked === '-' ? await readStream(process.stdin) : '';
  const text = [asked === '-' ? '' : asked, input].filter((part) => part.trim() !== '').join('\n\n');
  if (text !== '') return text;
  throw new CliError(
    'The problem is empty. Give it as an argument, or --stdin and standard input.',
    EXIT.usage,
  );
}

/** `src/a.ts`, `src/a.ts:12` or `src/a.ts:12-20`, below the folder. */
function placeOf(given: string, root: string): FixProblem['places'][number] {
  const [, written = given, from, to] = /^(.*?)(?::(\d{1,7})(?:-(\d{1,7}))?)?$/s.exec(given) ?? [];
  const path = (isAbsolute(written) ? relative(root, written) : written)
    .replaceAll('\\', '/')
    .replace(/^\.\//, '');
  if (from === undefined) return { path };
  const startLine = Math.max(1, Number(from));
  return { path, lines: { startLine, endLine: Math.max(startLine, Number(to ?? from)) } };
}

/**
 * Repairs until a patch passes the check, at most three times. A patch on which it fails is taken back, unless it shall be
 * kept, and what the check said goes into the next try.
 */
async function repair(tools: Tools, problem: FixProblem): Promise<Repaired> {
  const { context, session, check } = tools;
  const earlier: FailedAttempt[] = [];
  let usage = NO_USAGE;
  const limit = limitsOf(context, session).budgetTokens ?? 60_000;
  let current = problem;
  for (let round = 1; ; round++) {
    const budgetTokens = limit - usage.tokensIn - usage.tokensOut;
    const settings = { budgetTokens, allowErrors: context.options.allowErrors ? 1 : 0 } as const;
    const ended = await followFix(context, session, current, { settings, earlier });
    usage = addUsage(usage, ended.fix?.usage ?? NO_USAGE);
    const tried = { ...(await applyFix(tools, ended)), usage };
    if (!check || tried.id === undefined) return tried;
    const checked = await checkPatch(tools, check, tried.id);
    const done = { ...tried, checked };
    if (checked.code === 0 || context.options.keep === true) return done;
    const undone = await tools.patches.undo({ id: tried.id, edited: 'refuse', signal: context.signal });
    if (undone.type === 'refused') return { ...done, refusal: undone.refusal };
    const { id: _gone, ...back } = done;
    const isSpent = limit - usage.tokensIn - usage.tokensOut < limit / 4;
    if (round === MOST_TRIES || isSpent) return back;
    context.terminal.err(`The check failed (try ${round} of ${MOST_TRIES}); the patch was taken back.\n`);
    earlier.push({ round, kind: 'check', edits: [] });
    current = { ...problem, text: `${problem.text}\n\n${failedText(check, checked)}` };
    await session.refresh();
  }
}

function failedText(check: readonly string[], { output, code }: NonNullable<Repaired['checked']>): string {
  const { text } = reduceOutput(output);
  return `A change was made, and afterwards ${check.join(' ')} failed${code === null ? '' : ` with ${code}`}; the change was taken back. It said:\n${text}`;
}

/** Plans the patch against the disk, shows it, and writes it where a person wants that. */
async function applyFix(
  { context, patches }: Tools,
  ended: Pick<Repaired, 'fix' | 'failure' | 'isAborted'>,
): Promise<Omit<Repaired, 'usage'>> {
  const { options, terminal, signal } = context;
  const { fix } = ended;
  if (fix?.status !== 'patch') return ended;
  const planned = await patches.plan(exactEdits(fix.files), {
    allowed: new Set(options.allow as readonly string[]),
    areErrorsAllowed: options.allowErrors === true,
    signal,
  });
  if (options.json !== true) terminal.out(renderFix(fix, planned, terminal));
  const { hash, targets } = planned;
  if (hash === undefined) return { ...ended, planned };
  if (options.patch !== undefined) writePatch(String(options.patch), planned, context);
  const isWanted =
    options.apply === true ||
    (options.json !== true && canAsk(terminal) && (await saysYes('Apply this patch?', signal)));
  if (!isWanted) return { ...ended, planned };
  const written = await patches.apply(targets, { approved: hash, signal });
  return written.type === 'refused'
    ? { ...ended, planned, refusal: written.refusal }
    : { ...ended, planned, id: written.id };
}

function writePatch(
  file: string,
  planned: Pick<PreparedPatch, 'files' | 'targets'>,
  { terminal }: Context,
): void {
  const { text, notTold } = patchOf(planned);
  if (notTold.length > 0)
    terminal.err(`Not in the patch file, since they are no UTF-8: ${notTold.map(shown).join(', ')}.\n`);
  writeOut(file, text, EXIT.usage);
}

/** Runs the check on the applied patch. One that is interrupted, or cannot be started, takes the patch back. */
async function checkPatch(
  { context, patches }: Tools,
  argv: readonly string[],
  id: string,
): Promise<NonNullable<Repaired['checked']>> {
  const { terminal, signal, options } = context;
  const takeBack = async (): Promise<void> => {
    const undone = await patches.undo({ id, edited: 'refuse', signal: new AbortController().signal });
    terminal.err(
      undone.type === 'refused'
        ? `The patch ${id} could not be taken back: see "sightline patches".\n`
        : 'The patch was taken back.\n',
    );
  };
  const onOutput = (text: string): void => terminal.status(`Checking: ${shown(text.trim().slice(-60))}`);
  let result: CheckResult;
  try {
    result = await runCheck({
      ...{ argv, realRoot: patches.root, env: process.env, timeoutMs: CHECK_MS, signal },
      ...(options.json ? {} : { onOutput }),
    });
  } catch (error) {
    await takeBack();
    throw error;
  } finally {
    terminal.status('');
  }
  if (result.type === 'ended') return result;
  await takeBack();
  throw new CliError(`The check ${shown(argv[0] ?? '')} could not be started (${result.why}).`, EXIT.usage);
}

/** Prints how it ended; gives the exit code. */
function conclude(
  repaired: Repaired,
  { options, terminal }: Context,
  check: readonly string[] | undefined,
): number {
  const { fix, failure, isAborted, id, checked, planned } = repaired;
  if (options.json) printJson(terminal, documentOf(repaired, check));
  else terminal.out(renderChecked(repaired, terminal));
  if (isAborted) return EXIT.interrupted;
  if (failure) {
    terminal.err(
      `${terminal.style('red', 'The model gave no patch:')} ${shown(failureText(failure, WORDS))}\n`,
    );
    return failure.kind === 'notConfigured' ? EXIT.usage : EXIT.model;
  }
  if (fix?.status !== 'patch' || planned?.hash === undefined || repaired.refusal) return EXIT.refused;
  return checked && (checked.code !== 0 || id === undefined) ? EXIT.refused : EXIT.ok;
}

/** What `--json` prints. */
function documentOf(repaired: Repaired, check: readonly string[] | undefined) {
  const { fix, failure, planned, id, refusal, checked, usage } = repaired;
  const files = planned?.files ?? fix?.files ?? [];
  const steps = new Map(fix?.files.map((file) => [file.path, file.steps]));
  const { text, leftOut } = checked ? reduceOutput(checked.output) : { text: '', leftOut: 0 };
  return {
    status: fix?.status ?? 'stopped',
    applied: id !== undefined,
    ...(id === undefined ? {} : { id }),
    ...(planned?.hash === undefined ? {} : { hash: planned.hash }),
    located: fix?.located.files.map(({ path, lines, symbols }) => ({ path, lines, symbols })) ?? [],
    ...{ more: fix?.located.more ?? 0, unknown: fix?.located.unknown ?? [] },
    ...(fix?.plan ? { plan: fix.plan } : {}),
    files: files.map(({ path, to, kind, places }) => ({
      ...{ path, kind, steps: steps.get(path) ?? [], hunks: places },
      ...(to === undefined ? {} : { to }),
    })),
    diff: planned?.hash === undefined ? '' : patchOf(planned).text,
    ...{ changed: fix?.changed ?? [], related: fix?.related ?? [], attempts: fix?.attempts ?? [] },
    said: fix?.said ?? '',
    ...(checked
      ? { check: { argv: check, code: checked.code, isTimedOut: checked.isTimedOut, output: text, leftOut } }
      : {}),
    ...{ notices: fix?.notices ?? [], notRead: fix?.notRead ?? [], usage },
    ...(refusal ? { refusal } : {}),
    ...(failure ? { failure } : {}),
  };
}
