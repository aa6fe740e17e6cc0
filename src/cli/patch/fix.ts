/** `sightline fix`: from a problem to a patch that is shown, and applied as one transaction when a person says so. */
import { isAbsolute, relative } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import type { Patches } from '../../host/patches/patches.ts';
import type { FailedAttempt, Fix, FixProblem } from '../../host/types.ts';
import { failureText } from '../../present/failures.ts';
import { exactEdits } from '../../present/patches/exactEdits.ts';
import { addUsage, NO_USAGE } from '../../present/run/usage.ts';
import { limitsOf } from '../ask.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { canAsk, saysYes } from '../decide.ts';
import { CliError, EXIT, type Session, WORDS } from '../session.ts';
import { shown } from '../terminal.ts';
import { candidatesOf, makeCandidates } from './candidates.ts';
import { type Checked, type Checks, checksOf, requirePrograms, runCliChecks } from './checks.ts';
import type { Repaired } from './followFix.ts';
import { tellDropped, withPatches } from './patches.ts';
import { patchOf, writePatch } from './patchText.ts';
import { renderChecked, renderFix } from './renderFix.ts';

/** Patches that are tried against a check at most. Source: methods D5. */
const MOST_TRIES = 3;

type FailedCheck = Extract<NonNullable<Repaired['checked']>, { type: 'failed' }>;

interface Tools {
  readonly context: Context;
  readonly session: Session;
  readonly patches: Patches;
  readonly checks: Checks;
}

