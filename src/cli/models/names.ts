import { listUserModels } from '../../host/models.ts';
import { failureText } from '../../present/failures.ts';
import { type Context, printJson } from '../commands.ts';
import { CliError, EXIT, WORDS } from '../session.ts';
import { shown } from '../terminal.ts';
import { roleOf } from './models.ts';

/** `sightline models names`: what the endpoint lists, a name a line. A model need not be set yet, an address must. */
export async function namesCommand({ options, terminal, signal }: Context): Promise<number> {
  const { host, models, failure } = await listUserModels(roleOf(options.role), signal);
  if (failure && (options.json !== true || host === ''))
    throw new CliError(
      shown(failureText(failure, WORDS)),
      failure.kind === 'notConfigured' || failure.kind === 'settings' ? EXIT.usage : EXIT.model,
    );
  if (options.json) printJson(terminal, { host, models, ...(failure ? { failure } : {}) });
  else {
    terminal.out(models.map((name) => `${shown(name)}\n`).join(''));
    terminal.err(
      `${models.length} ${models.length === 1 ? 'model' : 'models'} at ${shown(host)}. SIGHTLINE_MODEL names the one that answers.\n`,
    );
  }
  if (failure) return EXIT.model;
  return models.length === 0 ? EXIT.notFound : EXIT.ok;
}
