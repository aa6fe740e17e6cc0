import type { Measured, MeasurePlan, ModelInfo } from '../../host/types.ts';
import { failureText } from '../../present/failures.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { canAsk, saysYes } from '../decide.ts';
import { CliError, EXIT, type Session, WORDS } from '../session.ts';
import { shown, type Terminal } from '../terminal.ts';

const ROLES = ['author', 'reader'] as const;

type RoleInfo = ModelInfo & { readonly role: (typeof ROLES)[number] };

const NONE = `${failureText({ kind: 'notConfigured', cause: 'noModel' }, WORDS)} "sightline models names" lists what an address has.\n`;

/** `sightline models`: what answers in each role, and what was measured of it. */
export function modelsCommand(context: Context): Promise<number> {
  return withSession(context, { model: true }, async ({ models, terminal }) => {
    const infos = ROLES.flatMap((role) => {
      const info = models.info(role);
      return info ? [{ role, ...info }] : [];
    });
    if (context.options.json) printJson(terminal, infos);
    else terminal.out(infos.length === 0 ? NONE : infos.map(renderInfo).join(''));
    return infos.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

/** The role that is asked for; the author's where none is. @throws CliError */
export function roleOf(given: unknown): 'author' | 'reader' {
  if (given === undefined) return 'author';
  const role = ROLES.find((one) => one === given);
  if (role) return role;
  throw new CliError('--role is author or reader.', EXIT.usage);
}

function renderInfo({ role, id, host, contextTokens, effectiveTokens }: RoleInfo): string {
  const measured =
    effectiveTokens === undefined
      ? 'not measured'
      : `reads well up to ${effectiveTokens} tokens, as measured`;
  return `${role.padEnd(7)} ${shown(`${id} @ ${host}: takes ${contextTokens} tokens; ${measured}`)}\n`;
}

/** `sightline models measure`: how long a text may be in which a model finds what it is asked for. */
export function measureCommand(context: Context): Promise<number> {
  const { options } = context;
  const role = roleOf(options.role);
  return withSession(context, { model: true }, async (session) => {
    const { engine, models, signal, terminal } = session;
    if (!models.info(role)) throw new CliError('No model is set: there is nothing to measure.', EXIT.usage);
    await session.refresh();
    const measured = await engine.measure({
      ...{ role, signal },
      ...(typeof options.upTo === 'number' ? { upTo: options.upTo } : {}),
      agree: (plan, info) => agreeOn(plan, info, context),
      onCell: ({ length, depth }) => terminal.status(`Measured ${length} tokens at ${depth} %`),
    });
    terminal.status('');
    if (!measured) throw new CliError('There is no text in this folder to measure with.', EXIT.notFound);
    return concludeMeasured(measured, session, context);
  });
}

async function concludeMeasured(
  measured: Measured,
  { models, terminal }: Session,
  { options }: Context,
): Promise<number> {
  const { how, failure } = measured;
  if (how !== 'declined') await models.keep(measured);
  if (options.json) printJson(terminal, measured);
  else if (how !== 'declined') terminal.out(renderMeasured(measured, terminal));
  if (how === 'declined')
    throw new CliError('Nothing was sent. Agree with --yes, or ask for less with --up-to.', EXIT.usage);
  if (failure)
    terminal.err(`${terminal.style('red', 'The model failed:')} ${shown(failureText(failure, WORDS))}\n`);
  if (how === 'stopped') return EXIT.interrupted;
  return how === 'failed' ? EXIT.model : EXIT.ok;
}

/** Says what it takes, and asks where somebody can be asked. */
async function agreeOn(
  plan: MeasurePlan,
  { id, host }: ModelInfo,
  { options, terminal, signal }: Context,
): Promise<boolean> {
  const { calls, tokensIn, tokensOut, cost, lengths } = plan;
  if (calls === 0) return false;
  const money = cost === undefined ? '' : `, cost ${cost.toFixed(4)}`;
  terminal.err(
    `${shown(`Measuring ${id} @ ${host}`)} up to ${lengths.at(-1)} tokens takes at most ${calls} calls, ${tokensIn} tokens in and ${tokensOut} out${money}. It ends early at a length that is not read well.\n`,
  );
  if (options.yes === true) return true;
  return canAsk(terminal) && (await saysYes('Go on?', signal));
}

/** A row for each length, a column for each depth. */
function renderMeasured(measured: Measured, terminal: Pick<Terminal, 'style'>): string {
  const { plan, cells, effectiveTokens, usage, how } = measured;
  const head = `${'tokens'.padStart(9)} ${plan.depths.map((depth) => `${depth} %`.padStart(6)).join('')}`;
  const rows = plan.lengths.map((length) => {
    const marks = plan.depths.map((depth) => {
      const cell = cells.find((one) => one.length === length && one.depth === depth);
      const mark = (cell ? (cell.isFound ? 'found' : 'lost') : '-').padStart(6);
      return cell && !cell.isFound ? terminal.style('yellow', mark) : mark;
    });
    return `${String(length).padStart(9)} ${marks.join('')}`;
  });
  const said =
    effectiveTokens === undefined
      ? 'No length is known yet at which it stops to read well.'
      : effectiveTokens === 0
        ? 'Not even the shortest text was read well: routes with long prompts are not taken.'
        : `Read well up to ${effectiveTokens} tokens: routes with long prompts go no further.`;
  const part = how === 'done' ? '' : ' Measured in part.';
  return `${[terminal.style('bold', head), ...rows].join('\n')}\n${said}${part}\n${usage.calls} calls, ${usage.tokensIn} tokens in, ${usage.tokensOut} out.\n`;
}
