import { type CheckEnd, findProgram, runChecks } from '../../host/fix/check.ts';
import type { Patches } from '../../host/patches/patches.ts';
import { noProgramText } from '../../present/patches/checks.ts';
import { english } from '../../present/say.ts';
import type { Context } from '../commands.ts';
import { canAsk } from '../decide.ts';
import { CliError, EXIT, type Session } from '../session.ts';
import { shown } from '../terminal.ts';

/** Programs, each with its arguments. */
export type Checks = readonly (readonly string[])[];

/** How checks ended that could be started. */
export type Checked = Exclude<CheckEnd, { readonly type: 'refused' }>;

/**
 * The checks of a repair: those of the command line, each a JSON list (a line for a shell is none), else those of the
 * user's configuration where a patch may be applied. @throws CliError
 */
export function checksOf({ options, terminal }: Context, { checks }: Pick<Session, 'checks'>): Checks {
  const { check: given } = options;
  const mayApply = options.apply === true || (options.json !== true && canAsk(terminal));
  if (!Array.isArray(given)) return given === false || !mayApply ? [] : checks;
  if (!mayApply)
    throw new CliError('A check runs on the patch as it is applied: give --apply as well.', EXIT.usage);
  return given.map(argvOf);
}

function argvOf(given: unknown): readonly string[] {
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

/** Looks for the programs of checks. @throws CliError for one that would not be started */
export async function requirePrograms(checks: Checks, { root }: Pick<Patches, 'root'>): Promise<void> {
  for (const [name = ''] of checks) {
    const found = await findProgram(name, { realRoot: root, env: process.env });
    if (typeof found !== 'string') throw notStarted(name, found.why);
  }
}

/** Runs checks on the files as they are, with what they say last on the status line. @throws CliError; the signal's reason */
export async function runCliChecks(
  { terminal, signal, options }: Context,
  checks: Checks,
  { root }: Pick<Patches, 'root'>,
  title: string,
): Promise<Checked> {
  const onOutput = (text: string): void => terminal.status(`${title}: ${shown(text.trim().slice(-60))}`);
  try {
    const end = await runChecks(checks, { realRoot: root, signal, ...(options.json ? {} : { onOutput }) });
    if (end.type === 'refused') throw notStarted(end.argv[0] ?? '', end.why);
    return end;
  } finally {
    terminal.status('');
  }
}

const notStarted = (name: string, why: Parameters<typeof noProgramText>[1]): CliError =>
  new CliError(`${noProgramText(shown(name), why, english)} Nothing was started.`, EXIT.usage);
