/** `sightline report`: how the repository is built, for a terminal, as Markdown or as JSON. */
import { basename, resolve } from 'node:path';
import { architectureMarkdown } from '../../present/report/architecture.ts';
import { english } from '../../present/say.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { CliError, EXIT } from '../session.ts';
import { renderReport } from './render.ts';
import { missedCommand, writeReport } from './written.ts';

const FLAGS = { section: '--section', dryRun: '--dry-run', budget: '--budget' } as const;

/** On a terminal as text, into a file or a pipe as Markdown. A model is asked only with `--write`. */
export async function reportCommand(context: Context): Promise<number> {
  const { write, missed, section, dryRun, budget } = context.options;
  if (typeof write === 'string') return writeReport(context, write);
  // What belongs to writing is not passed over in silence.
  const [lone] =
    Object.entries({ section, dryRun, budget }).find(([, value]) => value !== undefined && value !== false) ??
    [];
  if (lone !== undefined)
    throw new CliError(`${FLAGS[lone as keyof typeof FLAGS]} belongs to --write KIND.`, EXIT.usage);
  if (missed !== undefined && missed !== false) return missedCommand(context);
  return withSession(context, { model: false }, async ({ engine, terminal, refresh, problems }) => {
    await refresh();
    const report = await engine.architecture();
    const { json, root, markdown } = context.options;
    const label = basename(resolve(root)) || '/';
    if (json) printJson(terminal, { ...report, problems: problems() });
    else if (terminal.width !== undefined && markdown !== true)
      terminal.out(renderReport(label, report, terminal));
    else terminal.raw(architectureMarkdown(label, report, { say: english, locale: 'en' }));
    return EXIT.ok;
  });
}