/** `sightline fix [problem]`: plan, hunks and cost; with `--apply` the patch is written, with `--check` only if it passes. */
export function fixCommand(context: Context, asked = ''): Promise<number> {
  const { options } = context;
  const candidates = candidatesOf(options.candidates);
  return withPatches(context, (patches) =>
    withSession(context, { model: true }, async (session) => {
      const checks = checksOf(context, session);
      await requirePrograms(checks, patches);
      const text = await problemOf(options.stdin === true, asked);
      const places = (options.file as readonly string[]).map((place) => placeOf(place, session.root));
      await session.refresh();
      const problem = { text, places, rejected: [] };
      const repaired = await repair({ context, session, patches, checks }, problem, candidates);
      return conclude(repaired, context);
    }),
  );
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
async function repair(tools: Tools, problem: FixProblem, candidates: number): Promise<Repaired> {
  const { context, session, patches, checks } = tools;
  let before: Repaired['before'];
  const earlier: FailedAttempt[] = [];
  let usage = NO_USAGE;
  const limit = limitsOf(context, session).budgetTokens ?? 60_000;
  let current = problem;
  for (let round = 1; ; round++) {
    const budgetTokens = limit - usage.tokensIn - usage.tokensOut;
    const baseline = async (): Promise<void> => {
      if (checks.length > 0 && context.options.baseline !== false)
        before ??= await runCliChecks(context, checks, patches, 'Checking before the patch');
    };
    const {
      checked: known,
      usage: used,
      ...ended
    } = await makeCandidates(tools, {
      ...{ problem: current, earlier, budgetTokens, plan: (fix) => planOf(tools, fix) },
      // A failed check is answered by one try more, not by several.
      count: round === 1 ? candidates : 1,
      settings: { allowErrors: context.options.allowErrors ? 1 : 0 },
      ...(checks.length > 0 && context.options.apply === true
        ? { check: (planned) => tryPatch(tools, planned, baseline) }
        : {}),
    });
    usage = addUsage(usage, used);
    const applied = await applyFix(tools, ended, baseline);
    const tried = { ...applied, usage, ...(before ? { before } : {}) };
    if (checks.length === 0 || tried.id === undefined) return tried;
    const checked = known ?? (await checkPatch(tools, tried.id));
    const done = { ...tried, checked };
    if (checked.type === 'passed' || context.options.keep === true) return done;
    const undone = await patches.undo({ id: tried.id, edited: 'refuse', signal: context.signal });
    if (undone.type === 'refused') return { ...done, refusal: undone.refusal };
    const { id: _gone, ...back } = done;
    const isSpent = limit - usage.tokensIn - usage.tokensOut < limit / 4;
    if (round === MOST_TRIES || isSpent) return back;
    context.terminal.err(`The check failed (try ${round} of ${MOST_TRIES}); the patch was taken back.\n`);
    earlier.push({ round, kind: 'check', edits: [] });
    current = { ...problem, text: `${problem.text}\n\n${failedText(checked, before)}` };
    await session.refresh();
  }
}

function failedText({ argv, code, output }: FailedCheck, before: Repaired['before']): string {
  const how = code === null ? '' : ` with ${code}`;
  const earlier =
    before === undefined
      ? ''
      : before.type === 'passed'
        ? ' It passed before.'
        : ' It failed before as well.';
  return `A change was made, and afterwards ${argv.join(' ')} failed${how}; the change was taken back.${earlier} It said:\n${output}`;
}

/** Plans the patch against the disk, shows it, and writes it where a person wants that; `before` comes first then. */
async function applyFix(
  { context, patches }: Tools,
  ended: Pick<Repaired, 'fix' | 'failure' | 'isAborted' | 'candidates'>,
  before: () => Promise<void>,
): Promise<Omit<Repaired, 'usage'>> {
  const { options, terminal, signal } = context;
  const { fix } = ended;
  if (fix?.status !== 'patch') return ended;
  const planned = await planOf({ context, patches }, fix);
  if (options.json !== true) terminal.raw(renderFix(fix, planned, terminal));
  const { hash, targets } = planned;
  if (hash === undefined) return { ...ended, planned };
  if (options.patch !== undefined) writePatch(String(options.patch), planned, context);
  const isWanted =
    options.apply === true ||
    (options.json !== true && canAsk(terminal) && (await saysYes('Apply this patch?', signal)));
  if (!isWanted) return { ...ended, planned };
  await before();
  const written = await patches.apply(targets, { approved: hash, signal });
  if (written.type === 'written') tellDropped(written.dropped, context);
  return written.type === 'refused'
    ? { ...ended, planned, refusal: written.refusal }
    : { ...ended, planned, id: written.id };
}

/** What a patch would do, against the disk. */
const planOf = (
  { context: { options, signal }, patches }: Pick<Tools, 'context' | 'patches'>,
  fix: Fix,
): ReturnType<Patches['plan']> =>
  patches.plan(exactEdits(fix.files), {
    allowed: new Set(options.allow as readonly string[]),
    areErrorsAllowed: options.allowErrors === true,
    signal,
  });

/** Checks a patch as it is applied and takes it back, whatever came of it. Undefined where it could not be applied. */
async function tryPatch(
  tools: Tools,
  { hash = '', targets }: Awaited<ReturnType<Patches['plan']>>,
  baseline: () => Promise<void>,
): Promise<Checked | undefined> {
  const { patches, context } = tools;
  await baseline();
  const written = await patches.apply(targets, { approved: hash, signal: context.signal });
  if (written.type === 'refused') return undefined;
  const checked = await checkPatch(tools, written.id);
  const undone = await patches.undo({ id: written.id, edited: 'refuse', signal: context.signal });
  if (undone.type === 'refused')
    throw new CliError(
      `The patch ${written.id} could not be taken back: see "sightline patches".`,
      EXIT.refused,
    );
  return checked;
}

/** Runs the checks on the applied patch. One that is interrupted, or cannot be started, takes the patch back. */
async function checkPatch({ context, patches, checks }: Tools, id: string): Promise<Checked> {
  try {
    return await runCliChecks(context, checks, patches, 'Checking');
  } catch (error) {
    const undone = await patches.undo({ id, edited: 'refuse', signal: new AbortController().signal });
    context.terminal.err(
      undone.type === 'refused'
        ? `The patch ${id} could not be taken back: see "sightline patches".\n`
        : 'The patch was taken back.\n',
    );
    throw error;
  }
}

/** Prints how it ended; gives the exit code. */
function conclude(repaired: Repaired, { options, terminal }: Context): number {
  const { fix, failure, isAborted, id, checked, planned } = repaired;
  if (options.json) printJson(terminal, documentOf(repaired));
  else terminal.out(renderChecked(repaired, terminal));
  if (isAborted) return EXIT.interrupted;
  if (failure) {
    terminal.err(
      `${terminal.style('red', 'The model gave no patch:')} ${shown(failureText(failure, WORDS))}\n`,
    );
    return failure.kind === 'notConfigured' ? EXIT.usage : EXIT.model;
  }
  if (fix?.status !== 'patch' || planned?.hash === undefined || repaired.refusal) return EXIT.refused;
  return checked && (checked.type === 'failed' || id === undefined) ? EXIT.refused : EXIT.ok;
}

/** What `--json` prints. */
function documentOf(repaired: Repaired) {
  const { fix, failure, planned, id, refusal, checked, before, candidates, usage } = repaired;
  const files = planned?.files ?? fix?.files ?? [];
  const steps = new Map(fix?.files.map((file) => [file.path, file.steps]));
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
    ...(checked ? { check: { ...checkOf(checked), ...(before ? { before: checkOf(before) } : {}) } } : {}),
    ...(candidates ? { candidates } : {}),
    ...{ notices: fix?.notices ?? [], notRead: fix?.notRead ?? [], usage },
    ...(refusal ? { refusal } : {}),
    ...(failure ? { failure } : {}),
  };
}

/** A check as `--json` prints it: 0 is the code of one that passed. */
function checkOf(end: Checked) {
  if (end.type === 'passed') return { argv: end.argv, code: 0, isTimedOut: false, output: '', leftOut: 0 };
  const { type: _, ...facts } = end;
  return facts;
}
